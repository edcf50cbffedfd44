"""My notices: what moved, newest first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from xieshang.core.models import Notice
from xieshang.core.paging import as_key, key_page
from xieshang.look.lists import page_links
from xieshang.people.notices import read, read_all, tell


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    me: Any = request.user
    page = key_page(
        Notice.objects.filter(to=me),
        before=as_key(request.GET.get("before")),
        after=as_key(request.GET.get("after")),
    )
    context = {
        "notices": [tell(notice) for notice in page.rows],
        "page": page_links(request, page),
        "unread": Notice.objects.filter(to=me, read_at=None).exists(),
    }
    return render(request, "people/notices.html", context)


@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it read and go where it points."""
    notice = get_object_or_404(Notice, pk=pk, to=request.user.pk)
    read(notice, at=timezone.now())
    return redirect(notice.url or "people:notices")


@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    read_all(request.user, at=timezone.now())
    return redirect("people:notices")
