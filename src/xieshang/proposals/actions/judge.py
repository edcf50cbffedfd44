"""What the proposers think of the answers, and what follows: another round, or the end."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery

from xieshang.core.calendar import local_day
from xieshang.core.deeds import bring_waits_up_to_date, deed
from xieshang.people.models import Person
from xieshang.proposals.actions.review import must_be_listed
from xieshang.proposals.lifecycle import FEEDBACK_LIFE, HANDLING_LIFE, LIFE, proposers
from xieshang.proposals.models import Feedback, FeedbackState, Handling, HandlingState, Proposal, UnitRole
from xieshang.proposals.rules import judgements


def ask_for_judgements(proposal: Proposal, *, at: datetime) -> None:
    """One form per proposer and unit that answered them in this round."""
    due = local_day(at) + timedelta(days=proposal.norms.get("feedback.days"))
    answered = proposal.handlings.filter(state=HandlingState.ANSWERED, round=proposal.round).exclude(role=UnitRole.CO)
    people = proposers(proposal)
    for handling in answered:
        for person_id in people:
            feedback = Feedback(handling=handling, round=proposal.round, person_id=person_id, asked_at=at, due=due)
            with deed("ask", on=feedback, by=None, at=at):
                pass


@transaction.atomic
def judge(feedback: Feedback, *, by: Person, at: datetime, attitude: str, result: str, remark: str = "") -> Feedback:
    """The proposer's judgement on two axes: how they were dealt with, and what came of it."""
    with deed("judge", on=feedback, by=by, at=at) as feedback:
        FEEDBACK_LIFE.take("judge", feedback, by)
        proposal = feedback.handling.proposal
        must_be_listed("attitude", attitude, proposal)
        must_be_listed("result", result, proposal)
        feedback.attitude, feedback.result, feedback.remark = attitude, result, remark
        feedback.answered_at = at
    note_what_is_judged(feedback, at=at, by=by)
    return feedback


def note_what_is_judged(feedback: Feedback, *, at: datetime, by: Person | None) -> None:
    """The last judgement lets the staff settle it; locked, so that of two at the same moment one is the last."""
    proposal = Proposal.objects.select_for_update(no_key=True).get(pk=feedback.handling.proposal_id)
    bring_waits_up_to_date(proposal, at=at, by=by)


def note_silence(*, at: datetime) -> int:
    """The clock: forms nobody answered in time; silence is its own value and counts as no judgement.

    How many were due; one that is being filled in at this very moment is left alone.
    """
    due = Feedback.objects.filter(state=FeedbackState.ASKED, due__lt=local_day(at)).order_by("pk")
    keys = list(due.values_list("pk", flat=True)[:500])
    for pk in keys:
        with transaction.atomic():
            row = due.select_for_update(no_key=True).filter(pk=pk).first()
            if row is None:
                continue
            with deed("silence", on=row, by=None, at=at) as feedback:
                FEEDBACK_LIFE.take("silence", feedback, None)  # type: ignore[arg-type]
            note_what_is_judged(feedback, at=at, by=None)
    return len(keys)


def rehandle(proposal: Proposal, *, by: Person, at: datetime, why: str = "") -> Proposal:
    """Somebody is not satisfied: the units they are not satisfied with answer anew, by a new day."""
    with deed("rehandle", on=proposal, by=by, at=at, why=why) as proposal:
        LIFE.take("rehandle", proposal, by)
        again = {feedback.handling_id for feedback in judgements(proposal) if feedback.is_dissatisfied}
        proposal.round += 1
        proposal.replied_at = None
        proposal.due = proposal.norms.months_after(local_day(at), "rehandle.months")
        for row in proposal.handlings.filter(pk__in=again, state=HandlingState.ANSWERED):
            with deed("answer_anew", on=row, by=None, at=at, why=why) as handling:
                HANDLING_LIFE.take("answer_anew", handling, None)  # type: ignore[arg-type]
                handling.round = proposal.round
                handling.due = proposal.due
                handling.answered_at = None
    return proposal


def close(proposal: Proposal, *, by: Person, at: datetime, why: str = "") -> Proposal:
    """The end of the road for the answer; its commitments live on."""
    with deed("close", on=proposal, by=by, at=at, why=why) as proposal:
        LIFE.take("close", proposal, by)
        proposal.closed_at = at
        unit = Handling.objects.filter(pk=OuterRef("handling_id")).values("unit_id")
        Feedback.objects.filter(handling__proposal=proposal).update(counts_for=Subquery(unit))
    return proposal
