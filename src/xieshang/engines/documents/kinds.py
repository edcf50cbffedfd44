"""What a file really is, told from its first bytes and not from its name."""

from __future__ import annotations

import io
from typing import BinaryIO

from xieshang.engines.documents.errors import DocumentError, Refusal
from xieshang.engines.documents.limits import Limits

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GZIP = b"\x1f\x8b"

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"<?xml", "xml"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)


def size_of(source: BinaryIO, limits: Limits) -> int:
    """Bytes of an open file, refused before the first is read when they are too many or none."""
    size = source.seek(0, io.SEEK_END)
    source.seek(0)
    if size > limits.size:
        raise DocumentError(Refusal.TOO_LARGE, limit=limits.size, found=size)
    if size == 0:
        raise DocumentError(Refusal.EMPTY)
    return size


def extension_of(name: str) -> str:
    """The part after the last dot in lower case; csv.gz counts as one."""
    lower = name.strip().lower()
    if lower.endswith(".csv.gz"):
        return "csv.gz"
    return lower.rpartition(".")[2] if "." in lower else ""


def refuse_strangers(source: BinaryIO, said: str) -> None:
    """Raise when the first bytes belong to something we do not read as `said`.

    An OLE container is an old Office file, or a new one locked with a password: the name of its
    stream, EncryptedPackage in UTF-16, tells them apart.
    """
    source.seek(0)
    head = source.read(512)
    source.seek(0)
    if head.startswith(OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in source.read()
        source.seek(0)
        raise DocumentError(Refusal.ENCRYPTED if locked else Refusal.OLD_FORMAT)
    shape = "zip" if head.startswith(ZIP) else "gzip" if head.startswith(GZIP) else "text"
    wanted = {"docx": "zip", "xlsx": "zip", "csv.gz": "gzip"}.get(said, "text")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for signature, kind in SIGNATURES:
        if kind == "image" and signature == b"BM" and wanted == "text":
            continue  # a heading may well begin with BM
        if kind == "program" and signature == b"MZ" and b"\x00" not in head:
            continue
        if head.startswith(signature) or start.startswith(signature.lower()):
            raise DocumentError(Refusal.OTHER_KIND, kind=kind, said=said)
    if shape != wanted:
        if wanted != "text" and shape == "text":
            raise DocumentError(Refusal.DAMAGED, part="")
        raise DocumentError(Refusal.OTHER_KIND, kind=shape, said=said)
