"""What a small colluding party can do: people added who all vote alike, to move groups, consensus and bridging."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion import polis
from xieshang.engines.opinion.drawing import Settings, draw
from xieshang.engines.opinion.votes import Votes

QUICK = Settings(replicates=0, shuffles=39)


@dataclass(frozen=True)
class Moved:
    """By how much the party moved things, own mode beside Polis' measures.

    kept_groups, kept_groups_polis    share of pairs of honest people still together or apart as before (Rand)
    lifted                            the rank, of all open statements, of the one they push: before, after
    """

    kept_groups: float
    kept_groups_polis: float
    bridging: tuple[int, int]
    consensus: tuple[int, int]
    group_aware: tuple[int, int]


def collude(votes: Votes, share: float, target: int, dice: np.random.Generator) -> Votes:
    """The votes with a party of `share` of the people added.

    target  the column it pushes: they agree to it, pass as members of the largest crowd by agreeing to what most
            agree to on a third of the rest, and leave out the remainder
    """
    party = max(1, round(share * len(votes.participants)))
    liked = np.bincount(votes.columns, votes.sides, minlength=len(votes.statements))
    open_ = np.flatnonzero(~votes.silenced)
    who, what, side = [votes.rows], [votes.columns], [votes.sides]
    for member in range(party):
        others = dice.choice(open_, size=max(7, len(open_) // 3), replace=False)
        others = np.append(others[others != target], target)
        says = np.where(liked[others] >= 0, 1, -1).astype(np.int8)
        says[-1] = 1
        who.append(np.full(others.size, len(votes.participants) + member, np.int32))
        what.append(others.astype(np.int32))
        side.append(says)
    joined = Votes.from_events(np.concatenate(who), np.concatenate(what), np.concatenate(side))
    return Votes(
        joined.participants, joined.statements, joined.starts, joined.columns, joined.sides,
        votes.out[joined.statements], votes.meta[joined.statements],
    )  # fmt: skip


def measure(votes: Votes, *, share: float = 0.05, seed: int = 0, seldom: bool = False) -> Moved:
    """Let a party push a statement from the middle of the bridging ranks; see how far it comes.

    seldom  push the one in the middle of the tenth that fewest people have voted on, instead of the middle of all
    """
    dice = np.random.default_rng(seed)
    plain = Votes.from_events(votes.rows, votes.columns, votes.sides)
    plain = Votes(
        plain.participants, plain.statements, plain.starts, plain.columns, plain.sides, votes.out, votes.meta
    )  # fmt: skip
    before = _ranks(plain)
    ordered = np.argsort(before.bridging)[: int((~plain.silenced).sum())]
    if seldom:
        cast = np.bincount(plain.columns, minlength=len(plain.statements))[ordered]
        fewest = np.argsort(cast, kind="stable")[: max(1, len(ordered) // 10)]
        ordered = ordered[np.sort(fewest)]
    target = int(ordered[len(ordered) // 2])
    attacked = collude(plain, share, target, dice)
    after = _ranks(attacked)
    honest = len(plain.participants)

    def moved(one: NDArray[np.int64], other: NDArray[np.int64]) -> tuple[int, int]:
        return int(one[target]), int(other[target])

    return Moved(
        _rand(before.groups, after.groups[:honest]),
        _rand(before.groups_polis, after.groups_polis[:honest]),
        moved(before.bridging, after.bridging),
        moved(before.consensus, after.consensus),
        moved(before.group_aware, after.group_aware),
    )


@dataclass(frozen=True, eq=False)
class _Ranks:
    groups: NDArray[np.int64]
    groups_polis: NDArray[np.int64]
    bridging: NDArray[np.int64]
    consensus: NDArray[np.int64]
    group_aware: NDArray[np.int64]


def _ranks(votes: Votes) -> _Ranks:
    own, theirs = draw(votes, QUICK), polis.draw(votes)
    everybody = np.zeros((len(votes.statements), 2))
    np.add.at(everybody, votes.columns, np.column_stack([votes.sides == 1, np.ones(votes.sides.size)]))
    share = (everybody[:, 0] + 1) / (everybody[:, 1] + 2)
    return _Ranks(
        own.groups, theirs.groups,
        *(_rank(np.where(votes.silenced, -1.0, np.nan_to_num(x)))
          for x in (own.bridging[1], share, theirs.group_aware_consensus)),
    )  # fmt: skip


def _rank(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """1 for the highest."""
    rank = np.empty(values.size, np.int64)
    rank[np.argsort(-values, kind="stable")] = np.arange(1, values.size + 1)
    return rank


def _rand(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    both = (one >= 0) & (other >= 0)
    one, other = one[both], other[both]
    table = np.zeros((one.max(initial=0) + 1, other.max(initial=0) + 1))
    np.add.at(table, (one, other), 1)

    def pairs(counts: NDArray[np.float64]) -> float:
        return float((counts * (counts - 1) / 2).sum())

    n = pairs(np.array([float(one.size)]))
    return 1.0 if n == 0 else 1 - (pairs(table.sum(axis=1)) + pairs(table.sum(axis=0)) - 2 * pairs(table)) / n
