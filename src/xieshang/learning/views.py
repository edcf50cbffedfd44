"""Pages of the models, and of earlier items on the same matter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xieshang.core import profile
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.limits import count
from xieshang.core.paging import as_key
from xieshang.core.verdicts import No
from xieshang.engines.text import Writing
from xieshang.learning import actions, figures, likeness, queries
from xieshang.learning.lifecycle import LIFE
from xieshang.learning.models import LearnedModel
from xieshang.learning.rules import may_keep_models
from xieshang.learning.tasks import COMPARED
from xieshang.people.models import Person
from xieshang.people.rules import has_power
from xieshang.search.kinds import KINDS

LONGEST = 20_000
ORDERED = gettext_lazy("It will be learned anew within a minute; this page then shows the new version.")


def reader(request: HttpRequest) -> Person | None:
    return request.user if request.user.is_authenticated else None


def keeper(request: HttpRequest) -> Any:
    if isinstance(verdict := may_keep_models(request.user, None), No):  # type: ignore[arg-type]
        raise NotYoursError(str(verdict.reason))
    return request.user


def models(request: HttpRequest) -> HttpResponse:
    keeper(request)
    return render(request, "learning/models.html", {"rows": figures.overview(timezone.localdate())})


def model(request: HttpRequest, task: str) -> HttpResponse:
    """One task: what is in use, how sure it must be, and every version there was."""
    keeper(request)
    return render(request, "learning/model.html", figures.task_page(task, timezone.localdate()))


@require_POST
def train(request: HttpRequest, task: str) -> HttpResponse:
    person = keeper(request)
    actions.order(task, by=person, at=timezone.now())
    messages.success(request, str(ORDERED))
    return redirect("learning:model", task)


@require_POST
def version_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Put another version to use, or let newer ones follow again."""
    person = keeper(request)
    item = get_object_or_404(LearnedModel, pk=pk)
    deeds = {"use": actions.use, "let_go": actions.let_go}
    if move not in deeds:
        raise Http404
    deeds[move](item, by=person, at=timezone.now())
    messages.success(request, _("Done: %(what)s.") % {"what": LIFE.told(move)})
    return redirect("learning:model", item.task)


# ---- Earlier items


@login_not_required
def ask(request: HttpRequest) -> HttpResponse:
    """While one types, or by a plain button: earlier items that may be on the same matter. Nothing is kept."""
    person = reader(request)
    rows = []
    kind = request.POST.get("of", "")
    if request.method == "POST" and kind in COMPARED:
        if person is None:
            must_not_be_too_often(request)
        body = [request.POST.get(name, "") for name in ("situation", "analysis", "text")]
        body += request.POST.getlist("suggestion")[:20]
        title = request.POST.get("title", "")[:300]
        text = "\n".join(filter(None, body))[:LONGEST]
        if len(title.strip()) + len(text.strip()) >= 6:
            rows = queries.earlier_like(
                person,
                Writing(title, text),
                kind=kind,
                item_id=as_key(request.POST.get("own")) or 0,
                place=request.POST.get("place", "")[:60],
                side_by_side=True,
            )
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "learning/_asked.html" if is_part else "learning/asked.html", {"rows": rows})


def must_not_be_too_often(request: HttpRequest) -> None:
    most = profile.current().norm("alike.per_hour_address", timezone.localdate())
    found = count(f"alike:{request.META.get('REMOTE_ADDR', '')}", within=timedelta(hours=1), at=timezone.now())
    if found.count > most:
        raise MoveNotOpenError(
            _("This was asked very often from here within the hour. You can send your words all the same.")
        )


def item_of(request: HttpRequest, kind: str, pk: int) -> Any:
    return get_object_or_404(KINDS[kind].visible_to(reader(request)), pk=pk)


def may_say(request: HttpRequest, *kinds: str) -> bool:
    person = reader(request)
    return person is not None and any(has_power(person, power) for kind in kinds for power in COMPARED[kind].judged_by)


def alike(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One item beside up to five earlier ones, for whoever decides on it."""
    item = item_of(request, kind, pk)
    own = next(iter(COMPARED[kind].writings([pk])), None)
    rows = []
    if own is not None:
        rows = queries.earlier_like(reader(request), own[1], kind=kind, item_id=pk, place=own[2], side_by_side=True)
    context = {"item": item, "kind": kind, "rows": rows, "may_say": may_say(request, kind)}
    return render(request, "learning/alike.html", context)


@require_POST
def judge(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The same matter, or not: kept, and taken back as easily."""
    item = item_of(request, kind, pk)
    other_kind, _dash, key = request.POST.get("other", "").rpartition("-")
    other_pk = as_key(key)
    if other_kind not in COMPARED or other_pk is None or (other_kind, other_pk) == (kind, pk):
        raise Http404
    other = item_of(request, other_kind, other_pk)
    is_same = request.POST.get("say") == "same"
    own = next(iter(COMPARED[kind].writings([pk])), None)
    found = likeness.nearest(reader(request), own[1], kind=kind, without=pk) if own else []
    score = next((each.score for each in found if (each.kind, each.id) == (other_kind, other_pk)), 0.0)
    actions.judge(item, other, is_same=is_same, likeness=score, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    said = _("Kept: the same matter.") if is_same else _("Kept: not the same.")
    messages.success(request, said)
    return redirect("learning:alike", kind, pk)
