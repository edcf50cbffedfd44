"""The list of proposals, narrowed and a page at a time."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from xieshang.core.paging import PAGE_LENGTH, as_key, key_page
from xieshang.look.lists import page_links
from xieshang.proposals import queries
from xieshang.proposals.forms import FilterForm
from xieshang.proposals.models import State
from xieshang.proposals.norms import working_days_left
from xieshang.proposals.views.asking import may, reader


@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET, person=reader(request))
    form.is_valid()
    narrowed = {name: form.cleaned_data.get(name) or "" for name in ("q", "state", "topic_class", "session", "unit")}
    author = as_key(request.GET.get("author"))
    chosen = queries.Chosen(**narrowed, author=author, mine=bool(form.cleaned_data.get("mine")))
    before, after = as_key(request.GET.get("before")), as_key(request.GET.get("after"))
    found = queries.for_rows(queries.proposals(reader(request), chosen, before=before, after=after, length=PAGE_LENGTH))
    page = key_page(found, before=before, after=after)
    today = timezone.localdate()
    labels = {state.value: str(state.label) for state in State}
    rows = [
        {
            "number": row.number_shown or row.serial or "—",
            "url": row.get_absolute_url(),
            "title": str(row),
            "author": row.author,
            "units": [handling.unit for handling in row.handlings.all()],
            "due": row.due if row.state == State.ASSIGNED else None,
            "label": labels[row.state],
            "tone": queries.TONES[State(row.state)],
            "left": working_days_left(today, row.due) if row.due and row.state == State.ASSIGNED else None,
        }
        for row in page.rows
    ]
    return render(
        request,
        "proposals/list.html",
        {
            "form": form,
            "rows": rows,
            "page": page_links(request, page),
            "today": today,
            "may_propose": may(request, "proposal.propose"),
        },
    )
