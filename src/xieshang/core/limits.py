"""How often somebody has done something within a time: counted in the database, so that two at once count as two.

What is counted is named by a key of which only a keyed hash is stored: no address and no telephone number lies here.
A tally is no part of the record and is swept away when its time is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, models
from django.utils.crypto import salted_hmac


class Tally(models.Model):
    """How often, until when."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.DateTimeField()

    class Meta:
        app_label = "core"
        indexes = [models.Index(fields=["until"], name="tally_by_end")]

    def __str__(self) -> str:
        return f"{self.count} until {self.until}"


@dataclass(frozen=True)
class Counted:
    """The count with this one, and when the counting begins anew."""

    count: int
    until: datetime


def hidden(key: str) -> str:
    return salted_hmac("xieshang.limits", key, algorithm="sha256").hexdigest()


def count(key: str, *, within: timedelta, at: datetime) -> Counted:
    """Count one more. The first opens a time of this length, at whose end counting begins anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_tally AS tally (key, count, until) VALUES (%s, 1, %s)"
            " ON CONFLICT (key) DO UPDATE SET"
            " count = CASE WHEN tally.until <= %s THEN 1 ELSE tally.count + 1 END,"
            " until = CASE WHEN tally.until <= %s THEN EXCLUDED.until ELSE tally.until END"
            " RETURNING count, until",
            [hidden(key), at + within, at, at],
        )
        n, until = cursor.fetchone()
    return Counted(int(n), until)


def counted(key: str, *, at: datetime) -> Counted:
    """How often by now, without counting."""
    row = Tally.objects.filter(key=hidden(key), until__gt=at).first()
    return Counted(row.count, row.until) if row else Counted(0, at)


def sweep(*, at: datetime) -> int:
    """The clock: tallies whose time is over."""
    return Tally.objects.filter(until__lte=at).delete()[0]
