"""The record for the audit administrator: newest first, one person's or one item's, and whether the chain holds."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xieshang.core import record as chain
from xieshang.core.lifecycle import NotYoursError
from xieshang.core.models import RecordEntry
from xieshang.core.paging import as_key, key_page
from xieshang.core.verdicts import No
from xieshang.look.histories import tell
from xieshang.look.lists import page_links
from xieshang.people.rules import has_power


def record(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    if isinstance(verdict := has_power(person, "record.audit"), No):
        raise NotYoursError(str(verdict.reason))
    found = RecordEntry.objects.select_related("by")
    if (by := as_key(request.GET.get("by"))) is not None:
        found = found.filter(by_id=by)
    if kind := request.GET.get("kind", ""):
        found = found.filter(kind=kind)
    page = key_page(found, before=as_key(request.GET.get("before")), after=as_key(request.GET.get("after")))
    kinds = kinds_in_words()
    subjects = {
        (entry.kind, entry.item_id): kinds.get(entry.kind, "%(n)s") % {"n": entry.item_id} for entry in page.rows
    }
    verified = chain.verify() if "verify" in request.GET else None
    return render(
        request,
        "web/record.html",
        {
            "entries": tell(page.rows, subjects),
            "page": page_links(request, page),
            "verified": verified,
            "broken": told_break(verified.first_break) if verified and verified.first_break else "",
        },
    )


def kinds_in_words() -> dict[str, str]:
    """What each kind of item is called beside its number; its title is not the audit's business."""
    return {
        "proposal": _("proposal %(n)s"),
        "signing": _("invitation to co-sign %(n)s"),
        "handling": _("handling %(n)s"),
        "contact": _("contact %(n)s"),
        "feedback": _("judgement %(n)s"),
        "commitment": _("commitment %(n)s"),
        "message": _("message %(n)s"),
        "person": _("account %(n)s"),
        "paper": _("paper %(n)s"),
        "batch": _("import %(n)s"),
        "report": _("report %(n)s"),
        "referral": _("report passed on %(n)s"),
        "hotissue": _("hot issue %(n)s"),
        "topic": _("topic %(n)s"),
        "consultation": _("consultation %(n)s"),
        "seat": _("seat %(n)s"),
        "statement": _("statement %(n)s"),
        "learnedmodel": _("version of suggestions %(n)s"),
        "pair": _("pair of items %(n)s"),
    }


def told_break(found: chain.Break) -> str:
    """Where the chain breaks, as a sentence."""
    sentence = {
        "changed": _("The chain is broken: entry %(entry)s is not what was linked."),
        "previous": _("The chain is broken: the link before entry %(entry)s was taken out or changed."),
        "missing": _("The chain is broken: entry %(entry)s is gone."),
        "unlinked": _("The chain is broken: entry %(entry)s was written past the chain."),
    }[found.what]
    return sentence % {"entry": found.entry_id}
