"""The map of the district and the page of a place."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xieshang.look.lists import PageLinks
from xieshang.places import queries
from xieshang.places.drawing import draw
from xieshang.places.models import Place, PlaceKind
from xieshang.places.queries import Counted, kinds_shown
from xieshang.search.queries import as_key
from xieshang.search.views import link, row_of

QUARTER, YEAR, ALWAYS = "quarter", "year", "always"
DAYS = {QUARTER: 90, YEAR: 365}


def reader_of(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


def period_of(request: HttpRequest) -> tuple[str, datetime | None]:
    period = request.GET.get("period", YEAR)
    if period == ALWAYS:
        return period, None
    period = period if period in DAYS else YEAR
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return period, today - timedelta(days=DAYS[period])


def period_links(request: HttpRequest, period: str) -> list[dict[str, Any]]:
    labels = ((QUARTER, _("Last 90 days")), (YEAR, _("Last 12 months")), (ALWAYS, _("From the beginning")))
    return [
        {"label": label, "url": link(request, period="" if code == YEAR else code), "current": code == period}
        for code, label in labels
    ]


@login_not_required
@require_GET
def district(request: HttpRequest) -> HttpResponse:
    period, since = period_of(request)
    counted = queries.count(queries.areas(), reader_of(request), since=since)
    context = {
        "rows": sorted(counted, key=lambda each: -each.total),
        "drawing": draw(counted),
        "kinds": [label for _kind, label in kinds_shown()],
        "periods": period_links(request, period),
        "query": period_query(period),
    }
    return render(request, "places/map.html", context)


@login_not_required
@require_GET
def place(request: HttpRequest, code: str) -> HttpResponse:
    item = get_object_or_404(Place.objects.select_related("parent"), code=code)
    reader = reader_of(request)
    period, since = period_of(request)
    after = as_key(request.GET.get("after"))
    area = item.parent or item
    inner = list(area.within.all())
    counted = queries.count([*queries.areas(), *inner], reader, since=since)
    by_key = {each.place.pk: each for each in counted}
    within = [by_key[each.pk] for each in inner]
    hits, older = queries.said_of(item, reader, since=since, after=after)
    context = {
        "item": item,
        "counted": by_key.get(item.pk),
        "drawing": draw(
            [each for each in counted if each.place.parent_id is None],
            within=[each for each in within if each.place.kind in (PlaceKind.COMMUNITY, PlaceKind.STATION)],
            here=area,
        ),
        "groups": groups(within) if item.parent is None else [],
        "rows": [row_of(hit, ()) for hit in hits],
        "periods": period_links(request, period),
        "query": period_query(period),
        "page": PageLinks(link(request) if after else "", link(request, after=str(older)) if older else ""),
        "search_url": f"{reverse('search:results')}?q={item.name}",
    }
    return render(request, "places/place.html", context)


def period_query(period: str) -> str:
    return "" if period == YEAR else f"?period={period}"


def groups(within: list[Counted]) -> list[dict[str, Any]]:
    """What lies in an area, kind by kind, the most talked of first."""
    return [
        {
            "label": kind.label,
            "rows": sorted((each for each in within if each.place.kind == kind), key=lambda each: -each.total),
        }
        for kind in PlaceKind
        if any(each.place.kind == kind for each in within)
    ]
