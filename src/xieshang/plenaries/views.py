"""Papers of a session: the list, one as a document, publishing it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from xieshang.core.paging import as_key, key_page
from xieshang.look.deed_page import deed_page, with_urls
from xieshang.look.histories import tell
from xieshang.look.lists import page_links
from xieshang.people.models import Person
from xieshang.people.rules import has_power
from xieshang.plenaries import queries
from xieshang.plenaries.lifecycle import LIFE
from xieshang.plenaries.models import Paper, PaperState


def reader(request: HttpRequest) -> Person | None:
    return request.user if request.user.is_authenticated else None


def visible(request: HttpRequest) -> Any:
    return Paper.objects.visible_to(reader(request))


@require_safe
@login_not_required
def papers(request: HttpRequest) -> HttpResponse:
    page = key_page(
        queries.papers(reader(request)),
        before=as_key(request.GET.get("before")),
        after=as_key(request.GET.get("after")),
    )
    may_take_in = bool(has_power(reader(request), "paper.publish"))
    rows = [{"paper": row, "tone": queries.TONES[PaperState(row.state)]} for row in page.rows]
    context = {"rows": rows, "page": page_links(request, page), "may_take_in": may_take_in}
    return render(request, "plenaries/list.html", context)


@require_safe
@login_not_required
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(visible(request).select_related("session", "taken_in_by"), pk=pk)
    person = reader(request)
    contents, blocks = queries.document(item)
    context = {
        "paper": item,
        "tone": queries.TONES[PaperState(item.state)],
        "contents": contents,
        "blocks": blocks,
        "offers": with_urls(LIFE.offers(person, item), item.get_absolute_url(), {}) if person else [],
        "history": tell(queries.history(item)) if person and has_power(person, "paper.publish") else [],
    }
    return render(request, "plenaries/paper.html", context)


def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    item = get_object_or_404(visible(request), pk=pk)
    return deed_page(request, item, LIFE, move, {}, after=item.get_absolute_url())
