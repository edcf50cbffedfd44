"""What begins here: a proposal, a resident's message; and what its author does with the code they were given."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from ninja import Router, Status
from pydantic import BaseModel, Field

from xieshang.matters.queries import sources
from xieshang.people.models import Person
from xieshang.proposals.actions import draft
from xieshang.voices import actions as voices
from xieshang.voices.actions import TooOftenError, draft_report, receive
from xieshang.voices.models import Message, State
from xieshang.voices.norms import LONGEST_TEXT, LONGEST_TITLE
from xieshang.web.api.answers import MessageRow, Offered, row_of
from xieshang.web.api.callers import ANYBODY, KNOWN, OPEN_TO_ALL, address, caller, person_calling
from xieshang.web.api.deeds import arguments, done_shape_of, rehearsal, view_of
from xieshang.web.api.fields import MOST, Asked, StrictId, body_of, parameters
from xieshang.web.api.refusals import ERRORS, RefusedError, WrongFieldError, unknown_number

# ---- A proposal

DRAFT = parameters(draft, without=("by", "at", "sources"))
FROM_MESSAGES = Annotated[
    list[StrictId],
    Field(max_length=MOST, description="The residents' messages it grows from; it joins the first one's matter."),
]
ProposalDraft = body_of("ProposalDraft", "proposal", DRAFT, messages=(FROM_MESSAGES, []))


def born(is_dry: bool, answer: BaseModel) -> Status[BaseModel]:
    """201 where something was made, 200 where it only would be."""
    return Status(200 if is_dry else 201, answer)


def messages_of(body: Any, reader: Person) -> list[Any]:
    found = sources([("message", pk) for pk in body.messages], reader)
    if len(found) < len(set(body.messages)):
        raise WrongFieldError("messages", unknown_number())
    return found


def begin(request: HttpRequest, *, dry_run: bool, body: Any) -> Status[BaseModel]:
    by = person_calling(request)
    grows_from = messages_of(body, by)
    with rehearsal(dry_run):
        proposal = draft(
            by=by,
            at=timezone.now(),
            sources=grows_from,
            **arguments(body, DRAFT, None),
        )
        done = done_shape_of("proposal")(
            item=row_of(proposal, by), offers=Offered.all(proposal, by), dry_run=dry_run, made=None
        )
    return born(dry_run, done)


# ---- A message

RECEIVE = parameters(receive, without=("by", "at", "whence"))
MessageReceive = body_of(
    "MessageReceive",
    "message",
    RECEIVE,
    channel=(Annotated[str, Field(max_length=20, pattern="^[a-z_]*$")], "api"),
)


class Taken(BaseModel):
    """How to follow the message; the code is told this once."""

    number: str
    code: str
    due: date
    dry_run: bool


class Followed(Asked):
    number: str = Field(max_length=40, pattern="^[^\u0000]*$")
    code: str = Field(max_length=60, pattern="^[^\u0000]*$")


class Corrected(Followed):
    """The message as it should read."""

    title: str = Field(min_length=1, max_length=LONGEST_TITLE, pattern="^[^\u0000]*[^\\s\u0000][^\u0000]*$")
    text: str = Field(min_length=1, max_length=LONGEST_TEXT, pattern="^[^\u0000]*[^\\s\u0000][^\u0000]*$")
    place: str = Field("", max_length=120, pattern="^[^\u0000]*$")


def not_too_often(error: TooOftenError) -> RefusedError:
    wait = max(1, int((error.until - timezone.now()).total_seconds()))
    return RefusedError(429, error.code, error.reason, headers={"Retry-After": str(wait)})


def take_in(request: HttpRequest, *, dry_run: bool, body: Any) -> Status[BaseModel]:
    by = caller(request).person
    if by is None and body.channel != "api":
        expected = _("Expected api: only whoever enters it for somebody else names another way.")
        raise WrongFieldError("channel", expected)
    at, whence = timezone.now(), ""
    if by is None:
        whence = address(request)
        try:
            voices.admit(address=whence, whence=whence, contact=body.contact, title=body.title, text=body.text, at=at)
        except TooOftenError as error:
            raise not_too_often(error) from None
    with rehearsal(dry_run):
        message, code = receive(by=by, at=at, whence=whence, **arguments(body, RECEIVE, None))
    code = "" if dry_run else code
    return born(dry_run, Taken(number=message.number_shown, code=code, due=message.due, dry_run=dry_run))


@sensitive_variables("code")
def followed(request: HttpRequest, number: str, code: str) -> Message:
    """The message of this number and code; a wrong pair is "not found", whichever of the two is wrong."""
    try:
        message = voices.follow(number, code, address=address(request), at=timezone.now())
    except TooOftenError as error:
        raise not_too_often(error) from None
    if message is None or message.state == State.WITHDRAWN:
        raise Http404
    return message


def own(message: Message) -> MessageRow:
    """As its author wrote it."""
    row = MessageRow.of(message)
    for name in ("title", "text", "place", "name", "contact"):
        setattr(row, name, getattr(message, name))
    return row


def follow(request: HttpRequest, body: Followed) -> MessageRow:
    """Read your message with its number and code; sent in the body so that no log holds the code."""
    return own(followed(request, body.number, body.code))


def take_back(request: HttpRequest, *, dry_run: bool, body: Followed) -> MessageRow:
    """Withdraw your message with its number and code; its text is no longer shown to anybody."""
    message = followed(request, body.number, body.code)
    with rehearsal(dry_run):
        return own(voices.withdraw(message, code=body.code, at=timezone.now()))


def put_right(request: HttpRequest, *, dry_run: bool, body: Any) -> MessageRow:
    """Correct your message while it is not answered; those who answer see what you changed."""
    message = followed(request, body.number, body.code)
    words = {name: getattr(body, name) for name in ("title", "text", "place")}
    with rehearsal(dry_run):
        return own(voices.correct(message, code=body.code, at=timezone.now(), **words))


def be_forgotten(request: HttpRequest, *, dry_run: bool, body: Followed) -> MessageRow:
    """Have your message erased: its words and all that tells of you go."""
    message = followed(request, body.number, body.code)
    with rehearsal(dry_run):
        return MessageRow.of(voices.forget(message, code=body.code, at=timezone.now()))


# ---- A report

REPORT = parameters(draft_report, without=("by", "at", "sources"))
ReportDraft = body_of("ReportDraft", "report", REPORT, messages=(FROM_MESSAGES, []))


def begin_report(request: HttpRequest, *, dry_run: bool, body: Any) -> Status[BaseModel]:
    by = person_calling(request)
    grows_from = messages_of(body, by)
    with rehearsal(dry_run):
        report = draft_report(
            by=by,
            at=timezone.now(),
            sources=grows_from,
            **arguments(body, REPORT, None),
        )
        done = done_shape_of("report")(
            item=row_of(report, by), offers=Offered.all(report, by), dry_run=dry_run, made=None
        )
    return born(dry_run, done)


def add_births(router: Router) -> None:
    router.add_api_operation(
        "/proposals",
        ["POST"],
        view_of("proposal_draft", ProposalDraft, begin, with_id=False),
        auth=KNOWN,
        response={frozenset({200, 201}): done_shape_of("proposal"), **ERRORS},
        operation_id="proposal_draft",
        summary="Begin a proposal",
        description="A draft of your own; it is submitted by its move.",
        tags=["proposals"],
    )
    public: dict[str, Any] = {"auth": ANYBODY, "openapi_extra": OPEN_TO_ALL, "tags": ["messages"]}
    router.add_api_operation(
        "/messages",
        ["POST"],
        view_of("message_receive", MessageReceive, take_in, with_id=False),
        response={frozenset({200, 201}): Taken, **ERRORS},
        operation_id="message_receive",
        summary="Send a message to the assembly",
        description="Open to everybody; a signed-in caller enters it for somebody else.",
        **public,
    )
    router.add_api_operation(
        "/messages/follow",
        ["POST"],
        follow,
        response={200: MessageRow, **ERRORS},
        operation_id="message_follow",
        summary="Follow your message",
        **public,
    )
    for name, body, act, summary in (
        ("withdraw", Followed, take_back, "Withdraw your message"),
        ("correct", Corrected, put_right, "Correct your message"),
        ("forget", Followed, be_forgotten, "Have your message erased"),
    ):
        router.add_api_operation(
            f"/messages/{name}",
            ["POST"],
            view_of(f"message_{name}", body, act, with_id=False),
            response={200: MessageRow, **ERRORS},
            operation_id=f"message_{name}_own" if name == "forget" else f"message_{name}",
            summary=summary,
            description=act.__doc__,
            **public,
        )
    router.add_api_operation(
        "/reports",
        ["POST"],
        view_of("report_draft", ReportDraft, begin_report, with_id=False),
        auth=KNOWN,
        response={frozenset({200, 201}): done_shape_of("report"), **ERRORS},
        operation_id="report_draft",
        summary="Begin a report on what residents say",
        description="A draft of your own; it is handed in by its move.",
        tags=["reports"],
    )
