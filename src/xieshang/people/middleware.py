"""Around every request: the reader's choices, how long a session lasts, words kept over its end, the first sign-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from xieshang.people import kept, sessions

Respond = Callable[[HttpRequest], HttpResponse]


class ReadersChoice:
    """The language a reader chose, by account or cookie, else the browser's, else the installation's."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person: Any = request.user
        chosen = (person.language if person.is_authenticated else "") or request.COOKIES.get("language", "")
        known = dict(settings.LANGUAGES)
        if chosen not in known:
            asked = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
            chosen = translation.get_language_from_request(request) if asked else settings.LANGUAGE_CODE
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


class SessionsEnd:
    """A sign-in lasts for so many hours and no longer; until then each sign of life renews its idle time."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now()
            if sessions.is_over(request, at=now):
                logout(request)
            elif sessions.is_unseen(request, at=now):
                request.session[sessions.SEEN] = int(now.timestamp())
        return self.get_response(request)


class KeptWords:
    """A form sent after its session ended is kept, and its sender led to sign in and back to it."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, options: Any) -> HttpResponse | None:
        """Comes after the check of the CSRF token and before the one that asks to sign in."""
        if request.method != "POST" or request.path.startswith(("/api/", reverse("kept"))):
            return None
        sender = kept.sender_of(request.POST)
        if sender is None or request.user.pk == sender:
            return None
        place = kept.place_of(request)
        if request.user.is_authenticated:  # two people, one browser: nothing is done in another's name
            messages.error(
                request,
                _("This page was opened by somebody else, who has signed out since. Nothing was sent."),
            )
            return leave_for(request, place)
        if kept.keep_in_session(request, sender, at=timezone.now()):
            messages.warning(
                request, _("You had been signed out before this was sent. Sign in, and you find your words again.")
            )
        else:
            messages.warning(request, _("You had been signed out before this was sent. Please sign in."))
        return leave_for(request, kept.sign_in_url(place))


def leave_for(request: HttpRequest, url: str) -> HttpResponse:
    """Go to another page, also where only a part of this one was asked for."""
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)


class FirstSignIn:
    """Whoever got a first password chooses their own before anything else."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person: Any = request.user
        if person.is_authenticated and person.must_change_password:
            target = reverse("account_change_password")
            open_paths = (
                target,
                reverse("account_logout"),
                reverse("set_choice"),
                reverse("kept"),
                settings.STATIC_URL,
                "/api/",  # says the same in its own words
            )
            if not request.path.startswith(open_paths):
                return redirect(target)
        return self.get_response(request)
