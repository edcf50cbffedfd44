"""What pages and the API read about proposals."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from xieshang.core.models import RecordEntry
from xieshang.matters.models import Commitment
from xieshang.matters.queries import SOURCES, STEPS, Step, commitments_visible_to
from xieshang.people.models import Person
from xieshang.people.queries import PERSON_LINKS, PersonLink
from xieshang.people.rules import has_power
from xieshang.proposals.models import (
    ON_FILE,
    UNDECIDED,
    Contact,
    Feedback,
    FeedbackState,
    Handling,
    HandlingState,
    Point,
    Proposal,
    Reply,
    Signing,
    State,
    sees_inside,
)

TONES = {
    State.DRAFT: "neutral",
    State.COSIGNING: "waiting",
    State.SUBMITTED: "waiting",
    State.RETURNED: "late",
    State.WITHDRAWN: "ended",
    State.REFUSED: "ended",
    State.MERGED: "ended",
    State.FILED: "moving",
    State.ALLOTTED: "moving",
    State.ASSIGNED: "moving",
    State.REPLIED: "waiting",
    State.CLOSED: "good",
}


@dataclass(frozen=True)
class Chosen:
    """What a list is narrowed to; empty means all."""

    q: str = ""
    state: str = ""
    topic_class: str = ""
    session: str = ""
    unit: str = ""
    author: int | None = None
    mine: bool = False


def proposals(
    reader: Person | None,
    chosen: Chosen,
    *,
    before: int | None = None,
    after: int | None = None,
    length: int | None = None,
) -> QuerySet[Proposal]:
    """The proposals this reader may see, narrowed, newest first.

    before, after, length   the page that will be asked for, where it is known: no more than it need then be found
    """
    before = None if after is not None else before
    found: Any = Proposal.objects.visible_to(reader)
    is_own = chosen.mine or (chosen.state not in ("", *ON_FILE) and not sees_inside(reader))
    if is_own and reader is not None:  # of what is not on file one sees but one's own: begin from there
        found = found.filter(pk__in=own(reader, chosen.state))
    elif chosen.state:
        found = found.filter(state=chosen.state)
    if chosen.author is not None:
        found = found.filter(author_id=chosen.author)
    if chosen.topic_class:
        found = found.filter(topic_class=chosen.topic_class)
    if chosen.session:
        found = found.filter(session_id=chosen.session)
    if chosen.unit:
        given = Handling.objects.filter(unit_id=chosen.unit).exclude(state__in=UNDECIDED)
        if before is not None:
            given = given.filter(proposal_id__lt=before)
        if after is not None:
            given = given.filter(proposal_id__gt=after)
        found = found.filter(pk__in=given.values("proposal_id"))
    if words := chosen.q.strip():
        exact = found.filter(Q(number_shown=words) | Q(serial__in=[words, words.upper()]))
        is_number = any(map(str.isdigit, words)) and exact.exists()
        found = exact if is_number else with_words(found, words, before, after, length)
    return found.order_by("-id")


WINDOW = 3_000


def with_words(
    found: QuerySet[Any], words: str, before: int | None, after: int | None, length: int | None
) -> QuerySet[Any]:
    """Those with these words in their titles, one after the other.

    The index of words knows no order: of frequent words it would fetch all there are to show the newest. So the rows
    next to the page are looked through first, and the index asked only where they do not fill it.
    """
    if length is not None:
        if before is None and after is None:
            before = (Proposal.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
        near = found.filter(pk__gt=after, pk__lte=after + WINDOW) if after is not None else found
        near = near.filter(pk__lt=before, pk__gte=before - WINDOW) if before is not None else near
        near = near.extra(  # coalesce, so that the index of words is left alone
            where=["coalesce(proposals_proposal.words, '') @@ phraseto_tsquery('simple', split_han(%s))"],
            params=[words],
        )
        if near.order_by()[: length + 1].count() > length:
            return near
    return found.extra(where=["proposals_proposal.words @@ phraseto_tsquery('simple', split_han(%s))"], params=[words])


def own(reader: Person, state: str = "") -> QuerySet[Any]:
    """The keys of what somebody drafted or was asked to co-sign."""
    drafted = Proposal.objects.filter(author=reader)
    asked = Signing.objects.filter(person=reader)
    if state:
        drafted, asked = drafted.filter(state=state), asked.filter(proposal__state=state)
    return drafted.order_by().values("pk").union(asked.order_by().values("proposal_id"))


def for_list(found: QuerySet[Proposal]) -> QuerySet[Proposal]:
    return (
        found.select_related("author")
        .prefetch_related(
            Prefetch(
                "handlings",
                Handling.objects.exclude(state__in=[HandlingState.DROPPED, HandlingState.REPLACED]).select_related(
                    "unit"
                ),
            )
        )
        .defer("situation", "analysis", "explanation", "words")
    )


def for_rows(found: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """What a row of the list shows and no more: to read a date costs more than to draw it."""
    units = (
        Handling.objects.exclude(state__in=[HandlingState.PROPOSED, HandlingState.DROPPED, HandlingState.REPLACED])
        .select_related("unit")
        .only("proposal_id", "unit__name", "unit__name_en")
    )
    return (
        found.select_related("author")
        .prefetch_related(Prefetch("handlings", units))
        .only("title", "state", "serial", "number_shown", "due", "author__name", "author__name_latin")
    )


def whole(found: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """A proposal with all a page of it shows, in a bounded number of statements."""
    return (
        found.select_related("author__sector", "session", "merged_into", "matter")
        .defer("words", *(f"merged_into__{name}" for name in ("words", "situation", "analysis", "explanation")))
        .prefetch_related(
            "suggestions",
            Prefetch("signings", Signing.objects.select_related("person__sector")),
            HANDLINGS,
            Prefetch("handlings__contacts", Contact.objects.select_related("logged_by")),
        )
    )


HANDLINGS = Prefetch("handlings", Handling.objects.select_related("unit"))


def handlings_of(proposal: Proposal) -> dict[int, Handling]:
    """Its handlings by their keys, asked for once however many need them."""
    prefetch_related_objects([proposal], HANDLINGS)
    return {each.pk: each for each in proposal.handlings.all()}


def replies(proposal: Proposal, reader: Person | None) -> list[Reply]:
    """The replies this reader may see with their points: signed ones, and the own unit's drafts; opinions of
    co-handlers only for units and staff."""
    rows = Reply.objects.filter(handling__proposal=proposal)
    seen = Q(signed_at__isnull=False)
    if reader is not None:
        seen |= Q(handling__unit_id__in=reader.unit_ids)
    rows = rows.filter(seen)
    if reader is None or not (reader.unit_ids or reader.can("proposal.oversee")):
        rows = rows.exclude(handling__role="co")
    found = list(
        rows.select_related("signed_by")
        .prefetch_related(Prefetch("points", Point.objects.select_related("suggestion")))
        .order_by("round", "handling_id")
    )
    handlings = handlings_of(proposal) if found else {}
    for reply in found:
        reply.handling = handlings[reply.handling_id]
    return found


def judgements_for(proposal: Proposal, reader: Person | None) -> list[Feedback]:
    """Forms in full for those who gave them and for the staff who collect them; for nobody else."""
    if reader is None:
        return []
    rows = Feedback.objects.filter(handling__proposal=proposal).select_related("person")
    found = list(rows if has_power(reader, "feedback.collect") else rows.filter(person=reader))
    handlings = handlings_of(proposal) if found else {}
    for feedback in found:
        feedback.handling = handlings[feedback.handling_id]
    return found


@dataclass(frozen=True)
class Figures:
    """A unit's judgements as it may see them: None where too few have answered to show any."""

    asked: int
    answered: int
    silent: int
    results: dict[str, int] | None
    attitudes: dict[str, int] | None
    min_shown: int


def figures_of_unit(unit_id: int, min_shown: int) -> Figures:
    """Judgements on a unit's final replies only (of closed proposals), and only where enough have answered."""
    rows = Feedback.objects.filter(counts_for=unit_id)
    counted = list(rows.order_by().values_list("state", "result", "attitude").annotate(n=Count("pk")))
    asked = sum(n for *_codes, n in counted)
    answered = sum(n for state, _result, _attitude, n in counted if state == FeedbackState.ANSWERED)
    silent = sum(n for state, _result, _attitude, n in counted if state == FeedbackState.SILENT)
    if answered < min_shown:
        return Figures(asked, answered, silent, None, None, min_shown)
    results: dict[str, int] = {}
    attitudes: dict[str, int] = {}
    for state, result, attitude, n in counted:
        if state == FeedbackState.ANSWERED:
            results[result] = results.get(result, 0) + n
            attitudes[attitude] = attitudes.get(attitude, 0) + n
    return Figures(asked, answered, silent, results, attitudes, min_shown)


def commitments_of(proposal: Proposal, reader: Person | None) -> list[Commitment]:
    points = Point.objects.filter(reply__handling__proposal=proposal).values("pk")
    return list(
        commitments_visible_to(reader)
        .filter(source_kind="point", source_id__in=points)
        .exclude(state="replaced")
        .select_related("unit")
        .order_by("due")
    )


def history(proposal: Proposal, reader: Person | None) -> list[RecordEntry]:
    """The record of a proposal and what belongs to it, as far as the reader is entitled to it, oldest first.

    The public sees the main steps without names of staff and without texts; units do not see judgements.
    """
    rows = RecordEntry.objects.filter(
        matter_id=proposal.matter_id, kind__in=["proposal", "signing", "handling", "contact", "feedback", "commitment"]
    )
    mine = Q(kind="proposal", item_id=proposal.pk)
    mine |= Q(kind="signing", item_id__in=signings_visible_to(reader).filter(proposal=proposal).values("pk"))
    mine |= Q(kind="handling", item_id__in=handlings_visible_to(reader).filter(proposal=proposal).values("pk"))
    mine |= Q(kind="contact", item_id__in=contacts_visible_to(reader).filter(handling__proposal=proposal).values("pk"))
    if reader is not None:
        judged = Feedback.objects.filter(handling__proposal=proposal)
        if not has_power(reader, "feedback.collect"):
            judged = judged.filter(person=reader)
        mine |= Q(kind="feedback", item_id__in=judged.values("pk"))
    mine |= Q(kind="commitment", item_id__in=[each.pk for each in commitments_of(proposal, reader)])
    rows = rows.filter(mine)
    is_inside = reader is not None and (
        reader.pk == proposal.author_id
        or has_power(reader, "proposal.oversee")
        or has_power(reader, "record.audit")
        or has_power(reader, "proposal.review")
        or has_power(reader, "proposal.assign")
    )
    is_of_unit = reader is not None and bool(reader.unit_ids)
    if not is_inside:
        rows = rows.exclude(deed__in=["proposal.edit", "proposal.allot", "proposal.object", "signing.decline"])
        if not is_of_unit:
            rows = rows.exclude(deed="handling.hand_up")
    if reader is None or not has_power(reader, "record.audit"):  # a reply's drafts are its unit's alone
        ours = Handling.objects.filter(proposal=proposal, unit_id__in=reader.unit_ids if reader else [])
        rows = rows.exclude(
            Q(deed__in=["handling.draft_reply", "handling.send_back"]) & ~Q(item_id__in=ours.values("pk"))
        )
    if reader is None:
        rows = rows.exclude(kind__in=["signing", "contact"])
    return list(rows.select_related("by").order_by("id"))


# ---- What belongs to a proposal, for those who ask for it by itself


def of_visible(rows: Any, reader: Person | None, proposal: str = "proposal") -> Any:
    """Of what belongs to proposals, what this reader may see."""
    visible: Any = Proposal.objects.visible_to(reader)
    return rows.filter(**{f"{proposal}__in": visible.order_by()}).visible_to(reader)


def handlings_visible_to(reader: Person | None) -> QuerySet[Handling]:
    found: QuerySet[Handling] = of_visible(Handling.objects.all(), reader)
    return found.select_related("unit", "proposal__author")


def signings_visible_to(reader: Person | None) -> QuerySet[Signing]:
    found: QuerySet[Signing] = of_visible(Signing.objects.all(), reader)
    return found.select_related("person", "proposal__author")


def contacts_visible_to(reader: Person | None) -> QuerySet[Contact]:
    found: QuerySet[Contact] = of_visible(Contact.objects.all(), reader, "handling__proposal")
    return found.select_related("handling__proposal__author", "handling__unit", "logged_by")


def feedbacks_visible_to(reader: Person | None) -> QuerySet[Feedback]:
    """Forms in full for those who gave them and for the staff who collect them; for nobody else."""
    if reader is None:
        return Feedback.objects.none()
    found = Feedback.objects.select_related("person", "handling__unit", "handling__proposal__author")
    return found if has_power(reader, "feedback.collect") else found.filter(person=reader)


# ---- Steps of a matter


def proposal_steps(matter_ids: list[int], reader: Person | None) -> list[Step]:
    visible: Any = Proposal.objects.visible_to(reader)
    rows = list(visible.filter(matter_id__in=matter_ids).select_related("author"))
    steps = [
        Step(
            kind="proposal",
            id=row.pk,
            matter_id=row.matter_id,
            at=row.submitted_at or row.made_at,
            kind_label=_("Proposal"),
            title=row.title or str(row),
            who=str(row.author),
            text=row.number_shown,
            url=row.get_absolute_url(),
            tone=TONES[State(row.state)],
            state=row.get_state_display(),
        )
        for row in rows
    ]
    signed = (
        Reply.objects.filter(handling__proposal__in=[row.pk for row in rows], signed_at__isnull=False)
        .exclude(handling__role="co")
        .select_related("handling__unit", "handling__proposal")
    )
    steps += [
        Step(
            kind="reply",
            id=reply.pk,
            matter_id=reply.handling.proposal.matter_id,
            at=reply.signed_at,
            kind_label=_("Reply") if reply.round == 1 else _("Second reply"),
            title=_("%(unit)s answers") % {"unit": reply.handling.unit},
            who=str(reply.handling.unit),
            text=reply.class_shown,
            url=f"{reply.handling.proposal.get_absolute_url()}#reply-{reply.pk}",
            tone="moving",
        )
        for reply in signed
        if reply.signed_at is not None
    ]
    return steps


def similar_titles(proposal: Proposal) -> list[Proposal]:
    """Others under review or on file whose titles share most words: what a reviewer looks at before filing."""
    words = [
        w
        for w in proposal.title.replace("关于", "").replace("的建议", "").replace("的提案", "")
        if "\u4e00" <= w <= "\u9fff"
    ]
    pairs = [f"{a} <-> {b}" for a, b in pairwise(words)]
    if not pairs:
        return []
    rows = (
        Proposal.objects.filter(state__in=[State.SUBMITTED, *ON_FILE])
        .exclude(pk=proposal.pk)
        .extra(
            select={"alike": "ts_rank(words, to_tsquery('simple', %s))"},
            select_params=[" | ".join(pairs)],
            where=["words @@ to_tsquery('simple', %s)"],
            params=[" | ".join(pairs)],
        )
        .order_by("-alike")[:5]
    )
    return [row for row in rows if row.alike > 0.1]


MOST_COUNTED = 1000  # beyond this a person's page need not count


def links_of(person: Person, reader: Person) -> list[PersonLink]:
    """What somebody proposed and signed, for their page, as far as the reader may see it."""
    visible: Any = Proposal.objects.visible_to(reader)
    proposed = visible.filter(author=person)[:MOST_COUNTED].count()
    if not proposed:
        return []
    return [PersonLink(_("Proposals"), f"{reverse('proposals:list')}?author={person.pk}", proposed)]


def not_filed(reader: Person | None) -> QuerySet[Any]:
    """Proposals that were not filed, from which something else may grow."""
    return Proposal.objects.visible_to(reader).filter(state=State.REFUSED)


def register() -> None:
    PERSON_LINKS.append(links_of)
    STEPS["proposal"] = proposal_steps
    SOURCES["proposal"] = not_filed
