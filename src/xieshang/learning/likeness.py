"""Earlier items like a text: found by their most telling grams in the database, then compared as they are.

The reader's permission is part of the question, before anything is cut off. What is kept of each item is the vector of
engines.text.likeness; the weighing behind it is learned from the office's own texts and frozen until there are twice as
many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils import timezone
from numpy.typing import NDArray

from xieshang.engines.text import Weighing, Writing
from xieshang.engines.text.grams import COLUMNS
from xieshang.engines.text.places import find_places
from xieshang.learning.models import TextVector
from xieshang.learning.models import Weighing as WeighingRow
from xieshang.learning.tasks import COMPARED, masked
from xieshang.people.models import Person
from xieshang.places.mentions import lookup
from xieshang.search.index import batches
from xieshang.search.queries import visible

BATCH = 500
TERMS = 64  # of an item, by which it is looked up
ASKED = 32  # of the text that is asked about
COMMON = 400  # items of one term that are looked at
LOOKED_AT = 50  # items that are compared
MOST = 5
FULL = 65_535


@dataclass(frozen=True)
class Alike:
    """An earlier item: how like it is, 0 to 1, and the places both name."""

    kind: str
    id: int
    score: float
    places: tuple[str, ...] = ()
    title: str = ""
    said: str = ""  # what somebody has said about this item and the one asked about (models.PairState)


# ---- The weighing in use


def weighing() -> tuple[int, Weighing] | None:
    """The weighing in use and its key; None before anything was counted."""
    newest = WeighingRow.objects.order_by("-pk").values_list("pk", flat=True).first()
    return (newest, unpacked(newest)) if newest else None


@lru_cache(maxsize=2)
def unpacked(pk: int) -> Weighing:
    row = WeighingRow.objects.get(pk=pk)
    counts = np.zeros(COLUMNS, dtype=np.int32)
    counts[np.frombuffer(row.columns, np.int32)] = np.frombuffer(row.counts, np.int32)
    return Weighing(row.texts, counts)


def count_anew() -> int:
    """Learn the weighing from all texts there are; the key of the new one."""
    made = Weighing.learn(writing for _kind, _id, writing, _place in everything())
    columns = np.flatnonzero(made.commonness).astype(np.int32)
    row = WeighingRow.objects.create(
        made_at=timezone.now(),
        texts=made.texts,
        columns=columns.tobytes(),
        counts=made.commonness[columns].tobytes(),
    )
    return int(row.pk)


def everything() -> Iterable[tuple[str, int, Writing, str]]:
    for kind, compared in COMPARED.items():
        for item_id, writing, place in compared.writings(None):
            yield kind, item_id, masked(writing), place


# ---- Vectors of items


def refresh(kind: str, ids: Iterable[int]) -> None:
    """Bring the vectors of these items up to date; of what has no words any more, none are kept."""
    ids = set(ids)
    known = weighing()
    if known is None:
        return
    rows = [(item_id, masked(writing), place) for item_id, writing, place in COMPARED[kind].writings(ids)]
    write(kind, rows, *known)
    gone = ids - {row[0] for row in rows}
    if gone:
        TextVector.objects.filter(kind=kind, item_id__in=gone).delete()


def write(kind: str, rows: list[tuple[int, Writing, str]], key: int, known: Weighing) -> None:
    if not rows:
        return
    table = known.vectors([writing for _id, writing, _place in rows])
    made = []
    for n, (item_id, writing, place) in enumerate(rows):
        here = slice(table.indptr[n], table.indptr[n + 1])
        columns, weights = ordered(table.indices[here], table.data[here])
        best = np.argsort(-weights, kind="stable")[:TERMS]
        made.append(
            TextVector(
                kind=kind,
                item_id=item_id,
                weighing_id=key,
                columns=columns.tobytes(),
                weights=np.round(weights * FULL).astype(np.uint16).tobytes(),
                terms=columns[best].tolist(),
                places=places_of(writing, place),
            )
        )
    TextVector.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["kind", "item_id"],
        update_fields=["weighing", "columns", "weights", "terms", "places"],
    )


def ordered(columns: Any, weights: Any) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    order = np.argsort(columns, kind="stable")
    return columns[order].astype(np.int32), weights[order].astype(np.float32)


def places_of(writing: Writing, place: str = "") -> list[str]:
    found = [place.strip()] if place.strip() else []
    # Of the district's own places alone: what merely ends like one (两三个小区) joins nothing
    text = f"{writing.title}\n{writing.body[:1000]}"
    found += [each.name for each in find_places(text, lookup().gazetteer) if each.key]
    return [name[:60] for name in dict.fromkeys(found)][:12]


def catch_up(say: Callable[[str], None] = lambda text: None) -> int:
    """Everything that has no vector by the newest weighing, which is learned anew when it has become stale.

    It may be stopped at any time: the next goes on from there. How many vectors were written.
    """
    known = weighing()
    there = sum(len(list(compared.writings(None))) for compared in COMPARED.values()) if known else 0
    if known is None or there > 2 * known[1].texts + 50:
        count_anew()
        known = weighing()
    if known is None:
        return 0
    key, current = known
    written = 0
    for kind, compared in COMPARED.items():
        done = set(TextVector.objects.filter(kind=kind, weighing_id=key).values_list("item_id", flat=True))
        all_ids = set()
        missing = []
        for item_id, writing, place in compared.writings(None):
            all_ids.add(item_id)
            if item_id not in done:
                missing.append((item_id, masked(writing), place))
        for batch in batches(missing, BATCH):
            with transaction.atomic():
                write(kind, batch, key, current)
            written += len(batch)
        TextVector.objects.filter(kind=kind).exclude(item_id__in=all_ids).delete()
        say(f"  {kind}: {len(all_ids):,}")
    WeighingRow.objects.exclude(pk=key).delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE learning_textvector")
    return written


# ---- Asking

FIND = """
WITH asked AS (SELECT term, weight FROM unnest(%s::int[], %s::real[]) AS q(term, weight)),
hits AS MATERIALIZED (
    SELECT id, sum(weight) AS weight FROM asked CROSS JOIN LATERAL (
        SELECT v.id FROM learning_textvector v WHERE v.terms @> ARRAY[asked.term] LIMIT {common}) each GROUP BY id
)
SELECT f.kind, f.item_id, f.columns, f.weights, f.places,
    (SELECT title FROM search_findable s WHERE s.kind = f.kind AND s.item_id = f.item_id),
    (SELECT state FROM learning_pair p WHERE
        (p.first_kind, p.first_id, p.second_kind, p.second_id) = (f.kind, f.item_id, %s, %s)
        OR (p.first_kind, p.first_id, p.second_kind, p.second_id) = (%s, %s, f.kind, f.item_id)) FROM (
    SELECT v.* FROM hits JOIN learning_textvector v USING (id)
    WHERE v.kind = ANY(%s) AND NOT (v.kind = %s AND v.item_id = %s)
    ORDER BY hits.weight DESC, v.id DESC OFFSET 0
) f WHERE CASE f.kind {may} ELSE false END LIMIT {most}
"""


def nearest(
    reader: Person | None,
    writing: Writing,
    *,
    kind: str,
    without: int = 0,
    place: str = "",
    among: Iterable[str] | None = None,
    most: int = MOST,
) -> list[Alike]:
    """Up to five items this reader may see that may be on the same matter, the likest first.

    kind     of the text that is asked about; without the key of the item itself, where it has one
    among    kinds to look among, all by default
    """
    known = weighing()
    if known is None:
        return []
    own = masked(writing)
    vector = known[1].vectors([own])
    columns, weights = ordered(vector.indices, vector.data)
    seen = visible(reader, [name for name in (among or COMPARED) if name in COMPARED])
    if not len(columns) or not seen:
        return []
    terms, shares = asked(columns, weights, known[1])
    may = " ".join(f"WHEN '{name}' THEN {sql}" for name, (sql, _params) in seen.items())
    params = [value for _sql, values in seen.values() for value in values]
    with connection.cursor() as cursor:
        cursor.execute(
            FIND.format(common=COMMON, may=may, most=LOOKED_AT),
            [terms, shares, *(kind, without) * 2, list(seen), kind, without, *params],
        )
        rows = cursor.fetchall()
    if not rows:
        return []
    ours = set(places_of(own, place))
    scores = compare(columns, weights, [(row[2], row[3]) for row in rows])
    found = [
        Alike(name, item_id, float(score), tuple(each for each in places if each in ours), title or "", said or "")
        for (name, item_id, _columns, _weights, places, title, said), score in zip(rows, scores, strict=True)
        if score >= least(kind, name)
    ]
    return sorted(found, key=lambda each: (-each.score, each.kind, -each.id))[:most]


def least(one: str, other: str) -> float:
    return min(COMPARED[one].least if one in COMPARED else 1.0, COMPARED[other].least)


def asked(columns: NDArray[np.int32], weights: NDArray[np.float32], known: Weighing) -> tuple[list[int], list[float]]:
    """The terms to look up by: the heaviest that are not too common; where there are few of those, the heaviest."""
    order = np.argsort(-weights, kind="stable")[: 4 * ASKED]
    rare = order[known.commonness[columns[order]] <= COMMON][:ASKED]
    chosen = rare if len(rare) >= 8 else order[:ASKED]
    return columns[chosen].tolist(), weights[chosen].astype(float).tolist()


def compare(
    columns: NDArray[np.int32], weights: NDArray[np.float32], others: list[tuple[Any, Any]]
) -> NDArray[np.float64]:
    """The likeness of one vector with each of the others, all at once."""
    parts = [np.frombuffer(each[0], np.int32) for each in others]
    flat = np.concatenate(parts)
    values = np.concatenate([np.frombuffer(each[1], np.uint16) for each in others]).astype(np.float64) / FULL
    owner = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    place = np.minimum(np.searchsorted(columns, flat), len(columns) - 1)
    hit = columns[place] == flat
    told = np.bincount(owner[hit], weights[place[hit]] * values[hit], minlength=len(parts))
    return np.minimum(np.round(told, 4), 1.0)
