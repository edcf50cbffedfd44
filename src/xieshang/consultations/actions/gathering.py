"""Who comes: invitations, leave, residents' seats by lot, the list at the door, and how it was."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from xieshang.consultations.actions.preparing import must_be_listed
from xieshang.consultations.lifecycle import LIFE, SEAT_LIFE
from xieshang.consultations.models import Consultation, Seat, SeatState, State, hash_of
from xieshang.consultations.rules.consultation import may_record
from xieshang.core.calendar import local_day
from xieshang.core.deeds import beside, bring_waits_up_to_date, deed
from xieshang.core.lifecycle import MoveNotOpenError
from xieshang.core.limits import count
from xieshang.engines.tally import order_by_lot
from xieshang.people.models import Person, Unit

# Read aloud and typed on a phone without mistakes
CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
SIGN_UPS_AN_HOUR = 10


class TooOftenError(MoveNotOpenError):
    """Too many from one place within an hour."""

    code = "too_often"


def new_code() -> str:
    return "-".join("".join(secrets.choice(CODE_LETTERS) for _n in range(4)) for _part in range(2))


@transaction.atomic
def invite(item: Consultation, *, by: Person, at: datetime, people: list[int], part: str) -> Consultation:
    """Invite people with accounts, all for the same part; the head of a department comes for their unit."""
    with deed("invite", on=item, by=by, at=at) as item:
        LIFE.take("invite", item, by)
        must_be_listed("seat_part", part, local_day(at))
        found = Person.objects.filter(pk__in=people, state="open").prefetch_related("roles")
        if len(found) != len(set(people)):
            raise MoveNotOpenError(_("Somebody you chose has no open account."))
        here = set(item.places.values_list("person_id", flat=True))
        for person in found:
            if person.pk in here:
                continue
            unit = Unit.objects.filter(pk__in=person.unit_ids).first() if part == "department" else None
            seat = Seat(consultation=item, person=person, unit=unit, part=part, made_at=at)
            with deed("invite", on=seat, by=by, at=at):
                pass
            beside(item, f"seat.{seat.pk}", "", str(person))
    return item


def ask_everybody(item: Consultation, *, at: datetime, by: Person | None) -> None:
    """What waits on those with a seat, made to agree with where the consultation stands now."""
    for seat in item.places.select_related("consultation", "person"):
        bring_waits_up_to_date(seat, at=at, by=by)


def accept(seat: Seat, *, by: Person, at: datetime) -> Seat:
    with deed("accept", on=seat, by=by, at=at) as seat:
        SEAT_LIFE.take("accept", seat, by)
        seat.answered_at = at
    return seat


def ask_leave(seat: Seat, *, by: Person, at: datetime, leave_reason: str, reason: str = "") -> Seat:
    """Ask to be excused, with the reason."""
    with deed("ask_leave", on=seat, by=by, at=at) as seat:
        SEAT_LIFE.take("ask_leave", seat, by)
        must_be_listed("leave_reason", leave_reason, local_day(at))
        seat.leave_reason, seat.reason, seat.answered_at = leave_reason, reason, at
    return seat


def excuse(seat: Seat, *, by: Person, at: datetime) -> Seat:
    with deed("excuse", on=seat, by=by, at=at) as seat:
        SEAT_LIFE.take("excuse", seat, by)
    return seat


def insist(seat: Seat, *, by: Person, at: datetime, why: str) -> Seat:
    with deed("insist", on=seat, by=by, at=at, why=why) as seat:
        SEAT_LIFE.take("insist", seat, by)
    return seat


# ---- Residents


@transaction.atomic
def sign_up(
    item: Consultation, *, at: datetime, name: str, contact: str, why_here: str = "", whence: str = ""
) -> tuple[Seat, str]:
    """A resident asks for a seat; the code to follow it with is told once. `whence` is the address they write from."""
    item = Consultation.objects.select_for_update(no_key=True).get(pk=item.pk)
    if item.state != State.ANNOUNCED or not item.is_public or item.seats == 0:
        raise MoveNotOpenError(_("There is no sign-up for this consultation now."))
    if item.drawn_at is not None:
        raise MoveNotOpenError(_("The seats are drawn already; sign-up is over."))
    if not name.strip() or not contact.strip():
        raise MoveNotOpenError(_("Please write your name and how we reach you."))
    if whence and count(f"sign-up:{whence}", within=timedelta(hours=1), at=at).count > SIGN_UPS_AN_HOUR:
        raise TooOftenError(_("Too many sign-ups from here. Please wait an hour, or come to the desk."))
    code = new_code()
    seat = Seat(
        consultation=item,
        state=SeatState.APPLIED,
        part="resident",
        name=name.strip()[:60],
        contact=contact.strip()[:120],
        why_here=why_here.strip()[:300],
        code_hash=hash_of(code),
        made_at=at,
    )
    with deed("sign_up", on=seat, by=None, at=at):
        pass
    return seat, code


def give(seat: Seat, *, by: Person, at: datetime, why: str) -> Seat:
    """A seat by the published criteria instead of by lot, with its reason."""
    with deed("give", on=seat, by=by, at=at, why=why) as seat:
        SEAT_LIFE.take("give", seat, by)
        seat.answered_at = at
    return seat


@transaction.atomic
def draw_seats(item: Consultation, *, by: Person, at: datetime, seed: str) -> Consultation:
    """Draw residents' seats by lot, among all who signed up.

    seed  drawn or published by somebody else after sign-up closed (a lottery's number, dice on stage): with it and the
          numbers of the sign-ups anybody draws the same people again (engines.tally.lots)
    """
    with deed("draw_seats", on=item, by=by, at=at) as item:
        LIFE.take("draw_seats", item, by)
        if not seed.strip():
            raise MoveNotOpenError(_("Write the seed: a number published by somebody else after sign-up closed."))
        given = item.places.filter(part="resident", state__in=[SeatState.COMING, SeatState.PRESENT]).count()
        waiting = list(item.places.filter(state=SeatState.APPLIED).order_by("pk"))
        order = order_by_lot([str(seat.pk) for seat in waiting], seed.strip())
        for place, n in enumerate(order):
            is_drawn = place < item.seats - given
            with deed("drawn" if is_drawn else "pass_over", on=waiting[n], by=None, at=at) as seat:
                SEAT_LIFE.take("drawn" if is_drawn else "pass_over", seat, None)  # type: ignore[arg-type]
                if is_drawn:
                    seat.answered_at = at
        item.seed, item.drawn_at = seed.strip(), at
    return item


def check_in(seat: Seat, *, by: Person, at: datetime, entry: str = "") -> Seat:
    """There: ticked on the desk's list, or by its holder through the code on the wall (`entry`)."""
    with deed("check_in", on=seat, by=by, at=at) as seat:
        SEAT_LIFE.take("check_in", seat, by)
        is_at_the_desk = bool(may_record(by, seat.consultation))
        if not is_at_the_desk and not secrets.compare_digest(entry.encode(), seat.consultation.entry.encode()):
            raise MoveNotOpenError(_("Scan the code on the wall, or ask at the desk."))
        seat.present_at = at
    return seat


def note_absences(item: Consultation, *, at: datetime) -> None:
    """At the end: whoever was expected and did not come."""
    expected = [SeatState.INVITED, SeatState.COMING, SeatState.LEAVE_ASKED]
    for row in item.places.filter(state__in=expected):
        with deed("miss", on=row, by=None, at=at) as seat:
            SEAT_LIFE.take("miss", seat, None)  # type: ignore[arg-type]


def rate(seat: Seat, *, by: Person, at: datetime, rating: str, remark: str = "") -> Seat:
    """How it was, in one of the published grades and a remark."""
    with deed("rate", on=seat, by=by, at=at) as seat:
        SEAT_LIFE.take("rate", seat, by)
        must_be_listed("rating", rating, local_day(at))
        seat.rating, seat.remark = rating, remark
    return seat


@transaction.atomic
def rate_by_code(item: Consultation, *, code: str, at: datetime, rating: str, remark: str = "") -> Seat:
    """The same for a resident who was there, with the code they were given."""
    row = item.places.filter(code_hash=hash_of(code), state=SeatState.PRESENT).first() if code.strip() else None
    if row is None:
        raise MoveNotOpenError(_("Nobody who was there holds this code."))
    if item.state not in ("settling", "followed", "reviewed"):
        raise MoveNotOpenError(_("It can be rated from its end until the loop is closed."))
    must_be_listed("rating", rating, local_day(at))
    with deed("rate", on=row, by=None, at=at) as seat:
        seat.rating, seat.remark = rating, remark[:500]
    return seat
