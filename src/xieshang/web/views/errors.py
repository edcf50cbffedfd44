"""Error pages: what is wrong and what to do, in the reader's language, keeping what they typed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def refused(request: HttpRequest, reason: str, status: int, **more: Any) -> HttpResponse:
    return render(request, f"{status}.html", {"reason": reason, **more}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return refused(request, getattr(exception, "reason", ""), 413)
    return refused(request, _("This request could not be read."), 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refused(request, getattr(exception, "reason", "") or _("Your roles do not include this."), 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return refused(
        request,
        _(
            "This page was opened too long ago, or cookies are switched off. Go back, load it again and send it once more."
        ),
        403,
    )
