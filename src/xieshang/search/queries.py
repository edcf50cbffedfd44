"""Finding: what is asked for, what this reader may see of it, the best first.

The reader's permission is part of the question to the database, before anything is counted or cut off: rows they may
not see are never counted, never shown and never push out others.
"""

# ruff: noqa: S608 (statements are put together from our own words; values are handed in apart)
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from time import monotonic
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Value
from django.db.models.expressions import RawSQL

from xieshang.people.models import Person
from xieshang.search.kinds import KINDS, NO_MOMENT, Told
from xieshang.search.words import Query, Term, exact_pattern, grams, related_terms

PAGE_LENGTH = 25
MOST_COUNTED = 100  # of each kind; beyond, "100+" says enough
FEW = 5  # fewer hits than these ask for related ones
RELATED_FROM = 4  # Han characters that a query must have for that
MOST_RELATED = 20
NUMBER, WHOLE_TITLE, IN_TITLE, IN_TEXT, RELATED = range(5)

BEST, NEWEST = "best", "newest"


@dataclass(frozen=True)
class Key:
    """Where a page begins: after this hit."""

    tier: int
    at: datetime
    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.tier}_{self.at.timestamp():.6f}_{self.kind}_{self.id}"


@dataclass(frozen=True)
class Hit:
    """Something found: its words, and how it is shown."""

    kind: str
    id: int
    at: datetime
    tier: int
    title: str = ""
    body: str = ""
    names: str = ""
    told: Told | None = None

    @property
    def has_moment(self) -> bool:
        return self.at != NO_MOMENT

    @property
    def key(self) -> Key:
        return Key(self.tier, self.at, self.kind, self.id)


@dataclass(frozen=True)
class Found:
    """A page of hits; the counts of each kind go up to MOST_COUNTED + 1."""

    hits: list[Hit]
    counts: dict[str, int] = field(default_factory=dict)
    older: Key | None = None
    related: list[Hit] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(min(n, MOST_COUNTED) for n in self.counts.values())

    @property
    def is_more(self) -> bool:
        return any(n > MOST_COUNTED for n in self.counts.values())


Part = tuple[str, list[Any]]


def search(
    reader: Person | None,
    query: Query,
    *,
    kind: str = "",
    order: str = BEST,
    after: Key | None = None,
    length: int = PAGE_LENGTH,
) -> Found:
    """A page of what the reader may see and all words of the query are in, the best or the newest first."""
    if not query.wanted:
        return Found([])
    seen = visible(reader, KINDS)
    rows, counts = ask(query, seen, kind, order, after, length + 1)
    rows.sort(key=place(order))
    page, more = rows[:length], len(rows) > length
    found = sum(counts.values()) if not kind else counts.get(kind, 0)
    related = []
    if after is None and found < FEW and len(query.han) >= RELATED_FROM:
        chosen = {name: part for name, part in seen.items() if kind in ("", name)}
        related = related_to(query, chosen, but={(hit.kind, hit.id) for hit in page})
    shown = with_words(reader, [*page, *related])
    return Found(
        [hit for hit in shown if hit.tier != RELATED],
        counts,
        page[-1].key if more else None,
        [hit for hit in shown if hit.tier == RELATED],
    )


def newest_of(reader: Person | None, query: Query, kind: str = "") -> list[Hit]:
    """The newest hits of each kind, up to MOST_COUNTED + 1: keys and moments alone."""
    if not query.wanted:
        return []
    seen = visible(reader, [kind] if kind else KINDS)
    return ask(query, seen, kind, NEWEST, None, MOST_COUNTED + 1)[0] if seen else []


def place(order: str) -> Any:
    """The sort key of a hit: its tier first, or only its moment."""
    return lambda hit: (hit.tier if order == BEST else 0, -hit.at.timestamp(), hit.kind, -hit.id)


def visible(reader: Person | None, kinds: Iterable[str]) -> dict[str, Part]:
    """Of each kind that this reader may see anything of, the condition on a row `f` of the index.

    A scalar subquery, looked up row by row where the row has been found: EXISTS or IN would have the database gather all
    that somebody may see.
    """
    parts: dict[str, Part] = {}
    for name in kinds:
        rows = KINDS[name].visible_to(reader).order_by().filter(pk=RawSQL("f.item_id", ())).values(yes=Value(True))
        try:
            sql, params = rows.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts[name] = (f"coalesce(({sql} LIMIT 1), false)", list(params))
    return parts


def like(text: str) -> str:
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def holds(column: str, term: Term) -> Part:
    """A column in search form holds a term."""
    if term.exact:
        return f"{column} ~ %s", [exact_pattern(term)]
    return f"{column} LIKE %s", [like(term.text)]


def joined(parts: Sequence[Part], by: str = " AND ") -> Part:
    return by.join(sql for sql, _params in parts), [value for _sql, params in parts for value in params]


def grammed(query: Query) -> Part:
    """The rows of the index that hold all grams of all that is wanted."""
    asked = " && ".join(["search_asks(%s)"] * len(query.wanted))
    return f"search_grams(f.plain) @@ ({asked})", [term.text for term in query.wanted]


def compared(query: Query) -> Part:
    """What the grams leave open: words longer than they are, words that stand alone, words that must not be there."""
    parts = [holds("w.plain", term) for term in query.wanted if len(term.text) > 2 or term.exact]
    parts += [(f"NOT ({sql})", params) for sql, params in (holds("w.plain", term) for term in query.unwanted)]
    if not parts:
        return "true", []
    sql, params = joined(parts)
    return f"(SELECT {sql} FROM search_findable w WHERE w.id = f.id)", params


def tier(query: Query) -> Part:
    numbers = [term.text for term in query.wanted]
    whole = "".join(numbers)
    in_title, params = joined([holds("f.plain_title", term) for term in query.wanted])
    return (
        f"CASE WHEN f.numbers && %s::varchar[] THEN {NUMBER} WHEN f.plain_title = %s THEN {WHOLE_TITLE}"
        f" WHEN {in_title} THEN {IN_TITLE} ELSE {IN_TEXT} END",
        [numbers, whole, *params],
    )


def ask(
    query: Query, seen: dict[str, Part], kind: str, order: str, after: Key | None, most: int
) -> tuple[list[Hit], dict[str, int]]:
    """The hits of a page, unsorted between kinds, and how many there are of each kind, up to MOST_COUNTED + 1.

    Words that stand in a great part of all texts are looked for among the newest, which are then also the best: the
    index would fetch all there are. What does not turn up there often enough is asked of the index all the same.
    """
    if not is_frequent(query):
        return answers(indexed(query, seen, order), narrowed(query, seen), kind, order, after, most)
    beside: list[Part] = [(is_longer(name), []) for name in seen]
    hits, counts = answers(newest(query, seen), seen, kind, NEWEST, after, most, beside)
    longer = {hit.kind for hit in hits if hit.id == LONGER}
    hits = [hit for hit in hits if hit.id != LONGER]
    left = {name: part for name, part in seen.items() if counts[name] <= MOST_COUNTED and name in longer}
    if left:
        more, counted = answers(indexed(query, left, NEWEST), narrowed(query, left), kind, NEWEST, after, most)
        hits, counts = [hit for hit in hits if hit.kind not in left] + more, counts | counted
    return hits, counts


def indexed(query: Query, seen: dict[str, Part], order: str) -> Part:
    """The rows with the grams of the query, by the index."""
    ranked, ranked_params = tier(query) if order == BEST else (f"{IN_TEXT}", [])
    match, match_params = grammed(query)
    kinds = ", ".join(f"'{name}'" for name in seen)
    return (
        f"SELECT f.id, f.kind, f.item_id, f.at, {ranked} AS tier FROM search_findable f"
        f" WHERE {match} AND f.kind IN ({kinds})",
        [*ranked_params, *match_params],
    )


def narrowed(query: Query, seen: dict[str, Part]) -> dict[str, Part]:
    """The readers' conditions, and what must be compared with the text itself: only until a page is full."""
    rest = compared(query)
    return {name: joined([part, rest]) for name, part in seen.items()}


LONGER = -1  # in place of a key: marks such a row
NEAR = 600  # rows of each kind that frequent words are looked for in first


def newest(query: Query, seen: dict[str, Part]) -> Part:
    """The rows with the words of the query among the newest of each kind."""
    rows = " UNION ALL ".join(
        f"(SELECT * FROM search_findable WHERE kind = '{name}' ORDER BY at DESC, item_id DESC LIMIT {NEAR})"
        for name in seen
    )
    parts = [holds("f.plain", term) for term in query.wanted]
    parts += [(f"NOT ({sql})", params) for sql, params in (holds("f.plain", term) for term in query.unwanted)]
    match, params = joined(parts)
    return f"SELECT f.id, f.kind, f.item_id, f.at, {IN_TEXT} AS tier FROM ({rows}) f WHERE {match}", params


def is_longer(kind: str) -> str:
    """A row for a kind that has more rows than are looked through first."""
    more = f"SELECT 1 FROM search_findable WHERE kind = '{kind}' OFFSET {NEAR} LIMIT 1"
    return f"SELECT '{kind}', {LONGER}::bigint, NULL::timestamptz, 0 WHERE EXISTS ({more})"


def answers(
    rows: Part,
    seen: dict[str, Part],
    kind: str,
    order: str,
    after: Key | None,
    most: int,
    beside: Sequence[Part] = (),
) -> tuple[list[Hit], dict[str, int]]:
    """Of these rows, what the reader may see: a page of each kind asked for and the counts of all, in one statement."""
    by = "f.tier, f.at DESC, f.item_id DESC" if order == BEST else "f.at DESC, f.item_id DESC"
    parts: list[Part] = []
    for name, (may, may_params) in seen.items():
        own = f"SELECT * FROM hits f WHERE f.kind = '{name}'"
        is_asked = kind in ("", name)
        if after is not None or not is_asked:
            counted = f"{own} AND {may} LIMIT {MOST_COUNTED + 1}"
            parts.append(
                (f"(SELECT '{name}', 0::bigint, NULL::timestamptz, count(*)::int FROM ({counted}) c)", may_params)
            )
        if is_asked:
            begins, begins_params = beginning(after, name, order)
            # The fence keeps the permission behind the sort: it is looked up only until the page is full
            ordered = f"SELECT f.* FROM ({own}{begins}) f ORDER BY {by} OFFSET 0"
            limit = most if after is not None else max(most, MOST_COUNTED + 1)
            parts.append(
                (
                    f"(SELECT f.kind, f.item_id, f.at, f.tier FROM ({ordered}) f WHERE {may} LIMIT {limit})",
                    [*begins_params, *may_params],
                )
            )
    union, params = joined([*parts, *beside], " UNION ALL ")
    with connection.cursor() as cursor:
        cursor.execute(f"WITH hits AS MATERIALIZED ({rows[0]}) {union}", [*rows[1], *params])
        found = cursor.fetchall()
    hits = [Hit(name, item_id, at, n) for name, item_id, at, n in found if item_id]
    counts = dict.fromkeys(seen, 0)
    if after is None:
        for hit in hits:
            counts[hit.kind] += hit.id != LONGER
    return hits, counts | {name: n for name, item_id, _at, n in found if not item_id}


# ---- Frequent words

FREQUENT = 0.25  # of all texts
KEEP_FOR = 600.0  # seconds


@dataclass(frozen=True)
class Statistics:
    """What the database knows of the index without looking: how many texts, and the grams in a great part of them."""

    size: float
    frequent: frozenset[str]


def statistics() -> Statistics:
    return statistics_of(int(monotonic() // KEEP_FOR))


@lru_cache(maxsize=1)
def statistics_of(_window: int) -> Statistics:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT gram FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS each(gram, share)"
            " WHERE schemaname = current_schema() AND tablename = 'findable_grams' AND gram <> '' AND share > %s",
            [FREQUENT],
        )
        grams = frozenset(gram for (gram,) in cursor.fetchall())
        cursor.execute("SELECT greatest(reltuples, 10000) FROM pg_class WHERE oid = 'search_findable'::regclass")
        (size,) = cursor.fetchone()
    return Statistics(size, grams)


def is_frequent(query: Query) -> bool:
    known = statistics().frequent
    return all(gram in known for term in query.wanted for gram in grams(term.text))


def beginning(after: Key | None, kind: str, order: str) -> Part:
    """The condition that a row comes after a key; kinds that share a moment stand in the order of their names."""
    if after is None:
        return "", []
    values: list[Any]
    if kind < after.kind:
        later, values = "f.at < %s", [after.at]
    elif kind > after.kind:
        later, values = "f.at <= %s", [after.at]
    else:
        later, values = "(f.at, f.item_id) < (%s, %s)", [after.at, after.id]
    if order == NEWEST:
        return f" AND {later}", values
    return f" AND (f.tier > %s OR (f.tier = %s AND {later}))", [after.tier, after.tier, *values]


# ---- Related results

TITLE_WEIGHT = 4.0
MOST_GRAMS = 24


def related_to(query: Query, seen: dict[str, Part], but: set[tuple[str, int]]) -> list[Hit]:
    """Those that share most of the query's pairs of characters, the rarer a pair the more it tells (an IDF sum).

    Pairs that are too common to look up by are counted only for what the others have found.
    """
    told = [term.text for term in related_terms(query)][:MOST_GRAMS]
    if not told or not seen:
        return []
    kinds = ", ".join(f"'{name}'" for name in seen)
    size = statistics().size
    with connection.cursor() as cursor:
        widest = int(min(max(size * 0.15, 500), 5000))
        branch = (
            f"(SELECT f.id, %s AS gram, f.plain_title LIKE %s AS titled FROM search_findable f"
            f" WHERE search_grams(f.plain) @@ search_asks(%s) AND f.kind IN ({kinds}) LIMIT {widest})"
        )
        branches, params = joined([(branch, [gram, like(gram), gram]) for gram in told], " UNION ALL ")
        may, may_params = joined([(f"WHEN '{name}' THEN {sql}", values) for name, (sql, values) in seen.items()], " ")
        unwanted, unwanted_params = joined(
            [(f" AND NOT ({sql})", values) for sql, values in (holds("f.plain", term) for term in query.unwanted)], ""
        )
        cursor.execute(
            f"""
            WITH found AS MATERIALIZED ({branches}),
            counted AS (SELECT gram, count(*) AS n FROM found GROUP BY gram),
            weights AS (SELECT gram, n, ln(1 + %s / n) AS weight FROM counted),
            rare AS (SELECT gram, weight FROM weights WHERE n < {widest} OR n = (SELECT min(n) FROM counted)),
            common AS (SELECT gram, weight FROM weights WHERE NOT (n < {widest} OR n = (SELECT min(n) FROM counted))),
            scored AS (
                SELECT id, sum(weight * CASE WHEN titled THEN {TITLE_WEIGHT} ELSE 1 END) AS score
                FROM found JOIN rare USING (gram) GROUP BY id ORDER BY score DESC, id DESC LIMIT 400
            ),
            best AS (
                SELECT f.kind, f.item_id, f.at, scored.score + coalesce((
                    SELECT sum(weight * CASE WHEN f.plain_title LIKE '%%' || gram || '%%' THEN {TITLE_WEIGHT}
                        WHEN f.plain LIKE '%%' || gram || '%%' THEN 1 ELSE 0 END) FROM common), 0) AS score
                FROM scored JOIN search_findable f USING (id) WHERE true{unwanted}
                ORDER BY score DESC, f.at DESC OFFSET 0
            )
            SELECT f.kind, f.item_id, f.at FROM best f WHERE CASE f.kind {may} ELSE false END
            LIMIT {MOST_RELATED + len(but)}
            """,
            [*params, size, *unwanted_params, *may_params],
        )
        rows = [Hit(name, item_id, at, RELATED) for name, item_id, at in cursor.fetchall()]
    return [hit for hit in rows if (hit.kind, hit.id) not in but][:MOST_RELATED]


# ---- What is shown of a hit


def with_words(reader: Person | None, hits: list[Hit]) -> list[Hit]:
    """The same hits with their words and what each app tells of its own: a statement a kind and one more."""
    wanted: dict[str, list[int]] = {}
    for hit in hits:
        wanted.setdefault(hit.kind, []).append(hit.id)
    if not wanted:
        return []
    told = {name: KINDS[name].tell(ids, reader) for name, ids in wanted.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, item_id, title, body, names FROM search_findable"
            " JOIN unnest(%s::text[], %s::bigint[]) AS each(kind, item_id) USING (kind, item_id)",
            [[hit.kind for hit in hits], [hit.id for hit in hits]],
        )
        words = {(kind, item_id): rest for kind, item_id, *rest in cursor.fetchall()}
    return [
        replace(hit, title=title, body=body, names=names, told=told[hit.kind][hit.id])
        for hit in hits
        for title, body, names in [words.get((hit.kind, hit.id), ("", "", ""))]
        if (hit.kind, hit.id) in words and hit.id in told[hit.kind]
    ]


def as_key(text: str | None) -> Key | None:
    """A key from an address; None for anything that cannot be one."""
    try:
        tier, at, kind, item_id = (text or "").split("_")
        moment = datetime.fromtimestamp(float(at), NO_MOMENT.tzinfo)
    except (ValueError, OverflowError, OSError):
        return None
    if kind not in KINDS or not item_id.isdecimal() or len(item_id) > 18 or tier not in set("0123"):
        return None
    return Key(int(tier), moment, kind, int(item_id))
