"""A draft: begun, written on, and both versions where two wrote at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.core import profile
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError, StaleError
from xieshang.core.once import once
from xieshang.core.verdicts import No, NotYours
from xieshang.matters.queries import sources_named
from xieshang.people.kept import forget, unsent_words
from xieshang.people.rules import has_power
from xieshang.proposals import actions
from xieshang.proposals.forms import ProposalForm
from xieshang.proposals.lifecycle import LIFE
from xieshang.proposals.models import Proposal
from xieshang.proposals.views.asking import reader, visible


def new(request: HttpRequest) -> HttpResponse:
    if isinstance(verdict := has_power(reader(request), "proposal.propose"), No):
        raise NotYoursError(str(verdict.reason))
    sources = sources_named(request.GET.getlist("from"), reader(request))
    kept = unsent_words(request, request.get_full_path())
    if request.method == "POST":
        form = ProposalForm(request.POST)
        if form.is_valid():
            try:
                with once(request) as sent:
                    if not sent.made:
                        item = actions.draft(by=request.user, at=timezone.now(), sources=sources, **form.texts())  # type: ignore[arg-type]
                        sent.made = item.get_absolute_url()
            except MoveNotOpenError as refusal:
                form.add_error(None, refusal.reason)
            else:
                forget(request, request.get_full_path())
                messages.success(request, _("Your draft is saved."))
                return redirect(sent.made)
    else:
        initial = {"title": "", "situation": ""}
        form = ProposalForm(kept.as_data) if kept else ProposalForm(initial=initial)
    return render(
        request,
        "proposals/edit.html",
        {
            "form": form,
            "kept": kept,
            "item": None,
            "sources": sources,
            "place": request.get_full_path(),
            "most": profile.current().norm("proposal.max_chars", timezone.localdate()),
        },
        status=422 if form.is_bound and form.errors and request.method == "POST" else 200,
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(visible(request).prefetch_related("suggestions"), pk=pk)
    verdict = LIFE.judge("edit", item, request.user)  # type: ignore[arg-type]
    if isinstance(verdict, NotYours):
        raise NotYoursError(str(verdict.reason))
    if isinstance(verdict, No):
        raise MoveNotOpenError(str(verdict.reason))
    place = request.get_full_path()
    kept = unsent_words(request, place)
    theirs: Proposal | None = None
    status = 200
    if request.method == "POST":
        form = ProposalForm(request.POST)
        status = 422
        if form.is_valid():
            try:
                seen = form.cleaned_data["version"]
                actions.edit(item, by=request.user, at=timezone.now(), seen=seen, **form.texts())  # type: ignore[arg-type]
            except StaleError as stale:
                theirs, status = stale.theirs, 409
            except MoveNotOpenError as refusal:
                form.add_error(None, refusal.reason)
                status = 409
            else:
                forget(request, place)
                messages.success(request, _("Your changes are saved."))
                return redirect(item)
    elif kept:
        form = ProposalForm(kept.as_data)
    else:
        form = ProposalForm(initial=texts_of(item), suggestions=[s.text for s in item.suggestions.all()])
    context = {"form": form, "kept": kept, "item": item, "place": place, "most": item.norms.max_chars}
    if theirs is not None:
        context["both"] = both_versions(form, theirs)
        context["their_version"] = theirs.version
    return render(request, "proposals/edit.html", context, status=status)


def texts_of(item: Proposal) -> dict[str, Any]:
    names = ("title", "topic_class", "situation", "analysis", "wanted_units", "why_not_open")
    return {name: getattr(item, name) for name in names} | {
        "is_open": "yes" if item.is_open else "no",
        "version": item.version,
    }


def both_versions(form: ProposalForm, theirs: Proposal) -> list[dict[str, Any]]:
    """Field by field, what this person typed and what somebody else saved meanwhile."""
    labels = {name: str(field.label) for name, field in form.fields.items()}
    rows = [
        {"label": labels[name], "mine": form.cleaned_data.get(name) or "", "theirs": getattr(theirs, name)}
        for name in ("title", "situation", "analysis")
    ]
    listed = "\n".join(f"{n}. {s.text}" for n, s in enumerate(theirs.suggestions.all(), 1))
    mine = "\n".join(f"{n}. {text}" for n, text in enumerate([t for t in form.suggestions if t.strip()], 1))
    rows.append({"label": _("Suggestions"), "mine": mine, "theirs": listed})
    return [row for row in rows if row["mine"].strip() != row["theirs"].strip()]
