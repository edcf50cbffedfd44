"""Which items name which places: read from their words whenever those change, and all anew when the gazetteer does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from time import monotonic
from typing import Any

from django.db import connection, transaction

from xieshang.engines.text.places import Gazetteer, Known
from xieshang.engines.text.writing import normalise
from xieshang.places.models import Mention, Place
from xieshang.search.kinds import Document
from xieshang.search.models import Findable

# What is said of places. A reply and a promise belong to their proposal, a person to no place.
ON_THE_MAP = ("message", "proposal")
KEEP_FOR = 60.0  # seconds another process may go on with an older gazetteer
BATCH = 2000


@dataclass(frozen=True)
class Lookup:
    """The gazetteer as texts are read with it: of each name the places it means, with the areas they lie in.

    Two places that share a name are both meant by it.
    """

    gazetteer: Gazetteer
    places: dict[str, set[int]]

    def named_in(self, text: str) -> set[int]:
        form = normalise(text)
        return {place for _start, _end, known in self.gazetteer.names_in(form) for place in self.places[known.key]}


def lookup() -> Lookup:
    return _lookup(int(monotonic() // KEEP_FOR))


@lru_cache(maxsize=1)
def _lookup(_window: int) -> Lookup:
    named: dict[str, set[int]] = defaultdict(set)
    aliases: dict[str, set[str]] = defaultdict(set)
    kinds: dict[str, str] = {}
    for place in Place.objects.all():
        named[place.name].update({place.pk, place.parent_id or place.pk})
        aliases[place.name].update(place.aliases)
        kinds.setdefault(place.name, place.kind)
    known = [Known(name, name, kinds[name], tuple(sorted(aliases[name]))) for name in named]
    return Lookup(Gazetteer(known), dict(named))


def follow(kind: str, documents: Iterable[Document], gone: set[int]) -> None:
    """What new words of items mean for the places they name (search.index calls this)."""
    if kind not in ON_THE_MAP:
        return
    rows = [(document.id, document.at, text_of(document)) for document in documents]
    replace_mentions(kind, rows, gone)


def text_of(document: Document) -> str:
    return "\n".join([document.title, document.body, *document.names])


REPLACE = """
WITH gone AS (
    DELETE FROM places_mention m WHERE m.kind = %(kind)s AND m.item_id = ANY(%(items)s) AND NOT EXISTS (
        SELECT 1 FROM unnest(%(ids)s::bigint[], %(places)s::bigint[]) AS new(id, place)
        WHERE (new.id, new.place) = (m.item_id, m.place_id))
)
INSERT INTO places_mention (kind, item_id, place_id, at)
SELECT %(kind)s, id, place, at FROM unnest(%(ids)s::bigint[], %(places)s::bigint[], %(ats)s::timestamptz[])
    AS new(id, place, at)
ON CONFLICT (kind, item_id, place_id) DO UPDATE SET at = excluded.at WHERE places_mention.at <> excluded.at
"""


def replace_mentions(kind: str, rows: list[tuple[int, datetime, str]], gone: Iterable[int] = ()) -> None:
    found = lookup()
    items = [*(pk for pk, _at, _text in rows), *gone]
    if not items or not found.places:
        return
    new = [(pk, place, at) for pk, at, text in rows for place in sorted(found.named_in(text))]
    values: dict[str, Any] = {
        "kind": kind,
        "items": items,
        "ids": [pk for pk, _place, _at in new],
        "places": [place for _pk, place, _at in new],
        "ats": [at for _pk, _place, at in new],
    }
    with connection.cursor() as cursor:
        cursor.execute(REPLACE, values)


def rebuild() -> int:
    """All mentions anew, from the words the search keeps; how many there are."""
    _lookup.cache_clear()
    for kind in ON_THE_MAP:
        with transaction.atomic():
            Mention.objects.filter(kind=kind).delete()
            for batch in batches(kind):
                replace_mentions(kind, batch)
    return Mention.objects.count()


def batches(kind: str) -> Iterator[list[tuple[int, datetime, str]]]:
    rows = Findable.objects.filter(kind=kind).order_by("pk").values_list("item_id", "at", "title", "body", "names")
    batch = []
    for pk, at, *texts in rows.iterator(chunk_size=BATCH):
        batch.append((pk, at, "\n".join(texts)))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
