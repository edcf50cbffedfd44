"""Hot issues as programs read them: figures, and a title out of messages the caller may read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from xieshang.people.models import Person
from xieshang.voices.models import HotIssue
from xieshang.voices.queries.hot import titles
from xieshang.web.api.answers import ROWS, ItemRow, standing
from xieshang.web.api.items import VISIBLE


class HotIssueRow(ItemRow):
    title: str
    kind: str
    people: int
    messages: int
    first: date
    last: date
    trend: str
    is_current: bool

    @classmethod
    def of(cls, item: Any, reader: Person | None = None) -> HotIssueRow:
        finding = item.finding
        finding.issue = item
        return cls(
            **standing(item),
            title=titles([finding], reader)[item.pk],
            kind=finding.kind,
            people=finding.people,
            messages=finding.messages,
            first=finding.first,
            last=finding.last,
            trend=finding.trend,
            is_current=finding.is_current,
        )


def hot_issues(reader: Person | None) -> QuerySet[Any]:
    visible: Any = HotIssue.objects.visible_to(reader)
    found: QuerySet[Any] = visible.select_related("finding")
    return found


def add() -> None:
    ROWS["hotissue"] = HotIssueRow
    VISIBLE["hotissue"] = hot_issues
