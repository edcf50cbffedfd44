"""A consultation is held, concluded, followed up and closed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from xieshang.consultations.actions.gathering import ask_everybody, note_absences
from xieshang.consultations.actions.preparing import must_be_listed
from xieshang.consultations.lifecycle import LIFE
from xieshang.consultations.models import Agreed, Consultation, Exchange, Output, Response, Seat
from xieshang.consultations.norms import working_days_after
from xieshang.consultations.rules.consultation import unit_of
from xieshang.core.calendar import day_in_words, local_day
from xieshang.core.deeds import beside, bring_waits_up_to_date, deed
from xieshang.core.lifecycle import MoveNotOpenError
from xieshang.matters.actions import promise as make_promise
from xieshang.matters.models import Commitment
from xieshang.people.models import Person, Unit


def begin(item: Consultation, *, by: Person, at: datetime) -> Consultation:
    """On the day itself, not before."""
    with deed("begin", on=item, by=by, at=at) as item:
        LIFE.take("begin", item, by)
        if item.held_on and local_day(at) < item.held_on:
            raise MoveNotOpenError(
                _("It is announced for %(day)s; begin it then, or move it.") % {"day": day_in_words(item.held_on)}
            )
        item.began_at = at
    return item


def seat_here(item: Consultation, pk: int) -> Seat:
    seat = item.places.filter(pk=pk).first()
    if seat is None:
        raise MoveNotOpenError(_("Choose somebody who has a seat here."))
    return seat


def ask(item: Consultation, *, by: Person, at: datetime, asker: int, question: str) -> Consultation:
    """A question, by the seat it came from."""
    with deed("ask", on=item, by=by, at=at) as item:
        LIFE.take("ask", item, by)
        position = item.exchanges.count() + 1
        seat = seat_here(item, asker)
        Exchange.objects.create(consultation=item, position=position, asker=seat, question=question.strip())
        beside(item, f"question.{position}", "", question.strip())
    return item


def answer(
    item: Consultation,
    *,
    by: Person,
    at: datetime,
    question: int,
    answerer: int,
    answer: str,
    promise: str = "",
    in_charge: str = "",
    due: date | None = None,
) -> Consultation:
    """The answer to a question, and what was promised with it: it goes on the agreed list."""
    with deed("answer", on=item, by=by, at=at) as item:
        LIFE.take("answer", item, by)
        pair = item.exchanges.filter(position=question).first()
        if pair is None or pair.answer:
            raise MoveNotOpenError(_("Choose a question that waits for an answer."))
        seat = seat_here(item, answerer)
        if promise.strip() and (seat.unit is None or due is None or due <= local_day(at)):
            raise MoveNotOpenError(_("A promise needs somebody who speaks for a unit, and a day still to come."))
        pair.answerer, pair.answer = seat, answer.strip()
        if promise.strip():
            pair.promise, pair.unit, pair.in_charge, pair.due = promise.strip(), seat.unit, in_charge.strip(), due
        pair.save()
        beside(item, f"answer.{question}", "", pair.answer)
        if pair.promise and pair.unit and pair.due:
            put_on_list(item, pair.promise, pair.unit, pair.in_charge, pair.due, pair)
    return item


def put_on_list(item: Consultation, text: str, unit: Unit, in_charge: str, due: date, pair: Exchange | None) -> None:
    position = item.agreed.count() + 1
    Agreed.objects.create(
        consultation=item, position=position, text=text, unit=unit, in_charge=in_charge, due=due, exchange=pair
    )
    beside(item, f"agreed.{position}", "", f"{text} ({unit})")


@transaction.atomic
def conclude(item: Consultation, *, by: Person, at: datetime) -> Consultation:
    """The talk is over: whoever did not come is noted, and the minutes get their day."""
    with deed("conclude", on=item, by=by, at=at) as item:
        LIFE.take("conclude", item, by)
        item.concluded_at = at
        item.minutes_due = working_days_after(local_day(at), "consultation.minutes_working_days")
        note_absences(item, at=at)
    return item


def agree_on(
    item: Consultation, *, by: Person, at: datetime, text: str, unit: int, due: date, in_charge: str = ""
) -> Consultation:
    """One more row of the agreed list: what, which unit, who leads, by when."""
    with deed("agree_on", on=item, by=by, at=at) as item:
        LIFE.take("agree_on", item, by)
        found = Unit.objects.filter(pk=unit, is_open=True).first()
        if found is None:
            raise MoveNotOpenError(_("Choose a unit."))
        if due <= local_day(at):
            raise MoveNotOpenError(_("Name a day still to come."))
        put_on_list(item, text.strip(), found, in_charge.strip(), due, None)
    return item


@transaction.atomic
def settle(item: Consultation, *, by: Person, at: datetime, nothing_agreed: str = "") -> Consultation:
    """Publish the agreed list: each row becomes a commitment, confirmed by whoever asked, or by the staff."""
    with deed("settle", on=item, by=by, at=at) as item:
        LIFE.take("settle", item, by)
        rows = list(item.agreed.select_related("unit", "exchange__asker__person"))
        if not rows and not nothing_agreed.strip():
            raise MoveNotOpenError(_("Put on the list what was agreed, or say why nothing was."))
        if item.exchanges.filter(answer="").exists():
            raise MoveNotOpenError(_("A question still waits for its answer: record it first."))
        item.settled_at, item.nothing_agreed = at, nothing_agreed.strip() if not rows else ""
        item.response_due = working_days_after(local_day(at), "consultation.response_working_days")
        for row in rows:
            make_promise(
                matter=item.matter,
                unit=row.unit,
                text=row.text,
                in_charge=row.in_charge,
                due=row.due,
                source=("agreed", row.pk),
                proposer=row.exchange.asker.person if row.exchange else None,
                is_public=item.is_public,
                by=by,
                at=at,
            )
    ask_everybody(item, at=at, by=by)
    return item


def issue(
    item: Consultation, *, by: Person, at: datetime, output: str, title: str, text: str, sent_to: str = ""
) -> Consultation:
    """What came of it in writing, and to whom it went."""
    with deed("issue", on=item, by=by, at=at) as item:
        LIFE.take("issue", item, by)
        must_be_listed("output_kind", output, local_day(at))
        Output.objects.create(
            consultation=item, kind=output, title=title, text=text, sent_to=sent_to, issued_at=at, issued_by=by
        )
        beside(item, f"output.{output}", "", title)
    return item


def respond(item: Consultation, *, by: Person, at: datetime, text: str) -> Consultation:
    """What the unit makes of it, in writing."""
    with deed("respond", on=item, by=by, at=at) as item:
        LIFE.take("respond", item, by)
        unit = unit_of(by, item)
        if unit is None:
            raise MoveNotOpenError(_("Only a unit on the agreed list answers."))
        Response.objects.create(consultation=item, unit=unit, text=text.strip(), at=at)
        beside(item, f"response.{unit.pk}", "", text.strip())
    return item


@transaction.atomic
def look_back(item: Consultation, *, by: Person, at: datetime, look_back: str) -> Consultation:
    """What became of it, looked at again on the spot or with those who asked."""
    with deed("look_back", on=item, by=by, at=at) as item:
        LIFE.take("look_back", item, by)
        item.look_back = look_back.strip()
    return item


@transaction.atomic
def close(item: Consultation, *, by: Person, at: datetime) -> Consultation:
    """Every unit has answered; every promise is kept, or given up with its reason."""
    with deed("close", on=item, by=by, at=at) as item:
        LIFE.take("close", item, by)
        item.closed_at, item.opinions_open = at, False
    ask_everybody(item, at=at, by=by)
    return item


def bring_up_to_date(commitment: Commitment, by: Person, at: datetime) -> None:
    """A promise was kept: what waits on whoever runs it may have changed."""
    row = Agreed.objects.select_related("consultation").filter(pk=commitment.source_id).first()
    if row is not None:
        bring_waits_up_to_date(row.consultation, at=at, by=by)
