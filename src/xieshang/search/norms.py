"""The numbers an assembly sets for its search."""

from datetime import date

from xieshang.core import profile


def most_saved(day: date) -> int:
    """How many searches one person may save."""
    return int(profile.current().norm("search.most_saved", day))
