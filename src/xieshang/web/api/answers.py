"""What the API answers with: each kind of thing as it is written in JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from pydantic import BaseModel, Field

from xieshang.core import profile
from xieshang.core.lifecycle import LIVES
from xieshang.core.models import Item, Notice, RecordEntry, Wait
from xieshang.core.turns import TURN_LABELS
from xieshang.matters.models import Commitment, Matter
from xieshang.matters.queries import Joined, Step
from xieshang.people.models import Person, RoleHeld, Sector, Session, Unit
from xieshang.people.notices import sentence
from xieshang.plenaries.models import Paper
from xieshang.proposals.models import Contact, Feedback, Handling, Point, Proposal, Reply, Signing, sees_inside
from xieshang.voices.models import Message, Referral, Report, works_on_reports

PLURALS = {"person": "people"}


def plural(kind: str) -> str:
    return PLURALS.get(kind, f"{kind}s")


class Named(BaseModel):
    """Something by its number and its name."""

    id: int
    name: str

    @classmethod
    def of(cls, thing: Any) -> Named:
        return cls(id=thing.pk, name=str(thing))


class Offered(BaseModel):
    """A move this caller may make now, or could if what `reason` names were done."""

    move: str
    label: str
    is_open: bool
    reason: str
    address: str = Field(description="Where to POST it.")

    @classmethod
    def all(cls, item: Any, person: Person | None) -> list[Offered]:
        if person is None:
            return []
        kind = item.item_kind()
        return [
            cls(
                move=offer.name,
                label=offer.label,
                is_open=offer.is_open,
                reason=offer.reason,
                address=f"/api/{plural(kind)}/{item.pk}/{offer.name}",
            )
            for offer in LIVES[kind].offers(person, item)
        ]


class ItemRow(BaseModel):
    """What every item has; `version` is what a deed takes as `seen`."""

    id: int
    state: str
    state_shown: str
    version: int


def standing(item: Any) -> dict[str, Any]:
    return {
        "id": item.pk,
        "state": str(item.state),
        "state_shown": str(item.get_state_display()),
        "version": item.version,
    }


# ---- People and bodies


class UnitRow(BaseModel):
    id: int
    code: str
    name: str
    short: str
    kind: str
    office: str
    is_open: bool

    @classmethod
    def of(cls, unit: Unit) -> UnitRow:
        return cls(
            id=unit.pk,
            code=unit.code,
            name=str(unit),
            short=unit.short,
            kind=unit.kind,
            office=unit.office,
            is_open=unit.is_open,
        )


class SectorRow(BaseModel):
    id: int
    code: str
    name: str

    @classmethod
    def of(cls, sector: Sector) -> SectorRow:
        return cls(id=sector.pk, code=sector.code, name=str(sector))


class SessionRow(BaseModel):
    id: int
    name: str
    term: int
    number: int
    opens: date
    closes: date
    proposals_until: datetime

    @classmethod
    def of(cls, session: Session) -> SessionRow:
        return cls(
            id=session.pk,
            name=str(session),
            term=session.term,
            number=session.number,
            opens=session.opens,
            closes=session.closes,
            proposals_until=session.proposals_until,
        )


class RoleRow(BaseModel):
    id: int
    role: str
    role_shown: str
    unit: Named | None
    since: date
    until: date | None

    @classmethod
    def of(cls, held: RoleHeld) -> RoleRow:
        unit = Named.of(held.unit) if held.unit else None
        return cls(id=held.pk, role=held.role, role_shown=str(held), unit=unit, since=held.since, until=held.until)


class PersonRow(ItemRow):
    name: str
    sector: Named | None
    unit: Named | None

    @classmethod
    def of(cls, person: Person, reader: Person | None = None) -> PersonRow:
        return cls(
            **standing(person),
            name=str(person),
            sector=Named.of(person.sector) if person.sector else None,
            unit=Named.of(person.unit) if person.unit else None,
        )


# ---- Proposals and what belongs to them


class HandlingRow(ItemRow):
    proposal: int
    unit: Named
    role: str
    role_shown: str
    round: int
    assigned_at: datetime | None
    due: date | None
    return_until: date | None
    received_at: datetime | None
    answered_at: datetime | None
    reply_class: str
    in_place_of: int | None
    return_reason: str = Field(description="Why the unit hands it back; for the unit and the staff.")
    suggested_unit: str

    @classmethod
    def of(cls, handling: Handling, reader: Person | None = None) -> HandlingRow:
        is_inside = sees_inside(reader) or (reader is not None and handling.unit_id in reader.unit_ids)
        return cls(
            **standing(handling),
            proposal=handling.proposal_id,
            unit=Named.of(handling.unit),
            role=handling.role,
            role_shown=handling.get_role_display(),
            round=handling.round,
            assigned_at=handling.assigned_at,
            due=handling.due,
            return_until=handling.return_until,
            received_at=handling.received_at,
            answered_at=handling.answered_at,
            reply_class=handling.reply_class,
            in_place_of=handling.in_place_of_id,
            return_reason=handling.return_reason if is_inside else "",
            suggested_unit=handling.suggested_unit if is_inside else "",
        )


class ProposalRow(ItemRow):
    matter: int
    author: Named
    title: str
    kind: str
    topic_class: str
    class_shown: str
    is_open: bool
    session: int | None
    in_session: bool
    serial: str = Field(description="Given when it is submitted.")
    number: str = Field(description="Given when it is filed.")
    made_at: datetime
    submitted_at: datetime | None
    filed_at: datetime | None
    assigned_at: datetime | None
    replied_at: datetime | None
    closed_at: datetime | None
    due: date | None
    round: int
    merged_into: int | None
    ground: str
    handlings: list[HandlingRow]

    @classmethod
    def of(cls, proposal: Proposal, reader: Person | None = None) -> ProposalRow:
        return cls(
            **standing(proposal),
            matter=proposal.matter_id,
            author=Named.of(proposal.author),
            title=proposal.title,
            kind=proposal.kind,
            topic_class=proposal.topic_class,
            class_shown=proposal.class_shown,
            is_open=proposal.is_open,
            session=proposal.session_id,
            in_session=proposal.in_session,
            serial=proposal.serial,
            number=proposal.number_shown,
            made_at=proposal.made_at,
            submitted_at=proposal.submitted_at,
            filed_at=proposal.filed_at,
            assigned_at=proposal.assigned_at,
            replied_at=proposal.replied_at,
            closed_at=proposal.closed_at,
            due=proposal.due,
            round=proposal.round,
            merged_into=proposal.merged_into_id,
            ground=proposal.ground,
            handlings=[HandlingRow.of(each, reader) for each in proposal.handlings.all() if each.is_visible_to(reader)],
        )


class SuggestionRow(BaseModel):
    id: int
    position: int
    text: str


class SigningRow(ItemRow):
    proposal: int
    person: Named
    invited_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    reason: str

    @classmethod
    def of(cls, signing: Signing, reader: Person | None = None) -> SigningRow:
        return cls(
            **standing(signing),
            proposal=signing.proposal_id,
            person=Named.of(signing.person),
            invited_at=signing.invited_at,
            expires_at=signing.expires_at,
            answered_at=signing.answered_at,
            reason=signing.reason,
        )


class ContactRow(ItemRow):
    handling: int
    way: str
    way_shown: str
    on: date
    note: str
    logged_by: Named
    logged_at: datetime
    remark: str

    @classmethod
    def of(cls, contact: Contact, reader: Person | None = None) -> ContactRow:
        return cls(
            **standing(contact),
            handling=contact.handling_id,
            way=contact.way,
            way_shown=contact.way_shown,
            on=contact.on,
            note=contact.note,
            logged_by=Named.of(contact.logged_by),
            logged_at=contact.logged_at,
            remark=contact.remark,
        )


class PointRow(BaseModel):
    suggestion: int
    position: int
    verdict: str
    verdict_shown: str
    text: str
    ground: str
    ground_shown: str
    promise: str
    in_charge: str
    due: date | None

    @classmethod
    def of(cls, point: Point) -> PointRow:
        here = profile.current()
        return cls(
            suggestion=point.suggestion_id,
            position=point.suggestion.position,
            verdict=point.verdict,
            verdict_shown=here.word("point_verdict", point.verdict),
            text=point.text,
            ground=point.ground,
            ground_shown=here.word("impossible_ground", point.ground) if point.ground else "",
            promise=point.promise,
            in_charge=point.in_charge,
            due=point.due,
        )


class ReplyRow(BaseModel):
    id: int
    handling: int
    unit: Named
    round: int
    reply_class: str
    class_shown: str
    opening: str
    closing: str
    clerk: str
    points: list[PointRow]
    signed_by: Named | None
    signed_at: datetime | None = Field(description="Empty while it is the unit's draft.")

    @classmethod
    def of(cls, reply: Reply) -> ReplyRow:
        return cls(
            id=reply.pk,
            handling=reply.handling_id,
            unit=Named.of(reply.handling.unit),
            round=reply.round,
            reply_class=reply.reply_class,
            class_shown=reply.class_shown,
            opening=reply.opening,
            closing=reply.closing,
            clerk=reply.clerk,
            points=sorted((PointRow.of(each) for each in reply.points.all()), key=lambda row: row.position),
            signed_by=Named.of(reply.signed_by) if reply.signed_by else None,
            signed_at=reply.signed_at,
        )


class FeedbackRow(ItemRow):
    handling: int
    proposal: int
    unit: Named
    person: Named
    round: int
    attitude: str
    attitude_shown: str
    result: str
    result_shown: str
    remark: str
    asked_at: datetime
    due: date
    answered_at: datetime | None

    @classmethod
    def of(cls, feedback: Feedback, reader: Person | None = None) -> FeedbackRow:
        return cls(
            **standing(feedback),
            handling=feedback.handling_id,
            proposal=feedback.handling.proposal_id,
            unit=Named.of(feedback.handling.unit),
            person=Named.of(feedback.person),
            round=feedback.round,
            attitude=feedback.attitude,
            attitude_shown=feedback.attitude_shown,
            result=feedback.result,
            result_shown=feedback.result_shown,
            remark=feedback.remark,
            asked_at=feedback.asked_at,
            due=feedback.due,
            answered_at=feedback.answered_at,
        )


class CommitmentRow(ItemRow):
    matter: int
    unit: Named
    promise: str
    in_charge: str
    first_due: date
    due: date
    is_late: bool
    was_late: bool = Field(description="Kept after the day first promised.")
    evidence: str
    reported_on: date | None
    kept_on: date | None
    why_not: str
    is_public: bool
    made_at: datetime

    @classmethod
    def of(cls, commitment: Commitment, reader: Person | None = None) -> CommitmentRow:
        return cls(
            **standing(commitment),
            matter=commitment.matter_id,
            unit=Named.of(commitment.unit),
            promise=commitment.promise,
            in_charge=commitment.in_charge,
            first_due=commitment.first_due,
            due=commitment.due,
            is_late=commitment.is_late(timezone.localdate()),
            was_late=commitment.was_late,
            evidence=commitment.evidence,
            reported_on=commitment.reported_on,
            kept_on=commitment.kept_on,
            why_not=commitment.why_not,
            is_public=commitment.is_public,
            made_at=commitment.made_at,
        )


# ---- Messages, matters, papers


class MessageRow(ItemRow):
    number: str
    matter: int
    title: str
    text: str
    topic: str
    topic_shown: str
    place: str
    channel: str
    is_public: bool
    received_at: datetime
    due: date
    answer: str
    answered_at: datetime | None
    ground: str
    ground_shown: str
    lead: str = Field(description="What the office offers it as: a lead for a proposal, a topic for a consultation.")
    corrected_at: datetime | None
    name: str = Field(description="Only for those who read residents' messages unmasked.")
    contact: str = Field(description="Only for those who read residents' messages unmasked.")

    @classmethod
    def of(cls, message: Message, reader: Person | None = None) -> MessageRow:
        answers = reader is not None and reader.can("message.open")
        return cls(
            **standing(message),
            number=message.number_shown,
            matter=message.matter_id,
            title=message.title_shown,
            text=message.text_shown,
            topic=message.topic,
            topic_shown=message.topic_shown,
            place=message.place_shown,
            channel=message.channel,
            is_public=message.is_public,
            received_at=message.received_at,
            due=message.due,
            answer=message.answer,
            answered_at=message.answered_at,
            ground=message.ground,
            ground_shown=message.ground_shown,
            lead=message.lead,
            corrected_at=message.corrected_at,
            name=message.name if answers else "",
            contact=message.contact if answers else "",
        )


class ReportRow(ItemRow):
    """A report on what residents say, as far as this caller may see it."""

    matter: int
    author: Named
    title: str
    situation: str
    suggestions: str
    source: str
    source_shown: str
    place: str
    is_urgent: bool
    is_combined: bool
    combined_into: int | None
    serial: str = Field(description="Given when it is first handed in.")
    issue: str = Field(description="Product, year and number; given when it is issued.")
    made_at: datetime
    submitted_at: datetime | None
    signed_at: datetime | None
    issued_at: datetime | None
    ground: str
    ground_shown: str
    explanation: str = Field(description="Why it was not taken or returned; for its author and the staff.")

    @classmethod
    def of(cls, report: Report, reader: Person | None = None) -> ReportRow:
        is_inside = works_on_reports(reader) or (reader is not None and report.author_id == reader.pk)
        return cls(
            **standing(report),
            matter=report.matter_id,
            author=Named.of(report.author),
            title=report.title,
            situation=report.situation,
            suggestions=report.suggestions,
            source=report.source,
            source_shown=report.source_shown,
            place=report.place,
            is_urgent=report.is_urgent,
            is_combined=report.is_combined,
            combined_into=report.combined_into_id,
            serial=report.serial,
            issue=report.issue_shown,
            made_at=report.made_at,
            submitted_at=report.submitted_at,
            signed_at=report.signed_at,
            issued_at=report.issued_at,
            ground=report.ground,
            ground_shown=report.ground_shown,
            explanation=report.explanation if is_inside else "",
        )


class ReferralRow(ItemRow):
    """A report passed on to a unit, and what it answered."""

    report: int
    unit: Named
    task: str = Field(description="What is asked of it; for the unit and the staff.")
    sent_at: datetime
    receive_by: date
    due: date
    received_at: datetime | None
    answered_at: datetime | None
    answer: str
    return_reason: str

    @classmethod
    def of(cls, referral: Referral, reader: Person | None = None) -> ReferralRow:
        is_inside = works_on_reports(reader) or (reader is not None and referral.unit_id in reader.unit_ids)
        return cls(
            **standing(referral),
            report=referral.report_id,
            unit=Named.of(referral.unit),
            task=referral.task if is_inside else "",
            sent_at=referral.sent_at,
            receive_by=referral.receive_by,
            due=referral.due,
            received_at=referral.received_at,
            answered_at=referral.answered_at,
            answer=referral.answer,
            return_reason=referral.return_reason if is_inside else "",
        )


class StepRow(BaseModel):
    """One step of a matter, as far as this caller may see it."""

    kind: str
    kind_shown: str
    id: int
    at: datetime
    title: str
    who: str
    text: str
    state_shown: str

    @classmethod
    def of(cls, step: Step) -> StepRow:
        return cls(
            kind=step.kind,
            kind_shown=step.kind_label,
            id=step.id,
            at=step.at,
            title=step.title,
            who=step.who,
            text=step.text,
            state_shown=step.state,
        )


class JoinedRow(BaseModel):
    type: str
    forward: bool
    matter: Named

    @classmethod
    def of(cls, joined: Joined) -> JoinedRow:
        return cls(type=str(joined.type), forward=joined.forward, matter=Named(id=joined.matter.pk, name=joined.title))


class MatterWhole(BaseModel):
    id: int
    title: str
    opened_at: datetime
    steps: list[StepRow]
    joined: list[JoinedRow]

    @classmethod
    def of(cls, matter: Matter, steps: Sequence[Step], joined: Iterable[Joined]) -> MatterWhole:
        """Its title is that of its first step the caller may read; the matter's own may be another's words."""
        return cls(
            id=matter.pk,
            title=steps[0].title,
            opened_at=matter.opened_at,
            steps=[StepRow.of(step) for step in steps],
            joined=[JoinedRow.of(each) for each in joined],
        )


class PaperRow(ItemRow):
    title: str
    session: int | None
    taken_in_at: datetime

    @classmethod
    def of(cls, paper: Paper, reader: Person | None = None) -> PaperRow:
        return cls(**standing(paper), title=paper.title, session=paper.session_id, taken_in_at=paper.taken_in_at)


class PaperWhole(PaperRow):
    lines: list[str] = Field(description="The lines under the title: by whom, when.")
    body: list[dict[str, Any]] = Field(description="Its blocks in order: headings, paragraphs, lists, tables.")
    offers: list[Offered]


# ---- The record, waits and notices


class HistoryRow(BaseModel):
    """One deed. Who, why and what changed are for those who work on it."""

    id: int
    at: datetime
    kind: str
    item: int
    deed: str
    told: str
    by: Named | None
    from_state: str
    to_state: str
    why: str
    changes: dict[str, Any]

    @classmethod
    def of(cls, entry: RecordEntry, *, in_full: bool) -> HistoryRow:
        life, deed = LIVES.get(entry.kind), entry.deed.split(".", 1)[-1]
        return cls(
            id=entry.pk,
            at=entry.at,
            kind=entry.kind,
            item=entry.item_id,
            deed=entry.deed,
            told=life.told(deed) if life else deed,
            by=Named.of(entry.by) if entry.by and in_full else None,
            from_state=entry.from_state,
            to_state=entry.to_state,
            why=entry.why if in_full else "",
            changes={key: pair for key, pair in entry.changes.items() if not is_kept_out(pair)} if in_full else {},
        )


def is_kept_out(pair: Any) -> bool:
    """What the record itself holds only as a hash."""
    return isinstance(pair, list) and any(isinstance(each, dict) for each in pair)


class WaitRow(BaseModel):
    id: int
    turn: str
    turn_shown: str
    kind: str
    item: int
    number: str
    title: str
    since: datetime
    due: date | None
    is_late: bool

    @classmethod
    def of(cls, wait: Wait, today: date) -> WaitRow:
        return cls(
            id=wait.pk,
            turn=wait.turn,
            turn_shown=str(TURN_LABELS.get(wait.turn, wait.turn)),
            kind=wait.kind,
            item=wait.item_id,
            number=wait.number,
            title=wait.title,
            since=wait.since,
            due=wait.due,
            is_late=wait.due is not None and wait.due < today,
        )


class NoticeRow(BaseModel):
    id: int
    code: str
    told: str
    title: str
    at: datetime
    due: date | None
    read_at: datetime | None

    @classmethod
    def of(cls, notice: Notice) -> NoticeRow:
        label, _tone = sentence(notice)
        return cls(
            id=notice.pk,
            code=notice.code,
            told=str(label),
            title=notice.title,
            at=notice.at,
            due=notice.due,
            read_at=notice.read_at,
        )


ROWS: dict[str, Any] = {
    "proposal": ProposalRow,
    "signing": SigningRow,
    "handling": HandlingRow,
    "contact": ContactRow,
    "feedback": FeedbackRow,
    "commitment": CommitmentRow,
    "message": MessageRow,
    "report": ReportRow,
    "referral": ReferralRow,
    "paper": PaperRow,
    "person": PersonRow,
}


def row_of(item: Item, reader: Person | None) -> Any:
    return ROWS[item.item_kind()].of(item, reader)


def shown(item: Item, reader: Person | None) -> dict[str, Any]:
    """An item at hand, in JSON."""
    written: dict[str, Any] = row_of(item, reader).model_dump(mode="json")
    return written
