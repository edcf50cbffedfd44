"""What counts of somebody's reports, by the scheme of the assembly (the profile's list `report_credit`).

A list of what counted, each with its day and its report: for its owner, to see that nothing was forgotten. It is
nobody's rank, and no page sorts people by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Event:
    """Something that may count: a row of the scheme by its code, on a day."""

    code: str
    on: date
    report: Any
    is_shared: bool = False


@dataclass(frozen=True)
class Counted:
    """One thing that counted; `points` after sharing and after the bound of its year."""

    event: Event
    label: str
    points: float
    source: str
    is_cut: bool


def counted(events: Iterable[Event], scheme: dict[str, Any], *, share: float, most_a_year: int) -> list[Counted]:
    """What counts, oldest first.

    events       in any order
    scheme       code -> entry with `more["points"]`; a code that is missing on the day counts nothing
    share        the part each contributor of a combined issue gets
    most_a_year  the bound of a calendar year, 0 for none; what goes beyond it stands in the list with what is left
    """
    rows: list[Counted] = []
    reached: dict[int, float] = {}
    for event in sorted(events, key=lambda each: (each.on, each.report.pk, each.code)):
        entry = scheme.get(event.code)
        if entry is None or not (entry.since <= event.on and (entry.until is None or event.on <= entry.until)):
            continue
        points = float(entry.more["points"]) * (share if event.is_shared else 1)
        before = reached.get(event.on.year, 0.0)
        kept = points if not most_a_year else max(0.0, min(points, most_a_year - before))
        reached[event.on.year] = before + kept
        rows.append(Counted(event, str(entry), kept, entry.source, kept < points))
    return rows
