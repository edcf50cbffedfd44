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
from xieshang.learning.queries import advise_many
from xieshang.people.models import Unit
from xieshang.people.rules import has_power
from xieshang.proposals import queries
from xieshang.proposals.actions import assign as assigning
from xieshang.proposals.forms import unit_choices
from xieshang.proposals.lifecycle import LIFE
from xieshang.proposals.models import State
from xieshang.proposals.teaching import UNIT, writing_of
from xieshang.proposals.views.asking import reader, visible

BULK = 200


def desk(request: HttpRequest) -> HttpResponse:
    """The assigning offices' desk: what is to be suggested and what is to be agreed, many at once, all or none."""
    person: Any = reader(request)
    if isinstance(verdict := has_power(person, "proposal.assign"), No):
        raise NotYoursError(str(verdict.reason))
    error = ""
    filled: dict[int, tuple[int, int]] = {}
    if request.method == "POST" and request.POST.get("deed") == "fill_in":
        filled, error = fill_in(request)
    elif request.method == "POST":
        chosen = list(
            visible(request).filter(pk__in=[pk for pk in map(as_key, request.POST.getlist("chosen")) if pk][:BULK])
        )
        try:
            if not chosen:
                raise MoveNotOpenError(_("Choose at least one proposal."))
            if request.POST.get("deed") == "agree":
                done = assigning.agree_to_many(chosen, by=person, at=timezone.now())
            elif request.POST.get("deed") == "allot_each":
                units = {row.pk: as_key(request.POST.get(f"unit-{row.pk}")) for row in chosen}
                done = assigning.allot_each(chosen, units, by=person, at=timezone.now())
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
        "to_suggest": [
            {"row": row, "unit": filled.get(row.pk, kept_unit(request, row.pk))}
            for row in rows.filter(state=State.FILED)[:BULK]
        ],
        "is_filled": bool(filled) or request.POST.get("deed") == "allot_each",
        "to_agree": [row for row in rows.filter(state=State.ALLOTTED)[:BULK] if LIFE.judge("agree", row, person)],
        "awaiting_other": [
            row for row in rows.filter(state=State.ALLOTTED)[:BULK] if not LIFE.judge("agree", row, person)
        ],
        "units": unit_choices(),
        "error": error,
        "chosen": set(request.POST.getlist("chosen")),
    }
    return render(request, "proposals/desk.html", context, status=409 if error else 200)


def fill_in(request: HttpRequest) -> tuple[dict[int, tuple[int, int]], str]:
    """The unit that earlier decisions suggest for each chosen proposal, and how sure in per cent; nothing is changed."""
    keys = [pk for pk in map(as_key, request.POST.getlist("chosen")) if pk][:BULK]
    chosen = list(visible(request).filter(pk__in=keys, state=State.FILED).prefetch_related("suggestions"))
    if not chosen:
        return {}, _("Choose at least one proposal.")
    units = dict(Unit.objects.filter(is_open=True).values_list("code", "pk"))
    told = advise_many(UNIT, [writing_of(row) for row in chosen])
    filled = {
        row.pk: (units[code], round(100 * sure))
        for row, (code, sure) in zip(chosen, told, strict=True)
        if code in units
    }
    return filled, "" if filled else _("Nothing was learned yet that could be suggested.")


def kept_unit(request: HttpRequest, pk: int) -> tuple[int, int]:
    """What the clerk chose for a row, where the form was refused."""
    return (as_key(request.POST.get(f"unit-{pk}")) or 0, 0)
