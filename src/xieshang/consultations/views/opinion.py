"""Statements on the phone: vote, say, see the map; the moderator's and the keying desk."""

from __future__ import annotations

import secrets
from typing import Any

import numpy as np
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from xieshang.consultations.actions import opinion as actions
from xieshang.consultations.actions.mapping import draw_map, is_stale
from xieshang.consultations.forms import (
    STATEMENT_FORMS,
    AppealForm,
    CodeForm,
    HowManyForm,
    SayForm,
    SeedStatementForm,
    SheetForm,
)
from xieshang.consultations.lifecycle import STATEMENT_LIFE
from xieshang.consultations.models import (
    Channel,
    Consultation,
    Drawing,
    Statement,
    StatementState,
    Voter,
)
from xieshang.consultations.queries import opinion as queries
from xieshang.consultations.rules.consultation import may_run
from xieshang.consultations.rules.opinion import channel_of
from xieshang.consultations.views.asking import found, reader, visible
from xieshang.core import profile
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.paging import as_key
from xieshang.core.verdicts import No
from xieshang.look.deed_page import deed_page, with_urls

TONES = {"pending": "waiting", "shown": "good", "declined": "ended", "appealed": "waiting", "upheld": "ended"}
SIDES = {"agree": 1, "disagree": -1, "pass": 0}
BROWSER = "voice"
DICE = np.random.Generator(np.random.PCG64(secrets.randbits(128)))


def voter_of(request: HttpRequest, item: Consultation) -> Voter | None:
    """The voice this browser speaks with here; None before a code was given."""
    person = reader(request)
    if channel_of(person, item):
        return actions.voter_for(item, at=timezone.now(), person=person)
    pk = request.session.get(f"voice-{item.pk}")
    return Voter.objects.filter(pk=pk, consultation=item).first() if pk else None


def remember(request: HttpRequest, item: Consultation, voter: Voter) -> None:
    request.session[f"voice-{item.pk}"] = voter.pk


@login_not_required
def votes(request: HttpRequest, pk: int) -> HttpResponse:
    """One statement at a time, three buttons; made for a telephone held in one hand."""
    item = found(request, pk)
    voter = voter_of(request, item)
    code_form = CodeForm()
    status = 200
    if request.method == "POST":
        if "code" in request.POST:
            code_form = CodeForm(request.POST)
            status = 422
            if code_form.is_valid():
                try:
                    voter = actions.voter_for(item, at=timezone.now(), code=code_form.cleaned_data["code"])
                except MoveNotOpenError as refusal:
                    code_form.add_error("code", refusal.reason)
                else:
                    remember(request, item, voter)
                    return redirect("consultations:votes", pk)
        elif "anyone" in request.POST:
            mark = request.COOKIES.get(BROWSER) or secrets.token_urlsafe(16)
            voter = actions.voter_for(item, at=timezone.now(), browser=mark)
            remember(request, item, voter)
            answer = redirect("consultations:votes", pk)
            answer.set_cookie(BROWSER, mark, max_age=365 * 86400, httponly=True, samesite="Lax")
            return answer
        elif voter is not None:
            return take(request, item, voter)
        else:
            raise MoveNotOpenError(_("To vote here you need a seat or a code."))
    following = None
    if voter is not None and item.opinions_open:
        voter.consultation = item
        following = queries.next_for(voter, DICE)
        if following.statement is not None:
            request.session[f"asked-{item.pk}"] = [following.statement.pk, following.chance]
    mine = voter.statements.exclude(state=StatementState.WITHDRAWN).order_by("-position") if voter else []
    context = {
        "item": item,
        "voter": voter,
        "channel": Channel(voter.channel).label if voter else "",
        "next": following,
        "code_form": code_form,
        "is_anyone": Channel.OPEN in item.doors,
        "mine": [{"statement": one, "tone": TONES[one.state]} for one in mine],
        "say_form": SayForm(),
    }
    return render(request, "consultations/votes.html", context, status=status)


def take(request: HttpRequest, item: Consultation, voter: Voter) -> HttpResponse:
    statement, side = as_key(request.POST.get("statement")), SIDES.get(request.POST.get("side", ""))
    if statement is None or side is None:
        raise MoveNotOpenError(_("A vote is to agree, to disagree or to pass."))
    asked = request.session.get(f"asked-{item.pk}") or [None, None]
    chance = asked[1] if asked[0] == statement else None
    if not actions.cast([actions.Cast(voter.pk, statement, side, chance)], at=timezone.now()):
        raise MoveNotOpenError(_("This statement is not voted on now."))
    return redirect("consultations:votes", item.pk)


@login_not_required
def say(request: HttpRequest, pk: int) -> HttpResponse:
    item = found(request, pk)
    voter = voter_of(request, item)
    if voter is None:
        return redirect("consultations:votes", pk)
    form = SayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.say(item, voter=voter, at=timezone.now(), **form.cleaned_data)
        except MoveNotOpenError as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("Thank you. A moderator reads it; you see here what becomes of it."))
            return redirect("consultations:votes", pk)
    status = 422 if request.method == "POST" else 200
    criteria = profile.current().entries("statement_ground")
    context = {"item": item, "form": form, "criteria": criteria, "has_name": voter.person_id is not None}
    return render(request, "consultations/say.html", context, status=status)


@login_not_required
def appeal(request: HttpRequest, pk: int, statement: int) -> HttpResponse:
    """An author without an account appeals with the voice they wrote it by."""
    item = found(request, pk)
    voter = voter_of(request, item)
    if voter is None:
        raise Http404
    row = get_object_or_404(item.statements, pk=statement, voter=voter)
    form = AppealForm(request.POST or None, item=row, person=reader(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.appeal_by_voice(row, voter=voter, at=timezone.now(), **form.cleaned_data)
        except MoveNotOpenError as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("Your appeal is handed in; somebody else decides."))
            return redirect("consultations:votes", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/appeal.html", {"item": item, "row": row, "form": form}, status=status)


@login_not_required
def opinion_map(request: HttpRequest, pk: int) -> HttpResponse:
    """What is shared and what divides, with how sure that is."""
    item = found(request, pk)
    person = reader(request)
    runs = person is not None and bool(may_run(person, item))
    if request.method == "POST":
        if not runs:
            raise NotYoursError(
                _("Only whoever runs it draws the map anew; it is drawn every minute while people vote.")
            )
        draw_map(item, at=timezone.now())
        return redirect("consultations:map", pk)
    drawing = Drawing.objects.filter(consultation=item).first()
    texts = {one.pk: one.text for one in item.statements.all()}
    context = {
        "item": item,
        "shares": queries.shares_of(item),
        "turnout": queries.turnout_of(item),
        "drawing": drawing,
        "told": told_of(drawing, texts) if drawing else {},
        "svg": picture_of(drawing),
        "runs": runs,
        "is_stale": is_stale(item) if runs else False,
        "least": item.norm("statement.smallest_cell"),
    }
    return render(request, "consultations/map.html", context)


def picture_of(drawing: Drawing | None) -> str:
    if drawing is None or not drawing.svg:
        return ""
    about = _("%(n)d people placed by how they voted.") % {"n": drawing.values["people"]}
    svg = drawing.svg.replace("TITLE", _("Opinion map"), 1).replace("DESCRIPTION", about, 1)
    return mark_safe(svg)  # noqa: S308 (drawn by our engine; nobody's words are in it)


def told_of(drawing: Drawing, texts: dict[int, str]) -> dict[str, Any]:
    """The map's findings with the words of their statements."""
    values = drawing.values
    groups = [
        {
            "letter": "ABCDE"[n % 5],
            "size": group["size"],
            "kept": None if group["kept"] is None else f"{100 * group['kept']:.0f}%",
            "stands": [
                {
                    "text": texts.get(one["statement"], ""),
                    "agrees": one["side"] == "agree",
                    "share": f"{100 * one['share']:.0f}%",
                    "others": f"{100 * one['others']:.0f}%",
                }
                for one in group["stands"]
            ],
        }
        for n, group in enumerate(values.get("groups", []))
    ]
    consensus = values.get("consensus", {})
    return {
        "people": values["people"],
        "votes": values["votes"],
        "is_drawn": values["is_drawn"],
        "k": values.get("k", 1),
        "groups": groups,
        "share": [texts[pk] for pk in consensus.get("agree", []) if pk in texts],
        "reject": [texts[pk] for pk in consensus.get("disagree", []) if pk in texts],
        "divides": [texts[pk] for pk in values.get("divides", []) if pk in texts],
    }


# ---- Desks


def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Statements by state: the moderators' queue, and the office's first ones."""
    item = found(request, pk)
    person = reader(request)
    runs = person is not None and bool(may_run(person, item))
    if person is None or not (runs or person.can("statement.moderate")):
        raise NotYoursError(_("Your roles do not include this."))
    form = SeedStatementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.seed(item, by=person, at=timezone.now(), text=form.cleaned_data["text"])
        except MoveNotOpenError as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("The statement is voted on now."))
            return redirect("consultations:desk", pk)
    rows: list[dict[str, Any]] = []
    for one in item.statements.select_related("author", "decided_by").order_by("-position")[:200]:
        one.consultation = item
        offers = with_urls(STATEMENT_LIFE.offers(person, one), one.get_absolute_url(), STATEMENT_FORMS)
        rows.append({"statement": one, "tone": TONES.get(one.state, "ended"), "offers": offers})
    waiting = [row for row in rows if row["statement"].state in ("pending", "appealed")]
    context = {
        "item": item,
        "form": form,
        "runs": runs,
        "waiting": waiting,
        "decided": [row for row in rows if row not in waiting],
        "criteria": profile.current().entries("statement_ground"),
    }
    return render(request, "consultations/desk.html", context, status=422 if form.errors else 200)


def must_run(request: HttpRequest, item: Consultation) -> Any:
    person = reader(request)
    if person is None:
        raise NotYoursError(_("Please sign in first."))
    if isinstance(verdict := may_run(person, item), No):
        raise NotYoursError(str(verdict.reason))
    return person


def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Codes to hand out, told this once."""
    item = found(request, pk)
    person = must_run(request, item)
    form = HowManyForm(request.POST or None)
    made: list[str] = []
    if request.method == "POST" and form.is_valid():
        made = actions.make_codes(item, by=person, at=timezone.now(), how_many=form.cleaned_data["how_many"])
    context = {"item": item, "form": form, "made": made, "handed": item.codes.count()}
    return render(request, "consultations/codes.html", context, status=422 if form.errors else 200)


def sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper sheet to print, and the desk where sheets are keyed in."""
    item = found(request, pk)
    person = must_run(request, item)
    form = SheetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            n = actions.enter_sheet(item, by=person, at=timezone.now(), **form.cleaned_data)
        except MoveNotOpenError as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(
                request,
                _("Sheet %(sheet)s: %(n)d votes.") % {"sheet": form.cleaned_data["sheet"], "n": n},
            )
            return redirect("consultations:sheets", pk)
    context = {
        "item": item,
        "form": form,
        "statements": actions.printed(item),
        "keyed": Voter.objects.filter(consultation=item, channel=Channel.PAPER).count(),
    }
    return render(request, "consultations/sheets.html", context, status=422 if form.errors else 200)


def visible_statement(request: HttpRequest, pk: int) -> Statement:
    """Its author, those who run it and the moderators; voted-on ones are on the page of votes."""
    person = reader(request)
    row = get_object_or_404(
        Statement.objects.select_related("consultation__called_by", "author", "decided_by"),
        pk=pk,
        consultation__in=visible(request).filter(statements__pk=pk),
    )
    is_own = person is not None and row.author_id == person.pk
    sees_all = person is not None and (person.can("statement.moderate") or bool(may_run(person, row.consultation)))
    if not is_own and not sees_all:
        raise Http404
    return row


def statement(request: HttpRequest, pk: int) -> HttpResponse:
    row = visible_statement(request, pk)
    offers = STATEMENT_LIFE.offers(reader(request), row)
    context = {
        "row": row,
        "tone": TONES.get(row.state, "ended"),
        "offers": with_urls(offers, row.get_absolute_url(), STATEMENT_FORMS),
        "back": reverse("consultations:votes", args=[row.consultation_id]),
    }
    return render(request, "consultations/statement.html", context)


def statement_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    row = visible_statement(request, pk)
    person = reader(request)
    after = row.get_absolute_url()
    if person is not None and person.can("statement.moderate") and row.author_id != person.pk:
        after = reverse("consultations:desk", args=[row.consultation_id])
    return deed_page(request, row, STATEMENT_LIFE, move, STATEMENT_FORMS, after=after)
