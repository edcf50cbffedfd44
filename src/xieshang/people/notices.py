"""Notices in words, and by mail: each given once, each mailed once, whatever stops in between.

A letter is the set of notices claimed for one person at one moment (`claimed_at`). It is claimed before it is sent
and marked `mailed_at` after; one that was claimed and never marked (a crash, a dead mail server) is sent again with
the same Message-ID, by which mail servers know a repeat, after waiting as long again as it has waited already.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import Greatest, Least
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xieshang.core import profile
from xieshang.core.calendar import local_day
from xieshang.core.deeds import give_notices, holders
from xieshang.core.lifecycle import LIVES
from xieshang.core.models import Notice, Wait
from xieshang.core.turns import TURN_LABELS
from xieshang.people.models import AccountState, Person

log = logging.getLogger(__name__)


# ---- In words


@dataclass(frozen=True)
class Told:
    """A notice as it is read."""

    pk: int
    sentence: str
    title: str
    url: str
    at: datetime
    due: date | None
    is_read: bool
    tone: str


def told_turn(name: str, notice: Notice) -> str:
    return _("For you to do: %(what)s.") % {"what": TURN_LABELS[name]}


def told_reminder(name: str, notice: Notice) -> str:
    days = (notice.due - local_day(notice.at)).days if notice.due else 0
    if days == 0:
        return _("Due today: %(what)s.") % {"what": TURN_LABELS[name]}
    words = ngettext("Due in %(n)d day: %(what)s.", "Due in %(n)d days: %(what)s.", days)
    return words % {"n": days, "what": TURN_LABELS[name]}


def told_late(name: str, notice: Notice) -> str:
    return _("Past its day: %(what)s.") % {"what": TURN_LABELS[name]}


TURN, REMIND, LATE = "turn.", "remind.", "late."
# What a code begins with -> how the rest of it, the name of a turn, is told and in which tone
SENTENCES: dict[str, tuple[Callable[[str, Notice], str], str]] = {
    REMIND: (told_reminder, "waiting"),
    LATE: (told_late, "late"),
    TURN: (told_turn, "waiting"),
}

# A whole code of another app's -> how it is told and in which tone (they hand this down)
TOLD: dict[str, tuple[Callable[[Notice], str], str]] = {}


def sentence(notice: Notice) -> tuple[str, str]:
    """A notice's code as a whole sentence, and its tone: a turn, a reminder of one, or a deed of a life cycle."""
    for start, (told, tone) in SENTENCES.items():
        name = notice.code.removeprefix(start)
        if notice.code.startswith(start) and name in TURN_LABELS:
            return told(name, notice), tone
    if notice.code in TOLD:
        in_words, tone = TOLD[notice.code]
        return in_words(notice), tone
    kind, _dot, name = notice.code.partition(".")
    if kind in LIVES and name:
        return _("It moved on: %(what)s.") % {"what": LIVES[kind].told(name)}, "moving"
    return _("Something moved here."), "neutral"


def tell(notice: Notice) -> Told:
    words, tone = sentence(notice)
    is_read = notice.read_at is not None
    return Told(notice.pk, words, notice.title, notice.url, notice.at, notice.due, is_read, tone)


def read(notice: Notice, *, at: datetime) -> None:
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


def read_all(person: Any, *, at: datetime) -> int:
    return Notice.objects.filter(to=person.pk, read_at=None).update(read_at=at)


# ---- By mail

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=7)
MOST_IN_A_LETTER, MOST_PEOPLE = 100, 200


@dataclass(frozen=True)
class Letter:
    to: Person
    notices: list[Notice]

    @property
    def message_id(self) -> str:
        """The same for the same notices, so that a repeat after a crash is known for what it is."""
        keys = ",".join(str(notice.pk) for notice in self.notices)
        digest = hashlib.sha256(f"{self.to.pk}:{keys}".encode()).hexdigest()[:32]
        return f"<{digest}@{urlsplit(settings.ADDRESS).hostname or 'localhost'}>"


def unmailed(*, at: datetime) -> QuerySet[Notice]:
    """Notices a letter is owed for: never claimed, or claimed so long ago that it is time to try again.

    After each failure the pause is as long as the notice has waited so far: five minutes, ten, twenty … six hours.
    """
    waited = ExpressionWrapper(F("claimed_at") - F("at"), output_field=DurationField())
    pause = Least(Value(LONGEST_PAUSE), Greatest(Value(FIRST_PAUSE), waited))
    again = ExpressionWrapper(F("claimed_at") + pause, output_field=DateTimeField())
    return (
        Notice.objects.filter(mailed_at=None, at__gt=at - GIVE_UP_AFTER)
        .annotate(again=again)
        .filter(Q(claimed_at=None) | Q(again__lte=at))
    )


def claim(*, at: datetime, at_once: bool, until: datetime | None = None) -> list[Letter]:
    """Claim the letters due now; another process that claims at the same moment gets other people's."""
    owed = unmailed(at=at).filter(at__lte=until or at)
    if not at_once:
        owed = owed.filter(read_at=None)  # what was read inside by eight in the morning needs no letter
    readers = Person.objects.filter(state=AccountState.OPEN, mail_at_once=at_once).exclude(email="")
    with transaction.atomic():
        people = list(
            readers.filter(pk__in=owed.values("to"))
            .order_by("pk")
            .select_for_update(skip_locked=True, no_key=True)[:MOST_PEOPLE]
        )
        batches: dict[tuple[int, datetime | None], list[Notice]] = {}
        for notice in owed.filter(to__in=people).order_by("pk"):
            batches.setdefault((notice.to_id, notice.claimed_at), []).append(notice)
        by_key = {person.pk: person for person in people}
        letters = []
        for n, ((person_id, was_claimed), rows) in enumerate(batches.items()):
            rows = rows if was_claimed else rows[:MOST_IN_A_LETTER]
            moment = at + timedelta(microseconds=n)  # what is claimed together stays together
            Notice.objects.filter(pk__in=[notice.pk for notice in rows]).update(claimed_at=moment)
            letters.append(Letter(by_key[person_id], rows))
    return letters


def send(letters: Iterable[Letter], *, now: Callable[[], datetime] = timezone.now) -> int:
    """Send letters and mark each when the mail server has taken it; how many. Never raises for a mail server's sake."""
    connection: Any = get_connection()
    sent = 0
    try:
        for letter in letters:
            try:
                compose(letter, connection).send()
            except SMTPRecipientsRefused:
                log.warning("The mail server refuses the address of person %s.", letter.to.pk)
                continue
            Notice.objects.filter(pk__in=[notice.pk for notice in letter.notices]).update(mailed_at=now())
            sent += 1
    except (OSError, SMTPException) as trouble:
        log.warning("The mail server does not take letters now (%s); they are tried again later.", trouble)
    finally:
        close_quietly(connection)
    return sent


def close_quietly(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, SMTPException):
        log.debug("The mail server was gone before the connection was closed.")


def compose(letter: Letter, connection: Any) -> EmailMessage:
    """A letter in its reader's language."""
    with translation.override(letter.to.language or settings.LANGUAGE_CODE):
        told = [tell(notice) for notice in letter.notices]
        assembly = str(profile.current().assembly)
        if len(told) == 1:
            subject = f"{told[0].sentence} {told[0].title}"
        else:
            subject = ngettext("%(n)d notice", "%(n)d notices", len(told)) % {"n": len(told)}
        context = {"person": letter.to, "notices": told, "address": settings.ADDRESS, "assembly": assembly}
        body = render_to_string("people/letter.txt", context)
        return EmailMessage(
            subject=" ".join(f"[{assembly}] {subject}".split())[:200],
            body=body,
            to=[letter.to.email],
            headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
            connection=connection,
        )


def mail_at_once(*, at: datetime) -> int:
    return send(claim(at=at, at_once=True))


def mail_digests(*, at: datetime) -> int:
    """To everybody else: what came in before eight this morning, in one letter."""
    eight = timezone.localtime(at).replace(hour=8, minute=0, second=0, microsecond=0)
    return send(claim(at=at, at_once=False, until=eight)) if at >= eight else 0


# ---- Reminders

LATE_FOR = 14  # days after which a first notice of lateness would only be noise


def remind(*, at: datetime) -> int:
    """Tell the people behind each wait that its day draws near or is past, once for each of the norm's days."""
    today = local_day(at)
    bands = sorted(profile.current().norm("remind.days_before", today))
    last = today + timedelta(days=max(bands, default=0))
    waits = Wait.objects.filter(due__gte=today - timedelta(days=LATE_FOR), due__lte=last).order_by("pk")
    given = 0
    batch: list[tuple[Wait, str, str]] = []
    for wait in waits.iterator(chunk_size=500):
        reminder = reminder_of(wait, today, bands)
        if reminder:
            batch.append((wait, *reminder))
        if len(batch) == 500:
            given += give(batch, at=at)
            batch = []
    return given + give(batch, at=at)


def reminder_of(wait: Wait, today: date, bands: list[int]) -> tuple[str, str] | None:
    """The code and the key of the reminder a wait is due today, if any.

    Where the clock stood still on the very day, the reminder comes a day later rather than not at all; one for a day
    before the wait began is not given.
    """
    if wait.due is None:
        return None
    left = (wait.due - today).days
    if left < 0:
        return LATE + wait.turn, f"late:{wait.turn}:{wait.kind}:{wait.item_id}:{wait.due}"
    band = next((days for days in bands if days >= left), None)
    if band is None or local_day(wait.since) > wait.due - timedelta(days=band):
        return None
    return REMIND + wait.turn, f"remind:{wait.turn}:{wait.kind}:{wait.item_id}:{wait.due}:{band}"


def give(batch: list[tuple[Wait, str, str]], *, at: datetime) -> int:
    people = holders({wait.holder for wait, _code, _key in batch})
    rows = [
        Notice(to_id=person_id, key=key, code=code, title=wait.title, url=wait.url, at=at, due=wait.due)
        for wait, code, key in batch
        for person_id in sorted(people.get(wait.holder, ()))
    ]
    known = set(Notice.objects.filter(key__in={row.key for row in rows}).values_list("to_id", "key"))
    new = [row for row in rows if (row.to_id, row.key) not in known]
    give_notices(new)
    return len(new)
