"""The list of people and one person's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from xieshang.core.paging import as_key
from xieshang.look.deed_page import with_urls
from xieshang.look.lists import page_links
from xieshang.people import queries
from xieshang.people.forms import PERSON_FORMS, FilterForm
from xieshang.people.histories import account_history
from xieshang.people.lifecycle import LIFE
from xieshang.people.models import Person
from xieshang.people.rules import has_power


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    reader: Any = request.user
    is_administrator = queries.is_administrator(reader)
    form = FilterForm(request.GET, is_administrator=is_administrator)
    form.is_valid()
    wanted = form.cleaned_data
    chosen = queries.Chosen(
        q=wanted.get("q", ""),
        sector=wanted.get("sector"),
        unit=wanted.get("unit"),
        state=wanted.get("state", ""),
    )
    before, after = as_key(request.GET.get("before")), as_key(request.GET.get("after"))
    page = queries.people_page(queries.people(reader, chosen), before=before, after=after)
    context = {
        "form": form,
        "people": page.rows,
        "page": page_links(request, page),
        "is_administrator": is_administrator,
        "may_open": bool(has_power(reader, "people.accounts")),
    }
    return render(request, "people/list.html", context)


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    reader: Any = request.user
    person = get_object_or_404(Person.objects.select_related("sector", "unit"), pk=pk)
    today = timezone.localdate()
    context = {
        "subject": person,
        "is_administrator": queries.is_administrator(reader),
        "is_own": reader.pk == person.pk,
        "roles": queries.roles_of(person),
        "today": today,
        "links": queries.links_of(person, reader),
        "offers": with_urls(LIFE.offers(reader, person), reverse("people:person", args=[pk]), PERSON_FORMS),
        "history": account_history(queries.history(person, reader)),
    }
    return render(request, "people/person.html", context)
