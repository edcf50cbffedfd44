"""The files people hand in, made on the spot: good ones, odd ones and hostile ones."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from docx import Document as WordFile
from openpyxl import Workbook

CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def opened(content: bytes) -> BinaryIO:
    return io.BytesIO(content)


def csv_bytes(rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows: Sequence[Sequence[object]], *, formats: Mapping[str, str] | None = None, merge: str = "") -> bytes:
    """A workbook as a spreadsheet program saves it; formats by cell, such as {"B2": "0.0%"}."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for place, code in (formats or {}).items():
        sheet[place].number_format = code
    if merge:
        sheet.merge_cells(merge)
    return saved(book)


def saved(file: object) -> bytes:
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def zip_bytes(parts: Mapping[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx_parts(body: str, **extra: str | bytes) -> dict[str, str | bytes]:
    """The fewest parts a .docx needs; `body` is the XML inside w:body."""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return {
        "[Content_Types].xml": CONTENT_TYPES.format(
            overrides=f'<Override PartName="/word/document.xml" ContentType="{word}"/>'
        ),
        "_rels/.rels": RELATIONS.format(
            relations=f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        **extra,
    }


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def relations_of(kind: str, target: str, mode: str = "External") -> str:
    return RELATIONS.format(
        relations=f'<Relationship Id="r9" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    )


def word_bytes(*paragraphs: str) -> bytes:
    file = WordFile()
    for each in paragraphs:
        file.add_paragraph(each)
    return saved(file)


def locked(content: bytes) -> bytes:
    """The same archive with the flag that says its parts are encrypted."""
    changed = bytearray(content)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        flags = struct.unpack_from("<H", changed, at + 8)[0]
        struct.pack_into("<H", changed, at + 8, flags | 1)
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)
