"""Who writes statements, who decides what is voted on, who votes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xieshang.consultations.models import Channel, Consultation, Seat, Statement, Voter
from xieshang.consultations.models.seat import TAKING_PART
from xieshang.core.verdicts import No, NotYours, Verdict, Yes
from xieshang.people.models import Person
from xieshang.people.rules import has_power


def is_author(who: Person | Voter | None, statement: Statement) -> Verdict:
    """Whoever wrote it: by their account, or by the voice they vote with."""
    if isinstance(who, Voter) and statement.voter_id == who.pk:
        return Yes()
    if isinstance(who, Person) and statement.author_id == who.pk and who.is_active:
        return Yes()
    return NotYours(_("Only whoever wrote it may do this."))


def may_moderate(person: Person, statement: Statement) -> Verdict:
    """By the published criteria, and never one's own."""
    if isinstance(verdict := has_power(person, "statement.moderate"), No):
        return verdict
    if statement.author_id == person.pk:
        return No(_("Somebody else decides about your own statement."))
    return Yes()


def may_decide_appeal(person: Person, statement: Statement) -> Verdict:
    """Somebody other than the one who declined it."""
    if not (verdict := may_moderate(person, statement)):
        return verdict
    if statement.decided_by_id == person.pk:
        return No(_("You declined it; somebody else decides on the appeal."))
    return Yes()


def is_open(consultation: Consultation) -> Verdict:
    if consultation.opinions_open:
        return Yes()
    return No(_("Voting on statements is not open."))


def channel_of(person: Person | None, consultation: Consultation) -> str:
    """The door this account comes in by; "" where there is none for it."""
    if person is None or not person.is_authenticated or not person.is_active:
        return ""
    if Seat.objects.filter(consultation=consultation, person=person, state__in=TAKING_PART).exists():
        return Channel.SEAT.value
    if Channel.MEMBER in consultation.doors and person.can("proposal.propose"):
        return Channel.MEMBER.value
    return Channel.OPEN.value if Channel.OPEN in consultation.doors else ""
