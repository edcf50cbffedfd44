"""One 请你来协商 through seven people: from a member's topic to the loop that is closed in public."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browser.driver import Clock, Walk
from tests.cast import Cast
from tests.consultations.stage import a_working_day, caller_of
from xieshang.consultations.models import Consultation, Seat, Statement, Topic, Vote
from xieshang.core import profile, record
from xieshang.matters.models import Commitment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAYS = {
    "zh at a desk": {"language": "zh-hans", "width": 1280, "axe": True},
}
TITLE = "老旧小区加装电梯怎么谈得拢"
PROMISE = "印发费用分摊参考幅度"


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.mark.parametrize("way", WAYS)
def test_one_consultation_from_a_topic_to_the_closed_loop(way, browser, live_server, clock):
    cast = Cast()
    caller_of(cast)
    walk = Walk(browser, live_server.url, **WAYS[way])
    try:
        journey(walk, cast, clock)
    except Exception as fault:
        fault.add_note(walk.what_was_seen())
        raise
    finally:
        walk.leave()
    assert walk.findings == []


def word(walk, name, code):
    return walk.shown(profile.current().lists[name][code])


def journey(walk: Walk, cast: Cast, clock: Clock) -> None:
    topic = a_member_suggests(walk, cast)
    item = it_goes_through_the_plan(walk, cast, topic)
    it_is_prepared_and_announced(walk, cast, item)
    code = people_answer_and_a_resident_signs_up(walk, cast, item)
    they_vote_on_statements(walk, cast, item, code)
    walk.leave()
    clock.jump((item.held_on - timezone.localdate()).days)
    it_is_held(walk, cast, item)
    it_is_followed_up(walk, cast, item, code)
    everybody_reads_how_it_ended(walk, item)
    assert record.verify().first_break is None


def a_member_suggests(walk, cast):
    member = walk.seat(cast.author).go("/consultations/plan/").follow("Suggest a topic")
    member.fill("consultation|Topic", TITLE)
    member.fill("Why it should be consulted about", "三百二十个单元只装了四十一个，难在分摊。")
    member.press("Hand it in").sees(TITLE)
    topic = Topic.objects.get()
    assert (topic.state, topic.suggested_by) == ("suggested", cast.author)
    return topic


def it_goes_through_the_plan(walk, cast, topic):
    clerk = walk.seat(cast.committee).go("/").sees(TITLE)
    page = topic.get_absolute_url()
    clerk.go(page).follow("Take into the draft plan")
    clerk.select("Form", word(walk, "consultation_form", "invite")).select("Month", "12")
    clerk.select("The test it meets", word(walk, "topic_test", "living"))
    clerk.fill("Leader", "区政协分管副主席").fill("Responsible committee", "城建委").press("Take into the draft plan")
    for name in ("Note the offices' agreement", "Note that the chair passed it", "Note the party committee's approval"):
        clerk.go(page).follow(name).press(name)
    topic.refresh_from_db()
    assert (topic.state, topic.month, topic.first_month) == ("approved", 12, 12)
    walk.seat(None).go(f"/consultations/plan/{topic.year}/").sees(TITLE)
    clerk.go(page).press("Call the consultation")
    return Consultation.objects.get(topic=topic)


def it_is_prepared_and_announced(walk, cast, item):
    clerk = walk.seat(cast.committee).go(item.get_absolute_url())
    held = a_working_day(timezone.localdate(), 40)
    clerk.follow("Edit day, place and seats").fill("Day", held.isoformat()).fill("Hour", "00:05")
    clerk.fill("Place", "区政协协商议事厅").fill("Seats for residents", "2")
    clerk.fill("How residents' seats are given", "报名者中抽签产生。").press("Edit day, place and seats")
    clerk.follow("Note a visit of the research group").fill("Day", timezone.localdate().isoformat())
    clerk.fill("Place", "镜湖小区").fill("What was found", "谈成一个单元平均七个月。").press(
        "Note a visit of the research group"
    )
    clerk.follow("Add material to read").fill("Title", "现行办法要点").fill("Text", "三分之二业主参与表决。")
    clerk.press("Add material to read")
    for part, person in (("member", cast.author), ("department", cast.leader)):
        clerk.follow("Invite").select("As", word(walk, "seat_part", part))
        clerk.choose(walk.shown(person), kind="checkbox").press("Invite")
    clerk.press("Give notice")
    item.refresh_from_db()
    assert (item.state, item.held_on) == ("announced", held)
    assert set(item.places.values_list("person", flat=True)) == {cast.author.pk, cast.leader.pk}


def people_answer_and_a_resident_signs_up(walk, cast, item):
    page = item.get_absolute_url()
    walk.seat(cast.author).go("/").sees(TITLE)
    walk.seat(cast.author).go(page).press("I am coming")
    walk.seat(cast.leader).go(page).press("I am coming")
    resident = walk.seat(None).go(page).follow("Sign up for a seat")
    resident.fill("Name", "蔡阿姨").fill("How to reach you", "13900000000").press("Sign up")
    code = resident.text("#code")
    clerk = walk.seat(cast.committee).go(page).follow("Draw residents' seats")
    clerk.fill("Seed of the lot", "福彩3D 581").press("Draw residents' seats")
    assert sorted(item.places.values_list("state", flat=True)) == ["coming"] * 3
    return code


def they_vote_on_statements(walk, cast, item, code):
    page = item.get_absolute_url()
    clerk = walk.seat(cast.committee).go(page).follow("Open voting on statements").press("Open voting on statements")
    clerk.follow("Statements")
    for text in ("一楼住户应当得到补偿。", "加装费用应当按楼层分摊。"):
        clerk.fill("Statement", text, within="form.card").press("Put it to the vote")
    resident = walk.seat(None).go(f"{page}votes/").fill("voting|Your code", code).press("Go on")
    resident.press("Agree").press("Disagree")
    member = walk.seat(cast.author).go(f"{page}votes/").press("Agree").press("Pass")
    member.follow("Say something that is missing").fill(
        "Your statement", "审批应当一窗受理。", within="form.card"
    ).press("Send")
    clerk.go(f"{page}votes/desk/").press("Put to the vote")
    assert Statement.objects.get(text="审批应当一窗受理。").state == "shown"
    resident.go(f"{page}votes/").press("Agree")
    assert Vote.objects.count() == 5
    assert item.voters.count() == 2
    walk.seat(None).go(f"{page}votes/map/").sees(walk.say("too few votes to tell"))


def it_is_held(walk, cast, item):
    page = item.get_absolute_url()
    clerk = walk.seat(cast.committee).go(page).press("Begin")
    clerk.go(f"{page}wall/")
    walk.seat(cast.author).go(f"{page}enter/{item.entry}/").press("Yes, check me in")
    clerk.go(f"{page}hall/")
    for _n in range(2):
        clerk.press("Check in")
        clerk.go(f"{page}hall/")
    assert not item.places.exclude(state="present").exists()
    asker, head = item.places.get(person=cast.author), item.places.get(person=cast.leader)
    clerk.follow("Record a question").select("Who asks", f"{walk.shown(asker)} · {word(walk, 'seat_part', asker.part)}")
    clerk.fill("Question", "一楼住户的补偿标准谁来定？").press("Record a question")
    clerk.follow("Record an answer").select("Question", "1. 一楼住户的补偿标准谁来定？")
    clerk.select("Who answers", f"{walk.shown(head)} · {walk.shown(cast.unit)}").fill(
        "Answer", "业主协商，我们出参考幅度。"
    )
    clerk.fill("What is promised", PROMISE).fill("In charge", "胡科长")
    clerk.fill("Promised for", (timezone.localdate() + timedelta(days=30)).isoformat()).press("Record an answer")
    clerk.sees(PROMISE).press("End the talk")
    item.refresh_from_db()
    assert item.state == "settling"


def it_is_followed_up(walk, cast, item, code):
    page = item.get_absolute_url()
    clerk = walk.seat(cast.committee).go(page).follow("Publish the agreed list").press("Publish the agreed list")
    promise = Commitment.objects.get(source_kind="agreed")
    assert (promise.promise, promise.unit, promise.proposer) == (PROMISE, cast.unit, cast.author)
    for output in ("minutes", "report"):
        clerk.follow("Issue minutes or a report").select("What", word(walk, "output_kind", output))
        clerk.fill("Title", "加装电梯协商材料").fill("Text", "形成共识一项。").press("Issue minutes or a report")
    member = walk.seat(cast.author).go(page).follow("Say how it was")
    member.select("How was it?", word(walk, "rating", "good")).press("Say how it was")
    resident = walk.seat(None).go(f"{page}rate/").fill("voting|Your code", code)
    resident.select("How was it?", word(walk, "rating", "fair")).press("Send")
    assert sorted(Seat.objects.exclude(rating="").values_list("rating", flat=True)) == ["fair", "good"]
    officer = walk.seat(cast.officer).go("/").sees(TITLE)
    officer.go(page).follow("Answer for the unit").fill("What your unit makes of it", "已列入计划。").press(
        "Answer for the unit"
    )
    clerk.go(page).follow("Look back").fill("Looking back", "回访两个小区，又谈成六个单元。").press("Look back")
    clerk.sees(walk.say("Close the loop"))
    item.refresh_from_db()
    assert item.state == "reviewed"
    officer.go(promise.get_absolute_url()).follow("Report it kept")
    officer.fill("What was done, and how one can see it", "十二月一日印发并张贴。").press("Report it kept")
    walk.seat(cast.author).go(promise.get_absolute_url()).follow("Yes, it was kept").press("Yes, it was kept")
    clerk.go(page).press("Close the loop")
    item.refresh_from_db()
    assert item.state == "closed"


def everybody_reads_how_it_ended(walk, item):
    page = (
        walk.seat(None)
        .go(item.get_absolute_url())
        .sees(PROMISE)
        .sees("回访两个小区")
        .sees("一楼住户的补偿标准谁来定？")
    )
    assert "蔡阿姨" not in page.page.content()
    page.go(item.matter.get_absolute_url()).sees(PROMISE)
