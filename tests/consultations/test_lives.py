"""One consultation from its topic to the closed loop, and what must be there at each step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from tests.cast import at, do
from tests.consultations.stage import TITLE, a_working_day, caller_of, make_consultation, make_seat, make_topic, talk
from xieshang.consultations import actions
from xieshang.consultations.actions.gathering import rate_by_code
from xieshang.consultations.models import Consultation, Seat, State
from xieshang.consultations.norms import form_of, latest_day
from xieshang.core import profile
from xieshang.core.calendar import local_day, working_days_between
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.models import Notice, RecordEntry, Wait
from xieshang.engines.tally import order_by_lot
from xieshang.matters.models import Commitment
from xieshang.matters.queries import thread_of


@pytest.mark.parametrize("state", [state.value for state in State])
def test_every_state_can_be_reached(cast, state):
    assert make_consultation(cast, state).state == state


def test_the_loop_is_one_matter_from_the_topic_to_the_kept_promise(cast):
    item = make_consultation(cast, "closed")
    kinds = [step.kind for step in thread_of(item.matter, cast.author).steps]
    assert kinds == ["topic", "consultation", "commitment"]
    told = set(RecordEntry.objects.filter(kind="consultation", item_id=item.pk).values_list("deed", flat=True))
    assert {"consultation.announce", "consultation.ask", "consultation.answer", "consultation.close"} <= told


def test_it_closes_only_when_every_promise_is_kept_or_refused_with_its_reason(cast):
    item = make_consultation(cast, "reviewed")
    clerk = caller_of(cast)
    with pytest.raises(MoveNotOpenError):
        do("consultation", "close", item, clerk)
    promise = Commitment.objects.get(source_kind="agreed")
    assert promise.is_public
    assert promise.proposer == cast.author  # whoever asked confirms it
    promise = do("commitment", "report_kept", promise, cast.officer, evidence="已张贴")
    with pytest.raises(MoveNotOpenError):  # reported is not confirmed
        do("consultation", "close", item, clerk)
    do("commitment", "dispute", promise, cast.author, why="没有看到")
    do("commitment", "give_up", promise, cast.officer, why="上位办法已出台，不再另发。")
    assert do("consultation", "close", item, clerk).state == "closed"


def test_it_closes_only_when_the_unit_has_answered_and_minutes_are_out(cast):
    item = make_consultation(cast, "followed")
    clerk = caller_of(cast)
    with pytest.raises(MoveNotOpenError):  # no minutes yet
        do("consultation", "look_back", item, clerk, look_back="走访")
    assert Wait.objects.filter(turn="consultation.issue", due=item.minutes_due).exists()
    for kind in item.rule.outputs:
        do("consultation", "issue", item, clerk, output=kind, title="纪要", text="……")
    do("consultation", "look_back", item, clerk, look_back="走访")
    promise = Commitment.objects.get(source_kind="agreed")
    do("commitment", "give_up", promise, cast.officer, why="无法办理")
    with pytest.raises(MoveNotOpenError) as refused:
        do("consultation", "close", item, clerk)
    assert str(cast.unit) in str(refused.value.reason)
    with pytest.raises(NotYoursError):
        do("consultation", "respond", item, cast.wrong_officer, text="……")
    do("consultation", "respond", item, cast.officer, text="照办")
    with pytest.raises(MoveNotOpenError):  # once
        do("consultation", "respond", item, cast.officer, text="照办")
    do("consultation", "close", item, clerk)


def test_notice_and_materials_go_out_in_time(cast):
    clerk = caller_of(cast)
    make_topic(cast, "called")
    item = Consultation.objects.latest("pk")
    rule = item.rule
    today = timezone.localdate()
    for day, is_early_enough in ((a_working_day(today, 3), False), (a_working_day(today, 2 * rule.notice), True)):
        do("consultation", "edit", item, clerk, on=day, hour="14:30", place="议事厅")
        if not item.visits.exists():
            with pytest.raises(MoveNotOpenError):  # its form asks for research
                do("consultation", "announce", item, clerk)
            do("consultation", "note_visit", item, clerk, on=today, place="小区", findings="……")
            do("consultation", "add_material", item, clerk, title="资料", text="……")
            do("consultation", "invite", item, clerk, people=[cast.author.pk], part="member")
        if is_early_enough:
            do("consultation", "announce", item, clerk)
        else:
            with pytest.raises(MoveNotOpenError) as refused:
                do("consultation", "announce", item, clerk)
            assert str(rule.notice) in str(refused.value.reason)
    item.refresh_from_db()
    assert item.state == "announced"
    assert Wait.objects.filter(turn="seat.answer", holder=f"person:{cast.author.pk}", due=item.held_on).exists()
    assert Notice.objects.filter(to=cast.author, code="turn.seat.answer").exists()


@pytest.mark.parametrize("form", ["invite", "hall", "station", "special"])
def test_the_latest_day_is_so_many_working_days_before(form):
    here = profile.current()
    rule = form_of(form, timezone.localdate())
    held = a_working_day(timezone.localdate(), 60)
    last = latest_day(held, rule.notice)
    assert working_days_between(last, held, here.country, here.region) == rule.notice
    assert working_days_between(a_working_day(last, 1), held, here.country, here.region) == rule.notice - 1


def test_only_the_roles_of_a_form_call_it(cast):
    with pytest.raises(NotYoursError):
        actions.call(by=cast.officer, at=timezone.now(), form="station", title="路灯")
    with pytest.raises(NotYoursError):
        actions.call(by=cast.author, at=timezone.now(), form="special", title="路灯")
    item = actions.call(by=cast.author, at=timezone.now(), form="station", title="村里的路灯")
    assert (item.platform, item.called_by) == ("station", cast.author)
    with pytest.raises(MoveNotOpenError):  # goes by the plan only
        actions.call(by=caller_of(cast), at=timezone.now(), form="invite", title="路灯")
    with pytest.raises(NotYoursError):
        do("topic", "call", make_topic(cast, "approved"), cast.author)


def test_a_station_needs_no_research_and_one_days_notice(cast):
    item = actions.call(by=cast.author, at=timezone.now(), form="station", title="村里的路灯")
    day = a_working_day(timezone.localdate() + timedelta(days=1), 2)
    do("consultation", "edit", item, cast.author, on=day, hour="19：30", place="锦坞村")
    do("consultation", "invite", item, cast.author, people=[cast.seconder.pk], part="member")
    item = do("consultation", "announce", item, cast.author)
    assert timezone.localtime(item.held_at).hour == 19
    with pytest.raises(MoveNotOpenError):  # not before its day
        do("consultation", "begin", item, cast.author)


def test_a_years_plan_is_full_at_its_norm(cast):
    most = profile.current().norm("consultation.topics_a_year", timezone.localdate())
    topics = [make_topic(cast) for _n in range(most + 1)]
    fields = {"form": "invite", "month": 5, "test": "living"}
    for topic in topics[:most]:
        do("topic", "list", topic, caller_of(cast), **fields)
    with pytest.raises(MoveNotOpenError):
        do("topic", "list", topics[most], caller_of(cast), **fields)


def test_what_slips_keeps_its_first_month_and_says_why(cast):
    topic = do("topic", "postpone", make_topic(cast, "approved"), caller_of(cast), month=12, why="牵头部门换届")
    assert (topic.first_month, topic.month, topic.has_slipped, topic.slipped_because) == (11, 12, True, "牵头部门换届")


def test_who_did_not_come_is_noted_and_leave_is_not_absence(cast):
    item = make_consultation(cast, "announced")
    clerk = caller_of(cast)
    do("seat", "ask_leave", item.places.get(person=cast.leader), cast.leader, leave_reason="ill")
    do("seat", "excuse", item.places.get(person=cast.leader), clerk)
    do("consultation", "begin", item, clerk)
    do("consultation", "conclude", item, clerk)
    states = dict(item.places.values_list("person__name", "state"))
    assert states == {cast.leader.name: "excused", cast.author.name: "absent"}


def test_checking_in_needs_the_desk_or_the_code_on_the_wall(cast):
    item = make_consultation(cast, "live")
    seat = item.places.get(person=cast.author)
    for entry in ("", "guess"):
        with pytest.raises(MoveNotOpenError):
            do("seat", "check_in", seat, cast.author, entry=entry)
    with pytest.raises(NotYoursError):
        do("seat", "check_in", seat, cast.bystander, entry=item.entry)
    assert do("seat", "check_in", seat, cast.author, entry=item.entry).state == "present"


def test_residents_seats_are_drawn_by_the_published_seed(cast):
    item = make_consultation(cast, "announced")
    seats = [actions.sign_up(item, at=timezone.now(), name=f"居民{n}", contact="13800000000")[0] for n in range(7)]
    do("consultation", "draw_seats", item, caller_of(cast), seed="双色球 07 11")
    numbers = [str(seat.pk) for seat in seats]
    expected = {int(numbers[n]) for n in order_by_lot(numbers, "双色球 07 11")[: item.seats]}
    assert set(Seat.objects.filter(consultation=item, state="coming").values_list("pk", flat=True)) == expected
    with pytest.raises(MoveNotOpenError):  # once
        do("consultation", "draw_seats", item, caller_of(cast), seed="再来")
    with pytest.raises(MoveNotOpenError):
        actions.sign_up(item, at=timezone.now(), name="迟到", contact="1")


def test_a_resident_rates_with_their_code(cast):
    item = make_consultation(cast, "announced")
    seat, code = actions.sign_up(item, at=timezone.now(), name="居民", contact="13800000000")
    do("consultation", "draw_seats", item, caller_of(cast), seed="1")
    do("consultation", "begin", item, caller_of(cast))
    seat.refresh_from_db()
    do("seat", "check_in", seat, caller_of(cast))
    do("seat", "check_in", item.places.get(person=cast.leader), caller_of(cast))
    do("seat", "check_in", item.places.get(person=cast.author), caller_of(cast))
    talk(cast, item)
    do("consultation", "conclude", item, caller_of(cast))
    with pytest.raises(MoveNotOpenError):
        rate_by_code(item, code="aaaa-bbbb", at=timezone.now(), rating="good")
    item.refresh_from_db()
    assert rate_by_code(item, code=code.upper(), at=timezone.now(), rating="good").rating == "good"


def test_sign_ups_from_one_place_are_bounded(cast):
    item = make_consultation(cast, "announced")
    for n in range(10):
        actions.sign_up(item, at=timezone.now(), name=f"甲{n}", contact="1", whence="10.0.0.1")
    with pytest.raises(actions.TooOftenError):
        actions.sign_up(item, at=timezone.now(), name="甲", contact="1", whence="10.0.0.1")
    actions.sign_up(item, at=timezone.now(), name="乙", contact="1", whence="10.0.0.2")


def test_an_item_is_seen_by_those_it_concerns_before_it_is_announced(cast):
    item = make_consultation(cast, "preparing")
    seen = Consultation.objects.visible_to
    assert seen(caller_of(cast)).filter(pk=item.pk).exists()
    for nobody in (None, cast.author, cast.officer):
        assert not seen(nobody).filter(pk=item.pk).exists()
    do("consultation", "invite", item, caller_of(cast), people=[cast.leader.pk], part="department")
    assert seen(cast.leader).filter(pk=item.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_what_goes_around_the_door():
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE consultations_consultation SET title = 'x'")


def test_minutes_are_due_so_many_working_days_after(cast):
    item = make_consultation(cast, "settling")
    here = profile.current()
    days = here.norm("consultation.minutes_working_days", item.rule_day)
    assert working_days_between(local_day(item.concluded_at), item.minutes_due, here.country, here.region) == days


def test_a_promise_on_the_spot_needs_a_unit_and_a_day(cast):
    item = make_consultation(cast, "live")
    member = item.places.get(person=cast.author)
    do("consultation", "ask", item, caller_of(cast), asker=member.pk, question="谁来办？")
    more = {"question": 1, "answerer": member.pk, "answer": "我来", "promise": "我来办"}
    with pytest.raises(MoveNotOpenError):
        do("consultation", "answer", item, caller_of(cast), due=timezone.localdate() + timedelta(days=9), **more)
    item = do("consultation", "conclude", item, caller_of(cast))
    with pytest.raises(MoveNotOpenError):  # settling waits for the answer
        do("consultation", "settle", item, caller_of(cast), nothing_agreed="没有谈成")


def test_titles_stand_as_they_were_written(cast):
    assert make_topic(cast).title == TITLE
    assert make_seat(cast, "invited").consultation.called_at < at(-50)
