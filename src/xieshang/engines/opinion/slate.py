"""A short list of statements that leaves no large like-minded part of the room out, and the proof of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion.votes import Votes
from xieshang.engines.opinion.voting import VotingModel

ENOUGH_PEOPLE = 20_000


@dataclass(frozen=True)
class Slate:
    """k statements with their certificate.

    statements   columns, in the order chosen
    covered      share of people who approve of at least one
    left_out     the most people who approve of none of the slate and share one statement outside it
    threshold    people / k: with left_out below it nobody can complain (justified representation)
    assumed      share of approvals that are predictions, not votes
    """

    statements: list[int]
    covered: float
    left_out: int
    threshold: float
    assumed: float

    @property
    def is_fair(self) -> bool:
        """No group of people / k that agrees on a statement goes without any."""
        return self.left_out < self.threshold or not self.statements


def choose(votes: Votes, model: VotingModel, k: int) -> Slate:
    """Choose k statements one by one, each time the one most approved among those who have none yet.

    Who voted approves by agreeing; who did not, if the model gives agreement more than half. When nobody is left
    without, the best liked of the rest fill up.

    Source: justified representation, Aziz et al. (2017), which this greedy rule satisfies; for opinion maps Halpern
    et al. (2023).
    """
    approves, assumed = approvals(votes, model)
    approves[:, votes.silenced] = False
    k = min(k, int((~votes.silenced).sum()))
    without = np.ones(len(approves), np.bool_)
    chosen: list[int] = []
    liked = approves.sum(axis=0)
    for _ in range(k):
        gains = approves[without].sum(axis=0).astype(np.int64)
        worth = gains * (len(approves) + 1) + liked
        worth[chosen] = -1
        worth[votes.silenced] = -1
        best = int(np.argmax(worth))
        chosen.append(best)
        without &= ~approves[:, best]
    outside = approves[without].sum(axis=0)
    outside[chosen] = 0
    people = max(len(approves), 1)
    return Slate(
        chosen, 1 - float(without.mean()) if len(approves) else 0.0, int(outside.max(initial=0)), people / max(k, 1),
        assumed,
    )  # fmt: skip


def approvals(votes: Votes, model: VotingModel) -> tuple[NDArray[np.bool_], float]:
    """(people, statements): who agreed, or would, more likely than not; and the share that is assumed.

    Of a crowd beyond twenty thousand every so-many-th person.
    """
    n, width = len(votes.participants), len(votes.statements)
    rows = np.arange(0, n, max(1, n // ENOUGH_PEOPLE))
    sides, passing = model.sides, model.passes
    logit = sides.people.mean[rows, :1] + sides.statements.mean[:, 0] + (
        sides.people.mean[rows, 1:] @ sides.statements.mean[:, 1:].T
    )  # fmt: skip
    quiet = passing.people.mean[rows, :1] + passing.statements.mean[:, 0] + (
        passing.people.mean[rows, 1:] @ passing.statements.mean[:, 1:].T
    )  # fmt: skip
    approves = 1 / (1 + np.exp(-logit)) / (1 + np.exp(quiet)) > 0.5
    voted = np.zeros((len(rows), width), np.bool_)
    place = np.full(n, -1)
    place[rows] = np.arange(len(rows))
    at = place[votes.rows]
    seen = at >= 0
    approves[at[seen], votes.columns[seen]] = votes.sides[seen] == 1
    voted[at[seen], votes.columns[seen]] = True
    return approves, float((approves & ~voted).sum() / max(approves.sum(), 1))
