"""Who names a hot issue, puts it aside, and takes it further."""

from xieshang.core.verdicts import Verdict
from xieshang.people.models import Person
from xieshang.people.rules import has_power
from xieshang.voices.models import HotIssue


def may_keep(person: Person, issue: HotIssue) -> Verdict:
    """The office; the next night keeps what it decided."""
    return has_power(person, "hot.keep")
