"""The map kept up to date vote by vote: exact sums, renewed axes, groups that start where they were.

For the first axes only sums over people are needed: of the products of every two statements' votes (VV), of votes
with presence (VM) and of presence with presence (MM). A vote of somebody with n votes changes n entries of each.
From them x'x = VV - VM m' - m VM' + m MM m', entry by entry, with m the mean vote: exact, no drift, since all
sums are whole numbers.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion import grouping, shares
from xieshang.engines.opinion._compiled import compiled
from xieshang.engines.opinion._slots import Slots, roomy
from xieshang.engines.opinion._threads import on_one_thread
from xieshang.engines.opinion.axes import BLOCK
from xieshang.engines.opinion.errors import OpinionError
from xieshang.engines.opinion.placing import STEADYING
from xieshang.engines.opinion.votes import Votes

Reals = NDArray[np.float64]

LONGEST = 200


@dataclass
class LivingMap:
    """Votes as they come, and everything that follows from them, at a moment's notice.

    `vote` and `moderate` change it; the rest only read. Everything is exact: after any sequence the state equals
    that of a map fed with the last votes alone.
    """

    people: Slots = field(default_factory=Slots)
    statements: Slots = field(default_factory=Slots)
    rows: list[dict[int, int]] = field(default_factory=list)
    out: set[Hashable] = field(default_factory=set)
    vv: Reals = field(default_factory=lambda: np.zeros((64, 64)))
    vm: Reals = field(default_factory=lambda: np.zeros((64, 64)))
    mm: Reals = field(default_factory=lambda: np.zeros((64, 64)))
    counted: Reals = field(default_factory=lambda: np.zeros((64, 3)))
    gram: Reals = field(default_factory=lambda: np.zeros((64, 64)))
    directions: Reals | None = None
    centres: Reals | None = None
    group_of: dict[int, int] = field(default_factory=dict)
    grouped: Reals = field(default_factory=lambda: np.zeros((0, 64, 3)))
    stale: set[int] = field(default_factory=set)

    def vote(self, person: Hashable, statement: Hashable, side: int) -> None:
        """Take one vote; a later one on the same statement replaces the earlier."""
        if side not in (-1, 0, 1):
            raise OpinionError("A vote is -1, 0 or 1.")
        i, j = self.people[person], self.statements[statement]
        if i == len(self.rows):
            self.rows.append({})
        self._make_room()
        row = self.rows[i]
        before = row.get(j)
        if before == side:
            return
        others = np.fromiter(row, np.int64, len(row))
        sides = np.fromiter(row.values(), np.float64, len(row))
        if before is not None:
            _bump(self.vv, self.vm, self.mm, j, others, sides, float(before), -1.0)
            self.counted[j, before + 1] -= 1
            others, sides = others[others != j], sides[others != j]
        row[j] = side
        others, sides = np.append(others, j), np.append(sides, float(side))
        _bump(self.vv, self.vm, self.mm, j, others, sides, float(side), 1.0)
        self.counted[j, side + 1] += 1
        self.stale.add(j)
        group = self.group_of.get(i, -1)
        if 0 <= group < len(self.grouped):
            if before is not None:
                self.grouped[group, j, before + 1] -= 1
            self.grouped[group, j, side + 1] += 1

    def moderate(self, statement: Hashable, *, out: bool) -> None:
        """Take a statement out of the map, or back in; its votes are kept."""
        if out:
            self.out.add(statement)
        else:
            self.out.discard(statement)

    def votes(self) -> Votes:
        """The table of last votes, for a fresh run."""
        cells = [(i, j, side) for i, row in enumerate(self.rows) for j, side in row.items()]
        if not cells:
            raise OpinionError("There are no votes yet.")
        i, j, sides = zip(*cells, strict=True)
        people, statements = np.array(self.people.names), np.array(self.statements.names)
        return Votes.from_events(people[list(i)], statements[list(j)], np.array(sides, np.int8), out=self.out)

    @property
    def open(self) -> NDArray[np.int64]:
        """The slots of the statements that take part."""
        return np.array([j for j, name in enumerate(self.statements.names) if name not in self.out], np.int64)

    def middle(self) -> Reals:
        """The mean vote of each statement."""
        size = len(self.statements)
        counted = self.counted[:size]
        return np.asarray((counted[:, 2] - counted[:, 0]) / np.maximum(counted.sum(axis=1), 1))

    def axes(self, precision: float = 1e-5) -> tuple[Reals, Reals]:
        """Variances (4,) and directions (statements, 4) of the open statements; zero in the others.

        Starts from the directions it gave last; a vote moves them little, so one or two rounds do.
        `precision` is the error of the vectors that is left.
        """
        size = len(self.statements)
        self._renew()
        gram = self.gram[:size, :size]
        shut = np.ones(size, np.bool_)
        shut[self.open] = False
        start = np.zeros((size, 2 * BLOCK))
        if self.directions is None or self.directions.shape[0] != size:
            known = 0 if self.directions is None else min(size, len(self.directions))
            start[:] = np.random.default_rng(0).standard_normal(start.shape)
            if known and self.directions is not None:
                start[:known] = self.directions[:known]
        else:
            start = self.directions
        with on_one_thread():
            values, self.directions = _subspace(gram, shut, start, precision)
        best = self.directions[:, :BLOCK]
        peaks = best[np.argmax(np.abs(best), axis=0), np.arange(best.shape[1])]
        return values[:BLOCK], best * np.where(peaks < 0, -1.0, 1.0)

    def scores(self, directions: Reals) -> Reals:
        """(people, 4): where everybody stands, as `placing.scores` has it."""
        middle = self.middle()
        place = np.zeros((len(self.rows), directions.shape[1]))
        starts, columns, sides = self._flat()
        shut = np.ones(len(self.statements), np.bool_)
        shut[self.open] = False
        _scores(starts, columns, sides, middle, shut, directions, STEADYING, place)
        return place * np.sqrt(max(int((~shut).sum()), 1))

    def groups(self, worth: Reals, enough: int = 7) -> dict[Hashable, int]:
        """Who stands in which group, beginning with the centres of last time.

        worth  (4,) from the last full map: by how much each axis counts
        """
        _, directions = self.axes()
        dimensions = max(1, int((worth > 0).sum()))
        points = np.ascontiguousarray((self.scores(directions) * worth)[:, :dimensions])
        inside = np.array([len(row) >= min(enough, len(self.statements)) for row in self.rows])
        chosen = np.flatnonzero(inside)
        if self.centres is None or self.centres.shape[1] != dimensions:
            order = np.lexsort(points[chosen].T[::-1])
            self.centres = grouping.group(points[chosen][order]).centres
        labels = np.zeros(len(chosen), np.int64)
        centres = self.centres.copy()
        grouping.settle(points[chosen], centres, labels)
        self.centres = centres
        self._regroup(dict(zip(chosen.tolist(), labels.tolist(), strict=True)), len(centres))
        return {self.people.names[i]: g for i, g in self.group_of.items()}

    def overall(self) -> tuple[Reals, Reals, Reals]:
        """Share of agreement with its interval, for every statement."""
        counted = self.counted[: len(self.statements)]
        asked = counted.sum(axis=1)
        low, high = shares.interval(counted[:, 2], asked)
        return counted[:, 2] / np.maximum(asked, 1), low, high

    def snapshot(self) -> dict[str, Any]:
        """All that a restart needs, in plain values; `restore` gives a map that goes on exactly as this one would."""
        return {
            "people": list(self.people.names),
            "statements": list(self.statements.names),
            "rows": [[[j, side] for j, side in row.items()] for row in self.rows],
            "out": sorted(self.out, key=str),
            "directions": None if self.directions is None else self.directions.tolist(),
            "centres": None if self.centres is None else self.centres.tolist(),
            "groups": sorted(self.group_of.items()),
        }

    @classmethod
    def restore(cls, saved: dict[str, Any]) -> LivingMap:
        """The map of a snapshot."""
        living = cls()
        for name in saved["statements"]:
            living.statements[name]
        for person, row in zip(saved["people"], saved["rows"], strict=True):
            for j, side in row:
                living.vote(person, saved["statements"][j], side)
        living.out = set(saved["out"])
        if saved["directions"] is not None:
            living.directions = np.array(saved["directions"])
        if saved["centres"] is not None:
            living.centres = np.array(saved["centres"])
            living._regroup({int(i): int(g) for i, g in saved["groups"]}, len(living.centres))
        return living

    def _make_room(self) -> None:
        size = len(self.statements)
        if size > self.counted.shape[0]:
            self.vv, self.vm, self.mm, self.gram = (roomy(t, size, 2) for t in (self.vv, self.vm, self.mm, self.gram))
            self.counted = roomy(self.counted, size, 1)
            room = self.counted.shape[0]
            grouped = np.zeros((len(self.grouped), room, 3))
            grouped[:, : self.grouped.shape[1]] = self.grouped
            self.grouped = grouped

    def _renew(self) -> None:
        """Bring x'x up to date in the rows and columns of the statements that were voted on since."""
        size = len(self.statements)
        middle = self.middle()
        changed = np.array(sorted(self.stale), np.int64)
        if changed.size > size // 3:
            part = slice(0, size)
            vm = self.vm[part, part]
            vm_middle = vm * middle[None, :]
            self.gram[part, part] = (
                self.vv[part, part] - vm_middle - vm_middle.T + self.mm[part, part] * np.outer(middle, middle)
            )
        elif changed.size:
            rows = (
                self.vv[changed, :size]
                - self.vm[changed, :size] * middle[None, :]
                - self.vm[:size, changed].T * middle[changed, None]
                + self.mm[changed, :size] * middle[changed, None] * middle[None, :]
            )
            self.gram[changed, :size] = rows
            self.gram[:size, changed] = rows.T
        self.stale.clear()

    def _flat(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        starts = np.concatenate([[0], np.cumsum([len(row) for row in self.rows])]).astype(np.int64)
        columns = np.fromiter((j for row in self.rows for j in row), np.int64, starts[-1])
        sides = np.fromiter((side for row in self.rows for side in row.values()), np.int64, starts[-1])
        return starts, columns, sides

    def _regroup(self, labels: dict[int, int], k: int) -> None:
        """Move the votes of those who changed group; the rest of the counts stands."""
        if self.grouped.shape[0] != k:
            self.grouped = np.zeros((k, self.counted.shape[0], 3))
            self.group_of = {}
        for i in set(self.group_of) | set(labels):
            old, new = self.group_of.get(i, -1), labels.get(i, -1)
            if old == new:
                continue
            places = np.fromiter(self.rows[i], np.int64, len(self.rows[i]))
            sides = np.fromiter(self.rows[i].values(), np.int64, len(self.rows[i])) + 1
            if old >= 0:
                self.grouped[old, places, sides] -= 1
            if new >= 0:
                self.grouped[new, places, sides] += 1
        self.group_of = labels


def _subspace(gram: Reals, shut: NDArray[np.bool_], start: Reals, precision: float) -> tuple[Reals, Reals]:
    """Leading eigenvectors by subspace iteration from a good start (Rutishauser, 1970), zero where `shut`."""
    if gram.shape[0] <= start.shape[1] * 3:
        values, vectors = np.linalg.eigh(np.where(shut[:, None] | shut[None, :], 0.0, gram))
        width = min(start.shape[1], len(values))
        short = start.shape[1] - width
        return (
            np.pad(values[::-1][:width], (0, short)),
            np.pad(vectors[:, ::-1][:, :width], ((0, 0), (0, short))),
        )
    closed = np.flatnonzero(shut)
    start = start.copy()
    start[closed] = 0.0
    basis, _ = np.linalg.qr(start)
    values = np.zeros(start.shape[1])
    for _ in range(LONGEST):
        image = gram @ basis
        image[closed] = 0.0
        small = basis.T @ image
        values, turn = np.linalg.eigh((small + small.T) / 2)
        values, turn = values[::-1], turn[:, ::-1]
        basis, image = basis @ turn, image @ turn
        residual = np.linalg.norm(image - basis * values, axis=0)[:2]
        gap = np.maximum(values[:2] - values[1:3], 1e-300)
        if np.all(residual <= np.maximum(precision * np.minimum(gap, gap[::-1]), 1e-13 * abs(values[0]))):
            break
        basis, _ = np.linalg.qr(image)
    return values, basis


@compiled
def _bump(
    vv: Reals, vm: Reals, mm: Reals, j: int, others: NDArray[np.int64], sides: Reals, side: float, sign: float
) -> None:
    for at in range(others.size):
        other = others[at]
        product = sign * side * sides[at]
        vv[j, other] += product
        vm[j, other] += sign * side
        mm[j, other] += sign
        if other != j:
            vv[other, j] += product
            vm[other, j] += sign * sides[at]
            mm[other, j] += sign


@compiled
def _scores(
    starts: NDArray[np.int64],
    columns: NDArray[np.int64],
    sides: NDArray[np.int64],
    middle: Reals,
    shut: NDArray[np.bool_],
    directions: Reals,
    steadying: float,
    place: Reals,
) -> None:
    for row in range(starts.size - 1):
        cast = 0
        for at in range(starts[row], starts[row + 1]):
            j = columns[at]
            if not shut[j]:
                cast += 1
                for d in range(directions.shape[1]):
                    place[row, d] += (sides[at] - middle[j]) * directions[j, d]
        for d in range(directions.shape[1]):
            place[row, d] /= np.sqrt(cast + steadying)
