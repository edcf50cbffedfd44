"""The page of a deed: asks what the move needs, carries it out through the one door, says why when it cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.core.actions import ACTIONS
from xieshang.core.lifecycle import LifeCycle, MoveNotOpenError, NotYoursError, Offer, StaleError
from xieshang.core.models import Item
from xieshang.core.verdicts import No, NotYours

# What people hands down: how to find the words somebody typed here and could not send, and how to forget them.
KEPT_WORDS: list[tuple[Callable[[HttpRequest, str], Any], Callable[[HttpRequest, str], Any]]] = []
DeedForms = Mapping[str, type[forms.Form]]


class DeedForm(forms.Form):
    """What one move on one item asks of one person."""

    def __init__(self, *args: Any, item: Any, person: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.item, self.person = item, person


def with_urls(offers: list[Offer[Any, Any, Any]], base: str, asks: DeedForms) -> list[Offer[Any, Any, Any]]:
    """The offers with the address of each and whether it asks something first."""
    return [Offer(each.move, each.verdict, f"{base}{each.name}/", each.name in asks) for each in offers]


@dataclass(frozen=True)
class Hints:
    """What helps to fill in a form, looked for only where the form is open to its reader.

    above    a template with what one reads before it
    initial  what stands in the form already; what somebody typed here and could not send comes before it, unless they
             have just chosen it (?choose=)
    """

    above: str = ""
    initial: Mapping[str, Any] | None = None
    context: Mapping[str, Any] = field(default_factory=dict)


def deed_page(
    request: HttpRequest,
    item: Item,
    life: LifeCycle[Any, Any, Any],
    move: str,
    asks: DeedForms,
    *,
    after: str,
    beside: str = "",
    hints: Callable[[], Hints] | None = None,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show or carry out one move.

    after    where to go when it is done
    beside   a template with what one reads while filling in the form
    """
    row = life.moves[move]
    verdict = life.judge(move, item, request.user)
    if isinstance(verdict, NotYours):
        raise NotYoursError(str(verdict.reason))
    form_class = asks.get(move)
    is_sent = request.method == "POST"
    if isinstance(verdict, No) and not (is_sent and form_class):
        raise MoveNotOpenError(str(verdict.reason))
    options: dict[str, Any] = {"item": item, "person": request.user}
    words = request.POST if is_sent else None
    kept = KEPT_WORDS[0][0](request, request.path) if KEPT_WORDS and form_class and not is_sent else None
    told = hints() if hints is not None and not is_sent else Hints()
    if told.initial or kept is not None:
        layers = [dict(told.initial or {}), kept.as_initial if kept is not None else {}]
        options["initial"] = {
            k: v for layer in (layers[::-1] if "choose" in request.GET else layers) for k, v in layer.items()
        }
    form = form_class(words, **options) if form_class else forms.Form(words)
    status = 200
    if is_sent:
        if isinstance(verdict, No):  # what was typed stays on the page
            form.add_error(None, str(verdict.reason))
            status = 409
        elif form.is_valid():
            try:
                ACTIONS[item.item_kind()][move](item, by=request.user, at=timezone.now(), **form.cleaned_data)
            except (MoveNotOpenError, StaleError) as refusal:
                if form_class is None:
                    raise
                form.add_error(None, refusal.reason)
                status = 409
            else:
                if KEPT_WORDS:
                    KEPT_WORDS[0][1](request, request.path)
                messages.success(request, _("Done: %(what)s.") % {"what": row.told})
                return HttpResponseRedirect(after)
        else:
            status = 422
    return render(
        request,
        "look/deed.html",
        {
            "item": item,
            "move": row,
            "form": form,
            "kept": kept,
            "back": item.get_absolute_url(),
            "beside": beside,
            "above": told.above,
            **(context or {}),
            **told.context,
        },
        status=status,
    )
