"""Groups of people who stand together: as many, and in as many dimensions, as the votes bear."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion._compiled import compiled

Reals = NDArray[np.float64]
Labels = NDArray[np.int64]

STARTS = 24
SMALLEST_SHARE = 0.03
SMALLEST = 5
JUDGED = 1000  # points at most whose distances to all others judge a grouping


@dataclass(frozen=True, eq=False)
class Grouping:
    """Groups ordered by size, the largest first.

    labels       (people,) from 0
    centres      (k, dimensions)
    silhouette   how much nearer people lie to their own group than to the next, 1 at most
    silhouettes  {k: the best for each number of groups tried}
    """

    labels: Labels
    centres: Reals
    silhouette: float
    silhouettes: dict[int, float]


def group(points: Reals) -> Grouping:
    """Find the clearest grouping: of all that k-means settles in, from many starts, the one of best silhouette.

    points  (people, dimensions), in as many dimensions as carry more than chance; up to one group more than
            dimensions is tried, for that many can be set apart in them

    The lowest sum of squares, which is the usual choice, cuts the crowd in halves; what people mean by groups is a
    gap. Starts are drawn once and for all around the middle of the crowd, never from its members, so that no order
    of people matters. Groups of fewer than five or three in a hundred are not offered.
    """
    most = points.shape[1] + 1
    judged = _judged(points)
    smallest = max(SMALLEST, int(np.ceil(SMALLEST_SHARE * len(points))))
    best: tuple[float, Labels, Reals] | None = None
    silhouettes: dict[int, float] = {}
    for k in range(2, most + 1):
        seen: set[float] = set()
        for centres in starts_around(points, k):
            labels = np.zeros(len(points), np.int64)
            squares = settle(points, centres, labels)
            if round(squares, 9) in seen or np.bincount(labels, minlength=k).min() < smallest:
                continue
            seen.add(round(squares, 9))
            clear = float(_silhouette(points[judged], labels[judged], k))
            if clear > silhouettes.get(k, -1.0):
                silhouettes[k] = clear
            if best is None or clear > best[0] + 1e-9:
                best = clear, labels, centres
    if best is None:
        return Grouping(np.zeros(len(points), np.int64), points.mean(axis=0)[None, :], 0.0, {})
    clear, labels, centres = best
    order = np.argsort(-np.bincount(labels, minlength=len(centres)), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return Grouping(rank[labels], centres[order], clear, silhouettes)


def nearest(points: Reals, centres: Reals) -> Labels:
    """The nearest centre of each point."""
    labels = np.zeros(len(points), np.int64)
    _nearest(points, centres, labels)
    return labels


def starts_around(points: Reals, k: int) -> list[Reals]:
    """Centres to begin with, drawn around the middle of the crowd."""
    dice = np.random.default_rng(k)
    middle, spread = points.mean(axis=0), points.std(axis=0)
    return [middle + 1.5 * spread * dice.standard_normal((k, points.shape[1])) for _ in range(STARTS)]


def _judged(points: Reals) -> NDArray[np.int64]:
    """Every so-many-th along the first axis: a choice that does not depend on who is listed first."""
    order = np.lexsort(points.T[::-1])
    return order[:: max(1, len(points) // JUDGED)]


@compiled
def settle(points: Reals, centres: Reals, labels: Labels) -> float:
    """Lloyd's k-means from these centres until nobody changes; moves the centres, returns the sum of squares."""
    n, d = points.shape
    k = centres.shape[0]
    sums, sizes = np.empty((k, d)), np.empty(k)
    squares = 0.0
    for turn in range(200):
        changed = 0
        squares = 0.0
        sums[:] = 0.0
        sizes[:] = 0.0
        for i in range(n):
            best, near = 0, np.inf
            for c in range(k):
                far = 0.0
                for p in range(d):
                    far += (points[i, p] - centres[c, p]) ** 2
                if far < near:
                    best, near = c, far
            if labels[i] != best or turn == 0:
                changed += 1
                labels[i] = best
            squares += near
            sizes[best] += 1
            for p in range(d):
                sums[best, p] += points[i, p]
        if changed == 0:
            break
        for c in range(k):
            if sizes[c] > 0:
                for p in range(d):
                    centres[c, p] = sums[c, p] / sizes[c]
    return squares


@compiled
def _nearest(points: Reals, centres: Reals, labels: Labels) -> None:
    for i in range(points.shape[0]):
        near = np.inf
        for c in range(centres.shape[0]):
            far = 0.0
            for p in range(points.shape[1]):
                far += (points[i, p] - centres[c, p]) ** 2
            if far < near:
                labels[i], near = c, far


@compiled
def _silhouette(points: Reals, labels: Labels, k: int) -> float:
    n, d = points.shape
    sizes = np.zeros(k)
    for i in range(n):
        sizes[labels[i]] += 1
    total = 0.0
    to = np.empty(k)
    for i in range(n):
        to[:] = 0.0
        for j in range(n):
            far = 0.0
            for p in range(d):
                far += (points[i, p] - points[j, p]) ** 2
            to[labels[j]] += np.sqrt(far)
        own = labels[i]
        if sizes[own] > 1:
            a, b = to[own] / (sizes[own] - 1), np.inf
            for c in range(k):
                if c != own and sizes[c] > 0:
                    b = min(b, to[c] / sizes[c])
            if b < np.inf and max(a, b) > 0:
                total += (b - a) / max(a, b)
    return total / n
