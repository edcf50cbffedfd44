"""Passes over the table of votes: each reads every vote once and remembers one number or a few per person or statement.

In all of them x(i, j) is the vote of i on j less the mean vote on j, and 0 where i was silent: what a vote says
beyond what everybody says, with silence as no evidence. x comes as a table, says[statement, vote + 1], so that a
statement set aside, or a sign turned round, costs nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion._compiled import compiled

Reals = NDArray[np.float64]


@compiled
def tally(
    starts: NDArray[np.int64],
    columns: NDArray[np.int32],
    sides: NDArray[np.int8],
    label: NDArray[np.int64],
    counted: NDArray[np.int64],
) -> None:
    """Add to counted[group, statement, vote + 1] every vote of the people whose label is not negative."""
    for row in range(starts.size - 1):
        group = label[row]
        if group >= 0:
            for at in range(starts[row], starts[row + 1]):
                counted[group, columns[at], sides[at] + 1] += 1


@compiled
def project(
    starts: NDArray[np.int64],
    columns: NDArray[np.int32],
    sides: NDArray[np.int8],
    says: Reals,
    axes: Reals,
    place: Reals,
) -> None:
    """Write x @ axes into `place`, (people, dimensions)."""
    dimensions = axes.shape[1]
    for row in range(starts.size - 1):
        for at in range(starts[row], starts[row + 1]):
            column = columns[at]
            x = says[column, sides[at] + 1]
            for d in range(dimensions):
                place[row, d] += x * axes[column, d]


@compiled
def gram_times(
    starts: NDArray[np.int64],
    columns: NDArray[np.int32],
    sides: NDArray[np.int8],
    says: Reals,
    weight: Reals,
    block: Reals,
    answer: Reals,
    step: int,
) -> None:
    """Write x' diag(weight) x @ block into `answer` for a block of four vectors, reading every `step`-th person.

    An empty `weight` counts everybody once.
    """
    answer[:] = 0.0
    for row in range(0, starts.size - 1, step):
        times = weight[row] if weight.size else 1.0
        if times == 0.0:
            continue
        t0 = t1 = t2 = t3 = 0.0
        for at in range(starts[row], starts[row + 1]):
            column = columns[at]
            x = says[column, sides[at] + 1]
            t0 += x * block[column, 0]
            t1 += x * block[column, 1]
            t2 += x * block[column, 2]
            t3 += x * block[column, 3]
        t0, t1, t2, t3 = times * t0, times * t1, times * t2, times * t3
        for at in range(starts[row], starts[row + 1]):
            column = columns[at]
            x = says[column, sides[at] + 1]
            answer[column, 0] += x * t0
            answer[column, 1] += x * t1
            answer[column, 2] += x * t2
            answer[column, 3] += x * t3
