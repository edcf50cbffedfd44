"""Where people stand by what they voted: along the axes that carry more than chance would, weighed by how much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion import passes
from xieshang.engines.opinion.axes import BLOCK, largest, leading_axes
from xieshang.engines.opinion.votes import Votes

Reals = NDArray[np.float64]

STEADYING = 20  # votes that would have to be cast before a position weighs half of what it could
WORTH_A_SAMPLE = 200_000


@dataclass(frozen=True, eq=False)
class Axes:
    """The directions in which people differ most.

    middle     (statements,) mean vote on each
    variances  (4,) descending; directions (statements, 4)
    """

    middle: Reals
    variances: Reals
    directions: Reals

    @property
    def says(self) -> Reals:
        """What a vote says beyond the mean: (statements, 3), read by vote + 1."""
        return np.array([-1.0, 0.0, 1.0]) - self.middle[:, None]


def find_axes(votes: Votes, *, weight: Reals | None = None, near: Reals | None = None, precision: float = 1e-9) -> Axes:
    """The leading axes of the votes; with `weight`, people count so many times; `near` is a place to start."""
    middle, gram_times = _centred(votes, weight)
    sample = 100 if len(votes.participants) > WORTH_A_SAMPLE and near is None else 1
    width = len(votes.statements)
    variances, directions = leading_axes(gram_times, width, BLOCK, sample=sample, precision=precision, near=near)
    return Axes(middle, variances, directions)


def largest_variance(votes: Votes) -> float:
    """What the first axis carries, to about one in a hundred."""
    return largest(_centred(votes, None)[1], len(votes.statements))


def _centred(votes: Votes, weight: Reals | None) -> tuple[Reals, Callable[[Reals, int], Reals]]:
    times = np.empty(0) if weight is None else weight
    per_vote = None if weight is None else np.repeat(weight, votes.counts)
    width = len(votes.statements)
    cast = np.bincount(votes.columns, per_vote, minlength=width)
    total = np.bincount(votes.columns, votes.sides if per_vote is None else votes.sides * per_vote, minlength=width)
    middle = total / np.maximum(cast, 1e-300)
    says = np.array([-1.0, 0.0, 1.0]) - middle[:, None]

    def gram_times(block: Reals, step: int) -> Reals:
        answer = np.empty_like(block)
        passes.gram_times(votes.starts, votes.columns, votes.sides, says, times, block, answer, step)
        return answer

    return middle, gram_times


def scores(votes: Votes, axes: Axes) -> Reals:
    """(people, 4): each one's votes along the axes, divided by the root of how many there are.

    The root keeps the spread of chance the same for whoever cast many votes and few. Polis divides by the root
    alone, which throws people with seven votes to the rim; a fixed number added below holds them back.
    """
    place = np.zeros((len(votes.participants), BLOCK))
    passes.project(votes.starts, votes.columns, votes.sides, axes.says, axes.directions, place)
    return place * np.sqrt(len(votes.statements) / (votes.counts + STEADYING))[:, None]


def worth(axes: Axes, chance: float) -> Reals:
    """(4,) by how much to shorten each axis: what is left is the spread that goes beyond `chance`."""
    return np.sqrt(np.maximum(1 - chance / np.maximum(axes.variances, 1e-300), 0.0))
