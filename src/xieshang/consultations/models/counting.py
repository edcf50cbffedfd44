"""Reading votes: of one voice's several on a statement the last counts."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import connection

from xieshang.consultations.models.consultation import Consultation
from xieshang.consultations.models.opinion import Statement, StatementState

LAST = """
SELECT DISTINCT ON (vote.voter_id, vote.statement_id) vote.voter_id, vote.statement_id, vote.side
FROM consultations_vote vote JOIN consultations_voter voter ON voter.id = vote.voter_id
WHERE voter.consultation_id = %s
ORDER BY vote.voter_id, vote.statement_id, vote.id DESC
"""
COUNTS = f"""
SELECT last.statement_id, last.side, count(*) FROM ({LAST}) last GROUP BY 1, 2
"""  # noqa: S608 (our own words)
BY_CHANNEL = """
SELECT voter.channel, count(DISTINCT voter.id), count(*)
FROM consultations_vote vote JOIN consultations_voter voter ON voter.id = vote.voter_id
WHERE voter.consultation_id = %s GROUP BY 1
"""


def rows_of(sql: str, item: Consultation) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [item.pk])
        return list(cursor.fetchall())


def voted_on(item: Consultation) -> list[Statement]:
    return list(item.statements.filter(state=StatementState.SHOWN).select_related("author").order_by("position"))


def fingerprint_of(shown: list[Statement]) -> str:
    return hashlib.sha256(",".join(str(one.pk) for one in shown).encode()).hexdigest()
