"""What a matter's page reads: its steps, each as far as the reader is entitled to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from xieshang.core.paging import as_key
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


@dataclass(frozen=True)
class Joined:
    """Another matter this one is joined to, and how; `forward` is the direction the link was made in.

    title  that of its first step the reader may see: the matter's own may be that of one they may not
    """

    type: LinkType
    forward: bool
    matter: Matter
    title: str = ""


@dataclass(frozen=True)
class Thread:
    """A matter as its reader may see it: its steps, oldest first, and the other matters it is joined to."""

    steps: list[Step]
    joined: list[Joined]


def thread_of(matter: Matter, reader: Reader) -> Thread:
    """Every kind of step is asked for once, for the matter and all it is joined to."""
    links = Link.objects.filter(Q(from_matter=matter) | Q(to_matter=matter)).exclude(
        from_matter=matter, to_matter=matter
    )
    joined = {
        Joined(
            LinkType(row.type),
            row.from_matter_id == matter.pk,
            row.to_matter if row.from_matter_id == matter.pk else row.from_matter,
        )
        for row in links.select_related("from_matter", "to_matter")[:50]
    }
    ids = [matter.pk, *sorted({each.matter.pk for each in joined})]
    found = [step for read in STEPS.values() for step in read(ids, reader)]
    found.sort(key=lambda step: (step.at, ORDER.get(step.kind, len(ORDER)), step.id))
    titles: dict[int, str] = {}
    for step in found:
        titles.setdefault(step.matter_id, step.title)
    seen = (replace(each, title=titles[each.matter.pk]) for each in joined if each.matter.pk in titles)
    return Thread(
        steps=[step for step in found if step.matter_id == matter.pk],
        joined=sorted(seen, key=lambda each: (each.matter.pk, each.type, each.forward)),
    )


# What a new step may grow from, by kind: reader -> the items this reader may begin from.
SOURCES: dict[str, Callable[[Reader], QuerySet[Any]]] = {}
MOST_NAMED = 20


def sources(keys: Iterable[tuple[str, int]], reader: Reader) -> list[Any]:
    """The items of these kinds and keys, in this order, as far as the reader may see them; one look-up a kind."""
    keys = list(dict.fromkeys(keys))
    found: dict[tuple[str, int], Any] = {}
    for kind in {kind for kind, _pk in keys} & set(SOURCES):
        rows = SOURCES[kind](reader).in_bulk([pk for each, pk in keys if each == kind])
        found |= {(kind, pk): row for pk, row in rows.items()}
    return [found[key] for key in keys if key in found]


def sources_named(names: Iterable[str], reader: Reader) -> list[Any]:
    """The same from an address: ?from=message-12&from=report-3; what cannot be one is passed over."""
    parts = (name.rpartition("-") for name in list(names)[:MOST_NAMED])
    keys = ((kind, as_key(pk)) for kind, _dash, pk in parts)
    return sources([(kind, pk) for kind, pk in keys if pk is not None], reader)


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
