"""The reviewers' deeds: file, return, merge, refuse."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from xieshang.core import profile
from xieshang.core.calendar import local_day
from xieshang.core.counters import next_number
from xieshang.core.deeds import deed
from xieshang.core.lifecycle import MoveNotOpenError
from xieshang.matters.actions import link
from xieshang.matters.models import LinkType
from xieshang.people.models import Person
from xieshang.proposals.lifecycle import LIFE
from xieshang.proposals.models import ON_FILE, Proposal, State


def must_be_listed(name: str, code: str, proposal: Proposal) -> None:
    """A code must stand in the profile's list on the day whose rule holds for the item."""
    if code not in {entry.code for entry in profile.current().entries(name, proposal.rule_day)}:
        raise MoveNotOpenError(_("Choose one from the list."))


def file(proposal: Proposal, *, by: Person, at: datetime, topic_class: str) -> Proposal:
    """Put it on file (立案): it gets its number and class."""
    with deed("file", on=proposal, by=by, at=at) as proposal:
        LIFE.take("file", proposal, by)
        must_be_listed("proposal_class", topic_class, proposal)
        proposal.topic_class = topic_class
        proposal.filed_at = at
        give_number(proposal, at)
    return proposal


def give_number(proposal: Proposal, at: datetime) -> None:
    session = proposal.session
    year = local_day(at).year
    key = f"{session.term}-{session.number}" if session else str(year)
    proposal.number = next_number(f"proposal:{key}")
    if session is None:  # before the first session is entered
        proposal.number_shown = f"{year}-{proposal.number:03d}"
        return
    proposal.number_shown = profile.current().number_format.format(
        term=session.term, session=session.number, year=year, number=proposal.number
    )


def send_back_to_author(proposal: Proposal, *, by: Person, at: datetime, why: str) -> Proposal:
    """Return it for changes, saying which."""
    with deed("return", on=proposal, by=by, at=at, why=why) as proposal:
        LIFE.take("return", proposal, by)
        proposal.explanation = why
    return proposal


def merge(proposal: Proposal, *, by: Person, at: datetime, into: int, why: str = "") -> Proposal:
    """Merge it (并案) into another on the same matter; all its proposers stay proposers and are answered."""
    main = Proposal.objects.filter(pk=into).first()
    with deed("merge", on=proposal, by=by, at=at, why=why) as proposal:
        LIFE.take("merge", proposal, by)
        if main is None or main.pk == proposal.pk or main.state not in ON_FILE:
            # One under review may still be refused or returned, and what was merged into it would hang in the air.
            raise MoveNotOpenError(_("Choose another proposal that is on file; file the main one first."))
        if main.state == State.CLOSED:
            raise MoveNotOpenError(_("That one is closed already; file this one by itself."))
        if Proposal.objects.filter(merged_into=proposal).exists():
            raise MoveNotOpenError(_("Others were merged into this one; merge the new one into it instead."))
        proposal.merged_into = main
        proposal.explanation = why
        link(LinkType.MERGED_INTO, proposal, main, at=at)
    return proposal


def refuse(proposal: Proposal, *, by: Person, at: datetime, ground: str, why: str) -> Proposal:
    """Not filed (不予立案), on one of the grounds, with an explanation its author can read."""
    with deed("refuse", on=proposal, by=by, at=at, why=why) as proposal:
        LIFE.take("refuse", proposal, by)
        must_be_listed("refusal_ground", ground, proposal)
        proposal.ground, proposal.explanation = ground, why
    return proposal
