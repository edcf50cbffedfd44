"""Before and after in a long list, as addresses that keep what the list is narrowed to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class PageLinks:
    previous_url: str
    next_url: str
    shown: str = ""


def page_links(request: HttpRequest, page: Any) -> PageLinks:
    """Links for a page with `.older` and `.newer` keys."""

    def link(name: str, key: int | None) -> str:
        if key is None:
            return ""
        query = request.GET.copy()
        query.pop("before", None)
        query.pop("after", None)
        query[name] = str(key)
        return f"?{query.urlencode()}"

    return PageLinks(previous_url=link("after", page.newer), next_url=link("before", page.older))
