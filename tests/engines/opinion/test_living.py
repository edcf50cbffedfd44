"""Vote by vote is the same as all at once."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from tests.engines.opinion.conversations import conversation
from xieshang.engines.opinion import OpinionError, Votes, placing
from xieshang.engines.opinion.living import LivingMap

EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("vote"), st.integers(0, 9), st.integers(0, 6), st.sampled_from([-1, 0, 1])),
        st.tuples(st.just("moderate"), st.integers(0, 6), st.booleans()),
    ),
    min_size=1,
    max_size=60,
)
WORTH = np.array([1.0, 0.6, 0.0, 0.0])


@settings(deadline=None, max_examples=40)
@given(EVENTS)
def test_after_any_sequence_the_state_equals_a_fresh_run(events):
    living, last, out = LivingMap(), {}, set()
    for event in events:
        if event[0] == "vote":
            _, person, statement, side = event
            living.vote(person, statement, side)
            last[person, statement] = side
            living.axes()
        else:
            _, statement, gone = event
            living.moderate(statement, out=gone)
            (out.add if gone else out.discard)(statement)
    if not last:
        return
    people, statements = zip(*last, strict=True)
    fresh = Votes.from_events(people, statements, list(last.values()), out=out)
    assert living.votes().digest == fresh.digest
    order = [living.statements.of[s] for s in fresh.statements.tolist()]
    counted = np.zeros((len(order), 3))
    np.add.at(counted, (fresh.columns, fresh.sides + 1), 1)
    assert_array_equal(living.counted[order], counted)
    gram = _gram(fresh)
    open_ = np.flatnonzero(~fresh.out)
    values, _ = living.axes()
    truth = np.sort(np.linalg.eigvalsh(gram[np.ix_(open_, open_)]))[::-1]
    expected = np.pad(truth, (0, 4))[:4]
    assert_allclose(values, expected, atol=1e-8)


def test_axes_after_many_votes_are_those_of_a_fresh_run():
    votes = conversation("15-per-hour-seattle")
    living = _fed(votes)
    fresh = placing.find_axes(living.votes().without_silenced())
    _, directions = living.axes()
    order = [living.statements.of[s] for s in living.votes().without_silenced().statements.tolist()]
    cosine = np.abs((directions[order] * fresh.directions).sum(axis=0))[:2]
    assert np.all(cosine >= 1 - 1e-9)


def test_a_snapshot_gives_the_same_groups_again_and_goes_on_alike():
    living = _fed(conversation("brexit-consensus"))
    living.groups(WORTH)
    again = LivingMap.restore(json.loads(json.dumps(living.snapshot())))
    assert again.groups(WORTH) == living.groups(WORTH)
    for one in (living, again):
        one.vote(1, 7, -1)
        one.vote("a newcomer", 7, 1)
    assert again.groups(WORTH) == living.groups(WORTH)
    assert_array_equal(again.grouped, living.grouped)


def test_counts_by_group_follow_every_vote():
    living = _fed(conversation("brexit-consensus"))
    groups = living.groups(WORTH)
    person = next(iter(groups))
    living.vote(person, 3, 1)
    living.vote(person, 3, -1)
    recount = np.zeros_like(living.grouped)
    for i, row in enumerate(living.rows):
        if i in living.group_of:
            for j, side in row.items():
                recount[living.group_of[i], j, side + 1] += 1
    assert_array_equal(living.grouped, recount)


def test_a_vote_is_one_of_three():
    with pytest.raises(OpinionError):
        LivingMap().vote(1, 1, 2)


def _fed(votes):
    living = LivingMap()
    cells = zip(votes.rows.tolist(), votes.columns.tolist(), votes.sides.tolist(), strict=True)
    for i, j, side in cells:
        living.vote(votes.participants[i].item(), votes.statements[j].item(), side)
    for statement in votes.statements[votes.out].tolist():
        living.moderate(statement, out=True)
    return living


def _gram(votes):
    table = votes.table()
    x = np.nan_to_num(table - np.nanmean(table, axis=0))
    return x.T @ x
