"""A consultation is called, prepared and announced."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.consultations.lifecycle import LIFE
from xieshang.consultations.models import Consultation, Material, Topic, Visit
from xieshang.consultations.norms import latest_day
from xieshang.consultations.rules.topic import may_call_form
from xieshang.core import profile
from xieshang.core.calendar import day_in_words, local_day
from xieshang.core.counters import next_number
from xieshang.core.deeds import beside, deed
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.verdicts import No
from xieshang.matters.actions import link
from xieshang.matters.models import LinkType, Matter
from xieshang.people.models import Person


def must_be_listed(name: str, code: str, day: date) -> None:
    """A code must stand in the profile's list on that day."""
    if code not in {entry.code for entry in profile.current().entries(name, day)}:
        raise MoveNotOpenError(_("Choose one from the list."))


@transaction.atomic
def call(
    *,
    by: Person,
    at: datetime,
    form: str,
    title: str,
    purpose: str = "",
    is_public: bool = True,
    topic: Topic | None = None,
) -> Consultation:
    """Call a consultation, by a topic of the plan or, where its form allows, by itself."""
    day = local_day(at)
    must_be_listed("consultation_form", form, day)
    if isinstance(verdict := may_call_form(by, form), No):
        raise NotYoursError(str(verdict.reason))
    if not title.strip():
        raise MoveNotOpenError(_("Please name the topic."))
    if len(title.strip()) > 100:
        raise MoveNotOpenError(_("At most %(n)d characters for the topic.") % {"n": 100})
    item = Consultation(
        matter=topic.matter if topic else Matter(title=title.strip(), opened_at=at),
        topic=topic,
        number_shown=f"C{day.year}-{next_number(f'consultation:{day.year}'):03d}",
        form=form,
        title=title.strip(),
        purpose=purpose.strip(),
        is_public=is_public,
        called_by=by,
        called_at=at,
        rule_day=day,
        entry=secrets.token_urlsafe(12),
    )
    if topic is None and "plan" in item.rule.steps:
        raise MoveNotOpenError(_("This form is called by a topic of the year's plan."))
    with deed("call", on=item, by=by, at=at) as item:
        pass
    if topic is not None:
        link(LinkType.GAVE_RISE_TO, topic, item, at=at)
    return item


def moment_of(on: date, hour: str) -> datetime:
    try:
        clock = time.fromisoformat(hour.strip().replace("：", ":"))
    except ValueError:
        raise MoveNotOpenError(_("Write the hour as 14:30.")) from None
    return timezone.make_aware(datetime.combine(on, clock.replace(tzinfo=None)))


def edit(
    item: Consultation,
    *,
    by: Person,
    at: datetime,
    on: date,
    hour: str,
    place: str,
    purpose: str = "",
    seats: int = 0,
    criteria: str = "",
    is_public: bool = True,
) -> Consultation:
    """Day, hour, place, what is to be settled, and how many seats residents have and by which rule."""
    with deed("edit", on=item, by=by, at=at) as item:
        LIFE.take("edit", item, by)
        if not 0 <= seats <= 1000:
            raise MoveNotOpenError(_("At most a thousand seats."))
        if seats and not criteria.strip():
            raise MoveNotOpenError(_("Say by which rule residents' seats are given: it is published."))
        item.held_at, item.place = moment_of(on, hour), place.strip()
        item.purpose = purpose.strip() or item.purpose
        item.seats, item.criteria, item.is_public = seats, criteria.strip(), is_public
    return item


def note_visit(
    item: Consultation,
    *,
    by: Person,
    at: datetime,
    on: date,
    place: str,
    findings: str,
    group: str = "",
    source: str = "",
) -> Consultation:
    """Where the research group went, who went, and what it found."""
    with deed("note_visit", on=item, by=by, at=at) as item:
        LIFE.take("note_visit", item, by)
        if on > local_day(at):
            raise MoveNotOpenError(_("That day is still to come."))
        visit = Visit.objects.create(
            consultation=item, on=on, place=place, group=group, findings=findings, source=source, noted_by=by
        )
        beside(item, f"visit.{visit.pk}", "", f"{place}: {findings}")
    return item


def add_material(
    item: Consultation, *, by: Person, at: datetime, title: str, text: str, source: str = ""
) -> Consultation:
    """Something everybody reads beforehand; it goes out with the notice, or at once when that is out."""
    with deed("add_material", on=item, by=by, at=at) as item:
        LIFE.take("add_material", item, by)
        material = Material.objects.create(consultation=item, title=title, text=text, source=source, sent_at=at)
        beside(item, f"material.{material.pk}", "", title)
    return item


def is_in_time(item: Consultation, at: datetime) -> None:
    """Notice and materials go out so many working days before; both are judged by the rule of the day it was called."""
    held = item.held_on
    if held is None:
        return
    rule = item.rule
    for days, named in ((rule.notice, _("Notice")), (rule.materials, _("Material to read"))):
        last = latest_day(held, days)
        if local_day(at) > last:
            raise MoveNotOpenError(
                _("%(what)s must go out %(n)d working days before, by %(last)s. Choose a later day.")
                % {"what": named, "n": days, "last": day_in_words(last)}
            )


@transaction.atomic
def announce(item: Consultation, *, by: Person, at: datetime) -> Consultation:
    """Notice and materials go out to all who are invited, and what is public can be read by everybody."""
    with deed("announce", on=item, by=by, at=at) as item:
        LIFE.take("announce", item, by)
        is_in_time(item, at)
        item.announced_at = at
        item.materials.update(sent_at=at)
    from xieshang.consultations.actions.gathering import ask_everybody

    ask_everybody(item, at=at, by=by)
    return item


@transaction.atomic
def postpone(
    item: Consultation, *, by: Person, at: datetime, on: date, hour: str, why: str, place: str = ""
) -> Consultation:
    """To another day, told to everybody with its reason."""
    with deed("postpone", on=item, by=by, at=at, why=why) as item:
        LIFE.take("postpone", item, by)
        held = moment_of(on, hour)
        if held <= at:
            raise MoveNotOpenError(_("That hour has passed."))
        item.held_at, item.place = held, place.strip() or item.place
    from xieshang.consultations.actions.gathering import ask_everybody

    ask_everybody(item, at=at, by=by)
    return item


def call_off(item: Consultation, *, by: Person, at: datetime, why: str) -> Consultation:
    """It does not take place; why is told to all who were invited."""
    with deed("call_off", on=item, by=by, at=at, why=why) as item:
        LIFE.take("call_off", item, by)
        item.why_not, item.opinions_open = why, False
    return item
