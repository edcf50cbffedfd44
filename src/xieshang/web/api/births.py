"""What begins here: a proposal, a resident's message; and what its author does with the code they were given."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from ninja import Router, Status
from pydantic import BaseModel, Field

from xieshang.matters.queries import SOURCES
from xieshang.proposals.actions import draft
from xieshang.voices.actions import receive, withdraw
from xieshang.voices.models import Message, State, hash_of
from xieshang.web.api.answers import MessageRow, Offered, row_of
from xieshang.web.api.callers import ANYBODY, KNOWN, OPEN_TO_ALL, caller, person_calling
from xieshang.web.api.deeds import arguments, done_shape_of, rehearsal, view_of
from xieshang.web.api.fields import MOST, Asked, StrictId, body_of, parameters
from xieshang.web.api.refusals import ERRORS, WrongFieldError, unknown_number

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


def begin(request: HttpRequest, *, dry_run: bool, body: Any) -> Status[BaseModel]:
    by = person_calling(request)
    sources = [SOURCES["message"](pk, by) for pk in body.messages]
    if None in sources:
        raise WrongFieldError("messages", unknown_number())
    with rehearsal(dry_run):
        proposal = draft(
            by=by,
            at=timezone.now(),
            sources=[source for source in sources if source is not None],
            **arguments(body, DRAFT, None),
        )
        done = done_shape_of("proposal")(
            item=row_of(proposal, by), offers=Offered.all(proposal, by), dry_run=dry_run, made=None
        )
    return born(dry_run, done)


# ---- A message

RECEIVE = parameters(receive)
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


def take_in(request: HttpRequest, *, dry_run: bool, body: Any) -> Status[BaseModel]:
    by = caller(request).person
    if by is None and body.channel != "api":
        expected = _("Expected api: only whoever enters it for somebody else names another way.")
        raise WrongFieldError("channel", expected)
    with rehearsal(dry_run):
        message, code = receive(by=by, at=timezone.now(), **arguments(body, RECEIVE, None))
    code = "" if dry_run else code
    return born(dry_run, Taken(number=message.number_shown, code=code, due=message.due, dry_run=dry_run))


@sensitive_variables("code")
def followed(number: str, code: str) -> Message:
    """The message of this number and code; a wrong pair is "not found", whichever of the two is wrong."""
    message = Message.objects.filter(number_shown=number.strip()).defer("words").first()
    if message is None or not secrets.compare_digest(message.code_hash, hash_of(code)):
        raise Http404
    return message


def follow(request: HttpRequest, body: Followed) -> MessageRow:
    """Read your message with its number and code; sent in the body so that no log holds the code."""
    message = followed(body.number, body.code)
    if message.state == State.WITHDRAWN:
        raise Http404
    return MessageRow.of(message)


def take_back(request: HttpRequest, *, dry_run: bool, body: Followed) -> MessageRow:
    """Withdraw your message with its number and code; its text is no longer shown to anybody."""
    with rehearsal(dry_run):
        return MessageRow.of(withdraw(followed(body.number, body.code), code=body.code, at=timezone.now()))


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
    router.add_api_operation(
        "/messages/withdraw",
        ["POST"],
        view_of("message_withdraw", Followed, take_back, with_id=False),
        response={200: MessageRow, **ERRORS},
        operation_id="message_withdraw",
        summary="Withdraw your message",
        description=take_back.__doc__,
        **public,
    )
