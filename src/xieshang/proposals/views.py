"""Pages of proposals: read the request, do one thing, answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xieshang.core import profile
from xieshang.core.letters import letter
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError, StaleError
from xieshang.core.once import once
from xieshang.core.paging import PAGE_LENGTH, as_key, key_page
from xieshang.core.verdicts import No, NotYours
from xieshang.look.deed_page import deed_page, with_urls
from xieshang.look.histories import tell
from xieshang.look.lists import page_links
from xieshang.matters.queries import SOURCES
from xieshang.matters.views import commitment_row
from xieshang.people.kept import forget, unsent_words
from xieshang.people.models import Person
from xieshang.people.rules import has_power
from xieshang.proposals import actions, queries
from xieshang.proposals.actions import assign as assigning
from xieshang.proposals.actions.handle import draft_reply
from xieshang.proposals.forms import (
    CONTACT_FORMS,
    FEEDBACK_FORMS,
    HANDLING_FORMS,
    PROPOSAL_FORMS,
    SIGNING_FORMS,
    FilterForm,
    ProposalForm,
    ReplyForm,
    unit_choices,
)
from xieshang.proposals.lifecycle import CONTACT_LIFE, FEEDBACK_LIFE, HANDLING_LIFE, LIFE, SIGNING_LIFE
from xieshang.proposals.models import (
    Contact,
    Feedback,
    FeedbackState,
    Handling,
    Point,
    Proposal,
    Reply,
    Signing,
    State,
)
from xieshang.proposals.norms import working_days_left
from xieshang.proposals.rules import the_reply

POINT_TONES = {"adopted": "good", "planned": "waiting", "otherwise": "moving", "impossible": "ended"}
BULK = 200


def reader(request: HttpRequest) -> Person | None:
    return request.user if request.user.is_authenticated else None


def visible(request: HttpRequest) -> Any:
    return Proposal.objects.visible_to(reader(request))


# ---- Lists


@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET, person=reader(request))
    form.is_valid()
    narrowed = {name: form.cleaned_data.get(name) or "" for name in ("q", "state", "topic_class", "session", "unit")}
    author = as_key(request.GET.get("author"))
    chosen = queries.Chosen(**narrowed, author=author, mine=bool(form.cleaned_data.get("mine")))
    before, after = as_key(request.GET.get("before")), as_key(request.GET.get("after"))
    found = queries.for_list(queries.proposals(reader(request), chosen, before=before, after=after, length=PAGE_LENGTH))
    page = key_page(found, before=before, after=after)
    today = timezone.localdate()
    labels = {state.value: str(state.label) for state in State}
    rows = [
        {
            "proposal": row,
            "label": labels[row.state],
            "tone": queries.TONES[State(row.state)],
            "left": working_days_left(today, row.due) if row.due and row.state == State.ASSIGNED else None,
        }
        for row in page.rows
    ]
    return render(
        request,
        "proposals/list.html",
        {
            "form": form,
            "rows": rows,
            "page": page_links(request, page),
            "today": today,
            "may_propose": may(request, "proposal.propose"),
        },
    )


def may(request: HttpRequest, power: str) -> bool:
    person = reader(request)
    return person is not None and person.can(power)


# ---- One proposal


@login_not_required
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(queries.whole(visible(request)), pk=pk)
    person = reader(request)
    today = timezone.localdate()
    judgements = queries.judgements_for(item, person)
    if person is not None and person.can("feedback.collect"):  # then these are all there are
        item.__dict__["judgements_read"] = [each for each in judgements if each.round == item.round]
    mine = [each for each in judgements if person and each.person_id == person.pk]
    context = {
        "item": item,
        "tone": queries.TONES[State(item.state)],
        "offers": with_urls(LIFE.offers(person, item), item.get_absolute_url(), PROPOSAL_FORMS) if person else [],
        "handlings": [handling_row(each, person) for each in item.handlings.all() if is_shown(each, person)],
        "signings": [signing_row(each, person) for each in item.signings.all()] if sees_signings(item, person) else [],
        "replies": [reply_row(each, today) for each in queries.replies(item, person)],
        "commitments": [commitment_row(each, today) for each in queries.commitments_of(item, person)],
        "judgements": judgements,
        "to_judge": [each for each in mine if each.state in (FeedbackState.ASKED, FeedbackState.SILENT)],
        "today": today,
        "left": working_days_left(today, item.due) if item.due and item.state == State.ASSIGNED else None,
        "steps": stepper(item),
        "alike": queries.similar_titles(item)
        if person and item.state == State.SUBMITTED and person.can("proposal.review")
        else [],
        "merged": list(item.merged.select_related("author")) if item.number else [],
        "reader_is_author": person is not None and person.pk == item.author_id,
    }
    return render(request, "proposals/proposal.html", context)


def is_shown(handling: Handling, person: Person | None) -> bool:
    """Suggested units are the offices' business until they are agreed."""
    if handling.state in ("proposed", "dropped"):
        return person is not None and any(person.can(power) for power in ("proposal.assign", "proposal.oversee"))
    return True


def sees_signings(item: Proposal, person: Person | None) -> bool:
    """Who was asked and declined stays between the proposer, those asked and the staff; who signed is for all."""
    return person is not None


def signing_row(signing: Signing, person: Person | None) -> dict[str, Any]:
    base = f"/proposals/signings/{signing.pk}/"
    return {
        "signing": signing,
        "tone": {"signed": "good", "invited": "waiting"}.get(signing.state, "ended"),
        "offers": with_urls(SIGNING_LIFE.offers(person, signing), base, SIGNING_FORMS) if person else [],
        "is_private": signing.state not in ("signed",)
        and person is not None
        and person.pk not in (signing.person_id, signing.proposal.author_id)
        and not person.can("proposal.oversee"),
    }


def handling_row(handling: Handling, person: Person | None) -> dict[str, Any]:
    is_ours = person is not None and handling.unit_id in person.unit_ids
    author = person is not None and person.pk == handling.proposal.author_id
    contacts = [
        {
            "contact": each,
            "tone": {"confirmed": "good", "disputed": "late"}.get(each.state, "waiting"),
            "offers": with_urls(CONTACT_LIFE.offers(person, each), f"/proposals/contacts/{each.pk}/", CONTACT_FORMS)
            if person
            else [],
        }
        for each in handling.contacts.all()
    ]
    sees_contacts = is_ours or author or (person is not None and person.can("proposal.oversee"))
    return {
        "handling": handling,
        "tone": {"answered": "good", "return_asked": "late", "replaced": "ended", "dropped": "ended"}.get(
            handling.state, "moving"
        ),
        "is_ours": is_ours,
        "offers": handling_offers(handling, person),
        "contacts": contacts if sees_contacts else [],
        "confirmed_contacts": sum(each.state == "confirmed" for each in handling.contacts.all()),
    }


def handling_offers(handling: Handling, person: Person | None) -> list[Any]:
    if person is None:
        return []
    forms: Any = {**HANDLING_FORMS, "draft_reply": ReplyForm}
    return [
        offer
        for offer in with_urls(HANDLING_LIFE.offers(person, handling), f"/proposals/handlings/{handling.pk}/", forms)
        if offer.name not in ("assign", "drop")
    ]


def reply_row(reply: Reply, today: Any) -> dict[str, Any]:
    grounds = profile.current()
    return {
        "reply": reply,
        "handling": reply.handling,
        "letter": letter("reply", proposal=reply.handling.proposal) if reply.handling.answers_proposer else "",
        "is_final": reply.signed_at is not None,
        "points": [
            {
                "suggestion": point.suggestion.text,
                "verdict_label": grounds.word("point_verdict", point.verdict),
                "tone": POINT_TONES[point.verdict],
                "answer": point.text
                + (f"\n{point.promise}" if point.promise and point.promise not in point.text else ""),
                "ground": grounds.word("impossible_ground", point.ground) if point.ground else "",
                "by": point.in_charge,
                "due": point.due,
            }
            for point in reply.points.all()
        ],
    }


def stepper(item: Proposal) -> list[dict[str, Any]]:
    """Where it stands, from handed in to closed."""
    marks = [
        (_("Submitted"), item.submitted_at),
        (_("Filed"), item.filed_at),
        (_("Assigned"), item.assigned_at),
        (_("Answered"), item.replied_at),
        (_("Closed"), item.closed_at),
    ]
    is_over = item.state in LIFE.ends
    steps, now_given = [], False
    for label, at in marks:
        if at is not None:
            steps.append({"label": label, "state": "done", "at": at})
        elif is_over:
            steps.append({"label": label, "state": "skipped", "at": None})
        else:
            steps.append({"label": label, "state": "ahead" if now_given else "now", "at": None})
            now_given = True
    return steps


@login_not_required
def history(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(visible(request).prefetch_related("signings__person", "handlings__unit"), pk=pk)
    entries = queries.history(item, reader(request))
    subjects = {("handling", each.pk): str(each.unit) for each in item.handlings.all()}
    subjects |= {("signing", each.pk): str(each.person) for each in item.signings.all()}
    rows = tell(entries, subjects)
    return render(
        request, "proposals/history.html", {"item": item, "entries": rows, "is_public": reader(request) is None}
    )


# ---- Writing


def sources_for(request: HttpRequest) -> list[Any]:
    """What a new proposal grows from: ?from=message-12, as far as the member may see it."""
    found = []
    for name in request.GET.getlist("from")[:20]:
        kind, _dash, pk = name.rpartition("-")
        if kind in SOURCES and pk.isdecimal():
            source = SOURCES[kind](int(pk), reader(request))
            if source is not None:
                found.append(source)
    return found


def new(request: HttpRequest) -> HttpResponse:
    if isinstance(verdict := has_power(reader(request), "proposal.propose"), No):
        raise NotYoursError(str(verdict.reason))
    sources = sources_for(request)
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


# ---- Deeds


def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    item = get_object_or_404(queries.whole(visible(request)), pk=pk)
    beside = {
        "file": "proposals/_beside_review.html",
        "merge": "proposals/_beside_review.html",
        "agree": "proposals/_beside_units.html",
    }
    alike = queries.similar_titles(item) if move in ("file", "merge") else []
    return deed_page(
        request,
        item,
        LIFE,
        move,
        PROPOSAL_FORMS,
        after=item.get_absolute_url(),
        beside=beside.get(move, ""),
        context={"alike": alike},
    )


def signing_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    signing = get_object_or_404(
        Signing.objects.select_related("proposal", "person"),
        pk=pk,
        proposal__in=visible(request).filter(signings__pk=pk),
    )
    after = signing.proposal.get_absolute_url()
    if move in ("decline", "call_off") and signing.person_id == request.user.pk:
        after = "/"
    return deed_page(request, signing, SIGNING_LIFE, move, SIGNING_FORMS, after=after)


def visible_handling(request: HttpRequest, pk: int) -> Handling:
    found = Handling.objects.select_related("proposal__author__sector", "proposal__session", "unit")
    item = get_object_or_404(found, pk=pk, proposal__in=visible(request).filter(handlings__pk=pk))
    if not is_shown(item, reader(request)):
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


def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit's desk for writing a reply, point by point."""
    item = visible_handling(request, pk)
    verdict = HANDLING_LIFE.judge("draft_reply", item, request.user)  # type: ignore[arg-type]
    if isinstance(verdict, NotYours):
        raise NotYoursError(str(verdict.reason))
    if isinstance(verdict, No):
        raise MoveNotOpenError(str(verdict.reason))
    was = the_reply(item)
    writer: Any = request.user
    place = request.get_full_path()
    kept = unsent_words(request, place)
    status, theirs = 200, None
    if request.method == "POST":
        form = ReplyForm(request.POST, handling=item, reply=was)
        status = 422
        if form.is_valid():
            texts = {
                name: form.cleaned_data[name]
                for name in ("opening", "closing", "reply_class", "clerk")
                if name in form.cleaned_data
            }
            try:
                draft_reply(
                    item,
                    by=writer,
                    at=timezone.now(),
                    seen=form.cleaned_data["version"],
                    points=form.answers(),
                    **texts,
                )
            except StaleError as stale:
                theirs, status = stale.theirs, 409
            except MoveNotOpenError as refusal:
                form.add_error(None, refusal.reason)
                status = 409
            else:
                forget(request, place)
                messages.success(
                    request, _("The reply is saved. Nobody outside your unit sees it before it is signed.")
                )
                if "and_hand_up" in request.POST:
                    return redirect("proposals:handling_move", pk=item.pk, move="hand_up")
                return redirect(f"{item.proposal.get_absolute_url()}#handling-{pk}")
    elif kept:
        form = ReplyForm(kept.as_data, handling=item, reply=was)
    else:
        form = ReplyForm(handling=item, reply=was)
    context: dict[str, Any] = {
        "form": form,
        "handling": item,
        "item": item.proposal,
        "kept": kept,
        "place": place,
        "version": item.version,
    }
    if theirs is not None:
        newer = the_reply(theirs)
        context["version"] = theirs.version
        context["both"] = reply_versions(form, newer) if newer else []
    earlier = item.replies.filter(round__lt=item.round).prefetch_related("points__suggestion")
    context["earlier"] = [reply_row(each, timezone.localdate()) for each in earlier]
    context["opinions"] = (
        Reply.objects.filter(
            handling__proposal=item.proposal, handling__role="co", signed_at__isnull=False
        ).select_related("handling__unit")
        if item.role == "lead"
        else []
    )
    return render(request, "proposals/reply.html", context, status=status)


def reply_versions(form: ReplyForm, newer: Reply) -> list[dict[str, Any]]:
    rows = [
        {"label": str(form.fields[name].label), "mine": form.cleaned_data.get(name, ""), "theirs": getattr(newer, name)}
        for name in ("opening", "closing")
        if name in form.fields
    ]
    theirs = {point.suggestion_id: point for point in Point.objects.filter(reply=newer)}
    for suggestion, point in form.points:
        other = theirs.get(suggestion.pk)
        rows.append(
            {
                "label": _("Answer to suggestion %(n)s") % {"n": suggestion.position},
                "mine": point.cleaned_data.get("text", ""),
                "theirs": other.text if other else "",
            }
        )
    return [row for row in rows if row["mine"].strip() != row["theirs"].strip()]


# ---- Many at once


def desk(request: HttpRequest) -> HttpResponse:
    """The assigning offices' desk: what is to be suggested and what is to be agreed, many at once, all or none."""
    person: Any = reader(request)
    if isinstance(verdict := has_power(person, "proposal.assign"), No):
        raise NotYoursError(str(verdict.reason))
    error = ""
    if request.method == "POST":
        chosen = list(
            visible(request).filter(pk__in=[pk for pk in map(as_key, request.POST.getlist("chosen")) if pk][:BULK])
        )
        try:
            if not chosen:
                raise MoveNotOpenError(_("Choose at least one proposal."))
            if request.POST.get("deed") == "agree":
                done = assigning.agree_to_many(chosen, by=person, at=timezone.now())
            else:
                unit = as_key(request.POST.get("unit"))
                if unit is None:
                    raise MoveNotOpenError(_("Choose a unit."))
                shares = [assigning.Share(unit, "sole")]
                done = assigning.allot_many(chosen, by=person, at=timezone.now(), shares=shares)
        except MoveNotOpenError as refusal:
            error = _("Nothing was changed. %(reason)s") % {"reason": refusal.reason}
        else:
            messages.success(request, ngettext("%(n)d proposal done.", "%(n)d proposals done.", done) % {"n": done})
            return redirect("proposals:desk")
    rows = queries.for_list(visible(request)).order_by("id")
    context = {
        "to_suggest": list(rows.filter(state=State.FILED)[:BULK]),
        "to_agree": [row for row in rows.filter(state=State.ALLOTTED)[:BULK] if LIFE.judge("agree", row, person)],
        "awaiting_other": [
            row for row in rows.filter(state=State.ALLOTTED)[:BULK] if not LIFE.judge("agree", row, person)
        ],
        "units": unit_choices(),
        "error": error,
        "chosen": set(request.POST.getlist("chosen")),
    }
    return render(request, "proposals/desk.html", context, status=409 if error else 200)


def figures(request: HttpRequest) -> HttpResponse:
    """What a unit sees of its proposers' judgements: figures, once enough have answered."""
    person = reader(request)
    if person is None or not person.unit_ids:
        raise Http404
    from xieshang.people.models import Unit

    least = profile.current().norm("feedback.min_shown", timezone.localdate())
    here = profile.current()
    rows = []
    for unit in Unit.objects.filter(pk__in=person.unit_ids):
        found = queries.figures_of_unit(unit.pk, least)
        rows.append(
            {
                "unit": unit,
                "figures": found,
                "results": [
                    {"label": str(entry), "value": (found.results or {}).get(entry.code, 0)}
                    for entry in here.entries("result")
                ],
                "attitudes": [
                    {"label": str(entry), "value": (found.attitudes or {}).get(entry.code, 0)}
                    for entry in here.entries("attitude")
                ],
            }
        )
    return render(request, "proposals/figures.html", {"rows": rows})
