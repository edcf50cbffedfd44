"""Who may answer a resident, take a message up, read it unmasked, correct, withdraw or erase it."""

from django.utils.translation import gettext_lazy as _

from xieshang.core.verdicts import NotYours, Verdict, Yes
from xieshang.people.models import Person
from xieshang.people.rules import has_power
from xieshang.voices.models import Message


def may_answer(person: Person, message: Message) -> Verdict:
    """Those who answer residents."""
    return has_power(person, "message.answer")


def may_take_up(person: Person, message: Message) -> Verdict:
    """Any member may let a proposal grow out of it."""
    return has_power(person, "proposal.propose")


def may_open(person: Person, message: Message) -> Verdict:
    """Those who must know who wrote and every word of it; each opening is on record."""
    return has_power(person, "message.open")


def may_forget(person: Person | None, message: Message) -> Verdict:
    """Whoever wrote it, with their code; those who read it unmasked, for an author who asks without one."""
    return Yes() if person is None else has_power(person, "message.open")


def only_its_author(person: Person | None, message: Message) -> Verdict:
    """Whoever wrote it acts with the code they were given, not with an account."""
    return Yes() if person is None else NotYours(_("Only whoever wrote it can do this, with the code they were given."))
