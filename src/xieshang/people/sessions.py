"""Where sessions are kept: the rows of Visit, which know whose they are, since when, and when they were last seen.

A session ends after an idle time and after a whole time, shorter for administrators (settings SESSION_COOKIE_AGE,
SESSION_HOURS, SESSION_HOURS_OF_ADMINISTRATORS;
values customary under the level protection scheme, GB/T 22239-2019).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.utils import timezone

SINCE, UNTIL, SEEN, DEVICE = "since", "until", "seen", "device"
# The powers that make somebody an administrator
ADMINISTRATION = frozenset({"people.accounts", "people.roles", "record.audit"})


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from xieshang.people.models import Visit

        return Visit

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        visit: Any = super().create_model_instance(data)
        visit.person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        visit.device = data.get(DEVICE, "")
        visit.since = datetime.fromtimestamp(data[SINCE], UTC) if SINCE in data else None
        visit.seen = timezone.now()
        return visit


def longest(person: Any) -> timedelta:
    """How long one sign-in of this person lasts at most."""
    is_administrator = bool(ADMINISTRATION & person.powers)
    return timedelta(hours=settings.SESSION_HOURS_OF_ADMINISTRATORS if is_administrator else settings.SESSION_HOURS)


def begin(request: Any, *, at: datetime) -> None:
    """Note in a fresh session since when it is and on what device."""
    request.session[SINCE] = request.session[SEEN] = int(at.timestamp())
    request.session[UNTIL] = int((at + longest(request.user)).timestamp())
    request.session[DEVICE] = device_of(request.META.get("HTTP_USER_AGENT", ""))


def is_over(request: Any, *, at: datetime) -> bool:
    """Whether this sign-in has lasted as long as it may."""
    return bool(at.timestamp() > request.session.get(UNTIL, 0))


def is_unseen(request: Any, *, at: datetime) -> bool:
    """Whether a minute has passed since the session was last renewed, so that reading costs no write."""
    return bool(at.timestamp() - request.session.get(SEEN, 0) > 60)


def open_visits(person: Any) -> QuerySet[Any]:
    """The sessions of a person that are still open, the last seen first."""
    from xieshang.people.models import Visit

    return Visit.objects.filter(person=person, expire_date__gt=timezone.now()).order_by("-seen")


def end_all(person: Any, but: str | None = None) -> int:
    """End somebody's sessions, all or all but the one named."""
    ended, _kinds = open_visits(person).exclude(session_key=but or "").delete()
    return ended


# Names of browsers and systems, the first that is found in what a browser calls itself
BROWSERS = (
    ("Edg", "Edge"),
    ("MicroMessenger", "WeChat"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_of(agent: str) -> str:
    """The browser and the system in two words; what is unknown is left out."""
    found = [next((name for mark, name in table if mark in agent), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in found if name)
