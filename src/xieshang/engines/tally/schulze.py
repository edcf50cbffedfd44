"""The Schulze method: an order of a few candidates from people's rankings, with the paths that carry it.

Source: Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method", Social Choice and Welfare 36, 2011.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.tally.errors import TallyError
from xieshang.engines.tally.lots import order_by_lot

STRENGTHS = ("winning", "margins")


@dataclass(frozen=True)
class Path:
    """How one candidate beats another, perhaps by way of others.

    steps     candidates from the one to the other
    strength  of the path: that of its weakest step
    """

    steps: tuple[int, ...]
    strength: int


@dataclass(frozen=True, eq=False)
class Order:
    """The outcome of a ranking.

    candidates  as they were handed in
    prefer      (n, n) how many put the row's candidate before the column's
    strongest   (n, n) strength of the strongest path from row to column, 0 where there is none
    order       all candidates, best first; where `tiers` has several at once, the lot decided their order
    tiers       the order the ballots alone give: several in one tier beat one another in neither direction
    ballots     how many were counted
    measure     what a step's strength is: "winning" votes, or "margins"
    seed        of the lot; "" for the order of the names
    """

    candidates: tuple[str, ...]
    prefer: NDArray[np.int64]
    strongest: NDArray[np.int64]
    through: NDArray[np.int64]
    order: tuple[int, ...]
    tiers: tuple[tuple[int, ...], ...]
    ballots: int
    measure: str
    seed: str

    @property
    def winner(self) -> int:
        return self.order[0]

    @property
    def beats_everyone(self) -> bool:
        """Whether the winner also wins against each other alone (a Condorcet winner)."""
        first = self.winner
        others = [n for n in range(len(self.candidates)) if n != first]
        return all(self.prefer[first, n] > self.prefer[n, first] for n in others)

    def path(self, start: int, end: int) -> Path | None:
        """The strongest path from one to another, None where there is none."""
        strength = int(self.strongest[start, end])
        if start == end or strength == 0:
            return None
        steps = [end]
        while steps[-1] != start:
            steps.append(int(self.through[start, steps[-1]]))
        return Path(tuple(reversed(steps)), strength)


def rank(
    candidates: Sequence[str],
    ballots: Iterable[Mapping[str, int] | Sequence[str]],
    *,
    weights: Iterable[int] | None = None,
    measure: str = "winning",
    seed: str = "",
) -> Order:
    """Rank candidates by the Schulze method.

    ballots  each a list, best first, or candidate -> place (1 is best, equals allowed); who is not on a ballot stands
             below all who are, equal among themselves
    weights  how often each ballot was cast; None for once each
    measure  "winning": a step is as strong as the votes for its winner; "margins": as its lead
    seed     published beforehand; where the ballots alone leave candidates equal, the lot decides

    Raises TallyError for candidates named twice, and for a ballot that names somebody else.
    """
    if measure not in STRENGTHS:
        raise TallyError(f"{measure!r} is no measure known here. Choose one of {', '.join(STRENGTHS)}.")
    place_of = {name: n for n, name in enumerate(candidates)}
    n = len(candidates)
    if len(place_of) != n or n == 0:
        raise TallyError("Candidates must be named once each, and there must be one. Correct the list.")
    prefer = np.zeros((n, n), dtype=np.int64)
    counted = 0
    cast = list(ballots)
    for number, (ballot, weight) in enumerate(zip(cast, weights or [1] * len(cast), strict=True), 1):
        if not isinstance(ballot, Mapping):
            if len(set(ballot)) != len(ballot):
                raise TallyError(f"Ballot {number} names a candidate twice. Keep each once.")
            ballot = {name: place for place, name in enumerate(ballot, 1)}
        places = np.full(n, np.iinfo(np.int64).max)
        for name, place in ballot.items():
            if name not in place_of:
                raise TallyError(f"Ballot {number} names {name!r}, who is no candidate. Correct the ballot.")
            places[place_of[name]] = place
        prefer += weight * (places[:, None] < places[None, :])
        counted += weight
    strongest, through = _strongest_paths(prefer, measure)
    beats = strongest > strongest.T
    tiers = _tiers(beats)
    lot = {name: k for k, name in enumerate(order_by_lot(candidates, seed))}
    order = tuple(one for tier in tiers for one in sorted(tier, key=lambda c: lot[c]))
    return Order(tuple(candidates), prefer, strongest, through, order, tiers, counted, measure, seed)


def _strongest_paths(prefer: NDArray[np.int64], measure: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Strength of the strongest path between any two, and the last step but one on it (Floyd and Warshall)."""
    n = len(prefer)
    lead = prefer - prefer.T
    strength = np.where(lead > 0, prefer if measure == "winning" else lead, 0)
    through = np.repeat(np.arange(n)[:, None], n, axis=1)
    for k in range(n):
        by_way = np.minimum(strength[:, k, None], strength[None, k, :])
        better = by_way > strength
        better[:, k] = better[k, :] = False
        np.fill_diagonal(better, False)
        strength = np.where(better, by_way, strength)
        through = np.where(better, through[k][None, :], through)
    return strength, through


def _tiers(beats: NDArray[np.bool_]) -> tuple[tuple[int, ...], ...]:
    """Best first: whoever nobody left beats. The relation is transitive, so each tier has at least one."""
    left = list(range(len(beats)))
    tiers = []
    while left:
        tier = tuple(c for c in left if not any(beats[other, c] for other in left))
        tiers.append(tier)
        left = [c for c in left if c not in tier]
    return tuple(tiers)
