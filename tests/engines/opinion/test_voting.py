"""Votes that were hidden are predicted, and the chances given mean what they say."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.opinion.conversations import ALL, conversation
from xieshang.engines.opinion import voting

GOALS = {"vtaiwan.uberx": 0.575, "american-assembly.bowling-green": 0.69}


@pytest.mark.parametrize("name", [name for name in GOALS if name in ALL])
def test_a_tenth_of_the_votes_is_predicted_from_the_rest(name):
    votes = conversation(name).without_silenced()
    losses, errors = [], []
    for seed in range(3 if name == "vtaiwan.uberx" else 1):
        hidden = np.random.default_rng(seed).random(votes.sides.size) < 0.1
        model = voting.fit(votes.where(~hidden))
        rows, columns, sides = votes.rows[hidden], votes.columns[hidden], votes.sides[hidden]
        chances = model.three(rows, columns)
        losses.append(-np.log(chances[np.arange(sides.size), sides + 1]).mean())
        agree, took = model.agree(rows, columns), sides != 0
        errors.append(_calibration(agree[took], sides[took] > 0))
    assert np.mean(losses) <= GOALS[name] + 0.01 * (len(losses) == 1)
    assert np.mean(errors) <= 0.02


def test_chances_of_the_three_votes_are_one_together():
    votes = conversation("brexit-consensus")
    chances = voting.fit(votes).three(votes.rows, votes.columns)
    assert np.allclose(chances.sum(axis=1), 1)
    assert chances.min() >= 0


def _calibration(chance, happened):
    tenth = np.minimum((10 * chance).astype(int), 9)
    return sum(
        abs(chance[tenth == b].mean() - happened[tenth == b].mean()) * (tenth == b).mean() for b in np.unique(tenth)
    )
