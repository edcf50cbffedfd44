"""Equal shares once more, straight from its definition and in fractions: slow, and nothing in common with the engine."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations


def equal_shares(costs, budget, ballots, worth, share=None):
    """Ids in the order of funding.

    costs    id -> cost
    ballots  id -> points, one mapping a voter
    worth    (id, points) -> utility
    """
    money = [Fraction(budget, len(ballots)) if share is None else share for _ in ballots]
    order, left = [], set(costs)
    while True:
        best = None
        for id in sorted(left):
            voters = [(n, worth(id, ballot[id])) for n, ballot in enumerate(ballots) if id in ballot]
            if not voters or sum(money[n] for n, _ in voters) < costs[id]:
                continue
            price = price_of(Fraction(costs[id]), [(money[n], utility) for n, utility in voters])
            if best is None or price < best[0]:
                best = price, id, voters
        if best is None:
            return order
        price, id, voters = best
        for n, utility in voters:
            money[n] -= min(money[n], price * utility)
        order.append(id)
        left.discard(id)


def price_of(cost, voters):
    """The price a unit of utility at which the voters just pay: try each of them as the first who pays in full."""
    levels = sorted({money / utility for money, utility in voters})
    low = Fraction(0)
    for high in levels:
        if sum(min(money, high * utility) for money, utility in voters) >= cost:
            rich = sum(utility for money, utility in voters if money / utility >= high)
            poor = sum(money for money, utility in voters if money / utility < high)
            return max(low, (cost - poor) / rich)
        low = high
    raise AssertionError("not affordable")


def blocking_group(costs, budget, ballots, funded):
    """A group that equal shares must not leave with less: extended justified representation, but for one project.

    A set of projects T and voters who all want all of it and whose shares could pay for it, where each of them has
    fewer than len(T) - 1 funded projects even after one more of T. None where there is none.
    """
    for size in range(1, len(costs) + 1):
        for wanted in combinations(sorted(costs), size):
            group = [ballot for ballot in ballots if all(id in ballot for id in wanted)]
            if not group or len(group) * budget < sum(costs[id] for id in wanted) * len(ballots):
                continue
            has = [sum(id in ballot for id in funded) for ballot in group]
            missing = [id for id in wanted if id not in funded]
            if missing and max(has) + 1 < size:
                return wanted, group
    return None
