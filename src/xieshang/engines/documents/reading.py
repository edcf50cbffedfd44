"""The two doors: a file as a table, a file as a text."""

from __future__ import annotations

from typing import BinaryIO

from xieshang.engines.documents import delimited, docx, plain, workbook
from xieshang.engines.documents.blocks import Document, texts_of
from xieshang.engines.documents.errors import DocumentError, Refusal
from xieshang.engines.documents.kinds import extension_of, refuse_strangers, size_of
from xieshang.engines.documents.limits import DEFAULT, Limits
from xieshang.engines.documents.tables import Table


def read_table(
    source: BinaryIO,
    name: str,
    *,
    limits: Limits = DEFAULT,
    header: int | None = None,
    sheet: str | None = None,
) -> Table:
    """Read a .csv, .csv.gz or .xlsx as a table of words.

    source  an open, seekable binary file
    name    as the person called it; only its extension matters
    header  number of the row with the column names; by default the first row that is not empty
            and not a title (one filled cell above a wider table)
    sheet   by name; by default the first visible one

    Numbers read as on the screen (13800000000, not 1.38E+10; 12.5%; 007 where the format says
    so), dates as 2026-03-05, 2026-03-05 14:30, 2026-03 or 14:30. Rows with nothing in them are
    left out, yet counted. A file past its size limit is refused before a byte of it is read.

    Raises DocumentError with any Refusal that concerns files or tables, and nothing else.
    """
    said = extension_of(name)
    if said in ("xls", "et"):
        raise DocumentError(Refusal.OLD_FORMAT)
    if said == "xlsm":
        raise DocumentError(Refusal.MACROS)
    if said not in ("csv", "csv.gz", "xlsx"):
        raise DocumentError(Refusal.UNKNOWN_KIND, extension=said[:20])
    size_of(source, limits)
    refuse_strangers(source, said)
    if said == "xlsx":
        return workbook.read(source, limits, header, sheet)
    return delimited.read(source, limits, header, packed=said == "csv.gz")


def read_document(source: BinaryIO, name: str, *, limits: Limits = DEFAULT) -> Document:
    """Read a .docx or .txt as a structured document.

    source  an open, seekable binary file
    name    as the person called it; only its extension matters

    Changes that were tracked are read as accepted. Pictures, comments, headers and footers are
    left out and counted; nothing else is lost.

    Raises DocumentError with any Refusal that concerns files or texts, and nothing else.
    """
    said = extension_of(name)
    if said in ("doc", "wps", "dot"):
        raise DocumentError(Refusal.OLD_FORMAT)
    if said in ("docm", "dotm"):
        raise DocumentError(Refusal.MACROS)
    if said not in ("docx", "txt"):
        raise DocumentError(Refusal.UNKNOWN_KIND, extension=said[:20])
    size_of(source, limits)
    refuse_strangers(source, said)
    document = docx.read(source, limits) if said == "docx" else plain.read(source, limits)
    length = sum(len(text) for block in document.blocks for text in texts_of(block))
    if length > limits.characters:
        raise DocumentError(Refusal.TOO_LONG, limit=limits.characters)
    if not document.blocks:
        raise DocumentError(Refusal.EMPTY)
    return document
