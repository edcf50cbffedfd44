"""Do people differ in a way that hangs together at all? Polis always draws groups; shuffled votes give them too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion import placing
from xieshang.engines.opinion._compiled import compiled
from xieshang.engines.opinion.votes import Votes

ENOUGH_PEOPLE = 2500  # the question is settled long before


@dataclass(frozen=True)
class Pattern:
    """How the first axis compares with what chance draws.

    p_value   share of shuffles, this one counted, whose first axis carries as much
    chance    the largest variance any of the shuffles gave to an axis
    """

    p_value: float
    chance: float
    shuffles: int


def look_for_pattern(votes: Votes, *, shuffles: int, seed: int) -> Pattern:
    """Shuffle the votes within each statement, many times, and see what the first axis carries then.

    A shuffle keeps who voted on what and how each statement fared; only what ties one statement to another
    is gone. If the votes have no such ties they are one shuffle among others, so the p-value is exact.

    Beyond a few thousand people every so-many-th is taken; variances are scaled back to all.
    """
    step = max(1, len(votes.participants) // ENOUGH_PEOPLE)
    if step > 1:
        votes = _every(votes, step)
    observed = placing.largest_variance(votes)
    by_statement = np.argsort(votes.columns, kind="stable")
    heads = np.concatenate([[0], np.cumsum(np.bincount(votes.columns, minlength=len(votes.statements)))])
    dice = np.random.default_rng(seed)
    top = np.empty(shuffles)
    for one in range(shuffles):
        mixed = votes.sides.copy()
        _shuffle(by_statement, heads, mixed, int(dice.integers(1, 2**62)))
        other = Votes(votes.participants, votes.statements, votes.starts, votes.columns, mixed, votes.out, votes.meta)
        top[one] = placing.largest_variance(other)
    beaten = int((top >= observed * (1 - 1e-9)).sum())
    return Pattern((1 + beaten) / (1 + shuffles), float(top.max()) * step, shuffles)


def _every(votes: Votes, step: int) -> Votes:
    rows = np.arange(0, len(votes.participants), step)
    kept = np.zeros(len(votes.participants), np.bool_)
    kept[rows] = True
    inside = np.repeat(kept, votes.counts)
    starts = np.concatenate([[0], np.cumsum(votes.counts[rows])])
    return Votes(
        votes.participants[rows], votes.statements, starts, votes.columns[inside], votes.sides[inside],
        votes.out, votes.meta,
    )  # fmt: skip


@compiled
def _shuffle(by_statement: NDArray[np.int64], heads: NDArray[np.int64], sides: NDArray[np.int8], seed: int) -> None:
    """Fisher and Yates inside each statement, with the numbers of xorshift64 (Marsaglia, 2003)."""
    state = np.int64(seed)
    for statement in range(heads.size - 1):
        first, last = heads[statement], heads[statement + 1]
        for at in range(last - 1, first, -1):
            state ^= state << 13
            state ^= (state >> 7) & 0x1FFFFFFFFFFFFFF
            state ^= state << 17
            other = first + (state & 0x7FFFFFFFFFFFFFFF) % (at - first + 1)
            a, b = by_statement[at], by_statement[other]
            sides[a], sides[b] = sides[b], sides[a]
