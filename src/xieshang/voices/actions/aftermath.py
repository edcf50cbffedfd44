"""What becomes of an issue: sent up, used, written on by leaders, passed on to units, told to whoever said it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from xieshang.core import profile
from xieshang.core.calendar import local_day
from xieshang.core.deeds import beside, deed
from xieshang.core.lifecycle import MoveNotOpenError
from xieshang.matters.models import Link, LinkType
from xieshang.people.models import Person, Unit
from xieshang.voices.actions.answer import answer as answer_message
from xieshang.voices.actions.editing import must_be_listed
from xieshang.voices.lifecycle import LIFE, REFERRAL_LIFE, REPORT_LIFE
from xieshang.voices.models import (
    Instruction,
    Message,
    Referral,
    ReferralState,
    Report,
    ReportBack,
    Sending,
    State,
    Use,
    contributors,
)

MOST_UNITS = 20


def must_be_past(on: date, report: Report, at: datetime) -> None:
    """Between its issue and today."""
    if on > local_day(at) or (report.issued_at is not None and on < local_day(report.issued_at)):
        raise MoveNotOpenError(_("The day must lie between its issue and today."))


def send_up(report: Report, *, by: Person, at: datetime, addressees: list[str], on: date) -> Report:
    """Note to whom it was sent; the level follows from each addressee."""
    with deed("send_up", on=report, by=by, at=at) as report:
        REPORT_LIFE.take("send_up", report, by)
        known = profile.current().lists["report_addressee"]
        if not addressees or set(addressees) - set(known):
            raise MoveNotOpenError(_("Choose one from the list."))
        must_be_past(on, report, at)
        levels: dict[str, list[str]] = {}
        for code in dict.fromkeys(addressees):
            levels.setdefault(known[code].more["level"], []).append(code)
        for level, codes in levels.items():
            Sending.objects.create(report=report, level=level, addressees=codes, on=on, by=by, at=at)
        beside(report, "addressees", "", list(dict.fromkeys(addressees)))
    return report


def note_use(report: Report, *, by: Person, at: datetime, level: str, how: str, on: date, note: str = "") -> Report:
    """A higher level used it: by itself, with others, or by a department."""
    with deed("note_use", on=report, by=by, at=at) as report:
        REPORT_LIFE.take("note_use", report, by)
        must_be_listed("report_level", level)
        must_be_listed("report_use", how)
        must_be_past(on, report, at)
        Use.objects.create(report=report, level=level, how=how, on=on, note=note, by=by, at=at)
        beside(report, "level", "", level)
        beside(report, "use", "", how)
    return report


def note_instruction(
    report: Report, *, by: Person, at: datetime, level: str, leader: str, on: date, text: str
) -> Report:
    """What a leader wrote on it (批示). The record keeps that there was one, not its words."""
    with deed("note_instruction", on=report, by=by, at=at) as report:
        REPORT_LIFE.take("note_instruction", report, by)
        must_be_listed("report_level", level)
        must_be_past(on, report, at)
        Instruction.objects.create(report=report, level=level, leader=leader, on=on, text=text, by=by, at=at)
        beside(report, "level", "", level)
        beside(report, "instruction", "", leader)
    return report


def pass_on(
    report: Report, *, by: Person, at: datetime, units: list[int], task: str, instruction: int | None = None
) -> Report:
    """Give it to units to act on and answer; a return that was still open is settled by it."""
    with deed("pass_on", on=report, by=by, at=at) as report:
        REPORT_LIFE.take("pass_on", report, by)
        found = list(Unit.objects.filter(pk__in=units, is_open=True)[: MOST_UNITS + 1])
        if not found or len(found) != len(set(units)) or len(found) > MOST_UNITS:
            raise MoveNotOpenError(_("Choose units that handle such things."))
        behind = report.instructions.filter(pk=instruction).first() if instruction is not None else None
        if instruction is not None and behind is None:
            raise MoveNotOpenError(_("Choose one from the list."))
        held = set(report.referrals.exclude(state__in=GONE).values_list("unit_id", flat=True))
        for unit in found:
            if unit.pk in held:
                raise MoveNotOpenError(_("%(unit)s has it already.") % {"unit": unit})
        norms, day = report.norms, local_day(at)
        for row in report.referrals.filter(state=ReferralState.HANDED_BACK):
            settle(row, by=by, at=at)
        for unit in found:
            referral = Referral(
                report=report,
                unit=unit,
                instruction=behind,
                task=task,
                sent_at=at,
                receive_by=norms.working_days_after(day, "referral.receive_working_days"),
                due=norms.working_days_after(day, "referral.answer_working_days"),
            )
            with deed("refer", on=referral, by=by, at=at):
                pass
        beside(report, "units", "", [unit.name for unit in found])
    return report


GONE = (ReferralState.HANDED_BACK, ReferralState.SETTLED)


def source_messages(report: Report) -> list[Message]:
    """The residents' messages it grew from, those of combined reports too."""
    keys = [report.pk, *report.parts.values_list("pk", flat=True)]
    ids = Link.objects.filter(type=LinkType.GAVE_RISE_TO, from_kind="message", to_kind="report", to_id__in=keys).values(
        "from_id"
    )
    gone = (State.WITHDRAWN, State.FORGOTTEN)
    return list(Message.objects.filter(pk__in=ids).exclude(state__in=gone).defer("words").order_by("pk"))


def report_back(report: Report, *, by: Person, at: datetime, text: str) -> Report:
    """Tell whoever said it what became of it: the authors, and the residents whose messages it grew from.

    It is kept as sent. A message nobody has answered yet is answered by it.
    """
    with deed("report_back", on=report, by=by, at=at) as report:
        REPORT_LIFE.take("report_back", report, by)
        if not text.strip():
            raise MoveNotOpenError(_("Write what became of it."))
        messages = source_messages(report)
        rows = [ReportBack(report=report, person=person, text=text, by=by, at=at) for person in contributors(report)]
        rows += [ReportBack(report=report, message=message, text=text, by=by, at=at) for message in messages]
        ReportBack.objects.bulk_create(rows)
        for message in messages:
            if LIFE.judge("answer", message, by):
                answer_message(message, by=by, at=at, answer=text)
        beside(report, "told", None, len(rows))
    return report


def archive(report: Report, *, by: Person, at: datetime) -> Report:
    with deed("archive", on=report, by=by, at=at) as report:
        REPORT_LIFE.take("archive", report, by)
        report.archived_at = at
    return report


# ---- The unit


def receive_referral(referral: Referral, *, by: Person, at: datetime) -> Referral:
    with deed("receive", on=referral, by=by, at=at) as referral:
        REFERRAL_LIFE.take("receive", referral, by)
        referral.received_at = at
    return referral


def hand_back_referral(referral: Referral, *, by: Person, at: datetime, why: str) -> Referral:
    """The unit says it is not competent; the office passes it on or leaves it at that."""
    with deed("hand_back", on=referral, by=by, at=at, why=why) as referral:
        REFERRAL_LIFE.take("hand_back", referral, by)
        referral.return_reason = why
    return referral


def settle(referral: Referral, *, by: Person, at: datetime) -> Referral:
    """The office takes note of a unit's return."""
    with deed("settle", on=referral, by=by, at=at) as referral:
        REFERRAL_LIFE.take("settle", referral, by)
    return referral


def answer_referral(referral: Referral, *, by: Person, at: datetime, answer: str) -> Referral:
    """What the unit did and will do."""
    with deed("answer", on=referral, by=by, at=at) as referral:
        REFERRAL_LIFE.take("answer", referral, by)
        referral.answer, referral.answered_by, referral.answered_at = answer, by, at
    return referral
