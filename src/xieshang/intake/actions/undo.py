"""A batch goes as it came: whole, while nobody has worked on any of it.

Its items are taken away and not merely hidden: a file imported by mistake may hold the words and names of hundreds
of residents, and what is imported anew needs its logins and titles free. The record keeps that they came and went,
by whom and when; it never held their words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from xieshang.core.deeds import deed
from xieshang.core.lifecycle import MoveNotOpenError
from xieshang.core.models import Item, Notice, RecordEntry, Wait
from xieshang.intake.lifecycle import LIFE
from xieshang.intake.models import Batch
from xieshang.intake.rules import model_of
from xieshang.matters.models import Matter
from xieshang.people.models import Person

AT_ONCE = 1000
T = TypeVar("T")


def undo(batch: Batch, *, by: Person, at: datetime, why: str) -> Batch:
    """Take away all that the batch brought. Raises MoveNotOpenError, naming the items somebody has worked on."""
    with deed("undo", on=batch, by=by, at=at, why=why) as batch:
        rows: dict[str, list[int]] = {}
        for kind, item_id in batch.taken.values_list("kind", "item_id"):
            rows.setdefault(kind, []).append(item_id)
        locked = {kind: list(lock(kind, ids)) for kind, ids in rows.items()}
        LIFE.take("undo", batch, by)  # judged with the items locked: nobody can begin to work on one meanwhile
        for kind, items in locked.items():
            for some in slices(items):
                remove(kind, some, by=by, at=at, why=why)
        batch.taken.all().delete()
    return batch


def lock(kind: str, ids: list[int]) -> Iterator[Item]:
    for some in slices(ids):
        manager: Any = model_of(kind)._base_manager
        yield from manager.select_for_update().filter(pk__in=some).order_by("pk")


def remove(kind: str, items: list[Item], *, by: Person, at: datetime, why: str) -> None:
    """Items go, with all that waits on them or tells of them; the record gets a row for each."""
    ids = [item.pk for item in items]
    RecordEntry.objects.bulk_create(
        RecordEntry(
            at=at,
            by=by,
            deed=f"{kind}.undo_import",
            kind=kind,
            item_id=item.pk,
            matter_id=getattr(item, "matter_id", None),
            from_state=item.state,
            why=why,
        )
        for item in items
    )
    Wait.objects.filter(kind=kind, item_id__in=ids).delete()
    Notice.objects.filter(url__in=[item.get_absolute_url() for item in items]).delete()
    try:
        model_of(kind)._base_manager.filter(pk__in=ids).delete()
    except ProtectedError:
        raise MoveNotOpenError(
            _("Something else hangs on one of its items by now. It can no longer be undone.")
        ) from None
    matters = {matter for item in items if (matter := getattr(item, "matter_id", None)) is not None}
    alone = Q(messages=None, proposals=None, reports=None, commitments=None, links_in=None, links_out=None)
    Matter.objects.filter(alone, pk__in=matters).delete()


def slices(rows: Iterable[T]) -> Iterator[list[T]]:
    rows = list(rows)
    for at in range(0, len(rows), AT_ONCE):
        yield rows[at : at + AT_ONCE]
