"""Greedy and equal shares: published outcomes, the definition in fractions, and what people rely on."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.tally import oracle
from xieshang.engines import tally

PABULIB = Path(__file__).parents[4] / "shared" / "data" / "elections" / "pabulib"
PUBLISHED = json.loads((PABULIB / "expected.json").read_text()) if PABULIB.exists() else {}
RULES = {
    "mes_cost": tally.Rule("equal-shares", "cost"),
    "mes_cardinality": tally.Rule("equal-shares", "number"),
    "greedy_cost": tally.Rule("greedy"),
}

IDS = "ABCDEFG"


@st.composite
def elections(draw, points=False):
    """Few projects, few voters, round amounts: so that ties and money that just suffices come up all the time."""
    ids = IDS[: draw(st.integers(1, 6))]
    costs = {id: draw(st.integers(1, 12)) * draw(st.sampled_from([1, 5])) for id in ids}
    mark = st.integers(1, 3) if points else st.just(1)
    ballots = draw(st.lists(st.dictionaries(st.sampled_from(ids), mark, max_size=len(ids)), min_size=1, max_size=9))
    return costs, draw(st.integers(1, 60)), ballots


def election_of(costs, budget, ballots, **more):
    return tally.Election.of(costs.items(), budget, ballots, **more)


def ids(election, count):
    return [election.projects[one.project].id for one in count.funded]


@pytest.mark.parametrize("file", sorted(PUBLISHED))
@pytest.mark.parametrize("rule", RULES)
def test_a_real_election_ends_as_published(file, rule):
    if rule not in PUBLISHED[file]:
        pytest.skip("no outcome of this rule was published")
    election = tally.read_pabulib(PABULIB / file)
    assert election.ballots == PUBLISHED[file]["votes"]
    assert sorted(ids(election, tally.count(election, RULES[rule]))) == sorted(PUBLISHED[file][rule])


def test_the_worked_example():
    """Ten voters, 100 to spend: 6 want A and B (60 each), 4 want C (40). Shares of 10: A costs its six 10 each, C its
    four 10 each. Most votes first takes A, and B no longer fits, C does."""
    costs = {"A": 60, "B": 60, "C": 40}
    election = election_of(costs, 100, [{"A": 1, "B": 1}] * 6 + [{"C": 1}] * 4)
    shares = tally.count(election, tally.Rule())
    assert ids(election, shares) == ["A", "C"]
    assert [one.price for one in shares.funded] == [10, 10]
    assert shares.funded[0].tied == (1,)  # A and B are alike: the order of the ids decided
    assert shares.spent == 100


@given(elections(), st.sampled_from(["cost", "number"]))
def test_equal_shares_is_its_definition(case, utilities):
    costs, budget, ballots = case
    election = election_of(costs, budget, ballots)
    worth = (lambda id, _: costs[id]) if utilities == "cost" else (lambda *_: 1)
    found = ids(election, tally.count(election, tally.Rule("equal-shares", utilities)))
    assert found == oracle.equal_shares(costs, budget, ballots, worth)


@given(elections(points=True))
def test_equal_shares_is_its_definition_with_points(case):
    costs, budget, ballots = case
    election = election_of(costs, budget, ballots, kind="points")
    found = ids(election, tally.count(election, tally.Rule("equal-shares", "points")))
    assert found == oracle.equal_shares(costs, budget, ballots, lambda _, points: points)


@pytest.mark.parametrize("dice", range(6))
def test_large_elections_with_near_ties_are_their_definition_too(dice):
    """Hundreds of voters with long ballots: floats alone would lose the fractions after a few rounds."""
    lot = np.random.default_rng(dice)
    costs = {f"p{n:02}": int(lot.integers(200, 900)) for n in range(24)}
    ballots = [
        dict.fromkeys(lot.choice(sorted(costs), lot.integers(2, 12), replace=False).tolist(), 1) for _ in range(300)
    ]
    election = election_of(costs, 5000, ballots)
    found = ids(election, tally.count(election, tally.Rule()))
    assert found == oracle.equal_shares(costs, 5000, ballots, lambda id, _: costs[id])


any_rule = st.builds(
    tally.Rule,
    st.sampled_from(tally.RULES),
    st.sampled_from(tally.UTILITIES),
    st.sampled_from(tally.COMPLETIONS),
    st.sampled_from(["", "2026-11-23"]),
)


@given(elections(points=True), any_rule)
def test_no_rule_spends_more_than_there_is(case, rule):
    election = election_of(*case, kind="points")
    count = tally.count(election, rule)
    assert count.spent == sum(election.projects[one.project].cost for one in count.funded) <= election.budget
    assert len(count.projects) == len(count.funded)
    assert all(election.votes[n] > 0 for n in count.projects)
    assert election.budget - count.spent == (count.funded[-1].left if count.funded else election.budget)


@given(elections(points=True), any_rule, st.randoms(use_true_random=False))
def test_the_order_of_ballots_changes_nothing(case, rule, dice):
    costs, budget, ballots = case
    mixed = dice.sample(ballots, len(ballots))
    first, second = election_of(costs, budget, ballots), election_of(costs, budget, mixed)
    assert ids(first, tally.count(first, rule)) == ids(second, tally.count(second, rule))


@given(elections(points=True), any_rule, st.randoms(use_true_random=False))
def test_the_order_of_projects_changes_nothing(case, rule, dice):
    costs, budget, ballots = case
    mixed = dict(dice.sample(sorted(costs.items()), len(costs)))
    first, second = election_of(costs, budget, ballots), election_of(mixed, budget, ballots)
    assert ids(first, tally.count(first, rule)) == ids(second, tally.count(second, rule))


@given(elections(), any_rule, st.permutations(IDS))
def test_names_matter_only_in_ties(case, rule, names):
    costs, budget, ballots = case
    new = dict(zip(IDS, names, strict=True))
    first = election_of(costs, budget, ballots)
    second = election_of(
        {new[id]: cost for id, cost in costs.items()}, budget, [{new[id]: 1 for id in ballot} for ballot in ballots]
    )
    one, other = tally.count(first, rule), tally.count(second, rule)
    if not any(funded.tied for funded in one.funded + other.funded) and one.raises == other.raises:
        assert {new[id] for id in ids(first, one)} == set(ids(second, other))


@given(elections(), st.data())
def test_one_more_vote_never_hurts_under_greedy(case, data):
    costs, budget, ballots = case
    election = election_of(costs, budget, ballots)
    rule = tally.Rule("greedy")
    for id in ids(election, tally.count(election, rule)):
        more = election_of(costs, budget, [*ballots, {id: 1}])
        assert id in ids(more, tally.count(more, rule))


@given(elections(), st.data())
def test_a_cheaper_project_stays_under_equal_shares(case, data):
    """Discount monotonicity with utilities by number: who was funded stays when it asks for less."""
    costs, budget, ballots = case
    rule = tally.Rule("equal-shares", "number")
    election = election_of(costs, budget, ballots)
    for id in ids(election, tally.count(election, rule)):
        cheaper = election_of({**costs, id: data.draw(st.integers(1, costs[id]))}, budget, ballots)
        assert id in ids(cheaper, tally.count(cheaper, rule))


@given(elections())
def test_no_group_is_left_without_what_its_shares_could_pay(case):
    costs, budget, ballots = case
    election = election_of(costs, budget, ballots)
    funded = ids(election, tally.count(election, tally.Rule("equal-shares", "number")))
    assert oracle.blocking_group(costs, budget, ballots, funded) is None


@given(elections())
def test_the_prices_pay_for_everything_and_nobody_pays_more_than_the_share(case):
    """Priceability: replayed with the prices told, each project is paid in full by those who want it."""
    costs, budget, ballots = case
    election = election_of(costs, budget, ballots)
    count = tally.count(election, tally.Rule())
    money = [float(count.share)] * len(ballots)
    for one in count.funded:
        id, paid = election.projects[one.project].id, 0.0
        for n, ballot in enumerate(ballots):
            if id in ballot:
                part = min(money[n], one.price)
                money[n] -= part
                paid += part
        assert paid == pytest.approx(costs[id])
    for id, cost in costs.items():
        if id not in ids(election, count):
            assert sum(money[n] for n, ballot in enumerate(ballots) if id in ballot) < cost + 1e-9


@given(elections())
def test_completions_only_add_money(case):
    election = election_of(*case)
    none, greedy, raised = (tally.count(election, tally.Rule(completion=one)) for one in tally.COMPLETIONS)
    assert none.projects <= greedy.projects
    assert none.spent <= greedy.spent
    left = election.budget - raised.spent
    assert all(
        project.cost > left
        for n, project in enumerate(election.projects)
        if n not in raised.projects and election.votes[n]
    )


def test_raised_shares_serve_those_whom_leftovers_would_pass_over():
    """80 to spend among seven: 11.43 each. Four pay for A; B would cost the other three 12 each. Left over, 40 go to C,
    which the same four want; one more for each, and the three pay for B instead."""
    costs = {"A": 40, "B": 36, "C": 38}
    election = election_of(costs, 80, [{"A": 1, "C": 1}] * 4 + [{"B": 1}] * 3)
    assert ids(election, tally.count(election, tally.Rule())) == ["A"]
    assert ids(election, tally.count(election, tally.Rule(completion="greedy"))) == ["A", "C"]
    raised = tally.count(election, tally.Rule(completion="add1u", step=Fraction(1)))
    assert (ids(election, raised), raised.raises, raised.share) == (["A", "B"], 1, Fraction(80, 7) + 1)


def test_money_in_cents_is_exact():
    election = tally.Election.of([("A", "0.10"), ("B", "0.20"), ("C", "0.31")], "0.30", [["A", "B"]] * 3)
    assert election.coins == 100
    assert ids(election, tally.count(election, tally.Rule())) == ["A", "B"]


def test_what_changes_for_whom():
    costs = {"A": 60, "B": 60, "C": 40}
    where = ["north"] * 12 + ["south"] * 6 + ["west"] * 2
    election = election_of(costs, 120, [{"A": 1, "B": 1}] * 12 + [{"C": 1}] * 8, about={"place": where})
    greedy, shares = (tally.count(election, tally.Rule(name)) for name in ("greedy", "equal-shares"))
    change = tally.compare(election, greedy, shares, by="place")
    assert ids(election, greedy) == ["A", "B"]
    assert ids(election, shares) == ["A", "C"]
    assert (change.both, change.gained, change.lost) == ((0,), (2,), (1,))
    assert change.everyone.first == pytest.approx(0.6)
    assert change.everyone.second == 1
    assert change.everyone.gained == pytest.approx(0.4)
    assert [(one.name, one.ballots, one.first, one.second) for one in change.parts] == [
        ("north", 12, 1, 1),
        ("south", 6, 0, 1),
        ("west", 2, None, None),  # two people's ballots could be read from it
    ]


@given(elections())
def test_nothing_changes_against_itself(case):
    election = election_of(*case)
    count = tally.count(election, tally.Rule())
    change = tally.compare(election, count, count)
    assert not change.gained
    assert not change.lost
    assert (change.everyone.gained, change.everyone.lost) == (0, 0)


def test_counts_of_other_ballots_are_not_compared():
    one, other = election_of({"A": 1}, 1, [{"A": 1}]), election_of({"A": 1}, 1, [{"A": 1}] * 2)
    with pytest.raises(tally.TallyError, match="same ballots"):
        tally.compare(one, tally.count(one, tally.Rule()), tally.count(other, tally.Rule()))


@given(elections(points=True))
def test_a_file_written_and_read_again_counts_the_same(tmp_path_factory, case):
    election = election_of(*case, kind="points")
    path = tmp_path_factory.mktemp("pb") / "again.pb"
    path.write_text(tally.write_pabulib(election), encoding="utf-8")
    assert tally.read_pabulib(path).digest == election.digest


def test_the_seed_draws_the_same_lot_and_another_seed_another():
    names = [f"p{n}" for n in range(12)]
    assert tally.order_by_lot(names, "a") == tally.order_by_lot(names, "a") != tally.order_by_lot(names, "b")
    mixed = names[::-1]
    assert [mixed[n] for n in tally.order_by_lot(mixed, "a")] == [names[n] for n in tally.order_by_lot(names, "a")]


def test_ties_fall_by_lot_where_a_seed_is_given():
    election = election_of({"A": 10, "B": 10}, 10, [{"A": 1}, {"B": 1}])
    winners = {ids(election, tally.count(election, replace(RULES["greedy_cost"], seed=str(n))))[0] for n in range(20)}
    assert winners == {"A", "B"}
