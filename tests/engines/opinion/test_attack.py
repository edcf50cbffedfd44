"""What a party of strangers can do is measured, not guessed."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.opinion.conversations import ALL, conversation
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


@pytest.mark.skipif("vtaiwan.uberx" not in ALL, reason="the conversation lies beside the project")
def test_a_statement_few_have_voted_on_is_lifted_further():
    votes = conversation("vtaiwan.uberx")
    middle, seldom = attack.measure(votes), attack.measure(votes, seldom=True)
    for one in ("bridging", "consensus", "group_aware"):
        assert np.subtract(*getattr(seldom, one)) > np.subtract(*getattr(middle, one))


def test_most_honest_people_stay_together_when_a_twentieth_colludes():
    moved = attack.measure(conversation("brexit-consensus"))
    assert moved.kept_groups > 0.8
    assert moved == attack.measure(conversation("brexit-consensus"))
