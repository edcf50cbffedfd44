"""Bytes into words: UTF-8, UTF-16 with its mark, or GB18030 when it really looks like Chinese."""

from __future__ import annotations

import codecs
import re

from xieshang.engines.documents.errors import DocumentError, Refusal

COMMON_SHARE = 0.8  # of non-ASCII characters that must be everyday ones before we believe in GB18030
_REPLACED = re.compile("�+")


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; a leading byte order mark is gone.

    UTF-8 is checked strictly and almost never fits by chance. GB18030 fits nearly anything, so
    what it gives must consist of everyday characters (those of GB 2312-80) for the most part.
    A UTF-8 text that breaks in a few places is named as such and not read as gibberish.

    Raises DocumentError: not_text, damaged_text (line).
    """
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(mark):
            try:
                return _no_zeros(content[2:].decode(encoding)), encoding
            except UnicodeDecodeError as broken:
                raise DocumentError(Refusal.NOT_TEXT) from broken
    marked = content.startswith(codecs.BOM_UTF8)
    try:
        return _no_zeros(content.decode("utf-8-sig")), "utf-8"
    except UnicodeDecodeError as broken:
        where = content[: broken.start].count(b"\n") + 1
        if marked or _mostly_utf8(content):
            raise DocumentError(Refusal.DAMAGED_TEXT, line=where) from broken
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as broken:
        raise DocumentError(Refusal.NOT_TEXT) from broken
    if not _looks_chinese(text):
        raise DocumentError(Refusal.NOT_TEXT)
    return _no_zeros(text), "gb18030"


def _no_zeros(text: str) -> str:
    if "\x00" in text:
        raise DocumentError(Refusal.NOT_TEXT)
    return text


def _mostly_utf8(content: bytes) -> bool:
    text = content.decode("utf-8", errors="replace")
    wrong = len(_REPLACED.findall(text))
    right = sum(1 for character in text if character >= "\u2000" and character != "�")
    return right > 10 * wrong


def _looks_chinese(text: str) -> bool:
    foreign = [character for character in text if character > "\x7f"]
    if any("\x80" <= character <= "\x9f" or "\ue000" <= character <= "\uf8ff" for character in foreign):
        return False
    everyday = sum(1 for character in foreign if _is_everyday(character))
    return everyday >= COMMON_SHARE * len(foreign)


def _is_everyday(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
