"""The year's plan and its topics."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.consultations import actions
from xieshang.consultations.forms import TOPIC_FORMS, SuggestForm
from xieshang.consultations.lifecycle import TOPIC_LIFE
from xieshang.consultations.models import Topic, TopicState
from xieshang.consultations.queries import plan as queries
from xieshang.consultations.queries.steps import TOPIC_TONES
from xieshang.consultations.rules.topic import may_suggest
from xieshang.consultations.views.asking import reader, visible
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.models import RecordEntry
from xieshang.core.once import once
from xieshang.core.verdicts import No
from xieshang.look.deed_page import deed_page, with_urls
from xieshang.look.histories import tell
from xieshang.matters.queries import sources_named
from xieshang.people.kept import forget, unsent_words


@login_not_required
def plan(request: HttpRequest, year: int | None = None) -> HttpResponse:
    person = reader(request)
    year = year or timezone.localdate().year
    context = {
        "plan": queries.plan_of(year, person),
        "years": sorted({*queries.years(person), year}, reverse=True),
        "year": year,
        "may_suggest": bool(may_suggest(person)),
    }
    return render(request, "consultations/plan.html", context)


def suggest(request: HttpRequest) -> HttpResponse:
    person = reader(request)
    if isinstance(verdict := may_suggest(person), No) or person is None:
        raise NotYoursError(str(verdict.reason) if isinstance(verdict, No) else "")
    place = request.get_full_path()
    kept = unsent_words(request, place)
    sources = sources_named(request.GET.getlist("from"), person)
    form = SuggestForm(request.POST or (kept.as_data if kept else None))
    if request.method == "POST" and form.is_valid():
        try:
            with once(request) as sent:
                if not sent.made:
                    made = actions.suggest(by=person, at=timezone.now(), sources=sources, **form.cleaned_data)
                    sent.made = made.get_absolute_url()
        except MoveNotOpenError as refusal:
            form.add_error(None, refusal.reason)
        else:
            forget(request, place)
            messages.success(request, _("Your topic is handed in."))
            return redirect(sent.made)
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "kept": kept,
        "place": place,
        "sources": sources,
        "heading": _("Suggest a topic"),
        "back": "consultations:plan",
        "send": _("Hand it in"),
    }
    return render(request, "consultations/new.html", context, status=status)


def topics(request: HttpRequest) -> Any:
    return Topic.objects.visible_to(reader(request)).select_related("suggested_by", "matter")


@login_not_required
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(topics(request), pk=pk)
    person = reader(request)
    entries = RecordEntry.objects.filter(kind="topic", item_id=pk).select_related("by").order_by("id") if person else []
    context = {
        "item": item,
        "tone": TOPIC_TONES[TopicState(item.state)],
        "offers": with_urls(TOPIC_LIFE.offers(person, item), item.get_absolute_url(), TOPIC_FORMS) if person else [],
        "held": visible(request).filter(topic=item).first(),
        "entries": tell(entries),
    }
    return render(request, "consultations/topic.html", context)


def topic_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    item = get_object_or_404(topics(request), pk=pk)
    return deed_page(request, item, TOPIC_LIFE, move, TOPIC_FORMS, after=item.get_absolute_url())
