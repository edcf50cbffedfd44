"""The numbers that a word processor prints before paragraphs and never writes into them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xieshang.engines.documents.archive import attribute, local

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DIGITS = "〇一二三四五六七八九"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN: tuple[tuple[int, str], ...] = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
)
_ROMAN += ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "chineseLegalSimplified",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
    "japaneseDigitalTenThousand",
}


def chinese_number(value: int) -> str:
    """1 to 9999 as 一 to 九千九百九十九; anything else in digits."""
    if not 0 < value < 10_000:
        return str(value)
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            text += ("〇" if gap else "") + _DIGITS[digit] + name
            gap = False
        elif text:
            gap = True
    text = text.replace("〇", "零")
    return text[1:] if text.startswith("一十") else text


def written(value: int, form: str) -> str:
    """A number in one of the forms of ECMA-376 (17.18.59); unknown forms give digits."""
    if form in _CHINESE:
        return chinese_number(value)
    if form.startswith("decimalEnclosedCircle") and 1 <= value <= 20:
        return chr(0x2460 + value - 1)
    if form.endswith("Letter") and value > 0:
        letter = _LETTERS[(value - 1) % 26] * min((value - 1) // 26 + 1, 5)
        return letter.upper() if form.startswith("upper") else letter
    if form.endswith("Roman") and 0 < value < 4000:
        text = ""
        for worth, sign in _ROMAN:
            times, value = divmod(value, worth)
            text += sign * times
        return text.upper() if form.startswith("upper") else text
    return "" if form == "none" else str(value)


@dataclass(frozen=True)
class _Level:
    form: str
    pattern: str
    start: int


@dataclass
class Numbering:
    """The lists of one document and how far each has counted. Made anew for every reading."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # by abstract list
    lists: dict[str, str] = field(default_factory=dict)  # list to abstract list
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)  # list to level to first number
    counts: dict[str, dict[int, int]] = field(default_factory=dict)  # by abstract list

    @classmethod
    def of(cls, root: Element | None) -> Numbering:
        """Read numbering.xml; without one, no list is known."""
        numbering = cls()
        for element in root if root is not None else ():
            name = local(element.tag)
            if name == "abstractNum":
                identity = attribute(element, "abstractNumId") or ""
                numbering.levels[identity] = {
                    whole(attribute(child, "ilvl")): _level(child) for child in element if local(child.tag) == "lvl"
                }
            elif name == "num":
                identity = attribute(element, "numId") or ""
                for child in element:
                    if local(child.tag) == "abstractNumId":
                        numbering.lists[identity] = attribute(child, "val") or ""
                    elif local(child.tag) == "lvlOverride":
                        first = next((c for c in child if local(c.tag) == "startOverride"), None)
                        if first is not None:
                            level = whole(attribute(child, "ilvl"))
                            numbering.restarts.setdefault(identity, {})[level] = whole(attribute(first, "val"))
        return numbering

    def next(self, identity: str, level: int) -> str | None:
        """Count one paragraph and return its number as printed, "•" for bullets; None for no list."""
        abstract = self.lists.get(identity, "")
        known = self.levels.get(abstract, {}).get(level)
        if known is None:
            return None
        counts = self.counts.setdefault(abstract, {})
        for restarted, first in self.restarts.pop(identity, {}).items():
            counts[restarted] = first - 1
        counts[level] = counts.get(level, known.start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        if known.form == "bullet":
            return "•"

        def counted(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            other = self.levels[abstract].get(at, known)
            return written(counts.get(at, other.start), other.form)

        return re.sub(r"%([1-9])", counted, known.pattern)


def _level(element: Element) -> _Level:
    said = {local(child.tag): attribute(child, "val") or "" for child in element}
    return _Level(said.get("numFmt", "decimal"), said.get("lvlText", ""), whole(said.get("start"), 1))


def whole(text: str | None, default: int = 0) -> int:
    """A small whole number of an attribute, or the default when it is none."""
    return int(text) if text and text.isdecimal() and len(text) < 6 else default
