"""The life of a batch: read, imported whole, undone whole."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xieshang.core.lifecycle import LifeCycle, move
from xieshang.intake.models import Batch, State
from xieshang.intake.rules import may_handle, may_import, may_undo, only_the_worker
from xieshang.people.models import Person

PREVIEWED, IMPORTING, IMPORTED, UNDONE, DROPPED = State

# fmt: off
LIFE: LifeCycle[State, Person, Batch] = LifeCycle("batch", birth=PREVIEWED, ends=frozenset({UNDONE, DROPPED}), tells={"preview": _("File read")}, table=(
    #    name       from          to          under the rule    the button             the history
    move("import",  {PREVIEWED},  IMPORTING,  may_import,       _("Import"),           _("Import begun"), "primary"),
    move("recheck", {PREVIEWED},  None,       may_handle,       _("Check again"),      _("Checked again with other choices")),
    move("drop",    {PREVIEWED},  DROPPED,    may_handle,       _("Drop this file"),   _("Dropped")),
    move("finish",  {IMPORTING},  IMPORTED,   only_the_worker,  _("Finish"),           _("Imported")),
    move("stop",    {IMPORTING},  PREVIEWED,  only_the_worker,  _("Stop"),             _("Import stopped, nothing imported")),
    move("undo",    {IMPORTED},   UNDONE,     may_undo,         _("Undo the import"),  _("Import undone"), "danger"),
))
# fmt: on
