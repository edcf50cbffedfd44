"""A unit's desk for its reply."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError, StaleError
from xieshang.core.verdicts import No, NotYours
from xieshang.people.kept import forget, unsent_words
from xieshang.proposals.actions.handle import draft_reply
from xieshang.proposals.forms import ReplyForm
from xieshang.proposals.lifecycle import HANDLING_LIFE
from xieshang.proposals.models import Point, Reply
from xieshang.proposals.rules import the_reply
from xieshang.proposals.views.moves import visible_handling
from xieshang.proposals.views.parts import reply_row


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
