"""A reason typed on the page of a deed outlives the session it was typed in."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session

from tests.cast import PASSWORD, Cast, make_proposal

pytestmark = pytest.mark.django_db


def test_a_reason_sent_after_the_session_ended_is_back_on_the_page(client):
    cast = Cast()
    item = make_proposal(cast, "submitted")
    client.force_login(cast.reviewer)
    page = f"{item.get_absolute_url()}return/"
    drawn = client.get(page)
    Session.objects.all().delete()
    client.cookies["xieshang_session"] = "gone"
    words = {
        "why": "请补充近三年的事故数据。",
        "place": page,
        "who": str(drawn.context["sender"]).split('value="')[1].split('"')[0],
    }
    answer = client.post(page, words)
    assert answer.status_code == 302
    item.refresh_from_db()
    assert item.state == "submitted"
    client.post(answer.url, {"login": cast.reviewer.login, "password": PASSWORD})
    again = client.get(page)
    assert "请补充近三年的事故数据。" in again.content.decode()
    client.post(page, words)
    item.refresh_from_db()
    assert item.state == "returned"
