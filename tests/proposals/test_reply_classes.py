"""A profile may name the classes of its replies as it likes: the longest code fits where it is kept."""

from __future__ import annotations

import pytest

from tests.cast import Cast, make_proposal
from xieshang.consultations.models import Consultation, Output, Seat, Statement, Topic
from xieshang.core.profile import LISTS, LONGEST_CODE
from xieshang.people.models import Unit
from xieshang.proposals.models import Contact, Feedback, Handling, Point, Proposal, Reply
from xieshang.voices.models import Message, Report, Sending, Use

KEPT = {
    "proposal_class": [(Proposal, "topic_class")],
    "proposer_kind": [(Proposal, "kind")],
    "refusal_ground": [(Proposal, "ground")],
    "reply_class": [(Handling, "reply_class"), (Reply, "reply_class")],
    "contact_way": [(Contact, "way")],
    "attitude": [(Feedback, "attitude")],
    "result": [(Feedback, "result")],
    "impossible_ground": [(Point, "ground")],
    "message_topic": [(Message, "topic")],
    "message_decline_ground": [(Message, "ground")],
    "unit_kind": [(Unit, "kind")],
    "message_consent": [(Message, "consent")],
    "report_source": [(Report, "source")],
    "report_not_taken": [(Report, "ground")],
    "report_product": [(Report, "product")],
    "report_level": [(Sending, "level"), (Use, "level")],
    "report_use": [(Use, "how")],
    "report_addressee": [],  # a list of codes in one column
    "report_credit": [],  # reckoned, never kept
    "consultation_form": [(Topic, "form"), (Consultation, "form")],
    "consultation_platform": [],  # a form has one
    "topic_source": [(Topic, "source")],
    "topic_test": [(Topic, "test")],
    "seat_part": [(Seat, "part")],
    "leave_reason": [(Seat, "leave_reason")],
    "rating": [(Seat, "rating")],
    "statement_ground": [(Statement, "ground")],
    "output_kind": [(Output, "kind")],
    "point_verdict": [],  # the same in every profile: proposals.models.PointVerdict
}


def test_every_list_is_known_here():
    assert set(KEPT) == set(LISTS)


@pytest.mark.parametrize(("model", "name"), [place for places in KEPT.values() for place in places])
def test_a_column_holds_the_longest_code(model, name):
    assert model._meta.get_field(name).max_length >= LONGEST_CODE


def test_a_proposal_is_carried_to_its_end_in_another_profile(db, settings):
    settings.PROFILE = "city-council"
    item = make_proposal(Cast(), "closed")
    assert item.get_state_display()
    assert item.handlings.get().reply_class == "programme"
