"""Whose eyes see more of a proposal than its readers do."""

from __future__ import annotations

from xieshang.people.models import Person

OVERSEEING = ("proposal.review", "proposal.assign", "proposal.oversee", "feedback.collect", "record.audit")


def sees_inside(reader: Person | None) -> bool:
    """The assembly's own staff: they see what is still being agreed between offices and proposers."""
    return reader is not None and any(reader.can(power) for power in OVERSEEING)
