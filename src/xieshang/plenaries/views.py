"""Papers of a session: the list, and one as a document."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from xieshang.people.models import Person
from xieshang.plenaries.models import Paper


def reader(request: HttpRequest) -> Person | None:
    return request.user if request.user.is_authenticated else None  # type: ignore[return-value]


def visible(request: HttpRequest) -> Any:
    return Paper.objects.visible_to(reader(request))  # type: ignore[attr-defined]


@require_safe
@login_not_required
def papers(request: HttpRequest) -> HttpResponse:
    return render(request, "plenaries/list.html", {"papers": visible(request)})


@require_safe
@login_not_required
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "plenaries/paper.html", {"paper": get_object_or_404(visible(request), pk=pk)})
