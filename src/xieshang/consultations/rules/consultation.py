"""Who runs a consultation, what it needs before each step, and when its loop is closed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from xieshang.consultations.models import Consultation, Response, Seat, SeatState
from xieshang.core import profile
from xieshang.core.verdicts import No, NotYours, Verdict, Yes
from xieshang.matters.models import Commitment, CommitmentState
from xieshang.people.models import Person, Unit
from xieshang.people.rules import has_power

RECORDING = ("recorder", "host")


def may_run(person: Person, consultation: Consultation) -> Verdict:
    """Whoever called it, and the office that keeps the plan."""
    if consultation.called_by_id == person.pk and person.is_active:
        return Yes()
    if has_power(person, "consultation.plan"):
        return Yes()
    return NotYours(_("Only %(name)s, who called it, and the office may do this.") % {"name": consultation.called_by})


def may_record(person: Person, consultation: Consultation) -> Verdict:
    """Whoever runs it, its host and its recorders."""
    if running := may_run(person, consultation):
        return running
    asked = consultation.__dict__.setdefault("_records", {})  # several moves of one page ask the same
    if person.pk not in asked:
        asked[person.pk] = consultation.places.filter(person=person, part__in=RECORDING).exists()
    return Yes() if asked[person.pk] and person.is_active else running


def is_prepared(consultation: Consultation) -> Verdict:
    """Day, place, somebody to talk with, and the steps its form asks for beforehand."""
    rule = consultation.rule
    if consultation.held_at is None or not consultation.place:
        return No(_("It has no day or no place yet: edit it first."))
    if "research" in rule.steps and not consultation.visits.exists():
        return No(_("This form asks for research first: note a visit."))
    if "materials" in rule.steps and not consultation.materials.exists():
        return No(_("This form asks for materials to read beforehand: add them."))
    if not consultation.places.exists():
        return No(_("Nobody is invited yet."))
    return Yes()


def may_announce(person: Person, consultation: Consultation) -> Verdict:
    """Notice goes out when everything its form asks for is there; the lead time is judged on the day."""
    return may_run(person, consultation) and is_prepared(consultation)


def may_draw_seats(person: Person, consultation: Consultation) -> Verdict:
    """Residents' seats are drawn once, among those who signed up, by the seed published with the notice."""
    if not (verdict := may_run(person, consultation)):
        return verdict
    if consultation.seats == 0:
        return No(_("There are no seats for residents."))
    if consultation.drawn_at is not None:
        return No(_("The seats are drawn already."))
    if not consultation.places.filter(state=SeatState.APPLIED).exists():
        return No(_("Nobody has signed up yet."))
    return Yes()


def may_answer(person: Person, consultation: Consultation) -> Verdict:
    """Once something was asked."""
    if not (verdict := may_record(person, consultation)):
        return verdict
    if consultation.exchanges.filter(answer="").exists():
        return Yes()
    return No(_("No question is waiting for an answer."))


def may_open_opinions(person: Person, consultation: Consultation) -> Verdict:
    """Voting on statements is opened by whoever runs it."""
    if not (verdict := may_run(person, consultation)):
        return verdict
    return No(_("It is open already.")) if consultation.opinions_open else Yes()


def may_close_opinions(person: Person, consultation: Consultation) -> Verdict:
    """And closed by them."""
    if not (verdict := may_run(person, consultation)):
        return verdict
    return Yes() if consultation.opinions_open else No(_("It is not open."))


def has_minutes(consultation: Consultation) -> Verdict:
    """All that its form asks for in writing has gone out (minutes, report, recommendation)."""
    issued = set(consultation.outputs.values_list("kind", flat=True))
    missing = [kind for kind in consultation.rule.outputs if kind not in issued]
    if not missing:
        return Yes()
    names = ", ".join(profile.current().word("output_kind", kind) for kind in missing)
    return No(_("Not issued yet: %(outputs)s.") % {"outputs": names})


def may_look_back(person: Person, consultation: Consultation) -> Verdict:
    """When what its form asks for in writing has gone out."""
    return may_run(person, consultation) and has_minutes(consultation)


def units_asked(consultation: Consultation) -> list[Unit]:
    """The units that have something on the agreed list."""
    found = Unit.objects.filter(pk__in=consultation.agreed.values("unit"))
    return list(found)


def all_units_answered(consultation: Consultation) -> Verdict:
    """Each unit on the agreed list has said in writing what it makes of it."""
    answered = set(Response.objects.filter(consultation=consultation).values_list("unit_id", flat=True))
    waiting = [unit for unit in units_asked(consultation) if unit.pk not in answered]
    if not waiting:
        return Yes()
    return No(_("Not answered yet: %(units)s.") % {"units": ", ".join(map(str, waiting))})


def promises_of(consultation: Consultation) -> list[Commitment]:
    ids = consultation.agreed.values("pk")
    return list(
        Commitment.objects.filter(source_kind="agreed", source_id__in=ids).select_related("unit").order_by("pk")
    )


def is_every_promise_settled(consultation: Consultation) -> Verdict:
    """Each promise is kept, or given up with its reason where everybody can read it."""
    over = (CommitmentState.KEPT, CommitmentState.GIVEN_UP, CommitmentState.REPLACED)
    left = sum(promise.state not in over for promise in promises_of(consultation))
    if left == 0:
        return Yes()
    return No(
        ngettext_lazy(
            "%(n)d promise is neither kept nor given up with its reason.",
            "%(n)d promises are neither kept nor given up with their reasons.",
            left,
        )
        % {"n": left}
    )


def may_close(person: Person, consultation: Consultation) -> Verdict:
    """The loop is closed when every unit has answered and every promise is kept, or refused with its reason in public."""
    return may_run(person, consultation) and all_units_answered(consultation) and is_every_promise_settled(consultation)


def unit_of(person: Person, consultation: Consultation) -> Unit | None:
    """The unit on the agreed list this person receives for."""
    return next((u for u in units_asked(consultation) if person.can("handling.receive", unit_id=u.pk)), None)


def may_respond(person: Person, consultation: Consultation) -> Verdict:
    """The clerk of a unit that has something on the agreed list, once."""
    unit = unit_of(person, consultation) if person.is_active else None
    if unit is None:
        return NotYours(_("Only a unit on the agreed list answers."))
    if consultation.responses.filter(unit=unit).exists():
        return No(_("%(unit)s has answered.") % {"unit": unit})
    return Yes()


# ---- Seats


def is_own(person: Person, seat: Seat) -> Verdict:
    if seat.person_id == person.pk and person.is_active:
        return Yes()
    return NotYours(_("Only %(name)s may do this.") % {"name": seat.who_shown})


def may_answer_seat(person: Person, seat: Seat) -> Verdict:
    """Its holder; whoever runs it, for those who answered by telephone."""
    return is_own(person, seat) or may_run(person, seat.consultation)


def may_excuse(person: Person, seat: Seat) -> Verdict:
    """Leave is granted by whoever runs it."""
    return may_run(person, seat.consultation)


def is_gathering(seat: Seat) -> Verdict:
    if seat.consultation.state in ("announced", "live"):
        return Yes()
    return No(_("People are checked in only while they gather and sit."))


def may_check_in(person: Person, seat: Seat) -> Verdict:
    """The desk by its list; the holder by the code on the wall."""
    allowed = is_own(person, seat) or may_record(person, seat.consultation)
    return allowed and is_gathering(seat)


def may_rate(person: Person, seat: Seat) -> Verdict:
    """Whoever was there, when it is over."""
    if not (verdict := is_own(person, seat)):
        return verdict
    if seat.consultation.state in ("settling", "followed", "reviewed"):
        return Yes()
    return No(_("It can be rated from its end until the loop is closed."))
