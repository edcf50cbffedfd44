"""Would the groups be found again with other people of the same kind? Drawn anew, a hundred times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion import placing
from xieshang.engines.opinion.grouping import Grouping, nearest, settle
from xieshang.engines.opinion.votes import Votes

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Stability:
    """What became of groups and people over the replicates.

    groups   (k,) mean overlap (Jaccard) of each group with its likeness; below 0.6 a group is doubtful
    people   (people,) in what share of replicates each stayed in the group shown
    mixed    (k, k) of those placed in g, the share of replicates that placed them in h
    """

    groups: Reals
    people: Reals
    mixed: Reals
    replicates: int


def bootstrap(
    votes: Votes, axes: placing.Axes, worth: Reals, found: Grouping, placed: NDArray[np.bool_], labels: NDArray[np.int64],
    *, replicates: int, seed: int, told: Callable[[float], None] | None = None,
) -> Stability:  # fmt: skip
    """Draw people with replacement, find axes and groups again, compare.

    placed  (people,) who took part in finding the groups; labels (people,) the groups shown
    told    hears what share of the replicates is done

    People are weighed by how often they were drawn, nothing is copied. Axes and centres start where they were
    found, and axes are turned to lie like the old ones.

    Source: Hennig (2007), cluster-wise stability; weights as in Rubin (1981).
    """
    k, d = found.centres.shape
    dice = np.random.default_rng(seed)
    n = len(votes.participants)
    stays = np.zeros((n, k))
    overlap = np.zeros(k)
    rows = np.flatnonzero(placed)
    for one in range(replicates):
        if told is not None:
            told(one / replicates)
        weight = dice.poisson(1.0, n).astype(float)
        again = placing.find_axes(votes, weight=weight, near=axes.directions, precision=1e-2)
        points = placing.scores(votes, again) @ _turn(again.directions, axes.directions) * worth
        points = np.ascontiguousarray(points[:, :d])
        drawn = rows[weight[rows] > 0]
        centres = found.centres.copy()
        inside = np.zeros(len(drawn), np.int64)
        settle(points[drawn], centres, inside)
        new = nearest(points, centres)
        stays[np.arange(n), new] += 1
        for g in range(k):
            here, there = labels[rows] == g, new[rows] == g
            overlap[g] += (here & there).sum() / max((here | there).sum(), 1)
    stays /= max(replicates, 1)
    mixed = np.vstack([stays[(labels == g) & placed].mean(axis=0) if np.any((labels == g) & placed) else np.eye(k)[g]
                       for g in range(k)])  # fmt: skip
    people = np.where(labels >= 0, stays[np.arange(n), np.maximum(labels, 0)], np.nan)
    return Stability(overlap / max(replicates, 1), people, mixed, replicates)


def _turn(new: Reals, old: Reals) -> Reals:
    """The rotation that lays the new axes on the old: the sign and order of axes mean nothing (Schonemann, 1966)."""
    left, _, right = np.linalg.svd(new.T @ old)
    return np.asarray(left @ right)
