"""What a message's author does with the code they were given: follow it, correct it, take it back, have it erased."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from xieshang.core.calendar import local_day
from xieshang.core.deeds import deed
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.limits import count, counted
from xieshang.core.models import Notice
from xieshang.matters.models import Matter
from xieshang.people.models import Person
from xieshang.voices.actions.receive import TooOftenError, check_words, when_in_words
from xieshang.voices.lifecycle import LIFE
from xieshang.voices.models import Earlier, Message, hash_of
from xieshang.voices.norms import HOUR, Norms
from xieshang.voices.privacy import masked, same_words

# What goes when a message is erased
PERSONAL = (
    "title", "text", "title_shown", "text_shown", "place", "name", "contact", "sender", "same_words", "code_hash", "lead",
)  # fmt: skip


@sensitive_variables("code")
def follow(number: str, code: str, *, address: str, at: datetime) -> Message | None:
    """The message of this number and code; None for a wrong pair, whichever of the two is wrong.

    Wrong ones are counted for the address and for the number, each by a norm, so that neither many guesses from one
    place nor guesses at one message from many places get far. Raises TooOftenError, even for the right code.
    """
    norms, number = Norms(local_day(at)), number.strip().upper()
    tallies = [(f"tries:{address}", "message.tries_address"), (f"tries:{number}", "message.tries_number")]
    for key, norm in tallies:
        found = counted(key, at=at)
        if found.count >= norms.get(norm):
            raise TooOftenError(
                _("Too many wrong codes. You can try again %(when)s.") % {"when": when_in_words(found.until, at)},
                found.until,
            )
    message = Message.objects.filter(number_shown=number).defer("words").first()
    if message is not None and message.code_hash and secrets.compare_digest(message.code_hash, hash_of(code)):
        return message
    for key, _norm in tallies:
        count(key, within=HOUR, at=at)
    return None


@sensitive_variables("code")
def must_belong(message: Message, code: str) -> None:
    if not message.code_hash or not secrets.compare_digest(message.code_hash, hash_of(code)):
        raise NotYoursError(_("This number and this code do not belong together."))


@sensitive_variables("code")
def correct(message: Message, *, code: str, at: datetime, title: str, text: str, place: str = "") -> Message:
    """Its author puts it right; how it read before is kept beside it for those who answer."""
    must_belong(message, code)
    check_words(title, text)
    with deed("correct", on=message, by=None, at=at) as message:
        LIFE.take("correct", message, None)  # type: ignore[arg-type]
        if (title.strip(), text.strip(), place.strip()) == (message.title, message.text, message.place):
            raise MoveNotOpenError(_("Nothing was changed."))
        Earlier.objects.create(
            message=message,
            title=message.title,
            text=message.text,
            title_shown=message.title_shown,
            text_shown=message.text_shown,
            until=at,
        )
        was = message.title_shown
        message.title, message.text, message.place = title.strip(), text.strip(), place.strip()
        message.title_shown = masked(message.title, message.name)
        message.text_shown = masked(message.text, message.name)
        message.same_words = same_words(f"{message.title}\n{message.text}")
        message.corrected_at = at
        Matter.objects.filter(pk=message.matter_id, title=was).update(title=message.title_shown)
    return message


@sensitive_variables("code")
def withdraw(message: Message, *, code: str, at: datetime) -> Message:
    """Its author takes it back with the code; the text is no longer shown to anybody."""
    must_belong(message, code)
    with deed("withdraw", on=message, by=None, at=at) as message:
        LIFE.take("withdraw", message, None)  # type: ignore[arg-type]
        forget_its_title(message)
    return message


@sensitive_variables("code")
def forget(message: Message, *, code: str, at: datetime) -> Message:
    """Its author has it erased."""
    must_belong(message, code)
    return erase(message, by=None, at=at, why="")


def forget_on_request(message: Message, *, by: Person, at: datetime, why: str) -> Message:
    """Erase it for an author who asks without their code; `why` says how they asked and were known."""
    return erase(message, by=by, at=at, why=why)


def erase(message: Message, *, by: Person | None, at: datetime, why: str) -> Message:
    """Its words and all that tells of its author go; what stays are its number, its topic, its days and the answer.

    The matter keeps what grew from it. The record never held the words, so its chain stays whole.
    """
    with deed("forget", on=message, by=by, at=at, why=why) as message:
        LIFE.take("forget", message, by)  # type: ignore[arg-type]
        was, name = message.title_shown, message.name
        for field in PERSONAL:
            setattr(message, field, "")
        message.answer = masked(message.answer, name)
        message.is_public = False
        message.earlier.all().delete()
        Matter.objects.filter(pk=message.matter_id, title=was).update(title=message.number_shown)
        forget_its_title(message)
    return message


def forget_its_title(message: Message) -> None:
    """Notices and reminders hold the title of what they tell of."""
    about = Q(key__startswith=f"message.answer:message:{message.pk}:")
    for kind in ("remind", "late"):
        about |= Q(key__startswith=f"{kind}:message.answer:message:{message.pk}:")
    Notice.objects.filter(about).delete()
