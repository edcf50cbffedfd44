"""Votes as they stand: who is asked what next, the shares of each statement, and the map as last drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from xieshang.consultations.models import Channel, Consultation, Statement, Vote, Voter
from xieshang.consultations.models.counting import BY_CHANNEL, COUNTS, rows_of, voted_on
from xieshang.engines.opinion import asking


@dataclass(frozen=True)
class Next:
    """The statement to show, the chance it was drawn with, and how far this voice has come."""

    statement: Statement | None
    chance: float
    done: int
    all: int


def next_for(voter: Voter, dice: np.random.Generator) -> Next:
    """By the engine's policy, among those this voice has not voted on: the seldom voted on first."""
    shown = voted_on(voter.consultation)
    seen_by = set(Vote.objects.filter(voter=voter).values_list("statement_id", flat=True))
    unseen = np.array([one.pk not in seen_by for one in shown], dtype=bool)
    done = int((~unseen).sum())
    if not unseen.any():
        return Next(None, 0.0, done, len(shown))
    seen = dict.fromkeys((one.pk for one in shown), 0)
    for pk, _side, n in rows_of(COUNTS, voter.consultation):
        if pk in seen:
            seen[pk] += n
    chances = asking.probabilities(asking.least_seen, known_of(np.array(list(seen.values()), dtype=float)), unseen)
    n = asking.draw_next(chances, dice)
    return Next(shown[n], float(chances[n]), done, len(shown))


def known_of(seen: np.ndarray[Any, Any]) -> asking.Known:
    """What the policy looks at while no model is fitted: how often each was voted on."""
    n, none = seen.size, np.zeros
    return asking.Known(
        seen=seen, agreed=none(n), passed=none(n), slope=none((n, 2)), level=none(n), doubt=none((n, 3, 3)),
        position=none(2), spread=np.eye(2), extremity=none(n),
    )  # fmt: skip


@dataclass(frozen=True)
class Share:
    """One statement's votes; shares are None where too few voted to tell them apart from people."""

    statement: Statement
    votes: int
    agree: float | None
    disagree: float | None
    passed: float | None
    low: float | None = None
    high: float | None = None

    def percent(self, share: float | None) -> str:
        return "" if share is None else f"{100 * share:.0f}%"

    @property
    def agree_shown(self) -> str:
        return self.percent(self.agree)

    @property
    def disagree_shown(self) -> str:
        return self.percent(self.disagree)

    @property
    def passed_shown(self) -> str:
        return self.percent(self.passed)

    @property
    def range_shown(self) -> str:
        return "" if self.low is None or self.high is None else f"{100 * self.low:.0f}–{100 * self.high:.0f}"

    @property
    def width(self) -> int:
        return round(100 * (self.agree or 0))


def shares_of(item: Consultation) -> list[Share]:
    """The votes on each statement as they stand, those most agreed to first."""
    from xieshang.engines.opinion import shares

    least = item.norm("statement.smallest_cell")
    counts: dict[int, dict[int, int]] = {}
    for pk, side, n in rows_of(COUNTS, item):
        counts.setdefault(pk, {})[side] = n
    found = []
    for one in voted_on(item):
        cast = counts.get(one.pk, {})
        votes = sum(cast.values())
        if votes < least:
            found.append(Share(one, votes, None, None, None))
            continue
        low, high = shares.interval(np.array([cast.get(1, 0)], dtype=float), np.array([votes], dtype=float))
        agree, disagree, passed = (cast.get(side, 0) / votes for side in (1, -1, 0))
        found.append(Share(one, votes, agree, disagree, passed, float(low[0]), float(high[0])))
    return sorted(found, key=lambda share: (share.agree is None, -(share.agree or 0), share.statement.position))


@dataclass(frozen=True)
class Turnout:
    """Voices by the door they came in by; `voices` is None where so few came by it that they could be told."""

    channel: str
    voices: int | None
    votes: int | None


def turnout_of(item: Consultation) -> list[Turnout]:
    least = item.norm("statement.smallest_cell")
    found = {channel: (voices, votes) for channel, voices, votes in rows_of(BY_CHANNEL, item)}
    rows = []
    for channel in Channel:
        if channel.value in found:
            voices, votes = found[channel.value]
            is_told = voices >= least
            rows.append(Turnout(str(channel.label), voices if is_told else None, votes if is_told else None))
    return rows
