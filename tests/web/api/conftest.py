"""Callers of the API: each of the cast with a key of their own, and somebody without one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from xieshang.people.actions import make_token
from xieshang.people.models import Person


class Caller:
    """Calls as a program would: a key in the header, JSON there and back."""

    def __init__(self, key: str = "") -> None:
        self.key = key
        self.client = Client(raise_request_exception=False)
        self.headers = {"Accept-Language": "en"} | ({"Authorization": f"Bearer {key}"} if key else {})

    def get(self, path: str, expect: int = 200, **query: Any) -> Any:
        response = self.client.get(f"/api{path}", query, headers=self.headers)
        assert response.status_code == expect, response.content.decode()
        return response.json()

    def post(self, path: str, expect: int = 200, *, dry_run: bool = False, **body: Any) -> Any:
        address = f"/api{path}" + ("?dry_run=true" if dry_run else "")
        response = self.client.post(address, json.dumps(body), content_type="application/json", headers=self.headers)
        assert response.status_code == expect, response.content.decode()
        return response.json()


def key_of(person: Person, *scopes: str, expires: date | None = None) -> str:
    expires = expires or timezone.localdate() + timedelta(days=200)
    _token, word = make_token(
        person, name="test", scopes=list(scopes or ("read", "write")), expires=expires, at=timezone.now()
    )
    return word


def api_of(person: Person, *scopes: str) -> Caller:
    return Caller(key_of(person, *scopes))


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


@pytest.fixture(autouse=True)
def unhurried(settings: Any) -> None:
    """Nobody is counted out but where the counting is tested."""
    caches["api"].clear()
    settings.API_READS_PER_MINUTE = settings.API_DEEDS_PER_MINUTE = settings.API_STRANGERS_DEEDS_PER_MINUTE = 10**6


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[..., datetime]:
    """Sets the day and hour everything at the rim reads: clock(2026, 3, 9)."""
    now = [timezone.now()]
    monkeypatch.setattr(timezone, "now", lambda: now[0])

    def set_to(year: int, month: int, day: int, hour: int = 10) -> datetime:
        now[0] = datetime(year, month, day, hour, tzinfo=timezone.get_default_timezone())
        return now[0]

    return set_to
