"""The same map from many machines: three sums over partitions of participants, everything else in one place.

    first    co-counts: for every two statements the sums that x'x is made of (C x C, whatever the number of people)
    second   projections: sixteen bytes a person
    third    votes counted by group

A partition holds all votes of its participants, so nothing is sent between workers. A partition that is lost is
computed again and gives the same numbers: there is no other state. (Dask does both.)
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion import passes
from xieshang.engines.opinion._compiled import compiled
from xieshang.engines.opinion.axes import leading_axes
from xieshang.engines.opinion.polis import drawing as polis
from xieshang.engines.opinion.polis.kmeans import cluster
from xieshang.engines.opinion.polis.membership import clustered_cold, first_statements
from xieshang.engines.opinion.votes import Votes

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SpreadMap:
    """What three reductions give, equal to `polis.draw` on the whole within rounding.

    center, components, eigenvalues; projection and groups of all people in the order of the partitions' ids;
    counted (groups, statements, 3) and everybody (statements, 3)
    """

    center: Reals
    components: Reals
    eigenvalues: Reals
    extremity: Reals
    projection: Reals
    k: int
    silhouettes: dict[int, float]
    groups: NDArray[np.int64]
    counted: NDArray[np.int64]
    everybody: NDArray[np.int64]


def split(votes: Votes, parts: int) -> list[Votes]:
    """Partitions by participants, with about as many votes each; every one keeps all statements."""
    edges = np.searchsorted(votes.starts, np.linspace(0, votes.starts[-1], parts + 1))
    edges[0], edges[-1] = 0, len(votes.participants)
    return [_rows(votes, int(a), int(b)) for a, b in itertools.pairwise(edges) if b > a]


def draw(client: Any, partitions: list[Any]) -> SpreadMap:
    """Draw the map of partitions that lie on the cluster as futures of `Votes` (see `split`, or load them there).

    client  a `distributed.Client`

    Every reduction is a task a partition; if a worker dies its tasks run elsewhere.
    """
    sums = client.gather(client.map(_co_counts, partitions, pure=False))
    whole = _added([one[0] for one in sums])
    everybody = np.asarray(sum(one[1] for one in sums))
    silenced = sums[0][2]
    center, components, eigenvalues = _axes(whole, everybody, silenced)
    extremity = np.sqrt(len(center)) * np.abs(1 + center) * np.hypot(components[0], components[1])
    axes = np.ascontiguousarray(components.T)
    placed = client.gather(client.map(_place, partitions, center=center, axes=axes, pure=False))
    projection = np.vstack([one[0] for one in placed])
    counts, first = (np.concatenate([one[at] for one in placed]) for at in (1, 2))
    k, groups, silhouettes = _group(projection, counts, first, len(center))
    heads = np.concatenate([[0], np.cumsum([len(one[0]) for one in placed])])
    labels = [groups[a:b] for a, b in itertools.pairwise(heads)]
    counted = client.gather(client.map(_count, partitions, labels, k=k, pure=False))
    return SpreadMap(
        center,
        components,
        eigenvalues,
        extremity,
        projection,
        k,
        silhouettes,
        groups,
        np.asarray(sum(counted)),
        everybody,
    )


def _rows(votes: Votes, first: int, last: int) -> Votes:
    part = slice(votes.starts[first], votes.starts[last])
    return Votes(
        votes.participants[first:last], votes.statements, votes.starts[first : last + 1] - votes.starts[first],
        votes.columns[part], votes.sides[part], votes.out, votes.meta,
    )  # fmt: skip


def _co_counts(votes: Votes) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.bool_]]:
    width = len(votes.statements)
    sums = np.zeros((3, width, width), np.int32)
    live = ~votes.silenced
    _pairs(votes.starts, votes.columns, votes.sides, live, sums)
    everybody = np.zeros((1, width, 3), np.int64)
    passes.tally(votes.starts, votes.columns, votes.sides, np.zeros(len(votes.participants), np.int64), everybody)
    return sums, everybody[0], votes.silenced


def _added(parts: list[NDArray[np.int32]]) -> Reals:
    total = np.zeros(parts[0].shape)
    for one in parts:  # whole numbers: the order does not matter, not even to the last bit
        total += one
    return total


def _axes(sums: Reals, everybody: NDArray[np.int64], silenced: NDArray[np.bool_]) -> tuple[Reals, Reals, Reals]:
    center = np.where(silenced, 0.0, (everybody[:, 0] - everybody[:, 2]) / np.maximum(everybody.sum(axis=1), 1))
    vv, vm, mm = (half + half.T - np.diag(np.diag(half)) if at != 1 else half for at, half in enumerate(sums))
    crossed = -vm * center[None, :]  # signs inside Polis are turned round
    gram = vv - crossed - crossed.T + mm * np.outer(center, center)
    gram[silenced] = 0.0
    gram[:, silenced] = 0.0
    values, vectors = leading_axes(lambda block, step: gram @ block, len(center), 2)
    return center, vectors.T, values


def _place(votes: Votes, center: Reals, axes: Reals) -> tuple[Reals, NDArray[np.int64], NDArray[np.int64]]:
    says = np.array([1.0, 0.0, -1.0]) - center[:, None]
    says[votes.silenced] = 0.0
    projection = np.zeros((len(votes.participants), 2))
    passes.project(votes.starts, votes.columns, votes.sides, says, axes, projection)
    projection *= np.sqrt(len(center) / np.maximum(polis.present(votes), 1))[:, None]
    return projection, votes.counts, first_statements(votes)


def _group(
    projection: Reals, counts: NDArray[np.int64], first: NDArray[np.int64], width: int
) -> tuple[int, NDArray[np.int64], dict[int, float]]:
    clustered = clustered_cold(counts, first, width)
    base, centers, _ = cluster(projection[clustered], polis.BASE_CLUSTERS, 100)
    k, of_base, silhouettes = polis.group_bases(centers, np.bincount(base, minlength=len(centers)).astype(float))
    groups = np.full(len(projection), -1, np.int64)
    groups[clustered] = of_base[base]
    return k, groups, silhouettes


def _count(votes: Votes, labels: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    counted = np.zeros((k, len(votes.statements), 3), np.int64)
    passes.tally(votes.starts, votes.columns, votes.sides, labels, counted)
    return counted


@compiled
def _pairs(
    starts: NDArray[np.int64],
    columns: NDArray[np.int32],
    sides: NDArray[np.int8],
    live: NDArray[np.bool_],
    sums: NDArray[np.int32],
) -> None:
    """Add VV and MM in their upper halves, and VM whole: all that x'x needs of a partition, in one pass.

    A pair of votes is one addition: four counts of sixteen bits share a word, emptied before any can run over.
    """
    width = sums.shape[1]
    packed = np.zeros((width, width), np.uint64)
    one = np.uint64(1)
    since = 0
    rows = starts.size - 1
    for row in range(rows):
        for a in range(starts[row], starts[row + 1]):
            j = columns[a]
            if not live[j]:
                continue
            side = np.int64(sides[a])
            for b in range(a, starts[row + 1]):
                other = np.int64(sides[b])
                word = (side * other + 1) << 16 | (side + 1) << 32 | (other + 1) << 48
                packed[j, columns[b]] += np.uint64(word) + one
        since += 1
        if since == 32_000 or row == rows - 1:
            for j in range(width):
                for k in range(j, width):
                    word_ = packed[j, k]
                    if word_ != 0:
                        packed[j, k] = 0
                        pairs = np.int64(word_ & np.uint64(0xFFFF))
                        sums[0, j, k] += np.int64((word_ >> np.uint64(16)) & np.uint64(0xFFFF)) - pairs
                        sums[1, j, k] += np.int64((word_ >> np.uint64(32)) & np.uint64(0xFFFF)) - pairs
                        if j != k:
                            sums[1, k, j] += np.int64(word_ >> np.uint64(48)) - pairs
                        sums[2, j, k] += pairs
            since = 0
