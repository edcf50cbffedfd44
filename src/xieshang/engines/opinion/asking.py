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

EXPLORING = 0.1  # the share of the draw that is even, whatever the policy wants
BALANCE = 2.5  # what a narrower share is worth against a place better known
SHARPNESS = 6


@dataclass(frozen=True, eq=False)
class Known:
    """What a policy may look at.

    seen        (statements,) how often each was voted on, by anybody
    agreed, passed  of these, how many agreed and passed
    slope       (statements, d) how each divides the room; zeros while nothing is known
    level       (statements,) its intercept
    doubt       (statements, 1 + d, 1 + d) how uncertain level and slope are
    position    (d,) where the person stands, spread (d, d) how uncertain that is
    extremity   (statements,) distance on Polis' map
    """

    seen: Reals
    agreed: Reals
    passed: Reals
    slope: Reals
    level: Reals
    doubt: Reals
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
    """Statements that tell most about where this person stands, and those of which the room's view is least sure.

    The first is p (1 - p) v' S v: what a yes-or-no answer says along what is not known of the person yet. p is the
    chance for somebody of the room, not for this person, so that what people are asked hangs little on what they
    answered. The second is by how much one more answer would narrow the statement's own share among people who stand
    here: with s the deviation of its logit here, s^3 (p (1 - p))^2. The sum is sharpened, for a draw in proportion to
    it would mostly ask the ordinary.

    Source: adaptive testing by Fisher information; ideal points, Bachmann et al. (2024).
    """
    room = _chance(known.level, np.einsum("jd,jd->j", known.slope, known.slope))
    gain = room * (1 - room) * np.einsum("jd,de,je->j", known.slope, known.spread, known.slope)
    here = np.concatenate([[1.0], known.position])
    unsure = np.einsum("d,jde,e->j", here, known.doubt, here)
    chance = _chance(known.level + known.slope @ known.position, unsure)
    narrowing = unsure**1.5 * (chance * (1 - chance)) ** 2
    narrowing = narrowing / np.sqrt(known.seen + 5)  # doubt is renewed now and then; what was asked since counts too
    return np.asarray((_relative(gain) + BALANCE * _relative(narrowing)) ** SHARPNESS)


def pleasing(known: Known) -> Reals:
    """What this person would most likely agree to, as a feed shows it: to see what that does to raw shares."""
    chance = _chance(known.level + known.slope @ known.position, np.zeros(known.level.size))
    return np.asarray(chance**SHARPNESS)


def _chance(logit: Reals, variance: Reals) -> Reals:
    """The logistic, averaged over a normal distribution of the logit."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logit / np.sqrt(1 + np.pi / 8 * variance), -30, 30))))


def _relative(values: Reals) -> Reals:
    mean = float(values.mean()) if values.size else 0.0
    return values / mean if mean > 0 else np.ones(values.size)


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
    weight = _tempered(chances)
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
    either the model or the log of chances is (Robins, Rotnitzky and Zhao, 1994). An error is believed as far as the
    errors of all statements are larger than their own noise (Efron and Morris, 1973): where the model is good, noise
    is not added to it, and where it is not, the log has the last word.
    """
    width = expected.shape[1]
    weight = _tempered(chances)
    total = np.bincount(columns, weight, minlength=width)
    miss = (sides == 1) - expected[rows, columns]
    wrong = np.divide(np.bincount(columns, weight * miss, minlength=width), total, out=np.zeros(width), where=total > 0)
    noise = np.bincount(columns, weight**2 * (miss - wrong[columns]) ** 2, minlength=width)
    noise = np.divide(noise, total**2, out=np.full(width, np.inf), where=total > 0)
    asked = np.isfinite(noise)
    beyond = max(float((wrong[asked] ** 2 - noise[asked]).mean()), 0.0) if asked.any() else 0.0
    believed = np.where(beyond > 0, beyond / np.maximum(beyond + noise, 1e-300), 0.0)
    return np.clip(expected.mean(axis=0) + believed * wrong, 0, 1)


def _tempered(chances: Reals) -> Reals:
    """Weights 1 / chance, cut at twenty times their median."""
    weight = 1 / np.maximum(chances, 1e-12)
    return np.minimum(weight, 20 * np.median(weight)) if weight.size else weight


def would_be_shown(policy: Policy, known: Known, unseen: NDArray[np.bool_]) -> Reals:
    """The chance of each statement in this step, for those already asked as if they alone had not been.

    Over the steps of one person, 1 - product of (1 - this) is the chance to be asked at all: the number to log.
    """
    wished = np.maximum(policy(known), 0.0)
    left, count = float(wished[unseen].sum()), int(unseen.sum())
    total = np.where(unseen, left, left + wished)
    fair = 1 / np.maximum(np.where(unseen, count, count + 1), 1)
    return np.asarray(EXPLORING * fair + (1 - EXPLORING) * np.divide(wished, total, out=fair.copy(), where=total > 0))
