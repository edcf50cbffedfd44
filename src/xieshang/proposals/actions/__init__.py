"""Every change to proposals and what belongs to them; pages, API, imports and the clock all come through here."""

from xieshang.core.actions import ACTIONS
from xieshang.matters.actions import KEPT_HOOKS
from xieshang.proposals.actions.assign import agree, allot, object_to_allotment
from xieshang.proposals.actions.draft import (
    call_off,
    decline,
    draft,
    edit,
    expire_invitations,
    invite,
    reopen,
    sign,
    submit,
    withdraw,
)
from xieshang.proposals.actions.handle import (
    confirm_contact,
    dispute_contact,
    draft_reply,
    hand_back,
    hand_up,
    insist,
    note_contact,
    raise_class_when_kept,
    reassign,
    receive,
    send_back,
    sign_reply,
)
from xieshang.proposals.actions.judge import close, judge, note_silence, rehandle
from xieshang.proposals.actions.review import file, merge, refuse, send_back_to_author

__all__ = ["draft", "edit", "expire_invitations", "note_silence", "register", "submit"]


def register() -> None:
    """Join each row of the life cycles with the function that carries it out."""
    ACTIONS.update(
        proposal={
            "submit": submit,
            "edit": edit,
            "invite": invite,
            "reopen": reopen,
            "withdraw": withdraw,
            "file": file,
            "return": send_back_to_author,
            "merge": merge,
            "refuse": refuse,
            "allot": allot,
            "agree": agree,
            "object": object_to_allotment,
            "rehandle": rehandle,
            "close": close,
        },
        signing={"sign": sign, "decline": decline, "call_off": call_off},
        handling={
            "receive": receive,
            "hand_back": hand_back,
            "insist": insist,
            "reassign": reassign,
            "note_contact": note_contact,
            "draft_reply": draft_reply,
            "hand_up": hand_up,
            "send_back": send_back,
            "sign": sign_reply,
        },
        contact={"confirm": confirm_contact, "dispute": dispute_contact},
        feedback={"judge": judge},
    )
    KEPT_HOOKS["point"] = [raise_class_when_kept]
