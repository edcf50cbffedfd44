"""What is wrong in a table, cell by cell, as codes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from xieshang.engines.documents.columns import Field, Recognised
from xieshang.engines.documents.dates import read_moment
from xieshang.engines.documents.tables import Mark, Row, Table


class Code(StrEnum):
    """The code of a fault; the app above has the sentence. Parameters stand beside each."""

    # of the whole table
    NO_ROWS = "no_rows"
    MISSING_COLUMN = "missing_column"  # field
    REPEATED_COLUMN = "repeated_column"  # the earlier column of that name was taken
    PRIVATE_COLUMN = "private_column"  # particulars we do not want to hold
    UNNAMED_COLUMN = "unnamed_column"  # words under no header: often a comma without quotation marks
    # of any cell
    FORMULA_NOT_ALLOWED = "formula_not_allowed"
    ERROR_IN_CELL = "error_in_cell"
    MERGED_CELL = "merged_cell"
    DIGITS_LOST = "digits_lost"
    CONTROL_CHARACTER = "control_character"
    DAMAGED_CHARACTER = "damaged_character"
    TOO_LONG = "too_long"  # limit, found
    MISSING = "missing"
    PLACEHOLDER = "placeholder"  # 无, 待定, xxx where something is wanted
    # of a row
    REPEATED_HEADER = "repeated_header"  # the header once more, as printed on every page
    TOTAL_ROW = "total_row"  # 合计, 共 … 人
    DUPLICATE_OF_ROW = "duplicate_of_row"  # other: row
    NUMBER_OF_ROW = "number_of_row"  # other: row with the same number
    # of dates and numbers
    NOT_A_DATE = "not_a_date"
    IN_THE_FUTURE = "in_the_future"
    TOO_LONG_AGO = "too_long_ago"  # earliest: year
    REPLIED_BEFORE = "replied_before"
    NOT_A_COUNT = "not_a_count"
    # of people
    NAME_WITH_TITLE = "name_with_title"  # 张三同志
    NAME_WITH_REMARK = "name_with_remark"  # 张三（女）
    NAME_WITH_OTHER_SIGNS = "name_with_other_signs"
    NAME_TOO_SHORT = "name_too_short"
    NAME_TOO_LONG = "name_too_long"
    SEVERAL_NAMES = "several_names"
    SAME_NAME_AS_ROW = "same_name_as_row"  # other: row; another phone or post, so perhaps another person
    ALREADY_KNOWN = "already_known"
    UNKNOWN_PERSON = "unknown_person"  # person, nearest: "" when none is near
    PINYIN_NOT_LATIN = "pinyin_not_latin"
    PINYIN_OF_OTHER_LENGTH = "pinyin_of_other_length"  # characters: of the name
    UNKNOWN_SEX = "unknown_sex"
    UNKNOWN_NATION = "unknown_nation"
    UNKNOWN_PARTY = "unknown_party"  # nearest
    UNKNOWN_SECTOR = "unknown_sector"  # nearest
    SEVERAL_SECTORS = "several_sectors"
    UNKNOWN_OFFICE = "unknown_office"  # nearest
    SECOND_CHAIR = "second_chair"  # other: row
    BAD_PHONE = "bad_phone"
    LANDLINE = "landline"  # where a mobile phone is wanted
    SEVERAL_PHONES = "several_phones"
    PHONE_OF_ROW = "phone_of_row"  # other
    BAD_EMAIL = "bad_email"
    EMAIL_OF_ROW = "email_of_row"  # other
    NOT_A_TERM = "not_a_term"
    OTHER_TERM = "other_term"  # wanted, found
    TOO_YOUNG = "too_young"  # age
    TOO_OLD = "too_old"  # age
    JOINED_TOO_EARLY = "joined_too_early"  # age: below 18 on that day
    # of drafts
    NO_BODY = "no_body"  # neither situation nor analysis
    UNKNOWN_CATEGORY = "unknown_category"  # nearest
    COSIGNER_IS_PROPOSER = "cosigner_is_proposer"
    SAME_COSIGNER_TWICE = "same_cosigner_twice"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    row          as the spreadsheet counts
    column       its letter, "" when the whole row is meant
    value_shown  the cell, shortened; the middle of phone numbers and addresses is hidden
    """

    row: int
    column: str
    code: Code
    value_shown: str = ""
    params: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))


_SHOWN = 40
PLACEHOLDERS = {
    "无",
    "没有",
    "不详",
    "待定",
    "待补",
    "暂缺",
    "暂无",
    "未知",
    "空",
    "同上",
    "略",
    "-",
    "--",
    "—",
    "/",
    "\\",
    "?",
    "？",
    "xxx",
    "xx",
    "某某",
    "测试",
    "test",
    "n/a",
    "na",
    "null",
    "none",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_OF_MARK = {
    Mark.FORMULA: Code.FORMULA_NOT_ALLOWED,
    Mark.ERROR: Code.ERROR_IN_CELL,
    Mark.MERGED: Code.MERGED_CELL,
    Mark.DIGITS_LOST: Code.DIGITS_LOST,
}
_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|小\s*计|共\s*计?\s*\d+\s*[人名条件项]|填表人|制表人|注\s*[：:]).*$")


def shown(text: str, *, private: bool = False) -> str:
    """A cell as it may stand in a message: one line, short, and with its middle hidden when private."""
    line = _CONTROL.sub("□", " ".join(text.split()))
    if private and len(line) > 4:
        keep = 3 if len(line) > 8 else 1
        line = line[:keep] + "*" * min(len(line) - 2 * keep, 8) + line[-keep:]
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


@dataclass(frozen=True)
class Sheet:
    """A table together with what its columns mean: what the checks ask their questions of."""

    table: Table
    recognised: Recognised
    fields: tuple[Field, ...]

    def cell(self, row: Row, name: str) -> str:
        """The words of a field in a row, trimmed, "" when there is no such column."""
        column = self.recognised.found.get(name)
        return row.cells[column.index].strip() if column is not None and column.index < len(row.cells) else ""

    def has(self, name: str) -> bool:
        """Whether any column holds the field."""
        return name in self.recognised.found

    def fault(self, row: Row, name: str, code: Code, *, private: bool = False, **params: str | int) -> Fault:
        """A fault in one cell; `name` "" means the whole row."""
        column = self.recognised.found.get(name)
        value = shown(self.cell(row, name), private=private) if name else ""
        return Fault(row.number, column.letter if column is not None else "", code, value, MappingProxyType(params))


def of_table(sheet: Sheet) -> Iterator[Fault]:
    """Faults of the header: missing, repeated, private and unnamed columns, and no rows at all."""
    header = sheet.table.header
    for name in sheet.recognised.missing:
        yield Fault(header, "", Code.MISSING_COLUMN, "", MappingProxyType({"field": name}))
    for column in sheet.recognised.repeated:
        yield Fault(header, column.letter, Code.REPEATED_COLUMN, shown(column.name))
    for column in sheet.recognised.private:
        yield Fault(header, column.letter, Code.PRIVATE_COLUMN, shown(column.name))
    for column in sheet.recognised.ignored:
        if not column.name:
            filled = next((row for row in sheet.table.rows if row.cells[column.index].strip()), None)
            if filled is not None:
                value = shown(filled.cells[column.index])
                yield Fault(filled.number, column.letter, Code.UNNAMED_COLUMN, value)
    if not sheet.table.rows:
        yield Fault(header, "", Code.NO_ROWS)


def of_row(sheet: Sheet, row: Row) -> Fault | None:
    """A row that is no entry: the header once more, or a sum at the foot. Nothing else in it is checked."""
    names = {column.index: column.name for column in sheet.recognised.found.values()}
    filled = [cell.strip() for cell in row.cells if cell.strip()]
    if filled and len(filled) > 1 and all(row.cells[i].strip() == name for i, name in names.items()):
        return Fault(row.number, "", Code.REPEATED_HEADER)
    if filled and len(filled) <= 3 and _TOTAL.match(filled[0]):
        return Fault(row.number, "", Code.TOTAL_ROW, shown(filled[0]))
    return None


def of_cells(sheet: Sheet, row: Row, private: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """Faults any cell may have, whatever it is about."""
    for each in sheet.fields:
        column = sheet.recognised.found.get(each.name)
        if column is None:
            continue
        hidden = each.name in private
        text = sheet.cell(row, each.name)
        mark = row.marks.get(column.index)
        if mark is not None:
            yield sheet.fault(row, each.name, _OF_MARK[mark], private=hidden)
        if _CONTROL.search(text):
            yield sheet.fault(row, each.name, Code.CONTROL_CHARACTER, private=hidden)
        if "\ufffd" in text or "锟斤拷" in text or "烫烫烫" in text:
            yield sheet.fault(row, each.name, Code.DAMAGED_CHARACTER, private=hidden)
        if len(text) > each.longest:
            yield sheet.fault(row, each.name, Code.TOO_LONG, private=hidden, limit=each.longest, found=len(text))
        if each.wanted and not text and mark is None:
            yield sheet.fault(row, each.name, Code.MISSING)
        elif each.wanted and unicodedata.normalize("NFKC", text).lower() in PLACEHOLDERS:
            yield sheet.fault(row, each.name, Code.PLACEHOLDER)


def of_moment(sheet: Sheet, row: Row, name: str, now: datetime, earliest: int = 1900) -> Iterator[Fault]:
    """Faults of a date: none, later than now (both without zone), or before the year `earliest`."""
    text = sheet.cell(row, name)
    if not text:
        return
    moment = read_moment(text)
    if moment is None:
        yield sheet.fault(row, name, Code.NOT_A_DATE)
    elif moment > now:
        yield sheet.fault(row, name, Code.IN_THE_FUTURE)
    elif moment.year < earliest:
        yield sheet.fault(row, name, Code.TOO_LONG_AGO, earliest=earliest)


def nearest(word: str, known: Sequence[str]) -> str:
    """The known word that shares most letters with this one (Dice, at least a half), else ""."""

    def likeness(other: str) -> float:
        shared = len(set(word) & set(other))
        return 2 * shared / (len(set(word)) + len(set(other)) or 1)

    best = max(known, key=likeness, default="")
    return best if best and likeness(best) >= 0.5 else ""
