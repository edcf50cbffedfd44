"""What residents' messages and reports teach: their topic, and the unit they are passed on to; and which are compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from xieshang.core import profile
from xieshang.engines.text import Writing
from xieshang.learning.tasks import COMPARED, DECIDED, TASKS, Case, Compared, Task
from xieshang.people.models import Unit
from xieshang.voices.models import Message, Referral, Report, State

TOPIC, UNIT = "message.topic", "report.unit"
OTHER = "other"  # the topic nobody has chosen
DECIDED_ON = (State.ANSWERED, State.DECLINED)
GONE = (State.WITHDRAWN, State.FORGOTTEN)
LEAST_ALIKE = 0.2


def message_rows() -> Any:
    """Only what is shown of a message: what is personal in it is covered already."""
    return Message.objects.order_by("pk").only("pk", "title_shown", "text_shown", "topic", "place", "state")


def topic_cases() -> Iterable[Case]:
    """Messages somebody has answered, or told why not: their topic is right by then."""
    found = message_rows().filter(state__in=DECIDED_ON).exclude(topic=OTHER)
    for row in found.iterator(chunk_size=2000):
        yield Case(row.pk, Writing(row.title_shown, row.text_shown), row.topic)


def message_writing(pk: int) -> Writing | None:
    row = message_rows().exclude(state__in=GONE).filter(pk=pk).first()
    return Writing(row.title_shown, row.text_shown) if row else None


def topic_names() -> dict[str, list[str]]:
    return {each.code: [each.words.zh] for each in profile.current().entries("message_topic") if each.code != OTHER}


def topics_shown(codes: Iterable[str]) -> dict[str, str]:
    known = profile.current().lists["message_topic"]
    return {code: str(known[code]) for code in codes if code in known}


def report_writing_of(row: Report) -> Writing:
    return Writing(row.title, "\n".join(filter(None, [row.situation, row.suggestions])))


def report_writing(pk: int) -> Writing | None:
    row = Report.objects.defer("words").filter(pk=pk).first()
    return report_writing_of(row) if row else None


def unit_cases() -> Iterable[Case]:
    """The first unit a report was passed on to that did not hand it back."""
    given = Referral.objects.exclude(state__in=["handed_back", "settled"]).order_by("-pk")
    units = dict(given.values_list("report_id", "unit__code"))
    for row in Report.objects.defer("words").filter(pk__in=units).order_by("pk"):
        yield Case(row.pk, report_writing_of(row), units[row.pk])


def unit_names() -> dict[str, list[str]]:
    return {unit.code: [unit.name] for unit in Unit.objects.filter(is_open=True)}


def units_shown(codes: Iterable[str]) -> dict[str, str]:
    return {unit.code: str(unit) for unit in Unit.objects.filter(code__in=list(codes), is_open=True)}


def writings(ids: Iterable[int] | None) -> Iterable[tuple[int, Writing, str]]:
    found = message_rows().exclude(state__in=GONE)
    for row in found.iterator(chunk_size=2000) if ids is None else found.filter(pk__in=list(ids)):
        yield row.pk, Writing(row.title_shown, row.text_shown), row.place


def answered(message: Message, changed: set[str]) -> tuple[str, int, str] | None:
    if "answered_at" in changed and message.state in DECIDED_ON and message.topic != OTHER:
        return TOPIC, message.pk, message.topic
    return None


def passed_on(referral: Referral, changed: set[str]) -> tuple[str, int, str] | None:
    return (UNIT, referral.report_id, referral.unit.code) if referral.version == 1 and not changed else None


def register() -> None:
    TASKS[TOPIC] = Task("message", _("Topic of a message"), topic_cases, topic_names, topics_shown, message_writing)
    DECIDED["message"].append(answered)
    COMPARED["message"] = Compared(writings, ("message.answer",), LEAST_ALIKE)
    if profile.current().roles_with("report.write"):  # an assembly may do without reports
        TASKS[UNIT] = Task(
            "report", _("Unit a report is passed on to"), unit_cases, unit_names, units_shown, report_writing
        )
        DECIDED["referral"].append(passed_on)
