"""The list of people and one person's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from xieshang.people.models import Person


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    return HttpResponse("\n".join(str(person) for person in Person.objects.all()[:50]))


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(str(get_object_or_404(Person, pk=pk)))
