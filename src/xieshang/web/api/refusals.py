"""How the API says no: one shape for every error, `{code, reason, fields?, item?}`, in the caller's language."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel, Field

from xieshang.core.lifecycle import NotYoursError, Refusal, StaleError
from xieshang.web.api.answers import shown

log = logging.getLogger(__name__)


class Fault(BaseModel):
    """One field that is wrong, and what was expected there."""

    field: str
    expected: str


class Error(BaseModel):
    """What went wrong: `code` for programs, `reason` for people."""

    code: str
    reason: str
    fields: list[Fault] = Field([], description="Which fields are wrong; with 422.")
    item: dict[str, Any] = Field({}, description="The item as it is now; with `stale`.")


# What any reading and any deed may answer besides its own.
ERRORS: dict[Any, Any] = {frozenset({400, 401, 403, 404, 409, 413, 422, 429}): Error}


class RefusedError(Exception):
    """A refusal of the API's own: a key, a scope, a limit, a field."""

    def __init__(self, status: int, code: str, reason: str, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status, self.code, self.reason, self.headers = status, code, reason, headers or {}


class WrongFieldError(RefusedError):
    """A field that reads well but names nothing this caller can mean."""

    def __init__(self, field: str, expected: str) -> None:
        super().__init__(422, "wrong_input", wrong_input())
        self.fields = [{"field": field, "expected": expected}]


def unknown_number() -> str:
    return _("Expected the number of something that exists and is open to you.")


def wrong_input() -> str:
    return _("Something in this request is not as expected.")


# What each of pydantic's findings asks for, in words.
EXPECTED = {
    "missing": gettext_lazy("Expected a value; it is missing."),
    "extra_forbidden": gettext_lazy("Nothing is expected here; this name is not known."),
    "string_type": gettext_lazy("Expected text."),
    "string_unicode": gettext_lazy("Expected text in Unicode."),
    "string_too_long": gettext_lazy("Expected at most %(max_length)s characters."),
    "string_too_short": gettext_lazy("Expected at least %(min_length)s characters."),
    "string_pattern_mismatch": gettext_lazy("Expected text that is not blank and holds no NUL character."),
    "int_type": gettext_lazy("Expected a whole number."),
    "int_parsing": gettext_lazy("Expected a whole number."),
    "int_parsing_size": gettext_lazy("Expected a smaller number."),
    "int_from_float": gettext_lazy("Expected a whole number."),
    "greater_than_equal": gettext_lazy("Expected at least %(ge)s."),
    "less_than_equal": gettext_lazy("Expected at most %(le)s."),
    "bool_type": gettext_lazy("Expected true or false."),
    "bool_parsing": gettext_lazy("Expected true or false."),
    "date_type": gettext_lazy("Expected a day written 2026-03-05."),
    "date_parsing": gettext_lazy("Expected a day written 2026-03-05."),
    "date_from_datetime_parsing": gettext_lazy("Expected a day written 2026-03-05."),
    "list_type": gettext_lazy("Expected a list."),
    "too_long": gettext_lazy("Expected at most %(max_length)s entries."),
    "too_short": gettext_lazy("Expected at least %(min_length)s entries."),
    "dict_type": gettext_lazy("Expected an object."),
    "model_type": gettext_lazy("Expected an object."),
    "model_attributes_type": gettext_lazy("Expected an object."),
    "not_listed": gettext_lazy("Expected one of: %(codes)s."),
}


def expected(finding: dict[str, Any]) -> str:
    sentence = EXPECTED.get(finding["type"])
    return str(sentence) % finding.get("ctx", {}) if sentence else str(finding["msg"])


def field_name(place: tuple[str | int, ...]) -> str:
    """`shares.0.unit`, without the part of the request it stands in."""
    parts = [str(part) for part in place[1:]]
    return ".".join(parts[1:] if parts[:1] == ["body"] and len(parts) > 1 else parts) or "body"


def add_handlers(api: NinjaAPI) -> None:
    def answer(
        request: HttpRequest, status: int, code: str, reason: str, headers: dict[str, str] | None = None, **more: Any
    ) -> HttpResponse:
        response = api.create_response(request, {"code": code, "reason": reason, **more}, status=status)
        for name, value in (headers or {}).items():
            response[name] = value
        return response

    def refused(request: HttpRequest, error: RefusedError) -> HttpResponse:
        more = {"fields": error.fields} if isinstance(error, WrongFieldError) else {}
        return answer(request, error.status, error.code, error.reason, error.headers, **more)

    def refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
        if isinstance(error, StaleError):
            reader = getattr(request, "auth").person  # noqa: B009 (ninja sets it)
            return answer(request, 409, error.code, error.reason, item=shown(error.theirs, reader))
        return answer(request, 403 if isinstance(error, NotYoursError) else 409, error.code, error.reason)

    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = [{"field": field_name(tuple(each["loc"])), "expected": expected(each)} for each in error.errors]
        return answer(request, 422, "wrong_input", wrong_input(), fields=fields)

    def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
        return answer(request, 404, "not_found", _("There is nothing here, or it is not open to you."))

    def forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        return answer(request, 403, "not_yours", _("Your roles do not include this."))

    def nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        reason = _("Send a key (Authorization: Bearer xs_…) or sign in.")
        return answer(request, 401, "sign_in", reason, {"WWW-Authenticate": "Bearer"})

    def unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
        if isinstance(error, RequestDataTooBig):
            return answer(request, 413, "too_big", _("This request is too big."))
        return answer(request, 400, "unreadable", _("This request could not be read."))

    def broken(request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("The API failed at %s %s", request.method, request.path, exc_info=error)
        return answer(request, 500, "broken", _("Something went wrong here; nothing was changed."))

    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Exception: broken,
        HttpError: unreadable,
        SuspiciousOperation: unreadable,
        UnreadablePostError: unreadable,
        AuthenticationError: nobody,
        PermissionDenied: forbidden,
        Http404: not_found,
        ValidationError: invalid,
        Refusal: refusal,
        NotYoursError: refusal,
        RefusedError: refused,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
