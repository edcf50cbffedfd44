"""A common statement: which draft do people put first, does it beat saying nothing, and who cannot live with it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xieshang.engines.tally.errors import TallyError
from xieshang.engines.tally.schulze import Order, rank

NOTHING = "-"  # the candidate "no statement"
SMALLEST = 5


@dataclass(frozen=True)
class Part:
    """One part of those who ranked.

    before  share of it that puts the first draft before no statement; None where the part is too small to tell
    last    share of it that puts the first draft below every other candidate
    """

    name: str
    ballots: int
    before: float | None
    last: float | None


@dataclass(frozen=True)
class CommonStatement:
    """What a round of ranking says.

    order       of all drafts and "no statement"
    first       the draft that stands first among the drafts
    is_carried  whether it beats "no statement"; otherwise there is no common statement
    everyone    how many put it before no statement, and how many last
    parts       the same, part by part
    dissent     the parts whose share of "last" reaches the bound: named beside the statement, with their reasons
    """

    order: Order
    first: str
    is_carried: bool
    everyone: Part
    parts: tuple[Part, ...]
    dissent: tuple[str, ...]


def choose(
    drafts: Sequence[str],
    ballots: Sequence[Mapping[str, int]],
    *,
    groups: Sequence[str] | None = None,
    seed: str = "",
    heard_from: float = 0.2,
    smallest: int = SMALLEST,
) -> CommonStatement:
    """Rank drafts of a common statement; "no statement" is always a candidate.

    ballots     draft -> place, 1 best, equals allowed; NOTHING -> place of "no statement", last where it is left out
    groups      the part each voter belongs to (sector, opinion group); None for no parts
    heard_from  a share of voters, in all or in a part, that puts the first draft last and must be named

    Raises TallyError for no drafts, or one that takes the name of "no statement".
    """
    if not drafts or NOTHING in drafts:
        raise TallyError('Hand in at least one draft; "no statement" joins them by itself.')
    order = rank([*drafts, NOTHING], ballots, seed=seed)
    first = next(order.candidates[n] for n in order.order if order.candidates[n] != NOTHING)
    at, nothing = order.candidates.index(first), order.candidates.index(NOTHING)
    far = len(order.candidates) + 1
    before = [ballot.get(first, far) < ballot.get(NOTHING, far) for ballot in ballots]
    last = [
        all(ballot.get(first, far) > ballot.get(other, far) for other in order.candidates if other != first)
        for ballot in ballots
    ]
    everyone = _part("", before, last, 1)
    parts = []
    for name in sorted(set(groups or [])):
        inside = [n for n, group in enumerate(groups or []) if group == name]
        parts.append(_part(name, [before[n] for n in inside], [last[n] for n in inside], smallest))
    dissent = [one.name for one in [everyone, *parts] if one.last is not None and one.last >= heard_from]
    is_carried = bool(order.strongest[at, nothing] > order.strongest[nothing, at])
    return CommonStatement(order, first, is_carried, everyone, tuple(parts), tuple(dissent))


def _part(name: str, before: Sequence[bool], last: Sequence[bool], smallest: int) -> Part:
    n = len(before)
    if n < smallest or n == 0:
        return Part(name, n, None, None)
    return Part(name, n, sum(before) / n, sum(last) / n)
