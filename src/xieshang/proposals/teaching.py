"""What proposals teach: the class they were filed under and the unit that answers; and which are compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from xieshang.core import profile
from xieshang.engines.text import Writing
from xieshang.learning.tasks import COMPARED, DECIDED, TASKS, Case, Compared, Task
from xieshang.people.models import Unit
from xieshang.proposals.models import ON_FILE, Handling, HandlingState, Proposal, State, UnitRole

CLASS, UNIT = "proposal.class", "proposal.unit"
READ = (State.SUBMITTED, State.RETURNED, State.MERGED, *ON_FILE)  # compared; what was refused or taken back is not
ANSWERING = (UnitRole.SOLE, UnitRole.PART, UnitRole.LEAD)
LEAST_ALIKE = 0.22
GIVEN = (HandlingState.PROPOSED, HandlingState.DROPPED, HandlingState.REPLACED)


def writing_of(proposal: Proposal) -> Writing:
    parts = [proposal.situation, proposal.analysis, *(each.text for each in proposal.suggestions.all())]
    return Writing(proposal.title, "\n".join(filter(None, parts)))


def rows() -> Any:
    return Proposal.objects.defer("words").order_by("pk").prefetch_related("suggestions")


def writing(pk: int) -> Writing | None:
    row = rows().filter(pk=pk).first()
    return writing_of(row) if row else None


def class_cases() -> Iterable[Case]:
    for row in rows().filter(state__in=ON_FILE).iterator(chunk_size=1000):
        yield Case(row.pk, writing_of(row), row.topic_class)


def unit_cases() -> Iterable[Case]:
    """The unit that answers now, the first of several."""
    given = Handling.objects.filter(role__in=ANSWERING).exclude(state__in=GIVEN).order_by("-pk")
    units = dict(given.values_list("proposal_id", "unit__code"))
    for row in rows().filter(pk__in=units).iterator(chunk_size=1000):
        yield Case(row.pk, writing_of(row), units[row.pk])


def class_names() -> dict[str, list[str]]:
    return {entry.code: [entry.words.zh] for entry in profile.current().entries("proposal_class")}


def unit_names() -> dict[str, list[str]]:
    return {unit.code: [unit.name] for unit in Unit.objects.filter(is_open=True)}


def classes_shown(codes: Iterable[str]) -> dict[str, str]:
    known = profile.current().lists["proposal_class"]
    return {code: str(known[code]) for code in codes if code in known}


def units_shown(codes: Iterable[str]) -> dict[str, str]:
    return {unit.code: str(unit) for unit in Unit.objects.filter(code__in=list(codes), is_open=True)}


def writings(ids: Iterable[int] | None) -> Iterable[tuple[int, Writing, str]]:
    found = rows().filter(state__in=READ)
    for row in found.iterator(chunk_size=1000) if ids is None else found.filter(pk__in=list(ids)):
        yield row.pk, writing_of(row), ""


def filed(proposal: Proposal, changed: set[str]) -> tuple[str, int, str] | None:
    return (CLASS, proposal.pk, proposal.topic_class) if "filed_at" in changed else None


def allotted(handling: Handling, changed: set[str]) -> tuple[str, int, str] | None:
    is_birth = handling.version == 1 and handling.state == HandlingState.PROPOSED and not changed
    if is_birth and handling.role in ANSWERING:
        return UNIT, handling.proposal_id, handling.unit.code
    return None


def register() -> None:
    TASKS[CLASS] = Task("proposal", _("Class of a proposal"), class_cases, class_names, classes_shown, writing)
    TASKS[UNIT] = Task("proposal", _("Unit that answers a proposal"), unit_cases, unit_names, units_shown, writing)
    DECIDED["proposal"].append(filed)
    DECIDED["handling"].append(allotted)
    COMPARED["proposal"] = Compared(writings, ("proposal.review",), LEAST_ALIKE, joins=False)
