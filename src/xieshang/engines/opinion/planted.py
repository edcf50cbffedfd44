"""Made-up gatherings in which the groups are known: to measure against, and to see how time grows with votes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion._compiled import compiled
from xieshang.engines.opinion.votes import Votes

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Planted:
    """A gathering with its truth.

    votes   as they would arrive; groups (people,) the planted ones
    chance  (people, statements) of agreement; shares (groups, statements) its mean in each group
    """

    votes: Votes
    groups: NDArray[np.int64]
    chance: Reals
    shares: Reals


def plant(
    groups: int, *, people: int = 1000, statements: int = 200, density: float = 0.15, apart: float = 1.5,
    within: float = 0.5, seed: int = 0,
) -> Planted:  # fmt: skip
    """Groups on the corners of a simplex, `apart` from its middle, people scattered around by `within`.

    Agreement is logistic in level plus slope times position; level and slope of each statement are normal.
    """
    dice = np.random.default_rng(seed)
    of = dice.integers(groups, size=people)
    at = _simplex(groups)[of] * apart
    at = at + within * dice.standard_normal(at.shape) if groups > 1 else at
    level, slope = dice.standard_normal(statements), dice.standard_normal((statements, at.shape[1]))
    chance = 1 / (1 + np.exp(-(at @ slope.T + level)))
    asked = dice.random(chance.shape) < density
    sides = np.where(dice.random(chance.shape) < chance, 1, -1).astype(np.int8)
    rows, columns = np.nonzero(asked)
    votes = Votes.from_events(rows, columns, sides[asked])
    shares = np.vstack([chance[of == g].mean(axis=0) if np.any(of == g) else chance[0] * np.nan for g in range(groups)])
    return Planted(votes, of, chance, shares)


def _simplex(corners: int) -> Reals:
    if corners < 2:
        return np.zeros((1, 1))
    basis, _ = np.linalg.qr((np.eye(corners) - 1 / corners)[:, : corners - 1])
    at = (np.eye(corners) - 1 / corners) @ basis
    return np.asarray(at / np.linalg.norm(at[0]))


def stream(
    people: int, statements: int, events: int, *, groups: int = 3, seed: int = 0
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int8]]:
    """Many votes in random order, re-votes among them: participant, statement, side.

    How much people vote is skewed, as in life: a few cast many votes, most few; one vote in eight is a pass.
    Groups lie on a simplex in the plane or above; agreement is logistic.
    """
    dice = np.random.default_rng(seed)
    at = _simplex(groups) * 1.5
    slope, level = dice.standard_normal((statements, at.shape[1])), dice.standard_normal(statements)
    chance = 1 / (1 + np.exp(-(at @ slope.T + level)))
    who, what, side = np.empty(events, np.int32), np.empty(events, np.int32), np.empty(events, np.int8)
    _stream(chance, people, int(dice.integers(1, 2**62)), who, what, side)
    return who, what, side


@compiled
def _stream(
    chance: Reals, people: int, seed: int, who: NDArray[np.int32], what: NDArray[np.int32], side: NDArray[np.int8]
) -> None:
    """Numbers of xorshift64 (Marsaglia, 2003), three for each vote."""
    state = np.int64(seed)
    groups, statements = chance.shape
    unit = 1.0 / 9007199254740992.0
    for event in range(who.size):
        for part in range(3):
            state ^= state << 13
            state ^= (state >> 7) & 0x1FFFFFFFFFFFFFF
            state ^= state << 17
            number = ((state >> 11) & 0x1FFFFFFFFFFFFF) * unit
            if part == 0:
                skewed = number * (0.35 + 0.65 * number)  # density falls along the list of people
                who[event] = min(people - 1, int(skewed * people))
            elif part == 1:
                what[event] = min(statements - 1, int(number * statements))
            elif number < 0.125:
                side[event] = 0
            else:
                agrees = (number - 0.125) / 0.875 < chance[(who[event] * 7919) % groups, what[event]]
                side[event] = 1 if agrees else -1
