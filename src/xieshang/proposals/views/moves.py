"""One move of a proposal or of what belongs to it: asked for, then made."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from xieshang.learning.queries import advise, earlier_like
from xieshang.look.deed_page import Hints, deed_page
from xieshang.people.models import Unit
from xieshang.proposals import queries
from xieshang.proposals.forms import CONTACT_FORMS, FEEDBACK_FORMS, HANDLING_FORMS, PROPOSAL_FORMS, SIGNING_FORMS
from xieshang.proposals.lifecycle import CONTACT_LIFE, FEEDBACK_LIFE, HANDLING_LIFE, LIFE, SIGNING_LIFE
from xieshang.proposals.models import Contact, Feedback, Handling, Proposal, Signing
from xieshang.proposals.teaching import CLASS, UNIT, writing_of
from xieshang.proposals.views.asking import reader, visible
from xieshang.proposals.views.parts import reply_row

ADVICE = "learning/_advice.html"


def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    item = get_object_or_404(queries.whole(visible(request)), pk=pk)
    beside = {
        "file": "proposals/_beside_review.html",
        "merge": "proposals/_beside_review.html",
        "agree": "proposals/_beside_units.html",
    }
    hints = {"file": hints_to_file, "merge": hints_to_merge, "allot": hints_to_allot}.get(move)
    return deed_page(
        request,
        item,
        LIFE,
        move,
        PROPOSAL_FORMS,
        after=item.get_absolute_url(),
        beside=beside.get(move, ""),
        hints=partial(hints, request, item) if hints else None,
    )


def earlier(request: HttpRequest, item: Proposal) -> dict[str, Any]:
    """Earlier proposals on perhaps the same matter."""
    alike = earlier_like(reader(request), writing_of(item), kind="proposal", item_id=item.pk)
    return {"alike": alike, "alike_kind": "proposal"}


def hints_to_file(request: HttpRequest, item: Proposal) -> Hints:
    """The class that earlier decisions suggest; what its author chose stands, only an empty field is filled in."""
    advice = advise(CLASS, writing_of(item), reader(request), field="topic_class", without=item.pk)
    code = request.GET.get("choose", "") or item.topic_class or (advice.filled if advice else "")
    initial = {"topic_class": code} if code else None
    return Hints(ADVICE if advice else "", initial, {"advice": advice, **earlier(request, item)})


def hints_to_merge(request: HttpRequest, item: Proposal) -> Hints:
    return Hints(initial={"into": request.GET.get("into", "")}, context=earlier(request, item))


def hints_to_allot(request: HttpRequest, item: Proposal) -> Hints:
    """The unit that earlier decisions suggest."""
    values = {code: str(pk) for code, pk in Unit.objects.filter(is_open=True).values_list("code", "pk")}
    advice = advise(UNIT, writing_of(item), reader(request), field="lead", values=values, without=item.pk)
    code = request.GET.get("choose", "") or (advice.filled if advice else "")
    return Hints(ADVICE if advice else "", {"lead": values[code]} if code in values else None, {"advice": advice})


def signing_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    signing = get_object_or_404(
        Signing.objects.select_related("proposal", "person"),
        pk=pk,
        proposal__in=visible(request).filter(signings__pk=pk),
    )
    if not signing.is_visible_to(reader(request)):
        raise Http404
    after = signing.proposal.get_absolute_url()
    if move in ("decline", "call_off") and signing.person_id == request.user.pk:
        after = "/"
    return deed_page(request, signing, SIGNING_LIFE, move, SIGNING_FORMS, after=after)


def visible_handling(request: HttpRequest, pk: int) -> Handling:
    found = Handling.objects.select_related("proposal__author__sector", "proposal__session", "unit")
    item = get_object_or_404(found, pk=pk, proposal__in=visible(request).filter(handlings__pk=pk))
    if not item.is_visible_to(reader(request)):
        raise Http404
    return item


def handling(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit's part: for the unit its desk, for the others the place on the proposal's page."""
    item = visible_handling(request, pk)
    return redirect(f"{item.proposal.get_absolute_url()}#handling-{item.pk}")


def handling_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    item = visible_handling(request, pk)
    return deed_page(
        request, item, HANDLING_LIFE, move, HANDLING_FORMS, after=f"{item.proposal.get_absolute_url()}#handling-{pk}"
    )


def contact_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    found = Contact.objects.select_related("handling__proposal", "handling__unit")
    item = get_object_or_404(found, pk=pk, handling__proposal__in=visible(request).filter(handlings__contacts__pk=pk))
    if not item.is_visible_to(reader(request)):
        raise Http404
    return deed_page(request, item, CONTACT_LIFE, move, CONTACT_FORMS, after=item.get_absolute_url())


def feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """The form belongs to its member: for anybody else there is none."""
    found = Feedback.objects.select_related("handling__proposal", "handling__unit", "person")
    item = get_object_or_404(found, pk=pk, person=request.user)
    row = item.handling.replies.filter(round=item.round).prefetch_related("points__suggestion").first()
    context = {"reply": reply_row(row, timezone.localdate()) if row else None, "unit": item.handling.unit}
    return deed_page(
        request,
        item,
        FEEDBACK_LIFE,
        "judge",
        FEEDBACK_FORMS,
        after=item.handling.proposal.get_absolute_url(),
        beside="proposals/_beside_judge.html",
        context=context,
    )
