"""The opinion map of our own kind: where people stand, whether there are groups, what they share, what divides them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion import (
    grouping,
    ideal,
    ordering,
    passes,
    placing,
    shares,
    slate,
    stability,
    standing,
    voting,
)
from xieshang.engines.opinion.errors import OpinionError, TooFewVotesError
from xieshang.engines.opinion.pattern import Pattern, look_for_pattern
from xieshang.engines.opinion.votes import Votes

Reals = NDArray[np.float64]
Kind = TypeVar("Kind", bound=np.generic)
Progress = Callable[[str, float], None]

ENOUGH_VOTES = 7
FEWEST_PEOPLE = 10


@dataclass(frozen=True)
class Settings:
    """What may be chosen; the defaults are the one configuration all figures in the documents were measured with.

    seed               of every draw by lot; published before the votes are counted where that matters
    level              of significance, for saying that people differ in a way that hangs together
    shuffles           of votes, to learn what chance does
    replicates         of the gathering, to learn how stable groups are; 0 leaves it out
    false_discoveries  share of the statements listed for groups that may be chance
    slate              how many statements the short list holds
    smallest_cell      fewer votes of a group on a statement than this are not shown
    """

    seed: int = 0
    level: float = 0.05
    shuffles: int = 99
    replicates: int = 100
    false_discoveries: float = 0.1
    slate: int = 8
    smallest_cell: int = 5

    def __post_init__(self) -> None:
        """Refuse what nothing can be drawn with."""
        for name, least in (("seed", 0), ("shuffles", 1), ("replicates", 0), ("slate", 0), ("smallest_cell", 0)):
            if getattr(self, name) < least:
                raise OpinionError(f"{name} must be {least} or more.")
        if not (0 < self.level < 1 and 0 < self.false_discoveries < 1):
            raise OpinionError("level and false_discoveries must lie between 0 and 1.")

    @property
    def digest(self) -> str:
        """A fingerprint of the settings."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class OpinionMap:
    """Everything that was found, in the order of the votes' own participants and statements.

    groups           (people,) from 0, the largest first; -1 for those with too few votes; all 0 where there are none
    k                number of groups, 1 when there are none
    place            (people, 2) for the picture; positions and deviations (people, 2) of the model, in units of
                     the room's spread
    counted          (k, statements, 3) votes -1, 0, +1; shares, low, high (k, statements) with 90 % intervals
    overall          (3, statements): share of agreement among all who voted, low, high
    representative   for each group the statements that stand for it
    consensus        columns everybody shares, the surest first: {"agree": [...], "disagree": [...]}
    divisiveness     (statements,) 0 to 1; bridging (3, statements): chance, low, high
    """

    votes_digest: str
    settings: Settings
    settings_digest: str
    pattern: Pattern
    k: int
    groups: NDArray[np.int64]
    silhouettes: dict[int, float]
    axes: placing.Axes
    worth: Reals
    centres: Reals
    place: Reals
    positions: Reals
    deviations: Reals
    counted: NDArray[np.int64]
    shares: Reals
    low: Reals
    high: Reals
    overall: Reals
    stability: stability.Stability | None
    representative: list[list[standing.Stance]]
    consensus: dict[str, list[int]]
    divisiveness: Reals
    bridging: Reals
    slate: slate.Slate
    model: voting.VotingModel

    mode = "own"


def draw(votes: Votes, settings: Settings | None = None, progress: Progress | None = None) -> OpinionMap:
    """Draw the map.

    Statements moderated out and questions about the person take no part; they keep their columns, with zeros.
    The same votes and settings give the same map bit for bit, in whatever order the votes came.

    Raises TooFewVotesError when nobody has voted on anything that is open.
    """
    chosen = settings or Settings()
    tell = progress or (lambda step, share: None)
    open_columns = np.flatnonzero(~votes.silenced)
    heard = votes.without_silenced()
    if not heard.sides.size:
        raise TooFewVotesError("Nobody has voted on a statement that is open; a map needs at least one vote.")
    ordered, rows, columns = ordering.canonical(heard)
    tell("axes", 0.0)
    axes = placing.find_axes(ordered)
    tell("chance", 0.1)
    pattern = look_for_pattern(ordered, shuffles=chosen.shuffles, seed=chosen.seed)
    worth = placing.worth(axes, pattern.chance)
    placed = ordered.counts >= min(ENOUGH_VOTES, len(ordered.statements))
    points = np.ascontiguousarray((placing.scores(ordered, axes) * worth)[:, : max(1, int((worth > 0).sum()))])
    tell("groups", 0.4)
    found = _group(points, placed, pattern, chosen)
    labels = np.where(placed, grouping.nearest(points, found.centres), -1)
    k = len(found.centres)
    tell("model", 0.5)
    model = voting.fit(ordered, lambda share: tell("model", 0.5 + 0.2 * share))
    tell("stability", 0.7)
    stable = None
    mixed = np.eye(k)
    if chosen.replicates and k > 1:
        stable = stability.bootstrap(
            ordered, axes, worth, found, placed, labels, replicates=chosen.replicates, seed=chosen.seed,
            told=lambda share: tell("stability", 0.7 + 0.2 * share),
        )  # fmt: skip
        mixed = stable.mixed
    tell("statements", 0.9)
    counted = np.zeros((k, len(ordered.statements), 3), np.int64)
    passes.tally(ordered.starts, ordered.columns, ordered.sides, labels, counted)
    share, low, high = shares.group_intervals(counted, mixed)
    stances = standing.representative(
        ordered, labels, worth, false_discoveries=chosen.false_discoveries, seed=chosen.seed
    )
    overall, agreed = _consensus(ordered, counted)
    short = slate.choose(ordered, model, chosen.slate)
    bridge = np.vstack(model.bridging())

    back = _Back(len(votes.statements), open_columns[columns], rows)
    positions, deviations = model.positions()
    tell("done", 1.0)
    return OpinionMap(
        votes_digest=votes.digest,
        settings=chosen,
        settings_digest=chosen.digest,
        pattern=pattern,
        k=k,
        groups=back.people(labels),
        silhouettes=found.silhouettes,
        axes=back.axes(axes),
        worth=worth,
        centres=found.centres,
        place=back.people(_picture(ordered, axes, worth)),
        positions=back.people(positions),
        deviations=back.people(deviations),
        counted=back.statements(counted, 0, 1),
        shares=back.statements(share, np.nan, 1),
        low=back.statements(low, np.nan, 1),
        high=back.statements(high, np.nan, 1),
        overall=back.statements(overall, np.nan, 1),
        stability=back.stability(stable),
        representative=[
            [replace(one, statement=int(back.column[one.statement])) for one in group] for group in stances
        ],
        consensus={side: back.column[ones].tolist() for side, ones in agreed.items()},
        divisiveness=back.statements(model.divisiveness(), np.nan, 0),
        bridging=back.statements(bridge, np.nan, 1),
        slate=replace(short, statements=back.column[short.statements].tolist()),
        model=back.model(model),
    )


def _group(points: Reals, placed: NDArray[np.bool_], pattern: Pattern, chosen: Settings) -> grouping.Grouping:
    if pattern.p_value > chosen.level or placed.sum() < FEWEST_PEOPLE:
        return grouping.Grouping(np.zeros(int(placed.sum()), np.int64), np.zeros((1, points.shape[1])), 0.0, {})
    return grouping.group(np.ascontiguousarray(points[placed]))


def _picture(votes: Votes, axes: placing.Axes, worth: Reals) -> Reals:
    """Two dimensions for eyes: the first two axes, the second never quite flat."""
    return placing.scores(votes, axes)[:, :2] * np.maximum(worth[:2], [0.25, 0.25])


def _consensus(votes: Votes, counted: NDArray[np.int64]) -> tuple[Reals, dict[str, list[int]]]:
    """What clearly more than half of everybody, and more than half of every group that was asked, says."""
    everybody = np.zeros((1, len(votes.statements), 3), np.int64)
    passes.tally(votes.starts, votes.columns, votes.sides, np.zeros(len(votes.participants), np.int64), everybody)
    asked = everybody[0].sum(axis=1).astype(float)
    answer: dict[str, list[int]] = {}
    shown = np.zeros((3, len(votes.statements)))
    in_groups = counted.sum(axis=2)
    for side, column in (("disagree", 0), ("agree", 2)):
        n = everybody[0, :, column].astype(float)
        low, high = shares.interval(n, asked)
        shown = np.vstack([np.divide(n, asked, out=np.full(asked.size, np.nan), where=asked > 0), low, high])
        everywhere = np.all((counted[:, :, column] > in_groups / 2) | (in_groups < standing.FEWEST), axis=0)
        clear = np.flatnonzero((low > 0.5) & everywhere)
        answer[side] = clear[np.argsort(-low[clear], kind="stable")].tolist()
    return shown, {"agree": answer["agree"], "disagree": answer["disagree"]}


class _Back:
    """From the order in which the map was drawn to the order of the votes that were handed in."""

    def __init__(self, width: int, column: NDArray[np.int64], row: NDArray[np.int64]) -> None:
        self.width, self.column, self.row = width, column, row

    def people(self, values: NDArray[Kind]) -> NDArray[Kind]:
        answer = np.empty_like(values)
        answer[self.row] = values
        return answer

    def statements(self, values: NDArray[Kind], empty: float, axis: int) -> NDArray[Kind]:
        shape = list(values.shape)
        shape[axis] = self.width
        answer = np.full(shape, empty, values.dtype)
        where: list[object] = [slice(None)] * values.ndim
        where[axis] = self.column
        answer[tuple(where)] = values  # type: ignore[index]
        return answer

    def axes(self, axes: placing.Axes) -> placing.Axes:
        return placing.Axes(
            self.statements(axes.middle, 0.0, 0), axes.variances, self.statements(axes.directions, 0.0, 0)
        )

    def stability(self, found: stability.Stability | None) -> stability.Stability | None:
        if found is None:
            return None
        return stability.Stability(found.groups, self.people(found.people), found.mixed, found.replicates)

    def model(self, model: voting.VotingModel) -> voting.VotingModel:
        return voting.VotingModel(self._ideal(model.sides), self._ideal(model.passes))

    def _ideal(self, one: ideal.IdealPoints) -> ideal.IdealPoints:
        size = one.people.mean.shape[1]
        mean = self.statements(one.statements.mean, 0.0, 0)
        cov = self.statements(one.statements.cov, 0.0, 0)
        unheard = np.setdiff1d(np.arange(self.width), self.column)
        mean[unheard, 0] = one.level
        cov[unheard] = np.diag(one.statements_prior[:size])
        return ideal.IdealPoints(
            ideal.Posterior(self.people(one.people.mean), self.people(one.people.cov)),
            ideal.Posterior(mean, cov),
            one.people_prior, one.statements_prior, one.level, one.rounds,
        )  # fmt: skip
