"""How allauth meets our accounts: no sign-up, passwords through the one door, OIDC by the login's name."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from xieshang.people import actions
from xieshang.people.models import Person


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by a system administrator."""
        return False

    def set_password(self, user: Person, password: str) -> None:
        changed = actions.change_password(user, password=password, at=timezone.now())
        user.password, user.must_change_password = changed.password, False
        user.version = changed.version


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Somebody the identity provider vouches for is the account whose login it names."""
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        name = claims.get("preferred_username") or claims.get("userinfo", {}).get("preferred_username")
        person = Person.objects.filter(login=name, state="open").first() if name else None
        if person is not None:
            sociallogin.connect(request, person)
