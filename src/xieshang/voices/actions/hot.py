"""What happens to hot issues: found at night, named or put aside by the office, taken to a report."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.core.calendar import local_day
from xieshang.core.deeds import deed
from xieshang.core.lifecycle import MoveNotOpenError
from xieshang.engines import text
from xieshang.engines.text.events import Event, Kind, Settings
from xieshang.engines.text.extracts import Opinion, Quotation, digest
from xieshang.people.models import Person
from xieshang.places.mentions import lookup
from xieshang.voices.actions.report import draft_report
from xieshang.voices.lifecycle import HOT_LIFE
from xieshang.voices.models import HotFinding, HotIssue, HotMember, Message, Report, State, seal
from xieshang.voices.norms import Norms

SAME = 1 / 3  # share of the smaller of two groups that must be in both for them to be one issue
GONE = (State.WITHDRAWN, State.FORGOTTEN)


def same_issues(before: Mapping[int, Set[int]], tonight: Sequence[Set[int]]) -> dict[int, int]:
    """Which group of tonight is which issue of before: place of the group to number of the issue.

    The pair with the most messages in common comes first, and each is matched once; an issue that split goes on as
    its largest part, of several that grew together the largest goes on.
    """
    holder = {message: issue for issue, members in before.items() for message in members}
    shared: dict[tuple[int, int], int] = {}
    for place, group in enumerate(tonight):
        for message in group:
            if message in holder:
                shared[place, holder[message]] = shared.get((place, holder[message]), 0) + 1
    found: dict[int, int] = {}
    taken: set[int] = set()
    for (place, issue), n in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0][1], pair[0][0])):
        if place in found or issue in taken or n < SAME * min(len(before[issue]), len(tonight[place])):
            continue
        found[place] = issue
        taken.add(issue)
    return found


@transaction.atomic
def find_hot(*, at: datetime) -> int:
    """Group the messages of the window anew and keep what the office decided; how many issues there are.

    An issue goes on when a third of its messages are found together again. One that is found no more leaves the list
    and stays at its address; one that was put aside stays aside.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('voices.find_hot'))")
    norms = Norms(local_day(at))
    since = at - timedelta(days=norms.get("hot.window_days"))
    least = norms.get("hot.least_people")
    rows = Message.objects.filter(received_at__gt=since, received_at__lte=at).exclude(state__in=GONE)
    said: dict[Hashable, Message] = {
        row.pk: row for row in rows.only("pk", "title_shown", "text_shown", "received_at", "sender")
    }
    found = text.find_events(
        [
            text.Message(
                row.pk, row.title_shown, row.text_shown, timezone.localtime(row.received_at), row.sender or None
            )
            for row in said.values()
        ],
        settings=Settings(authors=least),
        gazetteer=lookup().gazetteer,
    )
    events = [event for event in found.events if is_kept(event, least)]
    before: dict[int, set[int]] = {}
    for issue, message in HotMember.objects.filter(issue__finding__is_current=True).values_list("issue", "message"):
        if message in said:
            before.setdefault(issue, set()).add(message)
    matched = same_issues(before, [keys_of(event) for event in events])
    HotFinding.objects.filter(is_current=True).exclude(issue__in=matched.values()).update(is_current=False)
    for place, event in enumerate(events):
        keep(event, matched.get(place), rank=place + 1, said=said, at=at)
    return len(events)


def is_kept(event: Event, least: int) -> bool:
    """Events and common problems; and what few people write about again and again, which is told apart."""
    return event.kind in (Kind.EVENT, Kind.PROBLEM) or (event.kind is Kind.REPEATS and len(event.keys) >= least)


def keys_of(event: Event) -> set[int]:
    return {key for key in event.keys if isinstance(key, int)}


def keep(event: Event, issue_id: int | None, *, rank: int, said: Mapping[Hashable, Message], at: datetime) -> None:
    if issue_id is None:
        with deed("find", on=HotIssue(found_at=at), by=None, at=at) as issue:
            pass
        issue_id = issue.pk
    quotations, minority = extracts(event, said)
    today = local_day(at)  # never needed: every message has its time
    HotFinding.objects.update_or_create(
        issue_id=issue_id,
        defaults={
            "is_current": True,
            "rank": rank,
            "kind": event.kind.value,
            "headline": said[event.headline],
            "messages": len(event.keys),
            "people": event.authors,
            "first": event.first or today,
            "last": event.last or today,
            "peak_week": event.peak_week or today,
            "trend": event.trend.value,
            "weeks": [[monday.isoformat(), n] for monday, n in event.weeks],
            "places": [[name, n] for name, n in event.places],
            "quotations": quotations,
            "minority": minority,
            "night": at,
        },
    )
    HotMember.objects.filter(issue_id=issue_id).exclude(message__in=keys_of(event)).delete()
    HotMember.objects.bulk_create(
        [HotMember(issue_id=issue_id, message_id=key) for key in sorted(keys_of(event))], ignore_conflicts=True
    )


def extracts(event: Event, said: Mapping[Hashable, Message]) -> tuple[list[Any], list[Any]]:
    """Sentences of what is shown of the messages, and one of those who see it otherwise."""
    whole = digest([opinion_of(said[key]) for key in event.keys])
    told = [placed(each, said) for each in whole.quotations]
    minority = [placed(whole.minority, said)] if whole.minority else []
    if not minority and event.minority:
        others = digest([opinion_of(said[key]) for key in event.minority], most=1)
        minority = [each for each in (placed(one, said) for one in others.quotations) if each not in told]
    return told, minority


def opinion_of(row: Message) -> Opinion:
    return Opinion(str(row.pk), row.sender or f"message {row.pk}", row.text_shown, row.title_shown)


def placed(each: Quotation, said: Mapping[Hashable, Message]) -> dict[str, Any]:
    row = said[int(each.key)]
    source = row.title_shown if each.in_title else row.text_shown
    start, end = each.source.start, each.source.end
    return {
        "message": row.pk,
        "in_title": each.in_title,
        "start": start,
        "end": end,
        "seal": seal(source[start:end]),
    }


def rename(issue: HotIssue, *, by: Person, at: datetime, name: str) -> HotIssue:
    with deed("rename", on=issue, by=by, at=at) as issue:
        HOT_LIFE.take("rename", issue, by)
        if issue.name == name.strip():
            raise MoveNotOpenError(_("Nothing was changed."))
        issue.name = name.strip()
    return issue


def dismiss(issue: HotIssue, *, by: Person, at: datetime, why: str) -> HotIssue:
    with deed("dismiss", on=issue, by=by, at=at, why=why) as issue:
        HOT_LIFE.take("dismiss", issue, by)
    return issue


def restore(issue: HotIssue, *, by: Person, at: datetime, why: str) -> HotIssue:
    with deed("restore", on=issue, by=by, at=at, why=why) as issue:
        HOT_LIFE.take("restore", issue, by)
    return issue


def report_on(*, title: str, quotations: Iterable[str], sources: list[Message], by: Person, at: datetime) -> Report:
    """A draft that grows from all messages of an issue this person may read, with what was quoted of them."""
    if not sources:
        raise MoveNotOpenError(_("None of its messages can be read any more."))
    return draft_report(
        by=by,
        at=at,
        title=title,
        situation="\n".join(f"“{words}”" for words in quotations),
        source="message",
        sources=list(sources),
    )
