"""Who may do what with a proposal, and if not, why not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from xieshang.core import profile
from xieshang.core.verdicts import No, NotYours, Verdict, Yes
from xieshang.people.models import Person
from xieshang.people.rules import has_power
from xieshang.proposals.models import (
    AT_WORK,
    Contact,
    ContactState,
    Feedback,
    FeedbackState,
    Handling,
    Point,
    PointVerdict,
    Proposal,
    Reply,
    Signing,
    SigningState,
)

# ---- The proposer's side


def is_author(person: Person, proposal: Proposal) -> Verdict:
    """Whoever drafted it is the first proposer (Regulation on proposals, art. 3)."""
    if proposal.author_id == person.pk and person.is_active:
        return Yes()
    return NotYours(_("Only %(name)s, who drafts it, may do this.") % {"name": proposal.author})


def is_complete(proposal: Proposal) -> Verdict:
    """Facts, analysis and concrete suggestions (有情况、有分析、有建议), within the length of the day."""
    norms = proposal.norms
    if not proposal.title.strip():
        return No(_("It has no title yet."))
    if not proposal.situation.strip():
        return No(_("It does not say yet how things stand."))
    texts = [suggestion.text for suggestion in proposal.suggestions.all()]
    short = norms.get("proposal.min_suggestions") - len(texts)
    if short > 0:
        return No(ngettext_lazy("%(n)d suggestion is missing.", "%(n)d suggestions are missing.", short) % {"n": short})
    length = len(proposal.situation) + len(proposal.analysis) + sum(map(len, texts))
    if length > norms.max_chars:
        return No(
            _("It has %(length)s characters; at most %(most)s are allowed.")
            % {"length": length, "most": norms.max_chars}
        )
    return Yes()


def has_no_open_invitation(proposal: Proposal) -> Verdict:
    waiting = sum(signing.state == SigningState.INVITED for signing in proposal.signings.all())
    if waiting:
        return No(
            ngettext_lazy(
                "%(n)d invitation to co-sign is still open: wait for it or call it off.",
                "%(n)d invitations to co-sign are still open: wait for them or call them off.",
                waiting,
            )
            % {"n": waiting}
        )
    return Yes()


def is_seconded(proposal: Proposal) -> Verdict:
    """As many co-signers as the assembly asks for; none in a district CPPCC."""
    signed = sum(signing.state == SigningState.SIGNED for signing in proposal.signings.all())
    short = proposal.norms.seconders - signed
    if short <= 0:
        return Yes()
    return No(ngettext_lazy("%(n)d co-signer is missing.", "%(n)d co-signers are missing.", short) % {"n": short})


def may_edit(person: Person, proposal: Proposal) -> Verdict:
    """Its first proposer."""
    return is_author(person, proposal)


def may_invite(person: Person, proposal: Proposal) -> Verdict:
    """Its first proposer, once the text is complete: what is co-signed can no longer be edited."""
    return is_author(person, proposal) and is_complete(proposal)


def may_submit(person: Person, proposal: Proposal) -> Verdict:
    """Its first proposer, when it is complete, no invitation is open and enough have co-signed."""
    return (
        is_author(person, proposal)
        and has_power(person, "proposal.propose")
        and is_complete(proposal)
        and has_no_open_invitation(proposal)
        and is_seconded(proposal)
    )


def may_withdraw(person: Person, proposal: Proposal) -> Verdict:
    """Its first proposer, until it is filed."""
    return is_author(person, proposal)


def may_answer_invitation(person: Person, signing: Signing) -> Verdict:
    """Whoever was asked, and nobody for them."""
    if signing.person_id == person.pk and person.is_active:
        return Yes()
    return NotYours(_("Only %(name)s was asked to co-sign.") % {"name": signing.person})


def may_call_off(person: Person, signing: Signing) -> Verdict:
    """The first proposer."""
    return is_author(person, signing.proposal)


# ---- Review


def may_review(person: Person, proposal: Proposal) -> Verdict:
    """Reviewers, but never of their own proposal."""
    if verdict := has_power(person, "proposal.review"):
        signed = any(s.person_id == person.pk and s.state == SigningState.SIGNED for s in proposal.signings.all())
        if proposal.author_id == person.pk or signed:
            return No(_("You proposed this yourself; another reviewer decides on it."))
        return Yes()
    return verdict


# ---- The assigning offices


def may_allot(person: Person, proposal: Proposal) -> Verdict:
    """Either assigning office."""
    return has_power(person, "proposal.assign")


def may_agree(person: Person, proposal: Proposal) -> Verdict:
    """The other office agrees, unless the assembly has but one."""
    if not (verdict := has_power(person, "proposal.assign")):
        return verdict
    if proposal.norms.get("assign.offices") > 1 and person.offices == {proposal.allotted_by}:
        return No(_("Your office suggested it; now the other office must agree."))
    return Yes()


def may_decide_return(person: Person, handling: Handling) -> Verdict:
    """The assigning offices."""
    return has_power(person, "proposal.assign")


# ---- The handling unit


def may_handle(person: Person, handling: Handling) -> Verdict:
    """Whoever receives for this unit."""
    if has_power(person, "handling.receive", unit_id=handling.unit_id):
        return Yes()
    return NotYours(_("Only %(unit)s handles this.") % {"unit": handling.unit})


def may_hand_back(person: Person, handling: Handling) -> Verdict:
    """In the first round only, and before anything was answered; the window is judged by the action, which has the day."""
    if not (verdict := may_handle(person, handling)):
        return verdict
    if handling.round > 1:
        return No(_("It has been answered once; it can no longer be handed back."))
    return Yes()


def the_reply(handling: Handling) -> Reply | None:
    return handling.replies.filter(round=handling.round).first()


def has_contact(handling: Handling) -> Verdict:
    """A reply goes out after contact with the proposer, where the assembly asks for it."""
    if not handling.answers_proposer or not handling.proposal.norms.get("contact.before_reply"):
        return Yes()
    states = set(handling.contacts.values_list("state", flat=True))
    if states - {ContactState.DISPUTED}:
        return Yes()
    if states:
        return No(_("The proposer says the contact you noted did not take place. Contact them, then note it."))
    return No(_("Note the contact with the proposer first."))


def is_answered_point_by_point(handling: Handling) -> Verdict:
    """Every suggestion is answered, and each kind of answer says what it owes."""
    reply = the_reply(handling)
    if reply is None:
        return No(_("There is no reply yet."))
    if not handling.answers_proposer:
        return Yes() if reply.opening.strip() else No(_("Your opinion to the lead unit is empty."))
    points = {point.suggestion_id: point for point in reply.points.all()}
    suggestions = list(handling.proposal.suggestions.all())
    unanswered = [s.position for s in suggestions if s.pk not in points or not points[s.pk].text.strip()]
    if unanswered:
        return No(_("Not answered yet: suggestion %(which)s.") % {"which": ", ".join(map(str, unanswered))})
    for point in points.values():
        position = point.suggestion.position
        if point.verdict == PointVerdict.PLANNED and not (
            point.promise.strip() and point.due and point.in_charge.strip()
        ):
            return No(
                _("Suggestion %(n)s is planned: say what is promised, who is in charge and by when.") % {"n": position}
            )
        if point.verdict == PointVerdict.IMPOSSIBLE and not point.ground:
            return No(_("Suggestion %(n)s is not possible: name the ground.") % {"n": position})
    return is_class_true(reply, list(points.values()))


def is_class_true(reply: Reply, points: list[Point]) -> Verdict:
    """The class follows from the points: planned needs a promise, done needs none left."""
    if not reply.reply_class:
        return No(_("Choose the class of the reply."))
    entry = profile.current().lists["reply_class"].get(reply.reply_class)
    means = entry.more.get("means") if entry else None
    planned = any(point.verdict == PointVerdict.PLANNED for point in points)
    done = any(point.verdict in (PointVerdict.ADOPTED, PointVerdict.OTHERWISE) for point in points)
    if means == "done" and (planned or not done):
        return No(
            _("“%(class)s” is for what is done; here something is only planned, or nothing is done.") % {"class": entry}
        )
    if means == "planned" and not (planned or done):
        return No(_("“%(class)s” needs something done or planned; here nothing is.") % {"class": entry})
    if means == "nothing" and (planned or done):
        return No(_("“%(class)s” is for what cannot be done; here something is done or planned.") % {"class": entry})
    return Yes()


def may_hand_up(person: Person, handling: Handling) -> Verdict:
    """Whoever receives for this unit, when every suggestion is answered and the proposer was contacted."""
    return may_handle(person, handling) and is_answered_point_by_point(handling) and has_contact(handling)


def has_opinions_of_co_handlers(handling: Handling) -> Verdict:
    if handling.role != "lead":
        return Yes()
    waiting = [
        str(other.unit)
        for other in handling.proposal.handlings.filter(role="co", state__in=AT_WORK).select_related("unit")
    ]
    if waiting:
        return No(_("Still waiting for the opinion of %(units)s.") % {"units": ", ".join(waiting)})
    return Yes()


def may_sign(person: Person, handling: Handling) -> Verdict:
    """A leader of the unit signs; lead units after their co-handlers gave their opinion."""
    if not has_power(person, "reply.sign", unit_id=handling.unit_id):
        return NotYours(_("Only a leader of %(unit)s signs its replies.") % {"unit": handling.unit})
    return has_opinions_of_co_handlers(handling)


def may_send_back(person: Person, handling: Handling) -> Verdict:
    """A leader of the unit, who reads what they are to sign."""
    if has_power(person, "reply.sign", unit_id=handling.unit_id):
        return Yes()
    return NotYours(_("Only a leader of %(unit)s signs its replies.") % {"unit": handling.unit})


# ---- The proposer's word


def may_answer_contact(person: Person, contact: Contact) -> Verdict:
    """The first proposer."""
    if contact.handling.proposal.author_id == person.pk and person.is_active:
        return Yes()
    return NotYours(_("Only the first proposer says whether the contact took place."))


def may_judge(person: Person, feedback: Feedback) -> Verdict:
    """Satisfaction belongs to the member: nobody else fills in the form."""
    if feedback.person_id == person.pk and person.is_active:
        return Yes()
    return NotYours(_("Only %(name)s gives this judgement.") % {"name": feedback.person})


def judgements(proposal: Proposal) -> list[Feedback]:
    """Those of the current round; a page that has read them already lays them beside the proposal."""
    if (read := proposal.__dict__.get("judgements_read")) is not None:
        return list(read)
    return list(Feedback.objects.filter(handling__proposal=proposal, round=proposal.round))


def is_judged(proposal: Proposal) -> Verdict:
    waiting = sum(feedback.state == FeedbackState.ASKED for feedback in judgements(proposal))
    if waiting:
        return No(
            ngettext_lazy("%(n)d judgement is still awaited.", "%(n)d judgements are still awaited.", waiting)
            % {"n": waiting}
        )
    return Yes()


def asks_again(proposal: Proposal) -> bool:
    return any(feedback.is_dissatisfied for feedback in judgements(proposal))


def may_close(person: Person, proposal: Proposal) -> Verdict:
    """Those who collect the judgements, when all are in and nobody can ask for another answer."""
    if not (verdict := has_power(person, "feedback.collect")):
        return verdict
    if not (verdict := is_judged(proposal)):
        return verdict
    if asks_again(proposal) and proposal.round < proposal.norms.get("rehandle.max_rounds"):
        return No(_("A proposer is not satisfied: it goes back to be answered anew."))
    return Yes()


def may_rehandle(person: Person, proposal: Proposal) -> Verdict:
    """Those who collect the judgements, when somebody is not satisfied and a round is left."""
    if not (verdict := has_power(person, "feedback.collect")):
        return verdict
    if not asks_again(proposal):
        return No(_("Nobody asked for another answer."))
    if proposal.round >= proposal.norms.get("rehandle.max_rounds"):
        return No(
            _("It has been answered as often as the rules provide; what remains open is noted when it is closed.")
        )
    return Yes()
