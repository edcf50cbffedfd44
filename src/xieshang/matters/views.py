"""Pages of matters and promises."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.core.models import RecordEntry
from xieshang.core.paging import as_key, key_page
from xieshang.look.deed_page import deed_page, with_urls
from xieshang.look.histories import tell
from xieshang.look.lists import page_links
from xieshang.matters.forms import COMMITMENT_FORMS, FilterForm
from xieshang.matters.lifecycle import LIFE
from xieshang.matters.models import Commitment, Matter
from xieshang.matters.queries import commitments_visible_to, thread_of
from xieshang.people.models import Person


def reader(request: HttpRequest) -> Person | None:
    return request.user if request.user.is_authenticated else None


@login_not_required
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """The thread, each step as far as its reader is entitled to it; a matter with no step to see is "not found"."""
    item = get_object_or_404(Matter, pk=pk)
    thread = thread_of(item, reader(request))
    if not thread.steps:
        raise Http404
    return render(
        request,
        "matters/matter.html",
        {
            "item": item,
            "title": thread.steps[0].title,
            "steps": thread.steps,
            "joined": thread.joined,
            "public": reader(request) is None,
        },
    )


@login_not_required
def commitments(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    form.is_valid()
    chosen = form.cleaned_data.get("state") or ""
    today = timezone.localdate()
    found: Any = commitments_visible_to(reader(request)).select_related("unit")
    if chosen == "late":
        found = found.late(today)
    elif chosen:
        found = found.filter(state=chosen)
    else:
        found = found.exclude(state="replaced")
    page = key_page(found, before=as_key(request.GET.get("before")), after=as_key(request.GET.get("after")))
    return render(
        request,
        "matters/commitments.html",
        {
            "form": form,
            "items": [commitment_row(row, today) for row in page.rows],
            "page": page_links(request, page),
            "today": today,
        },
    )


def commitment_row(row: Commitment, today: Any) -> dict[str, Any]:
    """One promise as the component draws it."""
    return {
        "promise": row.promise,
        "unit": row.unit,
        "in_charge": row.in_charge,
        "due": row.due,
        "state_label": _("kept late") if row.was_late else row.get_state_display(),
        "tone": commitment_tone(row, today),
        "is_kept": row.state in LIFE.ends,
        "evidence": row.evidence or row.why_not,
        "url": row.get_absolute_url(),
    }


def commitment_tone(row: Commitment, today: Any) -> str:
    if row.is_late(today):
        return "late"
    return {"open": "waiting", "reported": "moving", "kept": "good", "given_up": "ended", "replaced": "ended"}[
        row.state
    ]


def visible_commitment(request: HttpRequest, pk: int) -> Commitment:
    return get_object_or_404(
        commitments_visible_to(reader(request)).select_related("unit", "matter", "proposer"), pk=pk
    )


@login_not_required
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    item = visible_commitment(request, pk)
    person = reader(request)
    today = timezone.localdate()
    entries = RecordEntry.objects.filter(kind="commitment", item_id=pk).select_related("by").order_by("id")
    return render(
        request,
        "matters/commitment.html",
        {
            "item": item,
            "tone": commitment_tone(item, today),
            "label": _("kept late") if item.was_late else item.get_state_display(),
            "offers": with_urls(LIFE.offers(person, item), item.get_absolute_url(), COMMITMENT_FORMS) if person else [],
            "entries": tell(entries),
            "today": today,
            "is_over": item.state in LIFE.ends,
        },
    )


def commitment_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    item = visible_commitment(request, pk)
    if move not in LIFE.moves:
        raise Http404
    return deed_page(request, item, LIFE, move, COMMITMENT_FORMS, after=item.get_absolute_url())
