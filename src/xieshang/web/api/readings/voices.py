"""Reports on what residents say, and what units are given of them."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from xieshang.voices.models import Referral, ReferralState, Report, ReportState, works_on_reports
from xieshang.voices.models.report import OUT
from xieshang.voices.queries import report as queries
from xieshang.web.api.answers import HistoryRow, Offered, ReferralRow, ReportRow
from xieshang.web.api.callers import reader
from xieshang.web.api.fields import Id, Words
from xieshang.web.api.items import VISIBLE, find
from xieshang.web.api.readings.pages import Before, Limit, Page, page_of, reading


class ReportWhole(ReportRow):
    """A report with what units answered to it, as far as this caller may see it."""

    referrals: list[ReferralRow]
    offers: list[Offered]
    history: list[HistoryRow]


class ReferralWhole(ReferralRow):
    offers: list[Offered]


def add(router: Router) -> None:
    @reading(router, "/reports", Page[ReportRow], tag="reports", summary="Reports, newest first", is_public=False)
    def reports_list(
        request: HttpRequest,
        q: Annotated[Words, Query("", description="A running number, or words of the title.")],
        state: Annotated[ReportState | None, Query(None)],
        source: Annotated[Words, Query("")],
        before: Before,
        limit: Limit,
        mine: Annotated[bool, Query(False, description="Those I wrote.")],
    ) -> Any:
        found = queries.reports(
            reader(request), q=q, state=state.value if state else "", source=source, mine=mine, in_full=True
        )
        return page_of(ReportRow, found, before, limit, reader(request))

    @reading(router, "/reports/{id}", ReportWhole, tag="reports", summary="One report", is_public=False)
    def reports_one(request: HttpRequest, id: Id) -> Any:
        person = reader(request)
        report: Report = find("report", id, person)
        referrals: list[Referral] = queries.referrals(report, person) if report.state in OUT else []
        is_inside = works_on_reports(person) or queries.is_contributor(report, person)
        return ReportWhole(
            **dict(ReportRow.of(report, person)),
            referrals=[ReferralRow.of(each, person) for each in referrals],
            offers=[offer for item in [report, *referrals] for offer in Offered.all(item, person)],
            history=[HistoryRow.of(entry, in_full=is_inside) for entry in queries.history(report, person)],
        )

    @reading(
        router,
        "/referrals",
        Page[ReferralRow],
        tag="referrals",
        summary="Reports passed on to units, newest first",
        is_public=False,
    )
    def referrals_list(
        request: HttpRequest, state: Annotated[ReferralState | None, Query(None)], before: Before, limit: Limit
    ) -> Any:
        found = VISIBLE["referral"](reader(request))
        if state is not None:
            found = found.filter(state=state.value)
        return page_of(ReferralRow, found, before, limit, reader(request))

    @reading(router, "/referrals/{id}", ReferralWhole, tag="referrals", summary="One report passed on", is_public=False)
    def referrals_one(request: HttpRequest, id: Id) -> Any:
        person = reader(request)
        referral: Referral = find("referral", id, person)
        return ReferralWhole(**dict(ReferralRow.of(referral, person)), offers=Offered.all(referral, person))
