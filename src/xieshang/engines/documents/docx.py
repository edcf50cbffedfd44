"""Word files (.docx), read part by part so that nothing runs, loads or unfolds."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO

from xieshang.engines.documents.archive import attribute, local, open_package
from xieshang.engines.documents.blocks import Block, Document, Grid, Heading, Item, Note, Paragraph
from xieshang.engines.documents.errors import DocumentError, Refusal
from xieshang.engines.documents.limits import Limits
from xieshang.engines.documents.word_numbers import Numbering, whole

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_HEADING = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_TITLE = {"title", "标题"}
_LEFT_OUT = {
    "del": "deletions",
    "moveFrom": "deletions",
    "drawing": "images",
    "pict": "images",
    "object": "objects",
    "altChunk": "chunks",
    "commentReference": "comments",
}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_SILENT = {"instrText", "delText", "delInstrText", "pPr", "rPr", "Fallback", "rt", "fldData"}


@dataclass(frozen=True)
class _Style:
    name: str = ""
    based_on: str = ""
    outline: int | None = None
    numbering: tuple[str, int] | None = None


@dataclass
class _Reading:
    """What the walk through one document gathers."""

    styles: dict[str, _Style]
    numbering: Numbering
    blocks: list[Block] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def read(source: BinaryIO, limits: Limits) -> Document:
    """A .docx as blocks. Raises DocumentError: everything `open_package` raises, and other_kind."""
    package = open_package(source, limits)
    main = package.main_part("wordprocessingml")
    if main is None:
        kind = "xlsx" if package.main_part("spreadsheetml") else "zip"
        raise DocumentError(Refusal.OTHER_KIND, kind=kind, said="docx")
    parts = {kind: part for kind, part in package.relations(main).values() if part in package.names}
    reading = _Reading(
        styles=_styles(package.tree(parts["styles"])) if "styles" in parts else {},
        numbering=Numbering.of(package.tree(parts["numbering"]) if "numbering" in parts else None),
    )
    for body in package.tree(main):
        if local(body.tag) == "body":
            _walk(body, reading)
    for kind in ("footnotes", "endnotes"):
        if kind in parts:
            for note in package.tree(parts[kind]):
                if attribute(note, "type") is None:  # the others are the ruling lines
                    text = _cell_text(note, reading)
                    if text:
                        reading.blocks.append(Note(text))
    headers = sum(1 for kind, _part in package.relations(main).values() if kind in ("header", "footer"))
    if headers:
        reading.left_out["headers"] = headers
    return Document(tuple(reading.blocks), MappingProxyType(dict(sorted(reading.left_out.items()))))


def _walk(parent: Element, reading: _Reading) -> None:
    """Paragraphs and tables in order, through whatever wraps them."""
    for element in parent:
        name = local(element.tag)
        if name == "p":
            reading.blocks.extend(_paragraph(element, reading))
        elif name == "tbl":
            grid = _grid(element, reading)
            if any(any(row) for row in grid.rows):
                reading.blocks.append(grid)
        elif name in _LEFT_OUT:
            reading.left_out[_LEFT_OUT[name]] += 1
        elif name not in _SILENT:
            _walk(element, reading)


def _paragraph(element: Element, reading: _Reading) -> list[Block]:
    """One paragraph, then those of the text boxes that hang on it."""
    boxes: list[Element] = []
    text = _text(element, reading, boxes).strip()
    found: list[Block] = []
    if text:
        found.append(_judged(element, text, reading))
    for box in boxes:
        held, reading.blocks = reading.blocks, []
        _walk(box, reading)
        found.extend(reading.blocks)
        reading.blocks = held
    return found


def _judged(element: Element, text: str, reading: _Reading) -> Block:
    said = next((child for child in element if local(child.tag) == "pPr"), None)
    own = _style(said)
    chain = [own]
    style = reading.styles.get(_value(said, "pStyle"))
    while style is not None and len(chain) < 12:
        chain.append(style)
        style = reading.styles.get(style.based_on)
    name = next((each.name.lower() for each in chain if each.name), "")
    outline = next((each.outline for each in chain if each.outline is not None), None)
    numbered = next((each.numbering for each in chain if each.numbering is not None), None)
    heading = next((found for each in chain if (found := _HEADING.match(each.name))), None)
    number = reading.numbering.next(*numbered) if numbered is not None else None
    if name in _TITLE:
        return Heading(text, 0, number or "")
    if heading is not None:
        return Heading(text, int(heading[1]), number or "")
    if outline is not None and outline < 9:
        return Heading(text, outline + 1, number or "")
    if number is not None and numbered is not None:
        return Item(text, number, numbered[1])
    return Paragraph(text)


def _text(element: Element, reading: _Reading, boxes: list[Element]) -> str:
    pieces: list[str] = []
    for child in element:
        name = local(child.tag)
        if name == "txbxContent":
            boxes.append(child)
        elif name in _SIGNS:
            pieces.append(_SIGNS[name])
        elif name == "t":
            pieces.append(child.text or "")
        elif name in ("del", "moveFrom", "altChunk", "commentReference"):
            reading.left_out[_LEFT_OUT[name]] += 1
        elif name == "sym":
            pieces.append("•")  # a glyph of a symbol font; its meaning is not in the file
        elif name not in _SILENT:
            before = len(boxes)
            pieces.append(_text(child, reading, boxes))
            if name in _LEFT_OUT and len(boxes) == before:
                reading.left_out[_LEFT_OUT[name]] += 1
    return "".join(pieces)


def _grid(element: Element, reading: _Reading) -> Grid:
    rows: list[tuple[str, ...]] = []
    for row in _children(element, "tr"):
        cells: list[str] = []
        for cell in _children(row, "tc"):
            said = next((child for child in cell if local(child.tag) == "tcPr"), None)
            cells.append(_cell_text(cell, reading))
            span = min(whole(_value(said, "gridSpan"), 1), 64)
            cells.extend([""] * (span - 1))
        rows.append(tuple(cells))
    return Grid(tuple(rows))


def _children(element: Element, wanted: str) -> list[Element]:
    """Rows of a table or cells of a row, also where a content control wraps them."""
    found: list[Element] = []
    for child in element:
        name = local(child.tag)
        if name == wanted:
            found.append(child)
        elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            found.extend(_children(child, wanted))
    return found


def _cell_text(cell: Element, reading: _Reading) -> str:
    """The words of a cell or note, one paragraph a line; a table inside it, one cell a line."""
    held, reading.blocks = reading.blocks, []
    _walk(cell, reading)
    inside, reading.blocks = reading.blocks, held
    lines: list[str] = []
    for block in inside:
        if isinstance(block, Grid):
            lines.extend(text for row in block.rows for text in row if text)
        elif isinstance(block, Heading | Item):
            lines.append(block.number + block.text)
        else:
            lines.append(block.text)
    return "\n".join(lines)


def _styles(root: Element) -> dict[str, _Style]:
    return {
        attribute(element, "styleId") or "": _style(
            next((child for child in element if local(child.tag) == "pPr"), None),
            name=_value(element, "name"),
            based_on=_value(element, "basedOn"),
        )
        for element in root
        if local(element.tag) == "style"
    }


def _style(said: Element | None, name: str = "", based_on: str = "") -> _Style:
    outline = _value(said, "outlineLvl")
    numbering = None
    for child in said if said is not None else ():
        if local(child.tag) == "numPr" and _value(child, "numId"):
            numbering = (_value(child, "numId"), whole(_value(child, "ilvl")))
    return _Style(name, based_on, whole(outline) if outline else None, numbering)


def _value(parent: Element | None, name: str) -> str:
    """The w:val of a child, "" when there is none."""
    for child in parent if parent is not None else ():
        if local(child.tag) == name:
            return attribute(child, "val") or ""
    return ""
