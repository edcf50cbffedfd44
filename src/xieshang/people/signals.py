"""What happens when somebody signs in or out, or sets up another way to: the record learns of it."""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.utils import timezone

from xieshang.people import actions, kept, sessions


@receiver(user_logged_in)
def note_sign_in(sender: Any, request: Any, user: Any, **more: Any) -> None:
    now = timezone.now()
    request.user = user
    sessions.begin(request, at=now)
    kept.hand_over(request, user)
    actions.note_sign_in(user, at=now)


@receiver(user_logged_out)
def note_sign_out(sender: Any, request: Any, user: Any, **more: Any) -> None:
    if user is not None:
        actions.note_sign_out(user, at=timezone.now())


@receiver(authenticator_added)
def note_factor_added(sender: Any, user: Any, authenticator: Any, **more: Any) -> None:
    actions.note_factor(user, factor=authenticator.type, is_added=True, at=timezone.now())


@receiver(authenticator_removed)
def note_factor_removed(sender: Any, user: Any, authenticator: Any, **more: Any) -> None:
    actions.note_factor(user, factor=authenticator.type, is_added=False, at=timezone.now())
