"""Passkeys in a real browser, with an authenticator it plays itself: added, signed in with, removed."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from playwright.sync_api import expect

from tests.cast import PASSWORD, make_person
from xieshang.core.models import RecordEntry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def somebody(page, live_server):
    """A browser with a fingerprint reader, at the name passkeys are bound to."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.set_default_timeout(15_000)
    page.context.add_cookies([{"name": "language", "value": "en", "url": at_localhost(live_server)}])
    return page


def at_localhost(live_server):
    return live_server.url.replace("127.0.0.1", "localhost")


def at_number(live_server):
    return live_server.url.replace("localhost", "127.0.0.1")


def show_who_one_is(page):
    """What touches the safety of an account asks for the password once more."""
    page.wait_for_url("**/accounts/reauthenticate/**")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def test_a_passkey_is_added_opens_the_account_and_is_removed(somebody, live_server):
    page, here = somebody, at_localhost(live_server)
    person = make_person("member", login="shen")
    page.goto(f"{here}/accounts/login/?next=/people/me/")
    page.get_by_label("Login").fill("shen")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{here}/people/me/")

    page.goto(f"{here}/accounts/2fa/webauthn/add/")
    show_who_one_is(page)
    page.get_by_label("Name").fill("Office laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add the key").click()
    page.wait_for_url(f"{here}/accounts/2fa/recovery-codes/**")
    assert Authenticator.objects.filter(user=person, type="webauthn").count() == 1

    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.goto(f"{here}/accounts/login/?next=/people/me/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{here}/people/me/")

    page.goto(f"{here}/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Remove").click()
    show_who_one_is(page)
    page.get_by_role("button", name="Remove the key").click()
    expect(page.get_by_text("No key yet.")).to_be_visible()
    assert not Authenticator.objects.filter(user=person, type="webauthn").exists()
    told = list(
        RecordEntry.objects.filter(kind="person", item_id=person.pk).order_by("id").values_list("deed", flat=True)
    )
    # the recovery codes come and go with the last key
    expected = ["signed_in", "factor_added", "factor_added", "signed_in", "factor_removed", "factor_removed"]
    assert [deed.removeprefix("person.") for deed in told[-6:]] == expected


def test_where_a_passkey_cannot_work_the_page_says_where_it_can(page, live_server):
    page.context.add_cookies([{"name": "language", "value": "en", "url": at_number(live_server)}])
    page.goto(f"{at_number(live_server)}/accounts/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
    page.get_by_role("link", name="open this page at localhost").click()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    assert page.url.startswith(at_localhost(live_server))
