"""Refusals anywhere become a page (or a fragment) that says why."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from xieshang.core.lifecycle import NotYoursError, Refusal
from xieshang.web.views.errors import refused


class Refusals:
    """Turns a Refusal no view has caught into 403 or 409 with its reason."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if isinstance(exception, NotYoursError):
            return refused(request, exception.reason, 403)
        return refused(request, exception.reason, 409, back=request.META.get("HTTP_REFERER", ""))
