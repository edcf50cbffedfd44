"""What changed between two texts, in words for Latin script and in characters for Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new"]

# A word, a run of digits, a run of blanks, or any single character: each Han character stands alone.
TOKEN = re.compile(r"[^\W\d_\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|\d+|[^\S\n]+|.", re.DOTALL)
SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]+|[^。！？；!?;\n]+")

# Comparing a passage token by token takes time with the square of its length; beyond this it is shown as replaced.
MOST_COMPARISONS = 2_000_000
# Fewer equal characters than this between two changes are noise: the eye reads one change more easily than three.
SHORTEST_SAME = 2


@dataclass(frozen=True)
class Part:
    """A stretch of text that is in both versions, only in the old one, or only in the new one."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Folded:
    """How many unchanged characters were left out here."""

    count: int
    kind: Literal["folded"] = "folded"


def differences(old: str, new: str) -> list[Part]:
    """The parts that lead from the old text to the new one.

    Leaving out what is new gives back the old text, leaving out what is gone gives the new one, to the character.
    Sentences are matched first, then the words or characters inside the sentences that changed.
    """
    if old == new:
        return [Part("same", old)] if old else []
    before, after = SENTENCE.findall(old), SENTENCE.findall(new)
    parts: list[Part] = []
    for same, a, b in _runs(before, after):
        if same:
            parts.append(Part("same", "".join(a)))
        else:
            parts.extend(_inside("".join(a), "".join(b)))
    return list(_tidy(parts))


def folded(parts: Sequence[Part], keep: int = 40) -> list[Part | Folded]:
    """The same parts, with the middle of long unchanged stretches left out, so that changes are found at a glance."""
    shown: list[Part | Folded] = []
    for place, part in enumerate(parts):
        head = keep if place > 0 else 0
        tail = keep if place < len(parts) - 1 else 0
        if part.kind != "same" or len(part.text) <= head + tail + keep:
            shown.append(part)
            continue
        if head:
            shown.append(Part("same", part.text[:head]))
        shown.append(Folded(len(part.text) - head - tail))
        if tail:
            shown.append(Part("same", part.text[-tail:]))
    return shown


def _inside(old: str, new: str) -> Iterator[Part]:
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    if len(before) * len(after) > MOST_COMPARISONS:
        yield Part("gone", old)
        yield Part("new", new)
        return
    for same, a, b in _runs(before, after):
        if same:
            yield Part("same", "".join(a))
        else:
            yield Part("gone", "".join(a))
            yield Part("new", "".join(b))


def _runs(before: list[str], after: list[str]) -> Iterator[tuple[bool, list[str], list[str]]]:
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) * len(after) > MOST_COMPARISONS)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        yield tag == "equal", before[a1:a2], after[b1:b2]


def _tidy(parts: list[Part]) -> Iterator[Part]:
    """Join neighbours, and draw changes together that only a character or two keep apart."""
    gone: list[str] = []
    new: list[str] = []
    same: list[str] = []

    def change() -> Iterator[Part]:
        if text := "".join(gone):
            yield Part("gone", text)
        if text := "".join(new):
            yield Part("new", text)
        gone.clear()
        new.clear()

    for place, part in enumerate(parts):
        if not part.text:
            continue
        if part.kind == "same":
            is_last = all(not later.text or later.kind == "same" for later in parts[place + 1 :])
            is_noise = len(part.text) < SHORTEST_SAME and "\n" not in part.text and (gone or new) and not is_last
            if is_noise and not same:
                gone.append(part.text)
                new.append(part.text)
                continue
            yield from change()
            same.append(part.text)
            continue
        if same:
            yield Part("same", "".join(same))
            same.clear()
        (gone if part.kind == "gone" else new).append(part.text)
    yield from change()
    if same:
        yield Part("same", "".join(same))
