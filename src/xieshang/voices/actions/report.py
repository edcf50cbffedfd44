"""A report from its first word to being handed in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from xieshang.core import profile
from xieshang.core.calendar import local_day
from xieshang.core.counters import next_number
from xieshang.core.deeds import deed
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.models import Item
from xieshang.core.verdicts import No
from xieshang.matters.actions import link, open_matter
from xieshang.matters.models import LinkType, Matter
from xieshang.people.models import Person
from xieshang.people.rules import has_power
from xieshang.voices.lifecycle import REPORT_LIFE
from xieshang.voices.models import Report, Wording, WordingKind
from xieshang.voices.privacy import masked

SOURCES_BY_KIND = {"message": "message", "proposal": "proposal", "report": "own"}


@transaction.atomic
def draft_report(
    *,
    by: Person,
    at: datetime,
    title: str = "",
    situation: str = "",
    suggestions: str = "",
    source: str = "",
    place: str = "",
    heard_from: str = "",
    is_urgent: bool = False,
    urgent_why: str = "",
    sources: list[Item] | None = None,
) -> Report:
    """Begin a report; `sources` are what it grows from (messages, a proposal not filed, an earlier report)."""
    if isinstance(verdict := has_power(by, "report.write"), No):
        raise NotYoursError(str(verdict.reason))
    sources = sources or []
    if not source:
        source = SOURCES_BY_KIND.get(sources[0].item_kind(), "own") if sources else "own"
    first = getattr(sources[0], "matter_id", None) if sources else None
    matter = Matter.objects.get(pk=first) if first else open_matter(masked(title) or _("A new matter"), at=at)
    report = Report(
        matter=matter,
        author=by,
        title=title,
        situation=situation,
        suggestions=suggestions,
        source=source,
        place=place,
        heard_from=heard_from,
        is_urgent=is_urgent,
        urgent_why=urgent_why,
        made_at=at,
        rule_day=local_day(at),
    )
    check_bounds(report)
    with deed("draft", on=report, by=by, at=at) as report:
        for each in sources:
            link(LinkType.GAVE_RISE_TO, each, report, at=at)
    return report


def check_bounds(report: Report) -> None:
    """Bounds that hold even for drafts: nothing typed is cut off later, no code stands for nothing."""
    if report.source not in profile.current().lists["report_source"]:
        raise MoveNotOpenError(_("Choose one from the list."))
    most = report.norms.get("report.title_chars")
    if len(report.title) > most:
        raise MoveNotOpenError(
            _("The title has %(length)s characters; at most %(most)s are allowed.")
            % {"length": len(report.title), "most": most}
        )
    if len(report.situation) + len(report.suggestions) > 20 * report.norms.get("report.max_chars"):
        raise MoveNotOpenError(_("This is far longer than a report may be."))


def edit_report(
    report: Report,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    title: str | None = None,
    situation: str | None = None,
    suggestions: str | None = None,
    source: str | None = None,
    place: str | None = None,
    heard_from: str | None = None,
    is_urgent: bool | None = None,
    urgent_why: str | None = None,
) -> Report:
    """Change a draft or a returned report; what is not given stays. Raises StaleError when it changed since `seen`."""
    given = {
        "title": title,
        "situation": situation,
        "suggestions": suggestions,
        "source": source,
        "place": place,
        "heard_from": heard_from,
        "is_urgent": is_urgent,
        "urgent_why": urgent_why,
    }
    with deed("edit", on=report, by=by, at=at, seen=seen) as report:
        REPORT_LIFE.take("edit", report, by)
        was = masked(report.title)
        for name, value in given.items():
            if value is not None:
                setattr(report, name, value)
        check_bounds(report)
        if report.title and masked(report.title) != was:
            known = [was, _("A new matter"), ""]
            alone = Matter.objects.filter(pk=report.matter_id, messages=None, title__in=known)
            alone.update(title=masked(report.title))
    return report


def submit_report(report: Report, *, by: Person, at: datetime) -> Report:
    """Hand it in: it gets its running number, and the rules of this day hold for it from now on."""
    with deed("submit", on=report, by=by, at=at) as report:
        if report.submitted_at is None:
            report.rule_day = local_day(at)
        REPORT_LIFE.take("submit", report, by)
        if report.submitted_at is None:
            report.submitted_at = at
            year = local_day(at).year
            report.serial = f"S{year}-{next_number(f'report:{year}'):04d}"
        report.stage_at = at
        report.explanation = ""
        keep_wording(report, WordingKind.HANDED_IN, by=by, at=at)
    return report


def keep_wording(report: Report, kind: WordingKind, *, by: Person, at: datetime) -> None:
    Wording.objects.create(
        report=report,
        kind=kind,
        title=report.title,
        situation=report.situation,
        suggestions=report.suggestions,
        by=by,
        at=at,
    )


def withdraw_report(report: Report, *, by: Person, at: datetime, why: str = "") -> Report:
    with deed("withdraw", on=report, by=by, at=at, why=why) as report:
        REPORT_LIFE.take("withdraw", report, by)
    return report
