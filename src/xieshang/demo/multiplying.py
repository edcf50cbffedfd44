"""More of the made-up district: its proposals copied inside the database, up to a million, for measuring.

Every copy is a whole family (a proposal, those merged into it and those that share its matter) with all that belongs to
it: suggestions, signatures, units, replies and their points, contacts, judgements, promises, what waits on whom. A copy
has a title, a number and a serial of its own, and moments moved within their day, so that every deadline reckoned from
a day stays true. It gets one entry in the record, "copied"; nobody gets a notice.

Only finished families are copied: open work is bounded by the hands there are. An assembly that took in a thousand
times as many proposals would have them read and answered by a thousand times as many people, while each of them still
has the same few dozen on the desk; so the desks stay as the lived proposals left them, and what grows is what lies
behind. With `also_open` families are copied as they stand, for measuring the worst that could be.
"""

# ruff: noqa: S608 (statements are put together from the names of our own tables; values are handed in apart)
from __future__ import annotations

import string
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.urls import reverse
from django.utils import timezone

from xieshang.core import profile
from xieshang.core.deeds import open_the_door
from xieshang.core.models import RecordEntry, Wait
from xieshang.demo import texts
from xieshang.matters.models import Commitment, Link, Matter
from xieshang.people.models import Unit
from xieshang.proposals.lifecycle import LIFE
from xieshang.proposals.models import Contact, Feedback, Handling, Point, Proposal, Reply, Signing, Suggestion
from xieshang.search.index import without_grams

BATCH = 20_000
MOST = 1_000_000
MUCH = 20_000  # copies from which on the index is made anew rather than added to
Say = Callable[[str], None]


@dataclass(frozen=True)
class Kin:
    """A table that is copied with its proposals: `by` leads to the one above, from which the proposal is known."""

    model: type[models.Model]
    by: str
    above: type[models.Model]
    points_to: Mapping[str, type[models.Model]]

    @property
    def table(self) -> str:
        return self.model._meta.db_table


# In the order of their birth, so that each finds what it points to.
KIN = (
    Kin(Suggestion, "proposal_id", Proposal, {}),
    Kin(Signing, "proposal_id", Proposal, {}),
    Kin(Handling, "proposal_id", Proposal, {"in_place_of_id": Handling}),
    Kin(Reply, "handling_id", Handling, {}),
    Kin(Point, "reply_id", Reply, {"suggestion_id": Suggestion}),
    Kin(Contact, "handling_id", Handling, {}),
    Kin(Feedback, "handling_id", Handling, {}),
    Kin(Commitment, "source_id", Point, {"matter_id": Matter}),
)
TABLES: list[type[models.Model]] = [Matter, Proposal, *(kin.model for kin in KIN), Link, Wait]
# Where each kind's page is, "0" standing for its key; a signing and a contact stand on their proposal's page.
PAGES = {
    "proposal": "proposals:proposal",
    "handling": "proposals:handling",
    "feedback": "proposals:feedback",
    "commitment": "matters:commitment",
}


def is_the_demo() -> bool:
    """Whether this platform is the made-up district and nobody else's."""
    return set(Unit.objects.values_list("code", flat=True)) == {unit.code for unit in texts.district().units}


def multiply(size: int, *, also_open: bool = False, batch: int = BATCH, say: Say = print) -> int:
    """Copy until there are `size` proposals; how many there are then. Each batch is a transaction of its own, so a run
    that is cut off is gone on with by the next."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")  # the last batch of a crash is copied again
    is_much = size - Proposal.objects.count() > MUCH
    with without_grams(say) if is_much else nullcontext():
        found = copy_until(size, also_open, batch, say)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if not connection.in_atomic_block else "ANALYZE")
    return found


def copy_until(size: int, also_open: bool, batch: int, say: Say) -> int:
    try:
        families = gather(also_open)
        found, copied = Proposal.objects.count(), count_copies()
        per_block = sum(map(len, families))
        began, began_with = time.monotonic(), found
        while found < size and families:
            wanted = min(size - found, batch)
            blocks = wanted // per_block
            chosen = families if blocks else fitting(families, wanted)
            if not chosen:
                break
            owners = [owner for family in chosen for owner in family]
            copy(owners, max(blocks, 1), first=-(-copied // per_block))
            copied += len(owners) * max(blocks, 1)
            found += len(owners) * max(blocks, 1)
            pace = (found - began_with) / (time.monotonic() - began)
            say(f"  {found:,} of {size:,} proposals ({pace:,.0f} a second)")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")
    return found


def fitting(families: list[list[int]], wanted: int) -> list[list[int]]:
    """Families that together make up what is wanted, or as near below it as whole families come; the largest first."""
    chosen = []
    for family in sorted(families, key=len, reverse=True):
        if len(family) <= wanted:
            chosen.append(family)
            wanted -= len(family)
    return chosen


def count_copies() -> int:
    return RecordEntry.objects.filter(deed="proposal.copied").count()


# ---- The originals


def lived() -> models.QuerySet[Proposal]:
    """Those somebody drafted: what was copied has no draft in the record."""
    drafted = RecordEntry.objects.filter(deed="proposal.draft").values("item_id")
    return Proposal.objects.filter(pk__in=drafted)


def gather(also_open: bool) -> list[list[int]]:
    """Lay the originals out in temporary tables, each row with its rank; the families as ranks of their proposals."""
    families = families_of(also_open)
    order = [pk for family in families for pk in family]
    with connection.cursor() as cursor:
        lay_out(
            cursor,
            Proposal,
            "SELECT t.*, keys.owner, keys.owner AS rank, CASE WHEN t.number IS NOT NULL THEN 'proposal:' || coalesce("
            " s.term || '-' || s.number, to_char(t.filed_at AT TIME ZONE %(zone)s, 'YYYY')) END AS number_key,"
            " CASE WHEN t.serial <> '' THEN 'serial:' || to_char(t.submitted_at AT TIME ZONE %(zone)s, 'YYYY') END"
            "  AS serial_key, coalesce(s.term, 0) AS term_, coalesce(s.number, 0) AS session_"
            " FROM proposals_proposal t JOIN unnest(%(order)s::bigint[]) WITH ORDINALITY AS keys(id, owner) USING (id)"
            " LEFT JOIN people_session s ON s.id = t.session_id",
            {"order": order, "zone": settings.TIME_ZONE},
        )
        lay_out(
            cursor,
            Matter,
            "SELECT t.*, p.owner, row_number() OVER (ORDER BY p.owner) AS rank FROM matters_matter t"
            " JOIN (SELECT matter_id, min(owner) AS owner FROM original_proposals_proposal GROUP BY 1) p"
            " ON p.matter_id = t.id",
        )
        for kin in KIN:
            only = "AND t.source_kind = 'point'" if kin.model is Commitment else ""
            lay_out(
                cursor,
                kin.model,
                f"SELECT t.*, above.owner, row_number() OVER (ORDER BY above.owner, t.id) AS rank FROM {kin.table} t"
                f" JOIN {original(kin.above)} above ON above.id = t.{kin.by} {only}",
            )
        lay_out(
            cursor,
            Link,
            "SELECT t.*, greatest(a.owner, b.owner) AS owner, row_number() OVER (ORDER BY a.owner, t.id) AS rank,"
            " a.rank AS from_rank, b.rank AS to_rank FROM matters_link t"
            " JOIN original_proposals_proposal a ON t.from_kind = 'proposal' AND a.id = t.from_id"
            " JOIN original_proposals_proposal b ON t.to_kind = 'proposal' AND b.id = t.to_id",
        )
        kinds = " UNION ALL ".join(
            f"SELECT '{model._meta.model_name}' AS kind, id AS item_id, rank AS item_rank, owner FROM {original(model)}"
            for model in TABLES
            if model not in (Matter, Link, Wait)
        )
        lay_out(
            cursor,
            Wait,
            "SELECT t.*, items.owner, items.item_rank, row_number() OVER (ORDER BY items.owner, t.id) AS rank"
            f" FROM core_wait t JOIN ({kinds}) items USING (kind, item_id)",
        )
    ranks = {pk: rank for rank, pk in enumerate(order, 1)}
    return [[ranks[pk] for pk in family] for family in families]


def families_of(also_open: bool) -> list[list[int]]:
    """The lived proposals, those together that were merged or share a matter; without whatever still waits."""
    rows = list(lived().order_by("pk").values_list("pk", "matter_id", "merged_into_id", "state"))
    leader: dict[object, object] = {}

    def head(key: object) -> object:
        while leader.setdefault(key, key) != key:
            key = leader[key]
        return key

    for pk, matter, merged, _state in rows:
        leader[head(pk)] = head(("matter", matter))
        if merged:
            leader[head(pk)] = head(merged)
    families: dict[object, list[int]] = defaultdict(list)
    for pk, *_rest in rows:
        families[head(pk)].append(pk)
    if also_open:
        return list(families.values())
    open_ones = {pk for pk, _matter, _merged, state in rows if state not in LIFE.ends} | proposals_that_wait()
    return [family for family in families.values() if not open_ones.intersection(family)]


def proposals_that_wait() -> set[int]:
    """Proposals that somebody has yet to do something about, be it a promise they led to."""
    waiting = {
        kind: set(Wait.objects.filter(kind=kind).values_list("item_id", flat=True))
        for kind in ("proposal", "signing", "handling", "contact", "feedback", "commitment")
    }
    promised = Commitment.objects.filter(pk__in=waiting["commitment"], source_kind="point").values("source_id")
    found = set(waiting["proposal"])
    for ways in (
        Signing.objects.filter(pk__in=waiting["signing"]).values_list("proposal_id", flat=True),
        Handling.objects.filter(pk__in=waiting["handling"]).values_list("proposal_id", flat=True),
        Contact.objects.filter(pk__in=waiting["contact"]).values_list("handling__proposal_id", flat=True),
        Feedback.objects.filter(pk__in=waiting["feedback"]).values_list("handling__proposal_id", flat=True),
        Point.objects.filter(pk__in=promised).values_list("reply__handling__proposal_id", flat=True),
    ):
        found |= set(ways)
    return found


def original(model: type[models.Model]) -> str:
    return f"original_{model._meta.db_table}"


def lay_out(cursor: CursorWrapper, model: type[models.Model], query: str, values: dict[str, Any] | None = None) -> None:
    """The originals of a table, ranked, with the ranks of what they point to."""
    table = original(model)
    joins, ranks = "", ""
    for column, target in pointers(model).items():
        joins += (
            f" LEFT JOIN {'rows' if target is model else original(target)} {column}_ ON {column}_.id = rows.{column}"
        )
        ranks += f", {column}_.rank AS {column}_rank"
    cursor.execute(f"DROP TABLE IF EXISTS {table}")
    cursor.execute(f"CREATE TEMP TABLE {table} AS WITH rows AS ({query}) SELECT rows.*{ranks} FROM rows{joins}", values)
    cursor.execute(f"ANALYZE {table}")


def pointers(model: type[models.Model]) -> dict[str, type[models.Model]]:
    """The columns that point to something copied too."""
    if model is Proposal:
        return {"merged_into_id": Proposal}
    if model is Link:
        return {"from_matter_id": Matter, "to_matter_id": Matter}
    for kin in KIN:
        if kin.model is model:
            return {kin.by: kin.above, **kin.points_to}
    return {}


# ---- The copies


@transaction.atomic
def copy(owners: list[int], blocks: int, first: int) -> None:
    """So many copies of these originals, in one transaction; `first` is how often they were copied before."""
    open_the_door("copied")
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(model._meta.db_table for model in TABLES)} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SELECT 1 FROM core_counter WHERE key ~ '^(proposal|serial):' ORDER BY key FOR UPDATE")
        starts = {model: reserve(cursor, model, blocks) for model in TABLES}
        values: dict[str, Any] = {
            "owners": owners,
            "blocks": blocks,
            "first": first,
            "zone": settings.TIME_ZONE,
            "places": places(),
            "codes": [code for codes in place_codes() for code in codes],
        }
        for model in TABLES:
            cursor.execute(insertion(model, starts), values)
        for statement in [*words(starts), mentions(starts)]:
            cursor.execute(statement, values)
        cursor.execute(
            """
            INSERT INTO core_counter (key, last) SELECT key, count(*) * %(blocks)s FROM (
                SELECT number_key AS key FROM original_proposals_proposal WHERE owner = ANY(%(owners)s)
                UNION ALL SELECT serial_key FROM original_proposals_proposal WHERE owner = ANY(%(owners)s)
            ) keys WHERE key IS NOT NULL GROUP BY key
            ON CONFLICT (key) DO UPDATE SET last = core_counter.last + excluded.last
            """,
            values,
        )
        cursor.execute(
            """
            INSERT INTO core_recordentry (at, deed, kind, item_id, matter_id, from_state, to_state, changes, why)
            SELECT %(now)s, 'proposal.copied', 'proposal', id, matter_id, '', state, '{}', ''
            FROM proposals_proposal WHERE id > %(start)s ORDER BY id
            """,
            {"now": timezone.now(), "start": starts[Proposal][0]},
        )


def reserve(cursor: CursorWrapper, model: type[models.Model], blocks: int) -> tuple[int, int]:
    """Keys for the copies of a table: the last one before them, and how many a block takes."""
    cursor.execute(f"SELECT coalesce(max(rank), 0) FROM {original(model)}")
    (length,) = cursor.fetchone()
    table = model._meta.db_table
    cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
    (last,) = cursor.fetchone()
    cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest(%s, 1))", [table, last + blocks * length])
    return last, length


# What differs from the original, where it is neither a key nor a moment; `o` is the original, `new` the copied proposal
TITLE = "left(o.title, 260) || place.suffix"
NUMBER = "n.last + row_number() OVER (PARTITION BY o.number_key ORDER BY block, o.filed_at, o.rank)"
SERIAL = "c.last + row_number() OVER (PARTITION BY o.serial_key ORDER BY block, o.submitted_at, o.rank)"


def insertion(model: type[models.Model], starts: Mapping[type[models.Model], tuple[int, int]]) -> str:
    """The statement that copies a table: its columns as they are but for keys, moments and what is the copy's own."""

    def key(target: type[models.Model], rank: str) -> str:
        start, length = starts[target]
        return f"{start} + block * {length} + {rank}"

    own = {"id": key(model, "o.rank")}
    own |= {column: key(target, f"o.{column}_rank") for column, target in pointers(model).items()}
    joins = ""
    if model is Matter:
        own["title"] = TITLE
    elif model is Proposal:
        own |= {"title": TITLE, "matter_id": key(Matter, "m.rank"), **numbers()}
        joins = (
            " JOIN original_matters_matter m ON m.id = o.matter_id"
            " LEFT JOIN core_counter n ON n.key = o.number_key LEFT JOIN core_counter c ON c.key = o.serial_key"
        )
    elif model is Link:
        own |= {"from_id": key(Proposal, "o.from_rank"), "to_id": key(Proposal, "o.to_rank")}
    elif model is Wait:
        keys = {kin._meta.model_name: key(kin, "o.item_rank") for kin in starts if kin not in (Matter, Link, Wait)}
        item = "CASE o.kind " + " ".join(f"WHEN '{kind}' THEN {each}" for kind, each in keys.items()) + " END"
        pages = " ".join(
            f"WHEN '{kind}' THEN replace('{reverse(name, args=[0])}', '/0/', '/' || ({keys[kind]}) || '/')"
            for kind, name in PAGES.items()
        )
        page = f"replace('{reverse(PAGES['proposal'], args=[0])}', '/0/', '/' || new.id || '/')"
        own |= {
            "item_id": item,
            "title": "CASE o.kind WHEN 'commitment' THEN o.title ELSE new.title END",
            "number": "CASE WHEN o.kind IN ('commitment', 'signing') THEN '' ELSE new.number_shown END",
            "url": f"CASE o.kind {pages} ELSE {page} END",
        }
        joins = f" JOIN proposals_proposal new ON new.id = {key(Proposal, 'o.owner')}"
    columns = {
        column: own.get(column) or (moved(column) if isinstance(field, models.DateTimeField) else f"o.{column}")
        for field in model._meta.concrete_fields
        if (column := field.column or "") and not getattr(field, "generated", False)
    }
    listed = ", ".join(f'"{column}"' for column in columns)
    return (
        f"INSERT INTO {model._meta.db_table} ({listed}) SELECT {', '.join(columns.values())}"
        f" FROM {original(model)} o CROSS JOIN generate_series(0, %(blocks)s - 1) AS block"
        " CROSS JOIN LATERAL (SELECT '（' || (%(places)s::text[])"
        "  [1 + (%(first)s + block + o.owner) %% cardinality(%(places)s::text[])]"
        "  || '第' || (%(first)s + block) / cardinality(%(places)s::text[]) + 1 || '网格）' AS suffix) AS place"
        f"{joins} WHERE o.owner = ANY(%(owners)s) ORDER BY block, o.rank"
    )


def words(starts: Mapping[type[models.Model], tuple[int, int]]) -> list[str]:
    """The statements that make the copies findable: the words of the originals, with the copies' titles and numbers."""

    def statement(model: type[models.Model], kind: str, joins: str, at: str, title: str, numbers: str) -> str:
        start, length = starts[model]
        names = "string_to_array(f.names, chr(10))"
        if numbers:
            old, new = "ARRAY[o.number_shown, o.serial]::text[]", "ARRAY[p.number_shown, p.serial]::text[]"
            names = f"(SELECT array_agg(name) FROM unnest({names}) name WHERE name <> ALL ({old})) || array_remove({new}, '')"
        return (
            "INSERT INTO search_findable (kind, item_id, at, title, body, names, numbers)"
            f" SELECT f.kind, copy.id, {at}, {title}, f.body, array_to_string({names}, chr(10)), {numbers or 'f.numbers'}"
            f" FROM {original(model)} o CROSS JOIN generate_series(0, %(blocks)s - 1) AS block"
            f" JOIN {model._meta.db_table} copy ON copy.id = {start} + block * {length} + o.rank"
            f" JOIN search_findable f ON f.kind = '{kind}' AND f.item_id = o.id{joins} WHERE o.owner = ANY(%(owners)s)"
        )

    numbers = "array_remove(ARRAY[lower(p.number_shown), lower(p.serial)], '')"
    handling = " JOIN proposals_handling h ON h.id = copy.handling_id JOIN proposals_proposal p ON p.id = h.proposal_id"
    return [
        statement(
            Proposal,
            "proposal",
            " JOIN proposals_proposal p ON p.id = copy.id",
            "coalesce(p.submitted_at, p.made_at)",
            "p.title",
            numbers,
        ),
        statement(Reply, "reply", handling, "coalesce(copy.signed_at, h.received_at, p.made_at)", "p.title", ""),
        statement(Commitment, "commitment", "", "copy.made_at", "f.title", ""),
    ]


def mentions(starts: Mapping[type[models.Model], tuple[int, int]]) -> str:
    """The statement that puts the copies on the map: where the originals are, and where each copy is said to be."""
    start, length = starts[Proposal]
    n = "((%(first)s + block + o.owner) %% cardinality(%(places)s::text[]))"
    return (
        "INSERT INTO places_mention (place_id, kind, item_id, at)"
        " SELECT named.id, 'proposal', p.id, coalesce(p.submitted_at, p.made_at)"
        f" FROM {original(Proposal)} o CROSS JOIN generate_series(0, %(blocks)s - 1) AS block"
        f" JOIN proposals_proposal p ON p.id = {start} + block * {length} + o.rank CROSS JOIN LATERAL ("
        "  SELECT place_id AS id FROM places_mention m WHERE m.kind = 'proposal' AND m.item_id = o.id"
        "  UNION SELECT id FROM places_place"
        f"  WHERE code IN ((%(codes)s::text[])[1 + 2 * {n}], (%(codes)s::text[])[2 + 2 * {n}])"
        " ) named WHERE o.owner = ANY(%(owners)s)"
    )


def moved(column: str) -> str:
    """A moment up to two hours earlier, but on the same day."""
    seconds = "((%(first)s + block) * 137 + o.owner * 11) %% 7200"
    return f"greatest(o.{column} - ({seconds}) * interval '1 second', date_trunc('day', o.{column}, %(zone)s))"


def numbers() -> dict[str, str]:
    """Number and serial as actions.review.give_number and actions.draft.submit give them."""
    shown = written(
        profile.current().number_format,
        {"term": "o.term_", "session": "o.session_", "number": f"({NUMBER})", "year": year("o.filed_at")},
    )
    serial = written("L{year}-{number:04d}", {"number": f"({SERIAL})", "year": year("o.submitted_at")})
    return {
        "number": f"CASE WHEN o.number IS NOT NULL THEN {NUMBER} END",
        "number_shown": f"CASE WHEN o.number IS NOT NULL THEN {shown} ELSE '' END",
        "serial": f"CASE WHEN o.serial <> '' THEN {serial} ELSE '' END",
    }


def year(moment: str) -> str:
    return f"to_char({moment} AT TIME ZONE %(zone)s, 'YYYY')"


def written(form: str, values: Mapping[str, str]) -> str:
    """A format such as {term}-{number:03d} as an expression of SQL."""
    parts = []
    for literal, name, width, _conversion in string.Formatter().parse(form):
        parts.append("'" + literal.replace("'", "''").replace("%", "%%") + "'")
        if name and (digits := (width or "").removesuffix("d")):
            value = f"({values[name]})::text"
            parts.append(f"lpad({value}, greatest({int(digits)}, length({value})), '0')")
        elif name:
            parts.append(f"({values[name]})::text")
    return "concat(" + ", ".join(parts) + ")"


def places() -> list[str]:
    """Where a copy is said to be: each has its community and its grid of households there."""
    return [f"{street.zh}{community.zh}" for street in texts.district().streets for community in street.communities]


def place_codes() -> list[tuple[str, str]]:
    """The street and the community of each of `places`, as the gazetteer knows them."""
    return [(street.code, community.code) for street in texts.district().streets for community in street.communities]
