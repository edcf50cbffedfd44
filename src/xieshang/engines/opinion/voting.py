"""How anybody would vote on anything: the fitted model of sides and passes, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion import ideal, placing
from xieshang.engines.opinion.axes import BLOCK
from xieshang.engines.opinion.votes import Votes

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class VotingModel:
    """Two models of the same kind: of taking the side of agreement, and of passing."""

    sides: ideal.IdealPoints
    passes: ideal.IdealPoints

    def agree(self, rows: NDArray[np.integer], columns: NDArray[np.integer]) -> Reals:
        """P(agree) of those who take a side, for each (person, statement)."""
        return self.sides.probability(rows, columns)

    def three(self, rows: NDArray[np.integer], columns: NDArray[np.integer]) -> Reals:
        """(cells, 3): probabilities of -1, 0 and +1."""
        passing, agreeing = self.passes.probability(rows, columns), self.agree(rows, columns)
        return np.column_stack([(1 - passing) * (1 - agreeing), passing, (1 - passing) * agreeing])

    def bridging(self) -> tuple[Reals, Reals, Reals]:
        """Chance that somebody of no camp agrees, for each statement, with a 90 % interval.

        Liking that comes from a position is explained by the position; what is left over, b_j, is liked across them.
        Source: Wojcik et al., Birdwatch (2022).
        """
        b = self.sides.statements.mean[:, 0]
        spread = 1.645 * np.sqrt(self.sides.statements.cov[:, 0, 0])
        return _logistic(b), _logistic(b - spread), _logistic(b + spread)

    def divisiveness(self) -> Reals:
        """How far apart the room is on each statement: standard deviation over people of the chance to agree, doubled.

        0 when a position makes no difference, 1 when half would surely agree and half surely not. What Polis
        calls divisive is distance on the map, which near unanimity can have too.
        """
        statements = self.sides.statements
        positions = self.sides.people.mean[:, 1:]
        step = max(1, len(positions) // 2000)
        ordered = positions[np.lexsort(positions.T[::-1])][::step]
        chance = _logistic(statements.mean[:, 0] + ordered @ statements.mean[:, 1:].T)
        return np.asarray(2 * chance.std(axis=0))

    def positions(self) -> tuple[Reals, Reals]:
        """Each person's place along the first two axes of the model, and its standard deviation.

        In units of the room's own spread; whoever voted little stands near the middle with a wide deviation.
        """
        cov = np.diagonal(self.sides.people.cov, axis1=1, axis2=2)
        return self.sides.people.mean[:, 1:3], np.sqrt(cov[:, 1:3])


def fit(votes: Votes, told: Callable[[float], None] | None = None) -> VotingModel:
    """Fit both models by one fixed configuration, whatever the votes; `told` hears what share is done."""
    hear = told or (lambda share: None)
    taken = votes.sides != 0
    return VotingModel(
        _fit(votes.where(taken), np.where(votes.sides[taken] > 0, 0.5, -0.5), lambda share: hear(share / 2)),
        _fit(votes, np.where(votes.sides == 0, 0.5, -0.5), lambda share: hear(0.5 + share / 2)),
    )


def _fit(votes: Votes, yes: Reals, told: Callable[[float], None]) -> ideal.IdealPoints:
    signs = Votes(
        votes.participants, votes.statements, votes.starts, votes.columns, np.where(yes > 0, 1, -1).astype(np.int8),
        votes.out, votes.meta,
    )  # fmt: skip
    start = placing.find_axes(signs, precision=1e-3).directions[:, :BLOCK] * np.sqrt(len(votes.statements)) / 2
    return ideal.fit(ideal.Answers(votes.starts, votes.columns, yes, len(votes.statements)), start, told=told)


def _logistic(x: Reals) -> Reals:
    return np.asarray(1 / (1 + np.exp(-x)))
