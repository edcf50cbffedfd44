"""Deadlines: working days and months of the assembly's own calendar.

Public holidays and the working weekends that stand in for them come from the `holidays` library; for a year that
is not announced yet it knows the holidays by law only, so such a date may still move by a few days.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal

import holidays
from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

Unit = Literal["working_days", "days", "months", "hours"]


@lru_cache(maxsize=8)
def calendar(country: str, region: str = "") -> Any:
    return holidays.country_holidays(country, subdiv=region or None)


def is_working_day(day: date, country: str, region: str = "") -> bool:
    return bool(calendar(country, region).is_working_day(day))


def add_working_days(day: date, n: int, country: str, region: str = "") -> date:
    """The n-th working day after `day`; `day` itself is not counted (Civil Code of the PRC, art. 201)."""
    while n > 0:
        day += timedelta(days=1)
        n -= is_working_day(day, country, region)
    return day


def working_days_between(start: date, end: date, country: str, region: str = "") -> int:
    """Working days after `start` up to and with `end`; negative when `end` is before `start`."""
    if end < start:
        return -working_days_between(end, start, country, region)
    return sum(
        is_working_day(start + timedelta(days=n), country, region) for n in range(1, min((end - start).days, 400) + 1)
    )


def add_months(day: date, n: int, country: str, region: str = "") -> date:
    """The same day n months on, the month's last where it lacks that day, and the next working day where that is none.

    Source: Civil Code of the PRC, arts. 202 and 203.
    """
    due = day + relativedelta(months=n)
    while not is_working_day(due, country, region):
        due += timedelta(days=1)
    return due


def day_in_words(day: date) -> str:
    """A day as its reader writes it in a sentence: 2026年3月5日, 5 March 2026."""
    return date_format(day, "Y年n月j日" if (get_language() or "").startswith("zh") else "j F Y")


def local_day(at: datetime) -> date:
    return timezone.localtime(at).date()
