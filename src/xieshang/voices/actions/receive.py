"""A message comes in."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from xieshang.core import profile
from xieshang.core.calendar import local_day
from xieshang.core.counters import next_number
from xieshang.core.deeds import deed
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.verdicts import No
from xieshang.matters.actions import open_matter
from xieshang.people.models import Person
from xieshang.people.rules import has_power
from xieshang.voices.models import Message, hash_of
from xieshang.voices.norms import LONGEST_TEXT, LONGEST_TITLE, answer_due

# Read aloud and typed on a phone without mistakes
CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_code() -> str:
    return "-".join("".join(secrets.choice(CODE_LETTERS) for _n in range(4)) for _part in range(3))


@transaction.atomic
def receive(
    *,
    at: datetime,
    title: str,
    text: str,
    topic: str = "other",
    place: str = "",
    name: str = "",
    contact: str = "",
    is_public: bool = False,
    by: Person | None = None,
    channel: str = "web",
) -> tuple[Message, str]:
    """Take in a message; the number and the code to follow it with. `by` is whoever enters it for somebody else."""
    if by is not None and isinstance(verdict := has_power(by, "message.enter"), No):
        raise NotYoursError(str(verdict.reason))
    if not title.strip() or not text.strip():
        raise MoveNotOpenError(_("Please write a title and what it is about."))
    if len(title) > LONGEST_TITLE or len(text) > LONGEST_TEXT:
        raise MoveNotOpenError(
            _("At most %(title)s characters for the title and %(text)s for the text.")
            % {"title": LONGEST_TITLE, "text": LONGEST_TEXT}
        )
    if topic not in profile.current().lists["message_topic"]:
        raise MoveNotOpenError(_("Choose one from the list."))
    code = new_code()
    day = local_day(at)
    message = Message(
        matter=open_matter(title, at=at),
        number_shown=f"M{day.year}-{next_number(f'message:{day.year}'):05d}",
        code_hash=hash_of(code),
        title=title.strip(),
        text=text.strip(),
        topic=topic,
        place=place.strip(),
        name=name.strip(),
        contact=contact.strip(),
        is_public=is_public,
        entered_by=by,
        channel=channel,
        received_at=at,
        due=answer_due(day),
    )
    with deed("receive", on=message, by=by, at=at) as message:
        pass
    return message, code
