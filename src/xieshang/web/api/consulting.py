"""Topics, consultations, seats and statements as the API writes them, and what a caller may see of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import BaseModel

from xieshang.consultations import actions
from xieshang.consultations.models import Consultation, Seat, State, Statement, Topic
from xieshang.consultations.queries import plan as queries
from xieshang.consultations.queries.opinion import shares_of
from xieshang.people.models import Person
from xieshang.web.api.answers import ROWS, ItemRow, Named, Offered, standing
from xieshang.web.api.callers import KNOWN, person_calling, reader
from xieshang.web.api.deeds import arguments, done_shape_of, rehearsal, view_of
from xieshang.web.api.fields import Id, Words, body_of, parameters
from xieshang.web.api.items import VISIBLE, find
from xieshang.web.api.readings.pages import Before, Limit, Page, page_of, reading
from xieshang.web.api.refusals import ERRORS


class TopicRow(ItemRow):
    matter: int
    title: str
    reason: str
    source: str
    year: int
    test: str
    form: str
    month: int | None
    first_month: int | None
    participants: str
    leader: str
    committee: str
    departments: str
    agreed_on: date | None
    passed_on: date | None
    approved_on: date | None
    slipped_because: str
    why_not: str

    @classmethod
    def of(cls, row: Topic, reader: Person | None = None) -> TopicRow:
        names = set(cls.model_fields) - set(ItemRow.model_fields) - {"matter"}
        return cls(**standing(row), matter=row.matter_id, **{name: getattr(row, name) for name in names})


class ConsultationRow(ItemRow):
    matter: int
    topic: int | None
    number: str
    form: str
    platform: str
    title: str
    purpose: str
    place: str
    held_at: datetime | None
    called_by: Named
    is_public: bool
    seats: int
    criteria: str
    seed: str
    announced_at: datetime | None
    settled_at: datetime | None
    minutes_due: date | None
    closed_at: datetime | None
    nothing_agreed: str
    look_back: str
    why_not: str
    opinions_open: bool

    @classmethod
    def of(cls, row: Consultation, reader: Person | None = None) -> ConsultationRow:
        told = {"matter", "topic", "number", "called_by"}
        names = set(cls.model_fields) - set(ItemRow.model_fields) - told
        return cls(
            **standing(row),
            matter=row.matter_id,
            topic=row.topic_id,
            number=row.number_shown,
            called_by=Named.of(row.called_by),
            **{name: getattr(row, name) for name in names},
        )


class Pair(BaseModel):
    """A question and its answer; residents by their part only."""

    position: int
    asker: str
    question: str
    answerer: str
    answer: str
    promise: str


class Written(BaseModel):
    kind: str
    title: str
    text: str
    issued_at: datetime


class StatementShare(BaseModel):
    """null where too few voted to tell them apart."""

    statement: int
    text: str
    agree: float | None
    disagree: float | None
    passed: float | None


class ConsultationWhole(ConsultationRow):
    pairs: list[Pair]
    outputs: list[Written]
    shares: list[StatementShare]
    offers: list[Offered]


class SeatRow(ItemRow):
    consultation: int
    part: str
    who: str

    @classmethod
    def of(cls, row: Seat, reader: Person | None = None) -> SeatRow:
        return cls(**standing(row), consultation=row.consultation_id, part=row.part, who=row.who_shown)


class StatementRow(ItemRow):
    consultation: int
    position: int
    text: str
    ground: str
    explanation: str
    appeal: str

    @classmethod
    def of(cls, row: Statement, reader: Person | None = None) -> StatementRow:
        names = ("position", "text", "ground", "explanation", "appeal")
        return cls(**standing(row), consultation=row.consultation_id, **{name: getattr(row, name) for name in names})


def topics(reader: Person | None) -> QuerySet[Any]:
    visible: Any = Topic.objects.visible_to(reader)
    found: QuerySet[Any] = visible.select_related("suggested_by")
    return found


def consultations(reader: Person | None) -> QuerySet[Any]:
    visible: Any = Consultation.objects.visible_to(reader)
    found: QuerySet[Any] = visible.select_related("called_by")
    return found


def seats(reader: Person | None) -> QuerySet[Any]:
    """One's own; all of a consultation for whoever runs it."""
    found = Seat.objects.select_related("consultation__called_by", "person", "unit")
    if reader is None or not reader.is_active:
        return found.none()
    if reader.can("consultation.plan"):
        return found
    recording = Seat.objects.filter(consultation=OuterRef("consultation"), person=reader, part__in=["recorder", "host"])
    return found.filter(Q(person=reader) | Q(consultation__called_by=reader) | Exists(recording))


def statements(reader: Person | None) -> QuerySet[Any]:
    """One's own; all of a consultation for moderators and whoever runs it."""
    found = Statement.objects.select_related("consultation__called_by", "author", "decided_by")
    if reader is None or not reader.is_active:
        return found.none()
    if reader.can("statement.moderate"):
        return found.filter(consultation__in=consultations(reader).order_by().values("pk"))
    return found.filter(Q(author=reader) | Q(consultation__called_by=reader))


ROWS.update(topic=TopicRow, consultation=ConsultationRow, seat=SeatRow, statement=StatementRow)
VISIBLE.update(topic=topics, consultation=consultations, seat=seats, statement=statements)


BIRTHS: dict[str, tuple[Callable[..., Any], tuple[str, ...], str]] = {
    "topic": (actions.suggest, ("by", "at", "sources"), "Suggest a topic for the plan of consultations"),
    "consultation": (actions.call, ("by", "at", "topic"), "Call a consultation that needs no topic of the plan"),
}


def add_birth(router: Router, kind: str) -> None:
    action, without, summary = BIRTHS[kind]
    asked = parameters(action, without=without)
    body = body_of(f"{kind.title()}Born", kind, asked)

    def act(request: HttpRequest, *, dry_run: bool, body: Any) -> Status[BaseModel]:
        by = person_calling(request)
        with rehearsal(dry_run):
            item: Any = action(by=by, at=timezone.now(), **arguments(body, asked, None))
            row = ROWS[kind].of(item, by)
            done = done_shape_of(kind)(item=row, offers=Offered.all(item, by), dry_run=dry_run, made=None)
        return Status(200 if dry_run else 201, done)

    router.add_api_operation(
        f"/{kind}s",
        ["POST"],
        view_of(f"{kind}_born", body, act, with_id=False),
        auth=KNOWN,
        response={frozenset({200, 201}): done_shape_of(kind), **ERRORS},
        operation_id=f"{kind}_born",
        summary=summary,
        tags=[f"{kind}s"],
    )


def add(router: Router) -> None:
    for kind in BIRTHS:
        add_birth(router, kind)

    @reading(
        router, "/topics", Page[TopicRow], tag="topics", summary="Topics of the plan of consultations, newest first"
    )
    def topics_list(request: HttpRequest, year: Annotated[Id | None, Query(None)], before: Before, limit: Limit) -> Any:
        found = topics(reader(request))
        return page_of(TopicRow, found.filter(year=year) if year else found, before, limit)

    @reading(router, "/topics/{id}", TopicRow, tag="topics", summary="One topic of the plan")
    def topics_one(request: HttpRequest, id: Id) -> Any:
        return TopicRow.of(find("topic", id, reader(request)))

    @reading(
        router, "/consultations", Page[ConsultationRow], tag="consultations", summary="Consultations, newest first"
    )
    def consultations_list(
        request: HttpRequest,
        platform: Annotated[Words, Query("")],
        form: Annotated[Words, Query("")],
        state: Annotated[State | None, Query(None)],
        before: Before,
        limit: Limit,
    ) -> Any:
        found = queries.consultations(reader(request), platform=platform, form=form, state=state.value if state else "")
        return page_of(ConsultationRow, found, before, limit)

    @reading(router, "/consultations/{id}", ConsultationWhole, tag="consultations", summary="One consultation")
    def consultations_one(request: HttpRequest, id: Id) -> Any:
        person = reader(request)
        item = find("consultation", id, person)
        pairs = item.exchanges.select_related("asker__person", "answerer__person")
        return ConsultationWhole(
            **dict(ConsultationRow.of(item)),
            pairs=[
                Pair(
                    position=pair.position,
                    asker=pair.asker.who_shown,
                    question=pair.question,
                    answerer=pair.answerer.who_shown if pair.answerer else "",
                    answer=pair.answer,
                    promise=pair.promise,
                )
                for pair in pairs
            ],
            outputs=[
                Written(kind=row.kind, title=row.title, text=row.text, issued_at=row.issued_at)
                for row in item.outputs.all()
            ],
            shares=[
                StatementShare(
                    statement=one.statement.pk,
                    text=one.statement.text,
                    agree=one.agree,
                    disagree=one.disagree,
                    passed=one.passed,
                )
                for one in shares_of(item)
            ],
            offers=Offered.all(item, person),
        )
