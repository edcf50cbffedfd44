"""The few who play in these tests: three administrators, a member, a clerk of a unit, and their browsers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from xieshang.core.models import RecordEntry
from xieshang.people import actions
from xieshang.people.models import Person, Sector, Unit

PASSWORD = "Bridge-over-7-rivers"
numbers = count(1)


@pytest.fixture(autouse=True)
def fresh_counts(db: None) -> None:
    cache.clear()


def make(*roles: str, unit: Unit | None = None, name: str = "", **more: Any) -> Person:
    login = more.pop("login", "") or f"someone{next(numbers)}"
    more = {"must_change_password": False, "password": PASSWORD, **more}
    person, _word = actions.open_account(by=None, at=timezone.now(), login=login, name=name or login, **more)
    for role in roles:
        actions.give_role(person, by=None, at=timezone.now(), role=role, unit=unit)
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def unit(db: None) -> Unit:
    return Unit.objects.create(
        code="housing", name="区住建局", short="住建局", name_en="Housing Bureau", kind="gov", office="government"
    )


@pytest.fixture
def sector(db: None) -> Sector:
    return Sector.objects.create(code="education", name="教育界", name_en="Education")


@pytest.fixture
def member(db: None, sector: Sector) -> Person:
    return make("member", name="沈雨晴", name_latin="Shen Yuqing", sector=sector, login="shen")


@pytest.fixture
def clerk(db: None, unit: Unit) -> Person:
    return make("unit_clerk", unit=unit, name="俞建国", name_latin="Yu Jianguo", login="yu")


@pytest.fixture
def system_admin(db: None) -> Person:
    return make("system_admin", name="系统", login="system")


@pytest.fixture
def security_admin(db: None) -> Person:
    return make("security_admin", name="安全", login="security")


@pytest.fixture
def audit_admin(db: None) -> Person:
    return make("audit_admin", name="审计", login="audit")


Browser = Callable[[Person], Client]


@pytest.fixture
def as_() -> Browser:
    """The browser of somebody who is signed in and reads English."""

    def browser(person: Person) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(person)
        return client

    return browser


@pytest.fixture
def visitor() -> Client:
    """A browser nobody is signed in with, which asks for the CSRF token as in earnest."""
    return Client(headers={"accept-language": "en"}, enforce_csrf_checks=True)


def sign_in(client: Client, login: str, password: str = PASSWORD, **more: str) -> Any:
    page = client.get("/accounts/login/")
    token = str(page.context["csrf_token"])
    return client.post("/accounts/login/", {"login": login, "password": password, "csrfmiddlewaretoken": token, **more})


def deeds(person: Person) -> list[str]:
    """What the record tells of an account, oldest first."""
    rows = RecordEntry.objects.filter(kind="person", item_id=person.pk).order_by("id")
    return [deed.removeprefix("person.") for deed in rows.values_list("deed", flat=True)]


def text(response: Any) -> str:
    return response.content.decode()
