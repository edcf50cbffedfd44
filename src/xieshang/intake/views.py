"""Imports: a file is uploaded, looked at, imported, undone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError, StaleError
from xieshang.core.verdicts import No, NotYours
from xieshang.engines.documents.errors import DocumentError
from xieshang.intake import actions, jobs, queries
from xieshang.intake.forms import ChoicesForm, UndoForm, UploadForm, recheck_form
from xieshang.intake.kinds import KINDS
from xieshang.intake.lifecycle import LIFE
from xieshang.intake.models import Batch, BatchKind, State
from xieshang.intake.rules import may_bring_in
from xieshang.intake.sentences import refusal_sentence
from xieshang.look.deed_page import with_urls
from xieshang.look.histories import tell
from xieshang.look.lists import page_links
from xieshang.plenaries.models import Paper

ASKS = {"undo": UndoForm}


def visible(request: HttpRequest, pk: int) -> Batch:
    found: Any = Batch.objects
    batch: Batch = get_object_or_404(found.visible_to(request.user).select_related("read_by", "imported_by"), pk=pk)
    return batch


@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    kinds = queries.kinds_for(person)
    if not kinds:
        raise NotYoursError(_("Your roles do not include this."))
    page = queries.page(queries.batches(person), request.GET.get("before", ""), request.GET.get("after", ""))
    rows = [{"batch": row, "tone": queries.TONES[State(row.state)]} for row in page.rows]
    return render(request, "intake/list.html", {"kinds": kinds, "rows": rows, "page": page_links(request, page)})


def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose a file; the answer is its preview, or why it cannot be read."""
    person: Any = request.user
    if kind not in KINDS:
        raise Http404
    if isinstance(verdict := may_bring_in(person, kind), No):
        raise NotYoursError(str(verdict.reason))
    form = UploadForm(request.POST or None, request.FILES or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = actions.preview(
                kind=kind, source=file, name=file.name, by=person, at=timezone.now(), choices=form.choices
            )
        except DocumentError as refused:
            form.add_error("file", refusal_sentence(refused))
        else:
            return redirect(batch)
    context = {"form": form, "kind": kind, "label": BatchKind(kind).label, "endings": KINDS[kind].extensions}
    return render(request, "intake/upload.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@never_cache
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    return batch_page(request, visible(request, pk))


def batch_page(request: HttpRequest, batch: Batch, form: ChoicesForm | None = None) -> HttpResponse:
    person: Any = request.user
    found = queries.findings(batch)
    offers = [offer for offer in LIFE.offers(person, batch) if offer.name != "recheck"]
    context = {
        "batch": batch,
        "tone": queries.TONES[State(batch.state)],
        "found": found,
        "form": form or (recheck_form(batch) if found else None),
        "offers": with_urls(offers, batch.get_absolute_url(), ASKS),
        "items": queries.items(batch),
        "progress": queries.progress(batch) if batch.state == State.IMPORTING else None,
        "history": tell(queries.history(batch)),
    }
    return render(request, "intake/batch.html", context, status=422 if form else 200)


@require_safe
@never_cache
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a long import is; when it has ended the whole page is shown anew."""
    batch = visible(request, pk)
    if batch.state != State.IMPORTING:
        return HttpResponseClientRefresh() if request.htmx else redirect(batch)  # type: ignore[attr-defined]
    return render(request, "intake/_progress.html", {"batch": batch, "progress": queries.progress(batch)})


@require_POST
def recheck(request: HttpRequest, pk: int) -> HttpResponse:
    batch = visible(request, pk)
    form = ChoicesForm(request.POST, kind=batch.kind)
    if not form.is_valid():
        return batch_page(request, batch, form)
    actions.recheck(batch, by=request.user, at=timezone.now(), choices=form.choices)  # type: ignore[arg-type]
    return redirect(batch)


@require_POST
@never_cache
@sensitive_variables("words")
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Import: at once when it is short, else by the worker while this page shows how far it is."""
    person: Any = request.user
    batch = visible(request, pk)
    if batch.state in (State.IMPORTING, State.IMPORTED):  # pressed twice: it was imported once
        return redirect(batch)
    now = timezone.now()
    words: list[Any] = []
    if actions.is_long(batch):
        with transaction.atomic():
            actions.begin(batch, by=person, at=now)
            jobs.enqueue(batch.pk)
        return redirect(batch)
    batch, words = actions.import_now(batch, by=person, at=now)
    if words:
        return render(request, "intake/told_once.html", {"batch": batch, "words": words})
    if batch.kind == BatchKind.PAPER and (taken := batch.taken.first()):
        return redirect(Paper(pk=taken.item_id).get_absolute_url())
    notes.success(request, _("The file is imported."))
    return redirect(batch)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    actions.drop(visible(request, pk), by=request.user, at=timezone.now())  # type: ignore[arg-type]
    notes.success(request, _("The file is dropped; nothing was imported."))
    return redirect("intake:list")


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then take away all that the batch brought."""
    person: Any = request.user
    batch = visible(request, pk)
    verdict = LIFE.judge("undo", batch, person)
    if isinstance(verdict, NotYours):
        raise NotYoursError(str(verdict.reason))
    if isinstance(verdict, No):
        raise MoveNotOpenError(str(verdict.reason))
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.undo(batch, by=person, at=timezone.now(), why=form.cleaned_data["why"])
        except (MoveNotOpenError, StaleError) as refusal:
            form.add_error(None, refusal.reason)
        else:
            notes.success(request, _("The import is undone; nothing of it is left but the record."))
            return redirect(batch)
    context = {"item": batch, "move": LIFE.moves["undo"], "form": form, "back": reverse("intake:batch", args=[pk])}
    return render(request, "look/deed.html", context, status=422 if request.method == "POST" else 200)
