"""The life of a topic of the year's plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.consultations.models import Topic, TopicState
from xieshang.consultations.rules.topic import may_call, may_list, may_plan
from xieshang.core.deeds import FOLLOWERS, TURNS
from xieshang.core.lifecycle import LifeCycle, move
from xieshang.core.turns import TURN_LABELS, Turn, on_power
from xieshang.people.models import Person

SUGGESTED, LISTED, AGREED, PASSED, APPROVED, CALLED, DROPPED = TopicState

# fmt: off
TOPIC_LIFE: LifeCycle[TopicState, Person, Topic] = LifeCycle("topic", birth=SUGGESTED, ends=frozenset({CALLED, DROPPED}), tells={"suggest": pgettext_lazy("topic", "Suggested")}, table=(
    #    name        from                                          to        under the rule  the button                              the history
    move("list",     {SUGGESTED},                                  LISTED,   may_list,       _("Take into the draft plan"),          _("Taken into the draft plan"), "primary"),
    move("amend",    {LISTED, AGREED},                             None,     may_plan,       _("Amend"),                             _("Amended")),
    move("agree",    {LISTED},                                     AGREED,   may_plan,       _("Note the offices' agreement"),       _("Agreed with the offices"), "primary"),
    move("pass",     {AGREED},                                     PASSED,   may_plan,       _("Note that the chair passed it"),     _("Passed by the chair"), "primary"),
    move("approve",  {PASSED},                                     APPROVED, may_plan,       _("Note the party committee's approval"), _("Approved"), "primary"),
    move("postpone", {APPROVED},                                   None,     may_plan,       _("Move to another month"),             _("Moved to another month")),
    move("call",     {APPROVED},                                   CALLED,   may_call,       _("Call the consultation"),             _("Consultation called"), "primary"),
    move("drop",     {SUGGESTED, LISTED, AGREED, PASSED, APPROVED}, DROPPED, may_plan,       _("Do not take it up"),                 _("Not taken up"), "danger"),
))
# fmt: on

TURN_LABELS |= {
    "topic.choose": _("Decide whether it goes into the plan"),
    "topic.carry": _("Carry it through the plan"),
    "topic.call": _("Call the consultation"),
}


def last_of(year: int, month: int) -> date:
    from datetime import timedelta

    return (date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)


def topic_turns(topic: Topic) -> Iterator[Turn]:
    if topic.state == SUGGESTED:
        yield on_power("topic.choose", "consultation.plan")
    elif topic.state in (LISTED, AGREED, PASSED):
        yield on_power("topic.carry", "consultation.plan")
    elif topic.state == APPROVED and topic.month:
        yield on_power("topic.call", "consultation.plan", last_of(topic.year, topic.month))


def register() -> None:
    TURNS["topic"] = topic_turns
    FOLLOWERS["topic"] = lambda topic: [topic.suggested_by_id]
