"""Who may report a promise kept, who confirms it."""

from django.utils.translation import gettext_lazy as _

from xieshang.core.verdicts import NotYours, Verdict, Yes
from xieshang.matters.models import Commitment
from xieshang.people.models import Person
from xieshang.people.rules import has_power


def may_keep(person: Person, commitment: Commitment) -> Verdict:
    """The unit that promised."""
    if has_power(person, "handling.receive", unit_id=commitment.unit_id):
        return Yes()
    return NotYours(_("Only %(unit)s answers for this promise.") % {"unit": commitment.unit})


def may_confirm(person: Person, commitment: Commitment) -> Verdict:
    """The proposer the promise was made to; the assembly's staff where there is none or for them."""
    if commitment.proposer_id == person.pk and person.is_active:
        return Yes()
    if has_power(person, "commitment.confirm"):
        return Yes()
    return NotYours(_("The proposer, or the assembly's staff, says whether a promise was kept."))
