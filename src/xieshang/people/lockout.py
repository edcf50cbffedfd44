"""Guessing passwords ends after a few tries: counted for each login in the cache that all processes share.

allauth keeps the count (its rate "login_failed"); this module says when it opens again and can open it at once.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from allauth.account import app_settings
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest


def key_of(login: str) -> str:
    """One count for a login however it is written and whichever of our host names it comes in by."""
    return f"login:{login.strip().casefold()}"


def rate_by_key() -> Any:
    return next(rate for rate in ratelimit.parse_rates(app_settings.RATE_LIMITS["login_failed"]) if rate.per == "key")


def failures(request: HttpRequest, key: str) -> list[float]:
    """The moments of the tries that still count, newest first."""
    rate = rate_by_key()
    kept = cache.get(ratelimit.get_cache_key(request, app="allauth.account", action="login_failed", rate=rate, key=key))
    return [at for at in kept or [] if at > time.time() - rate.duration]


def is_locked(request: HttpRequest, key: str) -> bool:
    return len(failures(request, key)) >= rate_by_key().amount


def opens_again(request: HttpRequest, key: str) -> datetime | None:
    """When the next try is possible; None while it is possible now."""
    if not is_locked(request, key):
        return None
    rate = rate_by_key()
    return datetime.fromtimestamp(failures(request, key)[rate.amount - 1] + rate.duration, UTC)


def open_again(login: str) -> None:
    """Forget the failures of a login: its owner got a new password."""
    request: Any = None  # a count by key needs nothing of the request
    ratelimit.clear(
        request,
        app="allauth.account",
        action="login_failed",
        key=key_of(login),
        config={"login_failed": str_of(rate_by_key())},
    )


def str_of(rate: Any) -> str:
    return f"{rate.amount}/{int(rate.duration)}s/{rate.per}"
