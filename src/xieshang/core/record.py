"""Reading and verifying the record."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

# The hash of an entry is computed by the database in one place: the function record_hash of migration 0002.
FIRST_BROKEN = """
SELECT chain.id, chain.entry_id, chain.what FROM (
    SELECT link.id, link.entry_id,
        CASE
            WHEN link.previous IS DISTINCT FROM coalesce(lag(link.hash) OVER (ORDER BY link.id), repeat('0', 64))
                THEN 'previous'
            WHEN entry.id IS NULL THEN 'missing'
            WHEN link.hash IS DISTINCT FROM record_hash(link.previous, entry) THEN 'changed'
        END AS what
    FROM core_recordlink link LEFT JOIN core_recordentry entry ON entry.id = link.entry_id
) chain
WHERE chain.what IS NOT NULL ORDER BY chain.id LIMIT 1
"""
UNLINKED = """
SELECT entry.id FROM core_recordentry entry
LEFT JOIN core_recordlink link ON link.entry_id = entry.id WHERE link.id IS NULL ORDER BY entry.id LIMIT 1
"""


@dataclass(frozen=True)
class Break:
    """Where the chain breaks: `what` is changed, previous (a link was cut out), missing or unlinked."""

    link_id: int | None
    entry_id: int
    what: str


@dataclass(frozen=True)
class Verified:
    entries: int
    head: str
    first_break: Break | None


def verify() -> Verified:
    """Walk the whole chain; the first broken link, if any, and the head to compare with a kept copy."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST_BROKEN)
        row = cursor.fetchone()
        found = Break(*row) if row else None
        if found is None:
            cursor.execute(UNLINKED)
            row = cursor.fetchone()
            found = Break(None, row[0], "unlinked") if row else None
        cursor.execute("SELECT count(*) FROM core_recordlink")
        (entries,) = cursor.fetchone()
        cursor.execute("SELECT hash FROM core_recordlink ORDER BY id DESC LIMIT 1")
        head = cursor.fetchone()
    return Verified(entries, head[0] if head else "0" * 64, found)
