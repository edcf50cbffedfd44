"""The Method of Equal Shares: everybody has the same share of the budget, and it pays only for what they want.

Exact in the sense that matters: floats are carried with a bound on their error, and wherever two projects are closer
than that bound, or money is just about enough, whole numbers of any length decide. So the outcome is that of exact
fractions, ties included, at the speed of floats.

Source: Peters, Pierczyński and Skowron, "Proportional participatory budgeting with additive utilities", NeurIPS 2021;
the name and the completions after equalshares.net and Faliszewski et al., "Participatory budgeting: data, tools and
analysis", IJCAI 2023.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import gcd

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.tally.counts import Count, Funded, Rule
from xieshang.engines.tally.elections import Election
from xieshang.engines.tally.greedy import spend
from xieshang.engines.tally.lots import order_by_lot

EPS = float(np.finfo(float).eps)
MOST_RAISES = 4000


def equal_shares(election: Election, rule: Rule) -> Count:
    """Count by equal shares, with the completion the rule names.

    Each round funds the project whose voters get the most for their money: the one with the lowest price for a unit
    of utility, when all who name it pay the same price and whoever has less pays all that is left. Projects whose
    voters together cannot pay are out.
    """
    if election.ballots == 0:
        return Count(rule, (), 0, election.digest, Fraction(0))
    share = Fraction(election.budget, election.ballots)
    race = _Race(election, rule)
    funded = race.run(share)
    raises = 0
    if rule.completion == "add1u":
        step = rule.step * election.coins
        if step <= 0:
            step = max(Fraction(election.coins), Fraction(int(share / 1000 / election.coins) * election.coins))
        higher = share
        while raises < MOST_RAISES and _something_fits(election, funded):
            higher += step
            tried = race.run(higher)
            if _cost(election, tried) > election.budget:
                break
            funded, share, raises = tried, higher, raises + 1
    left = election.budget - _cost(election, funded)
    funded = _with_money_left(election, funded)
    if rule.completion != "none":
        taken = [one.project for one in funded]
        by_votes = Rule("greedy", rule.utilities, seed=rule.seed)
        funded = funded + spend(election, by_votes, taken=taken, left=left, by="left-over")
    return Count(rule, tuple(funded), _cost(election, funded), election.digest, share, raises)


def _cost(election: Election, funded: list[Funded]) -> int:
    return sum(election.projects[one.project].cost for one in funded)


def _something_fits(election: Election, funded: list[Funded]) -> bool:
    taken = {one.project for one in funded}
    left = election.budget - _cost(election, funded)
    return any(
        n not in taken and votes and cost <= left
        for n, (votes, cost) in enumerate(zip(election.votes.tolist(), election.costs.tolist(), strict=True))
    )


def _with_money_left(election: Election, funded: list[Funded]) -> list[Funded]:
    left, told = election.budget, []
    for one in funded:
        left -= election.projects[one.project].cost
        told.append(Funded(one.project, one.by, one.votes, left, one.price, one.full, one.tied))
    return told


@dataclass(frozen=True)
class _Price:
    """What a project's voters would pay: `price` a point, `off` how far it may be from the truth."""

    price: float
    off: float


class _Race:
    """One election under one rule; it can be run again with another share."""

    def __init__(self, election: Election, rule: Rule) -> None:
        self.election = election
        starts, voters, points = election.by_project
        self.voters = [voters[starts[n] : starts[n + 1]] for n in range(len(election.projects))]
        ones = rule.utilities != "points"
        self.points = [np.ones(len(v), np.int64) if ones else points[starts[n] : starts[n + 1]]
                       for n, v in enumerate(self.voters)]  # fmt: skip
        self.costs = election.costs.tolist()
        # a price is for a point; divided by this it is for a unit of utility
        self.worth = self.costs if rule.utilities == "cost" else [1] * len(self.costs)
        self.lot = {n: k for k, n in enumerate(order_by_lot([one.id for one in election.projects], rule.seed))}

    def run(self, share: Fraction) -> list[Funded]:
        """The projects the voters pay for, in order, when each begins with `share`."""
        self.exact = _Exact(self, share)
        self.money = np.full(self.election.ballots, float(share))
        self.off = np.full(self.election.ballots, EPS * float(share))
        funded: list[Funded] = []
        for project, cost in sorted(enumerate(self.costs), key=lambda pair: self.lot[pair[0]]):
            if cost == 0 and len(self.voters[project]):  # costs nobody anything
                funded.append(Funded(project, "shares", len(self.voters[project]), 0, 0.0, 0))
        # lower bounds on each price; they only rise as money is spent, so the first whose bound stands wins
        bounds = [
            (self.costs[n] / int(self.points[n].sum()) / self.worth[n] * (1 - 4 * EPS), n)
            for n in range(len(self.costs))
            if len(self.voters[n]) and self.costs[n] > 0
        ]
        heapify(bounds)
        while bounds:
            found = self.cheapest(bounds)
            if found is None:
                break
            project, price, tied = found
            full = self.pay(project, price)
            funded.append(Funded(project, "shares", len(self.voters[project]), 0, *full, tuple(tied)))
        return funded

    def cheapest(self, bounds: list[tuple[float, int]]) -> tuple[int, _Price, list[int]] | None:
        """The next project, its price, and those it ties with; None when the voters of none can pay."""
        asked: dict[int, _Price] = {}
        lowest_high = np.inf
        while bounds and bounds[0][0] <= lowest_high:
            _, project = heappop(bounds)
            price = self.price_of(project)
            if price is None:
                continue  # out for good: money never comes back
            asked[project] = price
            lowest_high = min(lowest_high, (price.price + price.off) / self.worth[project] * (1 + 4 * EPS))
        if not asked:
            return None
        low = {n: max(0.0, (p.price - p.off) / self.worth[n] * (1 - 4 * EPS)) for n, p in asked.items()}
        close = [n for n in asked if low[n] <= lowest_high]
        if len(close) > 1:
            true = {n: self.exact.price_of(n) / self.worth[n] for n in close}
            best = min(true.values())
            equal = sorted((n for n in close if true[n] == best), key=lambda n: self.lot[n])
            winner, tied = equal[0], equal[1:]
        else:
            winner, tied = close[0], []
        for n in asked:
            if n != winner:
                heappush(bounds, (low[n], n))
        return winner, asked[winner], tied

    def price_of(self, project: int) -> _Price | None:
        """The price a point, None when the voters' money is not enough."""
        voters, points, cost = self.voters[project], self.points[project], self.costs[project]
        money, off = self.money[voters], self.off[voters]
        total, doubt = float(money.sum()), float(off.sum()) + len(voters) * EPS * cost
        if total < cost - 2 * doubt:
            return None
        if total <= cost + 2 * doubt and not self.exact.can_pay(project):
            return None
        level = money / points
        order = np.argsort(level)
        level, money, weight = level[order], money[order], points[order]
        before = np.concatenate(([0.0], np.cumsum(money)[:-1]))
        rest = np.cumsum(weight[::-1])[::-1]
        tries = (cost - before) / rest
        first = int(np.argmax(tries <= level))
        if tries[first] > level[first]:  # enough only within the doubt
            return self.known(project)
        price = float(tries[first])
        # how far off: see the note on the bound in docs/tally.md
        unsure = float(off[order][: first + 1].sum()) + doubt
        unsure += float(off[order][first + 1 :][(level - off[order] / weight)[first + 1 :] <= price * (1 + 1e-6)].sum())
        first_guess = 2 * unsure / float(rest[first]) + 4 * EPS * price
        past = int(np.searchsorted(level, price + first_guess))
        if past >= len(level) or rest[past] * 2 < rest[first] or first_guess > price * 1e-6:
            return self.known(project)
        reach = unsure / float(rest[past]) + 4 * EPS * price
        return _Price(price, reach)

    def known(self, project: int) -> _Price:
        price = float(self.exact.price_of(project))
        return _Price(price, 2 * EPS * price)

    def pay(self, project: int, price: _Price) -> tuple[float, int]:
        """Take the money; the price to tell and how many paid it in full."""
        self.exact.fund(project)
        voters, points = self.voters[project], self.points[project]
        money, off = self.money[voters], self.off[voters]
        asked = price.price * points
        slack = price.off * points + off + EPS * money
        is_spent = money + slack < asked
        self.money[voters] = np.maximum(money - asked, 0.0)
        self.off[voters] = np.where(is_spent, 0.0, off + price.off * points + EPS * money)
        if (
            self.off[voters] > 1e-7 * float(self.exact.share)
        ).any():  # the bound has grown: begin afresh from the truth
            self.money = self.exact.as_floats()
            self.off = 2 * EPS * self.money
        return price.price, int((money + slack >= asked).sum())


class _Exact:
    """The same purses in whole numbers, brought up to date only when somebody asks.

    Voters who named the same funded projects with the same points hold exactly the same; each such state is kept
    once, as a whole number over one common denominator.
    """

    def __init__(self, race: _Race, share: Fraction) -> None:
        self.race, self.share = race, share
        self.state = np.zeros(race.election.ballots, dtype=np.int64)
        self.held: NDArray[np.object_] = np.array([share.numerator], dtype=object)  # whole numbers of any length
        self.over = share.denominator
        self.waiting: list[int] = []
        self.in_use = 100

    def fund(self, project: int) -> None:
        self.waiting.append(project)

    def catch_up(self) -> None:
        for project in self.waiting:
            price = self._price(project)
            voters, points = self.race.voters[project], self.race.points[project]
            most = int(points.max()) + 1
            kinds, of_kind = np.unique(self.state[voters] * most + points, return_inverse=True)
            by = price.denominator // gcd(price.denominator, self.over)
            self.held = self.held * by
            self.over *= by
            pays = price.numerator * (self.over // price.denominator)
            now = self.held[kinds // most] - pays * (kinds % most).astype(object)
            now[now < 0] = 0
            self.state[voters] = len(self.held) + of_kind
            self.held = np.concatenate((self.held, now))
            if len(self.held) > 2 * self.in_use:
                self.forget_unused()
        self.waiting = []

    def forget_unused(self) -> None:
        is_used = np.bincount(self.state, minlength=len(self.held)) > 0
        self.held = self.held[is_used]
        self.state = (np.cumsum(is_used) - 1)[self.state]
        self.in_use = len(self.held)

    def purses(self, project: int) -> list[tuple[int, int, int]]:
        """(money, points, voters) of each kind of voter of a project."""
        voters, points = self.race.voters[project], self.race.points[project]
        most = int(points.max()) + 1
        kinds, counts = np.unique(self.state[voters] * most + points, return_counts=True)
        return [(self.held[k // most], k % most, n) for k, n in zip(kinds.tolist(), counts.tolist(), strict=True)]

    def can_pay(self, project: int) -> bool:
        self.catch_up()
        return bool(sum(money * n for money, _, n in self.purses(project)) >= self.race.costs[project] * self.over)

    def price_of(self, project: int) -> Fraction:
        self.catch_up()
        return self._price(project)

    def _price(self, project: int) -> Fraction:
        purses = self.purses(project)
        is_plain = all(points == 1 for _, points, _ in purses)
        purses.sort(key=lambda purse: purse[0] if is_plain else Fraction(purse[0], purse[1]))
        missing = self.race.costs[project] * self.over
        rest = sum(points * n for _, points, n in purses)
        for money, points, n in purses:
            if missing * points <= money * rest:
                return Fraction(missing, rest * self.over)
            missing -= money * n
            rest -= points * n
        raise ArithmeticError("a project was funded whose voters could not pay")

    def as_floats(self) -> NDArray[np.float64]:
        self.catch_up()
        return np.array([money / self.over for money in self.held])[self.state]
