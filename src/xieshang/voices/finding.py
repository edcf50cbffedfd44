"""Residents' messages and the reports on them among what is found."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshang.people.models import Person
from xieshang.search.kinds import KINDS, TOUCHES, Document, Kind, Told, itself
from xieshang.voices.models import Message, Report, ReportState, State, contributors
from xieshang.voices.models.report import PARTS
from xieshang.voices.queries.message import TONES
from xieshang.voices.queries.report import TONES as REPORT_TONES


def documents(ids: Iterable[int] | None) -> Iterable[Document]:
    """What is shown of it to all who see it, and its answer; never who wrote it, how to reach them, or what is masked."""
    rows = Message.objects.select_related("taken_up_by").defer("words")
    for row in rows if ids is None else rows.filter(pk__in=ids):
        names = [row.place_shown]
        if row.taken_up_by:
            names += [row.taken_up_by.name, row.taken_up_by.name_latin]
        body = "\n".join(filter(None, [row.text_shown, row.answer]))
        yield Document(row.pk, row.received_at, row.title_shown, body, names, [row.number_shown])


def tell(ids: list[int], reader: Person | None) -> dict[int, Told]:
    return {
        row.pk: Told(
            url=row.get_absolute_url(),
            state=row.get_state_display(),
            tone=TONES[State(row.state)],
            number=row.number_shown,
            matter_url=reverse("matters:matter", args=[row.matter_id]),
        )
        for row in Message.objects.filter(pk__in=ids).defer("words", "text")
    }


def report_documents(ids: Iterable[int] | None) -> Iterable[Document]:
    """A report as its page shows it to all who see it; never of whom it was heard."""
    rows = Report.objects.select_related("author").defer("words").prefetch_related(PARTS)
    for row in rows if ids is None else rows.filter(pk__in=ids):
        names = [row.place]
        for person in dict.fromkeys([row.author, *contributors(row)]):
            names += [person.name, person.name_latin]
        issue = f"{row.issue_year}年第{row.issue_number}期" if row.issue_number else ""
        yield Document(
            row.pk,
            row.issued_at or row.submitted_at or row.made_at,
            row.title,
            "\n".join(filter(None, [row.situation, row.suggestions])),
            names,
            [row.serial, issue],
        )


def tell_reports(ids: list[int], reader: Person | None) -> dict[int, Told]:
    rows = Report.objects.filter(pk__in=ids).select_related("author").defer("words", "situation", "suggestions")
    return {
        row.pk: Told(
            url=row.get_absolute_url(),
            state=row.get_state_display(),
            tone=REPORT_TONES[ReportState(row.state)],
            number=row.number_shown,
            by=str(row.author),
            matter_url=reverse("matters:matter", args=[row.matter_id]),
        )
        for row in rows
    }


def register() -> None:
    KINDS["report"] = Kind(
        _("Report on what residents say"),
        _("Reports on what residents say"),
        "edit",
        Report,
        report_documents,
        Report.objects.visible_to,
        tell_reports,
    )
    TOUCHES["report"].append(itself("report"))
    KINDS["message"] = Kind(
        _("Resident's message"),
        _("Residents' messages"),
        "message",
        Message,
        documents,
        Message.objects.visible_to,
        tell,
    )
    TOUCHES["message"].append(itself("message"))
