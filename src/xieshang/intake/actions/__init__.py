"""Every change to batches: a file is read, imported whole, undone whole."""

from xieshang.intake.actions.preview import drop, preview, recheck
from xieshang.intake.actions.take_in import begin, finish, import_now, is_long, stop
from xieshang.intake.actions.undo import undo

__all__ = ["begin", "drop", "finish", "import_now", "is_long", "preview", "recheck", "stop", "undo"]
