"""Proposals and their handlings."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import Field

from xieshang.people.models import Person
from xieshang.proposals import queries
from xieshang.proposals.models import UNDECIDED, Contact, Handling, HandlingState, Proposal, State, sees_inside
from xieshang.web.api.answers import (
    CommitmentRow,
    ContactRow,
    FeedbackRow,
    HandlingRow,
    HistoryRow,
    Offered,
    ProposalRow,
    ReplyRow,
    SigningRow,
    SuggestionRow,
)
from xieshang.web.api.callers import reader
from xieshang.web.api.fields import Id, Words
from xieshang.web.api.items import VISIBLE, find
from xieshang.web.api.readings.pages import Before, Limit, Page, page_of, reading


class ProposalWhole(ProposalRow):
    """A proposal with all that belongs to it, each part as far as this caller may see it."""

    situation: str
    analysis: str
    why_not_open: str
    wanted_units: str
    explanation: str
    suggestions: list[SuggestionRow]
    signings: list[SigningRow]
    contacts: list[ContactRow]
    replies: list[ReplyRow]
    judgements: list[FeedbackRow]
    commitments: list[CommitmentRow]
    offers: list[Offered] = Field(description="The moves open to this caller, on it and on what belongs to it.")
    history: list[HistoryRow]


class HandlingWhole(HandlingRow):
    """One unit's part in a proposal."""

    number: str
    title: str
    contacts: list[ContactRow]
    replies: list[ReplyRow]
    offers: list[Offered]


def whole(proposal: Proposal, person: Person | None) -> ProposalWhole:
    handlings = [each for each in proposal.handlings.all() if each.is_visible_to(person)]
    contacts = [each for row in handlings for each in row.contacts.all() if each.is_visible_to(person)]
    signings = [each for each in proposal.signings.all() if each.is_visible_to(person)]
    judgements = queries.judgements_for(proposal, person)
    theirs = [each for each in judgements if person is not None and each.person_id == person.pk]
    return ProposalWhole(
        **dict(ProposalRow.of(proposal, person)),
        situation=proposal.situation,
        analysis=proposal.analysis,
        why_not_open=proposal.why_not_open,
        wanted_units=proposal.wanted_units,
        explanation=proposal.explanation,
        suggestions=[
            SuggestionRow(id=each.pk, position=each.position, text=each.text) for each in proposal.suggestions.all()
        ],
        signings=[SigningRow.of(each, person) for each in signings],
        contacts=[ContactRow.of(each, person) for each in contacts],
        replies=[ReplyRow.of(each) for each in queries.replies(proposal, person)],
        judgements=[FeedbackRow.of(each, person) for each in judgements],
        commitments=[CommitmentRow.of(each, person) for each in queries.commitments_of(proposal, person)],
        offers=[
            offer
            for item in [proposal, *signings, *handlings, *contacts, *theirs]
            for offer in Offered.all(item, person)
        ],
        history=[
            HistoryRow.of(entry, in_full=works_on(proposal, person)) for entry in queries.history(proposal, person)
        ],
    )


def works_on(proposal: Proposal, person: Person | None) -> bool:
    """Proposers, the units it was given to and the staff read names, reasons and changes in its history."""
    if person is None:
        return False
    signed = {each.person_id for each in proposal.signings.all() if each.state == "signed"}
    given = {each.unit_id for each in proposal.handlings.all() if each.state not in UNDECIDED}
    is_of_unit = bool(given & person.unit_ids)
    return person.pk in signed | {proposal.author_id} or is_of_unit or sees_inside(person)


def visible_whole(person: Person | None) -> Any:
    visible: Any = Proposal.objects.visible_to(person)
    return queries.whole(visible)


def add(router: Router) -> None:
    @reading(router, "/proposals", Page[ProposalRow], tag="proposals", summary="Proposals, newest first")
    def proposals_list(
        request: HttpRequest,
        q: Annotated[Words, Query("", description="A number, or words of the title.")],
        state: Annotated[State | None, Query(None)],
        topic_class: Annotated[Words, Query("")],
        session: Annotated[Id | None, Query(None)],
        unit: Annotated[Id | None, Query(None)],
        before: Before,
        limit: Limit,
        mine: Annotated[bool, Query(False, description="Those I wrote or was asked to co-sign.")],
    ) -> Any:
        chosen = queries.Chosen(
            q=q,
            state=state.value if state else "",
            topic_class=topic_class,
            session=str(session or ""),
            unit=str(unit or ""),
            mine=mine,
        )
        found = queries.for_list(queries.proposals(reader(request), chosen))
        return page_of(ProposalRow, found, before, limit, reader(request))

    @reading(
        router, "/proposals/{id}", ProposalWhole, tag="proposals", summary="One proposal with all that belongs to it"
    )
    def proposals_one(request: HttpRequest, id: Id) -> Any:
        proposal = visible_whole(reader(request)).filter(pk=id).first()
        if proposal is None:
            raise Http404
        return whole(proposal, reader(request))

    @reading(
        router,
        "/handlings",
        Page[HandlingRow],
        tag="handlings",
        summary="What units handle, newest first",
        is_public=False,
    )
    def handlings_list(
        request: HttpRequest,
        unit: Annotated[Id | None, Query(None)],
        state: Annotated[HandlingState | None, Query(None)],
        before: Before,
        limit: Limit,
    ) -> Any:
        found = VISIBLE["handling"](reader(request))
        if unit is not None:
            found = found.filter(unit_id=unit)
        if state is not None:
            found = found.filter(state=state.value)
        return page_of(HandlingRow, found, before, limit, reader(request))

    @reading(
        router,
        "/handlings/{id}",
        HandlingWhole,
        tag="handlings",
        summary="One unit's part in a proposal",
        is_public=False,
    )
    def handlings_one(request: HttpRequest, id: Id) -> Any:
        person = reader(request)
        handling: Handling = find("handling", id, person)
        spoken = Contact.objects.filter(handling=handling).select_related(
            "logged_by", "handling__unit", "handling__proposal"
        )
        contacts = [each for each in spoken if each.is_visible_to(person)]
        replies = [each for each in queries.replies(handling.proposal, person) if each.handling_id == handling.pk]
        offers = [offer for item in [handling, *contacts] for offer in Offered.all(item, person)]
        return HandlingWhole(
            **dict(HandlingRow.of(handling, person)),
            number=handling.number_shown,
            title=handling.proposal.title,
            contacts=[ContactRow.of(each, person) for each in contacts],
            replies=[ReplyRow.of(each) for each in replies],
            offers=offers,
        )
