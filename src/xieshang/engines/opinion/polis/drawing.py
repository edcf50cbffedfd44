"""The whole of Polis' map from a table of votes, as its server would draw it on a cold start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion import passes
from xieshang.engines.opinion.axes import leading_axes
from xieshang.engines.opinion.errors import TooFewVotesError
from xieshang.engines.opinion.polis.kmeans import cluster, silhouette
from xieshang.engines.opinion.polis.membership import clustered_cold, first_statements
from xieshang.engines.opinion.polis.priority import priorities
from xieshang.engines.opinion.polis.representative import Standing, consensus, group_aware_consensus, representative
from xieshang.engines.opinion.votes import Votes

Reals = NDArray[np.float64]

BASE_CLUSTERS = 100
MOST_GROUPS = 5
WORTH_A_SAMPLE = 200_000  # people, from where a first look at one in a hundred saves time


@dataclass(frozen=True, eq=False)
class PolisMap:
    """A map in the terms of Polis; signs are its own: agree is -1, so a center of -1 means everybody agreed.

    center          (statements,) mean vote
    components      (2, statements); sign fixed: the largest entry of each is positive
    extremity       (statements,) distance from the middle of somebody who agreed to this one only
    projection      (people, 2), everybody
    clustered       rows that are placed in groups, in Polis' order
    base            (clustered,) base cluster of each; base_centers (bases, 2); base_ids
    group_of_base   (bases,)
    groups          (people,) group, -1 for those not placed
    silhouettes     {k: mean silhouette of the base clusters}
    counted         (groups, statements, 3) votes -1, 0, +1 (agree is +1 here) of the members
    """

    votes_digest: str
    center: Reals
    components: Reals
    eigenvalues: Reals
    extremity: Reals
    projection: Reals
    clustered: NDArray[np.int64]
    base: NDArray[np.int64]
    base_centers: Reals
    base_ids: NDArray[np.int64]
    group_of_base: NDArray[np.int64]
    k: int
    silhouettes: dict[int, float]
    groups: NDArray[np.int64]
    counted: NDArray[np.int64]
    representative: list[list[Standing]]
    consensus: dict[str, list[Standing]]
    group_aware_consensus: Reals
    priorities: Reals

    mode = "polis"


@dataclass(frozen=True, eq=False)
class Description:
    """All that Polis says once the groups are known."""

    counted: NDArray[np.int64]
    representative: list[list[Standing]]
    consensus: dict[str, list[Standing]]
    group_aware_consensus: Reals
    priorities: Reals


def draw(votes: Votes) -> PolisMap:
    """Place people, find groups, say what they stand for.

    Raises TooFewVotesError when there is nobody.

    Source: section 2 of the specification, a description of the Polis server's mathematics; written anew from it.
    """
    if not len(votes.participants):
        raise TooFewVotesError("There are no votes to draw a map from.")
    center, components, eigenvalues, projection, everybody = place(votes)
    extremity = extremities(votes, center, components)
    clustered = clustered_cold(votes.counts, first_statements(votes), len(votes.statements))
    base, base_centers, base_ids = cluster(projection[clustered], BASE_CLUSTERS, 100)
    weights = np.bincount(base, minlength=len(base_centers)).astype(float)
    k, group_of_base, silhouettes = group_bases(base_centers, weights)
    groups = np.full(len(votes.participants), -1, np.int64)
    groups[clustered] = group_of_base[base]
    told = describe(votes, groups, extremity, everybody)
    return PolisMap(
        votes.digest, center, components, eigenvalues, extremity, projection, clustered, base, base_centers, base_ids,
        group_of_base, k, silhouettes, groups, told.counted, told.representative, told.consensus,
        told.group_aware_consensus, told.priorities,
    )  # fmt: skip


def place(votes: Votes) -> tuple[Reals, Reals, Reals, Reals, NDArray[np.int64]]:
    """Center, components, eigenvalues, projection of everybody, and the count of all votes (statements, 3)."""
    n, width = len(votes.participants), len(votes.statements)
    everybody = np.zeros((1, width, 3), np.int64)
    passes.tally(votes.starts, votes.columns, votes.sides, np.zeros(n, np.int64), everybody)
    counted = everybody[0]
    heard = counted.sum(axis=1)
    center = np.where(votes.silenced, 0.0, (counted[:, 0] - counted[:, 2]) / np.maximum(heard, 1))
    says = np.array([1.0, 0.0, -1.0]) - center[:, None]
    says[votes.silenced] = 0.0
    if n == 1:
        return _alone(votes, says, counted)
    if width == 1:
        return np.zeros(1), np.array([[1.0], [0.0]]), np.zeros(2), np.zeros((n, 2)), counted

    def gram_times(block: Reals, step: int) -> Reals:
        answer = np.empty_like(block)
        passes.gram_times(votes.starts, votes.columns, votes.sides, says, np.empty(0), block, answer, step)
        return answer

    eigenvalues, axes = leading_axes(gram_times, width, 2, sample=100 if n > WORTH_A_SAMPLE else 1)
    projection = np.zeros((n, 2))
    passes.project(votes.starts, votes.columns, votes.sides, says, axes, projection)
    projection *= np.sqrt(width / np.maximum(present(votes), 1))[:, None]
    return center, axes.T, eigenvalues, projection, counted


def present(votes: Votes) -> NDArray[np.int64]:
    """How many statements each person is taken to have voted on: a moderated one counts for everybody, as a pass."""
    if not votes.silenced.any():
        return votes.counts
    heard = np.concatenate([[0], np.cumsum(~votes.silenced[votes.columns], dtype=np.int64)])
    return np.diff(heard[votes.starts]) + int(votes.silenced.sum())


def _alone(
    votes: Votes, says: Reals, counted: NDArray[np.int64]
) -> tuple[Reals, Reals, Reals, Reals, NDArray[np.int64]]:
    width = len(votes.statements)
    row = np.where(votes.silenced, 0.0, -votes.sides.astype(float))
    length = float(np.linalg.norm(row))
    components = np.zeros((2, width))
    components[0] = row / length if length else row
    return np.zeros(width), components, np.zeros(2), np.zeros((1, 2)), counted


def extremities(votes: Votes, center: Reals, components: Reals) -> Reals:
    """How far from the middle somebody would stand who had agreed to this statement and voted on no other."""
    return np.sqrt(len(votes.statements)) * np.abs(1 + center) * np.hypot(components[0], components[1])


def describe(
    votes: Votes, groups: NDArray[np.int64], extremity: Reals, everybody: NDArray[np.int64] | None = None
) -> Description:
    """Everything after the grouping: counts, representative statements, consensus, priorities.

    groups  (people,), -1 for those in none; given from outside to compare with what production published
    """
    counted = np.zeros((int(groups.max(initial=-1)) + 1, len(votes.statements), 3), np.int64)
    passes.tally(votes.starts, votes.columns, votes.sides, groups, counted)
    if everybody is None:
        whole = np.zeros((1, len(votes.statements), 3), np.int64)
        passes.tally(votes.starts, votes.columns, votes.sides, np.zeros(len(groups), np.int64), whole)
        everybody = whole[0]
    candidates = ~votes.silenced
    return Description(
        counted,
        representative(counted, candidates),
        consensus(everybody, candidates),
        group_aware_consensus(counted),
        priorities(counted, extremity, votes.meta),
    )


def group_bases(centers: Reals, weights: Reals) -> tuple[int, NDArray[np.int64], dict[int, float]]:
    """The number of groups with the clearest silhouette, the group of each base cluster, all silhouettes."""
    most = min(MOST_GROUPS, 2 + len(centers) // 12)
    if len(centers) < 2:
        return 1, np.zeros(len(centers), np.int64), {}
    silhouettes: dict[int, float] = {}
    labels: dict[int, NDArray[np.int64]] = {}
    for k in range(2, most + 1):
        labels[k], _, _ = cluster(centers, k, 20, weights)
        silhouettes[k] = silhouette(centers, labels[k])
    best = max(silhouettes, key=lambda k: silhouettes[k])
    return int(labels[best].max()) + 1, labels[best], silhouettes
