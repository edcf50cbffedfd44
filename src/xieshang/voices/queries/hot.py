"""What pages read about hot issues: figures for those whose power it is, words only out of messages they may read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xieshang.people.models import Person
from xieshang.voices.models import HotFinding, HotIssue, HotKind, HotState, Message, State, Trend, seal

TONES = {Trend.RISING: "late", Trend.STEADY: "waiting", Trend.FALLING: "moving", Trend.OVER: "ended"}
MOST_WEEKS = 26


@dataclass(frozen=True)
class Quoted:
    """A sentence and the message it stands in."""

    words: str
    message: Message


def hot_issues(
    reader: Person | None, *, since: date | None = None, kind: str = "", aside: bool = False
) -> QuerySet[HotFinding]:
    """Last night's, the hottest first; those of few people and those put aside only when asked for."""
    visible: Any = HotIssue.objects.visible_to(reader)
    issues = visible.filter(state=HotState.DISMISSED if aside else HotState.FOUND)
    found = HotFinding.objects.filter(issue__in=issues, is_current=True)
    found = found.filter(kind=kind) if kind else found.exclude(kind=HotKind.REPEATS)
    if since:
        found = found.filter(last__gte=since)
    return found.select_related("issue").order_by("rank", "issue")


def members(issue: HotIssue, reader: Person | None) -> QuerySet[Message]:
    """Its messages that this reader may read, oldest first."""
    visible: Any = Message.objects.visible_to(reader)
    found = visible.filter(hot__issue=issue).exclude(state=State.FORGOTTEN).defer("words")
    return found.order_by("received_at", "pk")


def titles(findings: Iterable[HotFinding], reader: Person | None) -> dict[int, str]:
    """How each issue is called: by the office, else by its headline as far as the reader may read that."""
    rows = list(findings)
    visible: Any = Message.objects.visible_to(reader)
    wanted = [row.headline_id for row in rows if not row.issue.name]
    told = dict(visible.filter(pk__in=wanted).values_list("pk", "title_shown")) if wanted else {}
    return {row.issue_id: row.issue.name or told.get(row.headline_id) or str(row.issue) for row in rows}


def quoted(places: Iterable[dict[str, Any]], readable: dict[int, Message]) -> list[Quoted]:
    """The sentences at these places that may be read and still stand as they were."""
    found = []
    for place in places:
        row = readable.get(place["message"])
        if row is None:
            continue
        words = (row.title_shown if place["in_title"] else row.text_shown)[place["start"] : place["end"]]
        if seal(words) == place["seal"]:
            found.append(Quoted(words, row))
    return found


def weeks(finding: HotFinding) -> list[tuple[date, int]]:
    """Messages week by week, empty weeks too; the newest of many."""
    told = {date.fromisoformat(monday): n for monday, n in finding.weeks}
    if not told:
        return []
    monday, last = min(told), max(told)
    rows = []
    while monday <= last:
        rows.append((monday, told.get(monday, 0)))
        monday += timedelta(days=7)
    return rows[-MOST_WEEKS:]


def empty_text(is_narrowed: bool) -> str:
    return (
        _("Nothing matches. Loosen a filter.")
        if is_narrowed
        else _("They are looked for every night among the messages; none has come up yet.")
    )
