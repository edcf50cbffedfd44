"""Around every request: the reader's choices, words kept over a lost session, the first sign-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

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
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            response.headers.setdefault("Vary", "Accept-Language, Cookie")
        return response


class KeptWords:
    """A form sent after the session ended is not lost: it is kept in the new session until its sender signs in again.

    Sessions also slide: each is renewed when a minute has passed since the last time, so that reading costs no write.
    """

    RENEW_AFTER = 60
    MOST = 200_000

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            if now - request.session.get("seen", 0) > self.RENEW_AFTER:
                request.session["seen"] = now
        elif request.method == "POST" and not request.path.startswith(("/accounts/", "/api/", "/kept/")):
            self.keep(request)
        return self.get_response(request)

    def keep(self, request: HttpRequest) -> None:
        words = {key: request.POST.getlist(key) for key in request.POST if key != "csrfmiddlewaretoken"}
        if words and sum(len(value) for values in words.values() for value in values) <= self.MOST:
            request.session["kept_words"] = {"place": request.path, "words": words, "at": timezone.now().isoformat()}


class FirstSignIn:
    """Whoever got a first password chooses their own before anything else."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person: Any = request.user
        if person.is_authenticated and person.must_change_password:
            target = reverse("account_change_password")
            open_paths = (target, reverse("account_logout"), reverse("set_choice"), settings.STATIC_URL)
            if not request.path.startswith(open_paths):
                return redirect(target)
        return self.get_response(request)
