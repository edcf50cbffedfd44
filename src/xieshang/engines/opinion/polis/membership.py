"""Who is placed in groups: those with enough votes, and those who came first while there were few."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion.votes import Votes

ENOUGH_VOTES = 7
FEWEST_PEOPLE = 15


def first_statements(votes: Votes) -> NDArray[np.int64]:
    """The first column each person voted on; the number of columns for who voted on none."""
    first = np.full(len(votes.participants), len(votes.statements), np.int64)
    voted = votes.counts > 0
    first[voted] = votes.columns[votes.starts[:-1][voted]]
    return first


def clustered_cold(counts: NDArray[np.int64], first: NDArray[np.int64], statements: int) -> NDArray[np.int64]:
    """The rows that a run without history would place in groups.

    counts  votes of each person; first  as `first_statements` has it
    returns in Polis' order, in which people are met when votes are read by (statement, participant)
    """
    order = np.argsort(first, kind="stable")
    counts = counts[order]
    taken = counts >= min(ENOUGH_VOTES, statements)
    if taken.sum() < FEWEST_PEOPLE:
        most = np.argsort(-counts, kind="stable")
        rest = most[~taken[most]]
        taken[rest[: FEWEST_PEOPLE - int(taken.sum())]] = True
    return order[taken]


def clustered_by_replay(events: Iterable[tuple[Any, Any]]) -> set[Any]:
    """Who is in after (participant, statement) events have arrived one by one; whoever is in stays in.

    That stickiness is why the set depends on history, and why a replay matches production where a single
    run over the final votes does not.
    """
    seen: set[tuple[Any, Any]] = set()
    counts: dict[Any, int] = {}
    statements: set[Any] = set()
    taken: set[Any] = set()
    for person, statement in events:
        statements.add(statement)
        counts.setdefault(person, 0)
        if (person, statement) not in seen:
            seen.add((person, statement))
            counts[person] += 1
        if counts[person] >= min(ENOUGH_VOTES, len(statements)):
            taken.add(person)
        if len(taken) < FEWEST_PEOPLE:
            rest = sorted((p for p in counts if p not in taken), key=lambda p: -counts[p])
            taken.update(rest[: FEWEST_PEOPLE - len(taken)])
    return taken
