"""One door to the rules: ballots in, count out."""

from __future__ import annotations

from xieshang.engines.tally.counts import Count, Rule
from xieshang.engines.tally.elections import Election
from xieshang.engines.tally.equal_shares import equal_shares
from xieshang.engines.tally.greedy import greedy


def count(election: Election, rule: Rule) -> Count:
    """Count the ballots by a rule; the same ballots and rule give the same count, whatever order they came in."""
    return equal_shares(election, rule) if rule.name == "equal-shares" else greedy(election, rule)
