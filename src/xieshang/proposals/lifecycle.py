"""From where to where, by which move, under which rule: one table for each thing that has a life here."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.core.calendar import local_day
from xieshang.core.deeds import FOLLOWERS, TURNS
from xieshang.core.lifecycle import LifeCycle, move
from xieshang.core.turns import TURN_LABELS, Turn, on_office, on_person, on_power, on_unit
from xieshang.people.models import Person
from xieshang.people.rules import only_the_clock
from xieshang.proposals.models import (
    Contact,
    ContactState,
    Feedback,
    FeedbackState,
    Handling,
    HandlingState,
    Proposal,
    Signing,
    SigningState,
    State,
)
from xieshang.proposals.rules import (
    asks_again,
    has_opinions_of_co_handlers,
    is_judged,
    may_agree,
    may_allot,
    may_answer_contact,
    may_answer_invitation,
    may_call_off,
    may_close,
    may_decide_return,
    may_edit,
    may_hand_back,
    may_hand_up,
    may_handle,
    may_invite,
    may_judge,
    may_rehandle,
    may_review,
    may_send_back,
    may_sign,
    may_submit,
    may_withdraw,
)

DRAFT, COSIGNING, SUBMITTED, RETURNED, WITHDRAWN, REFUSED, MERGED, FILED, ALLOTTED, ASSIGNED, REPLIED, CLOSED = State

# fmt: off
LIFE: LifeCycle[State, Person, Proposal] = LifeCycle("proposal", birth=DRAFT, ends=frozenset({WITHDRAWN, REFUSED, MERGED, CLOSED}), tells={"copied": _("Copied, to make the demo larger"), "draft": _("Drafted"), "undo_import": _("Import undone, taken away")}, table=(
    #    name          from                            to         under the rule  the button                          the history
    move("submit",    {DRAFT, COSIGNING, RETURNED},    SUBMITTED, may_submit,   _("Submit"),                        _("Submitted"), "primary"),
    move("edit",      {DRAFT, RETURNED},               None,      may_edit,     _("Edit"),                          _("Edited")),
    move("invite",    {DRAFT, COSIGNING},              COSIGNING, may_invite,   _("Invite co-signers"),             _("Co-signers invited")),
    move("reopen",    {COSIGNING},                     DRAFT,     may_edit,     _("Edit again, signatures lapse"),  _("Taken back to edit")),
    move("withdraw",  {DRAFT, COSIGNING, SUBMITTED, RETURNED}, WITHDRAWN, may_withdraw, pgettext_lazy("proposal", "Withdraw"),              _("Withdrawn"), "danger"),
    move("file",      {SUBMITTED},                     FILED,     may_review,   pgettext_lazy("proposal", "File"),                          _("Filed"), "primary"),
    move("return",    {SUBMITTED},                     RETURNED,  may_review,   _("Return for changes"),            _("Returned for changes")),
    move("merge",     {SUBMITTED},                     MERGED,    may_review,   _("Merge into another"),            _("Merged")),
    move("refuse",    {SUBMITTED},                     REFUSED,   may_review,   _("Do not file"),                   _("Not filed"), "danger"),
    move("allot",     {FILED},                         ALLOTTED,  may_allot,    _("Suggest handling units"),        _("Handling units suggested"), "primary"),
    move("agree",     {ALLOTTED},                      ASSIGNED,  may_agree,    _("Agree and assign"),              _("Assigned"), "primary"),
    move("object",    {ALLOTTED},                      FILED,     may_agree,    _("Suggest otherwise"),             _("Suggested units not agreed to")),
    move("answered",  {ASSIGNED},                      REPLIED,   only_the_clock, _("All units have answered"),     _("All units have answered")),
    move("rehandle",  {REPLIED},                       ASSIGNED,  may_rehandle, _("Have it answered anew"),         _("Sent back to be answered anew"), "primary"),
    move("close",     {REPLIED},                       CLOSED,    may_close,    pgettext_lazy("proposal", "Close"),                         _("Closed"), "primary"),
))

INVITED, SIGNED, DECLINED, EXPIRED, CALLED_OFF = SigningState
SIGNING_LIFE: LifeCycle[SigningState, Person, Signing] = LifeCycle("signing", birth=INVITED, ends=frozenset({SIGNED, DECLINED, EXPIRED, CALLED_OFF}), tells={"invite": _("Asked to co-sign"), "invite_again": _("Asked again to co-sign")}, table=(
    move("sign",     {INVITED},         SIGNED,     may_answer_invitation, _("Co-sign"),      _("Co-signed"), "primary"),
    move("decline",  {INVITED},         DECLINED,   may_answer_invitation, _("Decline"),      _("Declined to co-sign")),
    move("call_off", {INVITED, SIGNED}, CALLED_OFF, may_call_off,          _("Call off"),     _("Invitation called off")),
    move("expire",   {INVITED},         EXPIRED,    only_the_clock,        _("Expire"),       _("Invitation expired")),
))

H = HandlingState
HANDLING_LIFE: LifeCycle[HandlingState, Person, Handling] = LifeCycle("handling", birth=H.PROPOSED, ends=frozenset({H.DROPPED, H.REPLACED, H.ANSWERED}), tells={"suggest": _("Unit suggested")}, table=(
    #    name            from                       to              under the rule     the button                          the history
    move("assign",      {H.PROPOSED},               H.ASSIGNED,     may_decide_return, _("Assign"),                        _("Assigned to the unit")),
    move("drop",        {H.PROPOSED},               H.DROPPED,      may_decide_return, _("Drop"),                          _("Suggested unit dropped")),
    move("receive",     {H.ASSIGNED},               H.RECEIVED,     may_handle,        _("Sign for it"),                   _("Received by the unit"), "primary"),
    move("hand_back",   {H.ASSIGNED, H.RECEIVED},   H.RETURN_ASKED, may_hand_back,     _("Hand it back"),                  _("Handed back by the unit")),
    move("insist",      {H.RETURN_ASKED},           H.RECEIVED,     may_decide_return, _("It stays with this unit"),       _("Return not accepted")),
    move("reassign",    {H.RETURN_ASKED},           H.REPLACED,     may_decide_return, _("Give it to another unit"),       _("Given to another unit"), "primary"),
    move("note_contact", {H.RECEIVED, H.SIGNING},   None,           may_handle,        _("Note contact with the proposer"), _("Contact noted")),
    move("draft_reply", {H.RECEIVED},               None,           may_handle,        _("Write the reply"),               _("Reply drafted"), "primary"),
    move("hand_up",     {H.RECEIVED},               H.SIGNING,      may_hand_up,       _("Hand up for signature"),         _("Handed up for signature"), "primary"),
    move("send_back",   {H.SIGNING},                H.RECEIVED,     may_send_back,     _("Send back to be rewritten"),     _("Sent back to be rewritten")),
    move("sign",        {H.SIGNING},                H.ANSWERED,     may_sign,          _("Sign and send"),                 _("Reply signed and sent"), "primary"),
    move("answer_anew", {H.ANSWERED},               H.RECEIVED,     only_the_clock,    _("Answer anew"),                   _("To be answered anew")),
    move("raise_class", {H.ANSWERED},               None,           only_the_clock,    _("Raise the class"),               _("Class raised: every promise kept")),
))

LOGGED, CONFIRMED, DISPUTED = ContactState
CONTACT_LIFE: LifeCycle[ContactState, Person, Contact] = LifeCycle("contact", birth=LOGGED, ends=frozenset({CONFIRMED, DISPUTED}), tells={"log": _("Contact noted")}, table=(
    move("confirm", {LOGGED, DISPUTED}, CONFIRMED, may_answer_contact, _("Yes, we spoke"),     _("Contact confirmed by the proposer"), "primary"),
    move("dispute", {LOGGED},           DISPUTED,  may_answer_contact, _("No, that was not so"), _("Contact disputed by the proposer")),
))

ASKED, ANSWERED, SILENT = FeedbackState
FEEDBACK_LIFE: LifeCycle[FeedbackState, Person, Feedback] = LifeCycle("feedback", birth=ASKED, ends=frozenset({ANSWERED, SILENT}), tells={"ask": _("Asked for a judgement")}, table=(
    move("judge",   {ASKED, SILENT}, ANSWERED, may_judge,      _("Give your judgement"), _("Judgement given"), "primary"),
    move("silence", {ASKED},         SILENT,   only_the_clock, _("Note silence"),        _("No answer in time")),
))
# fmt: on

TURN_LABELS |= {
    "proposal.finish": _("Finish your draft and submit it"),
    "proposal.change": _("Change it as the reviewers ask"),
    "proposal.cosign": _("Co-sign or decline"),
    "proposal.review": _("Review"),
    "proposal.assign": _("Suggest handling units"),
    "proposal.agree": _("Agree to the handling units"),
    "proposal.settle": _("Close it, or have it answered anew"),
    "handling.receive": _("Sign for it"),
    "handling.reply": _("Answer it"),
    "handling.opinion": _("Give your opinion to the lead unit"),
    "handling.sign": _("Sign the reply"),
    "handling.return": _("Decide on the unit's return"),
    "contact.confirm": _("Say whether you were contacted"),
    "feedback.judge": _("Say whether you are satisfied"),
}


def proposal_turns(proposal: Proposal) -> Iterator[Turn]:
    norms = proposal.norms
    if proposal.state in (DRAFT, COSIGNING):
        yield on_person("proposal.finish", proposal.author_id)
    elif proposal.state == RETURNED:
        yield on_person("proposal.change", proposal.author_id)
    elif proposal.state == SUBMITTED and proposal.submitted_at:
        due = norms.working_days_after(local_day(proposal.submitted_at), "review.working_days")
        yield on_power("proposal.review", "proposal.review", due)
    elif proposal.state == FILED and proposal.filed_at:
        due = norms.working_days_after(local_day(proposal.filed_at), "assign.working_days")
        yield on_power("proposal.assign", "proposal.assign", due)
    elif proposal.state == ALLOTTED and proposal.filed_at:
        due = norms.working_days_after(local_day(proposal.filed_at), "assign.working_days")
        from xieshang.core import profile

        for office in profile.current().offices:
            if office != proposal.allotted_by:
                yield on_office("proposal.agree", office, "proposal.assign", due)
    elif proposal.state == REPLIED and (is_judged(proposal) or asks_again(proposal)):
        yield on_power("proposal.settle", "feedback.collect")


def signing_turns(signing: Signing) -> Iterator[Turn]:
    if signing.state == INVITED:
        yield on_person("proposal.cosign", signing.person_id, local_day(signing.expires_at))


def handling_turns(handling: Handling) -> Iterator[Turn]:
    unit, due = handling.unit_id, handling.due
    if handling.state == H.ASSIGNED and handling.assigned_at:
        by = handling.proposal.norms.working_days_after(local_day(handling.assigned_at), "receive.working_days")
        yield on_unit("handling.receive", unit, "handling.receive", by)
    elif handling.state == H.RECEIVED:
        name = "handling.reply" if handling.answers_proposer else "handling.opinion"
        yield on_unit(name, unit, "handling.receive", due)
    elif handling.state == H.SIGNING and has_opinions_of_co_handlers(handling):
        yield on_unit("handling.sign", unit, "reply.sign", due)
    elif handling.state == H.RETURN_ASKED and handling.return_asked_at:
        from datetime import timedelta

        days = handling.proposal.norms.get("return.answer_days")
        yield on_power("handling.return", "proposal.assign", local_day(handling.return_asked_at) + timedelta(days=days))


def contact_turns(contact: Contact) -> Iterator[Turn]:
    if contact.state == LOGGED:
        yield on_person("contact.confirm", contact.handling.proposal.author_id)


def feedback_turns(feedback: Feedback) -> Iterator[Turn]:
    if feedback.state == ASKED:
        yield on_person("feedback.judge", feedback.person_id, feedback.due)


def proposers(proposal: Proposal) -> list[int]:
    """The first proposer and all who signed, those of merged proposals too."""
    ids = [proposal.author_id]
    if proposal.state == DRAFT:  # nobody can have signed what may still be edited
        return ids
    ids += [s.person_id for s in proposal.signings.all() if s.state == SIGNED]
    if proposal.number is not None:
        for merged in Proposal.objects.filter(merged_into=proposal):
            ids += proposers(merged)
    return list(dict.fromkeys(ids))


def handling_followers(handling: Handling) -> list[int]:
    return proposers(handling.proposal) if handling.state in (H.ANSWERED, H.REPLACED) else []


def register() -> None:
    TURNS.update(
        proposal=proposal_turns,
        signing=signing_turns,
        handling=handling_turns,
        contact=contact_turns,
        feedback=feedback_turns,
    )
    FOLLOWERS.update(
        proposal=proposers, signing=lambda signing: [signing.proposal.author_id], handling=handling_followers
    )
