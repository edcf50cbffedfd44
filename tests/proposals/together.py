"""Proposals that several hold at once: parts of several units, co-signers, a lead with its co-handlers."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tests.cast import Cast, answers, do, first_class, make_person, make_proposal, reply_class
from xieshang.people.models import Person
from xieshang.proposals.actions.assign import Share
from xieshang.proposals.models import Feedback, Handling, Proposal


def assigned(cast: Cast, *shares: Share, proposal: Proposal | None = None) -> Proposal:
    item = do(
        "proposal", "file", proposal or make_proposal(cast, "submitted"), cast.reviewer, topic_class=first_class()
    )
    item = do("proposal", "allot", item, cast.offices[0], shares=list(shares))
    return do("proposal", "agree", item, cast.offices[1])


def ready_to_sign(cast: Cast, handling: Handling, clerk: Person, verdicts: list[str] | None = None) -> Handling:
    """Received, written and handed up; a co-handler writes its opinion."""
    handling = do("handling", "receive", handling, clerk)
    if handling.answers_proposer:
        do("handling", "note_contact", handling, clerk, way="phone", on=timezone.localdate())
        more = {"reply_class": reply_class("done"), "points": answers(handling, planned=False)}
    else:
        more = {}
    do("handling", "draft_reply", handling, clerk, opening="您好。", **more)
    return do("handling", "hand_up", handling, clerk)


def parts_awaiting_signature(cast: Cast) -> tuple[Proposal, list[tuple[Handling, Person]]]:
    proposal = assigned(cast, Share(cast.unit.pk, "part"), Share(cast.helping_unit.pk, "part"))
    one, other = proposal.handlings.order_by("pk")
    rows = [
        (ready_to_sign(cast, one, cast.officer), cast.leader),
        (ready_to_sign(cast, other, cast.helper), cast.helping_leader),
    ]
    return proposal, rows


def asked_together(cast: Cast) -> list[Feedback]:
    """Two co-proposers, each asked for a judgement on the one answer."""
    item = do("proposal", "invite", make_proposal(cast), cast.author, people=[cast.seconder.pk])
    do("signing", "sign", item.signings.get(), cast.seconder)
    item = assigned(cast, Share(cast.unit.pk, "sole"), proposal=do("proposal", "submit", item, cast.author))
    do("handling", "sign", ready_to_sign(cast, item.handlings.get(), cast.officer), cast.leader)
    return list(Feedback.objects.filter(handling__proposal=item))


def another_unit_clerk(cast: Cast) -> Person:
    return make_person("unit_clerk", unit=cast.wrong_unit)


def in_days(n: int):  # type: ignore[no-untyped-def]
    return timezone.now() + timedelta(days=n)
