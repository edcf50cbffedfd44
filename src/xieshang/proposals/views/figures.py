"""What a unit sees of the judgements on its replies."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from xieshang.core import profile
from xieshang.proposals import queries
from xieshang.proposals.views.asking import reader


def figures(request: HttpRequest) -> HttpResponse:
    """What a unit sees of its proposers' judgements: figures, once enough have answered."""
    person = reader(request)
    if person is None or not person.unit_ids:
        raise Http404
    from xieshang.people.models import Unit

    least = profile.current().norm("feedback.min_shown", timezone.localdate())
    here = profile.current()
    rows = []
    for unit in Unit.objects.filter(pk__in=person.unit_ids):
        found = queries.figures_of_unit(unit.pk, least)
        rows.append(
            {
                "unit": unit,
                "figures": found,
                "results": [
                    {"label": str(entry), "value": (found.results or {}).get(entry.code, 0)}
                    for entry in here.entries("result")
                ],
                "attitudes": [
                    {"label": str(entry), "value": (found.attitudes or {}).get(entry.code, 0)}
                    for entry in here.entries("attitude")
                ],
            }
        )
    return render(request, "proposals/figures.html", {"rows": rows})
