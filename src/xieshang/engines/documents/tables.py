"""A spreadsheet as rows of words, each cell with the address the person sees on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from xieshang.engines.documents.errors import DocumentError, Refusal
from xieshang.engines.documents.limits import Limits

# Signs without width that web pages leave in what people copy; they would make equal words differ.
INVISIBLE = re.compile("[\u200b\u2060\ufeff]")
NO_MARKS: Mapping[int, Mark] = MappingProxyType({})


class Mark(StrEnum):
    """What the words of a cell do not tell about it."""

    FORMULA = "formula"  # computed, or in a .csv written like a formula
    ERROR = "error"  # shows #N/A, #REF! …
    MERGED = "merged"  # covered by a merged cell, so its own words are missing
    DIGITS_LOST = "digits_lost"  # a number of more than 15 digits, the last ones rounded away


@dataclass(frozen=True)
class Column:
    """One column: its place from 0, its letter in the spreadsheet, the words of its header."""

    index: int
    letter: str
    name: str


@dataclass(frozen=True)
class Row:
    """One row with anything in it.

    number  as the spreadsheet counts, the header usually being 1
    cells   one text per column of the table, "" where there is nothing
    marks   by column index, only where there is something to tell
    """

    number: int
    cells: tuple[str, ...]
    marks: Mapping[int, Mark] = field(default_factory=lambda: NO_MARKS)


@dataclass(frozen=True)
class Table:
    """One sheet.

    header        number of the row that names the columns
    sheet         its name, "" for a .csv
    other_sheets  visible sheets of the same file that were not read
    encoding      utf-8, utf-16-le, utf-16-be, gb18030, or "" for .xlsx
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    header: int
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    encoding: str = ""


def letter_of(index: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def index_of(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def assemble(
    found: Iterable[Row],
    limits: Limits,
    header: int | None,
    *,
    wide: bool = False,
    sheet: str = "",
    other_sheets: tuple[str, ...] = (),
    encoding: str = "",
) -> Table:
    """Rows as they stream in, into a table: find the header, even out the width, keep the bounds.

    wide  whether one lone cell in the first row must be a title, even if nothing stands beside it

    Raises DocumentError: no_header, too_many_rows, too_many_columns, too_many_cells, cell_too_long.
    """
    names: tuple[str, ...] | None = None
    at = 0
    kept: list[Row] = []
    cells = 0
    lone: Row | None = None
    for row in found:
        if len(row.cells) > limits.columns:
            raise DocumentError(Refusal.TOO_MANY_COLUMNS, limit=limits.columns, row=row.number)
        cells += len(row.cells)
        if cells > limits.cells:
            raise DocumentError(Refusal.TOO_MANY_CELLS, limit=limits.cells)
        if any(INVISIBLE.search(cell) for cell in row.cells):
            row = Row(row.number, tuple(INVISIBLE.sub("", cell) for cell in row.cells), row.marks)
        if any(len(cell) > limits.cell_length for cell in row.cells):
            raise DocumentError(Refusal.CELL_TOO_LONG, limit=limits.cell_length, row=row.number)
        filled = sum(1 for cell in row.cells if cell.strip())
        if not filled and not row.marks:
            continue
        if names is None:
            if header is None and filled == 1 and lone is None and (wide or len(row.cells) > 1):
                lone = row
                continue
            if header is None or row.number == header:
                names, at = row.cells, row.number
            continue
        if len(kept) >= limits.rows:
            raise DocumentError(Refusal.TOO_MANY_ROWS, limit=limits.rows)
        kept.append(row)
    if lone is not None and (names is None or (wide and sum(map(bool, names)) == 1)):
        # nothing wider came: the lone cell was the header of a one-column table after all
        if names is not None:
            kept.insert(0, Row(at, names))
        names, at = lone.cells, lone.number
    if names is None or not any(name.strip() for name in names):
        raise DocumentError(Refusal.NO_HEADER)
    width = max([_last_filled(names), *(_last_filled(row.cells) for row in kept)])
    columns = tuple(Column(i, letter_of(i), names[i].strip() if i < len(names) else "") for i in range(width))
    rows = tuple(Row(row.number, _even(row.cells, width), row.marks) for row in kept)
    return Table(columns, rows, at, sheet, other_sheets, encoding)


def _last_filled(cells: tuple[str, ...]) -> int:
    return max((i + 1 for i, cell in enumerate(cells) if cell.strip()), default=0)


def _even(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return cells[:width] + ("",) * (width - len(cells))
