"""The life of a paper: taken in, published, taken back."""

from django.utils.translation import gettext_lazy as _

from xieshang.core.lifecycle import LifeCycle, move
from xieshang.people.models import Person
from xieshang.plenaries.models import Paper, PaperState
from xieshang.plenaries.rules import may_publish

DRAFT, PUBLISHED = PaperState

# The import of a file may be undone, which takes its papers away: no move, for nothing is left to move.
TELLS = {"take_in": _("Taken in"), "undo_import": _("Import undone, taken away")}

# fmt: off
LIFE: LifeCycle[PaperState, Person, Paper] = LifeCycle("paper", birth=DRAFT, ends=frozenset({PUBLISHED}), tells=TELLS, table=(
    #    name         from         to         under the rule  the button        the history
    move("publish",   {DRAFT},     PUBLISHED, may_publish,    _("Publish"),     _("Published"), "primary"),
    move("take_back", {PUBLISHED}, DRAFT,     may_publish,    _("Take back"),   _("Taken back, no longer public")),
))
# fmt: on
