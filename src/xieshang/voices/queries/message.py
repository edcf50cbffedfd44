"""What pages and the API read about residents' messages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xieshang.core.paging import KeyPage, as_key, key_page
from xieshang.matters.queries import SOURCES, STEPS, Step
from xieshang.people.models import Person
from xieshang.voices.models import Message, State

TONES = {
    State.RECEIVED: "waiting",
    State.TAKEN_UP: "moving",
    State.ANSWERED: "good",
    State.DECLINED: "ended",
    State.WITHDRAWN: "ended",
}


def messages(reader: Person | None, *, q: str = "", state: str = "", topic: str = "") -> QuerySet[Message]:
    found: Any = Message.objects.visible_to(reader)
    if state:
        found = found.filter(state=state)
    if topic:
        found = found.filter(topic=topic)
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


def message_as_steps(row: Message) -> list[Step]:
    """A message and, when there is one, its answer."""
    steps = [
        Step(
            kind="message",
            id=row.pk,
            matter_id=row.matter_id,
            at=row.received_at,
            kind_label=_("Resident's message"),
            title=row.title,
            who=_("A resident"),
            text=row.text,
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


def register() -> None:
    STEPS["message"] = message_steps
    SOURCES["message"] = lambda pk, reader: Message.objects.visible_to(reader).filter(pk=pk).first()


def page(found: QuerySet[Message], before: str, after: str, length: int = 30) -> KeyPage:
    """A page by key, newest first."""
    return key_page(found, before=as_key(before), after=as_key(after), length=length)


def author_steps(message: Message) -> list[Step]:
    """What its author sees, who proved to be it by the code: the message, its answer and what grew from it in public."""
    own = message_as_steps(message)
    grown = [step for kind, read in STEPS.items() if kind != "message" for step in read([message.matter_id], None)]
    return sorted(own + grown, key=lambda step: step.at)
