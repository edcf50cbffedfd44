"""What stands on a proposal's page: its co-signers, units, replies and steps, each as its reader may see it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from xieshang.core import profile
from xieshang.core.letters import letter
from xieshang.look.deed_page import with_urls
from xieshang.people.models import Person
from xieshang.proposals.forms import CONTACT_FORMS, HANDLING_FORMS, SIGNING_FORMS, ReplyForm
from xieshang.proposals.lifecycle import CONTACT_LIFE, HANDLING_LIFE, LIFE, SIGNING_LIFE
from xieshang.proposals.models import Handling, Proposal, Reply, Signing

POINT_TONES = {"adopted": "good", "planned": "waiting", "otherwise": "moving", "impossible": "ended"}


def signing_row(signing: Signing, person: Person | None) -> dict[str, Any]:
    base = f"/proposals/signings/{signing.pk}/"
    return {
        "signing": signing,
        "tone": {"signed": "good", "invited": "waiting"}.get(signing.state, "ended"),
        "offers": with_urls(SIGNING_LIFE.offers(person, signing), base, SIGNING_FORMS) if person else [],
    }


def handling_row(handling: Handling, person: Person | None) -> dict[str, Any]:
    is_ours = person is not None and handling.unit_id in person.unit_ids
    contacts = [
        {
            "contact": each,
            "tone": {"confirmed": "good", "disputed": "late"}.get(each.state, "waiting"),
            "offers": with_urls(CONTACT_LIFE.offers(person, each), f"/proposals/contacts/{each.pk}/", CONTACT_FORMS)
            if person
            else [],
        }
        for each in handling.contacts.all()
        if each.is_visible_to(person)
    ]
    return {
        "handling": handling,
        "tone": {"answered": "good", "return_asked": "late", "replaced": "ended", "dropped": "ended"}.get(
            handling.state, "moving"
        ),
        "is_ours": is_ours,
        "offers": handling_offers(handling, person),
        "contacts": contacts,
        "confirmed_contacts": sum(each.state == "confirmed" for each in handling.contacts.all()),
    }


def handling_offers(handling: Handling, person: Person | None) -> list[Any]:
    if person is None:
        return []
    forms: Any = {**HANDLING_FORMS, "draft_reply": ReplyForm}
    return [
        offer
        for offer in with_urls(HANDLING_LIFE.offers(person, handling), f"/proposals/handlings/{handling.pk}/", forms)
        if offer.name not in ("assign", "drop")
    ]


def reply_row(reply: Reply, today: Any) -> dict[str, Any]:
    grounds = profile.current()
    return {
        "reply": reply,
        "handling": reply.handling,
        "letter": letter("reply", proposal=reply.handling.proposal) if reply.handling.answers_proposer else "",
        "is_final": reply.signed_at is not None,
        "points": [
            {
                "suggestion": point.suggestion.text,
                "verdict_label": grounds.word("point_verdict", point.verdict),
                "tone": POINT_TONES[point.verdict],
                "answer": point.text
                + (f"\n{point.promise}" if point.promise and point.promise not in point.text else ""),
                "ground": grounds.word("impossible_ground", point.ground) if point.ground else "",
                "by": point.in_charge,
                "due": point.due,
            }
            for point in reply.points.all()
        ],
    }


def stepper(item: Proposal) -> list[dict[str, Any]]:
    """Where it stands, from handed in to closed."""
    marks = [
        (_("Submitted"), item.submitted_at),
        (_("Filed"), item.filed_at),
        (_("Assigned"), item.assigned_at),
        (_("Answered"), item.replied_at),
        (_("Closed"), item.closed_at),
    ]
    is_over = item.state in LIFE.ends
    steps, now_given = [], False
    for label, at in marks:
        if at is not None:
            steps.append({"label": label, "state": "done", "at": at})
        elif is_over:
            steps.append({"label": label, "state": "skipped", "at": None})
        else:
            steps.append({"label": label, "state": "ahead" if now_given else "now", "at": None})
            now_given = True
    return steps
