"""Every change to residents' messages and to reports."""

from xieshang.core.actions import ACTIONS
from xieshang.voices.actions import aftermath, editing, hot, report
from xieshang.voices.actions.answer import answer, decline, offer, open_unmasked, take_further, take_up
from xieshang.voices.actions.author import correct, follow, forget, forget_on_request, withdraw
from xieshang.voices.actions.receive import TooOftenError, admit, receive
from xieshang.voices.actions.report import draft_report, edit_report, submit_report

__all__ = [
    "TooOftenError",
    "admit",
    "answer",
    "correct",
    "decline",
    "draft_report",
    "edit_report",
    "follow",
    "forget",
    "receive",
    "register",
    "submit_report",
    "take_further",
    "take_up",
    "withdraw",
]


def register() -> None:
    """Join each row of the life cycles with the function that carries it out."""
    ACTIONS["message"] = {
        "answer": answer,
        "decline": decline,
        "take_up": take_up,
        "take_further": take_further,
        "offer": offer,
        "open": open_unmasked,
        "forget": forget_on_request,
    }
    ACTIONS["report"] = {
        "submit": submit_report,
        "edit": edit_report,
        "withdraw": report.withdraw_report,
        "choose": editing.choose,
        "combine": editing.combine,
        "return": editing.return_report,
        "not_take": editing.not_take,
        "revise": editing.revise,
        "hand_up": editing.hand_up,
        "pass_section": editing.pass_section,
        "pass_office": editing.pass_office,
        "sign": editing.sign_report,
        "send_back": editing.send_back,
        "issue": editing.issue,
        "send_up": aftermath.send_up,
        "note_use": aftermath.note_use,
        "note_instruction": aftermath.note_instruction,
        "pass_on": aftermath.pass_on,
        "report_back": aftermath.report_back,
        "archive": aftermath.archive,
    }
    ACTIONS["hotissue"] = {"rename": hot.rename, "dismiss": hot.dismiss, "restore": hot.restore}
    ACTIONS["referral"] = {
        "receive": aftermath.receive_referral,
        "hand_back": aftermath.hand_back_referral,
        "settle": aftermath.settle,
        "answer": aftermath.answer_referral,
    }
