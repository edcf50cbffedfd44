"""One's own account: letters, keys, sessions, and what is stored."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.people.conftest import PASSWORD, deeds, make, text
from xieshang.people import actions
from xieshang.people.models import Token, Visit

pytestmark = pytest.mark.django_db


def next_month() -> str:
    return (timezone.localdate() + timedelta(days=30)).isoformat()


KEY = {"name": "Sheet of the secretariat", "scopes": ["read"]}


def test_the_page_shows_what_one_has(as_, member):
    page = text(as_(member).get("/people/me/"))
    for said in ("Shen Yuqing", "shen", "Education", "Member", "Where you are signed in", "Keys for programs"):
        assert said in page


def test_an_address_is_changed_with_the_password_only(as_, member):
    page = as_(member)
    wrong = page.post("/people/me/email/", {"email": "shen@district.example", "password": "wrong"})
    assert wrong.status_code == 422
    assert "This is not your password." in text(wrong)
    assert page.post("/people/me/email/", {"email": "shen@", "password": PASSWORD}).status_code == 422
    assert page.post("/people/me/email/", {"email": "shen@district.example", "password": PASSWORD}).status_code == 302
    member.refresh_from_db()
    assert member.email == "shen@district.example"
    assert deeds(member)[-1] == "change_email"
    assert page.post("/accounts/email/", {"email": "thief@evil.example", "action_add": ""}).url == "/people/me/"


def test_the_record_does_not_tell_the_address(member):
    from xieshang.core.models import RecordEntry

    actions.change_email(member, email="shen@district.example", at=timezone.now())
    assert "shen@" not in str(RecordEntry.objects.latest("id").changes)


def test_letters_come_at_once_or_once_a_day(as_, member):
    page = as_(member)
    page.post("/people/me/mail/", {"mail_at_once": "on"})
    member.refresh_from_db()
    assert member.mail_at_once
    page.post("/people/me/mail/", {})
    member.refresh_from_db()
    assert not member.mail_at_once


def test_a_key_is_told_once_and_only_its_hash_is_kept(as_, member):
    page = as_(member)
    told = page.post("/people/me/keys/", KEY | {"expires": next_month()})
    word = re.search(r"xs_[\w-]+", text(told))[0]
    assert "no-store" in told.headers["Cache-Control"]
    token = Token.objects.get()
    assert token.hash == actions.token_hash(word)
    assert word not in text(page.get("/people/me/"))
    assert token.scopes == ["read"]
    assert "Sheet of the secretariat" in text(page.get("/people/me/"))
    page.post(f"/people/me/keys/{token.pk}/revoke/")
    page.post(f"/people/me/keys/{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at
    assert deeds(member)[-2:] == ["make_token", "revoke_token"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"expires": ""},
        {"expires": "2020-01-01"},
        {"expires": "2999-01-01"},
        {"expires": "soon"},
        {"name": "k" * 61},
    ],
)
def test_a_wrong_key_is_not_made_and_says_why(as_, member, wrong):
    answer = as_(member).post("/people/me/keys/", KEY | {"expires": next_month()} | wrong)
    assert answer.status_code == 422
    assert answer.context["key_form"].errors
    assert not Token.objects.exists()


def test_somebody_elses_key_is_not_found(as_, member, clerk):
    token, _word = actions.make_token(
        clerk, name="x", scopes=["read"], expires=timezone.localdate() + timedelta(days=9), at=timezone.now()
    )
    assert as_(member).post(f"/people/me/keys/{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_sessions_are_listed_and_the_others_ended(as_, member, clerk):
    here, phone, theirs = as_(member), as_(member), as_(clerk)
    Visit.objects.filter(session_key=phone.session.session_key).update(device="Chrome · Android")
    page = text(here.get("/people/me/"))
    assert "Chrome · Android" in page
    assert page.count('class="tag">here') == 1
    answer = here.post("/people/me/sessions/end/", follow=True)
    assert "1 other session was ended." in text(answer)
    assert here.get("/people/").status_code == 200
    assert phone.get("/people/").status_code == 302
    assert theirs.get("/people/").status_code == 200


def test_a_device_is_named_in_two_words_and_no_address_is_kept(client, member):
    from xieshang.people.sessions import device_of

    phone = "Mozilla/5.0 (Linux; Android 14; HarmonyOS) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36 MicroMessenger/8.0"
    assert device_of(phone) == "WeChat · HarmonyOS"
    assert device_of("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537.36 Edg/120") == "Edge · Windows"
    assert device_of("<script>alert(1)</script>") == ""
    client.force_login(member)
    assert "127.0.0.1" not in str(client.session.items())
    assert {field.name for field in Visit._meta.fields} == {
        "session_key", "session_data", "expire_date", "person", "device", "since", "seen",
    }  # fmt: skip


def test_everything_stored_about_somebody_is_handed_out_to_them_and_no_secret(as_, member, security_admin, clerk):
    from xieshang.core.models import Notice, Unsent

    now = timezone.now()
    actions.give_role(member, by=security_admin, at=now, role="reviewer")
    _token, word = actions.make_token(
        member, name="sheet", scopes=["read"], expires=timezone.localdate() + timedelta(days=9), at=now
    )
    Notice.objects.create(to=member, key="k", code="proposal.review", title="a title", url="/", at=now)
    Unsent.objects.create(person=member, place="/", words={"a": ["half a sentence"]}, at=now)
    answer = as_(member).get("/people/me/data/")
    assert "attachment" in answer.headers["Content-Disposition"]
    stored = json.loads(answer.content)
    assert stored["account"]["login"] == "shen"
    assert {row["role"] for row in stored["roles"]} == {"Member", "Proposal reviewer"}
    assert stored["notices"][0]["title"] == "a title"
    assert stored["unsent_words"][0]["words"] == {"a": ["half a sentence"]}
    assert [row["deed"] for row in stored["deeds"]][-1] == "person.signed_in"
    assert {row["deed"] for row in stored["deeds_of_others_on_the_account"]} == {"person.open", "person.give_role"}
    written = answer.content.decode()
    for secret in (member.password, word, actions.token_hash(word), "Yu Jianguo"):
        assert secret not in written


def test_what_is_stored_names_every_table_that_points_at_a_person(member):
    from xieshang.people.models import Person
    from xieshang.people.queries import TOLD_ABOVE, named_in

    pointing = {
        f"{relation.related_model._meta.label_lower}.{relation.field.name}"
        for relation in Person._meta.get_fields(include_hidden=True)
        if relation.auto_created and (relation.one_to_many or relation.one_to_one)
    }
    assert any(name.startswith("proposals.proposal.") for name in pointing)
    assert {name.rpartition(".")[0] for name in pointing} >= TOLD_ABOVE
    assert named_in(member) == {}


def test_a_stranger_without_roles_has_a_page_too(as_):
    assert as_(make()).get("/people/me/").status_code == 200
