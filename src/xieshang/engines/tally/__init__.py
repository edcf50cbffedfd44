"""Counting what people choose: projects within a budget, and an order of a few texts; each with its reasons.

election = tally.read_pabulib(Path("priorities.pb"))
shares = tally.count(election, tally.Rule("equal-shares", completion="add1u"))
change = tally.compare(election, tally.count(election, tally.Rule("greedy")), shares)
"""

from __future__ import annotations

from xieshang.engines.tally.common import NOTHING, CommonStatement, choose
from xieshang.engines.tally.comparing import Change, Reached, compare
from xieshang.engines.tally.counting import count
from xieshang.engines.tally.counts import COMPLETIONS, RULES, UTILITIES, Count, Funded, Rule
from xieshang.engines.tally.elections import Election, Project
from xieshang.engines.tally.errors import TallyError, UnreadableBallotsError
from xieshang.engines.tally.lots import order_by_lot
from xieshang.engines.tally.pabulib import read_pabulib, write_pabulib
from xieshang.engines.tally.report import as_values, write_report
from xieshang.engines.tally.schulze import Order, Path, rank

__all__ = [
    "COMPLETIONS",
    "NOTHING",
    "RULES",
    "UTILITIES",
    "Change",
    "CommonStatement",
    "Count",
    "Election",
    "Funded",
    "Order",
    "Path",
    "Project",
    "Reached",
    "Rule",
    "TallyError",
    "UnreadableBallotsError",
    "as_values",
    "choose",
    "compare",
    "count",
    "order_by_lot",
    "rank",
    "read_pabulib",
    "write_pabulib",
    "write_report",
]
