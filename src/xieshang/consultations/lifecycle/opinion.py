"""The life of a statement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.consultations.models import Statement, StatementState
from xieshang.consultations.rules.opinion import is_author, may_decide_appeal, may_moderate
from xieshang.core.deeds import FOLLOWERS, TURNS
from xieshang.core.lifecycle import LifeCycle, move
from xieshang.core.turns import TURN_LABELS, Turn, on_power

PENDING, SHOWN, DECLINED, APPEALED, UPHELD, WITHDRAWN = StatementState

# fmt: off
STATEMENT_LIFE: LifeCycle[StatementState, Any, Statement] = LifeCycle("statement", birth=PENDING, ends=frozenset({UPHELD, WITHDRAWN}), tells={"say": _("Written"), "seed": _("Put to the vote by the office")}, table=(
    #    name        from                to         under the rule     the button                     the history
    move("show",     {PENDING},          SHOWN,     may_moderate,      _("Put to the vote"),          _("Put to the vote"), "primary"),
    move("decline",  {PENDING, SHOWN},   DECLINED,  may_moderate,      _("Do not show it"),           _("Not shown"), "danger"),
    move("appeal",   {DECLINED},         APPEALED,  is_author,         _("Appeal"),                   _("Appealed against")),
    move("grant",    {APPEALED},         SHOWN,     may_decide_appeal, _("Grant the appeal, show it"), _("Appeal granted"), "primary"),
    move("uphold",   {APPEALED},         UPHELD,    may_decide_appeal, _("Refuse the appeal"),        _("Appeal refused"), "danger"),
    move("withdraw", {PENDING, DECLINED, APPEALED}, WITHDRAWN, is_author, pgettext_lazy("statement", "Withdraw"), _("Withdrawn")),
))
# fmt: on

TURN_LABELS |= {
    "statement.decide": _("Decide whether it is voted on"),
    "statement.appeal": _("Decide on the appeal"),
}


def statement_turns(statement: Statement) -> Iterator[Turn]:
    if statement.state == PENDING:
        yield on_power("statement.decide", "statement.moderate")
    elif statement.state == APPEALED:
        yield on_power("statement.appeal", "statement.moderate")


def register() -> None:
    TURNS["statement"] = statement_turns
    FOLLOWERS["statement"] = lambda statement: [statement.author_id] if statement.author_id else []
