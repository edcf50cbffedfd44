"""Residents' messages, and reports on what residents say."""

from xieshang.voices.models.hot import HotFinding, HotIssue, HotKind, HotMember, HotState, Trend, seal
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
    "HotFinding",
    "HotIssue",
    "HotKind",
    "HotMember",
    "HotState",
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
    "Trend",
    "Use",
    "Wording",
    "WordingKind",
    "contributors",
    "hash_of",
    "seal",
    "works_on_reports",
]
