"""Spreadsheets (.xlsx), read part by part so that nothing is opened that was not asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, BinaryIO

from xieshang.engines.documents.archive import Package, attribute, local, open_package
from xieshang.engines.documents.errors import DocumentError, Refusal
from xieshang.engines.documents.limits import Limits
from xieshang.engines.documents.tables import Mark, Row, Table, assemble, index_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# Formats every spreadsheet knows by number (ECMA-376 part 1, 18.8.30); 27-36 and 50-58 are the
# Chinese dates, of which 57 shows year and month only.
BUILT_IN = {9: "0%", 10: "0.00%", 20: "h:mm", 21: "h:mm:ss", 18: "h:mm", 19: "h:mm:ss", 22: "yyyy-m-d h:mm"}
BUILT_IN |= dict.fromkeys((14, 15, 16, *range(27, 32), 36, *range(50, 55), 58), "yyyy-m-d")
BUILT_IN |= dict.fromkeys((17, 57), "yyyy-m") | dict.fromkeys((32, 33, 34, 35, 45, 46, 47, 55, 56), "h:mm:ss")

_REFERENCE = re.compile(r"^([A-Z]{1,3})([1-9][0-9]{0,6})$")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LAST_SERIAL = 2_958_466  # the day after 31 December 9999
_EXACT_DIGITS = 15


@dataclass(frozen=True)
class _Book:
    texts: list[str]
    formats: list[str]  # by style number
    from_1904: bool


def read(source: BinaryIO, limits: Limits, header: int | None, sheet: str | None) -> Table:
    """The table of one sheet. Raises as `read_table` does."""
    package = open_package(source, limits)
    main = package.main_part("spreadsheetml")
    if main is None:
        kind = "docx" if package.main_part("wordprocessingml") else "zip"
        raise DocumentError(Refusal.OTHER_KIND, kind=kind, said="xlsx")
    root = package.tree(main)
    relations = package.relations(main)
    sheets: dict[str, str] = {}
    for element in root.iter():
        if local(element.tag) == "sheet" and element.get("state", "visible") == "visible":
            identity = next((v for k, v in element.attrib.items() if local(k) == "id" and "}" in k), "")
            kind, part = relations.get(identity, ("", ""))
            if kind == "worksheet" and part in package.names:
                sheets[element.get("name") or ""] = part
    chosen = sheet if sheet is not None else next(iter(sheets), "")
    if chosen not in sheets:
        raise DocumentError(Refusal.NO_SHEET, sheet=chosen[:40])
    parts = dict(relations.values())
    book = _Book(
        texts=list(_texts(package, parts.get("sharedStrings", ""), limits)),
        formats=_formats(package, parts.get("styles", "")),
        from_1904=any(local(e.tag) == "workbookPr" and e.get("date1904") in ("1", "true", "on") for e in root.iter()),
    )
    rows = _rows(package, sheets[chosen], book, limits)
    others = tuple(name for name in sheets if name != chosen)
    return assemble(rows, limits, header, wide=True, sheet=chosen, other_sheets=others)


def _texts(package: Package, part: str, limits: Limits) -> Iterator[str]:
    """The shared texts by number, without the reading aids that Chinese and Japanese files carry."""
    if part not in package.names:
        return
    for event, element in package.events(part):
        if event == "end" and local(element.tag) == "si":
            yield _words(element, limits)
            element.clear()


def _words(element: Element, limits: Limits) -> str:
    pieces: list[str] = []
    for child in element:
        name = local(child.tag)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces.extend(part.text or "" for part in child if local(part.tag) == "t")
    text = "".join(pieces).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > limits.cell_length:
        raise DocumentError(Refusal.CELL_TOO_LONG, limit=limits.cell_length, row=0)
    return _ESCAPED.sub(_unescape, text)


def _unescape(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return found[0] if "\ud800" <= character <= "\udfff" else character


def _formats(package: Package, part: str) -> list[str]:
    """The number format of each style; "" is general."""
    if part not in package.names:
        return []
    own: dict[str, str] = {}
    styles: list[str] = []
    for element in package.tree(part):
        for child in element:
            if local(element.tag) == "numFmts":
                own[child.get("numFmtId") or ""] = (child.get("formatCode") or "")[:255]
            elif local(element.tag) == "cellXfs":
                identity = child.get("numFmtId") or "0"
                known = BUILT_IN.get(int(identity), "") if identity.isdecimal() and len(identity) < 9 else ""
                styles.append(own.get(identity, known))
    return styles


def _rows(package: Package, part: str, book: _Book, limits: Limits) -> list[Row]:
    """The rows with anything in them; merged cells, which the file tells last, are marked at the end."""
    found: list[Row] = []
    merged: list[str] = []
    number = cells = 0
    for event, element in package.events(part):
        if event != "end":
            continue
        name = local(element.tag)
        if name == "mergeCell":
            merged.append(element.get("ref") or "")
        if name == "c":
            cells += 1
            if cells > limits.cells:
                raise DocumentError(Refusal.TOO_MANY_CELLS, limit=limits.cells)
        if name != "row":
            continue
        said = element.get("r") or ""
        number = int(said) if said.isdecimal() and len(said) <= 7 and int(said) > number else number + 1
        row = _row(element, number, book, limits)
        element.clear()
        if row.cells:
            found.append(row)
        if len(found) > limits.rows + 2:  # the header, and a title above it
            raise DocumentError(Refusal.TOO_MANY_ROWS, limit=limits.rows)
    return _with_merged(found, merged, limits)


def _row(element: Element, number: int, book: _Book, limits: Limits) -> Row:
    cells: dict[int, str] = {}
    marks: dict[int, Mark] = {}
    column = -1
    for cell in element:
        if local(cell.tag) != "c":
            continue
        place = _REFERENCE.match(cell.get("r") or "")
        column = index_of(place[1]) if place else column + 1
        text, mark = _read_cell(cell, book, limits)
        if text:
            cells[column] = text
        if mark is not None:
            marks[column] = mark
    width = max([*cells, *marks], default=-1) + 1
    if width > limits.columns:
        raise DocumentError(Refusal.TOO_MANY_COLUMNS, limit=limits.columns, row=number)
    return Row(number, tuple(cells.get(i, "") for i in range(width)), marks)


def _with_merged(found: list[Row], merged: list[str], limits: Limits) -> list[Row]:
    covered: dict[int, dict[int, Mark]] = {}
    places = {row.number for row in found}
    work = 0
    for reference in merged:
        first, _, last = reference.partition(":")
        start, end = _REFERENCE.match(first), _REFERENCE.match(last)
        if start is None or end is None:
            continue
        left, right, top = index_of(start[1]), min(index_of(end[1]), limits.columns), int(start[2])
        for number in range(top, min(int(end[2]), found[-1].number if found else 0) + 1):
            work += right - left + 1
            if work > limits.cells:
                raise DocumentError(Refusal.TOO_MANY_CELLS, limit=limits.cells)
            if number in places:
                begin = left + 1 if number == top else left
                covered.setdefault(number, {}).update(dict.fromkeys(range(begin, right + 1), Mark.MERGED))
    return [
        Row(
            row.number,
            row.cells,
            {i: mark for i, mark in covered[row.number].items() if not "".join(row.cells[i : i + 1])} | dict(row.marks),
        )
        if row.number in covered
        else row
        for row in found
    ]


def _read_cell(cell: Element, book: _Book, limits: Limits) -> tuple[str, Mark | None]:
    kind = cell.get("t") or "n"
    value, mark, text = "", None, ""
    for child in cell:
        name = local(child.tag)
        if name == "v":
            value = child.text or ""
        elif name == "f":
            mark = Mark.FORMULA
        elif name == "is":
            text = _words(child, limits)
    if kind == "inlineStr":
        return text, mark
    if kind == "s":
        at = int(value) if value.isdecimal() and len(value) < 9 else -1
        return (book.texts[at] if 0 <= at < len(book.texts) else ""), mark
    if kind == "e":
        return value, mark or Mark.ERROR
    if kind == "b":
        return ("TRUE" if value == "1" else "FALSE" if value else ""), mark
    if kind == "d":
        return value.replace("T", " ").removesuffix(" 00:00:00"), mark
    if kind == "str":
        return _ESCAPED.sub(_unescape, value), mark
    style = attribute(cell, "s") or ""
    at = int(style) if style.isdecimal() and len(style) < 9 else -1
    code = book.formats[at] if 0 <= at < len(book.formats) else ""
    shown, lost = number_as_shown(value, code, book.from_1904)
    return shown, mark or (Mark.DIGITS_LOST if lost else None)


def number_as_shown(value: str, code: str, from_1904: bool = False) -> tuple[str, bool]:
    """A stored number in the sense of its format, and whether its last digits were rounded away.

    value   as in the file, such as 46086.5 or 1.38E+10
    code    number format, such as yyyy"年"m"月"d"日", 0.0%, 00000; "" is general

    Rounding in the format is not followed (3.14159 shown as 3.14 stays 3.14159): what is read is
    what was entered. A value that is no number comes back as it is.
    """
    try:
        number = Decimal(value.strip())
    except InvalidOperation:
        return value, False
    if not number.is_finite() or abs(number.adjusted()) > 40:
        return value, False
    plain = _LITERAL.sub("", code.partition(";")[0]).lower()
    hours = any(letter in plain for letter in "hs")
    days = any(letter in plain for letter in "yd") or ("m" in plain and not hours)
    if (hours or days) and "general" not in plain and 0 <= number < _LAST_SERIAL:
        return _moment(number, days, hours, "d" in plain or "y" not in plain, from_1904), False
    digits = number.normalize()
    if len(digits.as_tuple().digits) > _EXACT_DIGITS:
        digits = Decimal(f"{digits:.{_EXACT_DIGITS}g}").normalize()
    if "%" in plain:
        return f"{_plain(digits * 100)}%", False
    whole = digits == digits.to_integral_value()
    if whole and re.fullmatch("0{2,}", plain):
        return _plain(digits).zfill(len(plain)), False
    return _plain(digits), whole and abs(digits) >= 10**_EXACT_DIGITS


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _moment(number: Decimal, days: bool, hours: bool, whole_day: bool, from_1904: bool) -> str:
    seconds = int((number % 1 * 86_400).to_integral_value())
    # The first spreadsheet took 1900 for a leap year, and all others kept its mistake.
    start = date(1904, 1, 1) if from_1904 else date(1899, 12, 31) if number < 60 else date(1899, 12, 30)
    try:
        moment = datetime.combine(start, time()) + timedelta(days=int(number), seconds=seconds)
    except OverflowError:
        return str(number)
    clock = f"{moment:%H:%M:%S}".removesuffix(":00") if moment.second == 0 else f"{moment:%H:%M:%S}"
    if not days or (number < 1 and hours):
        return clock
    day = moment.date().isoformat() if whole_day else moment.date().isoformat()[:7]
    return f"{day} {clock}" if seconds and hours else day
