"""The assigning offices' deeds: suggest units, agree, object; one by one or many at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from xieshang.core.calendar import local_day
from xieshang.core.deeds import beside, deed
from xieshang.core.lifecycle import MoveNotOpenError
from xieshang.people.models import Person, Unit
from xieshang.proposals.lifecycle import HANDLING_LIFE, LIFE
from xieshang.proposals.models import Handling, HandlingState, Proposal, UnitRole


@dataclass(frozen=True)
class Share:
    """One unit's part in what is assigned: `role` is sole, part, lead or co."""

    unit: int
    role: str


@transaction.atomic
def allot(proposal: Proposal, *, by: Person, at: datetime, shares: list[Share], why: str = "") -> Proposal:
    """Suggest who handles it; where one office decides alone, it is assigned at once."""
    with deed("allot", on=proposal, by=by, at=at, why=why) as proposal:
        LIFE.take("allot", proposal, by)
        must_fit_together(shares, proposal)
        units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=[s.unit for s in shares], is_open=True)}
        if len(units) != len(shares):
            raise MoveNotOpenError(_("Choose units that are in office, each once."))
        proposal.allotted_by = office_of(by, units[shares[0].unit])
        for share in shares:
            handling = Handling(proposal=proposal, unit=units[share.unit], role=share.role)
            with deed("suggest", on=handling, by=by, at=at):
                pass
        beside(proposal, "units", None, [f"{units[s.unit].code}:{s.role}" for s in shares])
    if proposal.norms.get("assign.offices") == 1:
        return agree(proposal, by=by, at=at)
    return proposal


def office_of(person: Person, unit: Unit) -> str:
    """The office somebody suggests for: the one the lead unit answers to where they act for both."""
    offices = sorted(person.offices)
    return unit.office if unit.office in offices or not offices else offices[0]


def must_fit_together(shares: list[Share], proposal: Proposal) -> None:
    """Sole alone; several parts; or one lead with co-handlers, where the assembly knows them."""
    roles = sorted(share.role for share in shares)
    is_sole = roles == [UnitRole.SOLE]
    are_parts = len(roles) > 1 and set(roles) == {UnitRole.PART}
    is_led = roles.count(UnitRole.LEAD) == 1 and len(roles) > 1 and set(roles) == {UnitRole.LEAD, UnitRole.CO}
    if is_led and not proposal.norms.get("assign.co_handling"):
        raise MoveNotOpenError(_("This assembly knows no co-handlers: name several units, each for its part."))
    if not (is_sole or are_parts or is_led):
        raise MoveNotOpenError(_("Name one unit alone, several each for its part, or one lead with its co-handlers."))


def agree(proposal: Proposal, *, by: Person, at: datetime) -> Proposal:
    """The other office agrees: the units get it now, and their deadlines run from today."""
    with deed("agree", on=proposal, by=by, at=at) as proposal:
        LIFE.take("agree", proposal, by)
        norms, today = proposal.norms, local_day(at)
        proposal.assigned_at = at
        proposal.due = norms.reply_due(today, proposal.in_session)
        for row in proposal.handlings.filter(state=HandlingState.PROPOSED):
            with deed("assign", on=row, by=by, at=at) as handling:
                HANDLING_LIFE.take("assign", handling, by)
                handling.assigned_at = at
                handling.due = (
                    proposal.due if handling.answers_proposer else norms.months_after(today, "cohandle.months")
                )
                handling.return_until = norms.working_days_after(today, "return.working_days")
    return proposal


def object_to_allotment(proposal: Proposal, *, by: Person, at: datetime, why: str) -> Proposal:
    """The other office does not agree: back to be suggested otherwise, with its reason."""
    with deed("object", on=proposal, by=by, at=at, why=why) as proposal:
        LIFE.take("object", proposal, by)
        proposal.allotted_by = ""
        for row in proposal.handlings.filter(state=HandlingState.PROPOSED):
            with deed("drop", on=row, by=by, at=at) as handling:
                HANDLING_LIFE.take("drop", handling, by)
    return proposal


def agree_to_many(proposals: list[Proposal], *, by: Person, at: datetime) -> int:
    """All or none: one that cannot be assigned stops them all, and the error names it."""
    with transaction.atomic():
        for proposal in sorted(proposals, key=lambda each: each.pk):
            try:
                agree(proposal, by=by, at=at)
            except MoveNotOpenError as refusal:
                raise MoveNotOpenError(f"{proposal.number_shown} {proposal.title}: {refusal.reason}") from refusal
    return len(proposals)


def allot_many(proposals: list[Proposal], *, by: Person, at: datetime, shares: list[Share]) -> int:
    """The same units for many proposals, all or none."""
    with transaction.atomic():
        for proposal in sorted(proposals, key=lambda each: each.pk):
            try:
                allot(proposal, by=by, at=at, shares=shares)
            except MoveNotOpenError as refusal:
                raise MoveNotOpenError(f"{proposal.number_shown} {proposal.title}: {refusal.reason}") from refusal
    return len(proposals)


def allot_each(proposals: list[Proposal], units: dict[int, int | None], *, by: Person, at: datetime) -> int:
    """Each proposal to the one unit named for it, all or none."""
    with transaction.atomic():
        for proposal in sorted(proposals, key=lambda each: each.pk):
            unit = units.get(proposal.pk)
            try:
                if unit is None:
                    raise MoveNotOpenError(_("Choose a unit."))
                allot(proposal, by=by, at=at, shares=[Share(unit, UnitRole.SOLE)])
            except MoveNotOpenError as refusal:
                raise MoveNotOpenError(f"{proposal.number_shown} {proposal.title}: {refusal.reason}") from refusal
    return len(proposals)
