"""The opinion map: people agree, disagree or pass on statements; where does each stand, and what do all share?

votes = opinion.read_votes(Path("votes.csv.gz"), opinion.read_statements(Path("statements.csv.gz")))
drawn = opinion.draw(votes)            # our own map; opinion.polis.draw(votes) for what Polis would draw
print(drawn.k, drawn.pattern.p_value)
"""

from __future__ import annotations

from xieshang.engines.opinion import polis
from xieshang.engines.opinion.drawing import OpinionMap, Settings, draw
from xieshang.engines.opinion.errors import OpinionError, TooFewVotesError, UnreadableVotesError
from xieshang.engines.opinion.export import as_values
from xieshang.engines.opinion.picture import draw_svg
from xieshang.engines.opinion.reading import Statements, read_meta, read_statements, read_votes
from xieshang.engines.opinion.report import write_report
from xieshang.engines.opinion.votes import AGREE, DISAGREE, PASS, Votes
from xieshang.engines.opinion.writing import write_all

__all__ = [
    "AGREE",
    "DISAGREE",
    "PASS",
    "OpinionError",
    "OpinionMap",
    "Settings",
    "Statements",
    "TooFewVotesError",
    "UnreadableVotesError",
    "Votes",
    "as_values",
    "draw",
    "draw_svg",
    "polis",
    "read_meta",
    "read_statements",
    "read_votes",
    "write_all",
    "write_report",
]
