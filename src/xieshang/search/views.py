"""The search page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from xieshang.look.lists import PageLinks
from xieshang.search import actions, queries
from xieshang.search.kinds import KINDS
from xieshang.search.models import SavedSearch
from xieshang.search.words import LONGEST, Piece, Term, pieces, related_terms, snippet, understand


@dataclass(frozen=True)
class Row:
    """A hit as it is drawn: its words cut up into what was looked for and what was not."""

    hit: queries.Hit
    label: str
    icon: str
    title: list[Piece]
    text: list[Piece]
    names: list[Piece]


@login_not_required
@require_GET
def results(request: HttpRequest) -> HttpResponse:
    reader: Any = request.user if request.user.is_authenticated else None
    typed = request.GET.get("q", "")
    query = understand(typed)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    order = queries.NEWEST if request.GET.get("order") == queries.NEWEST else queries.BEST
    fault = ""
    if len(typed) > LONGEST:
        fault = _("Please look for at most %(n)d characters; a few words that stand in the text are enough.") % {
            "n": LONGEST
        }
    elif typed.strip() and not query.wanted:
        fault = _("Please say also what should be in the text, not only what should not.")
    after = queries.as_key(request.GET.get("after"))
    found = queries.Found([])
    if not fault:
        found = queries.search(reader, query, kind=kind, order=order, after=after)
    context = {
        "typed": typed,
        "query": query,
        "fault": fault,
        "rows": [row_of(hit, query.wanted) for hit in found.hits],
        "related": [row_of(hit, related_terms(query)) for hit in found.related],
        "kind": kind,
        "order": order,
        "kinds": kind_links(request, found, kind),
        "orders": order_links(request, order),
        "page": PageLinks(
            first_link(request) if after else "", link(request, after=str(found.older)) if found.older else ""
        ),
        "total": how_many(found, kind),
        "longest": LONGEST,
        "saved": saved_of(reader, typed, kind),
    }
    return render(request, "search/results.html", context, status=400 if fault else 200)


def row_of(hit: queries.Hit, terms: tuple[Term, ...]) -> Row:
    kind = KINDS[hit.kind]
    names = [name for name in hit.names.split("\n") if any(piece.hit for piece in pieces(name, terms))]
    return Row(
        hit=hit,
        label=str(kind.label),
        icon=kind.icon,
        title=pieces(hit.title, terms),
        text=snippet(hit.body.replace("\n", " "), terms),
        names=pieces("、".join(names[:4]), terms),
    )


def link(request: HttpRequest, **changes: str) -> str:
    """This address with some of its words changed; a page's key goes with every change but its own."""
    query = request.GET.copy()
    query.pop("after", None)
    for name, value in changes.items():
        if value:
            query[name] = value
        else:
            query.pop(name, None)
    return f"?{query.urlencode()}"


def first_link(request: HttpRequest) -> str:
    return link(request)


def kind_links(request: HttpRequest, found: queries.Found, kind: str) -> list[dict[str, Any]]:
    """All, and each kind of which there is something."""
    shown = {name: n for name, n in found.counts.items() if n or name == kind}
    if not shown or (len(shown) < 2 and not kind):
        return []
    everything: dict[str, Any] = {
        "label": _("Everything"),
        "url": link(request, kind=""),
        "current": not kind,
        "count": counted(found.total, found.is_more),
    }
    return [everything] + [
        {
            "label": str(KINDS[name].plural),
            "url": link(request, kind=name),
            "current": name == kind,
            "count": counted(min(n, queries.MOST_COUNTED), n > queries.MOST_COUNTED),
        }
        for name, n in shown.items()
    ]


def counted(n: int, is_more: bool) -> str:
    return f"{n}+" if is_more else str(n)


def order_links(request: HttpRequest, order: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": link(request, order="" if code == queries.BEST else code), "current": code == order}
        for code, label in ((queries.BEST, _("Best first")), (queries.NEWEST, _("Newest first")))
    ]


def how_many(found: queries.Found, kind: str) -> str:
    n = found.counts.get(kind, 0) if kind else found.total
    is_more = n > queries.MOST_COUNTED if kind else found.is_more
    if is_more:
        return _("More than %(n)d results") % {"n": min(n, queries.MOST_COUNTED) if kind else n}
    return ngettext("%(n)d result", "%(n)d results", n) % {"n": n}


# ---- Saved searches


@dataclass(frozen=True)
class Saved:
    """The reader's saved searches, and the one they are looking at."""

    rows: list[SavedRow]
    this: SavedSearch | None


@dataclass(frozen=True)
class SavedRow:
    search: SavedSearch
    url: str
    kind: str


def saved_of(reader: Any, typed: str, kind: str) -> Saved | None:
    if reader is None:
        return None
    mine = list(SavedSearch.objects.filter(person=reader))
    this = next((each for each in mine if (each.q, each.kind) == (typed.strip(), kind)), None)
    return Saved([saved_row(each) for each in mine], this)


def saved_row(each: SavedSearch) -> SavedRow:
    words = {"q": each.q} | ({"kind": each.kind} if each.kind else {})
    kind = str(KINDS[each.kind].plural) if each.kind in KINDS else ""
    return SavedRow(each, f"{reverse('search:results')}?{urlencode(words)}", kind)


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    q, kind = request.POST.get("q", ""), request.POST.get("kind", "")
    try:
        saved = actions.save(person, q=q, kind=kind, at=timezone.now())
    except actions.NotSavedError as why:
        messages.error(request, str(why))
        return redirect(f"{reverse('search:results')}?{urlencode({'q': q[:LONGEST], 'kind': kind})}")
    messages.success(request, _("Saved. You get a notice when it finds something new."))
    return redirect(saved_row(saved).url)


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.user
    if not actions.forget(person, pk):
        raise Http404
    messages.success(request, _("You get no more notices of this search."))
    q, kind = request.POST.get("q", ""), request.POST.get("kind", "")
    words = ({"q": q} if q else {}) | ({"kind": kind} if kind else {})
    return redirect(f"{reverse('search:results')}?{urlencode(words)}" if words else reverse("search:results"))
