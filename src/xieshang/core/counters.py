"""Numbers without gaps: a locked row each, so that two who file at once never get the same or skip one."""

from django.db import models


class Counter(models.Model):
    """The last number given for a key such as "proposal:12-2"."""

    key = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"


def next_number(key: str) -> int:
    """The next number of a key. Call it inside the deed's transaction, after the item is locked."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_counter (key, last) VALUES (%s, 1)"
            " ON CONFLICT (key) DO UPDATE SET last = core_counter.last + 1 RETURNING last",
            [key],
        )
        (number,) = cursor.fetchone()
    return int(number)
