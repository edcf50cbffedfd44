"""From where to where, by which move, under which rule: one table for each thing that has a life here."""

from xieshang.core.deeds import FOLLOWERS, TURNS
from xieshang.voices.lifecycle.hot import HOT_LIFE
from xieshang.voices.lifecycle.message import LIFE, turns
from xieshang.voices.lifecycle.report import (
    REFERRAL_LIFE,
    REPORT_LIFE,
    referral_followers,
    referral_turns,
    report_followers,
    report_turns,
)

__all__ = ["HOT_LIFE", "LIFE", "REFERRAL_LIFE", "REPORT_LIFE", "register"]


def register() -> None:
    TURNS.update(message=turns, report=report_turns, referral=referral_turns)
    FOLLOWERS.update(report=report_followers, referral=referral_followers)
