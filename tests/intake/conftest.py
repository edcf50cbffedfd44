from __future__ import annotations

import pytest
from django.urls import reverse

from tests.cast import make_person
from tests.intake.files import sent
from xieshang.intake.models import Batch
from xieshang.people.models import Sector


class Desk:
    """Somebody at the page of imports."""

    def __init__(self, client, person, language="en"):
        self.client, self.person = client, person
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.cookies["language"] = language

    def read(self, kind, content, name, **choices):
        return self.client.post(reverse("intake:new", args=[kind]), {"file": sent(content, name), **choices})

    def batch(self, kind, content, name, **choices) -> Batch:
        answer = self.read(kind, content, name, **choices)
        assert answer.status_code == 302, answer.content.decode()
        return Batch.objects.get(pk=int(answer.url.rstrip("/").rsplit("/", 1)[-1]))

    def page(self, batch):
        return self.client.get(batch.get_absolute_url()).content.decode()

    def press(self, batch, move, **words):
        return self.client.post(reverse(f"intake:{move}", args=[batch.pk]), words)

    def imported(self, kind, content, name, **choices) -> Batch:
        batch = self.batch(kind, content, name, **choices)
        assert self.press(batch, "import").status_code in (200, 302)
        batch.refresh_from_db()
        assert batch.state == "imported"
        return batch


@pytest.fixture
def clerk(db, client):
    return Desk(client, make_person("proposals_clerk", name="徐书"))


@pytest.fixture
def administrator(db, client):
    Sector.objects.get_or_create(code="education", defaults={"name": "教育界", "name_en": "Education"})
    return Desk(client, make_person("system_admin"))


@pytest.fixture
def member(db):
    return make_person("member", name="沈知行")
