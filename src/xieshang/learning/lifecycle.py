"""The life of a model's version, and of what somebody said about two items."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xieshang.core.lifecycle import LifeCycle, move
from xieshang.learning.models import LearnedModel, Pair, PairState, VersionState
from xieshang.learning.rules import may_judge, may_keep_models, may_use
from xieshang.people.models import Person

WAITING, ACTIVE, EMPTIED = VersionState
SAME, OTHER = PairState

# fmt: off
LIFE: LifeCycle[VersionState, Person, LearnedModel] = LifeCycle("learnedmodel", birth=WAITING, ends=frozenset({EMPTIED}), tells={"train": _("Learned")}, table=(
    #    name       from                to       under the rule   the button                the history
    move("use",     {WAITING},          ACTIVE,  may_use,         _("Use this version"),    _("Put to use"), "primary"),
    move("relieve", {ACTIVE},           WAITING, may_keep_models, _("Relieve"),             _("Relieved by another version")),
    move("let_go",  {ACTIVE},           None,    may_keep_models, _("Let newer ones follow"), _("No longer held: newer ones may follow")),
    move("empty",   {WAITING},          EMPTIED, may_keep_models, _("Let go"),              _("Its numbers let go; its figures stay")),
))
PAIR_LIFE: LifeCycle[PairState, Person, Pair] = LifeCycle("pair", birth=SAME, tells={"judge": _("Compared")}, table=(
    move("same",  {OTHER}, SAME,  may_judge, _("The same matter"),          _("Found to be the same matter")),
    move("other", {SAME},  OTHER, may_judge, _("Not the same"),             _("Found not to be the same")),
))
# fmt: on
