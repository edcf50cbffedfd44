"""What changes for whom when the same ballots are counted by another rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.tally.counts import Count
from xieshang.engines.tally.elections import Election
from xieshang.engines.tally.errors import TallyError

SMALLEST = 5


@dataclass(frozen=True)
class Reached:
    """How one part of the voters fares under two rules.

    name        the part, "" for all
    ballots     how many ballots it has
    first       share of them with at least one funded project under the first rule; None where the part is too small
    second      the same under the second
    gained      share with something now and nothing before
    lost        share with nothing now and something before
    """

    name: str
    ballots: int
    first: float | None
    second: float | None
    gained: float | None
    lost: float | None


@dataclass(frozen=True)
class Change:
    """From the first count to the second.

    both, gained, lost   places of projects: funded by both, only by the second, only by the first
    everyone             all voters
    parts                voters by what is told about them (their place), largest part first
    projects_by_place    place -> what is spent there by the first and by the second rule, in the smallest coin
    money                mean amount of funded projects a ballot names, under either rule, in the smallest coin
    """

    both: tuple[int, ...]
    gained: tuple[int, ...]
    lost: tuple[int, ...]
    everyone: Reached
    parts: tuple[Reached, ...]
    projects_by_place: dict[str, tuple[int, int]]
    money: tuple[float, float]


def compare(election: Election, first: Count, second: Count, by: str = "", smallest: int = SMALLEST) -> Change:
    """What the second rule changes against the first, project by project and voter by voter.

    by        a column of `election.about`, such as the voter's place; "" for no parts
    smallest  parts with fewer ballots show no share, so that nobody's ballot can be read from it

    Raises TallyError where nothing is told under that name, or the counts are of other ballots.
    """
    if election.digest not in (first.digest, second.digest) or first.digest != second.digest:
        raise TallyError("These two counts are not of the same ballots. Count both from one file.")
    if by and by not in election.about:
        known = ", ".join(election.about) or "none"
        raise TallyError(f"Nothing is told about voters under {by!r}. There are: {known}.")
    has = _has_one(election, first), _has_one(election, second)
    parts: list[Reached] = []
    if by:
        names, part_of = np.unique(np.array(election.about[by], dtype=str), return_inverse=True)
        parts = [_reached(str(name), part_of == n, *has, smallest) for n, name in enumerate(names)]
        parts.sort(key=lambda part: (-part.ballots, part.name))
    places: dict[str, tuple[int, int]] = {}
    for n, project in enumerate(election.projects):
        if project.place:
            was = places.get(project.place, (0, 0))
            cost = project.cost
            places[project.place] = (was[0] + cost * (n in first.projects), was[1] + cost * (n in second.projects))
    return Change(
        both=_in_order(first.projects & second.projects),
        gained=_in_order(second.projects - first.projects),
        lost=_in_order(first.projects - second.projects),
        everyone=_reached("", np.ones(election.ballots, dtype=bool), *has, 0),
        parts=tuple(parts),
        projects_by_place=dict(sorted(places.items())),
        money=(_mean_money(election, first), _mean_money(election, second)),
    )


def _in_order(projects: frozenset[int]) -> tuple[int, ...]:
    return tuple(sorted(projects))


def _is_funded(election: Election, count: Count) -> NDArray[np.bool_]:
    return np.isin(np.arange(len(election.projects)), list(count.projects))


def _has_one(election: Election, count: Count) -> NDArray[np.bool_]:
    marks = _is_funded(election, count)[election.chosen]
    return np.bincount(election.voter_of[marks], minlength=election.ballots) > 0


def _mean_money(election: Election, count: Count) -> float:
    marks = _is_funded(election, count)[election.chosen]
    return float(election.costs[election.chosen[marks]].sum() / max(1, election.ballots))


def _reached(
    name: str, part: NDArray[np.bool_], first: NDArray[np.bool_], second: NDArray[np.bool_], smallest: int
) -> Reached:
    n = int(part.sum())
    if n == 0 or n < smallest:
        return Reached(name, n, None, None, None, None)
    gained, lost = second & ~first & part, first & ~second & part
    shares = [float((one & part).sum() / n) for one in (first, second, gained, lost)]
    return Reached(name, n, shares[0], shares[1], shares[2], shares[3])
