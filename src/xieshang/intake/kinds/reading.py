"""What was read of a file: rows as they will be, what is wrong, what was left aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, BinaryIO, cast

from django.utils import timezone

from xieshang.core.models import Item
from xieshang.engines.documents.columns import Recognised
from xieshang.engines.documents.dates import read_moment
from xieshang.engines.documents.faults import Code, Fault, Sheet, shown
from xieshang.people.models import Person

MOST_FAULTS = 500  # kept to be named; all are counted
SAMPLE = 5
LONGEST_SHOWN = 160


@dataclass(frozen=True)
class Entry:
    """One row as it will be; `values` is what its door is called with."""

    row: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Remark:
    """Something to know that is no fault: a code of sentences.REMARKS with its parameters."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """All that a preview shows.

    columns   letter, words of its header, our field ("" for none) and how: found, guessed, aside, private, repeated
    left_out  rows the person chose to leave out
    """

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    columns: tuple[tuple[str, str, str, str], ...] = ()
    left_out: tuple[int, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def as_findings(self, sample: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        """As it is kept until the import."""
        return {
            "faults": [[f.row, f.column, f.code, f.value_shown, dict(f.params)] for f in self.faults[:MOST_FAULTS]],
            "columns": [list(column) for column in self.columns],
            "left_out": list(self.left_out),
            "remarks": [[remark.code, dict(remark.params)] for remark in self.remarks],
            "sample": [list(row.items()) for row in sample],  # pairs: jsonb does not keep the order of keys
        }


Choices = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of batch, as data.

    extensions  the files it comes in
    read        file to Reading. Raises DocumentError.
    take_in     one entry through its door; the item, and its first password where there is one
    shown       the fields of an entry that the preview shows, as words
    """

    code: str
    extensions: tuple[str, ...]
    read: Callable[[BinaryIO, str, Choices, Person, datetime], Reading]
    take_in: Callable[[Entry, Person, datetime], tuple[Item, str]]
    shown: Callable[[Entry], Mapping[str, str]]


def sample_of(kind: Kind, reading: Reading) -> list[dict[str, str]]:
    """The first rows as they will be."""
    return [{name: cut(text) for name, text in kind.shown(entry).items()} for entry in reading.entries[:SAMPLE]]


def cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def columns_of(recognised: Recognised, kept: Iterable[str]) -> tuple[tuple[str, str, str, str], ...]:
    """Each column and what became of it; `kept` are the fields that are imported."""
    rows = []
    for name, column in recognised.found.items():
        how = "aside" if name not in kept else "guessed" if name in recognised.guessed else "found"
        rows.append((column.index, column.letter, column.name, name, how))
    for columns, how in (
        (recognised.ignored, "ignored"),
        (recognised.repeated, "repeated"),
        (recognised.private, "private"),
    ):
        rows += [(column.index, column.letter, column.name, "", how) for column in columns]
    return tuple((letter, shown(name), known, how) for _index, letter, name, known, how in sorted(rows))


def without_left_out(faults: Iterable[Fault], choices: Choices) -> tuple[list[Fault], set[int]]:
    """The faults that remain and the rows that go, by the person's choice."""
    faults = list(faults)
    out = {int(row) for row in choices.get("leave_out", ())}
    if choices.get("leave_out_repeats"):
        out |= {fault.row for fault in faults if fault.code is Code.DUPLICATE_OF_ROW}
    return [fault for fault in faults if fault.row not in out], out


def too_long(sheet: Sheet, faults: Sequence[Fault], limits: Mapping[str, int]) -> list[Fault]:
    """Cells longer than our own fields hold, where the reader allows more."""
    said = {(fault.row, fault.column) for fault in faults if fault.code is Code.TOO_LONG}
    found = []
    for row in sheet.table.rows:
        for name, limit in limits.items():
            length = len(sheet.cell(row, name))
            if length > limit:
                fault = sheet.fault(row, name, Code.TOO_LONG, limit=limit, found=length)
                if (fault.row, fault.column) not in said:
                    found.append(fault)
    return found


def our_fault(row: int, column: str, code: str, value_shown: str = "", **params: Any) -> Fault:
    """A fault the engine cannot know of; row 0 is the whole file. Its code has its sentence in sentences.FAULTS."""
    return Fault(row, column, cast("Code", code), value_shown, MappingProxyType(params))


def moment_of(text: str, at: datetime) -> datetime:
    """The moment a cell tells in our own time zone, else `at`."""
    moment = read_moment(text) if text else None
    return timezone.make_aware(moment) if moment is not None else at


def naive(at: datetime) -> datetime:
    return timezone.make_naive(at)


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: (fault.row, len(fault.column), fault.column)))
