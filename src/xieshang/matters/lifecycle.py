"""The life of a commitment, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from xieshang.core.deeds import FOLLOWERS, TURNS
from xieshang.core.lifecycle import LifeCycle, move
from xieshang.core.turns import TURN_LABELS, Turn, on_person, on_power, on_unit
from xieshang.matters.models import Commitment, CommitmentState
from xieshang.matters.rules import may_confirm, may_keep
from xieshang.people.models import Person
from xieshang.people.rules import only_the_clock

OPEN, REPORTED, KEPT, GIVEN_UP, REPLACED = CommitmentState

# fmt: off
LIFE: LifeCycle[CommitmentState, Person, Commitment] = LifeCycle("commitment", birth=OPEN, ends=frozenset({KEPT, GIVEN_UP, REPLACED}), tells={"promise": _("Promised")}, table=(
    #    name              from        to        under the rule  the button                   the history
    move("report_kept",   {OPEN},      REPORTED, may_keep,    _("Report it kept"),         _("Reported kept"), "primary"),
    move("note_progress", {OPEN},      None,     may_keep,    _("Note progress"),          _("Progress noted")),
    move("postpone",      {OPEN},      None,     may_keep,    _("Name a later day"),       _("Postponed")),
    move("give_up",       {OPEN},      GIVEN_UP, may_keep,    _("Give it up, with reason"), _("Given up"), "danger"),
    move("confirm",       {REPORTED},  KEPT,     may_confirm, _("Yes, it was kept"),       _("Confirmed kept"), "primary"),
    move("dispute",       {REPORTED},  OPEN,     may_confirm, _("No, not yet"),            _("Found not kept yet")),
    move("replace",       {OPEN, REPORTED}, REPLACED, only_the_clock, _("Replace"),      _("Replaced by a later promise")),
))
# fmt: on

TURN_LABELS["commitment.keep"] = _("Keep the promise")
TURN_LABELS["commitment.confirm"] = _("Say whether the promise was kept")


def turns(commitment: Commitment) -> Iterator[Turn]:
    if commitment.state == OPEN:
        yield on_unit("commitment.keep", commitment.unit_id, "handling.receive", commitment.due)
    if commitment.state == REPORTED:
        if commitment.proposer_id:
            yield on_person("commitment.confirm", commitment.proposer_id)
        else:
            yield on_power("commitment.confirm", "commitment.confirm")


def followers(commitment: Commitment) -> list[int]:
    return [commitment.proposer_id] if commitment.proposer_id else []


def register() -> None:
    TURNS["commitment"] = turns
    FOLLOWERS["commitment"] = followers
