"""A text document as its parts in order: headings, paragraphs, list items, tables, notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Heading:
    """level 0 is the title of the whole, 1 and more its headings; number as printed, often ""."""

    text: str
    level: int
    number: str = ""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; a line break inside it is a newline."""

    text: str


@dataclass(frozen=True)
class Item:
    """One item of a list: its number as printed ("（一）", "2.", "•") and its depth from 0."""

    text: str
    number: str
    level: int = 0


@dataclass(frozen=True)
class Grid:
    """A simple table: rows of cells, a cell being "" where another one covers it."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Note:
    """A footnote or endnote, given at the end of the document."""

    text: str


Block = Heading | Paragraph | Item | Grid | Note


@dataclass(frozen=True)
class Document:
    """What was read of a text document.

    blocks    in the order of reading
    left_out  what a person may miss in it, and how often: images, comments, deletions (struck
              out while changes were tracked), headers (and footers), objects, chunks
    encoding  of a plain text, "" for .docx
    """

    blocks: tuple[Block, ...]
    left_out: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    encoding: str = ""


def texts_of(block: Block) -> Iterator[str]:
    """The words of a block in order of reading, its printed number first."""
    if isinstance(block, Grid):
        for row in block.rows:
            yield from (cell for cell in row if cell)
    elif isinstance(block, Heading | Item):
        yield block.number + block.text
    else:
        yield block.text
