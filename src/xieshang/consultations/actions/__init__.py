"""Every change to topics, consultations, seats, statements and votes."""

from __future__ import annotations

from xieshang.consultations.actions import gathering, holding, opinion, preparing, topic
from xieshang.consultations.actions.gathering import TooOftenError, sign_up
from xieshang.consultations.actions.opinion import Cast, cast, make_codes, say, seed, voter_for
from xieshang.consultations.actions.preparing import call
from xieshang.consultations.actions.topic import suggest
from xieshang.core.actions import ACTIONS

__all__ = [
    "Cast",
    "TooOftenError",
    "call",
    "cast",
    "make_codes",
    "register",
    "say",
    "seed",
    "sign_up",
    "suggest",
    "voter_for",
]


def register() -> None:
    ACTIONS["topic"] = {
        "list": topic.list_it,
        "amend": topic.amend,
        "agree": topic.agree,
        "pass": topic.pass_it,
        "approve": topic.approve,
        "postpone": topic.postpone,
        "call": topic.call_it,
        "drop": topic.drop,
    }
    ACTIONS["consultation"] = {
        "edit": preparing.edit,
        "note_visit": preparing.note_visit,
        "add_material": preparing.add_material,
        "invite": gathering.invite,
        "announce": preparing.announce,
        "postpone": preparing.postpone,
        "draw_seats": gathering.draw_seats,
        "begin": holding.begin,
        "ask": holding.ask,
        "answer": holding.answer,
        "conclude": holding.conclude,
        "agree_on": holding.agree_on,
        "settle": holding.settle,
        "issue": holding.issue,
        "respond": holding.respond,
        "look_back": holding.look_back,
        "close": holding.close,
        "open_votes": opinion.open_votes,
        "close_votes": opinion.close_votes,
        "call_off": preparing.call_off,
    }
    ACTIONS["seat"] = {
        "accept": gathering.accept,
        "ask_leave": gathering.ask_leave,
        "excuse": gathering.excuse,
        "insist": gathering.insist,
        "give": gathering.give,
        "check_in": gathering.check_in,
        "rate": gathering.rate,
    }
    ACTIONS["statement"] = {
        "show": opinion.show,
        "decline": opinion.decline,
        "appeal": opinion.appeal,
        "grant": opinion.grant,
        "uphold": opinion.uphold,
        "withdraw": opinion.withdraw,
    }
