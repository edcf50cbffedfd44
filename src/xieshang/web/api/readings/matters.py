"""Matters and what stands in them: messages, commitments; and the papers of a session."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router

from xieshang.core.models import RecordEntry
from xieshang.matters.models import CommitmentState, Matter
from xieshang.matters.queries import thread_of
from xieshang.people.models import Person
from xieshang.voices import queries as voices
from xieshang.voices.models import State
from xieshang.web.api.answers import (
    CommitmentRow,
    HistoryRow,
    MatterWhole,
    MessageRow,
    Offered,
    PaperRow,
    PaperWhole,
)
from xieshang.web.api.callers import reader
from xieshang.web.api.fields import Id, Words
from xieshang.web.api.items import VISIBLE, find
from xieshang.web.api.readings.pages import Before, Limit, Page, page_of, reading


class MessageWhole(MessageRow):
    offers: list[Offered]


class CommitmentWhole(CommitmentRow):
    offers: list[Offered]
    history: list[HistoryRow]


def history_of(commitment: Any, person: Person | None) -> list[HistoryRow]:
    """Who did it and why is for the unit, the proposer and the staff."""
    in_full = person is not None and (
        commitment.unit_id in person.unit_ids
        or commitment.proposer_id == person.pk
        or person.can("proposal.oversee")
        or person.can("commitment.confirm")
    )
    rows = RecordEntry.objects.filter(kind="commitment", item_id=commitment.pk).select_related("by").order_by("id")
    return [HistoryRow.of(row, in_full=in_full) for row in rows]


def add(router: Router) -> None:
    @reading(router, "/messages", Page[MessageRow], tag="messages", summary="Residents' messages, newest first")
    def messages_list(
        request: HttpRequest,
        q: Annotated[Words, Query("", description="A number, or words of the title.")],
        state: Annotated[State | None, Query(None)],
        topic: Annotated[Words, Query("")],
        before: Before,
        limit: Limit,
    ) -> Any:
        found = voices.messages(reader(request), q=q, state=state.value if state else "", topic=topic)
        return page_of(MessageRow, found, before, limit, reader(request))

    @reading(router, "/messages/{id}", MessageWhole, tag="messages", summary="One resident's message")
    def messages_one(request: HttpRequest, id: Id) -> Any:
        person = reader(request)
        message = find("message", id, person)
        return MessageWhole(**dict(MessageRow.of(message, person)), offers=Offered.all(message, person))

    @reading(router, "/commitments", Page[CommitmentRow], tag="commitments", summary="Promises, newest first")
    def commitments_list(
        request: HttpRequest,
        state: Annotated[CommitmentState | None, Query(None)],
        unit: Annotated[Id | None, Query(None)],
        before: Before,
        limit: Limit,
        late: Annotated[bool, Query(False, description="Only those whose day has passed.")],
    ) -> Any:
        found: Any = VISIBLE["commitment"](reader(request))
        if state is not None:
            found = found.filter(state=state.value)
        if unit is not None:
            found = found.filter(unit_id=unit)
        if late:
            found = found.late(timezone.localdate())
        return page_of(CommitmentRow, found, before, limit, reader(request))

    @reading(
        router, "/commitments/{id}", CommitmentWhole, tag="commitments", summary="One promise and what became of it"
    )
    def commitments_one(request: HttpRequest, id: Id) -> Any:
        person = reader(request)
        commitment = find("commitment", id, person)
        return CommitmentWhole(
            **dict(CommitmentRow.of(commitment, person)),
            offers=Offered.all(commitment, person),
            history=history_of(commitment, person),
        )

    @reading(
        router, "/matters/{id}", MatterWhole, tag="matters", summary="One matter: its steps and what it is joined to"
    )
    def matters_one(request: HttpRequest, id: Id) -> Any:
        matter = Matter.objects.filter(pk=id).first()
        thread = thread_of(matter, reader(request)) if matter else None
        if matter is None or thread is None or not thread.steps:
            raise Http404
        return MatterWhole.of(matter, thread.steps, thread.joined)

    @reading(router, "/papers", Page[PaperRow], tag="papers", summary="Papers, newest first")
    def papers_list(
        request: HttpRequest, session: Annotated[Id | None, Query(None)], before: Before, limit: Limit
    ) -> Any:
        found = VISIBLE["paper"](reader(request)).defer("body", "lines")
        if session is not None:
            found = found.filter(session_id=session)
        return page_of(PaperRow, found, before, limit, reader(request))

    @reading(router, "/papers/{id}", PaperWhole, tag="papers", summary="One paper with its structure")
    def papers_one(request: HttpRequest, id: Id) -> Any:
        person = reader(request)
        paper = find("paper", id, person)
        return PaperWhole(
            **dict(PaperRow.of(paper)),
            lines=[str(line) for line in paper.lines],
            body=list(paper.body),
            offers=Offered.all(paper, person),
        )
