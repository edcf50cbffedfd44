"""Which statements stand for a group: chosen on votes that had no part in making the groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion import passes, placing
from xieshang.engines.opinion.grouping import nearest
from xieshang.engines.opinion.votes import Votes

Reals = NDArray[np.float64]

FEWEST = 5  # votes of a group on a statement before it can stand for the group


@dataclass(frozen=True)
class Stance:
    """A statement that sets a group apart.

    statement  column; side "agree" or "disagree"
    share      of the group's votes on it that take this side; others, of everybody else's
    q_value    the false discovery rate at which it would still be listed
    """

    statement: int
    side: str
    share: float
    others: float
    q_value: float


def representative(
    votes: Votes, groups: NDArray[np.int64], worth: Reals, *, false_discoveries: float, seed: int
) -> list[list[Stance]]:
    """For each group the statements it takes a side on that the others do not share, the clearest first.

    groups             (people,), -1 for those in none
    worth              (4,) how much each axis counted in the grouping
    false_discoveries  what share of all that is listed may be chance

    The votes that made the groups cannot also prove them (7.1: shuffled votes pass Polis' test up to a fifth
    of the time). So every vote falls into one of two halves. People are placed by one half, near the groups' centres,
    and the shares are compared on the other; then the halves change roles. The smaller of the two p-values is
    doubled, which holds however they depend on each other (Bonferroni), and the list is cut by the rule of Benjamini
    and Hochberg (1995).
    """
    k = int(groups.max(initial=-1)) + 1
    whole = _count(votes, groups, k)
    if k < 2:
        return [[] for _ in range(k)]
    first_half = np.random.default_rng(seed).random(votes.sides.size) < 0.5
    p = np.ones((k, len(votes.statements)))
    for part in (first_half, ~first_half):
        by, proof = votes.where(part), votes.where(~part)
        points = placing.scores(by, placing.find_axes(by, precision=1e-4)) * worth
        centres = np.vstack([points[groups == g].mean(axis=0) for g in range(k)])
        placed = np.where((groups >= 0) & (by.counts > 0), nearest(points, centres), -1)
        p = np.minimum(p, 2 * _p_values(_count(proof, placed, k)))
    share, others = _shares(whole)
    side = np.where(share[:, :, 2] - others[:, :, 2] > share[:, :, 0] - others[:, :, 0], 2, 0)
    own = np.take_along_axis(share, side[:, :, None], axis=2)[:, :, 0]
    theirs = np.take_along_axis(others, side[:, :, None], axis=2)[:, :, 0]
    open_ = (whole.sum(axis=2) >= FEWEST) & ~votes.silenced & (own > theirs)
    q = _q_values(p, open_)
    stands = open_ & (q <= false_discoveries) & (own > 0.5)
    clearness = (own - theirs) * own
    return [
        [
            Stance(j, "agree" if side[g, j] == 2 else "disagree", float(own[g, j]), float(theirs[g, j]), float(q[g, j]))
            for j in np.argsort(-clearness[g], kind="stable").tolist()
            if stands[g, j]
        ]
        for g in range(k)
    ]


def _count(votes: Votes, groups: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    counted = np.zeros((k, len(votes.statements), 3), np.int64)
    passes.tally(votes.starts, votes.columns, votes.sides, groups, counted)
    return counted


def _shares(counted: NDArray[np.int64]) -> tuple[Reals, Reals]:
    rest = counted.sum(axis=0) - counted
    return (
        (counted + 1) / (counted.sum(axis=2, keepdims=True) + 2),
        (rest + 1) / (rest.sum(axis=2, keepdims=True) + 2),
    )


def _p_values(counted: NDArray[np.int64]) -> Reals:
    """Two-sided p-values of agreement and of disagreement against all others, the smaller one doubled."""
    from scipy.special import ndtr

    n = counted.sum(axis=2).astype(float)
    rest = counted.sum(axis=0) - counted
    m = rest.sum(axis=2).astype(float)
    smallest = np.ones(n.shape)
    for side in (0, 2):
        a, b = counted[:, :, side].astype(float), rest[:, :, side].astype(float)
        pooled = (a + b + 0.5) / (n + m + 1)
        error = np.sqrt(pooled * (1 - pooled) * (1 / np.maximum(n, 1) + 1 / np.maximum(m, 1)))
        z = (a / np.maximum(n, 1) - b / np.maximum(m, 1)) / error
        smallest = np.minimum(smallest, 2 * ndtr(-np.abs(z)))
    return np.asarray(np.where((n > 0) & (m > 0), np.minimum(2 * smallest, 1.0), 1.0))


def _q_values(p: Reals, tested: NDArray[np.bool_]) -> Reals:
    q = np.ones(p.shape)
    values = p[tested]
    if values.size:
        order = np.argsort(values)
        steps = values[order] * values.size / np.arange(1, values.size + 1)
        answer = np.empty(values.size)
        answer[order] = np.minimum.accumulate(steps[::-1])[::-1]
        q[tested] = np.minimum(answer, 1.0)
    return q
