"""One proposal: its page and its history."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from xieshang.look.deed_page import with_urls
from xieshang.look.histories import tell
from xieshang.matters.views import commitment_row
from xieshang.proposals import queries
from xieshang.proposals.forms import PROPOSAL_FORMS
from xieshang.proposals.lifecycle import LIFE
from xieshang.proposals.models import FeedbackState, State
from xieshang.proposals.norms import working_days_left
from xieshang.proposals.views.asking import reader, visible
from xieshang.proposals.views.parts import handling_row, reply_row, signing_row, stepper


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
        "handlings": [handling_row(each, person) for each in item.handlings.all() if each.is_visible_to(person)],
        "signings": [signing_row(each, person) for each in item.signings.all() if each.is_visible_to(person)],
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
        "merged": list(
            item.merged.select_related("author").only("serial", "merged_into", "author__name", "author__name_latin")
        )
        if item.number
        else [],
    }
    return render(request, "proposals/proposal.html", context)


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
