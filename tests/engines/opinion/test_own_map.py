"""What people rely on in our own map: no order matters, no groups out of nothing, and it says how sure it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from tests.engines.opinion.conversations import PUBLISHED, agreement, conversation, published
from xieshang.engines import opinion
from xieshang.engines.opinion import grouping, ordering, placing, standing
from xieshang.engines.opinion.pattern import _shuffle, look_for_pattern
from xieshang.engines.opinion.planted import plant
from xieshang.engines.opinion.votes import Votes

QUICK = opinion.Settings(replicates=5, shuffles=39)


def shuffled(votes: Votes, seed: int) -> Votes:
    mixed = votes.sides.copy()
    heads = np.concatenate([[0], np.cumsum(np.bincount(votes.columns, minlength=len(votes.statements)))])
    _shuffle(np.argsort(votes.columns, kind="stable"), heads, mixed, seed + 1)
    return replace(votes, sides=mixed, _digest=[])


def groups_of(votes: Votes, shuffles: int = 39) -> np.ndarray:
    """The groups alone, found as `draw` finds them."""
    ordered, rows, _ = ordering.canonical(votes.without_silenced())
    axes = placing.find_axes(ordered)
    worth = placing.worth(axes, look_for_pattern(ordered, shuffles=shuffles, seed=0).chance)
    points = (placing.scores(ordered, axes) * worth)[:, : max(1, int((worth > 0).sum()))]
    placed = ordered.counts >= min(7, len(ordered.statements))
    found = grouping.group(np.ascontiguousarray(points[placed]))
    labels = np.empty(len(points), np.int64)
    labels[rows] = grouping.nearest(np.ascontiguousarray(points), found.centres)
    return labels


def test_neither_order_nor_names_change_the_map():
    votes = conversation("brexit-consensus")
    dice = np.random.default_rng(3)
    people, statements = dice.permutation(len(votes.participants)), dice.permutation(len(votes.statements))
    order = dice.permutation(votes.sides.size)
    renamed = Votes.from_events(people[votes.rows][order] + 100, statements[votes.columns][order], votes.sides[order])
    one, other = opinion.draw(votes, QUICK), opinion.draw(renamed, QUICK)
    assert_array_equal(one.groups, other.groups[people])
    assert_array_equal(one.place, other.place[people])
    assert one.pattern == other.pattern
    assert_array_equal(one.shares, other.shares[:, statements])
    assert [statements[s.statement] for s in one.representative[0]] == [s.statement for s in other.representative[0]]


def test_the_same_votes_and_settings_repeat_bit_for_bit():
    votes = conversation("15-per-hour-seattle")
    one, other = opinion.draw(votes, QUICK), opinion.draw(votes, QUICK)
    assert opinion.as_values(one, votes) == opinion.as_values(other, votes)
    assert one.votes_digest == other.votes_digest
    assert one.settings_digest != opinion.draw(votes, replace(QUICK, seed=1)).settings_digest


def test_whoever_says_the_same_as_everybody_else_makes_no_groups():
    drawn = opinion.draw(plant(1, people=300, statements=60, density=0.3, seed=4).votes, QUICK)
    assert drawn.k == 1
    assert drawn.representative == [[]]


@pytest.mark.parametrize("groups", [2, 3, 4, 5])
def test_planted_groups_are_found_and_counted(groups):
    apart = {2: 1.05, 3: 1.5, 4: 1.75, 5: 1.95}[groups]
    truth = plant(groups, apart=apart, seed=1)
    labels = groups_of(truth.votes)
    assert labels.max() + 1 == groups
    assert agreement(truth.groups, labels) >= 0.7


def test_on_shuffled_votes_the_p_value_is_even():
    votes = conversation("brexit-consensus")
    low = sum(look_for_pattern(shuffled(votes, s), shuffles=19, seed=s).p_value <= 0.05 for s in range(30))
    assert low <= 5  # expected one or two; more than 5 would come up once in three hundred runs


def test_on_shuffled_votes_nothing_stands_for_anybody():
    votes = conversation("brexit-consensus")
    listed = cells = 0
    for seed in range(8):
        mixed = shuffled(votes, seed)
        labels = groups_of(mixed, shuffles=5)  # groups all the same, as if the question had not been asked
        stances = standing.representative(mixed, labels, np.ones(4), false_discoveries=0.1, seed=seed)
        listed += sum(len(one) for one in stances)
        cells += len(stances) * len(mixed.statements)
    assert listed <= 0.01 * cells


def test_real_conversations_hang_together_and_agree_with_what_was_published():
    scores = []
    for name in PUBLISHED:
        votes = conversation(name)
        truth = published(name)
        assert look_for_pattern(votes.without_silenced(), shuffles=99, seed=0).p_value <= 0.01
        known = np.isin(votes.participants, list(truth))
        labels = groups_of(votes)[known]
        scores.append(agreement([truth[person] for person in votes.participants[known].tolist()], labels))
    if len(scores) == 7:
        assert np.mean(scores) >= 0.8


def test_few_votes_leave_a_wide_deviation_and_a_place_near_the_middle():
    votes = conversation("15-per-hour-seattle")
    drawn = opinion.draw(votes, QUICK)
    few, many = votes.counts <= 3, votes.counts >= 20
    assert drawn.deviations[few, 0].mean() > 1.5 * drawn.deviations[many, 0].mean()
    assert np.all(drawn.groups[votes.counts < 7] == -1)


def test_the_slate_leaves_no_large_part_out():
    votes = conversation("brexit-consensus")
    slate = opinion.draw(votes, replace(QUICK, slate=4)).slate
    assert len(set(slate.statements)) == 4
    assert slate.is_fair
    assert slate.left_out < slate.threshold


def test_small_cells_are_not_told():
    votes = conversation("15-per-hour-seattle")
    drawn = opinion.draw(votes, QUICK)
    values = opinion.as_values(drawn, votes)
    asked = drawn.counted.sum(axis=2)
    for column, told in enumerate(values["statement_details"]):
        if told["open"]:
            for group, cell in enumerate(told["groups"]):
                assert (cell is None) == (asked[group, column] < 5)
            assert (told["group_aware"] is None) == bool((asked[:, column] < 5).any())


def test_intervals_of_planted_shares_hold_about_nine_in_ten():
    inside = []
    for seed in (0, 1):
        truth = plant(3, apart=1.5, seed=seed)
        drawn = opinion.draw(truth.votes, QUICK)
        assert drawn.k == 3
        match = [np.bincount(truth.groups[drawn.groups == g], minlength=3).argmax() for g in range(3)]
        shares = truth.shares[match][:, truth.votes.statements]
        inside.append(((drawn.low <= shares) & (shares <= drawn.high)).mean())
    assert 0.85 <= np.mean(inside) <= 0.95


def test_divisiveness_follows_the_planted_slopes():
    truth = plant(2, apart=1.5, seed=2)
    drawn = opinion.draw(truth.votes, QUICK)
    gap = np.abs(truth.shares[0] - truth.shares[1])[truth.votes.statements]
    assert np.corrcoef(drawn.divisiveness, gap)[0, 1] > 0.8


@pytest.mark.parametrize(
    ("people", "statements", "sides"),
    [([1], [1], [1]), ([1, 1], [1, 2], [1, -1]), ([1, 2, 3], [5, 5, 5], [1, 1, -1]), ([1, 2] * 8, list(range(16)), [0] * 16)],
    ids=["one vote", "one person", "one statement", "all passes"],
)  # fmt: skip
def test_the_smallest_gatherings_get_a_map_without_groups(people, statements, sides):
    drawn = opinion.draw(Votes.from_events(people, statements, sides), QUICK)
    assert drawn.k == 1
    assert np.all(np.isfinite(drawn.place))


def test_long_work_tells_how_far_it_is():
    heard = []
    opinion.draw(conversation("brexit-consensus"), QUICK, lambda step, share: heard.append((step, share)))
    shares = [share for _, share in heard]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert sum(step == "model" for step, _ in heard) > 5
    assert sum(step == "stability" for step, _ in heard) >= QUICK.replicates


def test_a_map_needs_a_vote_on_something_open():
    with pytest.raises(opinion.TooFewVotesError):
        opinion.draw(Votes.from_events([1], [1], [1], out=[1]))
