"""What the map reads: the places, and how much is said of each that this reader may see."""

# ruff: noqa: S608 (statements are put together from our own words; values are handed in apart)
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from xieshang.people.models import Person
from xieshang.places.mentions import ON_THE_MAP
from xieshang.places.models import Place
from xieshang.search.kinds import KINDS
from xieshang.search.queries import IN_TEXT, Hit, Key, joined, visible, with_words

MOST_COUNTED = 500  # of a place and kind; beyond, "500+" says enough
PAGE_LENGTH = 25


@dataclass(frozen=True)
class Counted:
    """A place and how many items of each kind name it."""

    place: Place
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def is_more(self) -> bool:
        return any(n >= MOST_COUNTED for n in self.counts.values())

    @property
    def shown(self) -> str:
        return f"{self.total}+" if self.is_more else str(self.total)

    @property
    def row(self) -> list[str]:
        """The counts of each kind as a table shows them."""
        return [f"{n}+" if n >= MOST_COUNTED else str(n) for kind in ON_THE_MAP for n in [self.counts.get(kind, 0)]]


def areas() -> list[Place]:
    return list(Place.objects.filter(parent=None))


def count(places: Sequence[Place], reader: Person | None, *, since: datetime | None) -> list[Counted]:
    """How many items name each place or anything in it, each item once; one statement."""
    seen = visible(reader, ON_THE_MAP)
    parts = []
    for kind, (may, params) in seen.items():
        when, values = ("AND f.at >= %s", [since]) if since else ("", [])
        rows = (
            f"SELECT 1 FROM places_mention f WHERE f.place_id = each.id AND f.kind = '{kind}' {when} AND {may}"
            f" LIMIT {MOST_COUNTED}"
        )
        parts.append(
            (
                f"SELECT each.id, '{kind}', (SELECT count(*) FROM ({rows}) c) FROM unnest(%s::bigint[]) AS each(id)",
                [*values, *params, [place.pk for place in places]],
            )
        )
    counts: dict[int, dict[str, int]] = {place.pk: {} for place in places}
    if parts and places:
        statement, params = joined(parts, " UNION ALL ")
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            for pk, kind, n in cursor.fetchall():
                counts[pk][kind] = n
    return [Counted(place, counts[place.pk]) for place in places]


def said_of(
    place: Place, reader: Person | None, *, since: datetime | None, kind: str = "", after: Key | None = None
) -> tuple[list[Hit], Key | None]:
    """What names a place or anything in it, the newest first; and the key of the next page."""
    parts = []
    for name, (may, params) in visible(reader, [kind] if kind in ON_THE_MAP else ON_THE_MAP).items():
        when, values = narrowed(since, after, name)
        rows = (
            f"SELECT f.kind, f.item_id, f.at FROM places_mention f"
            f" WHERE f.place_id = %s AND f.kind = '{name}'{when} ORDER BY f.at DESC, f.item_id DESC OFFSET 0"
        )
        parts.append((f"(SELECT * FROM ({rows}) f WHERE {may} LIMIT {PAGE_LENGTH + 1})", [place.pk, *values, *params]))
    if not parts:
        return [], None
    statement, params = joined(parts, " UNION ALL ")
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        hits = [Hit(name, item_id, at, IN_TEXT) for name, item_id, at in cursor.fetchall()]
    hits.sort(key=lambda hit: (-hit.at.timestamp(), hit.kind, -hit.id))
    page = hits[:PAGE_LENGTH]
    return with_words(reader, page), page[-1].key if len(hits) > PAGE_LENGTH else None


def narrowed(since: datetime | None, after: Key | None, kind: str) -> tuple[str, list[Any]]:
    sql, values = "", []
    if since:
        sql, values = " AND f.at >= %s", [since]
    if after:
        if kind == after.kind:
            return f"{sql} AND (f.at, f.item_id) < (%s, %s)", [*values, after.at, after.id]
        return f"{sql} AND f.at {'<' if kind < after.kind else '<='} %s", [*values, after.at]
    return sql, values


def kinds_shown() -> list[tuple[str, str]]:
    return [(kind, str(KINDS[kind].plural)) for kind in ON_THE_MAP if kind in KINDS]
