"""What a rule of prioritising answers: which projects, in which order, and why each."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from xieshang.engines.tally.errors import TallyError

RULES = ("greedy", "greedy-per-cost", "equal-shares")
UTILITIES = ("cost", "number", "points")
COMPLETIONS = ("none", "greedy", "add1u")


@dataclass(frozen=True)
class Rule:
    """How projects are chosen.

    name        "greedy": most votes first, as long as they fit; "greedy-per-cost": most votes for the money first;
                "equal-shares": each ballot gets the same share of the budget, and its money goes only to what it names
    utilities   what a funded project is worth to a ballot that names it: "cost" its cost, "number" one, "points" the
                points given to it; greedy counts points with "points", else votes
    completion  what equal shares does with money left over: "none"; "greedy" spends it on the most votes that fit;
                "add1u" raises every share step by step as long as the whole stays within the budget, then greedy
    seed        of the lots that break ties; "" for the order of the ids
    step        what a step of add1u adds to a ballot's share, in units of money; 0 for one unit, or a thousandth of
                the share where that is more
    """

    name: str = "equal-shares"
    utilities: str = "cost"
    completion: str = "none"
    seed: str = ""
    step: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        for value, known in ((self.name, RULES), (self.utilities, UTILITIES), (self.completion, COMPLETIONS)):
            if value not in known:
                raise TallyError(f"{value!r} is no rule known here. Choose one of {', '.join(known)}.")


@dataclass(frozen=True)
class Funded:
    """One project's turn in a count.

    project     its place in the election's list
    by          "votes": greedy; "shares": its voters paid for it; "left-over": from money nobody's share could use
    votes       ballots that name it
    price       shares: what a voter with money enough paid, in the smallest coin (for a point, where points count);
                None elsewhere
    full        shares: how many paid that price; the rest paid all they had left
    left        money left after it
    tied        projects that came out exactly equal and lost by the order of ties
    """

    project: int
    by: str
    votes: int
    left: int
    price: float | None = None
    full: int = 0
    tied: tuple[int, ...] = ()


@dataclass(frozen=True)
class Count:
    """The outcome of one rule, with all that is needed to follow and to repeat it.

    funded     in the order they were chosen
    share      equal shares: what each ballot had to begin with, in the smallest coin; raised by add1u
    raises     how often add1u raised it
    digest     the election's fingerprint
    """

    rule: Rule
    funded: tuple[Funded, ...]
    spent: int
    digest: str
    share: Fraction | None = None
    raises: int = 0

    @property
    def projects(self) -> frozenset[int]:
        return frozenset(one.project for one in self.funded)
