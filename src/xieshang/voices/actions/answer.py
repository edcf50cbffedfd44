"""What staff and members do with a message."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from xieshang.core import profile
from xieshang.core.deeds import deed
from xieshang.core.lifecycle import MoveNotOpenError
from xieshang.people.models import Person
from xieshang.voices.lifecycle import LIFE
from xieshang.voices.models import Lead, Message
from xieshang.voices.privacy import masked


def answer(message: Message, *, by: Person, at: datetime, answer: str, topic: str = "") -> Message:
    """Answer the resident; whoever answers may put the message under another topic."""
    with deed("answer", on=message, by=by, at=at) as message:
        LIFE.take("answer", message, by)
        if topic and topic not in profile.current().lists["message_topic"]:
            raise MoveNotOpenError(_("Choose one from the list."))
        message.topic = topic or message.topic
        message.answer, message.answered_by, message.answered_at = answer, by, at
    return message


def decline(message: Message, *, by: Person, at: datetime, ground: str, answer: str) -> Message:
    """Not taken on, on one of the published grounds, with an explanation its author reads."""
    with deed("decline", on=message, by=by, at=at, why=masked(answer, message.name)) as message:
        LIFE.take("decline", message, by)
        if ground not in profile.current().lists["message_decline_ground"]:
            raise MoveNotOpenError(_("Choose one from the list."))
        message.ground, message.answer = ground, answer
        message.answered_by, message.answered_at = by, at
    return message


def take_up(message: Message, *, by: Person, at: datetime) -> Message:
    """A member takes it up; the page then opens a proposal that grows from it."""
    with deed("take_up", on=message, by=by, at=at) as message:
        LIFE.take("take_up", message, by)
        message.taken_up_by = by
    return message


def take_further(message: Message, *, by: Person, at: datetime) -> Message:
    """A member takes up a message that was answered; the answer once given stands."""
    with deed("take_further", on=message, by=by, at=at) as message:
        LIFE.take("take_further", message, by)
        message.taken_up_by = by
    return message


def offer(message: Message, *, by: Person, at: datetime, lead: str) -> Message:
    """Put it before the members as a lead for a proposal or a topic for a consultation."""
    with deed("offer", on=message, by=by, at=at) as message:
        LIFE.take("offer", message, by)
        if lead not in Lead.values:
            raise MoveNotOpenError(_("Choose one from the list."))
        message.lead = lead
    return message


def open_unmasked(message: Message, *, by: Person, at: datetime) -> Message:
    """Read every word and who wrote it; for the rest of the day it shows to whoever opened it."""
    with deed("open", on=message, by=by, at=at) as message:
        LIFE.take("open", message, by)
    return message
