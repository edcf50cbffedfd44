"""A topic is suggested, carried through the year's plan step by step, and called."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from xieshang.consultations.actions.preparing import call, must_be_listed
from xieshang.consultations.lifecycle import TOPIC_LIFE
from xieshang.consultations.models import Consultation, Topic
from xieshang.consultations.rules.topic import may_suggest
from xieshang.core.calendar import local_day
from xieshang.core.deeds import deed
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.models import Item
from xieshang.core.verdicts import No
from xieshang.matters.actions import link
from xieshang.matters.models import LinkType, Matter
from xieshang.people.models import Person


def suggest(
    *,
    by: Person,
    at: datetime,
    title: str,
    reason: str,
    source: str = "member",
    year: int = 0,
    sources: list[Item] | None = None,
) -> Topic:
    """A topic for the plan, and why; it may grow from messages (`sources`), whose matter it then joins."""
    if isinstance(verdict := may_suggest(by), No):
        raise NotYoursError(str(verdict.reason))
    must_be_listed("topic_source", source, local_day(at))
    title, reason = title.strip(), reason.strip()
    if not title or not reason:
        raise MoveNotOpenError(_("Please name the topic and say why."))
    if len(title) > 100:
        raise MoveNotOpenError(_("At most %(n)d characters for the topic.") % {"n": 100})
    year = year or local_day(at).year
    if not 0 <= year - local_day(at).year <= 2:
        raise MoveNotOpenError(_("A topic is for this year's plan or the next two."))
    topic = Topic(
        matter=getattr(sources[0], "matter") if sources else Matter(title=title, opened_at=at),  # noqa: B009
        title=title,
        reason=reason,
        source=source,
        suggested_by=by,
        year=year,
        made_at=at,
    )
    with deed("suggest", on=topic, by=by, at=at) as topic:
        pass
    for origin in sources or []:
        link(LinkType.GAVE_RISE_TO, origin, topic, at=at)
    return topic


def write_fields(
    topic: Topic,
    at: datetime,
    *,
    form: str,
    month: int,
    test: str,
    participants: str,
    leader: str,
    committee: str,
    departments: str,
) -> None:
    must_be_listed("consultation_form", form, local_day(at))
    must_be_listed("topic_test", test, local_day(at))
    if not 1 <= month <= 12:
        raise MoveNotOpenError(_("A month is a number from 1 to 12."))
    topic.form, topic.month, topic.test = form, month, test
    topic.participants, topic.leader = participants.strip(), leader.strip()
    topic.committee, topic.departments = committee.strip(), departments.strip()


def list_it(
    topic: Topic,
    *,
    by: Person,
    at: datetime,
    form: str,
    month: int,
    test: str,
    participants: str = "",
    leader: str = "",
    committee: str = "",
    departments: str = "",
) -> Topic:
    """Into the draft plan, with all its fields and the test it meets."""
    with deed("list", on=topic, by=by, at=at) as topic:
        TOPIC_LIFE.take("list", topic, by)
        write_fields(
            topic, at, form=form, month=month, test=test, participants=participants, leader=leader,
            committee=committee, departments=departments,
        )  # fmt: skip
    return topic


def amend(
    topic: Topic,
    *,
    by: Person,
    at: datetime,
    form: str,
    month: int,
    test: str,
    participants: str = "",
    leader: str = "",
    committee: str = "",
    departments: str = "",
) -> Topic:
    """Change what the draft says of it."""
    with deed("amend", on=topic, by=by, at=at) as topic:
        TOPIC_LIFE.take("amend", topic, by)
        write_fields(
            topic, at, form=form, month=month, test=test, participants=participants, leader=leader,
            committee=committee, departments=departments,
        )  # fmt: skip
    return topic


def no_later(on: date | None, at: datetime) -> date:
    day = on or local_day(at)
    if day > local_day(at):
        raise MoveNotOpenError(_("That day is still to come."))
    return day


def agree(topic: Topic, *, by: Person, at: datetime, on: date | None = None) -> Topic:
    """The party office, the government office and the assembly's have amended the draft together."""
    with deed("agree", on=topic, by=by, at=at) as topic:
        TOPIC_LIFE.take("agree", topic, by)
        topic.agreed_on = no_later(on, at)
    return topic


def pass_it(topic: Topic, *, by: Person, at: datetime, on: date | None = None) -> Topic:
    """The chair's meeting has passed it."""
    with deed("pass", on=topic, by=by, at=at) as topic:
        TOPIC_LIFE.take("pass", topic, by)
        topic.passed_on = no_later(on, at)
    return topic


def approve(topic: Topic, *, by: Person, at: datetime, on: date | None = None) -> Topic:
    """The party committee's standing committee has decided on it; from now on everybody reads it."""
    with deed("approve", on=topic, by=by, at=at) as topic:
        TOPIC_LIFE.take("approve", topic, by)
        topic.approved_on, topic.first_month = no_later(on, at), topic.month
    return topic


def postpone(topic: Topic, *, by: Person, at: datetime, month: int, why: str) -> Topic:
    """To another month, with its reason; the month first approved stays where everybody can read it."""
    with deed("postpone", on=topic, by=by, at=at, why=why) as topic:
        TOPIC_LIFE.take("postpone", topic, by)
        if not 1 <= month <= 12 or month == topic.month:
            raise MoveNotOpenError(_("Name another month, a number from 1 to 12."))
        topic.month, topic.slipped_because = month, why
    return topic


def drop(topic: Topic, *, by: Person, at: datetime, why: str) -> Topic:
    """Not taken up, with the reason its author reads."""
    with deed("drop", on=topic, by=by, at=at, why=why) as topic:
        TOPIC_LIFE.take("drop", topic, by)
        topic.why_not = why
    return topic


def call_it(topic: Topic, *, by: Person, at: datetime) -> Consultation:
    """Its consultation is called; what is planned for it goes along."""
    with deed("call", on=topic, by=by, at=at) as topic:
        TOPIC_LIFE.take("call", topic, by)
        return call(by=by, at=at, form=topic.form, title=topic.title, purpose=topic.reason, topic=topic)
