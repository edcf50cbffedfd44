"""What pages and the API read about residents' messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xieshang.core.calendar import local_day
from xieshang.core.models import RecordEntry
from xieshang.core.paging import KeyPage, as_key, key_page
from xieshang.matters.queries import STEPS, Step
from xieshang.people.models import Person
from xieshang.voices.models import Message, State

MOST_COUNTED = 1000
TONES = {
    State.RECEIVED: "waiting",
    State.TAKEN_UP: "moving",
    State.ANSWERED: "good",
    State.DECLINED: "ended",
    State.WITHDRAWN: "ended",
    State.FORGOTTEN: "ended",
}


def messages(
    reader: Person | None, *, q: str = "", state: str = "", topic: str = "", lead: str = ""
) -> QuerySet[Message]:
    found: Any = Message.objects.visible_to(reader)
    if state:
        found = found.filter(state=state)
    if topic:
        found = found.filter(topic=topic)
    if lead:
        found = found.filter(lead=lead)
    if q.strip():
        exact = found.filter(number_shown__iexact=q.strip())
        found = (
            exact
            if exact.exists()
            else found.extra(
                where=["voices_message.words @@ phraseto_tsquery('simple', split_han(%s))"], params=[q.strip()]
            )
        )
    return found.defer("words").order_by("-id")


def message_steps(matter_ids: list[int], reader: Person | None) -> list[Step]:
    visible: Any = Message.objects.visible_to(reader)
    return [step for row in visible.filter(matter_id__in=matter_ids).defer("words") for step in message_as_steps(row)]


def message_as_steps(row: Message, *, is_own: bool = False) -> list[Step]:
    """A message and, when there is one, its answer; in its author's own words for its author alone."""
    steps = [
        Step(
            kind="message",
            id=row.pk,
            matter_id=row.matter_id,
            at=row.received_at,
            kind_label=_("Resident's message"),
            title=row.title if is_own else str(row),
            who=_("A resident"),
            text=row.text if is_own else row.text_shown,
            url=row.get_absolute_url(),
            tone=TONES[State(row.state)],
            state=row.get_state_display(),
        )
    ]
    if row.answered_at and row.answer:
        steps.append(
            Step(
                kind="message_answer",
                id=row.pk,
                matter_id=row.matter_id,
                at=row.answered_at,
                kind_label=_("Answer to the resident"),
                title=_("The resident is answered"),
                who=_("The assembly's office"),
                text=row.answer,
                url=row.get_absolute_url(),
                tone="good",
            )
        )
    return steps


def page(found: QuerySet[Message], before: str, after: str, length: int = 30) -> KeyPage:
    """A page by key, newest first."""
    return key_page(found, before=as_key(before), after=as_key(after), length=length)


def author_steps(message: Message) -> list[Step]:
    """What its author sees, who proved to be it by the code: the message, its answer and what grew from it in public."""
    own = message_as_steps(message, is_own=True)
    own += [
        Step(
            kind="report_back",
            id=told.pk,
            matter_id=message.matter_id,
            at=told.at,
            kind_label=_("What became of it"),
            title=_("You are told what became of it"),
            who=_("The assembly's office"),
            text=told.text,
            tone="good",
        )
        for told in message.reports_back.all()
        if told.text != message.answer
    ]
    grown = [step for kind, read in STEPS.items() if kind != "message" for step in read([message.matter_id], None)]
    return sorted(own + grown, key=lambda step: step.at)


def is_opened_today(message: Message, reader: Person | None, at: datetime) -> bool:
    """Whether this reader has opened it unmasked today; it then shows unmasked to them, and the record tells of it."""
    if reader is None or not reader.can("message.open"):
        return False
    rows = RecordEntry.objects.filter(kind="message", item_id=message.pk, deed="message.open", by=reader)
    last = rows.order_by("-id").values_list("at", flat=True).first()
    return last is not None and local_day(last) == local_day(at)


def said_by_others(message: Message) -> int:
    """How many other messages say the same words."""
    if not message.same_words:
        return 0
    rows = Message.objects.filter(same_words=message.same_words).exclude(pk=message.pk)
    return rows.exclude(state__in=[State.WITHDRAWN, State.FORGOTTEN])[:MOST_COUNTED].count()
