"""Residents' messages, and reports on what residents say."""

from xieshang.voices.models.message import Earlier, Lead, Message, MessageQuerySet, State, hash_of
from xieshang.voices.models.report import (
    Instruction,
    Referral,
    ReferralState,
    Report,
    ReportBack,
    ReportState,
    Sending,
    Use,
    Wording,
    WordingKind,
    contributors,
    works_on_reports,
)

__all__ = [
    "Earlier",
    "Instruction",
    "Lead",
    "Message",
    "MessageQuerySet",
    "Referral",
    "ReferralState",
    "Report",
    "ReportBack",
    "ReportState",
    "Sending",
    "State",
    "Use",
    "Wording",
    "WordingKind",
    "contributors",
    "hash_of",
    "works_on_reports",
]
