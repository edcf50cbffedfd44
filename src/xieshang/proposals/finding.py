"""Proposals and their replies among what is found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshang.people.models import Person
from xieshang.proposals.models import (
    HandlingState,
    Point,
    Proposal,
    Reply,
    Signing,
    State,
)
from xieshang.proposals.queries import TONES
from xieshang.search.kinds import KINDS, TOUCHES, Document, Kind, Told, itself

EXPLAINED = (State.RETURNED, State.REFUSED)  # in these states the explanation stands on the page


# One statement, for it is asked after every deed on a proposal
WORDS = """
SELECT p.id, coalesce(p.submitted_at, p.made_at), p.title, p.situation, p.analysis,
    ARRAY(SELECT text FROM proposals_suggestion s WHERE s.proposal_id = p.id ORDER BY s.position),
    CASE WHEN p.state = ANY(%(explained)s) THEN p.explanation ELSE '' END,
    CASE WHEN p.is_open THEN '' ELSE p.why_not_open END,
    ARRAY[author.name, author.name_latin]::text[] || ARRAY(
        SELECT unnest(ARRAY[who.name, who.name_latin]) FROM proposals_signing g JOIN people_person who ON who.id = g.person_id
        WHERE g.proposal_id = p.id AND g.state = 'signed' ORDER BY g.id
    ) || ARRAY(
        SELECT unnest(ARRAY[u.name, u.name_en]) FROM proposals_handling h JOIN people_unit u ON u.id = h.unit_id
        WHERE h.proposal_id = p.id AND h.state <> ALL(%(not_given)s) ORDER BY h.id
    ) || p.wanted_units::text,
    ARRAY[p.number_shown, p.serial]
FROM proposals_proposal p JOIN people_person author ON author.id = p.author_id
WHERE %(ids)s::bigint[] IS NULL OR p.id = ANY(%(ids)s) ORDER BY p.id
"""
NOT_GIVEN = [HandlingState.PROPOSED, HandlingState.DROPPED, HandlingState.REPLACED]


def proposal_documents(ids: Iterable[int] | None) -> Iterable[Document]:
    """Text, proposers, those who signed, the units it was given to: what all see who see the proposal."""
    values = {
        "ids": None if ids is None else list(ids),
        "explained": [str(state) for state in EXPLAINED],
        "not_given": [str(state) for state in NOT_GIVEN],
    }
    with connection.cursor() as cursor:
        cursor.execute(WORDS, values)
        rows = cursor.fetchall()
    for pk, at, title, situation, analysis, suggestions, explanation, why_not_open, names, numbers in rows:
        parts = [situation, analysis, *suggestions, explanation, why_not_open]
        yield Document(pk, at, title, "\n".join(filter(None, parts)), names, numbers)


def tell_proposals(ids: list[int], reader: Person | None) -> dict[int, Told]:
    rows = Proposal.objects.filter(pk__in=ids).select_related("author").defer("situation", "analysis", "words")
    return {
        row.pk: Told(
            url=row.get_absolute_url(),
            state=row.get_state_display(),
            tone=TONES[State(row.state)],
            number=row.number_shown or row.serial,
            by=str(row.author),
            matter_url=reverse("matters:matter", args=[row.matter_id]),
        )
        for row in rows
    }


def reply_documents(ids: Iterable[int] | None) -> Iterable[Document]:
    rows = Reply.objects.select_related("handling__unit", "handling__proposal")
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    for reply in rows.prefetch_related(Prefetch("points", Point.objects.order_by("suggestion__position"))):
        parts = [reply.opening]
        for point in reply.points.all():
            parts += [point.text, point.promise]
        parts.append(reply.closing)
        unit = reply.handling.unit
        yield Document(
            reply.pk,
            reply.signed_at or reply.handling.received_at or reply.handling.proposal.made_at,
            reply.handling.proposal.title,
            "\n".join(filter(None, parts)),
            [unit.name, unit.name_en, reply.clerk],
        )


def replies_visible_to(reader: Person | None) -> QuerySet[Reply]:
    """As on a proposal's page (queries.replies): signed ones, the own unit's drafts, opinions for units and staff."""
    visible: Any = Proposal.objects.visible_to(reader)
    found = Reply.objects.filter(handling__proposal__in=visible.order_by())
    units = reader.unit_ids if reader is not None else frozenset()
    found = found.filter(Q(signed_at__isnull=False) | Q(handling__unit_id__in=units))
    if reader is None or not (units or reader.can("proposal.oversee")):
        found = found.exclude(handling__role="co")
    return found


def tell_replies(ids: list[int], reader: Person | None) -> dict[int, Told]:
    rows = Reply.objects.filter(pk__in=ids).select_related("handling__unit", "handling__proposal")
    return {
        row.pk: Told(
            url=f"{row.handling.proposal.get_absolute_url()}#reply-{row.pk}",
            state=row.class_shown,
            tone="moving",
            number=row.handling.proposal.number_shown,
            by=str(row.handling.unit),
            matter_url=reverse("matters:matter", args=[row.handling.proposal.matter_id]),
        )
        for row in rows
    }


def touched_by_person(person: Person, changed: set[str]) -> Iterable[tuple[str, Iterable[int]]]:
    """A new name is found on all that bears it."""
    if not changed & {"name", "name_latin"} or person.version == 1:
        return []
    wrote = Proposal.objects.filter(author=person).values_list("pk", flat=True)
    signed = Signing.objects.filter(person=person).values_list("proposal_id", flat=True)
    return [("proposal", {*wrote, *signed})]


def register() -> None:
    KINDS["proposal"] = Kind(
        _("Proposal"),
        _("Proposals"),
        "document",
        Proposal,
        proposal_documents,
        Proposal.objects.visible_to,
        tell_proposals,
    )
    KINDS["reply"] = Kind(_("Reply"), _("Replies"), "message", Reply, reply_documents, replies_visible_to, tell_replies)
    TOUCHES["proposal"].append(itself("proposal"))
    TOUCHES["signing"].append(lambda signing, changed: [("proposal", [signing.proposal_id])])
    TOUCHES["handling"].append(
        lambda handling, changed: [
            ("proposal", [handling.proposal_id]),
            ("reply", handling.replies.values_list("pk", flat=True)),
        ]
    )
    TOUCHES["person"].append(touched_by_person)
