"""Most votes first, as long as the money lasts: what most cities do."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from xieshang.engines.tally.counts import Count, Funded, Rule
from xieshang.engines.tally.elections import Election
from xieshang.engines.tally.lots import order_by_lot


def greedy(election: Election, rule: Rule) -> Count:
    """Projects by votes (or points), or by votes for their cost, each funded if it still fits.

    One nobody names is never funded. Source: the greedy rule, Rey and Maly, "The (computational) social choice take
    on indivisible participatory budgeting", 2023, section 3.1; by votes it is what they call greedy for cost
    satisfaction, per cost what they call greedy for cardinality satisfaction.
    """
    funded = spend(election, rule, taken=(), left=election.budget, by="votes")
    return Count(rule, tuple(funded), sum(election.projects[one.project].cost for one in funded), election.digest)


def spend(election: Election, rule: Rule, *, taken: Iterable[int], left: int, by: str) -> list[Funded]:
    """Go through what is not taken yet and fund whatever fits into what is left."""
    votes = (election.scores if rule.utilities == "points" else election.votes).tolist()
    costs = election.costs.tolist()
    lot = {project: n for n, project in enumerate(order_by_lot([one.id for one in election.projects], rule.seed))}

    def worth(project: int) -> tuple[Fraction | int, Fraction | int]:
        if rule.name != "greedy-per-cost":
            return votes[project], 0
        return (1, 0) if costs[project] == 0 else (0, Fraction(votes[project], costs[project]))

    waiting = [n for n in range(len(costs)) if n not in set(taken) and votes[n] > 0]
    worths = {n: worth(n) for n in waiting}
    waiting.sort(key=lambda n: lot[n])
    waiting.sort(key=lambda n: worths[n], reverse=True)  # stable: lots decide among equals
    funded = []
    for place, project in enumerate(waiting):
        if costs[project] > left:
            continue
        left -= costs[project]
        tied = []
        for other in waiting[place + 1 :]:
            if worths[other] != worths[project]:
                break
            tied.append(other)
        decided = tuple(n for n in tied if costs[n] > left >= costs[n] - costs[project])  # it took their money
        funded.append(Funded(project, by, int(election.votes[project]), left, tied=decided))
    return funded
