"""k-means exactly as Polis does it when it starts cold: its first centres, its ties, its way to stop."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion._compiled import compiled

Reals = NDArray[np.float64]
Labels = NDArray[np.int64]

STANDSTILL = 0.01
WORTH_A_GRID = 600


def cluster(points: Reals, k: int, steps: int, weights: Reals | None = None) -> tuple[Labels, Reals, Labels]:
    """Cluster points in the plane.

    points   (n, 2), in the order in which Polis would hold them: the first k distinct ones are the start
    steps    at most this many plus one, as the loop of Polis runs

    returns  labels (n,), centres, and the ids of the centres that are left; labels index the centres

    Each point goes to the nearest centre, of equals to the last; empty clusters go; a centre is the weighted mean;
    it ends when no centre has moved by 0.01, old and new each sorted by coordinates.
    """
    centres = first_distinct(points, k)
    ids = np.arange(len(centres))
    heavy = np.ones(len(points)) if weights is None else weights
    grid = _Grid(points, heavy) if len(points) > WORTH_A_GRID else None
    labels = np.zeros(len(points), np.int64)
    for _ in range(steps + 1):
        sums = np.zeros((len(centres), 3))
        if grid is None:
            _assign(points, heavy, centres, labels, sums)
        else:
            grid.assign(centres, sums)
        left = sums[:, 2] > 0
        fresh = sums[left, :2] / sums[left, 2:]
        ids = ids[left]
        still = _stands_still(centres, fresh)
        before, centres = centres, fresh
        if still:
            break
    if grid is not None:
        _assign(points, heavy, before, labels, np.zeros((len(before), 3)))
    return (np.cumsum(left) - 1)[labels], centres, ids


def first_distinct(points: Reals, k: int) -> Reals:
    """The first k different points, in order."""
    head = points[: 4 * k]
    while True:
        _, first = np.unique(head, axis=0, return_index=True)
        if len(first) >= k or len(head) == len(points):
            return points[np.sort(first)[:k]]
        head = points[: 4 * len(head)]


def silhouette(points: Reals, labels: Labels) -> float:
    """Mean over points of (b - a) / max(a, b): how much nearer each lies to its own group than to the next.

    Points alone in their group count 0. Source: Rousseeuw (1987).
    """
    sizes = np.bincount(labels)
    apart = np.sqrt(((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2))
    to_groups = apart @ np.eye(len(sizes))[labels]
    own = sizes[labels]
    among = to_groups[np.arange(len(points)), labels] / np.maximum(own - 1, 1)
    to_groups = to_groups / np.maximum(sizes, 1)
    to_groups[np.arange(len(points)), labels] = np.inf
    nearest = to_groups.min(axis=1)
    larger = np.maximum(among, nearest)
    each = np.divide(nearest - among, larger, out=np.zeros(len(points)), where=(larger > 0) & (own > 1))
    return float(each.mean())


def _stands_still(old: Reals, new: Reals) -> bool:
    shorter = min(len(old), len(new))
    old = old[np.lexsort(old.T[::-1])][:shorter]
    new = new[np.lexsort(new.T[::-1])][:shorter]
    return bool(np.all(((old - new) ** 2).sum(axis=1) < STANDSTILL**2))


class _Grid:
    """Points sorted into small squares: where one centre is nearest to all of a square, it is counted whole.

    With a hundred centres and a million people nine squares in ten are of this kind, so a step of k-means looks
    at one person in ten and at few centres for each, and the answer is the same.
    """

    def __init__(self, points: Reals, weights: Reals) -> None:
        self.side = int(np.clip(np.sqrt(len(points)) / 2, 12, 256))
        self.low = points.min(axis=0)
        self.size = np.maximum((points.max(axis=0) - self.low) / self.side, 1e-300)
        place = np.minimum(((points - self.low) / self.size).astype(np.int64), self.side - 1)
        square = place[:, 0] * self.side + place[:, 1]
        order = np.argsort(square, kind="stable")
        self.points, self.weights = points[order], weights[order]
        squares = self.side * self.side
        self.heads = np.concatenate([[0], np.cumsum(np.bincount(square, minlength=squares))])
        self.totals: Reals = np.column_stack(
            [np.bincount(square, points[:, d] * weights, minlength=squares) for d in (0, 1)]
            + [np.bincount(square, weights, minlength=squares)]
        )

    def assign(self, centres: Reals, sums: Reals) -> None:
        _assign_by_square(
            self.points, self.weights, self.heads, self.totals, self.low, self.size, self.side, centres, sums
        )


@compiled
def _assign(points: Reals, weights: Reals, centres: Reals, labels: Labels, sums: Reals) -> None:
    for i in range(points.shape[0]):
        best, nearest = 0, np.inf
        for c in range(centres.shape[0]):
            dx, dy = points[i, 0] - centres[c, 0], points[i, 1] - centres[c, 1]
            d = dx * dx + dy * dy
            if d <= nearest:
                best, nearest = c, d
        labels[i] = best
        sums[best, 0] += weights[i] * points[i, 0]
        sums[best, 1] += weights[i] * points[i, 1]
        sums[best, 2] += weights[i]


@compiled
def _assign_by_square(
    points: Reals,
    weights: Reals,
    heads: Labels,
    totals: Reals,
    low: Reals,
    size: Reals,
    side: int,
    centres: Reals,
    sums: Reals,
) -> None:
    k = centres.shape[0]
    likely = np.empty(k, np.int64)
    nearest_of = np.empty(k)
    half_x, half_y = size[0] / 2, size[1] / 2
    for square in range(side * side):
        first, last = heads[square], heads[square + 1]
        if first == last:
            continue
        x = low[0] + (square // side + 0.5) * size[0]
        y = low[1] + (square % side + 0.5) * size[1]
        reach = np.inf  # some centre is at most this far from every point of the square
        for c in range(k):
            dx, dy = abs(x - centres[c, 0]), abs(y - centres[c, 1])
            far = (dx + half_x) ** 2 + (dy + half_y) ** 2
            reach = min(reach, far)
            near_x, near_y = max(dx - half_x, 0.0), max(dy - half_y, 0.0)
            nearest_of[c] = near_x * near_x + near_y * near_y
        count = 0
        for c in range(k):
            if nearest_of[c] <= reach * (1 + 1e-9) + 1e-300:
                likely[count] = c
                count += 1
        if count == 1:
            for d in range(3):
                sums[likely[0], d] += totals[square, d]
            continue
        for i in range(first, last):
            best, nearest = 0, np.inf
            for n in range(count):
                c = likely[n]
                dx, dy = points[i, 0] - centres[c, 0], points[i, 1] - centres[c, 1]
                d = dx * dx + dy * dy
                if d <= nearest:
                    best, nearest = c, d
            sums[best, 0] += weights[i] * points[i, 0]
            sums[best, 1] += weights[i] * points[i, 1]
            sums[best, 2] += weights[i]
