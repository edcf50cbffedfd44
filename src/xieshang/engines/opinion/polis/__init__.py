"""What the Polis server computes, reproduced: to compare with it, and to read what was published with it."""

from xieshang.engines.opinion.polis.drawing import PolisMap, describe, draw
from xieshang.engines.opinion.polis.membership import clustered_by_replay

__all__ = ["PolisMap", "clustered_by_replay", "describe", "draw"]
