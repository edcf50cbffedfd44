"""What a party of strangers can do is measured, not guessed."""

from __future__ import annotations

import numpy as np

from tests.engines.opinion.conversations import conversation
from xieshang.engines.opinion import attack


def test_a_party_adds_its_votes_and_changes_nobody_elses():
    votes = conversation("brexit-consensus")
    joined = attack.collude(votes, 0.05, 3, np.random.default_rng(0))
    honest = joined.where(joined.rows < len(votes.participants))
    assert np.array_equal(honest.columns, votes.columns)
    assert np.array_equal(honest.sides, votes.sides)
    party = joined.rows >= len(votes.participants)
    assert len(joined.participants) == len(votes.participants) + 10
    assert np.all(joined.sides[party & (joined.columns == 3)] == 1)


def test_most_honest_people_stay_together_when_a_twentieth_colludes():
    moved = attack.measure(conversation("brexit-consensus"))
    assert moved.kept_groups > 0.8
    assert moved == attack.measure(conversation("brexit-consensus"))
