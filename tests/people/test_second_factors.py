"""The secrets of second factors: readable for the platform, not from a copy of the database."""

from __future__ import annotations

import importlib

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.people.conftest import PASSWORD, deeds
from xieshang.people.sealing import MARK, seal, unseal

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
migration = importlib.import_module("xieshang.people.migrations.0004_second_factors_are_sealed")


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


@given(st.text())
def test_what_is_sealed_is_read_again_and_never_stored_twice_alike(text):
    assert unseal(seal(text)) == text
    assert seal(text) != seal(text)
    assert not text or len(text) < 8 or text not in seal(text)


def test_another_key_opens_nothing_and_an_earlier_one_still_does(settings):
    sealed, first = seal("secret"), settings.SECRET_KEY
    settings.SECRET_KEY = "another key"
    with pytest.raises(ImproperlyConfigured, match="XIESHANG_SECRET_KEYS_BEFORE"):
        unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [first]
    assert unseal(sealed) == "secret"


def test_signing_in_with_a_code_whose_secret_is_sealed(member):
    TOTP.activate(member, SECRET)
    kept = Authenticator.objects.get().data["secret"]
    assert kept.startswith(MARK)
    assert SECRET not in kept
    person = Client()
    person.post("/accounts/login/", {"login": member.login, "password": PASSWORD})
    assert person.get("/people/me/").status_code == 302
    person.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert person.get("/people/me/").status_code == 200
    assert deeds(member)[-1] == "signed_in"


def test_what_was_in_the_clear_is_sealed_and_back(member):
    TOTP.activate(member, SECRET)
    codes = RecoveryCodes.activate(member).generate_codes()
    sealed = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    migration.unseal_all(apps, None)
    clear = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    assert clear[0]["secret"] == SECRET
    assert MARK not in str(clear)
    for _twice in range(2):
        migration.seal_all(apps, None)
    assert (
        str(Authenticator.objects.order_by("pk").values_list("data", flat=True)).count(MARK)
        == 2
        == str(sealed).count(MARK)
    )
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes() == codes
