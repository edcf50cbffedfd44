"""The Schulze method: published orders in full, and what people rely on; a common statement and who cannot live with it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshang.engines import tally

CASES = Path(__file__).parents[4] / "shared" / "data" / "elections" / "schulze" / "cases.json"
# Schulze 2011, example 1, section 3.1: 45 voters, the order is E > A > C > B > D
EXAMPLE = [
    (5, "ACBED"),
    (5, "ADECB"),
    (8, "BEDAC"),
    (3, "CABED"),
    (7, "CAEBD"),
    (2, "CBADE"),
    (7, "DCEBA"),
    (8, "EBADC"),
]


def cases():
    found = json.loads(CASES.read_text()) if CASES.exists() else []
    return found or [{"name": "example 1", "ballots": EXAMPLE, "ranking": "EACBD"}]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["name"])
@pytest.mark.parametrize("measure", ["winning", "margins"])
def test_published_orders_in_full(case, measure):
    weights, ballots = zip(*case["ballots"], strict=True)
    order = tally.rank(sorted(case["ranking"]), [list(one) for one in ballots], weights=weights, measure=measure)
    assert "".join(order.candidates[n] for n in order.order) == case["ranking"]
    assert all(len(tier) == 1 for tier in order.tiers)


def test_the_strongest_paths_of_the_example():
    """Schulze 2011, table of example 1: strengths of the strongest paths."""
    weights, ballots = zip(*EXAMPLE, strict=True)
    order = tally.rank("ABCDE", [list(one) for one in ballots], weights=weights)
    told = [[0, 28, 28, 30, 24], [25, 0, 28, 33, 24], [25, 29, 0, 29, 24], [25, 28, 28, 0, 24], [25, 28, 28, 31, 0]]
    assert order.strongest.tolist() == told
    path = order.path(0, 3)  # A to D
    assert (path.steps, path.strength) == ((0, 3), 30)
    assert order.path(4, 2).steps == (4, 3, 2)  # E beats C by way of D


NAMES = "PQRST"
rankings = st.lists(st.dictionaries(st.sampled_from(NAMES), st.integers(1, 5), max_size=5), min_size=1, max_size=12)


@given(rankings, st.randoms(use_true_random=False), st.sampled_from(["winning", "margins"]))
def test_the_order_of_ballots_and_candidates_changes_nothing(ballots, dice, measure):
    one = tally.rank(NAMES, ballots, measure=measure, seed="x")
    names = dice.sample(NAMES, len(NAMES))
    other = tally.rank(names, dice.sample(ballots, len(ballots)), measure=measure, seed="x")
    assert [one.candidates[n] for n in one.order] == [other.candidates[n] for n in other.order]


@given(rankings, st.permutations(NAMES))
def test_nobodys_name_matters_to_the_tiers(ballots, names):
    new = dict(zip(NAMES, names, strict=True))
    one = tally.rank(NAMES, ballots)
    other = tally.rank(NAMES, [{new[name]: place for name, place in ballot.items()} for ballot in ballots])
    assert [{new[one.candidates[n]] for n in tier} for tier in one.tiers] == [
        {other.candidates[n] for n in tier} for tier in other.tiers
    ]


@given(rankings)
def test_who_beats_each_other_alone_stands_first(ballots):
    order = tally.rank(NAMES, ballots)
    for n in range(len(NAMES)):
        if all(order.prefer[n, m] > order.prefer[m, n] for m in range(len(NAMES)) if m != n):
            assert order.tiers[0] == (n,)
            assert order.winner == n
            assert order.beats_everyone


@given(rankings, st.data())
def test_raising_the_winner_never_unseats_it(ballots, data):
    order = tally.rank(NAMES, ballots)
    if len(order.tiers[0]) > 1:
        return
    winner = NAMES[order.winner]
    n = data.draw(st.integers(0, len(ballots) - 1))
    raised = [dict(ballot) for ballot in ballots]
    raised[n][winner] = raised[n].get(winner, 6) - data.draw(st.integers(1, 5))
    assert tally.rank(NAMES, raised).tiers[0] == order.tiers[0]


@given(rankings, st.sampled_from(["winning", "margins"]))
def test_a_path_is_as_strong_as_its_weakest_step(ballots, measure):
    order = tally.rank(NAMES, ballots, measure=measure)
    lead = order.prefer - order.prefer.T
    strength = np.where(lead > 0, order.prefer if measure == "winning" else lead, 0)
    for a in range(len(NAMES)):
        for b in range(len(NAMES)):
            path = order.path(a, b)
            if path is not None:
                assert (path.steps[0], path.steps[-1]) == (a, b)
                assert min(strength[x, y] for x, y in zip(path.steps, path.steps[1:], strict=False)) == path.strength


@given(rankings)
def test_reversing_all_ballots_unseats_a_sole_winner(ballots):
    full = [{name: ballot.get(name, 9) for name in NAMES} for ballot in ballots]
    order = tally.rank(NAMES, full)
    if len(order.tiers) > 1 and len(order.tiers[0]) == 1:
        back = tally.rank(NAMES, [{name: -place for name, place in ballot.items()} for ballot in full])
        assert order.winner not in back.tiers[0] or len(back.tiers[0]) > 1


def test_saying_nothing_is_always_a_candidate():
    kept = tally.choose(["one", "two"], [{"one": 1, "two": 2, tally.NOTHING: 3}] * 6 + [{tally.NOTHING: 1}] * 4)
    assert (kept.first, kept.is_carried) == ("one", True)
    assert kept.order.candidates == ("one", "two", tally.NOTHING)
    not_kept = tally.choose(["one", "two"], [{"one": 1}] * 4 + [{tally.NOTHING: 1, "one": 2}] * 5)
    assert not not_kept.is_carried
    assert not_kept.first == "one"
    with pytest.raises(tally.TallyError):
        tally.choose([], [])


def test_a_fifth_that_cannot_live_with_it_is_named():
    for_it = {"one": 1, "two": 2, tally.NOTHING: 3}
    against = {"two": 1, tally.NOTHING: 2, "one": 3}
    groups = ["traders"] * 16 + ["residents"] * 5
    ballots = [for_it] * 15 + [against] + [against] * 4 + [for_it]
    outcome = tally.choose(["one", "two"], ballots, groups=groups)
    assert outcome.is_carried
    assert outcome.dissent == ("", "residents")  # 5 of 21 in all, 4 of 5 among residents
    small = tally.choose(["one", "two"], ballots, groups=["traders"] * 17 + ["residents"] * 4)
    assert [part.last for part in small.parts if part.name == "residents"] == [None]  # four could be told apart
    quiet = tally.choose(["one", "two"], ballots, heard_from=0.3)
    assert quiet.dissent == ()
