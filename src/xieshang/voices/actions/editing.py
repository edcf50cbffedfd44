"""The information office: choose, combine, edit, have it signed off three times, issue."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from xieshang.core import profile
from xieshang.core.calendar import local_day
from xieshang.core.counters import next_number
from xieshang.core.deeds import beside, deed, quietly
from xieshang.core.lifecycle import MoveNotOpenError
from xieshang.matters.actions import link
from xieshang.matters.models import LinkType
from xieshang.people.models import Person
from xieshang.voices.actions.report import check_bounds, keep_wording
from xieshang.voices.lifecycle import REPORT_LIFE
from xieshang.voices.models import Report, ReportState, WordingKind

MOST_COMBINED = 30


def must_be_listed(name: str, code: str, day: object = None) -> None:
    if code not in profile.current().lists[name]:
        raise MoveNotOpenError(_("Choose one from the list."))


def choose(report: Report, *, by: Person, at: datetime) -> Report:
    """Take it as an issue of its own (单篇采用)."""
    with deed("choose", on=report, by=by, at=at) as report:
        REPORT_LIFE.take("choose", report, by)
        report.chosen_by, report.stage_at = by, at
    return report


def combine(report: Report, *, by: Person, at: datetime, others: list[int], title: str = "") -> Report:
    """Make one issue of several reports (综合采用): each stays as it was handed in, each author is credited.

    others   further reports that were handed in; or one that several were combined to already, which then takes this
             one in as well
    Returns the whole, which is then edited.
    """
    with deed("combine", on=report, by=by, at=at) as report:
        REPORT_LIFE.take("combine", report, by)
        found = list(Report.objects.visible_to(by).filter(pk__in=others).exclude(pk=report.pk).order_by("pk"))
        wholes = [each for each in found if each.is_combined and each.state == ReportState.CHOSEN]
        parts = [each for each in found if each.state == ReportState.SUBMITTED]
        if len(found) != len(set(others)) or len(wholes) > 1 or len(wholes) + len(parts) != len(found) or not found:
            raise MoveNotOpenError(_("Choose other reports that were handed in, or one that is being put together."))
        if len(found) >= MOST_COMBINED:
            raise MoveNotOpenError(_("This is more than one issue can hold."))
        whole = wholes[0] if wholes else gather(report, by=by, at=at, title=title)
        report.combined_into, report.stage_at = whole, at
        for part in parts:
            with deed("combine", on=part, by=by, at=at) as locked:
                REPORT_LIFE.take("combine", locked, by)
                locked.combined_into, locked.stage_at = whole, at
            link(LinkType.MERGED_INTO, part, whole, at=at)
        link(LinkType.MERGED_INTO, report, whole, at=at)
    return whole


def gather(report: Report, *, by: Person, at: datetime, title: str) -> Report:
    """The whole begins as the first report reads."""
    whole = Report(
        matter=report.matter,
        author=by,
        state=ReportState.CHOSEN,
        is_combined=True,
        title=title or report.title,
        situation=report.situation,
        suggestions=report.suggestions,
        source=report.source,
        is_urgent=report.is_urgent,
        urgent_why=report.urgent_why,
        made_at=at,
        submitted_at=at,
        stage_at=at,
        chosen_by=by,
        rule_day=local_day(at),
        serial=f"S{local_day(at).year}-{next_number(f'report:{local_day(at).year}'):04d}",
    )
    check_bounds(whole)
    with quietly(), deed("gather", on=whole, by=by, at=at) as whole:
        keep_wording(whole, WordingKind.HANDED_IN, by=by, at=at)
    return whole


def return_report(report: Report, *, by: Person, at: datetime, why: str) -> Report:
    """Back to its author, with what to change."""
    with deed("return", on=report, by=by, at=at, why=why) as report:
        REPORT_LIFE.take("return", report, by)
        report.explanation, report.stage_at = why, at
    return report


def not_take(report: Report, *, by: Person, at: datetime, ground: str, why: str) -> Report:
    """Not taken (未采用), on one of the grounds; its author reads why."""
    with deed("not_take", on=report, by=by, at=at, why=why) as report:
        REPORT_LIFE.take("not_take", report, by)
        must_be_listed("report_not_taken", ground)
        report.ground, report.explanation = ground, why
    return report


def revise(
    report: Report,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    title: str | None = None,
    situation: str | None = None,
    suggestions: str | None = None,
) -> Report:
    """Edit it for issue (核稿); what was handed in and each edit stay to be compared."""
    given = {"title": title, "situation": situation, "suggestions": suggestions}
    with quietly(), deed("revise", on=report, by=by, at=at, seen=seen) as report:
        REPORT_LIFE.take("revise", report, by)
        changed = {name: value for name, value in given.items() if value is not None and value != getattr(report, name)}
        if not changed:
            raise MoveNotOpenError(_("Nothing was changed."))
        for name, value in changed.items():
            setattr(report, name, value)
        check_bounds(report)
        keep_wording(report, WordingKind.EDITED, by=by, at=at)
    return report


def hand_up(report: Report, *, by: Person, at: datetime) -> Report:
    with deed("hand_up", on=report, by=by, at=at) as report:
        REPORT_LIFE.take("hand_up", report, by)
        report.chosen_by, report.stage_at = by, at
        report.section_by = report.office_by = report.section_at = report.office_at = None
    return report


def pass_section(report: Report, *, by: Person, at: datetime) -> Report:
    with deed("pass_section", on=report, by=by, at=at) as report:
        REPORT_LIFE.take("pass_section", report, by)
        report.section_by, report.section_at, report.stage_at = by, at, at
    return report


def pass_office(report: Report, *, by: Person, at: datetime) -> Report:
    with deed("pass_office", on=report, by=by, at=at) as report:
        REPORT_LIFE.take("pass_office", report, by)
        report.office_by, report.office_at, report.stage_at = by, at, at
    return report


def sign_report(report: Report, *, by: Person, at: datetime) -> Report:
    """The secretary-general signs it for issue (签发)."""
    with deed("sign", on=report, by=by, at=at) as report:
        REPORT_LIFE.take("sign", report, by)
        report.signed_by, report.signed_at, report.stage_at = by, at, at
    return report


def send_back(report: Report, *, by: Person, at: datetime, why: str) -> Report:
    """Back to be edited, with what to change."""
    with deed("send_back", on=report, by=by, at=at, why=why) as report:
        REPORT_LIFE.take("send_back", report, by)
        report.stage_at = at
    return report


def issue(report: Report, *, by: Person, at: datetime, product: str) -> Report:
    """Print it with its number: of this product in this year, and in all."""
    with deed("issue", on=report, by=by, at=at) as report:
        REPORT_LIFE.take("issue", report, by)
        must_be_listed("report_product", product)
        year = local_day(at).year
        report.product, report.issue_year, report.issued_at = product, year, at
        report.issue_number = next_number(f"issue:{product}:{year}")
        report.issue_total = next_number(f"issue:{product}")
        beside(report, "issue", "", f"{year}-{report.issue_number}")
    return report
