"""The life of a resident's message."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from xieshang.core.lifecycle import LifeCycle, move
from xieshang.core.turns import TURN_LABELS, Turn, on_power
from xieshang.people.models import Person
from xieshang.voices.models import Message, State
from xieshang.voices.rules.message import may_answer, may_forget, may_open, may_take_up, only_its_author

RECEIVED, TAKEN_UP, ANSWERED, DECLINED, WITHDRAWN, FORGOTTEN = State
OPEN, READ = {RECEIVED, TAKEN_UP}, {RECEIVED, TAKEN_UP, ANSWERED, DECLINED}

# fmt: off
LIFE: LifeCycle[State, Person, Message] = LifeCycle("message", birth=RECEIVED, ends=frozenset({ANSWERED, DECLINED, WITHDRAWN, FORGOTTEN}), tells={"receive": _("Received"), "undo_import": _("Import undone, taken away")}, table=(
    #    name             from              to         under the rule    the button                 the history
    move("answer",        OPEN,             ANSWERED,  may_answer,       _("Answer"),               _("Answered"), "primary"),
    move("decline",       {RECEIVED},       DECLINED,  may_answer,       _("Do not take it on"),    _("Not taken on")),
    move("take_up",       OPEN,             TAKEN_UP,  may_take_up,      _("Write a proposal on it"), _("Taken up by a member")),
    move("take_further",  {ANSWERED},       None,      may_take_up,      _("Write a proposal on it"), _("Taken further by a member, after its answer")),
    move("offer",         READ - {DECLINED}, None,     may_answer,       _("Offer it to the members"), _("Offered to the members")),
    move("open",          READ,             None,      may_open,         _("Open every word of it"), _("Opened unmasked")),
    move("correct",       OPEN,             None,      only_its_author,  _("Correct"),              _("Corrected by its author")),
    move("withdraw",      OPEN,             WITHDRAWN, only_its_author,  _("Withdraw"),             _("Withdrawn by its author"), "danger"),
    move("forget",        READ | {WITHDRAWN}, FORGOTTEN, may_forget,     _("Erase it"),             _("Erased at its author's wish"), "danger"),
))
# fmt: on

TURN_LABELS["message.answer"] = _("Answer the resident")


def turns(message: Message) -> Iterator[Turn]:
    if message.state in OPEN:
        yield on_power("message.answer", "message.answer", message.due)
