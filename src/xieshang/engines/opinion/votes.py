"""Who voted what on which statement, as one sparse table that does not remember the order of arrival."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xieshang.engines.opinion._compiled import compiled
from xieshang.engines.opinion.errors import OpinionError

AGREE, PASS, DISAGREE = 1, 0, -1


@dataclass(frozen=True, eq=False)
class Votes:
    """The last vote of every participant on every statement.

    participants  ids, ascending; row i of the table is participants[i]
    statements    ids of the statements with at least one vote, ascending
    starts        (people + 1,) row i lies in columns[starts[i]:starts[i + 1]]
    columns       (votes,) which statement, ascending inside a row
    sides         (votes,) +1 agree, -1 disagree, 0 pass
    out           (statements,) moderated out
    meta          (statements,) asks about the person, not for an opinion
    replaced      how many votes were replaced by a later one of the same person
    """

    participants: NDArray[Any]
    statements: NDArray[Any]
    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    sides: NDArray[np.int8]
    out: NDArray[np.bool_]
    meta: NDArray[np.bool_]
    replaced: int = 0
    _digest: list[str] = field(default_factory=list, repr=False)

    @classmethod
    def from_events(
        cls,
        participants: ArrayLike,
        statements: ArrayLike,
        sides: ArrayLike,
        *,
        when: ArrayLike | None = None,
        out: Collection[Any] = (),
        meta: Collection[Any] = (),
    ) -> Votes:
        """Gather single votes into a table; of two on the same cell the later wins.

        participants, statements  ids, whole numbers or text, one a vote
        sides                     -1, 0 or 1
        when                      the hour of each vote; without it the order given counts
        out, meta                 ids of statements moderated out, and of questions about the person

        Raises OpinionError where lengths differ or a side is none of the three.
        """
        people, asked, side = _plain(participants), _plain(statements), np.asarray(sides)
        if not people.shape == asked.shape == side.shape:
            raise OpinionError("participants, statements and sides must be of one length.")
        if side.ndim != 1:
            raise OpinionError("participants, statements and sides must be plain lists, one entry a vote.")
        if side.size and not (side.dtype.kind in "iuf" and side.min() >= -1 and side.max() <= 1 and _are_whole(side)):
            raise OpinionError("A vote is -1, 0 or 1.")
        side = side.astype(np.int8, copy=False)
        if when is not None:
            hours = np.asarray(when)
            if hours.shape != side.shape:
                raise OpinionError("when must give an hour for every vote.")
            if hours.size and np.any(hours[1:] < hours[:-1]):
                order = np.argsort(hours, kind="stable")
                people, asked, side = people[order], asked[order], side[order]
        names, people, row_of = _number(people)
        titles, asked, column_of = _number(asked)
        starts = np.zeros(len(names) + 1, np.int64)
        columns, kept = np.empty(side.size, np.int32), np.empty(side.size, np.int8)
        _sort_by_row(people, row_of, asked, column_of, side, starts, columns, kept)
        left = _keep_last(starts, columns, kept, len(titles))
        replaced = int(side.size - left)
        if replaced:
            columns, kept = columns[:left].copy(), kept[:left].copy()
        return cls(names, titles, starts, columns, kept, _marked(titles, out), _marked(titles, meta), replaced)

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many statements each participant voted on, passes included."""
        return np.diff(self.starts)

    @property
    def rows(self) -> NDArray[np.int32]:
        """The row of every vote, to read beside `columns` and `sides`."""
        return np.repeat(np.arange(len(self.participants), dtype=np.int32), self.counts)

    @property
    def silenced(self) -> NDArray[np.bool_]:
        """Statements that take no part in the mapping: moderated out, or meta."""
        return self.out | self.meta

    def table(self) -> NDArray[np.float64]:
        """(people, statements) with NaN where no vote was cast; for small gatherings and tests."""
        full = np.full((len(self.participants), len(self.statements)), np.nan)
        full[self.rows, self.columns] = self.sides
        return full

    def without_silenced(self) -> Votes:
        """The same votes without the statements that were moderated out or are meta; nobody leaves."""
        if not self.silenced.any():
            return self
        return self.where(~self.silenced[self.columns], statements=~self.silenced)

    def where(self, kept: NDArray[np.bool_], statements: NDArray[np.bool_] | None = None) -> Votes:
        """Only the votes marked in `kept`; with `statements`, only those columns."""
        heads = np.concatenate([[0], np.cumsum(kept, dtype=np.int64)])
        starts, columns = heads[self.starts], self.columns[kept]
        titles, out, meta = self.statements, self.out, self.meta
        if statements is not None:
            columns = (np.cumsum(statements) - 1).astype(np.int32)[columns]
            titles, out, meta = titles[statements], out[statements], meta[statements]
        return Votes(self.participants, titles, starts, columns, self.sides[kept], out, meta)

    @property
    def digest(self) -> str:
        """A fingerprint of ids, votes and moderation: equal exactly when a map would be drawn from the same."""
        if not self._digest:
            seal = hashlib.sha256()
            for ids in (self.participants, self.statements):
                whole = ids.dtype.kind in "iu"
                seal.update(ids.astype(np.int64).tobytes() if whole else "\x00".join(map(str, ids)).encode())
            for part in (self.starts, self.columns, self.sides, self.out, self.meta):
                seal.update(np.ascontiguousarray(part).data)
            self._digest.append(seal.hexdigest())
        return self._digest[0]


def _plain(ids: ArrayLike) -> NDArray[Any]:
    """Ids as numbers or as text: objects, which tables of other libraries hold, are taken for what they read as."""
    names = np.asarray(ids)
    if names.dtype.kind != "O":
        return names
    if any(name is None or name != name for name in names.flat):
        raise OpinionError("Every vote needs a participant and a statement.")
    whole = all(isinstance(name, (int, np.integer)) and not isinstance(name, bool) for name in names.flat)
    return names.astype(np.int64 if whole else str)


def _are_whole(side: NDArray[Any]) -> bool:
    return side.dtype.kind in "iu" or bool(np.all(side == np.round(side)))


def _marked(titles: NDArray[Any], ids: Collection[Any]) -> NDArray[np.bool_]:
    return np.isin(titles.astype(str), np.asarray([str(name) for name in ids], str))


def _number(ids: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.int32]]:
    """The distinct ids ascending, the ids as small whole numbers from 0, and the place of each such number.

    Ids that are nearly dense stay as they are: a table is much cheaper than a sort at a hundred million votes.
    """
    if ids.dtype.kind in "iu" and ids.size:
        low, high = int(ids.min()), int(ids.max())
        if high - low <= max(4 * ids.size, 1_000_000):
            numbers = ids if low == 0 else ids - low
            seen = np.zeros(high - low + 1, np.bool_)
            seen[numbers] = True
            return np.flatnonzero(seen) + low, numbers, np.cumsum(seen, dtype=np.int32) - np.int32(1)
    names, numbers = np.unique(ids, return_inverse=True)
    return names, numbers.reshape(-1), np.arange(len(names), dtype=np.int32)


@compiled
def _sort_by_row(
    people: NDArray[Any],
    row_of: NDArray[np.int32],
    asked: NDArray[Any],
    column_of: NDArray[np.int32],
    side: NDArray[np.int8],
    starts: NDArray[np.int64],
    columns: NDArray[np.int32],
    kept: NDArray[np.int8],
) -> None:
    """Counting sort: every vote to its row, in the order it came."""
    n = starts.size - 1
    for event in range(people.size):
        starts[row_of[people[event]] + 1] += 1
    for row in range(n):
        starts[row + 1] += starts[row]
    for event in range(people.size):
        row = row_of[people[event]]
        at = starts[row]
        starts[row] = at + 1
        columns[at] = column_of[asked[event]]
        kept[at] = side[event]
    for row in range(n, 0, -1):  # every start has moved on to its row's end
        starts[row] = starts[row - 1]
    starts[0] = 0


@compiled
def _keep_last(starts: NDArray[np.int64], columns: NDArray[np.int32], kept: NDArray[np.int8], width: int) -> int:
    """Put each row in the order of columns, the last vote of a cell only; returns how many votes are left.

    Columns are marked in a bit field and read off in order: no comparison, and a re-vote just overwrites.
    """
    words = np.zeros(width // 32 + 1, np.int64)
    latest = np.zeros(width, np.int8)
    tail = np.zeros(37, np.int64)  # the place of a lone bit, by its remainder modulo 37
    for bit in range(32):
        tail[(np.int64(1) << bit) % 37] = bit
    write = np.int64(0)
    for row in range(starts.size - 1):
        first, last = starts[row], starts[row + 1]
        starts[row] = write
        low, high = words.size, -1
        for at in range(first, last):
            column = columns[at]
            latest[column] = kept[at]
            word = column >> 5
            words[word] |= np.int64(1) << (column & 31)
            low, high = min(low, word), max(high, word)
        for word in range(low, high + 1):
            bits = words[word]
            words[word] = 0
            while bits:
                lone = bits & -bits
                column = word * 32 + tail[lone % 37]
                columns[write] = column
                kept[write] = latest[column]
                write += 1
                bits ^= lone
    starts[starts.size - 1] = write
    return write  # type: ignore[return-value]
