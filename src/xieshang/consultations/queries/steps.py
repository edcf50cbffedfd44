"""How a topic and a consultation read as steps of their matter."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from xieshang.consultations.models import Consultation, State, Topic, TopicState
from xieshang.matters.queries import SOURCES, STEPS, Step
from xieshang.people.models import Person

TOPIC_TONES = {
    TopicState.SUGGESTED: "waiting",
    TopicState.LISTED: "moving",
    TopicState.AGREED: "moving",
    TopicState.PASSED: "moving",
    TopicState.APPROVED: "good",
    TopicState.CALLED: "good",
    TopicState.DROPPED: "ended",
}
TONES = {
    State.PREPARING: "neutral",
    State.ANNOUNCED: "waiting",
    State.LIVE: "moving",
    State.SETTLING: "moving",
    State.FOLLOWED: "moving",
    State.REVIEWED: "moving",
    State.CLOSED: "good",
    State.CALLED_OFF: "ended",
}


def topic_steps(matter_ids: list[int], reader: Person | None) -> list[Step]:
    visible: Any = Topic.objects.visible_to(reader)
    return [
        Step(
            kind="topic",
            id=row.pk,
            matter_id=row.matter_id,
            at=row.made_at,
            kind_label=_("Topic for consultation"),
            title=row.title,
            text=row.reason,
            url=row.get_absolute_url(),
            tone=TOPIC_TONES[TopicState(row.state)],
            state=row.get_state_display(),
        )
        for row in visible.filter(matter_id__in=matter_ids)
    ]


def consultation_steps(matter_ids: list[int], reader: Person | None) -> list[Step]:
    visible: Any = Consultation.objects.visible_to(reader)
    return [
        Step(
            kind="consultation",
            id=row.pk,
            matter_id=row.matter_id,
            at=row.called_at,
            kind_label=row.form_shown,
            title=row.title,
            text=row.purpose,
            url=row.get_absolute_url(),
            tone=TONES[State(row.state)],
            state=row.get_state_display(),
        )
        for row in visible.filter(matter_id__in=matter_ids)
    ]


def register() -> None:
    STEPS["topic"] = topic_steps
    STEPS["consultation"] = consultation_steps
    SOURCES["consultation"] = Consultation.objects.visible_to
