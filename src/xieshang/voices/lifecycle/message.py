"""The life of a resident's message."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from xieshang.core.deeds import TURNS
from xieshang.core.lifecycle import LifeCycle, move
from xieshang.core.turns import TURN_LABELS, Turn, on_power
from xieshang.people.models import Person
from xieshang.voices.models import Message, State
from xieshang.voices.rules.message import may_answer, may_take_up, only_its_author

RECEIVED, TAKEN_UP, ANSWERED, DECLINED, WITHDRAWN = State

# fmt: off
LIFE: LifeCycle[State, Person, Message] = LifeCycle("message", birth=RECEIVED, ends=frozenset({ANSWERED, DECLINED, WITHDRAWN}), tells={"receive": _("Received"), "undo_import": _("Import undone, taken away")}, table=(
    #    name       from                             to         under the rule    the button               the history
    move("answer",  {RECEIVED, TAKEN_UP},            ANSWERED,  may_answer,      _("Answer"),              _("Answered"), "primary"),
    move("decline", {RECEIVED},                      DECLINED,  may_answer,      _("Do not take it on"),   _("Not taken on")),
    move("take_up", {RECEIVED, TAKEN_UP, ANSWERED},  TAKEN_UP,  may_take_up,     _("Write a proposal on it"), _("Taken up by a member")),
    move("withdraw", {RECEIVED, TAKEN_UP},           WITHDRAWN, only_its_author, _("Withdraw"),            _("Withdrawn by its author"), "danger"),
))
# fmt: on

TURN_LABELS["message.answer"] = _("Answer the resident")


def turns(message: Message) -> Iterator[Turn]:
    if message.state in (RECEIVED, TAKEN_UP):
        yield on_power("message.answer", "message.answer", message.due)


def register() -> None:
    TURNS["message"] = turns
