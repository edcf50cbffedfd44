"""Signing in and out: by password, by a code beside it, by an identity provider; and who may not."""

from __future__ import annotations

import json
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.people.conftest import PASSWORD, deeds, make, sign_in, text
from xieshang.people import actions, lockout
from xieshang.people.models import Person, Visit

pytestmark = pytest.mark.django_db


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# ---- Password


def test_a_sign_in_and_a_sign_out_are_recorded_and_the_session_changes_its_key(visitor, member):
    visitor.get("/accounts/login/")
    visitor.session.save()
    assert sign_in(visitor, "shen", next="/people/").url == "/people/"
    key = visitor.session.session_key
    visitor.post("/accounts/logout/", {"csrfmiddlewaretoken": visitor.cookies["xieshang_csrf"].value})
    assert not is_in(visitor)
    assert not Visit.objects.filter(session_key=key).exists()
    assert deeds(member)[-2:] == ["signed_in", "signed_out"]
    sign_in(visitor, "shen")
    assert visitor.session.session_key != key


def test_a_key_planted_before_sign_in_is_worth_nothing_after(visitor, member):
    session = visitor.session
    session["planted"] = True
    session.save()
    visitor.cookies["xieshang_session"] = session.session_key
    planted = session.session_key
    sign_in(visitor, "shen")
    assert is_in(visitor)
    assert visitor.session.session_key != planted
    assert not Visit.objects.filter(session_key=planted).exists()


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(visitor, member, settings):
    sign_in(visitor, "shen")
    for name in ("xieshang_session", "xieshang_csrf"):
        assert visitor.cookies[name]["httponly"]
        assert visitor.cookies[name]["samesite"] == "Lax"
    assert not visitor.cookies["xieshang_session"]["expires"]  # gone with the browser window
    assert settings.ADDRESS.startswith("https://") == settings.SESSION_COOKIE_SECURE


def test_a_wrong_password_says_the_same_for_every_login_and_is_recorded(visitor, member):
    known, unknown = sign_in(visitor, "shen", "wrong"), sign_in(visitor, "nobody", "wrong")
    for answer in (known, unknown):
        assert "Login and password do not belong together." in text(answer)
    assert deeds(member)[-1] == "sign_in_failed"


def test_five_failures_lock_a_login_and_say_when_it_opens(visitor, member):
    for _n in range(4):
        assert "do not belong together" in text(sign_in(visitor, "shen", "wrong"))
    fifth = text(sign_in(visitor, "shen", "wrong"))
    assert "can be tried again in 15 minutes, at " in fifth
    assert "can be tried again" in text(sign_in(visitor, "SHEN ", PASSWORD)), "the right password is locked out too"
    assert not is_in(visitor)
    assert deeds(member)[-6:] == ["sign_in_failed"] * 5 + ["locked_out"]
    assert is_locked_for_a_newcomer("shen")
    assert not is_locked_for_a_newcomer("yu")


def is_locked_for_a_newcomer(login: str) -> bool:
    return "can be tried again" in text(sign_in(Client(headers={"accept-language": "en"}), login, "wrong"))


def test_an_unknown_login_is_locked_alike(visitor):
    for _n in range(5):
        sign_in(visitor, "nobody-at-all", "wrong")
    assert "can be tried again" in text(sign_in(visitor, "nobody-at-all", "wrong"))


def test_a_locked_login_opens_after_fifteen_minutes(visitor, member, monkeypatch):
    for _n in range(5):
        sign_in(visitor, "shen", "wrong")
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr(time, "time", lambda: later)
    sign_in(visitor, "shen")
    assert is_in(visitor)


def test_a_sign_in_between_does_not_forgive_failures(visitor, member):
    for _n in range(4):
        sign_in(visitor, "shen", "wrong")
    sign_in(visitor, "shen")
    visitor.logout()
    sign_in(visitor, "shen", "wrong")
    assert "can be tried again" in text(sign_in(visitor, "shen"))


@pytest.mark.django_db(transaction=True)
def test_many_who_guess_at_once_get_no_more_than_five_guesses():
    person = make(login="target")
    checked, answers = [], []
    check_password = Person.check_password

    def counting(self, raw):
        checked.append(raw)
        return check_password(self, raw)

    def guess(n):
        try:
            answers.append(sign_in(Client(headers={"accept-language": "en"}), "target", f"guess {n}"))
        finally:
            connections.close_all()

    Person.check_password = counting
    try:
        threads = [threading.Thread(target=guess, args=[n]) for n in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        Person.check_password = check_password
    assert len(answers) == 12, "nobody is left without an answer"
    assert 1 <= len(checked) <= 5
    assert deeds(person).count("sign_in_failed") == len(checked)


def test_a_closed_account_with_the_right_password_is_told_so_and_stays_out(visitor, member, system_admin):
    actions.close(member, by=system_admin, at=timezone.now(), why="left")
    answer = sign_in(visitor, "shen")
    assert not is_in(visitor)
    assert deeds(member)[-1] == "sign_in_failed"
    assert answer.url == reverse("account_inactive")


def test_nobody_signs_up(visitor):
    assert "Accounts are opened by the assembly" in text(visitor.get("/accounts/signup/"))
    page = visitor.get("/accounts/login/")
    token = str(page.context["csrf_token"])
    data = {"username": "me", "password1": PASSWORD, "password2": PASSWORD, "csrfmiddlewaretoken": token}
    visitor.post("/accounts/signup/", data)
    assert not Person.objects.filter(login="me").exists()


def test_a_password_is_reset_by_mail_only_for_an_account_with_an_address(client, member):
    client.post("/accounts/password/reset/", {"email": "shen@district.example"})
    assert [letter.to for letter in mail.outbox if "shen" in letter.body] == []
    actions.change_email(member, email="shen@district.example", at=timezone.now())
    mail.outbox.clear()
    client.post("/accounts/password/reset/", {"email": "shen@district.example"})
    [letter] = mail.outbox
    assert letter.to == ["shen@district.example"]
    link = next(word for word in letter.body.split() if "/password/reset/key/" in word)
    page = client.get(urlsplit(link).path, follow=True)
    new = "Tunnel-under-9-hills"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    member.refresh_from_db()
    assert member.check_password(new)
    assert deeds(member)[-1] == "change_password"


@pytest.mark.parametrize(
    ("password", "why"),
    [("short-1A", "10"), ("onlysmallletters", "three"), ("1234567890123", "three"), ("shen-shen-99", "")],
)
def test_a_weak_password_is_refused_with_its_reason(as_, member, password, why):
    page = as_(member)
    answer = page.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )
    member.refresh_from_db()
    assert member.check_password(PASSWORD) == (password != "shen-shen-99")
    assert why in text(answer)


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(as_, member):
    here, elsewhere = as_(member), as_(member)
    new = "Tunnel-under-9-hills"
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get("/people/").status_code == 200
    assert elsewhere.get("/people/").status_code == 302


# ---- Sessions end


def shift(client: Client, **hours: float) -> None:
    """Make a session's times lie so many hours back."""
    session = client.session
    for name, n in hours.items():
        session[name] -= int(n * 3600)
    session.save()


def test_a_session_ends_after_half_an_hour_without_a_sign_of_life(as_, member):
    page = as_(member)
    Visit.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert page.get("/people/").url == "/accounts/login/?next=/people/"


def test_reading_renews_a_session_at_most_once_a_minute(as_, member, django_assert_num_queries):
    page = as_(member)
    page.get("/people/")
    soon = timezone.now() + timedelta(minutes=5)
    Visit.objects.update(expire_date=soon)
    page.get("/people/")
    assert Visit.objects.get().expire_date == soon
    shift(page, seen=0.02)
    Visit.objects.update(expire_date=soon)
    page.get("/people/")
    assert Visit.objects.get().expire_date > soon + timedelta(minutes=20)


@pytest.mark.parametrize(("role", "hours", "is_over"), [
    ("member", 7.9, False), ("member", 8.1, True),
    ("system_admin", 3.9, False), ("system_admin", 4.1, True), ("audit_admin", 4.1, True),
])  # fmt: skip
def test_a_sign_in_lasts_a_working_day_an_administrators_half_of_one(as_, role, hours, is_over):
    person = make(role)
    page = as_(person)
    shift(page, since=hours, until=hours)
    assert (page.get("/people/").status_code == 302) == is_over
    assert ("signed_out" in deeds(person)) == is_over


# ---- A second way


def totp_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_code_from_an_app_is_asked_for_and_a_wrong_one_is_a_failed_sign_in(
    visitor, as_, member, django_capture_on_commit_callbacks
):
    mine = as_(member)
    mine.get(reverse("account_reauthenticate"))
    mine.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = mine.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        answer = mine.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)})
    assert answer.status_code == 302
    assert "factor_added" in deeds(member)
    from xieshang.core.models import RecordEntry

    assert secret not in str(list(RecordEntry.objects.values_list("changes", flat=True)))
    assert sign_in(visitor, "shen").url.startswith(reverse("mfa_authenticate"))
    assert not is_in(visitor)
    token = visitor.cookies["xieshang_csrf"].value
    wrong = visitor.post(reverse("mfa_authenticate"), {"code": "000000", "csrfmiddlewaretoken": token})
    assert wrong.status_code == 200
    assert deeds(member)[-1] == "sign_in_failed"
    assert not is_in(visitor)
    from django.core.cache import cache

    cache.clear()  # a code is taken once; the same one again would be refused
    visitor.post(reverse("mfa_authenticate"), {"code": totp_code(secret), "csrfmiddlewaretoken": token})
    assert is_in(visitor)


def test_recovery_codes_come_with_a_second_way_and_each_opens_once(as_, member, visitor):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(member, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(member).get_unused_codes()
    sign_in(visitor, "shen")
    token = visitor.cookies["xieshang_csrf"].value
    visitor.post(reverse("mfa_authenticate"), {"code": codes[0], "csrfmiddlewaretoken": token})
    assert is_in(visitor)
    visitor.logout()
    sign_in(visitor, "shen")
    token = visitor.cookies["xieshang_csrf"].value
    visitor.post(reverse("mfa_authenticate"), {"code": codes[0], "csrfmiddlewaretoken": token})
    assert not is_in(visitor)
    assert Authenticator.objects.filter(user=member, type="recovery_codes").exists()


def test_the_pages_for_passkeys_ask_for_the_password_first_and_then_open(as_, member):
    page = as_(member)
    assert page.get(reverse("mfa_add_webauthn")).url.startswith(reverse("account_reauthenticate"))
    page.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for name in ("mfa_index", "mfa_add_webauthn", "mfa_activate_totp"):
        assert page.get(reverse(name)).status_code == 200


def test_wrong_passwords_when_asked_again_count_too(as_, member):
    page = as_(member)
    for _n in range(5):
        page.post(reverse("account_reauthenticate"), {"password": "wrong"})
    answer = page.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert "can be tried again" in text(answer)
    assert deeds(member)[-1] == "locked_out"


# ---- An identity provider


class FakeProvider(BaseHTTPRequestHandler):
    """An OpenID Connect provider in this process, which vouches for whoever `claims` names."""

    claims: dict[str, object] = {}

    def answer(self, body: dict[str, object]) -> None:
        written = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def do_GET(self) -> None:
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        if self.path.endswith("openid-configuration"):
            names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            ends = {f"{name}_endpoint": f"{base}/{path}" for name, path in names.items()}
            self.answer({"issuer": base, "jwks_uri": f"{base}/keys", **ends})
        else:
            self.answer(self.claims)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({"access_token": "a-token", "token_type": "Bearer", "expires_in": 60})

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def provider(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeProvider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    app = {
        "provider_id": "oidc",
        "name": "District identity",
        "client_id": "xieshang",
        "secret": "x",
        "settings": {"server_url": f"http://127.0.0.1:{server.server_address[1]}"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    yield FakeProvider
    server.shutdown()
    server.server_close()


def come_by_provider(client: Client, **claims: object):
    FakeProvider.claims = claims
    start = client.post("/accounts/oidc/oidc/login/")
    state = parse_qs(urlsplit(start.url).query)["state"][0]
    return client.get("/accounts/oidc/oidc/login/callback/", {"code": "a-code", "state": state})


def test_whom_the_provider_names_is_signed_in_and_nothing_else_it_tells_is_kept(client, provider, member):
    assert "District identity" in text(client.get("/accounts/login/"))
    for _time in range(2):
        come_by_provider(client, sub="77", preferred_username="shen", email="private@home.example", phone="1380000")
        assert client.session["_auth_user_id"] == str(member.pk)
        client.logout()
    account = SocialAccount.objects.get(user=member)
    assert account.extra_data == {}
    member.refresh_from_db()
    assert member.email == ""
    assert deeds(member).count("signed_in") == 2


@pytest.mark.parametrize("claims", [{"sub": "78", "preferred_username": "nobody"}, {"sub": "79"}])
def test_whom_we_do_not_know_gets_no_account_from_the_provider(client, provider, member, claims):
    come_by_provider(client, email="shen@district.example", **claims)
    assert "_auth_user_id" not in client.session
    assert Person.objects.count() == 1


def test_a_closed_account_stays_closed_for_the_provider_too(client, provider, member, system_admin):
    come_by_provider(client, sub="77", preferred_username="shen")
    client.logout()
    actions.close(member, by=system_admin, at=timezone.now(), why="left")
    come_by_provider(client, sub="77", preferred_username="shen")
    assert "_auth_user_id" not in client.session
    other = make(login="other")
    actions.close(other, by=system_admin, at=timezone.now(), why="left")
    come_by_provider(client, sub="80", preferred_username="other")
    assert "_auth_user_id" not in client.session


# ---- The demo


def test_the_demos_sign_in_page_offers_its_people_and_no_other_does(client, settings, tmp_path):
    settings.DEMO_PEOPLE = tmp_path / "demo-people.json"
    rows = [{"login": "shen", "name": "沈雨晴", "role": "委员", "password": "demo-1-demo"}]
    settings.DEMO_PEOPLE.write_text(json.dumps(rows), encoding="utf-8")
    assert client.get("/accounts/login/").context["demo_people"] == []
    settings.IS_DEMO = True
    page = client.get("/accounts/login/")
    assert "沈雨晴" in text(page)
    make(login="shen", password="demo-1-demo")
    client.post("/accounts/login/", {"login": "shen", "password": "demo-1-demo"})
    assert is_in(client)


def test_lockout_forgets_when_asked(rf):
    assert not lockout.is_locked(rf.post("/"), lockout.key_of("x"))
    lockout.open_again("x")
