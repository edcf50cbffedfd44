"""Plain text: a paragraph a line, the first one taken for nothing more than that."""

from __future__ import annotations

from typing import BinaryIO

from xieshang.engines.documents.blocks import Document, Paragraph
from xieshang.engines.documents.encoding import decode
from xieshang.engines.documents.limits import Limits


def read(source: BinaryIO, limits: Limits) -> Document:
    """A .txt as paragraphs. Raises DocumentError: not_text, damaged_text."""
    text, encoding = decode(source.read(limits.size + 1))
    return Document(from_text(text).blocks, encoding=encoding)


def from_text(text: str) -> Document:
    """Words typed or pasted, as paragraphs; empty lines are gone."""
    return Document(tuple(Paragraph(line.strip()) for line in text.splitlines() if line.strip()))
