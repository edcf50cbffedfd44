"""Who keeps the models, and who says whether two items are on the same matter."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xieshang.core.verdicts import No, NotYours, Verdict, Yes
from xieshang.learning.models import LearnedModel, Pair
from xieshang.learning.tasks import COMPARED
from xieshang.people.models import Person
from xieshang.people.rules import has_power


def may_keep_models(person: Person | None, model: LearnedModel | None) -> Verdict:
    """Those whose power it is; the night, which acts for nobody."""
    return Yes() if person is None else has_power(person, "models.keep")


def may_use(person: Person | None, model: LearnedModel) -> Verdict:
    """Like `may_keep_models`; a version needs its file."""
    if not (verdict := may_keep_models(person, model)):
        return verdict
    return Yes() if model.size else No(_("This version is too old: only its figures were kept."))


def may_judge(person: Person, pair: Pair) -> Verdict:
    """Those who decide on either of the two."""
    powers = [power for kind in (pair.first_kind, pair.second_kind) for power in COMPARED[kind].judged_by]
    if any(has_power(person, power) for power in powers):
        return Yes()
    return NotYours(_("Your roles do not include this."))
