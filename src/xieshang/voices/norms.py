"""The numbers an assembly sets for residents' messages."""

from datetime import date

from xieshang.core import calendar, profile

LONGEST_TITLE = 100
LONGEST_TEXT = 5000


def answer_due(day: date) -> date:
    here = profile.current()
    return calendar.add_working_days(day, here.norm("message.answer_working_days", day), here.country, here.region)
