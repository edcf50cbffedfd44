"""Who takes in papers and publishes them."""

from xieshang.core.verdicts import Verdict
from xieshang.people.models import Person
from xieshang.people.rules import has_power
from xieshang.plenaries.models import Paper


def may_publish(person: Person, paper: Paper) -> Verdict:
    """Those who publish papers."""
    return has_power(person, "paper.publish")
