"""An order of people and statements that depends on what was voted and on nobody's name.

Whatever is drawn by lot below is drawn in this order, so that a map does not change when files are sorted otherwise
or ids are given anew.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion._compiled import compiled
from xieshang.engines.opinion.votes import Votes

ROUNDS = 3


def canonical(votes: Votes) -> tuple[Votes, NDArray[np.int64], NDArray[np.int64]]:
    """The same votes with rows and columns in the order of what they hold.

    returns  votes, and for each new row and column the old one. Ids become numbers of the new order.

    Source: colour refinement (Weisfeiler and Leman, 1968): whoever voted alike on alike statements looks alike.
    """
    people = np.zeros(len(votes.participants), np.int64)
    statements = (votes.out.astype(np.int64) + 2 * votes.meta.astype(np.int64)) * 7919
    for _ in range(ROUNDS):
        people, statements = _refine(votes.starts, votes.columns, votes.sides, people, statements)
    rows, columns = np.argsort(people, kind="stable"), np.argsort(statements, kind="stable")
    return _reordered(votes, rows, columns), rows, columns


def _reordered(votes: Votes, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Votes:
    row_of, column_of = np.empty_like(rows), np.empty_like(columns)
    row_of[rows], column_of[columns] = np.arange(rows.size), np.arange(columns.size)
    moved = Votes.from_events(row_of[votes.rows], column_of[votes.columns], votes.sides)
    every_row, every_column = np.arange(rows.size), np.arange(columns.size)
    if len(moved.participants) == rows.size and len(moved.statements) == columns.size:
        starts, places = moved.starts, moved.columns
    else:  # people or statements that are left without a vote keep their place
        starts = np.concatenate([[0], np.cumsum(votes.counts[rows])])
        places = moved.statements[moved.columns].astype(np.int32)
    return Votes(every_row, every_column, starts, places, moved.sides, votes.out[columns], votes.meta[columns])


@compiled
def _refine(
    starts: NDArray[np.int64],
    columns: NDArray[np.int32],
    sides: NDArray[np.int8],
    people: NDArray[np.int64],
    statements: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    new_people, new_statements = people * 31 + 17, statements * 31 + 17
    for row in range(starts.size - 1):
        for at in range(starts[row], starts[row + 1]):
            column = columns[at]
            mixed = (statements[column] + np.int64(sides[at] + 2)) * np.int64(-7046029254386353131)
            mixed ^= mixed >> 29
            new_people[row] += mixed * np.int64(-4658895280553007687)
            mixed = (people[row] + np.int64(sides[at] + 2)) * np.int64(-7046029254386353131)
            mixed ^= mixed >> 29
            new_statements[column] += mixed * np.int64(-4658895280553007687)
    return new_people, new_statements
