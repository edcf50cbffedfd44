"""What pages and the API read."""

from xieshang.matters.queries import SOURCES, STEPS
from xieshang.people.queries import PERSON_LINKS
from xieshang.voices.models import Message, Report
from xieshang.voices.queries.message import (
    TONES,
    author_steps,
    is_opened_today,
    message_steps,
    messages,
    page,
    said_by_others,
)
from xieshang.voices.queries.report import links_of, report_steps

__all__ = ["TONES", "author_steps", "is_opened_today", "messages", "page", "register", "said_by_others"]


def register() -> None:
    STEPS["message"] = message_steps
    STEPS["report"] = report_steps
    SOURCES["message"] = Message.objects.visible_to
    SOURCES["report"] = Report.objects.visible_to
    PERSON_LINKS.append(links_of)
