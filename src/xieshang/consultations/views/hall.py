"""In the hall: the record as it is spoken, the list at the door, the code on the wall; residents' seats."""

from __future__ import annotations

import secrets
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from xieshang.consultations.actions import gathering
from xieshang.consultations.forms import CONSULTATION_FORMS, SEAT_FORMS, CodeRatingForm, SignUpForm
from xieshang.consultations.lifecycle import LIFE, SEAT_LIFE
from xieshang.consultations.models import Consultation, Seat, State
from xieshang.consultations.rules.consultation import may_record, may_run
from xieshang.consultations.views.asking import found, reader, visible
from xieshang.consultations.views.consultation import SEAT_TONES, seat_rows
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.once import once
from xieshang.core.verdicts import No
from xieshang.look.deed_page import deed_page, with_urls

AT_THE_DESK = {"ask", "answer", "begin", "conclude", "agree_on"}


def must_record(request: HttpRequest, item: Consultation) -> Any:
    person = reader(request)
    if person is None:
        raise NotYoursError(_("Please sign in first."))
    if isinstance(verdict := may_record(person, item), No):
        raise NotYoursError(str(verdict.reason))
    return person


def qr(address: str) -> str:
    """The address as a QR code, drawn in the page."""
    made = segno.make(address, error="m", micro=False)
    return mark_safe(made.svg_inline(scale=6, border=2, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S308


def hall(request: HttpRequest, pk: int) -> HttpResponse:
    """What the recorder and the desk have before them: who is here, what was asked and answered."""
    item = found(request, pk)
    person = must_record(request, item)
    rows = seat_rows(item, person, True)
    for row in rows:
        row["offers"] = [offer for offer in row["offers"] if offer.name == "check_in"]
    offers = [offer for offer in LIFE.offers(person, item) if offer.name in AT_THE_DESK]
    context = {
        "item": item,
        "rows": [row for row in rows if row["seat"].state not in ("applied", "not_drawn")],
        "there": sum(row["seat"].state == "present" for row in rows),
        "offers": with_urls(offers, item.get_absolute_url(), CONSULTATION_FORMS),
        "pairs": list(item.exchanges.select_related("asker__person", "answerer__person", "answerer__unit", "unit")),
        "tones": SEAT_TONES,
    }
    return render(request, "consultations/hall.html", context)


def wall(request: HttpRequest, pk: int) -> HttpResponse:
    """To print or show: the codes people scan to check in and to vote."""
    item = found(request, pk)
    person = reader(request)
    if person is None or not may_run(person, item):
        must_record(request, item)
    enter_at = settings.ADDRESS + reverse("consultations:enter", args=[item.pk, item.entry])
    votes_at = settings.ADDRESS + reverse("consultations:votes", args=[item.pk])
    context = {
        "item": item,
        "enter_at": enter_at,
        "enter_qr": qr(enter_at),
        "votes_at": votes_at,
        "votes_qr": qr(votes_at) if item.opinions_open else "",
    }
    return render(request, "consultations/wall.html", context)


def enter(request: HttpRequest, pk: int, entry: str) -> HttpResponse:
    """The code on the wall: whoever has a seat and scans it is checked in, with one press."""
    item = found(request, pk)
    if not secrets.compare_digest(entry.encode(), item.entry.encode()):
        raise Http404
    seat = get_object_or_404(item.places.select_related("consultation"), person=request.user)
    if request.method == "POST":
        gathering.check_in(seat, by=request.user, at=timezone.now(), entry=entry)  # type: ignore[arg-type]
        messages.success(request, _("You are checked in. Welcome."))
        return redirect(item)
    verdict = SEAT_LIFE.judge("check_in", seat, request.user)  # type: ignore[arg-type]
    reason = str(verdict.reason) if isinstance(verdict, No) else ""
    return render(request, "consultations/enter.html", {"item": item, "seat": seat, "reason": reason})


def seat_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    seat = get_object_or_404(
        Seat.objects.select_related("consultation__called_by", "person", "unit"),
        pk=pk,
        consultation__in=visible(request).filter(places__pk=pk),
    )
    person = reader(request)
    if person is not None and seat.person_id != person.pk and not may_record(person, seat.consultation):
        raise Http404
    at_the_desk = move == "check_in" and request.POST.get("back") != "page"
    after = reverse("consultations:hall", args=[seat.consultation_id]) if at_the_desk else seat.get_absolute_url()
    return deed_page(request, seat, SEAT_LIFE, move, SEAT_FORMS, after=after)


# ---- Residents


@login_not_required
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """A resident asks for a seat, without an account; they get a number for the lot and a code."""
    item = found(request, pk)
    told = request.session.pop("signed_up", None) if request.method != "POST" else None
    if told:
        return render(request, "consultations/signed_up.html", {"item": item, **told})
    if item.state != State.ANNOUNCED or not item.seats or item.drawn_at is not None:
        raise MoveNotOpenError(_("There is no sign-up for this consultation now."))
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request) as sent:
                if not sent.made:
                    seat, code = gathering.sign_up(
                        item, at=timezone.now(), whence=request.META.get("REMOTE_ADDR", ""), **form.cleaned_data
                    )
                    request.session["signed_up"] = {"number": seat.pk, "code": code}
                    sent.made = request.path
        except MoveNotOpenError as refusal:
            form.add_error(None, refusal.reason)
        else:
            return redirect(request.path)
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/sign_up.html", {"item": item, "form": form}, status=status)


@login_not_required
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """A resident who was there says how it was, with their code."""
    item = found(request, pk)
    form = CodeRatingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            gathering.rate_by_code(item, at=timezone.now(), **form.cleaned_data)
        except MoveNotOpenError as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("Thank you. Your rating is kept."))
            return redirect(item)
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/rate.html", {"item": item, "form": form}, status=status)
