"""How a reader wants the platform to look: kept with the account, else in cookies."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from xieshang.people import actions

CHOICES = {
    "language": frozenset(code for code, _name in settings.LANGUAGES),
    "theme": frozenset({"auto", "light", "dark"}),
    "size": frozenset({"regular", "large"}),
}
A_YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def set_choice(request: HttpRequest) -> HttpResponse:
    chosen = {name: value for name, known in CHOICES.items() if (value := request.POST.get(name)) in known}
    person: Any = request.user
    if person.is_authenticated:
        actions.choose(person, **chosen)
    response = redirect(safe_next(request))
    for name, value in chosen.items():  # for signed-in readers too: the sign-in page is read before we know them
        response.set_cookie(
            name, value, max_age=A_YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


def safe_next(request: HttpRequest) -> str:
    """Where the reader came from, when that is a page of ours."""
    url = request.POST.get("next", "")
    is_ours = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if is_ours else "/"
