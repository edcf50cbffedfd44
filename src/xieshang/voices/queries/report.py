"""What pages and the API read about reports on what residents say."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from xieshang.core import profile
from xieshang.core.calendar import local_day
from xieshang.core.models import RecordEntry
from xieshang.matters.models import Link, LinkType
from xieshang.matters.queries import Step, sources
from xieshang.people.models import Person
from xieshang.people.queries import PersonLink
from xieshang.voices.credit import Counted, Event, counted
from xieshang.voices.models import (
    Instruction,
    Referral,
    ReferralState,
    Report,
    ReportState,
    Use,
    Wording,
    contributors,
    works_on_reports,
)
from xieshang.voices.models.report import OUT, PARTS, parts_of

TONES = {
    ReportState.DRAFT: "neutral",
    ReportState.SUBMITTED: "waiting",
    ReportState.RETURNED: "waiting",
    ReportState.WITHDRAWN: "ended",
    ReportState.NOT_TAKEN: "ended",
    ReportState.COMBINED: "moving",
    ReportState.CHOSEN: "moving",
    ReportState.AT_SECTION: "moving",
    ReportState.AT_OFFICE: "moving",
    ReportState.AT_SECRETARY: "moving",
    ReportState.SIGNED: "moving",
    ReportState.ISSUED: "good",
    ReportState.ARCHIVED: "ended",
}
REFERRAL_TONES = {
    ReferralState.SENT: "waiting",
    ReferralState.RECEIVED: "moving",
    ReferralState.HANDED_BACK: "late",
    ReferralState.SETTLED: "ended",
    ReferralState.ANSWERED: "good",
}


def is_contributor(report: Report, person: Person | None) -> bool:
    return person is not None and any(each.pk == person.pk for each in [report.author, *contributors(report)])


def whole(found: QuerySet[Any], reader: Person | None) -> QuerySet[Any]:
    """A report with all its page shows, in a bounded number of statements."""
    return found.select_related(
        "author", "matter", "combined_into", "section_by", "office_by", "signed_by"
    ).prefetch_related(PARTS, referrals_seen(reader), "reports_back", "sendings", "uses", "instructions")


def reports(
    reader: Person | None, *, q: str = "", state: str = "", source: str = "", mine: bool = False, in_full: bool = False
) -> QuerySet[Any]:
    """Newest first; without their texts unless asked for in full."""
    found: Any = Report.objects.visible_to(reader)
    if state:
        found = found.filter(state=state)
    if source:
        found = found.filter(source=source)
    if mine and reader is not None:
        found = found.filter(author=reader)
    if q.strip():
        exact = found.filter(serial__iexact=q.strip())
        found = (
            exact
            if exact.exists()
            else found.extra(
                where=["voices_report.words @@ phraseto_tsquery('simple', split_han(%s))"], params=[q.strip()]
            )
        )
    texts = () if in_full else ("situation", "suggestions")
    return found.select_related("author").defer("words", *texts).order_by("-id")


def referrals_seen(reader: Person | None) -> Prefetch[Any]:
    visible: Any = Referral.objects.visible_to(reader)
    return Prefetch("referrals", visible.select_related("unit", "answered_by", "instruction", "report__author"))


def referrals(report: Report, reader: Person | None) -> list[Referral]:
    """The units it was passed on to that this reader may see, asked for once."""
    prefetch_related_objects([report], referrals_seen(reader))
    return list(report.referrals.all())


def combinable(report: Report, reader: Person) -> QuerySet[Any]:
    """What a report may be combined with: others that were handed in, and wholes that are being put together."""
    visible: Any = Report.objects.visible_to(reader)
    found = visible.filter(Q(state=ReportState.SUBMITTED) | Q(state=ReportState.CHOSEN, is_combined=True))
    return found.exclude(pk=report.pk).select_related("author").defer("words").order_by("-id")[:60]


# What only the staff reads in a report's history
INSIDE = ["report.revise", "report.hand_up", "report.pass_section", "report.pass_office", "report.send_back",
          "report.note_instruction"]  # fmt: skip


def history(report: Report, reader: Person | None) -> list[RecordEntry]:
    """The record of a report and its referrals, for those credited in it and those who work on it; for nobody else."""
    if not (works_on_reports(reader) or is_contributor(report, reader)):
        return []
    mine = Q(kind="report", item_id=report.pk) | Q(kind="referral", item_id__in=report.referrals.values("pk"))
    rows = RecordEntry.objects.filter(mine)
    if not works_on_reports(reader):
        rows = rows.exclude(deed__in=INSIDE)
    return list(rows.select_related("by").order_by("id"))


def edits(report: Report, reader: Person | None) -> list[tuple[Wording, Wording]]:
    """Each wording after the one it replaced, newest first, for the same readers."""
    if not (works_on_reports(reader) or is_contributor(report, reader)):
        return []
    pairs = pairwise(report.wordings.select_related("by"))
    return [
        (before, after)
        for before, after in pairs
        if (before.title, before.situation, before.suggestions) != (after.title, after.situation, after.suggestions)
    ][::-1]


def grows_from(report: Report, reader: Person | None) -> list[Any]:
    """What it was written from, as far as the reader may see it; one look-up for each kind."""
    keys = [report.pk, *(part.pk for part in parts_of(report))] if report.is_combined else [report.pk]
    rows = Link.objects.filter(type=LinkType.GAVE_RISE_TO, to_kind="report", to_id__in=keys).order_by("pk")[:30]
    return sources(((row.from_kind, row.from_id) for row in rows), reader)


def report_steps(matter_ids: list[int], reader: Person | None) -> list[Step]:
    if reader is None:
        return []
    visible: Any = Report.objects.visible_to(reader)
    rows = list(visible.filter(matter_id__in=matter_ids).select_related("author").defer("words"))
    steps = []
    for row in rows:
        steps.append(
            Step(
                kind="report",
                id=row.pk,
                matter_id=row.matter_id,
                at=row.submitted_at or row.made_at,
                kind_label=_("Report on what residents say"),
                title=row.record_title(),
                who=_("Several members") if row.is_combined else str(row.author),
                url=row.get_absolute_url(),
                tone=TONES[ReportState(row.state)],
                state=row.get_state_display(),
            )
        )
        if row.issued_at and row.state in OUT:
            steps.append(
                Step(
                    kind="report_issue",
                    id=row.pk,
                    matter_id=row.matter_id,
                    at=row.issued_at,
                    kind_label=_("Issue"),
                    title=row.issue_shown,
                    who=_("The assembly's office"),
                    url=reverse("voices:report_paper", args=[row.pk]),
                    tone="good",
                )
            )
    given: Any = Referral.objects.visible_to(reader)
    answers = given.filter(report__in=[row.pk for row in rows], state=ReferralState.ANSWERED)
    steps += [
        Step(
            kind="referral",
            id=referral.pk,
            matter_id=referral.report.matter_id,
            at=referral.answered_at,
            kind_label=_("Answer to a report"),
            title=_("%(unit)s answers") % {"unit": referral.unit},
            who=str(referral.unit),
            text=referral.answer,
            url=referral.get_absolute_url(),
            tone="moving",
        )
        for referral in answers.select_related("unit", "report")
    ]
    return steps


MOST_COUNTED = 1000


# ---- What counted


def events_of(person: Person) -> list[Event]:
    """What happened to somebody's reports and to the issues they were combined to."""
    written = list(
        Report.objects.filter(author=person, is_combined=False, submitted_at__isnull=False)
        .exclude(state=ReportState.WITHDRAWN)
        .select_related("combined_into")
        .defer("words", "situation", "suggestions")[:MOST_COUNTED]
    )
    issues = {(row.combined_into or row).pk: row for row in written}
    events = [Event("submitted", local_day(row.submitted_at), row) for row in written if row.submitted_at]
    for row in issues.values():
        issue = row.combined_into or row
        is_shared = row.combined_into is not None
        if issue.issued_at:
            events.append(Event("issued", local_day(issue.issued_at), row, is_shared))
    uses = Use.objects.filter(report__in=issues).order_by("on")
    events += [
        Event(f"used_{use.level}", use.on, issues[use.report_id], issues[use.report_id].combined_into is not None)
        for use in uses
    ]
    events += [
        Event(
            f"instruction_{row.level}", row.on, issues[row.report_id], issues[row.report_id].combined_into is not None
        )
        for row in Instruction.objects.filter(report__in=issues).order_by("on")
    ]
    return events


def credit_of(person: Person, today: date) -> list[Counted]:
    here = profile.current()
    return counted(
        events_of(person),
        here.lists["report_credit"],
        share=float(here.norm("report.combined_share", today)),
        most_a_year=int(here.norm("report.points_a_year", today)),
    )


# ---- On one's own page


def links_of(person: Person, reader: Person) -> list[PersonLink]:
    """One's own reports and what counted of them, on one's own page; nobody's on another's."""
    if person.pk != reader.pk or not person.can("report.write"):
        return []
    written = Report.objects.filter(author=person)[:MOST_COUNTED].count()
    return [
        PersonLink(_("Reports"), f"{reverse('voices:reports')}?mine=on", written),
        PersonLink(_("What counted of my reports"), reverse("voices:credit")),
    ]
