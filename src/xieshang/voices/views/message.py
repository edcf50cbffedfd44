"""Pages of residents' messages: the list, one of them, what is done with it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.core.lifecycle import NotYoursError
from xieshang.core.models import RecordEntry
from xieshang.engines.text import Writing
from xieshang.learning.queries import advise, earlier_like
from xieshang.look.deed_page import Hints, deed_page, with_urls
from xieshang.look.histories import tell
from xieshang.look.lists import page_links
from xieshang.voices import queries
from xieshang.voices.forms import MESSAGE_FORMS, FilterForm
from xieshang.voices.lifecycle import LIFE
from xieshang.voices.models import Message, State
from xieshang.voices.teaching import OTHER, TOPIC
from xieshang.voices.views.resident import reader


def visible(request: HttpRequest) -> Any:
    return Message.objects.visible_to(reader(request)).defer("words")


@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    form.is_valid()
    chosen = {name: form.cleaned_data.get(name) or "" for name in form.fields}
    person = reader(request)
    found = queries.messages(person, **chosen)
    page = queries.page(found, request.GET.get("before", ""), request.GET.get("after", ""))
    rows = [{"message": row, "tone": queries.TONES[State(row.state)]} for row in page.rows]
    return render(
        request,
        "voices/list.html",
        {
            "form": form,
            "rows": rows,
            "page": page_links(request, page),
            "is_public": person is None,
            "may_report": person is not None and person.can("report.write"),
            "may_see_hot": person is not None and person.can("hot.read"),
        },
    )


@login_not_required
def message(request: HttpRequest, number: str) -> HttpResponse:
    item = get_object_or_404(
        visible(request).select_related("matter", "answered_by", "taken_up_by"), number_shown=number
    )
    person = reader(request)
    answers = person is not None and person.can("message.answer")
    is_opened = queries.is_opened_today(item, person, timezone.now())
    offers = with_urls(LIFE.offers(person, item), item.get_absolute_url(), MESSAGE_FORMS) if person else []
    context = {
        "item": item,
        "title": item.title if is_opened and item.title else str(item),
        "text": item.text if is_opened else item.text_shown,
        "place": item.place if is_opened else item.place_shown,
        "is_opened": is_opened,
        "is_masked": item.is_masked,
        "tone": queries.TONES[State(item.state)],
        "offers": [each for each in offers if each.name != "open" or (item.is_masked and not is_opened)],
        "sees_contact": person is not None and person.can("message.open"),
        "may_report": person is not None and person.can("report.write") and item.state != State.FORGOTTEN,
        "same": queries.said_by_others(item) if answers else 0,
        "earlier": list(item.earlier.all()) if answers else [],
        "history": tell(history(item)) if answers else [],
        "today": timezone.localdate(),
    }
    return render(request, "voices/message.html", context)


def history(item: Message) -> list[RecordEntry]:
    """The record of a message; what it holds stands on the page itself."""
    rows = list(RecordEntry.objects.filter(kind="message", item_id=item.pk).select_related("by").order_by("-id")[:50])
    for row in rows:
        row.changes = {}
    return rows


def move(request: HttpRequest, number: str, move: str) -> HttpResponse:
    item = get_object_or_404(visible(request), number_shown=number)
    return deed_page(
        request,
        item,
        LIFE,
        move,
        MESSAGE_FORMS,
        after=item.get_absolute_url(),
        beside="voices/_beside.html",
        hints=partial(hints_to_answer, request, item) if move == "answer" else None,
    )


def hints_to_answer(request: HttpRequest, item: Message) -> Hints:
    """The topic that earlier decisions suggest, and earlier items on perhaps the same matter."""
    person, words = reader(request), Writing(item.title_shown, item.text_shown)
    advice = advise(TOPIC, words, person, field="topic", without=item.pk)
    # What its author chose stands; only "other" is filled in
    code = request.GET.get("choose") or (advice.filled if advice and item.topic == OTHER else "")
    alike = earlier_like(person, words, kind="message", item_id=item.pk, place=item.place)
    return Hints(
        "voices/_hints.html",
        {"topic": code} if code else None,
        {"advice": advice, "alike": alike, "alike_kind": "message"},
    )


def take_up(request: HttpRequest, number: str, move: str) -> HttpResponse:
    """A member takes it up and goes straight to the proposal that grows from it."""
    item = get_object_or_404(visible(request), number_shown=number)
    person = reader(request)
    if person is None:
        raise NotYoursError(_("Please sign in first."))
    grows = f"{reverse('proposals:new')}?from=message-{item.pk}"
    return deed_page(
        request, item, LIFE, move, {}, after=grows if request.method == "POST" else item.get_absolute_url()
    )
