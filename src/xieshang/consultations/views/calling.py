"""To call a consultation that needs no topic of the plan: at a hall, a station, on handling a proposal."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.consultations import actions
from xieshang.consultations.forms import CallForm
from xieshang.consultations.rules.topic import forms_of
from xieshang.consultations.views.asking import reader
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.once import once
from xieshang.people.kept import forget, unsent_words


def call(request: HttpRequest) -> HttpResponse:
    person = reader(request)
    if person is None or not forms_of(person):
        raise NotYoursError(_("No form of consultation is called by your roles without a topic of the plan."))
    place = request.get_full_path()
    kept = unsent_words(request, place)
    form = CallForm(request.POST or (kept.as_data if kept else None), person=person)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request) as sent:
                if not sent.made:
                    sent.made = actions.call(by=person, at=timezone.now(), **form.cleaned_data).get_absolute_url()
        except MoveNotOpenError as refusal:
            form.add_error(None, refusal.reason)
        else:
            forget(request, place)
            messages.success(request, _("It is called. Now give it day and place, invite people and give notice."))
            return redirect(sent.made)
    context = {
        "form": form,
        "kept": kept,
        "place": place,
        "heading": _("Call a consultation"),
        "back": "consultations:list",
        "send": _("Call it"),
    }
    return render(request, "consultations/new.html", context, status=422 if request.method == "POST" else 200)
