"""What the shell reads: what waits on whom."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Min, QuerySet

from xieshang.core.models import Wait
from xieshang.core.turns import TURN_LABELS
from xieshang.people.models import Person


def waits_on(person: Person) -> QuerySet[Wait]:
    """What waits on somebody, late first, what has no deadline last."""
    return Wait.objects.filter(holder__in=person.holder_keys).order_by(F("due").asc(nulls_last=True), "id")


def waits_by_turn(person: Person) -> list[dict[str, Any]]:
    """How much of each kind waits, at most a thousand looked at, so that it costs the same at any size."""
    newest = waits_on(person).values("pk")[:1000]
    rows = Wait.objects.filter(pk__in=newest).values("turn").annotate(n=Count("pk"), due=Min("due")).order_by("due")
    return [{"label": str(TURN_LABELS.get(row["turn"], row["turn"])), "value": row["n"]} for row in rows]
