"""One voice through six people: a resident's phone, a corridor, the information office, a signature, a unit, and back."""

from __future__ import annotations

import pytest

from tests.browser.driver import Walk
from tests.cast import Cast
from xieshang.core import profile, record
from xieshang.core.models import RecordEntry, Wait
from xieshang.voices.models import Message, Referral, Report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAYS = {
    "zh on a phone": {"language": "zh-hans", "width": 360, "axe": True},
    "en at a desk": {"language": "en", "width": 1280, "axe": True},
    "en by keyboard": {"language": "en", "width": 1280, "keyboard": True},
    "zh without script": {"language": "zh-hans", "width": 360, "script": False},
}
TITLE = "水乡新村电梯停用四十天，老人下不了楼"
SITUATION = "水乡新村三幢电梯停用四十天，六楼以上住着十一位老人，下楼看病要人背。"


@pytest.mark.parametrize("way", WAYS)
def test_what_a_resident_says_goes_up_and_comes_back(way, browser, live_server):
    cast = Cast()
    walk = Walk(browser, live_server.url, **WAYS[way])
    try:
        journey(walk, cast)
    except Exception as fault:
        fault.add_note(walk.what_was_seen())
        raise
    finally:
        walk.leave()
    assert walk.findings == []


def word(walk, name, code):
    return walk.shown(profile.current().lists[name][code])


def journey(walk: Walk, cast: Cast) -> None:
    number, code = a_resident_writes_and_corrects(walk)
    the_member_hears_of_it_in_a_corridor(walk, cast)
    report = the_member_reports(walk, cast, number)
    the_office_chooses_and_edits(walk, cast, report)
    it_is_signed_three_times(walk, cast, report)
    it_goes_up_and_comes_back_with_an_instruction(walk, cast, report)
    the_unit_answers(walk, cast)
    whoever_said_it_is_told(walk, cast, report)
    the_resident_reads_it_and_is_forgotten(walk, number, code)
    connection_holds(report)


def a_resident_writes_and_corrects(walk):
    resident = walk.seat(None).go("/voices/send/")
    resident.fill("What is it about, in one line", "电梯坏了没人修")
    resident.fill("What you want to say", "三幢电梯坏了一个月，我妈八十二岁，电话13812345678，求你们来看看。")
    resident.press("Send")
    number, code = resident.text("#number"), resident.text("#code")
    resident.go(f"/voices/follow/?number={number}").fill("Code", code).press("Show it")
    resident.press("Correct my message").fill(
        "What you want to say", "三幢电梯坏了四十天，我妈八十二岁，电话13812345678。"
    )
    resident.press("Keep the correction")
    assert Message.objects.get().earlier.count() == 1
    return number, code


def the_member_hears_of_it_in_a_corridor(walk, cast):
    member = walk.seat(cast.author).go("/voices/reports/").follow("Note what I heard")
    member.fill("What I heard", "楼道里阿姨说三幢电梯一直没修。").fill("Where", "水乡新村").fill(
        "From whom, if they agree", "李阿姨"
    )
    member.press("Keep as a draft")
    assert Report.objects.get().source == "visit"


def the_member_reports(walk, cast, number):
    member = walk.seat(cast.author).go(f"/voices/{number}/")
    assert "13812345678" not in member.page.content(), "what is personal is covered"
    member.follow("Write a report on it")
    member.fill("report|Title", TITLE).fill("report|How things stand", SITUATION + "住户电话13812345678。")
    member.fill("What should be done", "由街道启动应急维修，先修后摊。").press("Keep and hand in").sees(TITLE)
    report = Report.objects.get(title=TITLE)
    assert (report.state, report.source) == ("submitted", "message")
    return report


def the_office_chooses_and_edits(walk, cast, report):
    page = report.get_absolute_url()
    officer = walk.seat(cast.informant).go("/").sees(TITLE)
    officer.go(page).press("Take it as an issue of its own")
    officer.follow("report|Edit for issue").fill("report|How things stand", SITUATION).press("Save")
    officer.press("Hand up for signature")
    report.refresh_from_db()
    assert report.state == "at_section"
    assert "13812345678" not in report.situation


def it_is_signed_three_times(walk, cast, report):
    page = report.get_absolute_url()
    walk.seat(cast.section_head).go("/").sees(TITLE)
    walk.seat(cast.section_head).go(page).press("Sign off for the section")
    walk.seat(cast.office_head).go(page).press("Sign off for the office")
    walk.seat(cast.secretary).go("/").sees(TITLE)
    walk.seat(cast.secretary).go(page).press("Sign for issue")
    officer = walk.seat(cast.informant).go(page).follow("Issue it").choose(word(walk, "report_product", "opinion"))
    officer.press("Issue it")
    report.refresh_from_db()
    assert (report.state, report.issue_number) == ("issued", 1)
    officer.follow("The issue as a paper").sees(TITLE).sees(walk.shown(cast.author))


def it_goes_up_and_comes_back_with_an_instruction(walk, cast, report):
    page = report.get_absolute_url()
    officer = walk.seat(cast.informant).go(page).follow("Send it up")
    officer.choose(word(walk, "report_addressee", "party"), kind="checkbox").press("Send it up")
    officer.follow("Note a leader's instruction").choose(word(walk, "report_level", "district"))
    officer.fill("Who wrote it: name and post", "区长").fill("What was written", "请住建部门一周内解决。")
    officer.press("Note a leader's instruction")
    officer.follow("Pass it on to units").select("Units", walk.shown(cast.unit)).fill(
        "What is asked of them", "请核实并回复。"
    )
    officer.press("Pass it on to units")
    assert Referral.objects.get().unit == cast.unit


def the_unit_answers(walk, cast):
    referral = Referral.objects.get()
    unit = walk.seat(cast.officer).go("/").sees(TITLE)
    unit.go(referral.get_absolute_url()).press("Sign for it").follow("referral|Answer")
    unit.fill("Answer", "电梯已更换曳引机，昨日恢复运行。").press("referral|Answer")
    referral.refresh_from_db()
    assert referral.state == "answered"


def whoever_said_it_is_told(walk, cast, report):
    officer = walk.seat(cast.informant).go(report.get_absolute_url()).follow("Tell whoever said it")
    officer.fill("What became of it", "您反映的电梯已经修好，谢谢您。").press("Tell whoever said it")
    officer.press("Archive")
    report.refresh_from_db()
    assert report.state == "archived"
    walk.seat(cast.author).go(report.get_absolute_url()).sees("您反映的电梯已经修好，谢谢您。")
    walk.seat(cast.author).go("/voices/reports/credit/").sees(TITLE)


def the_resident_reads_it_and_is_forgotten(walk, number, code):
    resident = walk.seat(None).go("/voices/follow/").fill("Number", number).fill("Code", code).press("Show it")
    resident.sees("您反映的电梯已经修好，谢谢您。")
    if walk.script and not walk.keyboard:
        resident.page.get_by_text(walk.say("Have it erased"), exact=True).click()
    else:
        resident.page.evaluate(
            "document.querySelector('main details').open = true"
        ) if walk.script else resident.page.locator("main details summary").click()
    resident.press("Erase my message for good").sees(number)
    assert Message.objects.get().state == "forgotten"


def connection_holds(report):
    assert record.verify().first_break is None
    assert not Wait.objects.filter(kind__in=["report", "referral", "message"]).exclude(turn="report.finish").exists()
    told = [entry.deed for entry in RecordEntry.objects.filter(kind="report", item_id=report.pk).order_by("id")]
    assert told[0] == "report.draft"
    assert told[-1] == "report.archive"
