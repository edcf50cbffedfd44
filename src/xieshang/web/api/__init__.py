"""The JSON API: every deed and every reading, through the same door as the pages (docs/api.md)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, re_path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from xieshang.core import profile
from xieshang.web.api import consulting, hot
from xieshang.web.api.births import add_births
from xieshang.web.api.deeds import add_deeds
from xieshang.web.api.readings import add_readings
from xieshang.web.api.refusals import add_handlers

ABOUT = """Every deed and every reading of the platform, through the same door as its pages.

Send a key made on your own page (`Authorization: Bearer xs_…`), or use the session you are signed in with.
Passers-by read what is public and may send a message. Every deed takes `dry_run=true`: all is judged, nothing kept."""


class Written(JSONRenderer):
    """Chinese as it is written, not as \\u4e2d\\u6587."""

    json_dumps_params: dict[str, Any] = {"ensure_ascii": False}


class Api(NinjaAPI):
    """Ninja's API with our errors for what it does not route, and its document written once."""

    documents: dict[str, OpenAPISchema]

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        found = [*super()._get_urls(), re_path("", csrf_exempt(nothing_here))]
        for pattern in found:
            if isinstance(pattern, URLPattern):
                pattern.callback = login_not_required(in_our_words(pattern.callback))
        return found

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Codes and lists in it are the profile's."""
        code = profile.current().code
        if code not in self.documents:
            self.documents[code] = super().get_openapi_schema(**options)
        return self.documents[code]

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        response = super().create_response(request, data, **options)
        response["Cache-Control"] = "no-store"
        return response


def in_our_words(view: Any) -> Any:
    """A method that is not known here answers in the shape of all errors."""

    def answered(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        response: HttpResponse = view(request, *args, **options)
        if response.status_code == 405:
            allowed = response["Allow"]
            response = JsonResponse({"code": "method", "reason": _("This is not done here that way.")}, status=405)
            response["Allow"] = allowed
        return response

    answered.__dict__.update(getattr(view, "__dict__", {}))
    return answered


def nothing_here(request: HttpRequest) -> HttpResponse:
    reason = _("There is nothing at this address; all there is stands in /api/docs.")
    return JsonResponse({"code": "not_found", "reason": reason}, status=404)


def build() -> Api:
    made = Api(title="Xieshang", version="1.0", description=ABOUT, urls_namespace="api", renderer=Written())
    made.documents = {}
    add_handlers(made)
    router = Router()
    hot.add()
    add_births(router)
    add_deeds(router)
    add_readings(router)
    consulting.add(router)
    made.add_router("", router)
    return made


api = build()
