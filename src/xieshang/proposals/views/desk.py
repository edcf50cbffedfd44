"""The assigning offices' desk: many proposals at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.paging import as_key
from xieshang.core.verdicts import No
from xieshang.people.rules import has_power
from xieshang.proposals import queries
from xieshang.proposals.actions import assign as assigning
from xieshang.proposals.forms import unit_choices
from xieshang.proposals.lifecycle import LIFE
from xieshang.proposals.models import State
from xieshang.proposals.views.asking import reader, visible

BULK = 200


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
