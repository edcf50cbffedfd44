"""What a matter's page reads: its steps, each as far as the reader is entitled to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Q, QuerySet

from xieshang.core.models import Item
from xieshang.matters.models import Commitment, Link, LinkType, Matter
from xieshang.people.models import Person


@dataclass
class Step:
    """One step of a thread, drawn for one reader."""

    kind: str
    id: int
    matter_id: int
    at: datetime
    kind_label: str
    title: str
    who: str = ""
    text: str = ""
    url: str = ""
    tone: str = "neutral"
    state: str = ""
    children: list[Step] = field(default_factory=list)
    hidden_reason: str = ""


# The apps above hand in how their items read as steps: (matter ids, reader) -> steps the reader may see.
Reader = Person | None
STEPS: dict[str, Callable[[list[int], Reader], list[Step]]] = {}


# Of what happened at one moment, the reply is told before the promises it made.
ORDER = {
    kind: n
    for n, kind in enumerate(["message", "message_answer", "topic", "consultation", "proposal", "reply", "commitment"])
}


def steps_of(matter: Matter, reader: Reader) -> list[Step]:
    """The steps of a matter this reader may see, oldest first."""
    found = [step for read in STEPS.values() for step in read([matter.pk], reader)]
    return sorted(found, key=lambda step: (step.at, ORDER.get(step.kind, len(ORDER)), step.id))


@dataclass(frozen=True)
class Joined:
    """Another matter this one is joined to, and how; `forward` is the direction the link was made in.

    title  that of its first step the reader may see: the matter's own may be that of one they may not
    """

    type: LinkType
    forward: bool
    matter: Matter
    title: str = ""


def joined_to(matter: Matter, reader: Reader) -> list[Joined]:
    """Other matters joined to this one whose steps the reader may see at least in part."""
    links = Link.objects.filter(Q(from_matter=matter) | Q(to_matter=matter)).exclude(
        from_matter=matter, to_matter=matter
    )
    rows = links.select_related("from_matter", "to_matter")
    joined = {
        Joined(
            LinkType(row.type),
            row.from_matter_id == matter.pk,
            row.to_matter if row.from_matter_id == matter.pk else row.from_matter,
        )
        for row in rows[:50]
    }
    ids = sorted({each.matter.pk for each in joined})
    titles: dict[int, str] = {}
    for step in sorted((s for read in STEPS.values() for s in read(ids, reader)) if ids else (), key=lambda s: s.at):
        titles.setdefault(step.matter_id, step.title)
    seen = (replace(each, title=titles[each.matter.pk]) for each in joined if each.matter.pk in titles)
    return sorted(seen, key=lambda each: (each.matter.pk, each.type, each.forward))


# What a new step may grow from, by kind: (id, reader) -> the item, or None where the reader may not see it.
SOURCES: dict[str, Callable[[int, Reader], Item | None]] = {}


def commitments_visible_to(reader: Reader) -> QuerySet[Commitment]:
    """Public promises for everyone; the others for the unit, the proposer and the assembly's staff."""
    if reader is None or not reader.is_active:
        return Commitment.objects.filter(is_public=True)
    if reader.can("proposal.oversee") or reader.can("commitment.confirm"):
        return Commitment.objects.all()
    return Commitment.objects.filter(Q(is_public=True) | Q(unit_id__in=reader.unit_ids) | Q(proposer=reader))


def commitment_steps(matter_ids: list[int], reader: Reader) -> list[Step]:
    rows = commitments_visible_to(reader).filter(matter_id__in=matter_ids).select_related("unit")
    return [commitment_step(row) for row in rows]


def commitment_step(row: Commitment) -> Step:
    from django.utils.translation import gettext as _

    tone = {"open": "waiting", "reported": "moving", "kept": "good", "given_up": "ended", "replaced": "ended"}[
        row.state
    ]
    return Step(
        kind="commitment",
        id=row.pk,
        matter_id=row.matter_id,
        at=row.made_at,
        kind_label=_("Commitment"),
        title=row.promise,
        who=str(row.unit),
        text=row.evidence or row.why_not,
        url=row.get_absolute_url(),
        tone=tone,
        state=row.get_state_display(),
    )


def register() -> None:
    STEPS["commitment"] = commitment_steps
