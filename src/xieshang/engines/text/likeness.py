"""How alike two texts are, and which of many are most like a given one.

A text is a title and a body. Two texts are alike as far as their titles, their characters and their words are: three
cosines of weighed counts (TF-IDF), the characters counting twice. A long text speaks by its most telling grams alone, so
that the official phrases all proposals share do not make them alike.

Source: cosine over TF-IDF (Salton and Buckley, 1988); the parts and their weights were chosen on pairs of messages
judged by hand and hold for proposals unchanged (docs/text.md).
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from xieshang.engines.text import grams
from xieshang.engines.text.writing import Span, normalise_with_places

SAME_MESSAGE = 0.20  # from here two messages are likely on the same matter
SAME_PROPOSAL = 0.22  # and two proposals
TELLING = 200  # grams by which a text speaks; half as many words
PARTS = {"title": 1.0, "characters": 2.0, "words": 1.0}
LONGEST = 20_000  # characters of a body that are read

# What titles of proposals have in common whatever they are about.
_FRAME = re.compile(
    "关于|进一步|加强|加快|推进|推动|促进|提升|完善|我省|我市|我区|全省|全市|全区|建议|提案|的|着力|大力|切实|全面|积极|建设|发展|工作|若干|问题|几点"
)
_SALTS = {"title": 0x155A3B, "characters": 0, "words": 0x2C9D57}
_BATCH = 2_000


@dataclass(frozen=True)
class Writing:
    """A text to compare: what it is called and what it says; either may be empty."""

    title: str
    body: str = ""


@dataclass(frozen=True)
class Phrase:
    """Words two texts share.

    text    as the first has them
    first   where in the first: "title" or "body" and the span; second the same
    weight  how telling: longer and rarer is more
    """

    text: str
    first: tuple[str, Span]
    second: tuple[str, Span]
    weight: float


@dataclass(frozen=True)
class Near:
    """One of the nearest texts: its key and its likeness, 0 to 1."""

    key: Hashable
    score: float


@dataclass(frozen=True, eq=False)
class Weighing:
    """How common each gram is in a body of texts; learned once, then frozen, so likeness does not drift.

    texts    how many it has seen
    commonness  (grams.COLUMNS,) int32: in how many of them each gram occurs
    """

    texts: int = 0
    commonness: NDArray[np.int32] = field(default_factory=lambda: np.zeros(grams.COLUMNS, dtype=np.int32))

    @classmethod
    def learn(cls, writings: Iterable[Writing]) -> Weighing:
        """Learn from an office's own texts. With few or none of them every gram weighs nearly the same."""
        commonness = np.zeros(grams.COLUMNS, dtype=np.int32)
        count = 0
        for batch in _batches(writings):
            for table in _counts(batch).values():
                commonness += np.bincount(table.indices, minlength=grams.COLUMNS).astype(np.int32)
            count += len(batch)
        return cls(count, commonness)

    def vectors(self, writings: Sequence[Writing]) -> sparse.csr_array:
        """One row a text, so that the inner product of two rows is their likeness: 1 for copies, 0 for nothing shared.

        returns  (texts, grams.COLUMNS), float32
        """
        rows = [self._vectors(batch) for batch in _batches(writings)]
        if not rows:
            return sparse.csr_array((0, grams.COLUMNS), dtype=np.float32)
        return rows[0] if len(rows) == 1 else sparse.vstack(rows, format="csr")

    def rarity(self, columns: NDArray[np.int64]) -> NDArray[np.float32]:
        """The weight of each gram: 1 where every text has it, rising with the logarithm of its rarity."""
        return (np.log((1 + self.texts) / (1 + self.commonness[columns])) + 1).astype(np.float32)

    def _vectors(self, batch: Sequence[Writing]) -> sparse.csr_array:
        parts = []
        present = np.zeros(len(batch), dtype=np.float64)
        for name, table in _counts(batch).items():
            table.data = (1 + np.log(table.data)) * self.rarity(table.indices)
            if name != "title":
                grams.keep_most_telling(table, TELLING if name == "characters" else TELLING // 2)
            norms = np.sqrt(np.add.reduceat(np.append(table.data, 0.0) ** 2, table.indptr[:-1]))
            norms[np.diff(table.indptr) == 0] = 0
            present += np.where(norms > 0, PARTS[name], 0)
            table.data = table.data / np.repeat(np.where(norms > 0, norms, 1), np.diff(table.indptr))
            table.data *= np.float32(np.sqrt(PARTS[name]))
            parts.append(table)
        whole = parts[0] + parts[1] + parts[2]
        scale = 1 / np.sqrt(np.where(present > 0, present, 1))
        whole.data = (whole.data * np.repeat(scale, np.diff(whole.indptr))).astype(np.float32)
        whole.indices = whole.indices.astype(np.int32)
        whole.indptr = whole.indptr.astype(np.int32)
        return whole


def likeness(first: Writing, second: Writing, weighing: Weighing) -> float:
    """How alike two texts are, 0 to 1; the same either way round, 1 for copies (two empty texts are not alike)."""
    return float(pairwise([first], [second], weighing)[0])


def pairwise(firsts: Sequence[Writing], seconds: Sequence[Writing], weighing: Weighing) -> NDArray[np.float64]:
    """The likeness of each first with its second."""
    if len(firsts) != len(seconds):
        raise ValueError("as many seconds as firsts")
    told = np.zeros(len(firsts))
    for start in range(0, len(firsts), _BATCH):
        here = slice(start, start + _BATCH)
        together = weighing.vectors(firsts[here]).multiply(weighing.vectors(seconds[here]))
        told[here] = np.asarray(together.sum(axis=1, dtype=np.float64)).ravel()
    return np.clip(np.round(told, 6), 0, 1)


def shared_phrases(
    first: Writing, second: Writing, weighing: Weighing | None = None, *, shortest: int = 3, most: int = 8
) -> list[Phrase]:
    """The words two texts share, most telling first, none within another; for showing them side by side.

    shortest  characters of a phrase; most how many
    Spans count characters of the texts as they were handed in.
    """
    weighing = weighing or Weighing()
    forms = [
        [
            (name, text, normalise_with_places(text))
            for name, text in (("title", one.title), ("body", one.body[:LONGEST]))
        ]
        for one in (first, second)
    ]
    found: list[Phrase] = []
    for name, text, form in forms[0]:
        ours = form.text.lower()
        for other_name, _other_text, other in forms[1]:
            for start, there, size in _common_runs(ours, other.text.lower(), shortest):
                span = form.source_span(start, start + size)
                other_span = other.source_span(there, there + size)
                weight = _weight(ours[start : start + size], weighing)
                found.append(Phrase(span.of(text), (name, span), (other_name, other_span), weight))
    found.sort(key=lambda phrase: (-phrase.weight, phrase.first, phrase.second))
    kept: list[Phrase] = []
    for phrase in found:
        inside = any(one.first[0] == phrase.first[0] and one.first[1].overlaps(phrase.first[1]) for one in kept) or any(
            one.text == phrase.text for one in kept
        )
        if not inside:
            kept.append(phrase)
        if len(kept) == most:
            break
    return kept


def _common_runs(ours: str, theirs: str, shortest: int) -> Iterable[tuple[int, int, int]]:
    """Runs both have that cannot be made longer: (place in ours, place in theirs, length). Marks and blanks end a run."""
    places: dict[str, list[int]] = {}
    for place in range(len(theirs) - shortest + 1):
        places.setdefault(theirs[place : place + shortest], []).append(place)
    done: set[tuple[int, int]] = set()  # (diagonal, end) of the runs told
    for start in range(len(ours) - shortest + 1):
        seed = ours[start : start + shortest]
        if not all(map(str.isalnum, seed)):
            continue
        for there in places.get(seed, ())[:16]:
            if start and there and ours[start - 1] == theirs[there - 1] and ours[start - 1].isalnum():
                continue
            size = shortest
            while (
                start + size < len(ours)
                and there + size < len(theirs)
                and ours[start + size] == theirs[there + size]
                and ours[start + size].isalnum()
            ):
                size += 1
            if (start - there, start + size) not in done:
                done.add((start - there, start + size))
                yield start, there, size


def _weight(phrase: str, weighing: Weighing) -> float:
    table = grams.characters([phrase], (2, 3))
    return float(np.round(np.sum(weighing.rarity(table.indices)), 4))


class Index:
    """Texts to look among for what is most like another one. Holds counts, never the texts themselves.

    Adding is immediate and never counts the others again: the weighing is frozen. `is_stale` says when it was learned
    from so few of what is here now that building anew (nightly, seconds) is worth while. About 1.4 kB a text.
    """

    def __init__(self, weighing: Weighing) -> None:
        self.weighing = weighing
        self._segments: list[_Segment] = []
        self._keys: list[list[Any]] = []
        self._pending: list[tuple[Hashable, NDArray[np.int32], NDArray[np.float32]]] = []
        self._where: dict[Hashable, tuple[int, int]] = {}

    @classmethod
    def build(cls, items: Sequence[tuple[Hashable, Writing]]) -> Index:
        """Learn the weighing from the items and add them all."""
        index = cls(Weighing.learn(writing for _key, writing in items))
        index.add(items)
        return index

    def __len__(self) -> int:
        return len(self._where)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._where

    @property
    def is_stale(self) -> bool:
        """Whether it has grown to more than twice what its weighing was learned from."""
        return len(self) > 2 * self.weighing.texts + 50

    def add(self, items: Iterable[tuple[Hashable, Writing]]) -> None:
        """Add texts under their keys; a key that is there already is replaced."""
        for batch in _batches(items):
            vectors = self.weighing.vectors([writing for _key, writing in batch])
            for row, (key, _writing) in enumerate(batch):
                self.remove(key)
                here = slice(vectors.indptr[row], vectors.indptr[row + 1])
                self._where[key] = (-1, len(self._pending))
                self._pending.append((key, vectors.indices[here].copy(), vectors.data[here].copy()))
            if len(self._pending) >= 512:
                self._settle()

    def remove(self, key: Hashable) -> None:
        """Take a text away; nothing happens when it is not there."""
        where = self._where.pop(key, None)
        if where is None:
            return
        segment, place = where
        if segment < 0:
            self._pending[place] = (None, np.zeros(0, np.int32), np.zeros(0, np.float32))
        else:
            self._keys[segment][place] = None
            self._segments[segment].gone[place] = True

    def nearest(self, writing: Writing, most: int = 5, *, least: float = 0.0, without: Hashable = None) -> list[Near]:
        """The texts most like this one, best first; ties in the order of their keys' text.

        least    likeness to be told at all; without a key to leave out (the text itself, when it is in the index)
        """
        vector = self.weighing.vectors([writing])
        return self._nearest(vector.indices, vector.data, most, least, without)

    def _nearest(
        self, columns: NDArray[np.int32], weights: NDArray[np.float32], most: int, least: float, without: Hashable
    ) -> list[Near]:
        found: list[tuple[float, Any]] = []
        for segment, keys in zip(self._segments, self._keys, strict=True):
            scores = segment.scores(columns, weights)
            found += [(float(scores[n]), keys[n]) for n in _best(scores, most + 1)]
        if self._pending:
            flat = np.concatenate([each[1] for each in self._pending])
            values = np.concatenate([each[2] for each in self._pending])
            place = np.minimum(np.searchsorted(columns, flat), max(0, len(columns) - 1))
            said = np.where(columns[place] == flat, weights[place], 0) if len(columns) else np.zeros(len(flat))
            owner = np.repeat(np.arange(len(self._pending)), [len(each[1]) for each in self._pending])
            scores = np.bincount(owner, said * values, minlength=len(self._pending)).astype(np.float64)
            found += [(float(scores[n]), self._pending[n][0]) for n in _best(scores, most + 1)]
        told = [
            Near(key, min(round(score, 4), 1.0))
            for score, key in found
            if key is not None and key != without and score > 0 and score >= least
        ]
        return sorted(told, key=lambda near: (-near.score, str(near.key)))[:most]

    def _settle(self) -> None:
        """Put what waits into a segment, and join segments so that there are few and none is made again often."""
        waiting = [each for each in self._pending if each[0] is not None]
        self._pending = []
        if not waiting:
            return
        keys: list[Any] = [each[0] for each in waiting]
        sizes = [len(each[1]) for each in waiting]
        table = sparse.csr_array(
            (
                np.concatenate([each[2] for each in waiting]),
                np.concatenate([each[1] for each in waiting]),
                np.concatenate([[0], np.cumsum(sizes)]),
            ),
            shape=(len(keys), grams.COLUMNS),
        )
        segment = _Segment.of(table)
        while (
            self._segments
            and self._segments[-1].size <= 2 * segment.size
            and (self._segments[-1].size + segment.size <= _Segment.MOST)
        ):
            segment = self._segments.pop().joined(segment)
            keys = self._keys.pop() + keys
        number = len(self._segments)
        self._segments.append(segment)
        self._keys.append(keys)
        for place, key in enumerate(keys):
            if key is not None:
                self._where[key] = (number, place)


@dataclass(eq=False)
class _Segment:
    """A run of texts turned round: for each gram the texts that have it.

    columns  the grams in order; starts where the texts of each begin, and the end
    texts    (entries,) number of the text in this segment; weights its weight, in 1/65535
    gone     taken away since
    """

    columns: NDArray[np.int32]
    starts: NDArray[np.int32]
    texts: NDArray[np.uint16]
    weights: NDArray[np.uint16]
    gone: NDArray[np.bool_]

    MOST = 1 << 16

    @property
    def size(self) -> int:
        return len(self.gone)

    @classmethod
    def of(cls, table: sparse.csr_array) -> _Segment:
        texts = np.repeat(np.arange(table.shape[0], dtype=np.uint16), np.diff(table.indptr))
        weights = np.round(table.data * 65_535).astype(np.uint16)
        return cls._sorted(table.indices.astype(np.int32), texts, weights, np.zeros(table.shape[0], dtype=bool))

    @classmethod
    def _sorted(cls, column: Any, texts: Any, weights: Any, gone: Any) -> _Segment:
        order = np.argsort(column, kind="stable")
        column = column[order]
        first = np.flatnonzero(np.concatenate([[True], column[1:] != column[:-1]])) if len(column) else np.zeros(0, int)
        starts = np.append(first, len(column)).astype(np.int32)
        return cls(column[first], starts, texts[order], weights[order], gone)

    def joined(self, other: _Segment) -> _Segment:
        """Both as one, this one's texts first."""
        columns = [np.repeat(each.columns, np.diff(each.starts)) for each in (self, other)]
        texts = np.concatenate([self.texts, other.texts + np.uint16(self.size)])
        weights = np.concatenate([self.weights, other.weights])
        return self._sorted(np.concatenate(columns), texts, weights, np.concatenate([self.gone, other.gone]))

    def scores(self, columns: NDArray[np.int32], weights: NDArray[np.float32]) -> NDArray[np.float64]:
        place = np.searchsorted(self.columns, columns)
        place[place == len(self.columns)] = 0
        hit = self.columns[place] == columns if len(self.columns) else np.zeros(len(columns), dtype=bool)
        place, weights = place[hit], weights[hit]
        starts, sizes = self.starts[place], np.diff(self.starts)[place]
        total = int(sizes.sum())
        if not total:
            return np.zeros(self.size)
        at = np.arange(total) + np.repeat(starts - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
        told = np.bincount(
            self.texts[at], self.weights[at] * np.repeat(weights / np.float32(65_535), sizes), minlength=self.size
        )
        told[self.gone] = 0
        return told.astype(np.float64)


def _best(scores: NDArray[np.float64], most: int) -> NDArray[np.int64]:
    """The places of the highest scores, and of all that tie with the last of them when they are few."""
    if len(scores) <= most:
        return np.arange(len(scores))
    limit = np.partition(scores, len(scores) - most)[len(scores) - most]
    if limit <= 0:
        return np.flatnonzero(scores > 0)
    return np.flatnonzero(scores >= limit)[: 50 * most]


def _counts(batch: Sequence[Writing]) -> dict[str, sparse.csr_array]:
    """The grams of each part of each text, the parts kept apart by a salt of their own."""
    titles = [grams.plain(one.title) for one in batch]
    bodies = [grams.plain(one.body[:LONGEST]) for one in batch]
    wholes = [f"{title} {title} {body}".strip() for title, body in zip(titles, bodies, strict=True)]
    # a title that is nothing but frame still is a title
    bare = [_FRAME.sub("", title) or title for title in titles]
    return {
        "title": _salted(grams.characters(bare, (1, 2)), _SALTS["title"]),
        "characters": grams.characters(wholes, (2, 3)),
        "words": _salted(grams.words([grams.cut(whole) for whole in wholes]), _SALTS["words"]),
    }


def _salted(table: sparse.csr_array, salt: int) -> sparse.csr_array:
    table.indices = table.indices ^ salt
    table.has_sorted_indices = False
    table.sort_indices()
    return table


def _batches(items: Iterable[Any]) -> Iterable[list[Any]]:
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
