"""Keeping the words of everything: after each deed, in its own transaction, and all anew when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, transaction

from xieshang.core.models import Item
from xieshang.search.kinds import KINDS, TOUCHES, Document
from xieshang.search.models import Findable
from xieshang.search.sql import INDEX

BATCH = 1000
T = TypeVar("T")

# Written only where the words differ: most deeds change none
WRITE = """
INSERT INTO search_findable (kind, item_id, at, title, body, names, numbers)
SELECT %(kind)s, id, at, title, body, names, string_to_array(numbers, chr(31))
FROM unnest(%(ids)s::bigint[], %(ats)s::timestamptz[], %(titles)s::text[], %(bodies)s::text[], %(names)s::text[],
    %(numbers)s::text[]) AS each(id, at, title, body, names, numbers)
ON CONFLICT (kind, item_id) DO UPDATE SET
    at = excluded.at, title = excluded.title, body = excluded.body, names = excluded.names, numbers = excluded.numbers
WHERE (search_findable.at, search_findable.title, search_findable.body, search_findable.names, search_findable.numbers)
    IS DISTINCT FROM (excluded.at, excluded.title, excluded.body, excluded.names, excluded.numbers)
RETURNING item_id
"""
# Who else reads the words of items: (kind, what was written anew, the keys of what is gone) (apps above hand this down)
WRITTEN: list[Callable[[str, list[Document], set[int]], None]] = []


# Set by `later`
IS_LATER: ContextVar[bool] = ContextVar("is_later", default=False)


@contextmanager
def later() -> Iterator[None]:
    """Leave the words of deeds for later: for many at once, after which `rebuild` is called."""
    token = IS_LATER.set(True)
    try:
        yield
    finally:
        IS_LATER.reset(token)


def follow(item: Item, changed: set[str]) -> None:
    """What a deed on an item means for the words that are kept (core.deeds calls this)."""
    if IS_LATER.get():
        return
    touched: dict[str, set[int]] = {}
    for touch in TOUCHES.get(item.item_kind(), ()):
        for kind, ids in touch(item, changed):
            touched.setdefault(kind, set()).update(ids)
    for kind, keys in touched.items():
        refresh(kind, keys)


def refresh(kind: str, ids: Iterable[int]) -> None:
    """Bring the words of these items up to date; of what has none any more, none are kept."""
    ids = set(ids)
    for batch in batches(sorted(ids), BATCH):
        documents = list(KINDS[kind].documents(batch))
        written = write(kind, documents)
        gone = set(batch) - {document.id for document in documents}
        if gone:
            Findable.objects.filter(kind=kind, item_id__in=gone).delete()
        anew = [document for document in documents if document.id in written]
        if anew or gone:
            for read in WRITTEN:
                read(kind, anew, gone)


def write(kind: str, documents: list[Document]) -> set[int]:
    """Keep these words; the keys of those that differ from what was kept."""
    if not documents:
        return set()
    values: dict[str, Any] = {
        "kind": kind,
        "ids": [document.id for document in documents],
        "ats": [document.at for document in documents],
        "titles": [kept(document.title) for document in documents],
        "bodies": [kept(document.body) for document in documents],
        "names": [
            kept("\n".join(dict.fromkeys(filter(None, [*document.names, *document.numbers])))) for document in documents
        ],
        "numbers": [
            "\x1f".join(filter(None, (number.lower() for number in document.numbers))) for document in documents
        ],
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, values)
        return {item_id for (item_id,) in cursor.fetchall()}


def kept(text: str) -> str:
    return text.replace("\x00", "").replace("\x1f", "")


def rebuild(kinds: Iterable[str] | None = None, say: Callable[[str], None] = lambda text: None) -> int:
    """All words of these kinds anew; how many items there are. What is right already is left as it is."""
    total = 0
    for kind in kinds or KINDS:
        keys = KINDS[kind].model._base_manager.order_by("pk").values_list("pk", flat=True)
        count = 0
        for batch in batches(keys.iterator(chunk_size=10 * BATCH), BATCH):
            with transaction.atomic():
                refresh(kind, batch)
            count += len(batch)
            if count % (10 * BATCH) == 0:
                say(f"  {kind}: {count:,}")
        known = KINDS[kind].model._base_manager.values("pk")
        Findable.objects.filter(kind=kind).exclude(item_id__in=known).delete()
        total += count
    tidy()
    return total


@contextmanager
def without_grams(say: Callable[[str], None] = lambda text: None) -> Iterator[None]:
    """Write very much without the index, which is made anew at the end, whatever happens: that is several times faster."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS findable_grams")
    try:
        yield
    finally:
        say("  making the index of the search …")
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute(INDEX)
            cursor.execute("RESET maintenance_work_mem")


def tidy() -> None:
    """After much was written: put the index in order, so that the first question need not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('findable_grams')")
        cursor.execute("ANALYZE search_findable")


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch
