"""Whatever a policy prefers, everything can be asked, and what was asked more can be put right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from xieshang.engines.opinion import asking
from xieshang.engines.opinion.planted import plant
from xieshang.engines.opinion.rehearsal import rehearse

POLICIES = [asking.even, asking.least_seen, asking.as_polis, asking.informative, asking.pleasing]


def known(dice, width=12):
    seen = dice.integers(0, 40, width).astype(float)
    return asking.Known(
        seen, np.floor(seen * 0.6), np.floor(seen * 0.1), dice.normal(size=(width, 2)), dice.normal(size=width),
        np.tile(np.eye(3), (width, 1, 1)), dice.normal(size=2), np.eye(2), dice.random(width),
    )  # fmt: skip


@pytest.mark.parametrize("policy", POLICIES)
@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 2**31), missing=st.integers(0, 11))
def test_every_unseen_statement_keeps_a_chance(policy, seed, missing):
    dice = np.random.default_rng(seed)
    unseen = np.ones(12, np.bool_)
    unseen[:missing] = False
    chances = asking.probabilities(policy, known(dice), unseen)
    assert chances.sum() == pytest.approx(1)
    assert np.all(chances[unseen] >= asking.EXPLORING / 12 - 1e-12)
    assert np.all(chances[~unseen] == 0)
    assert_allclose(asking.would_be_shown(policy, known(dice), unseen).max() <= 1, True)


def test_nothing_left_to_ask_has_no_chance():
    assert asking.probabilities(asking.even, known(np.random.default_rng(0)), np.zeros(12, np.bool_)).sum() == 0


def test_weights_put_right_what_was_asked_of_some_more_than_of_others():
    dice = np.random.default_rng(5)
    likes = dice.random(20_000) < 0.4
    sides = np.where(likes, 1, -1).astype(np.int8)
    chance = np.where(likes, 0.8, 0.2)  # those who agree are asked four times as often
    asked = dice.random(20_000) < chance
    columns = np.zeros(int(asked.sum()), np.int64)
    raw = (sides[asked] == 1).mean()
    fixed = asking.reweighted(sides[asked], columns, chance[asked], 1)[0]
    assert abs(fixed - likes.mean()) < 0.1 * abs(raw - likes.mean())
    expected = np.full((20_000, 1), 0.5)  # a model that knows nothing does not spoil it
    both = asking.completed(sides[asked], np.flatnonzero(asked), columns, chance[asked], expected)[0]
    assert abs(both - likes.mean()) < 0.1 * abs(raw - likes.mean())


def test_where_the_model_is_right_the_noise_of_weights_is_not_added_to_it():
    dice = np.random.default_rng(7)
    expected = dice.uniform(0.1, 0.9, (400, 40))
    sides = np.where(dice.random(expected.shape) < expected, 1, -1).astype(np.int8)
    chance = np.where(expected > 0.5, 0.3, 0.05)
    rows, columns = np.nonzero(dice.random(expected.shape) < chance)
    answers, chances = sides[rows, columns], chance[rows, columns]
    truth = expected.mean(axis=0)
    both = asking.completed(answers, rows, columns, chances, expected)
    alone = asking.reweighted(answers, columns, chances, 40)
    assert np.abs(both - truth).mean() < 0.4 * np.abs(alone - truth).mean()
    assert asking.completed(answers[:0], rows[:0], columns[:0], chances[:0], expected) == pytest.approx(truth)


def test_what_divides_the_room_and_is_little_known_is_asked_first():
    dice = np.random.default_rng(2)
    base = known(dice, width=3)
    flat = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 0.0]])
    doubt = np.tile(0.05 * np.eye(3), (3, 1, 1))
    doubt[2] *= 8
    even_ = replace(base, seen=np.full(3, 20.0), slope=flat, level=np.zeros(3), doubt=doubt, position=np.zeros(2))
    wished = asking.informative(even_)
    assert wished[1] > wished[0]
    assert wished[2] > wished[0]


def test_a_rehearsal_asks_everything_of_somebody():
    truth = plant(3, people=60, statements=30, apart=1.5, seed=0)
    learnt = rehearse(truth, asking.informative, each=10, seed=0)
    assert learnt.fewest >= 5
    assert learnt.log_loss < 0.75
