"""Every change to matters, links and commitments."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from xieshang.core.actions import ACTIONS
from xieshang.core.calendar import day_in_words, local_day
from xieshang.core.deeds import deed
from xieshang.core.lifecycle import MoveNotOpenError
from xieshang.core.models import Item
from xieshang.matters.lifecycle import LIFE
from xieshang.matters.models import Commitment, Link, LinkType, Matter
from xieshang.people.models import Person, Unit


def open_matter(title: str, *, at: datetime) -> Matter:
    return Matter.objects.create(title=title, opened_at=at)


def link(type: LinkType, origin: Item, end: Item, *, at: datetime) -> Link:
    """Join two steps; joining them again changes nothing."""
    made, _is_new = Link.objects.get_or_create(
        type=type,
        from_kind=origin.item_kind(),
        from_id=origin.pk,
        to_kind=end.item_kind(),
        to_id=end.pk,
        defaults={
            "from_matter_id": getattr(origin, "matter_id"),  # noqa: B009 (an Item need not have one)
            "to_matter_id": getattr(end, "matter_id"),  # noqa: B009
            "made_at": at,
        },
    )
    return made


def promise(
    *,
    matter: Matter,
    unit: Unit,
    text: str,
    in_charge: str,
    due: date,
    source: tuple[str, int],
    proposer: Person | None,
    is_public: bool,
    by: Person | None,
    at: datetime,
) -> Commitment:
    """What a reply or an answer promises becomes a commitment of its own."""
    commitment = Commitment(
        matter=matter,
        unit=unit,
        proposer=proposer,
        promise=text,
        in_charge=in_charge,
        first_due=due,
        due=due,
        source_kind=source[0],
        source_id=source[1],
        is_public=is_public,
        made_at=at,
    )
    with deed("promise", on=commitment, by=by, at=at) as commitment:
        pass
    return commitment


def report_kept(commitment: Commitment, *, by: Person, at: datetime, evidence: str) -> Commitment:
    """The unit says it was kept, and shows by what one can see it."""
    with deed("report_kept", on=commitment, by=by, at=at) as commitment:
        LIFE.take("report_kept", commitment, by)
        commitment.evidence = evidence
        commitment.reported_on = local_day(at)
    return commitment


def note_progress(commitment: Commitment, *, by: Person, at: datetime, why: str) -> Commitment:
    with deed("note_progress", on=commitment, by=by, at=at, why=why) as commitment:
        LIFE.take("note_progress", commitment, by)
    return commitment


def postpone(commitment: Commitment, *, by: Person, at: datetime, due: date, why: str) -> Commitment:
    """A later day, with its reason; the day first promised stays where everyone can read it."""
    with deed("postpone", on=commitment, by=by, at=at, why=why) as commitment:
        LIFE.take("postpone", commitment, by)
        if due <= commitment.due:
            raise MoveNotOpenError(_("The new day must be later than %(due)s.") % {"due": day_in_words(commitment.due)})
        commitment.due = due
    return commitment


def give_up(commitment: Commitment, *, by: Person, at: datetime, why: str) -> Commitment:
    with deed("give_up", on=commitment, by=by, at=at, why=why) as commitment:
        LIFE.take("give_up", commitment, by)
        commitment.why_not = why
    return commitment


@transaction.atomic
def confirm(commitment: Commitment, *, by: Person, at: datetime, why: str = "") -> Commitment:
    """The proposer confirms; what follows from it elsewhere is the business of those who listen (KEPT_HOOKS)."""
    with deed("confirm", on=commitment, by=by, at=at, why=why) as commitment:
        LIFE.take("confirm", commitment, by)
        commitment.kept_on = commitment.reported_on
    for hook in KEPT_HOOKS.get(commitment.source_kind, []):
        hook(commitment, by, at)
    return commitment


def dispute(commitment: Commitment, *, by: Person, at: datetime, why: str) -> Commitment:
    with deed("dispute", on=commitment, by=by, at=at, why=why) as commitment:
        LIFE.take("dispute", commitment, by)
        commitment.reported_on = None
    return commitment


def replace(commitment: Commitment, *, at: datetime, why: str) -> Commitment:
    """A later reply promises anew for the same suggestion: this promise stands in the history only."""
    with deed("replace", on=commitment, by=None, at=at, why=why) as commitment:
        LIFE.take("replace", commitment, None)  # type: ignore[arg-type]
    return commitment


# By kind of source: what a kept promise changes there (a reply's class, for a proposal's point).
KEPT_HOOKS: dict[str, list] = {}  # type: ignore[type-arg]


def register() -> None:
    ACTIONS["commitment"] = {
        "report_kept": report_kept,
        "note_progress": note_progress,
        "postpone": postpone,
        "give_up": give_up,
        "confirm": confirm,
        "dispute": dispute,
    }
