"""Home: what waits on me, late first; then what moved since. For whoever is not signed in: what was asked and kept."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from xieshang.core.models import Notice
from xieshang.core.turns import TURN_LABELS
from xieshang.matters.queries import commitments_visible_to
from xieshang.matters.views import commitment_row
from xieshang.people.models import Person
from xieshang.people.notices import tell
from xieshang.proposals.models import Proposal
from xieshang.proposals.norms import working_days_left
from xieshang.web import queries

SHOWN = 30
MOST_COUNTED = 1000


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return public(request)
    person: Any = request.user
    today = timezone.localdate()
    waits: list[dict[str, Any]] = [
        {
            "title": wait.title,
            "number": wait.number,
            "url": wait.url,
            "kind_label": TURN_LABELS.get(wait.turn, wait.turn),
            "due": wait.due,
            "left": working_days_left(today, wait.due) if wait.due else None,
            "since": wait.since,
        }
        for wait in queries.waits_on(person)[: SHOWN + 1]
    ]
    moved = [
        {"at": told.at, "kind_label": told.sentence, "title": told.title, "url": told.url, "tone": told.tone}
        for told in map(tell, Notice.objects.filter(to=person).order_by("-id")[:12])
    ]
    context = {
        "waits": waits[:SHOWN],
        "more": len(waits) > SHOWN,
        "moved": moved,
        "today": today,
        "late": queries.waits_on(person).filter(due__lt=today)[:MOST_COUNTED].count(),
        "may_propose": person.can("proposal.propose"),
        "may_assign": person.can("proposal.assign"),
        "is_unit": bool(person.unit_ids),
        "turns": queries.waits_by_turn(person) if len(waits) > 5 else [],
    }
    return render(request, "web/home.html", context)


def public(request: HttpRequest) -> HttpResponse:
    reader: Person | None = None
    today = timezone.localdate()
    rows = commitments_visible_to(reader).select_related("unit")
    visible: Any = Proposal.objects.visible_to(reader)
    context = {
        "kept": [commitment_row(row, today) for row in rows.filter(state="kept").order_by("-id")[:3]],
        "open": [commitment_row(row, today) for row in rows.filter(state__in=["open", "reported"]).order_by("-id")[:3]],
        "proposals": visible.select_related("author").defer("words").order_by("-id")[:6],
        "today": today,
    }
    return render(request, "web/public.html", context)
