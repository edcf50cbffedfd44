"""Where words are kept while they are typed (script), or by a button (without)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from xieshang.people import kept as keeping


def refusal(status: int, code: str, detail: str) -> JsonResponse:
    return JsonResponse({"code": code, "detail": detail}, status=status)


@login_not_required  # script wants to hear 401, not the page to sign in
@require_http_methods(["POST", "DELETE"])
def kept(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    if not person.is_authenticated:
        return refusal(401, "signed_out", _("Please sign in first."))
    if request.method == "DELETE":
        keeping.forget(request, place_named(request))
        return HttpResponse(status=204)
    place = place_named(request)
    if not place:
        return refusal(400, "no_place", _("The form does not say where it stands."))
    if keeping.WHO in request.POST and keeping.sender_of(request.POST) != person.pk:
        return refusal(403, "not_yours", _("This page was opened by somebody else."))
    words = keeping.words_of(request.POST)
    if keeping.is_too_long(words):
        return refusal(413, "too_long", _("This is too long to be kept. Please send it, or keep it in a file."))
    if keeping.is_too_often(person):
        return refusal(429, "too_often", _("This was kept a moment ago."))
    at = timezone.now()
    keeping.keep(person, keeping.Kept(place, words, keeping.version_of(request.POST), at))
    if "text/html" in request.headers.get("Accept", ""):  # a press of the button, without script
        messages.success(request, _("Kept. It is not sent yet."))
        return redirect(place)
    return HttpResponse(status=204, headers={"Kept-At": at.isoformat(timespec="seconds")})


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Let go of what was kept, and back to the form."""
    place = place_named(request)
    keeping.forget(request, place)
    return redirect(place or "/")


def place_named(request: HttpRequest) -> str:
    named = keeping.place_of(request)
    if named != request.path:
        return named
    body = QueryDict(request.body) if request.method == "DELETE" else QueryDict()
    return keeping.our_place(body.get(keeping.PLACE, ""))
