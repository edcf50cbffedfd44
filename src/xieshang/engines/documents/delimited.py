"""Comma-separated files, as spreadsheets save them and as people mend them by hand."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from xieshang.engines.documents.encoding import decode
from xieshang.engines.documents.errors import DocumentError, Refusal
from xieshang.engines.documents.limits import Limits
from xieshang.engines.documents.tables import Mark, Row, Table, assemble

# What a spreadsheet would compute when it opens the file: =…, @SUM(…, +cmd|…, but not +86 or -3.
FORMULA = re.compile(r"^\s*(?:=|[+\-@][A-Za-z_]\w*[(|!])")
DELIMITERS = ",\t;，"


def read(source: BinaryIO, limits: Limits, header: int | None, *, packed: bool) -> Table:
    """The table of a .csv, or of a .csv.gz when `packed`. Raises as `read_table` does."""
    content = _unpack(source, limits) if packed else source.read(limits.size + 1)
    if not content.strip():
        raise DocumentError(Refusal.EMPTY)
    text, encoding = decode(content)
    return assemble(_rows(text, limits), limits, header, encoding=encoding)


def _unpack(source: BinaryIO, limits: Limits) -> bytes:
    try:
        with gzip.GzipFile(fileobj=source) as stream:
            content = stream.read(limits.unpacked + 1)
    except (OSError, EOFError, zlib.error) as broken:
        raise DocumentError(Refusal.DAMAGED, part="") from broken
    if len(content) > limits.unpacked:
        raise DocumentError(Refusal.EXPANDS_TOO_MUCH, limit=limits.unpacked)
    return content


def _rows(text: str, limits: Limits) -> Iterator[Row]:
    """Records in order, numbered as the rows a spreadsheet would show (a cell may span lines)."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            said = str(wrong)
            if "field larger" in said:
                raise DocumentError(Refusal.CELL_TOO_LONG, limit=limits.cell_length, row=number) from wrong
            if "end of data" in said:
                raise DocumentError(Refusal.QUOTE_NOT_CLOSED, row=number) from wrong
            raise DocumentError(Refusal.STRAY_QUOTE, row=number) from wrong
        marks = {i: Mark.FORMULA for i, cell in enumerate(record) if FORMULA.match(cell)}
        yield Row(number, tuple(record), marks)


def _delimiter(text: str) -> str:
    """The mark that parts most cells in the first line with words, outside quotation marks."""
    line = next((line for line in text.splitlines() if line.strip(f"{DELIMITERS} ")), "")
    bare = re.sub(r'"[^"]*"', "", line)
    return max(DELIMITERS, key=bare.count)
