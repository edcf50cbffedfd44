"""Extracts (摘编): sentences of the source and nothing else, each with the place it stands at."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from xieshang.engines.text.rarity import Rarity, Vector, cosine, joined
from xieshang.engines.text.writing import Passage, clauses, sentences, signs

LONGEST = 106  # characters; what two sentences of a message come to


@dataclass(frozen=True)
class Opinion:
    """One text of many.

    key     what the app knows it by
    author  who said it; the same author counts once
    day     when, where known
    """

    key: str
    author: str
    text: str
    title: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Quotation:
    """A sentence of the opinion with this key: source.start to source.end of its text, or of its title."""

    key: str
    author: str
    source: Passage
    in_title: bool = False


@dataclass(frozen=True)
class Digest:
    """What many opinions on one matter say, in their own words.

    headline    title, or else first sentence, of the text nearest to all others
    quotations  at most one of each author, the most telling first
    minority    the sentence farthest from what most say that two authors at least come near to; None when all agree
    texts, authors      how many
    first_day, last_day when, None where no day is known
    """

    headline: Quotation | None
    quotations: tuple[Quotation, ...]
    minority: Quotation | None
    texts: int
    authors: int
    first_day: date | None
    last_day: date | None


# fmt: off
_COURTESY = re.compile(
    r"^(?:尊敬的|敬爱的|亲爱的).{0,24}$|^.{0,16}(?:[您你]们?好|大家好|辛苦了?|打扰了?)[!！。,，：:~～]*$|^(?:谢谢|感谢|多谢|拜托|致谢|恳请|万分感谢|不胜感激|此致|敬礼|请问|盼复|望回复|急)[^,，。]{0,14}$"
    r"|^(?:各位)?(?:领导|书记|市长|区长|县长|局长|厅长|省长|政府|主任|委员).{0,6}[:：,，!！]*$"
    r"|^(?:以下|情况|具体|事情|现将|现在|下面)?.{0,8}(?:如下|以下)[:：。，,]*$"
)
_INTRODUCTION = re.compile(r"^(?:我|本人)(?:们)?(?:是|叫|系|为)[^。]{0,22}(?:业主|居民|村民|市民|住户|学生|家长|员工|职工|人|老师|司机|群众)[，,。!！]*$")
# fmt: on


def pairs(text: str) -> list[str]:
    """Pairs of neighbouring characters, the terms sentences are compared in."""
    run = "".join(signs(text))
    return [run[i : i + 2] for i in range(len(run) - 1)]


def extract(text: str, most: int = 3, longest: int = LONGEST, rarity: Rarity | None = None) -> tuple[Passage, ...]:
    """One to three sentences that say what a text is about, in the order of reading.

    most     sentences, 1 to 3
    longest  characters of all together; a sentence that would not fit ends at one of its commas
    rarity   learned with `pairs` from the office's own texts; sharpens the choice of the second sentence

    Greetings, thanks and "I am a resident" are passed over. The first sentence left is taken, for people begin with
    the matter, unless a later one holds much more of the text; then maximal marginal relevance (Carbonell and
    Goldstein, 1998): near to the whole, far from what was taken.
    """
    weights = rarity or Rarity()
    candidates = _telling(text)
    if not candidates or most < 1:
        return ()
    vectors = [_vector(each.text, weights) for each in candidates]
    whole = joined(vectors)
    taken: list[int] = []
    passages: list[Passage] = []
    left = longest
    while len(taken) < min(most, 3) and len(taken) < len(candidates):
        scores = {
            i: _worth(i, vectors[i], whole)
            - _LIKENESS * max((cosine(vectors[i], vectors[j]) for j in taken), default=0.0)
            for i in range(len(candidates))
            if i not in taken
        }
        best = max(scores, key=lambda i: (scores[i], -i))
        passage = _fitting(candidates[best], left)
        if passage is None:
            break
        taken.append(best)
        passages.append(passage)
        left -= len(passage.text)
    return tuple(sorted(passages))


_LIKENESS = 0.5


def _worth(at: int, vector: Vector, whole: Vector) -> float:
    return cosine(vector, whole) + 1.2 / (1 + at)


def _vector(text: str, weights: Rarity) -> Vector:
    return {term: (1 + log(count)) * weights.weight(term) for term, count in Counter(pairs(text)).items()}


def _telling(text: str) -> list[Passage]:
    """Sentences without the courtesies they begin with; those of nothing else, or only of who is writing, are left out.

    "I live in Osmanthus Lane," stays where the matter follows in the same sentence: it often says where.
    """
    found: list[Passage] = []
    for sentence in sentences(text):
        parts = clauses(sentence.text)
        at = 0
        while at < len(parts) and (_COURTESY.search(parts[at].text) or not signs(parts[at].text)):
            at += 1
        if all(_INTRODUCTION.search(each.text) for each in parts[at:]):
            continue
        start = parts[at].start
        words = sentence.text[start:]
        if len(signs(words)) >= 5:
            found.append(Passage(sentence.start + start, sentence.end, words))
    return found


def _fitting(passage: Passage, room: int) -> Passage | None:
    """The passage, or as many of its clauses from the front as there is room for."""
    if len(passage.text) <= room:
        return passage
    end = max((each.end for each in clauses(passage.text) if each.end <= room), default=0)
    if end < 8:
        return None if room < LONGEST // 2 else Passage(passage.start, passage.start + room, passage.text[:room])
    return Passage(passage.start, passage.start + end, passage.text[:end])


def digest(opinions: Sequence[Opinion], most: int = 5, rarity: Rarity | None = None) -> Digest:
    """Extract what many say on one matter; the order of the opinions changes nothing but ties.

    most    quotations
    rarity  as in `extract`

    An author's words weigh the same however many and long the texts. The headline is that of the medoid; quotations
    by maximal marginal relevance over sentences, one of each author. The minority view is a sentence far from the
    middle (less than half as near as most) that another author's sentence is like (cosine 0.25 and more).
    """
    weights = rarity or Rarity()
    days = sorted(each.day for each in opinions if each.day is not None)
    authors = {each.author for each in opinions}
    found = [
        (each, passage, in_title)
        for each in opinions
        for text, in_title in ((each.title, True), (each.text, False))
        for passage in (_telling(text) or (_whole(text) if in_title else []))
    ]
    counted = (len(opinions), len(authors), days[0] if days else None, days[-1] if days else None)
    if not found:
        return Digest(None, (), None, *counted)
    vectors = _rows([_vector(passage.text, weights) for _, passage, _ in found])
    voices = _voices([each.author for each, *_ in found], vectors)
    middle = np.asarray(voices.sum(axis=0)).ravel()
    middle /= np.linalg.norm(middle) or 1.0
    nearness = vectors @ middle
    headline = _headline(opinions, found, nearness)
    chosen = _quoted(found, vectors, nearness, most)
    odd = _minority(found, vectors, nearness, chosen)
    quotations = tuple(_quotation(*found[i]) for i in chosen)
    return Digest(headline, quotations, None if odd is None else _quotation(*found[odd]), *counted)


_Found = tuple[Opinion, Passage, bool]


def _whole(text: str) -> list[Passage]:
    bare = text.strip()
    start = text.find(bare)
    return [Passage(start, start + len(bare), bare)] if bare else []


def _quotation(opinion: Opinion, passage: Passage, in_title: bool) -> Quotation:
    return Quotation(opinion.key, opinion.author, _fitting(passage, LONGEST) or passage, in_title)


def _rows(vectors: Sequence[Vector]) -> sparse.csr_array:
    """Vectors as rows of length one."""
    columns: dict[str, int] = {}
    for vector in vectors:
        for term in vector:
            columns.setdefault(term, len(columns))
    rows = np.repeat(np.arange(len(vectors)), [len(each) for each in vectors])
    places = np.array([columns[term] for vector in vectors for term in vector], dtype=np.int64)
    sizes = np.array([weight for vector in vectors for weight in vector.values()])
    table = sparse.csr_array((sizes, (rows, places)), shape=(len(vectors), max(len(columns), 1)))
    return _of_length_one(table)


def _of_length_one(table: sparse.csr_array) -> sparse.csr_array:
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    return sparse.csr_array(sparse.diags_array(1 / np.where(lengths > 0, lengths, 1.0)) @ table)


def _voices(authors: Sequence[str], vectors: sparse.csr_array) -> sparse.csr_array:
    """One row of length one for each author: all that person's sentences."""
    numbers = {author: i for i, author in enumerate(dict.fromkeys(authors))}
    who = np.array([numbers[author] for author in authors])
    ones = np.ones(len(authors))
    gather = sparse.csr_array((ones, (who, np.arange(len(authors)))), shape=(len(numbers), len(authors)))
    return _of_length_one(sparse.csr_array(gather @ vectors))


def _headline(opinions: Sequence[Opinion], found: Sequence[_Found], nearness: NDArray[np.float64]) -> Quotation:
    """The title of the opinion whose sentences are nearest to the middle, or its first sentence."""
    near: dict[str, list[float]] = defaultdict(list)
    first: dict[str, _Found] = {}
    for each, value in zip(found, nearness, strict=True):
        near[each[0].key].append(float(value))
        first.setdefault(each[0].key, each)
    best = max((each.key for each in opinions if each.key in near), key=lambda key: sum(near[key]) / len(near[key]))
    return _quotation(*first[best])


def _quoted(found: Sequence[_Found], vectors: sparse.csr_array, nearness: NDArray[np.float64], most: int) -> list[int]:
    open_ = np.array([not in_title for *_, in_title in found])
    likeness = np.zeros(len(found))
    chosen: list[int] = []
    while len(chosen) < most and open_.any():
        best = int(np.argmax(np.where(open_, nearness - _LIKENESS * likeness, -np.inf)))
        chosen.append(best)
        likeness = np.maximum(likeness, (vectors @ vectors[[best]].T).toarray().ravel())
        author = found[best][0].author
        open_ &= np.array([each.author != author for each, *_ in found])
    return chosen


def _minority(
    found: Sequence[_Found], vectors: sparse.csr_array, nearness: NDArray[np.float64], chosen: Sequence[int]
) -> int | None:
    usual = float(np.median(nearness))
    for i in np.argsort(nearness, kind="stable").tolist():
        opinion, passage, in_title = found[i]
        if nearness[i] >= usual / 2:
            return None
        if in_title or i in chosen or len(signs(passage.text)) < 8:
            continue
        alike = np.flatnonzero((vectors @ vectors[[i]].T).toarray().ravel() >= 0.25).tolist()
        if any(found[other][0].author != opinion.author for other in alike):
            return i
    return None
