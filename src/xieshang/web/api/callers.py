"""Who is calling: the holder of a key, somebody signed in on the pages, or a passer-by; and how often they may."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from xieshang.people.actions import token_hash
from xieshang.people.models import Person, Token
from xieshang.web.api.refusals import RefusedError

READ, WRITE = "read", "write"


@dataclass(frozen=True)
class Caller:
    """`person` is None for a passer-by, who reads what is public."""

    person: Person | None
    scopes: frozenset[str] = frozenset({READ, WRITE})


def caller(request: HttpRequest) -> Caller:
    return request.auth  # type: ignore[attr-defined]


def reader(request: HttpRequest) -> Person | None:
    return caller(request).person


def person_calling(request: HttpRequest) -> Person:
    """Whoever calls where a passer-by was not let in."""
    person = caller(request).person
    if person is None:
        raise PermissionError("this address must not let passers-by in")
    return person


def admit(request: HttpRequest, who: str, found: Caller) -> Caller:
    """Let a caller in, unless they come too often, lack the scope, or must choose a password first."""
    is_reading = request.method in ("GET", "HEAD", "OPTIONS")
    count(who, is_reading=is_reading, is_known=found.person is not None)
    scope = READ if is_reading else WRITE
    if scope not in found.scopes:
        raise RefusedError(403, "scope", _("This key does not have the scope “%(scope)s”.") % {"scope": scope})
    if found.person is not None and found.person.must_change_password:
        raise RefusedError(403, "password", _("Choose a password of your own on the pages first."))
    return found


def count(who: str, *, is_reading: bool, is_known: bool) -> None:
    """At most so many calls a minute; each server process counts for itself."""
    if is_reading:
        what, most = "read", settings.API_READS_PER_MINUTE
    elif is_known:
        what, most = "deed", settings.API_DEEDS_PER_MINUTE
    else:
        what, most = "deed", settings.API_STRANGERS_DEEDS_PER_MINUTE
    minute, second = divmod(int(time.time()), 60)
    key = f"{what}:{who}:{minute}"
    cache: Any = caches["api"]
    cache.add(key, 0, timeout=120)
    if cache.incr(key) > most:
        wait = 60 - second
        raise RefusedError(
            429,
            "too_often",
            _("Too many requests; try again in %(n)s seconds.") % {"n": wait},
            headers={"Retry-After": str(wait)},
        )


def address(request: HttpRequest) -> str:
    return f"ip:{request.META.get('REMOTE_ADDR', '')}"


class Key(HttpBearer):
    """A key made on one's own page: `Authorization: Bearer xs_…`. Only its hash is looked up and nothing of it logged."""

    @sensitive_variables("given", "word")
    def __call__(self, request: HttpRequest) -> Caller | None:
        given = request.headers.get("Authorization")
        if given is None:
            return None
        scheme, _space, word = given.partition(" ")
        token = self.authenticate(request, word.strip()) if scheme.lower() == "bearer" else None
        if token is None:
            count(address(request), is_reading=True, is_known=False)
            raise RefusedError(
                401,
                "bad_key",
                _("This key is unknown, expired or revoked."),
                headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
            )
        return admit(request, f"key:{token.pk}", Caller(token.person, frozenset(token.scopes)))

    @sensitive_variables("token")
    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = Token.objects.filter(hash=token_hash(token)).select_related("person").first()
        if found is None or found.revoked_at is not None or found.expires < timezone.localdate():
            return None
        return found if found.person.is_active else None


class Session(APIKeyCookie):
    """The session of the pages; deeds then need the CSRF token as well (header X-CSRFToken)."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Caller | None:
        person: Any = request.user
        if "Authorization" in request.headers or not person.is_authenticated:
            return None
        if check_csrf(request) is not None:
            raise RefusedError(403, "csrf", _("Send the CSRF token of this session in the header X-CSRFToken."))
        return admit(request, f"person:{person.pk}", Caller(getattr(person, "_wrapped", person)))

    def authenticate(self, request: HttpRequest, key: str | None) -> None:
        """Django's own session middleware has done it."""


def passer_by(request: HttpRequest) -> Caller:
    return admit(request, address(request), Caller(None))


KEY, SESSION = Key(), Session()
KNOWN = [KEY, SESSION]  # a key or a session is needed
ANYBODY = [KEY, SESSION, passer_by]  # passers-by too
# The document says the same of ANYBODY: no security is one of the ways in.
OPEN_TO_ALL: dict[str, Any] = {"security": [{}]}
