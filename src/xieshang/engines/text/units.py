"""Which unit should handle a text: by the table of its category, and by who handled the cases most like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from xieshang.engines.text.sorting import Candidate

ALIKE = 0.10  # a handled case less alike than this has no say
TABLE_SAY = 0.5  # what the table weighs when the handled cases speak with full voice


class Ground(StrEnum):
    """Why a unit is suggested."""

    TABLE = "table"  # the category's row of the office's table
    CASE = "case"  # it handled a case like this one


@dataclass(frozen=True)
class Handled:
    """An earlier case: what the caller knows it by, the unit that handled it, and how like it is, 0 to 1."""

    key: Hashable
    unit: str
    likeness: float


@dataclass(frozen=True)
class Reason:
    """One reason: the table with the category and how sure that is, or a case with its key and how like it is."""

    ground: Ground
    of: Hashable
    weight: float


@dataclass(frozen=True)
class UnitSuggestion:
    """A unit, its share of all that speaks for any unit, and the reasons, heaviest first."""

    unit: str
    share: float
    reasons: tuple[Reason, ...]


def rank_units(
    candidates: Sequence[Candidate],
    table: Mapping[str, Sequence[str]],
    handled: Iterable[Handled],
    *,
    most: int = 3,
) -> tuple[UnitSuggestion, ...]:
    """The units to suggest, best first; none when neither table nor cases know one.

    candidates  categories of the text with their confidence
    table       category to its units, the first before the second; the office edits it
    handled     the nearest cases that were handled, in any order

    Cases weigh by the square of their likeness, so one close case outdoes many faint ones; the less alike the nearest
    is, the more the table says.
    """
    reasons: dict[str, list[Reason]] = defaultdict(list)
    cases = [case for case in handled if case.unit and case.likeness >= ALIKE]
    total = sum(case.likeness**2 for case in cases)
    nearest = max((case.likeness for case in cases), default=0.0)
    voice = (1 - TABLE_SAY) * min(1.0, nearest / 0.5)
    for case in cases:
        reasons[case.unit].append(Reason(Ground.CASE, case.key, round(voice * case.likeness**2 / total, 4)))
    for candidate in candidates:
        units = table.get(candidate.label, ())
        shares = [2.0**-place for place in range(len(units))]
        for unit, share in zip(units, shares, strict=True):
            weight = (1 - voice) * candidate.confidence * share / sum(shares)
            if weight >= 0.005:
                reasons[unit].append(Reason(Ground.TABLE, candidate.label, round(weight, 4)))
    whole = sum(reason.weight for each in reasons.values() for reason in each)
    told = [
        UnitSuggestion(
            unit,
            round(sum(reason.weight for reason in each) / whole, 4) if whole else 0.0,
            tuple(sorted(each, key=lambda reason: (-reason.weight, str(reason.of)))),
        )
        for unit, each in reasons.items()
    ]
    return tuple(sorted(told, key=lambda each: (-each.share, each.unit))[:most])
