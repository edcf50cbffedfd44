"""Every change to residents' messages."""

from xieshang.core.actions import ACTIONS
from xieshang.voices.actions.answer import answer, decline, take_up
from xieshang.voices.actions.author import withdraw
from xieshang.voices.actions.receive import receive

__all__ = ["answer", "decline", "receive", "register", "take_up", "withdraw"]


def register() -> None:
    ACTIONS["message"] = {"answer": answer, "decline": decline, "take_up": take_up}
