"""What somebody types into the search field, understood; and where its words stand in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

LONGEST = 200  # characters of a query
MOST_TERMS = 12

_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\x00-\x08\x0e-\x1f]")
_TERM = re.compile(r"""(?P<minus>(?<!\S)[-−－])?(?:["“”„＂](?P<quoted>[^"“”„＂]*)["“”„＂]?|(?P<bare>[^\s"“”„＂]+))""")
_BLANK = re.compile(r"(?<![a-z0-9])[ \t\r\n\u00a0\u3000]+|[ \t\r\n\u00a0\u3000]+(?![a-z0-9])")
_HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_RUN = re.compile(r"[a-z0-9]")


@dataclass(frozen=True)
class Term:
    """Words to be found together, one right after the other.

    exact  in quotation marks: a Latin word or a number is then no part of a longer one
    """

    text: str
    exact: bool = False


@dataclass(frozen=True)
class Query:
    """wanted: all of them; unwanted: none of them."""

    text: str
    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...] = ()

    @property
    def han(self) -> str:
        """The Han characters of what is wanted: what related results go by."""
        return "".join(_HAN.findall("".join(term.text for term in self.wanted)))


def plain(text: str) -> str:
    """A text in the form that is searched (the database's search_form says the same)."""
    return _BLANK.sub("", _UNSEEN.sub("", unicodedata.normalize("NFKC", text).lower()))


def understand(text: str) -> Query:
    """Split at blanks; quotation marks keep words together; a leading minus leaves out."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for found in _TERM.finditer(_UNSEEN.sub("", text)):
        exact = found["quoted"] is not None
        words = plain(found["quoted"] if exact else found["bare"])
        if words:
            (unwanted if found["minus"] else wanted).append(Term(words, exact))
    return Query(text.strip(), tuple(dict.fromkeys(wanted))[:MOST_TERMS], tuple(dict.fromkeys(unwanted))[:MOST_TERMS])


def grams(text: str) -> list[str]:
    """What the index must hold of a text with these words: their pairs of neighbours, or the one character."""
    return [a + b for a, b in pairwise(text)] or [text]


def pairs(text: str) -> list[str]:
    """The pairs of neighbouring Han characters, each once: what a related text shares."""
    found = re.findall(f"(?=({_HAN.pattern}{_HAN.pattern}))", text)
    return list(dict.fromkeys(found))


# Pairs that stand in every question and tell nothing of what it is about
STOP_PAIRS = frozenset(
    ("关于", "建议", "怎么", "什么", "哪里", "如何", "有没", "没有", "可以", "能不", "不能", "是否", "请问", "问题", "情况", "应该", "我们",
     "他们", "有关", "相关", "进一", "一步", "加强", "推进", "完善")
)  # fmt: skip


def related_terms(query: Query) -> tuple[Term, ...]:
    """What texts are looked for by that have not all words of a query, but much of it."""
    found = [pair for term in query.wanted for pair in pairs(term.text) if pair not in STOP_PAIRS]
    return tuple(Term(pair) for pair in dict.fromkeys(found))


def exact_pattern(term: Term) -> str:
    """A regular expression, of Python and of PostgreSQL alike, for words that are no part of longer ones."""
    before = "(?<![a-z0-9])" if _RUN.match(term.text[0]) else ""
    after = "(?![a-z0-9])" if _RUN.match(term.text[-1]) else ""
    return before + re.sub(r"([^\w\s])", r"\\\1", term.text) + after


# ---- Where words stand in a text


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, hit or not."""

    text: str
    hit: bool


def places(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """The stretches of the text that the terms hit, in order, joined where they touch."""
    form, origin = mapped(text)
    found = []
    for term in terms:
        pattern = exact_pattern(term) if term.exact else re.escape(term.text)
        found += [(origin[hit.start()], origin[hit.end() - 1] + 1) for hit in re.finditer(pattern, form)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def mapped(text: str) -> tuple[str, Sequence[int]]:
    """The text in search form, and where each of its signs stood."""
    form = text.lower()
    if len(form) == len(text) and form.isascii() is False and not _HARD.search(form):
        return form, range(len(form))
    signs: list[str] = []
    origin: list[int] = []
    for n, sign in enumerate(text):
        for each in _UNSEEN.sub("", unicodedata.normalize("NFKC", sign).lower()):
            signs.append(each)
            origin.append(n)
    joined = "".join(signs)
    kept = [True] * len(joined)
    for blank in _BLANK.finditer(joined):
        kept[blank.start() : blank.end()] = [False] * (blank.end() - blank.start())
    return (
        "".join(sign for sign, keep in zip(joined, kept, strict=True) if keep),
        [place for place, keep in zip(origin, kept, strict=True) if keep],
    )


# Signs that the search form changes: where there is none of them, a small-lettered text is in it already
_HARD = re.compile(
    "[\\s\u00a0-\u00bf\u02b0-\u036f\u061c\u1d2c-\u1d6a\u180e\u2000-\u206f\u2070-\u218b\u2460-\u24ff\u2e80-\u2fd5\u3000-\u3006\u3008-\u33ff\uf900-\uffef]"
)


def pieces(text: str, terms: Sequence[Term]) -> list[Piece]:
    """The whole text, its hits told apart."""
    return cut_up(text, places(text, terms), 0, len(text))


def cut_up(text: str, hits: list[tuple[int, int]], start: int, end: int) -> list[Piece]:
    found = []
    at = start
    for first, last in hits:
        first, last = max(first, start), min(last, end)
        if first >= last:
            continue
        if first > at:
            found.append(Piece(text[at:first], False))
        found.append(Piece(text[first:last], True))
        at = last
    if at < end:
        found.append(Piece(text[at:end], False))
    return found


BEFORE, SNIPPET = 28, 130
_STOP = "。！？；\n!?;"


def snippet(text: str, terms: Sequence[Term], length: int = SNIPPET) -> list[Piece]:
    """The passage around where most of the terms stand together, beginning with a sentence where one begins near."""
    hits = places(text, terms)
    if not hits:
        return [Piece(text[:length] + ("…" if len(text) > length else ""), False)] if text else []
    best = max(hits, key=lambda hit: (worth(text, hits, hit[0], length), -hit[0]))
    start = max(0, best[0] - BEFORE)
    sentence = max(text.rfind(sign, 0, best[0]) for sign in _STOP) + 1
    start = sentence if sentence >= start - BEFORE else start
    end = min(len(text), start + length)
    shown = cut_up(text, hits, start, end)
    if start > 0 and start != sentence:
        shown.insert(0, Piece("…", False))
    if end < len(text):
        shown.append(Piece("…", False))
    return shown


def worth(text: str, hits: list[tuple[int, int]], start: int, length: int) -> int:
    """How many different words are hit within a passage that begins here."""
    return len({text[a:b].lower() for a, b in hits if start <= a < start + length - BEFORE})
