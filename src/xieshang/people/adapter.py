"""How allauth meets our accounts: no sign-up, passwords through the one door, failures counted and recorded."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import unstash_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from xieshang.people import actions, lockout, sealing
from xieshang.people.models import AccountState, Person


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("Login and password do not belong together."),
        "too_many_login_attempts": _("There were too many tries from here. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by a system administrator."""
        return False

    def set_password(self, user: Person, password: str) -> None:
        changed = actions.change_password(user, password=password, at=timezone.now())
        user.password, user.must_change_password = changed.password, False
        user.version = changed.version

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:me")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return lockout.key_of(credentials.get("username", ""))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        key = self._get_login_attempts_cache_key(request, **credentials)
        if (opens := lockout.opens_again(request, key)) is not None:
            raise locked_until(opens)
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """The last try that fails is told at once, and the record learns of each."""
        key = self._get_login_attempts_cache_key(request, **credentials)
        opens = lockout.opens_again(request, key)
        person = Person.objects.filter(login=credentials.get("username", "")).first()
        if person is not None:
            actions.note_failed_sign_in(person, at=timezone.now(), is_last=opens is not None)
        if opens is not None:
            raise locked_until(opens)

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        actions.note_failed_sign_in(user, at=timezone.now())
        return super().respond_user_inactive(request, user)


def locked_until(opens: Any) -> ValidationError:
    minutes = max(1, round((opens - timezone.now()).total_seconds() / 60 + 0.5))
    return ValidationError(
        ngettext(
            "Too many wrong passwords. This login can be tried again in %(n)d minute, at %(time)s.",
            "Too many wrong passwords. This login can be tried again in %(n)d minutes, at %(time)s.",
            minutes,
        )
        % {"n": minutes, "time": timezone.localtime(opens).strftime("%H:%M")},
        code="too_many_login_attempts",
    )


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second step of a sign-in: its secrets are sealed, and a wrong code is a failed sign-in like any other."""

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code == "incorrect_code":
            login = unstash_login(context.request, peek=True)
            if login is not None and login.user is not None:
                actions.note_failed_sign_in(login.user, at=timezone.now())
        return super().validation_error(code, *args)


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Signing in by an identity provider of the government network (OpenID Connect)."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Somebody the provider vouches for is the account whose login it names; nothing else it tells is kept."""
        account = sociallogin.account
        claims, account.extra_data = account.extra_data, {}
        if sociallogin.is_existing:
            account.save(update_fields=["extra_data"])
            return
        name = claims.get("preferred_username") or claims.get("userinfo", {}).get("preferred_username")
        person = Person.objects.filter(login=name, state=AccountState.OPEN).first() if name else None
        if person is not None:
            sociallogin.user = account.user = person
            account.save()
