"""The year's plan, month by month, and the list of consultations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from xieshang.consultations.models import Consultation, State, Topic, TopicState
from xieshang.consultations.models.topic import IN_THE_DRAFT, ON_THE_PLAN
from xieshang.consultations.queries.steps import TONES, TOPIC_TONES
from xieshang.core import profile
from xieshang.people.models import Person


@dataclass(frozen=True)
class Row:
    topic: Topic
    tone: str
    held: Consultation | None


@dataclass(frozen=True)
class Plan:
    """months: (month, rows) of the plan; draft: on the way into it; suggested: waiting; slipped: moved, with reasons."""

    year: int
    months: list[tuple[int, list[Row]]]
    draft: list[Row]
    suggested: list[Row]
    slipped: list[Row]


def plan_of(year: int, reader: Person | None) -> Plan:
    visible: Any = Topic.objects.visible_to(reader)
    topics = list(visible.filter(year=year).select_related("suggested_by").order_by("month", "pk")[:400])
    seen: Any = Consultation.objects.visible_to(reader)
    held = {row.topic_id: row for row in seen.filter(topic__in=[topic.pk for topic in topics])}
    rows = [Row(topic, TOPIC_TONES[TopicState(topic.state)], held.get(topic.pk)) for topic in topics]
    planned = [row for row in rows if row.topic.state in ON_THE_PLAN]
    months = sorted({row.topic.month or 0 for row in planned})
    return Plan(
        year=year,
        months=[(month, [row for row in planned if row.topic.month == month]) for month in months],
        draft=[row for row in rows if row.topic.state in IN_THE_DRAFT],
        suggested=[row for row in rows if row.topic.state == TopicState.SUGGESTED],
        slipped=[row for row in planned if row.topic.has_slipped],
    )


def years(reader: Person | None) -> list[int]:
    visible: Any = Topic.objects.visible_to(reader)
    return sorted(set(visible.values_list("year", flat=True).distinct()), reverse=True)


def consultations(reader: Person | None, *, platform: str = "", form: str = "", state: str = "") -> QuerySet[Any]:
    found: Any = Consultation.objects.visible_to(reader)
    forms = profile.current().lists["consultation_form"].values()
    if platform:
        found = found.filter(form__in=[entry.code for entry in forms if entry.more["platform"] == platform])
    if form:
        found = found.filter(form=form)
    if state in State.values:
        found = found.filter(state=state)
    rows: QuerySet[Any] = found.select_related("called_by").order_by("-id")
    return rows


__all__ = ["TONES", "Plan", "Row", "consultations", "plan_of", "years"]
