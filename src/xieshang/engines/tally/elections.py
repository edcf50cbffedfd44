"""Projects with costs, a budget, and who wants which: what the rules of prioritising count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.tally.errors import TallyError

MOST_MONEY = 2**53  # beyond it a float no longer tells every whole amount apart


@dataclass(frozen=True)
class Project:
    """Something to be paid for.

    cost   in the election's smallest coin (see `Election.coins`)
    place  where it would be, "" where that is not told
    """

    id: str
    name: str
    cost: int
    place: str = ""


@dataclass(frozen=True, eq=False)
class Election:
    """Ballots on projects.

    budget   what there is to spend, in the smallest coin
    coins    how many of the smallest coin make one unit of money: 1 where all amounts are whole, 100 with cents
    kind     "approval", "points" (cumulative or scoring ballots) or "ranking"
    starts   (ballots + 1,) ballot i holds chosen[starts[i]:starts[i + 1]]
    chosen   (marks,) places in `projects`; a ranking's in its order, best first
    points   (marks,) whole numbers of at least 1; 1 on approval ballots
    about    what is told about each ballot's voter: column name -> one value a ballot
    """

    projects: tuple[Project, ...]
    budget: int
    starts: NDArray[np.int64]
    chosen: NDArray[np.int64]
    points: NDArray[np.int64]
    title: str = ""
    kind: str = "approval"
    coins: int = 1
    about: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def ballots(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def costs(self) -> NDArray[np.int64]:
        return np.array([project.cost for project in self.projects], dtype=np.int64)

    @cached_property
    def voter_of(self) -> NDArray[np.int64]:
        """(marks,) the ballot each mark stands on."""
        return np.repeat(np.arange(self.ballots), np.diff(self.starts))

    @cached_property
    def by_project(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Starts, ballots and points of the marks, project by project."""
        order = np.argsort(self.chosen, kind="stable")
        starts = np.searchsorted(self.chosen[order], np.arange(len(self.projects) + 1))
        return starts, self.voter_of[order], self.points[order]

    @cached_property
    def votes(self) -> NDArray[np.int64]:
        """(projects,) how many ballots name each."""
        return np.bincount(self.chosen, minlength=len(self.projects))

    @cached_property
    def scores(self) -> NDArray[np.int64]:
        """(projects,) the points of each."""
        return np.bincount(self.chosen, weights=self.points, minlength=len(self.projects)).astype(np.int64)

    def supporters(self, project: int) -> NDArray[np.int64]:
        starts, voters, _ = self.by_project
        return voters[starts[project] : starts[project + 1]]

    @cached_property
    def digest(self) -> str:
        """A fingerprint of all that is counted; the same for the same file, wherever it is counted."""
        told = sha256(f"{self.kind}\n{self.budget}\n{self.coins}\n".encode())
        for project in self.projects:
            told.update(f"{project.id}\t{project.cost}\n".encode())
        for array in (self.starts, self.chosen, self.points):
            told.update(np.ascontiguousarray(array, dtype="<i8").tobytes())
        return told.hexdigest()

    @classmethod
    def of(
        cls,
        projects: Iterable[tuple[str, int | str | Decimal]],
        budget: int | str | Decimal,
        ballots: Iterable[Iterable[str] | Mapping[str, int]],
        *,
        names: Mapping[str, str] | None = None,
        places: Mapping[str, str] | None = None,
        about: Mapping[str, Sequence[str]] | None = None,
        kind: str = "",
        title: str = "",
    ) -> Election:
        """An election from plain words: ids with costs, and on each ballot the ids it names (or id -> points).

        Raises TallyError for a project named twice, one nobody knows, a cost below nothing, points below one.
        """
        projects = list(projects)
        amounts, coins = in_coins([str(cost) for _, cost in projects] + [str(budget)])
        place_of = {id: place for place, (id, _) in enumerate(projects)}
        if len(place_of) != len(projects):
            raise TallyError("Two projects have the same id. Give each its own.")
        starts, chosen, points, has_points = [0], [], [], False
        for n, ballot in enumerate(ballots, 1):
            marks = dict(ballot) if isinstance(ballot, Mapping) else dict.fromkeys(ballot, 1)
            has_points = has_points or isinstance(ballot, Mapping)
            for id, given in marks.items():
                if id not in place_of:
                    raise TallyError(f"Ballot {n} names {id!r}, which is not among the projects. Correct the ballot.")
                if given < 1:
                    raise TallyError(f"Ballot {n} gives {id!r} {given} points. Leave out what gets none.")
                chosen.append(place_of[id])
                points.append(given)
            starts.append(len(chosen))
        return cls(
            projects=tuple(
                Project(id, (names or {}).get(id, id), amount, (places or {}).get(id, ""))
                for (id, _), amount in zip(projects, amounts[:-1], strict=True)
            ),
            budget=amounts[-1],
            starts=np.array(starts, dtype=np.int64),
            chosen=np.array(chosen, dtype=np.int64),
            points=np.array(points, dtype=np.int64),
            kind=kind or ("points" if has_points else "approval"),
            coins=coins,
            title=title,
            about=about or {},
        )


def in_coins(amounts: Sequence[str]) -> tuple[list[int], int]:
    """Amounts as whole numbers of the smallest coin any of them needs, and how many of it make one unit.

    Raises TallyError for what is no amount, is below nothing, or is too large to be told exactly.
    """
    numbers = []
    for text in amounts:
        try:
            number = Decimal(text.strip().replace(",", "."))
        except ArithmeticError:
            raise TallyError(f"{text!r} is not an amount of money. Write digits, with a point before cents.") from None
        if not number.is_finite() or number < 0:
            raise TallyError(f"{text!r} is not an amount of money. Write what it costs, nothing or more.")
        numbers.append(number)
    places = max((max(0, -int(number.normalize().as_tuple().exponent)) for number in numbers), default=0)
    coins = 10**places
    whole = [int(number * coins) for number in numbers]
    if sum(whole) >= MOST_MONEY:
        raise TallyError("These amounts add up to more than can be counted exactly. Use thousands as the unit.")
    return whole, coins
