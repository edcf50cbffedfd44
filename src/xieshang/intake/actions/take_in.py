"""The rows of a batch go through the doors they would go through one by one: all of them, or none."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from xieshang.core.deeds import deed, quietly
from xieshang.core.lifecycle import MoveNotOpenError, Refusal
from xieshang.core.models import Item, RecordEntry
from xieshang.intake.actions.preview import read_again
from xieshang.intake.kinds import KINDS
from xieshang.intake.kinds.reading import Entry, Kind
from xieshang.intake.lifecycle import LIFE
from xieshang.intake.models import Batch, BatchKind, Taken, Upload
from xieshang.people.models import Person

LONG = 200  # rows from which on the import goes on by itself; about a second
EVERY = 50  # rows between two signs of life
Tell = Callable[[int, int], None]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FirstPassword:
    """Of an account that was opened: told once."""

    person: Any
    word: str


def is_long(batch: Batch) -> bool:
    """Whether nobody should be kept waiting for it; a roster is not, for its passwords are told in the answer."""
    return batch.rows > LONG and batch.kind != BatchKind.ROSTER


def begin(batch: Batch, *, by: Person, at: datetime) -> Batch:
    """From here on the import goes on by itself; a second press finds it begun."""
    with deed("import", on=batch, by=by, at=at) as batch:
        LIFE.take("import", batch, by)
        batch.imported_by = by
    return batch


@transaction.atomic
def import_now(
    batch: Batch, *, by: Person, at: datetime, tell: Tell = lambda done, total: None
) -> tuple[Batch, list[FirstPassword]]:
    return finish(begin(batch, by=by, at=at), at=at, tell=tell)


def finish(batch: Batch, *, at: datetime, tell: Tell = lambda done, total: None) -> tuple[Batch, list[FirstPassword]]:
    """Carry a begun import through in one transaction. Raises Refusal, naming the row, and then nothing has happened."""
    by = batch.imported_by
    if by is None:
        raise MoveNotOpenError(_("This import has not been begun."))
    with quietly(), deed("finish", on=batch, by=by, at=at) as batch:
        LIFE.take("finish", batch, None)  # type: ignore[arg-type]
        kind = KINDS[batch.kind]
        reading = read_again(batch, batch.choices, by, at)
        if reading.faults:
            raise MoveNotOpenError(
                _("Something in the file no longer fits what the platform holds by now. Check it again.")
            )
        taken, words = [], []
        for n, entry in enumerate(reading.entries, 1):
            item, word = take_in(kind, entry, by, at)
            taken.append(Taken(batch=batch, row=entry.row, kind=item.item_kind(), item_id=item.pk))
            if word:
                words.append(FirstPassword(item, word))
            if n % EVERY == 0 or n == len(reading.entries):
                tell(n, len(reading.entries))
        Taken.objects.bulk_create(taken, batch_size=1000)
        batch.rows, batch.imported_at = len(taken), at
        batch.last_entry = newest_entry_of(taken)
        Upload.objects.filter(batch=batch).delete()
    return batch, words


def take_in(kind: Kind, entry: Entry, by: Person, at: datetime) -> tuple[Item, str]:
    """One row. What goes wrong is told by its number: the words of a row stay out of errors and logs."""
    try:
        return kind.take_in(entry, by, at)
    except Refusal as refusal:
        raise type(refusal)(_("Row %(row)s: %(reason)s") % {"row": entry.row, "reason": refusal.reason}) from None
    except Exception as error:
        log.error("Row %s of a file of %s: %s", entry.row, kind.code, type(error).__name__)
        raise MoveNotOpenError(
            _("Row %(row)s could not be imported, so nothing was. It needs a look by whoever keeps the platform.")
            % {"row": entry.row}
        ) from None


def newest_entry_of(taken: list[Taken]) -> int:
    """The newest row of the record that this import itself wrote about its items."""
    kinds = {row.kind for row in taken}
    newest = [
        RecordEntry.objects.filter(kind=kind, item_id__in=[row.item_id for row in taken if row.kind == kind]).aggregate(
            newest=Max("id")
        )["newest"]
        for kind in kinds
    ]
    return max((id for id in newest if id is not None), default=0)


def stop(batch: Batch, *, at: datetime, why: str) -> Batch:
    """A begun import that cannot be carried through goes back to its preview."""
    with deed("stop", on=batch, by=None, at=at, why=why) as batch:
        LIFE.take("stop", batch, None)  # type: ignore[arg-type]
    return batch


class ProgressTeller:
    """Tells how far an import is on a connection of its own, so that it is read before the import ends."""

    def __init__(self, batch_id: int) -> None:
        self.batch_id = batch_id
        self.beside = connection.copy()

    def __call__(self, done: int, total: int) -> None:
        with self.beside.cursor() as cursor:
            cursor.execute(
                "INSERT INTO intake_progress (batch_id, done, total) VALUES (%s, %s, %s)"
                " ON CONFLICT (batch_id) DO UPDATE SET done = EXCLUDED.done, total = EXCLUDED.total",
                [self.batch_id, done, total],
            )

    def close(self) -> None:
        self.beside.close()
