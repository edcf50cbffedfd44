"""The numbers an assembly sets for its proposals, read from the profile on the day whose rule holds for the item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from xieshang.core import calendar, profile


@dataclass(frozen=True)
class Norms:
    """The norms of one day: an item asks with the day it was handed in, so it keeps the rule of its day."""

    day: date

    def get(self, key: str) -> Any:
        return profile.current().norm(key, self.day)

    @property
    def seconders(self) -> int:
        return int(self.get("proposal.seconders"))

    @property
    def max_chars(self) -> int:
        return int(self.get("proposal.max_chars"))

    def cosign_until(self, at: datetime, in_session: bool) -> datetime:
        key = "cosign.hours_in_session" if in_session else "cosign.hours"
        return at + timedelta(hours=self.get(key))

    def working_days_after(self, day: date, key: str) -> date:
        here = profile.current()
        return calendar.add_working_days(day, self.get(key), here.country, here.region)

    def months_after(self, day: date, key: str) -> date:
        here = profile.current()
        return calendar.add_months(day, self.get(key), here.country, here.region)

    def reply_due(self, assigned: date, in_session: bool) -> date:
        return self.months_after(assigned, "reply.months_in_session" if in_session else "reply.months")


COUNTED_DAYS = 180  # further off, a page tells calendar days: nobody counts working days over half a year


def working_days_left(today: date, due: date) -> int | None:
    """Working days from today until then, negative when past; None where it is too far off to count."""
    if abs((due - today).days) > COUNTED_DAYS:
        return None
    here = profile.current()
    return calendar.working_days_between(today, due, here.country, here.region)
