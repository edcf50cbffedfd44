"""What administrators do: open and close accounts, give new passwords, give and take roles."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from xieshang.core.lifecycle import NotYoursError
from xieshang.core.verdicts import No
from xieshang.look.deed_page import deed_page
from xieshang.people import actions
from xieshang.people.forms import PERSON_FORMS, OpenForm
from xieshang.people.kept import forget, unsent_words
from xieshang.people.lifecycle import LIFE
from xieshang.people.models import Person
from xieshang.people.rules import has_power


@never_cache
@sensitive_variables("word")
def open_account(request: HttpRequest) -> HttpResponse:
    """Open an account; the answer tells its first password, once."""
    by: Any = request.user
    if isinstance(verdict := has_power(by, "people.accounts"), No):
        raise NotYoursError(str(verdict.reason))
    place = request.path
    if request.method == "POST":
        form, kept = OpenForm(request.POST), None
        if form.is_valid():
            person, word = actions.open_account(by=by, at=timezone.now(), **form.cleaned_data)
            forget(request, place)
            return render(request, "people/told_once.html", {"subject": person, "word": word, "is_new": True})
    else:
        kept = unsent_words(request, place)
        form = OpenForm(initial=kept.as_initial if kept else None)
    status = 422 if request.method == "POST" else 200
    return render(request, "people/open.html", {"form": form, "kept": kept, "place": place}, status=status)


def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    return deed_page(request, person, LIFE, move, PERSON_FORMS, after=reverse("people:person", args=[pk]))


@never_cache
@sensitive_variables("word")
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, then give a new first password and tell it, once."""
    person = get_object_or_404(Person, pk=pk)
    if request.method != "POST":
        return deed_page(request, person, LIFE, "reset_password", {}, after="")
    by: Any = request.user
    person, word = actions.reset_password(person, by=by, at=timezone.now())
    return render(request, "people/told_once.html", {"subject": person, "word": word, "is_new": False})
