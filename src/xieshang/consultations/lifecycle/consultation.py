"""The life of one consultation, and of a seat in it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.consultations.models import Consultation, Response, Seat, SeatState, State
from xieshang.consultations.models.seat import TAKING_PART
from xieshang.consultations.rules.consultation import (
    has_minutes,
    may_announce,
    may_answer,
    may_answer_seat,
    may_check_in,
    may_close,
    may_close_opinions,
    may_draw_seats,
    may_excuse,
    may_look_back,
    may_open_opinions,
    may_rate,
    may_record,
    may_respond,
    may_run,
)
from xieshang.core.calendar import local_day
from xieshang.core.deeds import FOLLOWERS, TURNS
from xieshang.core.lifecycle import LifeCycle, move
from xieshang.core.turns import TURN_LABELS, Turn, on_person, on_unit
from xieshang.people.models import Person
from xieshang.people.rules import only_the_clock

PREPARING, ANNOUNCED, LIVE, SETTLING, FOLLOWED, REVIEWED, CLOSED, CALLED_OFF = State

# fmt: off
LIFE: LifeCycle[State, Person, Consultation] = LifeCycle("consultation", birth=PREPARING, ends=frozenset({CLOSED, CALLED_OFF}), tells={"call": _("Called")}, table=(
    #    name             from                          to          under the rule       the button                             the history
    move("edit",          {PREPARING},                  None,       may_run,             _("Edit day, place and seats"),        _("Day, place and seats edited")),
    move("note_visit",    {PREPARING},                  None,       may_run,             _("Note a visit of the research group"), _("Visit noted")),
    move("add_material",  {PREPARING, ANNOUNCED},       None,       may_run,             _("Add material to read"),             _("Material added")),
    move("invite",        {PREPARING, ANNOUNCED},       None,       may_run,             _("Invite"),                           pgettext_lazy("consultation", "Invited")),
    move("announce",      {PREPARING},                  ANNOUNCED,  may_announce,        _("Give notice"),                      _("Notice given"), "primary"),
    move("postpone",      {ANNOUNCED},                  None,       may_run,             _("Move to another day"),              _("Moved to another day")),
    move("draw_seats",    {ANNOUNCED},                  None,       may_draw_seats,      _("Draw residents' seats"),            _("Residents' seats drawn")),
    move("begin",         {ANNOUNCED},                  LIVE,       may_record,          _("Begin"),                            _("Begun"), "primary"),
    move("ask",           {LIVE},                       None,       may_record,          _("Record a question"),                _("Question recorded")),
    move("answer",        {LIVE, SETTLING},             None,       may_answer,          _("Record an answer"),                 _("Answer recorded")),
    move("conclude",      {LIVE},                       SETTLING,   may_record,          _("End the talk"),                     _("Talk ended"), "primary"),
    move("agree_on",      {SETTLING},                   None,       may_run,             _("Put on the agreed list"),           _("Put on the agreed list")),
    move("settle",        {SETTLING},                   FOLLOWED,   may_run,             _("Publish the agreed list"),          _("Agreed list published"), "primary"),
    move("issue",         {SETTLING, FOLLOWED},         None,       may_run,             _("Issue minutes or a report"),        _("Issued")),
    move("respond",       {FOLLOWED, REVIEWED},         None,       may_respond,         _("Answer for the unit"),              _("Unit answered"), "primary"),
    move("look_back",     {FOLLOWED},                   REVIEWED,   may_look_back,       _("Look back"),                        _("Looked back on")),
    move("close",         {REVIEWED},                   CLOSED,     may_close,           _("Close the loop"),                   _("Loop closed"), "primary"),
    move("open_votes",    {ANNOUNCED, LIVE, SETTLING},  None,       may_open_opinions,   _("Open voting on statements"),        _("Voting on statements opened")),
    move("close_votes",   {ANNOUNCED, LIVE, SETTLING, FOLLOWED}, None, may_close_opinions, _("Close voting on statements"),     _("Voting on statements closed")),
    move("call_off",      {PREPARING, ANNOUNCED},       CALLED_OFF, may_run,             _("Call it off"),                      _("Called off"), "danger"),
))

S = SeatState
SEAT_LIFE: LifeCycle[SeatState, Person, Seat] = LifeCycle("seat", birth=S.INVITED, ends=frozenset({S.PRESENT, S.ABSENT}), tells={"invite": pgettext_lazy("seat", "Invited"), "sign_up": pgettext_lazy("seat", "Signed up")}, table=(
    move("accept",    {S.INVITED, S.LEAVE_ASKED, S.EXCUSED},           S.COMING,      may_answer_seat, _("I am coming"),        pgettext_lazy("seat", "Coming"), "primary"),
    move("ask_leave", {S.INVITED, S.COMING},                           S.LEAVE_ASKED, may_answer_seat, _("Ask for leave"),      _("Leave asked for")),
    move("excuse",    {S.LEAVE_ASKED},                                 S.EXCUSED,     may_excuse,      _("Grant leave"),        _("Leave granted"), "primary"),
    move("insist",    {S.LEAVE_ASKED},                                 S.INVITED,     may_excuse,      _("Ask to come after all"), _("Asked to come after all")),
    move("give",      {S.APPLIED, S.NOT_DRAWN},                        S.COMING,      may_excuse,      _("Give a seat"),        _("Seat given")),
    move("drawn",     {S.APPLIED},                                     S.COMING,      only_the_clock,  _("Draw"),               _("Drawn")),
    move("pass_over", {S.APPLIED},                                     S.NOT_DRAWN,   only_the_clock,  _("Pass over"),          _("Not drawn")),
    move("check_in",  {S.INVITED, S.COMING, S.LEAVE_ASKED, S.EXCUSED}, S.PRESENT,     may_check_in,    _("Check in"),           _("Checked in"), "primary"),
    move("miss",      {S.INVITED, S.COMING, S.LEAVE_ASKED},            S.ABSENT,      only_the_clock,  _("Note absence"),       _("Absent without leave")),
    move("rate",      {S.PRESENT},                                     None,          may_rate,        _("Say how it was"),     _("Rated"), "primary"),
))
# fmt: on

TURN_LABELS |= {
    "consultation.prepare": _("Prepare it and give notice"),
    "consultation.begin": _("Hold it"),
    "consultation.settle": _("Settle the agreed list"),
    "consultation.issue": _("Issue what its form asks for"),
    "consultation.review": _("Look back on it"),
    "consultation.respond": _("Say what your unit makes of it"),
    "consultation.close": _("Close the loop when every promise is settled"),
    "seat.answer": _("Say whether you come"),
    "seat.leave": _("Decide on leave"),
    "seat.rate": _("Say how it was"),
}


def consultation_turns(item: Consultation) -> Iterator[Turn]:
    caller = item.called_by_id
    if item.state == PREPARING:
        yield on_person("consultation.prepare", caller)
    elif item.state == ANNOUNCED:
        yield on_person("consultation.begin", caller, item.held_on)
    elif item.state in (LIVE, SETTLING):
        yield on_person("consultation.settle", caller)
    elif item.state == FOLLOWED:
        if has_minutes(item):
            yield on_person("consultation.review", caller)
        else:
            yield on_person("consultation.issue", caller, item.minutes_due)
    elif item.state == REVIEWED:
        yield on_person("consultation.close", caller)
    if item.state in (FOLLOWED, REVIEWED):
        answered = set(Response.objects.filter(consultation=item).values_list("unit_id", flat=True))
        for unit_id in sorted(set(item.agreed.values_list("unit_id", flat=True)) - answered):
            yield on_unit("consultation.respond", unit_id, "handling.receive", item.response_due)


def seat_turns(seat: Seat) -> Iterator[Turn]:
    item = seat.consultation
    if seat.state == S.INVITED and seat.person_id and item.state == ANNOUNCED:
        yield on_person("seat.answer", seat.person_id, item.held_on)
    elif seat.state == S.LEAVE_ASKED and item.state in (PREPARING, ANNOUNCED):
        yield on_person("seat.leave", item.called_by_id, item.held_on)
    elif seat.state == S.PRESENT and seat.person_id and not seat.rating and item.state in (FOLLOWED, REVIEWED):
        yield on_person("seat.rate", seat.person_id, local_day(item.settled_at) if item.settled_at else None)


def those_taking_part(item: Consultation) -> list[int]:
    """Who is told when it moves: from the notice on, everybody with a seat."""
    if item.state == PREPARING:
        return [item.called_by_id]
    seated = item.places.filter(state__in=TAKING_PART, person__isnull=False).values_list("person_id", flat=True)
    return [item.called_by_id, *seated]


def register() -> None:
    TURNS.update(consultation=consultation_turns, seat=seat_turns)
    FOLLOWERS["consultation"] = those_taking_part
    FOLLOWERS["seat"] = lambda seat: [seat.person_id] if seat.person_id and seat.consultation.state != PREPARING else []
