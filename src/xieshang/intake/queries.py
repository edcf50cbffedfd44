"""What the pages of imports read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from xieshang.core.models import RecordEntry
from xieshang.core.paging import KeyPage, as_key, key_page
from xieshang.intake.models import Batch, BatchKind, Progress, State
from xieshang.intake.rules import may_bring_in, model_of
from xieshang.intake.sentences import HOW, fault_sentence, field_name, remark_sentence
from xieshang.people.models import Person

TONES = {
    State.PREVIEWED: "waiting",
    State.IMPORTING: "moving",
    State.IMPORTED: "good",
    State.UNDONE: "ended",
    State.DROPPED: "ended",
}
SHOWN_ITEMS = 30


@dataclass(frozen=True)
class Column:
    letter: str
    name: str
    field: str
    how: str
    tone: str


@dataclass(frozen=True)
class FaultTold:
    row: int
    column: str
    value: str
    sentence: str


@dataclass(frozen=True)
class Findings:
    """What a preview shows, in the reader's language."""

    columns: list[Column]
    faults: list[FaultTold]
    unnamed: int
    remarks: list[str]
    left_out: list[int]
    sample: list[list[tuple[str, str]]]


def batches(reader: Person) -> QuerySet[Batch]:
    visible: Any = Batch.objects
    found: QuerySet[Batch] = visible.visible_to(reader).select_related("read_by")
    return found


def page(found: QuerySet[Batch], before: str, after: str) -> KeyPage:
    return key_page(found, before=as_key(before), after=as_key(after))


def kinds_for(reader: Person) -> list[tuple[str, str]]:
    """The kinds this person may bring in."""
    return [(kind.value, str(kind.label)) for kind in BatchKind if may_bring_in(reader, kind)]


def findings(batch: Batch) -> Findings | None:
    """What was read of a batch's file; None once the file is gone."""
    found = getattr(batch, "upload", None)
    if found is None:
        return None
    told = found.findings
    tones = {"found": "good", "guessed": "waiting", "repeated": "late", "private": "late"}
    return Findings(
        columns=[
            Column(letter, name, field_name(field) if field else "", str(HOW[how]), tones.get(how, "neutral"))
            for letter, name, field, how in told["columns"]
        ],
        faults=[
            FaultTold(row, column, value, fault_sentence(code, params))
            for row, column, code, value, params in told["faults"]
        ],
        unnamed=max(batch.faults - len(told["faults"]), 0),
        remarks=[remark_sentence(code, params) for code, params in told["remarks"]],
        left_out=told["left_out"],
        sample=[[(field_name(name), text) for name, text in row if text] for row in told["sample"]],
    )


def progress(batch: Batch) -> Progress | None:
    return Progress.objects.filter(batch_id=batch.pk).first()


def items(batch: Batch) -> list[Any]:
    """The first items a batch became."""
    rows = list(batch.taken.all()[:SHOWN_ITEMS])
    found: dict[tuple[str, int], Any] = {}
    for kind in {row.kind for row in rows}:
        manager: Any = model_of(kind)._base_manager
        ids = [row.item_id for row in rows if row.kind == kind]
        found |= {(kind, item.pk): item for item in manager.filter(pk__in=ids)}
    return [(row.row, found[row.kind, row.item_id]) for row in rows if (row.kind, row.item_id) in found]


def history(batch: Batch) -> list[RecordEntry]:
    """The record of a batch, its changes cut down to what a reader learns from."""
    rows = RecordEntry.objects.filter(kind="batch", item_id=batch.pk).select_related("by")
    entries = list(rows.order_by("-id")[:50])
    for entry in entries:
        entry.changes = {key: change for key, change in entry.changes.items() if key in ("rows", "faults")}
    return entries
