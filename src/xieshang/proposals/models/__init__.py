"""Proposals and what belongs to them: suggestions, signings, handlings, replies, contacts, judgements."""

from xieshang.proposals.models.feedback import Feedback, FeedbackState
from xieshang.proposals.models.handling import (
    AT_WORK,
    GIVEN,
    UNDECIDED,
    Contact,
    ContactState,
    Handling,
    HandlingState,
    UnitRole,
)
from xieshang.proposals.models.proposal import (
    ON_FILE,
    UNSENT,
    Proposal,
    ProposalQuerySet,
    State,
    Suggestion,
    has,
)
from xieshang.proposals.models.reply import Point, PointVerdict, Reply
from xieshang.proposals.models.seeing import OVERSEEING, sees_inside
from xieshang.proposals.models.signing import SEES, Signing, SigningState

__all__ = [
    "AT_WORK",
    "GIVEN",
    "ON_FILE",
    "OVERSEEING",
    "SEES",
    "UNDECIDED",
    "UNSENT",
    "Contact",
    "ContactState",
    "Feedback",
    "FeedbackState",
    "Handling",
    "HandlingState",
    "Point",
    "PointVerdict",
    "Proposal",
    "ProposalQuerySet",
    "Reply",
    "Signing",
    "SigningState",
    "State",
    "Suggestion",
    "UnitRole",
    "has",
    "sees_inside",
]
