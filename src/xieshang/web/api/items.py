"""The one door to each kind of item: what this caller may see of it; the rest is "not found"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from xieshang.matters.queries import commitments_visible_to
from xieshang.people.models import AccountState, Person
from xieshang.people.queries import is_administrator
from xieshang.plenaries.models import Paper
from xieshang.proposals.models import Handling, Proposal
from xieshang.proposals.queries import (
    contacts_visible_to,
    feedbacks_visible_to,
    handlings_visible_to,
    signings_visible_to,
)
from xieshang.voices.models import Message, Referral, Report

Reader = Person | None


def proposals(reader: Reader) -> QuerySet[Any]:
    visible: Any = Proposal.objects.visible_to(reader)
    units = Prefetch("handlings", Handling.objects.select_related("unit"))
    found: QuerySet[Any] = visible.select_related("author", "merged_into").prefetch_related(units)
    return found


def messages(reader: Reader) -> QuerySet[Any]:
    visible: Any = Message.objects.visible_to(reader)
    found: QuerySet[Any] = visible.defer("words")
    return found


def reports(reader: Reader) -> QuerySet[Any]:
    visible: Any = Report.objects.visible_to(reader)
    found: QuerySet[Any] = visible.select_related("author").defer("words")
    return found


def referrals(reader: Reader) -> QuerySet[Any]:
    visible: Any = Referral.objects.visible_to(reader)
    found: QuerySet[Any] = visible.select_related("unit", "report__author")
    return found


def papers(reader: Reader) -> QuerySet[Any]:
    visible: Any = Paper.objects.visible_to(reader)
    found: QuerySet[Any] = visible
    return found


def people(reader: Reader) -> QuerySet[Any]:
    """Colleagues for everybody signed in; closed accounts for those who keep accounts and roles."""
    if reader is None:
        return Person.objects.none()
    found = Person.objects.select_related("sector", "unit")
    return found if is_administrator(reader) else found.filter(state=AccountState.OPEN)


VISIBLE: dict[str, Callable[[Reader], QuerySet[Any]]] = {
    "proposal": proposals,
    "signing": signings_visible_to,
    "handling": handlings_visible_to,
    "contact": contacts_visible_to,
    "feedback": feedbacks_visible_to,
    "commitment": lambda reader: commitments_visible_to(reader).select_related("unit"),
    "message": messages,
    "report": reports,
    "referral": referrals,
    "paper": papers,
    "person": people,
}


def find(kind: str, pk: int, reader: Reader) -> Any:
    """An item this reader may see. Raises Http404."""
    item = VISIBLE[kind](reader).filter(pk=pk).first()
    if item is None:
        raise Http404
    return item
