"""How much of a file we are willing to read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The bounds of one file; an assembly may hand in its own.

    The defaults hold a full roster, ten thousand messages or a work report with pictures
    several times over, and keep the reading of the worst file within five seconds or so and 200 MB of memory.
    """

    size: int = 20_000_000  # bytes as handed in
    unpacked: int = 100_000_000  # bytes, all parts of an archive together
    ratio: int = 200  # unpacked size over packed size, for parts past `ratio_from`
    ratio_from: int = 1_000_000  # bytes: small parts may repeat themselves as they like
    parts: int = 2_000  # entries of an archive
    depth: int = 200  # nesting of XML
    elements: int = 2_000_000  # XML elements in one part that is read as it streams, a sheet
    held: int = 1_000_000  # XML elements in one part that is held as a whole, a text
    rows: int = 50_000
    columns: int = 200
    cells: int = 500_000
    cell_length: int = 32_767  # characters, what a spreadsheet itself allows
    characters: int = 1_000_000  # of a text document


DEFAULT = Limits()
