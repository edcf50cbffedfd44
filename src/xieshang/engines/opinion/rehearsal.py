"""A rehearsal of asking: made-up people arrive one by one, a policy chooses what to ask, and we see what was learnt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion import asking, grouping, placing, voting
from xieshang.engines.opinion.planted import Planted
from xieshang.engines.opinion.votes import Votes

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Rehearsed:
    """What a policy led to.

    groups      (people,) as found at the end, told how many there are
    raw_error   mean distance of each statement's raw share of agreement from the truth
    weighted_error  the same for shares re-weighted by the logged chances
    error       the same for shares of everybody, completed by the model and put right by the chances
    model_error  the same for the model's mean over everybody
    log_loss    of the answers nobody was asked for, agree or disagree, and accuracy
    fewest      votes on the statement asked least
    """

    groups: NDArray[np.int64]
    raw_error: float
    weighted_error: float
    error: float
    model_error: float
    log_loss: float
    accuracy: float
    fewest: int


def rehearse(
    truth: Planted, policy: asking.Policy, *, each: int = 15, refresh: int = 30, seed: int = 0, pull: float = 0.0
) -> Rehearsed:
    """Let everybody of a planted gathering answer `each` statements, the model renewed every `refresh` people.

    pull  how strongly arrival depends on opinion: people of the first group come first. With it, what was asked
          early and late is answered by different people, and raw shares are biased.
    """
    dice = np.random.default_rng(seed)
    people, width = truth.chance.shape
    answers = np.where(dice.random(truth.chance.shape) < truth.chance, 1, -1).astype(np.int8)
    order = np.argsort(pull * truth.groups + dice.random(people), kind="stable")
    who: list[int] = []
    what: list[int] = []
    logged = np.zeros((people, width))
    slope, level, prior = np.zeros((width, 4)), np.zeros(width), np.ones(4)
    doubt = np.tile(np.eye(5), (width, 1, 1))
    seen, agreed, extremity = np.zeros(width), np.zeros(width), np.zeros(width)
    for turn, person in enumerate(order.tolist()):
        if turn and turn % refresh == 0:
            votes = _gather(who, what, answers)
            model = voting.fit(votes).sides
            slope[:], level[:] = 0.0, 0.0
            slope[votes.statements], level[votes.statements] = model.statements.mean[:, 1:], model.statements.mean[:, 0]
            doubt[votes.statements] = model.statements.cov
            axes = placing.find_axes(votes, precision=1e-3)
            extremity[votes.statements] = np.sqrt(width) * np.abs(1 - axes.middle) * np.hypot(*axes.directions.T[:2])
        position, spread = np.zeros(4), np.diag(prior)
        unseen = np.ones(width, np.bool_)
        missed = np.ones(width)
        for _ in range(min(each, width)):
            known = asking.Known(seen, agreed, np.zeros(width), slope, level, doubt, position, spread, extremity)
            chances = asking.probabilities(policy, known, unseen)
            missed *= 1 - asking.would_be_shown(policy, known, unseen)
            j = asking.draw_next(chances, dice)
            unseen[j] = False
            side = answers[person, j]
            who.append(person)
            what.append(j)
            seen[j] += 1
            agreed[j] += side == 1
            position, spread = _learn(position, spread, slope[j], level[j], side)
        logged[person] = 1 - missed
    votes = _gather(who, what, answers)
    return _judge(truth, votes, answers, logged)


def _gather(who: list[int], what: list[int], answers: NDArray[np.int8]) -> Votes:
    return Votes.from_events(np.array(who), np.array(what), answers[who, what])


def _learn(position: Reals, spread: Reals, slope: Reals, level: float, side: int) -> tuple[Reals, Reals]:
    """One step of Newton for the person's place after one answer."""
    chance = 1 / (1 + np.exp(-float(np.clip(level + slope @ position, -30, 30))))
    turned = spread @ slope
    spread = spread - np.outer(turned, turned) / (1 / max(chance * (1 - chance), 1e-6) + slope @ turned)
    return position + spread @ slope * ((side == 1) - chance), spread


def _judge(truth: Planted, votes: Votes, answers: NDArray[np.int8], logged: Reals) -> Rehearsed:
    people, width = truth.chance.shape
    model = voting.fit(votes)
    asked = np.zeros((people, width), np.bool_)
    rows, columns = votes.participants[votes.rows], votes.statements[votes.columns]
    asked[rows, columns] = True
    place = np.searchsorted(votes.statements, np.arange(width))
    known = np.isin(np.arange(width), votes.statements)
    i, j = np.nonzero(~asked & known)
    p = np.clip(model.agree(i, place[j]), 1e-6, 1 - 1e-6)
    right = answers[i, j] == 1
    true_share = truth.chance.mean(axis=0)
    raw = np.full(width, 0.5)
    raw[votes.statements] = np.bincount(votes.columns, votes.sides == 1) / np.bincount(votes.columns)
    expected = np.full((people, width), 0.5)
    every = np.repeat(np.arange(people), len(votes.statements))
    expected[:, votes.statements] = model.agree(every, np.tile(np.arange(len(votes.statements)), people)).reshape(
        people, -1
    )
    fixed = asking.completed(votes.sides, rows, columns, logged[rows, columns], expected)
    weighted = asking.reweighted(votes.sides, columns, logged[rows, columns], width)
    k = int(truth.groups.max()) + 1
    points = model.sides.people.mean[:, 1 : max(2, k)] * np.sqrt(model.sides.statements_prior[1 : max(2, k)])
    starts = grouping.starts_around(points, k)
    best = min((_settled(points, centres) for centres in starts), key=lambda one: one[0])
    return Rehearsed(
        best[1],
        float(np.abs(raw - true_share).mean()),
        float(np.abs(np.nan_to_num(weighted, nan=0.5) - true_share).mean()),
        float(np.abs(fixed - true_share).mean()),
        float(np.abs(expected.mean(axis=0) - true_share).mean()),
        float(-np.log(np.where(right, p, 1 - p)).mean()),
        float(((p > 0.5) == right).mean()),
        int(np.bincount(columns, minlength=width).min()),
    )


def _settled(points: Reals, centres: Reals) -> tuple[float, NDArray[np.int64]]:
    labels = np.zeros(len(points), np.int64)
    return grouping.settle(np.ascontiguousarray(points), centres, labels), labels
