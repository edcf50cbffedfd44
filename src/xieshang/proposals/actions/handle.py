"""The handling unit's deeds, the office's answer to what it hands back, and the proposer's word on contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from xieshang.core import profile
from xieshang.core.calendar import day_in_words, local_day
from xieshang.core.deeds import beside, bring_waits_up_to_date, deed
from xieshang.core.lifecycle import MoveNotOpenError
from xieshang.matters.actions import promise, replace
from xieshang.matters.models import Commitment, CommitmentState
from xieshang.people.models import Person, Unit
from xieshang.proposals.actions.judge import ask_for_judgements
from xieshang.proposals.actions.review import must_be_listed
from xieshang.proposals.lifecycle import CONTACT_LIFE, HANDLING_LIFE, LIFE
from xieshang.proposals.models import (
    AT_WORK,
    Contact,
    Handling,
    HandlingState,
    Point,
    PointVerdict,
    Proposal,
    Reply,
    UnitRole,
)


def receive(handling: Handling, *, by: Person, at: datetime) -> Handling:
    with deed("receive", on=handling, by=by, at=at) as handling:
        HANDLING_LIFE.take("receive", handling, by)
        handling.received_at = at
    return handling


def hand_back(handling: Handling, *, by: Person, at: datetime, why: str, suggested_unit: str = "") -> Handling:
    """The unit says it is not competent (退办), within the window; it may not pass the proposal on by itself."""
    with deed("hand_back", on=handling, by=by, at=at, why=why) as handling:
        HANDLING_LIFE.take("hand_back", handling, by)
        if handling.return_until and local_day(at) > handling.return_until:
            raise MoveNotOpenError(
                _("The time to hand it back ended on %(day)s.") % {"day": day_in_words(handling.return_until)}
            )
        handling.return_asked_at, handling.return_reason = at, why
        handling.suggested_unit = suggested_unit
    return handling


def insist(handling: Handling, *, by: Person, at: datetime, why: str) -> Handling:
    """The office does not accept the return; the unit handles it, and the clock has kept running."""
    with deed("insist", on=handling, by=by, at=at, why=why) as handling:
        HANDLING_LIFE.take("insist", handling, by)
        handling.received_at = handling.received_at or at
    return handling


@transaction.atomic
def reassign(handling: Handling, *, by: Person, at: datetime, unit: int, why: str = "") -> Handling:
    """Another unit takes its place; the day by which the proposer is answered stays the same."""
    new_unit = Unit.objects.filter(pk=unit, is_open=True).first()
    with deed("reassign", on=handling, by=by, at=at, why=why) as handling:
        HANDLING_LIFE.take("reassign", handling, by)
        if new_unit is None:
            raise MoveNotOpenError(_("Choose a unit that is in office."))
        if handling.proposal.handlings.filter(unit=new_unit, state__in=[*AT_WORK, HandlingState.ANSWERED]).exists():
            raise MoveNotOpenError(_("%(unit)s handles this proposal already.") % {"unit": new_unit})
    norms = handling.proposal.norms
    successor = Handling(
        proposal=handling.proposal,
        unit=new_unit,
        role=handling.role,
        state=HandlingState.ASSIGNED,
        assigned_at=at,
        due=handling.due,
        return_until=norms.working_days_after(local_day(at), "return.working_days"),
        in_place_of=handling,
    )
    with deed("assign", on=successor, by=by, at=at, why=why):
        pass
    return handling


def note_contact(handling: Handling, *, by: Person, at: datetime, way: str, on: date, note: str = "") -> Contact:
    """Note that the unit spoke with the proposer; it counts as said until the proposer confirms or disputes it."""
    with deed("note_contact", on=handling, by=by, at=at) as handling:
        HANDLING_LIFE.take("note_contact", handling, by)
        must_be_listed("contact_way", way, handling.proposal)
        if on > local_day(at):
            raise MoveNotOpenError(_("This day is still to come."))
        contact = Contact(handling=handling, way=way, on=on, note=note, logged_by=by, logged_at=at)
        with deed("log", on=contact, by=by, at=at):
            pass
    return contact


def confirm_contact(contact: Contact, *, by: Person, at: datetime, remark: str = "") -> Contact:
    with deed("confirm", on=contact, by=by, at=at) as contact:
        CONTACT_LIFE.take("confirm", contact, by)
        contact.remark = remark
    return contact


def dispute_contact(contact: Contact, *, by: Person, at: datetime, remark: str = "") -> Contact:
    with deed("dispute", on=contact, by=by, at=at, why=remark) as contact:
        CONTACT_LIFE.take("dispute", contact, by)
        contact.remark = remark
    return contact


@dataclass(frozen=True)
class Answer:
    """What a reply says to one suggestion; empty fields are for the unit to fill before it hands the reply up."""

    suggestion: int
    verdict: str
    text: str = ""
    ground: str = ""
    promise: str = ""
    in_charge: str = ""
    due: date | None = None


def draft_reply(
    handling: Handling,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    reply_class: str = "",
    opening: str = "",
    closing: str = "",
    clerk: str = "",
    points: list[Answer] | None = None,
) -> Reply:
    """Write or rewrite the reply of this round. Raises StaleError when a colleague changed it since `seen`."""
    with deed("draft_reply", on=handling, by=by, at=at, seen=seen) as handling:
        HANDLING_LIFE.take("draft_reply", handling, by)
        if not handling.answers_proposer and (points or reply_class):
            raise MoveNotOpenError(_("A co-handler gives its opinion to the lead unit and answers no suggestion."))
        if reply_class:
            must_be_listed("reply_class", reply_class, handling.proposal)
        texts = {"reply_class": reply_class, "opening": opening, "closing": closing, "clerk": clerk}
        reply, is_new = Reply.objects.get_or_create(
            handling=handling, round=handling.round, defaults={**texts, "drafted_by": by}
        )
        old = {} if is_new else {name: getattr(reply, name) for name in texts}
        for name, value in texts.items():
            setattr(reply, name, value)
            beside(handling, f"reply.{name}", old.get(name, ""), value)
        reply.save()
        for answer in points or []:
            write_point(handling, reply, answer)
    return reply


def write_point(handling: Handling, reply: Reply, answer: Answer) -> None:
    suggestion = handling.proposal.suggestions.filter(pk=answer.suggestion).first()
    if suggestion is None:
        raise MoveNotOpenError(_("This answers a suggestion of another proposal."))
    if answer.verdict not in PointVerdict.values:
        raise MoveNotOpenError(_("Choose one from the list."))
    if answer.ground:
        must_be_listed("impossible_ground", answer.ground, handling.proposal)
    is_planned = answer.verdict == PointVerdict.PLANNED
    is_impossible = answer.verdict == PointVerdict.IMPOSSIBLE
    values = {
        "verdict": answer.verdict,
        "text": answer.text,
        "ground": answer.ground if is_impossible else "",
        "promise": answer.promise if is_planned else "",
        "in_charge": answer.in_charge,
        "due": answer.due if is_planned else None,
    }
    was = Point.objects.filter(reply=reply, suggestion=suggestion).first()
    old = f"{was.verdict}: {was.text}" if was else ""
    point, _is_new = Point.objects.update_or_create(reply=reply, suggestion=suggestion, defaults=values)
    beside(handling, f"reply.{suggestion.position}", old, f"{point.verdict}: {point.text}")


def hand_up(handling: Handling, *, by: Person, at: datetime) -> Handling:
    with deed("hand_up", on=handling, by=by, at=at) as handling:
        HANDLING_LIFE.take("hand_up", handling, by)
        for point in Point.objects.filter(reply__handling=handling, reply__round=handling.round):
            if point.due and point.due <= local_day(at):
                raise MoveNotOpenError(
                    _("Suggestion %(n)s promises something for %(day)s, which has passed.")
                    % {"n": point.suggestion.position, "day": day_in_words(point.due)}
                )
    return handling


def send_back(handling: Handling, *, by: Person, at: datetime, why: str) -> Handling:
    with deed("send_back", on=handling, by=by, at=at, why=why) as handling:
        HANDLING_LIFE.take("send_back", handling, by)
    return handling


@transaction.atomic
def sign_reply(handling: Handling, *, by: Person, at: datetime) -> Handling:
    """The leader signs: the reply is final, what it promises becomes commitments, and the proposers are asked."""
    with deed("sign", on=handling, by=by, at=at) as handling:
        HANDLING_LIFE.take("sign", handling, by)
        reply = Reply.objects.select_for_update(no_key=True).get(handling=handling, round=handling.round)
        reply.signed_by, reply.signed_at = by, at
        reply.save(update_fields=["signed_by", "signed_at"])
        handling.answered_at, handling.reply_class = at, reply.reply_class
        proposal = handling.proposal
        for point in reply.points.filter(verdict=PointVerdict.PLANNED).select_related("suggestion"):
            make_commitment(point, handling, proposal, by=by, at=at)
    if not handling.answers_proposer:
        at_work = proposal.handlings.filter(role=UnitRole.LEAD, state__in=AT_WORK)
        lead = at_work.select_for_update(no_key=True).first()  # of two co-handlers at the same moment one is the last
        if lead:
            bring_waits_up_to_date(lead, at=at, by=by)
    note_when_all_answered(proposal, at=at)
    return handling


def make_commitment(point: Point, handling: Handling, proposal: Proposal, *, by: Person, at: datetime) -> None:
    """One suggestion is promised once: a later round's promise replaces what an earlier one left open."""
    if point.due is None:
        raise MoveNotOpenError(_("A promise needs the day it is due."))
    earlier = Point.objects.filter(reply__handling=handling, suggestion=point.suggestion).exclude(pk=point.pk)
    left_open = Commitment.objects.filter(
        source_kind="point", source_id__in=earlier.values("pk"), state__in=["open", "reported"]
    )
    for commitment in left_open:
        replace(commitment, at=at, why=point.promise)
    promise(
        matter=proposal.matter,
        unit=handling.unit,
        text=point.promise,
        in_charge=point.in_charge,
        due=point.due,
        source=("point", point.pk),
        proposer=proposal.author,
        is_public=proposal.is_open,
        by=by,
        at=at,
    )


def note_when_all_answered(proposal: Proposal, *, at: datetime) -> None:
    """A proposal is answered only when its lead, or every unit with a part, has answered.

    The proposal is locked first: of two units that sign at the same moment, the second sees the first's answer.
    """
    proposal = Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    waiting = proposal.handlings.filter(state__in=AT_WORK).exclude(role=UnitRole.CO).exists()
    if waiting or proposal.state != "assigned":
        return
    with deed("answered", on=proposal, by=None, at=at) as proposal:
        LIFE.take("answered", proposal, None)  # type: ignore[arg-type]
        proposal.replied_at = at
        ask_for_judgements(proposal, at=at)


def raise_class_when_kept(commitment: Commitment, by: Person, at: datetime) -> None:
    """Planned becomes done (B becomes A) only through its commitments: when every promise of the reply is kept."""
    point = Point.objects.select_related("reply__handling").get(pk=commitment.source_id)
    handling = point.reply.handling
    classes = profile.current().entries("reply_class", handling.proposal.rule_day)
    means = {entry.code: entry.more.get("means") for entry in classes}
    done = next((code for code, meaning in means.items() if meaning == "done"), None)
    if means.get(handling.reply_class) != "planned" or handling.state != HandlingState.ANSWERED or done is None:
        return
    points = Point.objects.filter(reply__handling=handling).values("pk")
    open_ones = Commitment.objects.filter(source_kind="point", source_id__in=points)
    open_ones = open_ones.exclude(state__in=[CommitmentState.KEPT, CommitmentState.REPLACED])
    newest = Point.objects.filter(reply__handling=handling, reply__round=handling.round)
    impossible = newest.filter(verdict=PointVerdict.IMPOSSIBLE).exists()
    if open_ones.exists() or impossible:
        return
    with deed("raise_class", on=handling, by=None, at=at) as handling:
        HANDLING_LIFE.take("raise_class", handling, None)  # type: ignore[arg-type]
        handling.reply_class = done
