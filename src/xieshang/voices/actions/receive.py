"""A message comes in."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.core import profile
from xieshang.core.calendar import day_in_words, local_day
from xieshang.core.counters import next_number
from xieshang.core.deeds import deed
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.limits import count
from xieshang.core.verdicts import No
from xieshang.matters.actions import open_matter
from xieshang.people.models import Person
from xieshang.people.rules import has_power
from xieshang.voices.models import Message, State, hash_of
from xieshang.voices.norms import DAY, HOUR, LONGEST_TEXT, LONGEST_TITLE, Norms, answer_due
from xieshang.voices.privacy import masked, same_sender, same_words

# Read aloud and typed on a phone without mistakes
CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
# What comes in by the hundred has a row of numbers of its own: a long import would hold the year's counter to its end
SERIES = {"import": "I"}


class TooOftenError(MoveNotOpenError):
    """More often than the norm; `until` is when one can go on."""

    code = "too_often"

    def __init__(self, reason: str, until: datetime) -> None:
        super().__init__(reason)
        self.until = until


def new_code() -> str:
    return "-".join("".join(secrets.choice(CODE_LETTERS) for _n in range(4)) for _part in range(3))


def check_words(title: str, text: str) -> None:
    if not title.strip() or not text.strip():
        raise MoveNotOpenError(_("Please write a title and what it is about."))
    if len(title) > LONGEST_TITLE or len(text) > LONGEST_TEXT:
        raise MoveNotOpenError(
            _("At most %(title)s characters for the title and %(text)s for the text.")
            % {"title": LONGEST_TITLE, "text": LONGEST_TEXT}
        )


def admit(*, address: str, whence: str, contact: str, title: str, text: str, at: datetime) -> None:
    """Whether a passer-by may send this now. Raises TooOftenError, which says when one can go on, or MoveNotOpenError.

    address   counted by the hour
    whence    the address and what else tells a sender from another who shares it
    Called before `receive` and outside its transaction, so that what is refused is counted too.
    """
    norms = Norms(local_day(at))
    counts = [(f"send:{address}", HOUR, "message.per_hour_address")]
    if contact.strip():
        counts.append((f"sender:{same_sender(contact)}", DAY, "message.per_day_sender"))
    for key, within, norm in counts:
        found = count(key, within=within, at=at)
        if found.count > norms.get(norm):
            raise TooOftenError(
                _("We have taken in %(most)s messages from you and read every one. You can write again %(when)s.")
                % {"most": norms.get(norm), "when": when_in_words(found.until, at)},
                found.until,
            )
    if is_said_already(same_sender(contact, whence=whence), same_words(f"{title}\n{text}"), at):
        raise MoveNotOpenError(
            _("You have sent these words already and they are being dealt with; one voice counts once.")
        )


def when_in_words(until: datetime, at: datetime) -> str:
    local = timezone.localtime(until)
    if local_day(until) == local_day(at):
        return _("today from %(hour)s") % {"hour": f"{local:%H:%M}"}
    return _("on %(day)s from %(hour)s") % {"day": day_in_words(local.date()), "hour": f"{local:%H:%M}"}


def is_said_already(sender: str, words: str, at: datetime) -> bool:
    """Whether this sender has sent the same words lately, and they stand."""
    if not sender:
        return False
    since = at - timedelta(days=Norms(local_day(at)).get("message.same_text_days"))
    gone = (State.WITHDRAWN, State.FORGOTTEN)
    same = Message.objects.filter(same_words=words, sender=sender, received_at__gt=since)
    return same.exclude(state__in=gone).exists()


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
    consent: str = "",
    by: Person | None = None,
    channel: str = "web",
    whence: str = "",
) -> tuple[Message, str]:
    """Take in a message; the number and the code to follow it with.

    by       whoever enters it for somebody else; then `consent` says how that somebody agreed, where they are named
    whence   where it was sent from, where nothing else tells one sender from another; only a keyed hash is kept
    """
    if by is not None and isinstance(verdict := has_power(by, "message.enter"), No):
        raise NotYoursError(str(verdict.reason))
    check_words(title, text)
    here = profile.current()
    if topic not in here.lists["message_topic"] or (consent and consent not in here.lists["message_consent"]):
        raise MoveNotOpenError(_("Choose one from the list."))
    if by is not None and channel != "import" and (name.strip() or contact.strip()) and not consent:
        raise MoveNotOpenError(_("Say how they agreed that you enter their name or how to reach them."))
    sender, words = same_sender(contact, name if channel == "import" else "", whence), same_words(f"{title}\n{text}")
    code = new_code()
    day = local_day(at)
    title, text, name = title.strip(), text.strip(), name.strip()
    title_shown = masked(title, name)
    message = Message(
        matter=open_matter(title_shown, at=at),
        number_shown=number_of(channel, day.year),
        code_hash=hash_of(code),
        title=title,
        text=text,
        title_shown=title_shown,
        text_shown=masked(text, name),
        topic=topic,
        place=place.strip(),
        name=name,
        contact=contact.strip(),
        sender=sender,
        same_words=words,
        consent=consent,
        is_public=is_public,
        entered_by=by,
        channel=channel,
        received_at=at,
        due=answer_due(day),
    )
    with deed("receive", on=message, by=by, at=at) as message:
        pass
    return message, code


def number_of(channel: str, year: int) -> str:
    letter = SERIES.get(channel, "M")
    key = f"message:{year}" if letter == "M" else f"message:{letter}:{year}"
    return f"{letter}{year}-{next_number(key):05d}"
