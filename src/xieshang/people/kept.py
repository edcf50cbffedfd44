"""Words typed and not sent: kept while typing, and over a session that ended before they were sent.

A page with a form shows `{{ sender }}` in it, a signed mark of who was signed in when it was drawn. A form that
arrives after the session has ended is kept with that mark and given back to that person only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from xieshang.core import once
from xieshang.core.models import Unsent
from xieshang.people.models import Person

WHO, PLACE, VERSION = "who", "place", "version"
# What a form carries beside the words themselves
MARKS = frozenset({"csrfmiddlewaretoken", WHO, PLACE, VERSION, once.FIELD})
MOST_CHARACTERS = 200_000
MOST_PLACES = 50
MOST_A_MINUTE = 90
IN_SESSION, MOST_IN_SESSION = "kept_words", 5

Words = dict[str, list[str]]


@dataclass(frozen=True)
class Kept:
    """What somebody typed at a place, and when it was kept."""

    place: str
    words: Words
    version: int | None
    at: datetime

    @property
    def as_data(self) -> QueryDict:
        """As if it had just been sent: for a form to be bound to."""
        data = QueryDict(mutable=True)
        for name, values in self.words.items():
            data.setlist(name, list(values))
        if self.version is not None:  # what they had read when they wrote it
            data[VERSION] = str(self.version)
        return data

    @property
    def as_initial(self) -> dict[str, Any]:
        """As a form's first values: for a form to be shown with, without complaints."""
        return {name: values[0] if len(values) == 1 else values for name, values in self.words.items()}

    @property
    def discard_url(self) -> str:
        return f"{reverse('forget_kept')}?{urlencode({PLACE: self.place})}"


# ---- Who a form was drawn for


def signer() -> signing.Signer:
    return signing.Signer(salt="xieshang.people.kept")


def mark_of(person: Any) -> str:
    return signer().sign(str(person.pk))


def sender_of(data: Mapping[str, Any]) -> int | None:
    """The person a form was drawn for; None without a mark or with a forged one."""
    try:
        return int(signer().unsign(str(data.get(WHO, ""))))
    except (signing.BadSignature, ValueError):
        return None


def sender_field(person: Any) -> SafeString:
    """The hidden field that says who was signed in when the form was drawn."""
    if not person.is_authenticated:
        return SafeString("")
    return format_html('<input type="hidden" name="{}" value="{}">', WHO, mark_of(person))


# ---- Keeping and giving back


def words_of(data: QueryDict) -> Words:
    return {name: data.getlist(name) for name in data if name not in MARKS}


def is_too_long(words: Words) -> bool:
    return sum(len(name) + sum(map(len, values)) for name, values in words.items()) > MOST_CHARACTERS


def is_too_often(person: Person) -> bool:
    """Whether somebody's browser keeps words more often than anybody types."""
    key = f"kept:{person.pk}:{int(timezone.now().timestamp()) // 60}"
    cache.add(key, 0, 120)
    return cache.incr(key) > MOST_A_MINUTE


def version_of(data: Mapping[str, Any]) -> int | None:
    written = str(data.get(VERSION, ""))
    return int(written) if written.isdecimal() and len(written) < 10 else None


def our_place(named: str) -> str:
    """An address of ours as it was named; empty for another host's."""
    is_ours = named.startswith("/") and url_has_allowed_host_and_scheme(named, allowed_hosts=None)
    return named[:200] if is_ours else ""


def place_of(request: HttpRequest) -> str:
    """The page a form stands on: the address it names, else the one it was sent to."""
    return our_place(request.POST.get(PLACE) or request.GET.get(PLACE, "")) or request.path[:200]


def keep(person: Person, kept: Kept) -> None:
    """Keep words in place of what was kept there before, unless that is newer."""
    words = without_null(kept.words)
    with transaction.atomic():
        row, is_new = Unsent.objects.select_for_update().get_or_create(
            person=person, place=kept.place, defaults={"words": words, "version": kept.version, "at": kept.at}
        )
        if not is_new and row.at <= kept.at:
            row.words, row.version, row.at = words, kept.version, kept.at
            row.save(update_fields=["words", "version", "at"])
        if is_new:
            newest = Unsent.objects.filter(person=person).order_by("-at", "-pk").values("pk")[:MOST_PLACES]
            Unsent.objects.filter(person=person).exclude(pk__in=list(newest.values_list("pk", flat=True))).delete()


def without_null(words: Words) -> Words:
    """Without the one character PostgreSQL cannot hold."""
    return {name.replace("\0", ""): [value.replace("\0", "") for value in values] for name, values in words.items()}


def unsent_words(request: HttpRequest, place: str) -> Kept | None:
    """What the person signed in typed at this place and has not sent."""
    person: Any = request.user
    if not person.is_authenticated:
        return None
    row = Unsent.objects.filter(person=person, place=place[:200]).first()
    return Kept(row.place, row.words, row.version, row.at) if row else None


def forget(request: HttpRequest, place: str) -> None:
    """It was sent, or its author lets it go."""
    person: Any = request.user
    if person.is_authenticated:
        Unsent.objects.filter(person=person, place=place[:200]).delete()


# ---- Over the end of a session


def keep_in_session(request: HttpRequest, sender: int, *, at: datetime) -> bool:
    """Keep a form that came too late until its sender signs in; whether it was kept."""
    words = words_of(request.POST)
    if not words or is_too_long(words):
        return False
    kept = request.session.get(IN_SESSION, [])
    place = place_of(request)
    kept = [row for row in kept if (row["place"], row["who"]) != (place, sender)][1 - MOST_IN_SESSION :]
    kept.append(
        {"place": place, "who": sender, "words": words, "version": version_of(request.POST), "at": at.isoformat()}
    )
    request.session[IN_SESSION] = kept
    return True


def hand_over(request: HttpRequest, person: Person) -> int:
    """At sign-in: what this person sent too late is theirs again; anybody else's is dropped. How many were theirs."""
    mine = [row for row in request.session.pop(IN_SESSION, []) if row["who"] == person.pk]
    for row in mine:
        keep(person, Kept(row["place"], row["words"], row["version"], datetime.fromisoformat(row["at"])))
    return len(mine)


def sign_in_url(place: str) -> str:
    from django.shortcuts import resolve_url

    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': place})}"
