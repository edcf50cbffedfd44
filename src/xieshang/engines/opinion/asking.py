"""Which statement to show next: policies that answer with a probability for each, so that shares can be put right.

A policy is a plain function of what is known to weights. Whatever it prefers, every statement keeps a chance above
zero; the chance is logged with the vote, and shares are weighed by it afterwards (Horvitz and Thompson, 1952).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]

EXPLORING = 0.25  # the share of the draw that is even, whatever the policy wants


@dataclass(frozen=True, eq=False)
class Known:
    """What a policy may look at.

    seen        (statements,) how often each was voted on, by anybody
    agreed, passed  of these, how many agreed and passed
    slope       (statements, d) how each divides the room; zeros while nothing is known
    level       (statements,) its intercept
    position    (d,) where the person stands, spread (d, d) how uncertain that is
    extremity   (statements,) distance on Polis' map
    """

    seen: Reals
    agreed: Reals
    passed: Reals
    slope: Reals
    level: Reals
    position: Reals
    spread: Reals
    extremity: Reals


Policy = Callable[[Known], Reals]


def even(known: Known) -> Reals:
    """Every statement alike."""
    return np.ones(known.seen.size)


def least_seen(known: Known) -> Reals:
    """Statements few have seen, first: each ten votes fewer make it e times as likely."""
    return np.asarray(np.exp(-(known.seen - known.seen.min(initial=0)) / 10))


def as_polis(known: Known) -> Reals:
    """The priorities of Polis, to compare with."""
    importance = (1 - (known.passed + 1) / (known.seen + 2)) * (known.extremity + 1) * (known.agreed + 1) / (
        known.seen + 2
    )  # fmt: skip
    return np.asarray((importance * (1 + 8 * 2 ** (-known.seen / 5))) ** 2)


def informative(known: Known) -> Reals:
    """Statements whose answer would say most about where this person stands, and rarely seen ones.

    Expected gain is p (1 - p) v' S v: information of a yes-or-no answer at the person's likely place, along what is
    not known of it yet. Divided by how often the statement was seen already, for it has told its share.

    Source: adaptive testing by Fisher information; ideal points, Bachmann et al. (2024).
    """
    logit = np.clip(known.level + known.slope @ known.position, -30, 30)
    chance = 1 / (1 + np.exp(-logit))
    gain = chance * (1 - chance) * np.einsum("jd,de,je->j", known.slope, known.spread, known.slope)
    mean = float(gain.mean()) if gain.size else 0.0
    relative = gain / mean if mean > 0 else np.ones(gain.size)
    return np.asarray((0.3 + relative) * least_seen(known))


def probabilities(policy: Policy, known: Known, unseen: NDArray[np.bool_]) -> Reals:
    """The chance of each statement to be shown next; 0 for those this person has seen, above 0 for all others."""
    open_ = unseen.astype(float)
    if not unseen.any():
        return open_
    wished = np.where(unseen, np.maximum(policy(known), 0.0), 0.0)
    total = wished.sum()
    fair = open_ / open_.sum()
    return np.asarray(fair if total <= 0 else EXPLORING * fair + (1 - EXPLORING) * wished / total)


def draw_next(chances: Reals, dice: np.random.Generator) -> int:
    """One statement, by its chances."""
    return int(dice.choice(chances.size, p=chances))


def reweighted(sides: NDArray[np.int8], columns: NDArray[np.integer], chances: Reals, width: int) -> Reals:
    """Share of agreement per statement, each vote weighed by how unlikely it was to be asked; NaN without votes.

    sides, columns  votes and statements; chances  the probability that this person would be shown this statement
                    at all, as `inclusion` makes it from the log

    Weights are normalised within the statement (Hajek, 1971) and cut at twenty times their median.
    """
    weight = 1 / np.maximum(chances, 1e-12)
    weight = np.minimum(weight, 20 * np.median(weight)) if weight.size else weight
    total = np.bincount(columns, weight, minlength=width)
    agreed = np.bincount(columns, weight * (sides == 1), minlength=width)
    return np.divide(agreed, total, out=np.full(width, np.nan), where=total > 0)


def completed(
    sides: NDArray[np.int8], rows: NDArray[np.integer], columns: NDArray[np.integer], chances: Reals, expected: Reals
) -> Reals:
    """Share of agreement of everybody, asked or not, per statement.

    rows, columns  who was asked what; sides  the answers; chances  how likely that was, as for `reweighted`
    expected       (people, statements) chance of agreement by the model

    The model's mean over all people, put right by the re-weighted error it makes where people were asked: right when
    either the model or the log of chances is (Robins, Rotnitzky and Zhao, 1994).
    """
    width = expected.shape[1]
    weight = 1 / np.maximum(chances, 1e-12)
    weight = np.minimum(weight, 20 * np.median(weight)) if weight.size else weight
    wrong = np.bincount(columns, weight * ((sides == 1) - expected[rows, columns]), minlength=width)
    total = np.bincount(columns, weight, minlength=width)
    return np.clip(expected.mean(axis=0) + np.divide(wrong, total, out=np.zeros(width), where=total > 0), 0, 1)


def would_be_shown(policy: Policy, known: Known, unseen: NDArray[np.bool_]) -> Reals:
    """The chance of each statement in this step, for those already asked as if they alone had not been.

    Over the steps of one person, 1 - product of (1 - this) is the chance to be asked at all: the number to log.
    """
    wished = np.maximum(policy(known), 0.0)
    left, count = float(wished[unseen].sum()), int(unseen.sum())
    total = np.where(unseen, left, left + wished)
    fair = 1 / np.maximum(np.where(unseen, count, count + 1), 1)
    return np.asarray(EXPLORING * fair + (1 - EXPLORING) * np.divide(wished, total, out=fair.copy(), where=total > 0))
