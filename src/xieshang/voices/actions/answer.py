"""What staff and members do with a message."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from xieshang.core import profile
from xieshang.core.deeds import deed
from xieshang.core.lifecycle import MoveNotOpenError
from xieshang.people.models import Person
from xieshang.voices.lifecycle import LIFE
from xieshang.voices.models import Message, State


def answer(message: Message, *, by: Person, at: datetime, answer: str) -> Message:
    with deed("answer", on=message, by=by, at=at) as message:
        LIFE.take("answer", message, by)
        message.answer, message.answered_by, message.answered_at = answer, by, at
    return message


def decline(message: Message, *, by: Person, at: datetime, ground: str, answer: str) -> Message:
    """Not taken on, on one of the published grounds, with an explanation its author reads."""
    with deed("decline", on=message, by=by, at=at, why=answer) as message:
        LIFE.take("decline", message, by)
        if ground not in profile.current().lists["message_decline_ground"]:
            raise MoveNotOpenError(_("Choose one from the list."))
        message.ground, message.answer = ground, answer
        message.answered_by, message.answered_at = by, at
    return message


def take_up(message: Message, *, by: Person, at: datetime) -> Message:
    """A member takes it up; the page then opens a proposal that grows from it."""
    with deed("take_up", on=message, by=by, at=at) as message:
        was_answered = message.state == State.ANSWERED
        LIFE.take("take_up", message, by)
        if was_answered:
            message.state = State.ANSWERED  # an answer once given stands
        message.taken_up_by = by
    return message
