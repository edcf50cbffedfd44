"""What happens at its hour: hot issues are looked for while nobody writes."""

from __future__ import annotations

from xieshang.people.jobs import job, moment
from xieshang.voices.actions.hot import find_hot


@job("23 2 * * *", "voices.find_hot")
def find_hot_issues(timestamp: int) -> int:
    return find_hot(at=moment(timestamp))
