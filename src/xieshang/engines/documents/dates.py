"""Dates and times as people write them in a cell."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time

_DATE = re.compile(
    r"^(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})(?:\s*[-/.月]\s*(?:(?P<d>\d{1,2})\s*日?)?)?"
    r"(?:[T\s]*(?P<h>\d{1,2})\s*[:时]\s*(?P<i>\d{1,2})(?:\s*[:分]\s*(?:(?P<s>\d{1,2})(?:\.\d+)?)?)?\s*秒?)?$"
)
_SOLID = re.compile(r"^(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})?$")


def read_moment(text: str) -> datetime | None:
    """2026-03-05, 2026/3/5 14:30, 2026年3月5日, 2026.3, 20260305; None for what is no such day.

    Without a day the first of the month is meant, without a time midnight. Times carry no zone,
    as in the cell.
    """
    if len(text) > 60:
        return None
    bare = unicodedata.normalize("NFKC", text).strip()
    found = _SOLID.match(bare) or _DATE.match(bare)
    if found is None:
        return None
    part = {key: int(value) for key, value in found.groupdict().items() if value}
    try:
        day = date(part["y"], part["m"], part.get("d", 1))
        return datetime.combine(day, time(part.get("h", 0), part.get("i", 0), part.get("s", 0)))
    except ValueError:
        return None
