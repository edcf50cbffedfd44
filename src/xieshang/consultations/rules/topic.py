"""Who suggests topics, who carries them through the year's plan, who may call a consultation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xieshang.consultations.models import Topic
from xieshang.consultations.models.topic import IN_THE_DRAFT, ON_THE_PLAN
from xieshang.consultations.norms import form_of
from xieshang.core import profile
from xieshang.core.calendar import local_day
from xieshang.core.verdicts import No, NotYours, Verdict, Yes
from xieshang.people.models import Person
from xieshang.people.rules import has_power


def may_suggest(person: Person | None) -> Verdict:
    """Members, committees, liaison officers; residents' suggestions are entered by staff with their source."""
    return has_power(person, "consultation.suggest")


def may_plan(person: Person, topic: Topic) -> Verdict:
    """The office collects, amends and carries the plan through (central opinion of June 2015)."""
    return has_power(person, "consultation.plan")


def has_room(topic: Topic) -> Verdict:
    """A year's plan holds only so many topics."""
    most = profile.current().norm("consultation.topics_a_year", local_day(topic.made_at))
    listed = Topic.objects.filter(year=topic.year, state__in=[*IN_THE_DRAFT, *ON_THE_PLAN]).count()
    if listed < most:
        return Yes()
    return No(_("The plan of %(year)s is full: it holds at most %(n)s topics.") % {"year": topic.year, "n": most})


def may_list(person: Person, topic: Topic) -> Verdict:
    """Into the draft, as long as the year's plan has room."""
    return may_plan(person, topic) and has_room(topic)


def may_call_form(person: Person | None, form: str) -> Verdict:
    """Only the roles its form names may call a consultation (the profile's list of forms)."""
    if person is None or not person.is_active:
        return NotYours(_("Please sign in first."))
    here = profile.current()
    callers = set(here.lists["consultation_form"][form].more["callers"])
    if callers & {role for role, _unit in person.holdings}:
        return Yes()
    names = ", ".join(str(here.roles[code]) for code in here.roles if code in callers)
    return NotYours(
        _("%(form)s is called by: %(callers)s.") % {"form": here.word("consultation_form", form), "callers": names}
    )


def may_call(person: Person, topic: Topic) -> Verdict:
    """A topic of the approved plan, by a role its form names."""
    if not topic.form:
        return No(_("It has no form yet."))
    return may_call_form(person, topic.form)


def forms_of(person: Person | None) -> list[str]:
    """The forms this person may call without a topic of the plan."""
    codes = [entry.code for entry in profile.current().entries("consultation_form")]
    day = profile.FIRST_DAY
    return [code for code in codes if may_call_form(person, code) and "plan" not in form_of(code, day).steps]
