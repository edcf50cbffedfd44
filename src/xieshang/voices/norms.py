"""The numbers an assembly sets for residents' messages and for reports, read from the profile on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from xieshang.core import calendar, profile

LONGEST_TITLE = 100
LONGEST_TEXT = 5000
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Norms:
    """The norms of one day: an item asks with the day it was handed in, so it keeps the rule of its day."""

    day: date

    def get(self, key: str) -> Any:
        return profile.current().norm(key, self.day)

    def working_days_after(self, day: date, key: str) -> date:
        here = profile.current()
        return calendar.add_working_days(day, self.get(key), here.country, here.region)


def answer_due(day: date) -> date:
    return Norms(day).working_days_after(day, "message.answer_working_days")
