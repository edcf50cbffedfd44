"""From the first word to submission: drafting, co-signing, withdrawing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from xieshang.core.calendar import local_day
from xieshang.core.counters import next_number
from xieshang.core.deeds import beside, deed
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.models import Item
from xieshang.core.verdicts import No
from xieshang.matters.actions import link
from xieshang.matters.models import LinkType, Matter
from xieshang.people.models import Person
from xieshang.people.queries import session_at
from xieshang.people.rules import has_power
from xieshang.proposals.actions.review import must_be_listed
from xieshang.proposals.lifecycle import LIFE, SIGNING_LIFE
from xieshang.proposals.models import Proposal, Signing, SigningState, State, Suggestion


def draft(
    *,
    by: Person,
    at: datetime,
    title: str = "",
    situation: str = "",
    analysis: str = "",
    suggestions: list[str] | None = None,
    topic_class: str = "",
    kind: str = "personal",
    is_open: bool = True,
    why_not_open: str = "",
    wanted_units: str = "",
    sources: list[Item] | None = None,
    entered_by: Person | None = None,
) -> Proposal:
    """Begin a proposal.

    by          whose it is, who must be allowed to propose
    sources     the residents' messages it grows from, whose matter it joins
    entered_by  who put it in for them, where it was not they themselves: the record names who did it
    """
    if isinstance(verdict := has_power(by, "proposal.propose"), No):
        raise NotYoursError(str(verdict.reason))
    sources = sources or []
    first = getattr(sources[0], "matter_id", None) if sources else None
    matter = Matter.objects.get(pk=first) if first else Matter(title=title or _("A new matter"), opened_at=at)
    proposal = Proposal(
        matter=matter,
        author=by,
        title=title,
        situation=situation,
        analysis=analysis,
        topic_class=topic_class,
        kind=kind,
        is_open=is_open,
        why_not_open=why_not_open,
        wanted_units=wanted_units,
        made_at=at,
        rule_day=local_day(at),
    )
    with deed("draft", on=proposal, by=entered_by or by, at=at) as proposal:
        check_lengths(proposal, title, suggestions or [])
        write_suggestions(proposal, suggestions or [], is_new=True)
        for source in sources:
            link(LinkType.GAVE_RISE_TO, source, proposal, at=at)
    return proposal


def check_lengths(proposal: Proposal, title: str, suggestions: list[str]) -> None:
    """Bounds that hold even for drafts: nothing typed is cut off later, no code stands for nothing."""
    for name, code in (("proposal_class", proposal.topic_class), ("proposer_kind", proposal.kind)):
        if code:
            must_be_listed(name, code, proposal)
    most = proposal.norms.get("proposal.title_chars")
    if len(title) > most:
        raise MoveNotOpenError(
            _("The title has %(length)s characters; at most %(most)s are allowed.")
            % {"length": len(title), "most": most}
        )
    whole = len(proposal.situation) + len(proposal.analysis) + sum(map(len, suggestions))
    if whole > 20 * proposal.norms.max_chars or len(suggestions) > 50:
        raise MoveNotOpenError(_("This is far longer than a proposal may be. Put the rest into an attachment."))


def write_suggestions(proposal: Proposal, texts: list[str], is_new: bool = False) -> None:
    """The suggestions in their order; empty ones are left out, unchanged ones keep their row."""
    wanted = [text.strip() for text in texts if text.strip()]
    rows = [] if is_new else list(proposal.suggestions.all())
    old = [row.text for row in rows]
    if wanted == old:
        return
    for n, text in enumerate(wanted[: len(rows)]):
        if rows[n].text != text:
            rows[n].text = text
            rows[n].save(update_fields=["text"])
    Suggestion.objects.bulk_create(
        Suggestion(proposal=proposal, position=n + 1, text=text) for n, text in enumerate(wanted) if n >= len(rows)
    )
    if superfluous := [row.pk for row in rows[len(wanted) :]]:
        Suggestion.objects.filter(pk__in=superfluous).delete()
    proposal.__dict__.pop("_prefetched_objects_cache", None)
    beside(proposal, "suggestions", old, wanted)


def edit(
    proposal: Proposal,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    title: str | None = None,
    situation: str | None = None,
    analysis: str | None = None,
    suggestions: list[str] | None = None,
    topic_class: str | None = None,
    kind: str | None = None,
    is_open: bool | None = None,
    why_not_open: str | None = None,
    wanted_units: str | None = None,
) -> Proposal:
    """Change a draft or a returned proposal; what is not given stays. Raises StaleError when it changed since `seen`."""
    given = {
        "title": title,
        "situation": situation,
        "analysis": analysis,
        "topic_class": topic_class,
        "kind": kind,
        "is_open": is_open,
        "why_not_open": why_not_open,
        "wanted_units": wanted_units,
    }
    with deed("edit", on=proposal, by=by, at=at, seen=seen) as proposal:
        LIFE.take("edit", proposal, by)
        for name, value in given.items():
            if value is not None:
                setattr(proposal, name, value)
        check_lengths(proposal, proposal.title, suggestions or [])
        if suggestions is not None:
            write_suggestions(proposal, suggestions)
        if proposal.matter.proposals.count() == 1 and proposal.title and proposal.matter.title != proposal.title:
            Matter.objects.filter(pk=proposal.matter_id, title__in=[_("A new matter"), ""]).update(title=proposal.title)
    return proposal


def invite(proposal: Proposal, *, by: Person, at: datetime, people: list[int]) -> Proposal:
    """Ask members to co-sign; what they sign is the text as it stands, which can no longer be edited."""
    with deed("invite", on=proposal, by=by, at=at) as proposal:
        LIFE.take("invite", proposal, by)
        if not people:
            raise MoveNotOpenError(_("Choose at least one member."))
        members = {
            person.pk: person
            for person in Person.objects.filter(pk__in=people, state="open").prefetch_related("roles")
            if person.can("proposal.propose") and person.pk != by.pk
        }
        strangers = set(people) - set(members)
        if strangers:
            raise MoveNotOpenError(_("Only members other than yourself can be asked to co-sign."))
        known = {row.person_id: row for row in proposal.signings.all()}
        session = session_at(local_day(at))
        in_session = bool(session and session.opens <= local_day(at) <= session.closes)
        until = proposal.norms.cosign_until(at, in_session)
        for pk, person in members.items():
            if pk in known and known[pk].state in (SigningState.INVITED, SigningState.SIGNED):
                continue
            if pk in known:  # asked again after an expiry or a refusal
                with deed("invite_again", on=known[pk], by=by, at=at) as again:
                    again.state, again.invited_at, again.expires_at = SigningState.INVITED, at, until
                    again.answered_at, again.reason = None, ""
                continue
            signing = Signing(proposal=proposal, person=person, invited_at=at, expires_at=until)
            with deed("invite", on=signing, by=by, at=at):
                pass
    return proposal


def reopen(proposal: Proposal, *, by: Person, at: datetime) -> Proposal:
    """Take it back to edit: whoever signed signed another text, so their signatures lapse."""
    with deed("reopen", on=proposal, by=by, at=at) as proposal:
        LIFE.take("reopen", proposal, by)
        for signing in proposal.signings.filter(state__in=[SigningState.INVITED, SigningState.SIGNED]):
            call_off(signing, by=by, at=at)
    return proposal


def sign(signing: Signing, *, by: Person, at: datetime) -> Signing:
    with deed("sign", on=signing, by=by, at=at) as signing:
        SIGNING_LIFE.take("sign", signing, by)
        if signing.expires_at < at:
            raise MoveNotOpenError(_("The invitation has expired; ask the proposer for another."))
        signing.answered_at = at
    return signing


def decline(signing: Signing, *, by: Person, at: datetime, reason: str = "") -> Signing:
    with deed("decline", on=signing, by=by, at=at, why=reason) as signing:
        SIGNING_LIFE.take("decline", signing, by)
        signing.answered_at, signing.reason = at, reason
    return signing


def call_off(signing: Signing, *, by: Person, at: datetime) -> Signing:
    with deed("call_off", on=signing, by=by, at=at) as signing:
        SIGNING_LIFE.take("call_off", signing, by)
        if signing.proposal.state not in (State.DRAFT, State.COSIGNING):
            raise MoveNotOpenError(_("It has been submitted; its signatures stand."))
    return signing


def expire_invitations(*, at: datetime) -> int:
    """The clock: invitations nobody answered in time; how many were due.

    One that is being answered at this very moment is left alone.
    """
    due = Signing.objects.filter(state=SigningState.INVITED, expires_at__lt=at).order_by("pk")
    keys = list(due.values_list("pk", flat=True)[:500])
    for pk in keys:
        with transaction.atomic():
            row = due.select_for_update(no_key=True).filter(pk=pk).first()
            if row is None:
                continue
            with deed("expire", on=row, by=None, at=at) as signing:
                SIGNING_LIFE.take("expire", signing, None)  # type: ignore[arg-type]
    return len(keys)


def submit(proposal: Proposal, *, by: Person, at: datetime) -> Proposal:
    """Hand it in: it gets its running number, and the rules of this day hold for it from now on."""
    with deed("submit", on=proposal, by=by, at=at) as proposal:
        if proposal.submitted_at is None:
            proposal.rule_day = local_day(at)
        prefetch_related_objects([proposal], "suggestions", "signings")  # asked for by several rules
        LIFE.take("submit", proposal, by)
        if proposal.submitted_at is None:
            session = session_at(local_day(at))
            proposal.session = session
            proposal.in_session = bool(session and session.opens <= local_day(at) and at <= session.proposals_until)
            proposal.submitted_at = at
            year = local_day(at).year
            proposal.serial = f"L{year}-{next_number(f'serial:{year}'):04d}"
            is_signed = any(signing.state == SigningState.SIGNED for signing in proposal.signings.all())
            if is_signed and proposal.kind == "personal":
                proposal.kind = "joint"
    return proposal


def withdraw(proposal: Proposal, *, by: Person, at: datetime, why: str = "") -> Proposal:
    with deed("withdraw", on=proposal, by=by, at=at, why=why) as proposal:
        LIFE.take("withdraw", proposal, by)
        for signing in proposal.signings.filter(state=SigningState.INVITED):
            with deed("call_off", on=signing, by=by, at=at) as locked:
                SIGNING_LIFE.take("call_off", locked, by)
    return proposal
