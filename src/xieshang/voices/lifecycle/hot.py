"""The life of a hot issue: the night finds it, the office names it or puts it aside."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.core.lifecycle import LifeCycle, move
from xieshang.people.models import Person
from xieshang.voices.models import HotIssue, HotState
from xieshang.voices.rules.hot import may_keep

FOUND, DISMISSED = HotState

# fmt: off
HOT_LIFE: LifeCycle[HotState, Person, HotIssue] = LifeCycle("hotissue", birth=FOUND, ends=frozenset({DISMISSED}), tells={"find": _("Found among the messages")}, table=(
    #    name        from         to          under the rule    the button                 the history
    move("rename",   {FOUND},     None,       may_keep,         _("Give it a name"),       _("Named by the office")),
    move("dismiss",  {FOUND},     DISMISSED,  may_keep,         _("This is no issue"),     pgettext_lazy("hot issue", "Put aside")),
    move("restore",  {DISMISSED}, FOUND,      may_keep,         _("It is one after all"),  pgettext_lazy("hot issue", "Taken back into the list")),
))
# fmt: on
