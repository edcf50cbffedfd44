"""One matter through twelve people: from a resident's words to a promise kept late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from asgiref.local import Local
from django.utils import timezone
from django.utils.translation import trans_real

from tests.browser.driver import Clock, Walk
from tests.cast import Cast, first_class, reply_class
from xieshang.core import profile, record
from xieshang.core.models import RecordEntry, Wait
from xieshang.matters.models import Commitment
from xieshang.proposals.models import Handling, Proposal
from xieshang.voices.models import Message

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAYS = {
    "zh at a desk": {"language": "zh-hans", "width": 1280, "axe": True},
    "en on a phone": {"language": "en", "width": 360, "axe": True},
    "zh without script": {"language": "zh-hans", "width": 1280, "script": False},
    "en by keyboard": {"language": "en", "width": 1280, "keyboard": True},
    "a city council": {"language": "en", "width": 1280, "profile": "city-council"},
    "zh on a phone by keyboard": {"language": "zh-hans", "width": 360, "keyboard": True},
}
TITLE = "关于在镜水路小学门口增设人行横道信号灯的建议"
SITUATION = "镜水路小学门口没有人行横道，八百多名学生早晚横穿马路。"


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def other_profile(settings):
    """Another assembly's words and rules for one test; the words of the first come back after it."""

    def choose(name):
        if name is not None:
            settings.PROFILE = name
            settings.LOCALE_PATHS = [settings.PROFILES / name / "locale", *settings.LOCALE_PATHS[1:]]
            forget_words()

    yield choose
    forget_words()


def forget_words():
    """Django reads each language's words once."""
    trans_real._translations.clear()
    trans_real._active = Local()


@pytest.mark.parametrize("way", WAYS)
def test_from_a_residents_words_to_a_kept_promise(way, browser, live_server, clock, other_profile):
    ways = dict(WAYS[way])
    other_profile(ways.pop("profile", None))
    cast = Cast()
    walk = Walk(browser, live_server.url, **ways)
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
    number, code = resident_writes(walk)
    proposal = member_drafts(walk, cast, number)
    co_signers_answer(walk, cast, proposal)
    it_is_filed(walk, cast, proposal)
    it_is_assigned_to_the_wrong_unit_and_handed_back(walk, cast, proposal)
    handling = the_right_unit_answers(walk, cast, proposal)
    the_member_is_not_satisfied(walk, cast, proposal)
    due = a_second_round_promises(walk, cast, proposal, handling)
    everybody_is_satisfied_and_it_is_closed(walk, cast, proposal)
    walk.leave()
    clock.jump(70)
    the_promise_is_kept_late(walk, cast, proposal, handling, due)
    everyone_can_walk_the_matter(walk, cast, proposal, number, code)
    the_history_tells_it_all(walk, cast, proposal)


def resident_writes(walk):
    resident = walk.seat(None).go("/voices/send/")
    resident.fill("What is it about, in one line", "校门口太危险，能不能装个红绿灯")
    resident.fill("What you want to say", "我家孩子在镜水路小学上学，门口车多又没有斑马线，天天提心吊胆。")
    resident.choose(walk.say("Others may read my message and its answer, without my name"), kind="checkbox")
    resident.press("Send")
    number, code = resident.text("#number"), resident.text("#code")
    assert Message.objects.get(number_shown=number).state == "received"
    return number, code


def member_drafts(walk, cast, number):
    member = walk.seat(cast.author).go(f"/voices/{number}/")
    member.press("Write a proposal on it")
    member.fill("proposal|Title", TITLE).fill("How things stand", SITUATION).fill(
        "Why it is so", "道路按旧标准设计，周边新建三个小区后车流增加近一倍。"
    )
    member.fill("Suggestion %(n)s", "在校门口施划人行横道并加装信号灯。", n=1)
    member.fill("Suggestion %(n)s", "上下学高峰安排值守。", n=2)
    member.press("Save").sees(TITLE)
    proposal = Proposal.objects.get(title=TITLE)
    assert proposal.state == "draft"
    assert proposal.matter.messages.get().number_shown == number
    assert proposal.suggestions.count() == 2
    member.follow("Invite co-signers")
    member.choose(walk.shown(cast.seconder), kind="checkbox").choose(walk.shown(cast.decliner), kind="checkbox")
    member.press("Invite co-signers")
    proposal.refresh_from_db()
    assert proposal.state == "cosigning"
    return proposal


def co_signers_answer(walk, cast, proposal):
    page = proposal.get_absolute_url()
    walk.seat(cast.seconder).go("/").sees(TITLE)
    walk.seat(cast.seconder).go(page).press("Co-sign")
    walk.seat(cast.decliner).go(page).follow("Decline").fill(
        "Reason, if you wish to give one", "没有到现场看过，不便署名。"
    ).press("Decline")
    assert sorted(proposal.signings.values_list("state", flat=True)) == ["declined", "signed"]
    walk.seat(cast.author).go(page).press("Submit")
    proposal.refresh_from_db()
    assert proposal.state == "submitted"
    assert proposal.serial.startswith(f"L{timezone.localdate().year}-")
    assert proposal.kind == "joint"


def it_is_filed(walk, cast, proposal):
    reviewer = walk.seat(cast.reviewer).go("/").sees(TITLE)
    reviewer.go(proposal.get_absolute_url()).follow("proposal|File")
    reviewer.choose(word(walk, "proposal_class", first_class())).press("proposal|File")
    proposal.refresh_from_db()
    assert proposal.state == "filed"
    assert proposal.number == 1
    reviewer.sees(proposal.number_shown)


def it_is_assigned_to_the_wrong_unit_and_handed_back(walk, cast, proposal):
    page = proposal.get_absolute_url()
    first, *others = cast.offices
    office = walk.seat(first).go(page)
    office.follow("Suggest handling units").select("Unit that answers", walk.shown(cast.wrong_unit)).press(
        "Suggest handling units"
    )
    for second in others:
        walk.seat(second).go(page).press("Agree and assign")
    proposal.refresh_from_db()
    assert proposal.state == "assigned"
    assert proposal.due == proposal.norms.reply_due(timezone.localdate(), in_session=False)
    handling = proposal.handlings.get()
    assert handling.return_until == proposal.norms.working_days_after(timezone.localdate(), "return.working_days")
    unit = walk.seat(cast.wrong_officer).go("/").sees(TITLE)
    unit.go(page).press("Sign for it").follow("Hand it back")
    unit.fill("Why it is not yours", "按三定规定，信号灯由交通运输局负责。").press("Hand it back")
    handling.refresh_from_db()
    assert handling.state == "return_asked"
    walk.seat(first).go(page).follow("Give it to another unit").select("Unit", walk.shown(cast.unit)).press(
        "Give it to another unit"
    )
    handling.refresh_from_db()
    assert handling.state == "replaced"
    successor = Handling.objects.get(in_place_of=handling)
    assert (successor.unit, successor.due) == (cast.unit, proposal.due)


def write_reply(walk, cast, proposal, *, second: str, reply: str) -> None:
    """The officer writes, the leader signs; `second` is what becomes of the second suggestion."""
    officer = walk.seat(cast.officer).go(proposal.get_absolute_url()).follow("Write the reply")
    one, two = proposal.suggestions.all()
    first, other = f"#point-{one.pk}", f"#point-{two.pk}"
    officer.fill("Opening", "沈知行委员：您好，收到您的提案。")
    officer.choose(word(walk, "point_verdict", "adopted"), within=first)
    officer.fill("Answer", "已列入施工计划，本月完成施划。", within=first)
    officer.choose(word(walk, "point_verdict", second), within=other)
    officer.fill("Answer", "高峰安排值守一事，答复如下。", within=other)
    if second == "planned":
        officer.fill("By whom", "胡承办", within=other)
        officer.fill("If planned: what is promised", "每个上学日高峰安排两名辅警值守", within=other)
        officer.fill("If planned: by when", (timezone.localdate() + timedelta(days=60)).isoformat(), within=other)
    else:
        officer.select("If not possible: on which ground", word(walk, "impossible_ground", "funds"), within=other)
    officer.select("Class of the reply", word(walk, "reply_class", reply))
    officer.press("Save and hand up for signature")
    officer.press("Hand up for signature")
    walk.seat(cast.leader).go(proposal.get_absolute_url()).press("Sign and send")


def the_right_unit_answers(walk, cast, proposal):
    page = proposal.get_absolute_url()
    officer = walk.seat(cast.officer).go(page).press("Sign for it").follow("Note contact with the proposer")
    officer.choose(word(walk, "contact_way", "meeting")).fill("On which day", timezone.localdate().isoformat())
    officer.fill("What was said", "到校门口一起看了现场。").press("Note contact with the proposer")
    walk.seat(cast.author).go(page).follow("Yes, we spoke").press("Yes, we spoke")
    handling = proposal.handlings.get(unit=cast.unit)
    assert handling.contacts.get().state == "confirmed"
    write_reply(walk, cast, proposal, second="impossible", reply=reply_class("done"))
    handling.refresh_from_db()
    proposal.refresh_from_db()
    assert (handling.state, handling.reply_class) == ("answered", reply_class("done"))
    assert proposal.state == "replied"
    return handling


def judge(walk, person, proposal, result):
    seat = walk.seat(person).go(proposal.get_absolute_url()).follow("Give your judgement")
    levels = profile.current().lists["attitude"]
    seat.page.locator("main").get_by_role("group", name=walk.say("How you were dealt with")).wait_for()
    groups = {"attitude": "satisfied", "result": result}
    for name, code in groups.items():
        group = seat.page.locator(f"input[name={name}][value={code}]")
        if walk.keyboard:
            seat.choose(walk.shown(levels[code]), within=f"fieldset:has(input[name={name}])")
        else:
            group.check()
    seat.fill("In your own words", "希望早日落实。").press("Give your judgement")


def the_member_is_not_satisfied(walk, cast, proposal):
    judge(walk, cast.author, proposal, "not")
    judge(walk, cast.seconder, proposal, "satisfied")
    clerk = walk.seat(cast.clerk).go("/").sees(TITLE)
    clerk.go(proposal.get_absolute_url()).follow("Have it answered anew").press("Have it answered anew")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.round) == ("assigned", 2)
    assert proposal.due == proposal.norms.months_after(timezone.localdate(), "rehandle.months")


def a_second_round_promises(walk, cast, proposal, handling) -> date:
    write_reply(walk, cast, proposal, second="planned", reply=reply_class("planned"))
    handling.refresh_from_db()
    assert (handling.state, handling.round, handling.reply_class) == ("answered", 2, reply_class("planned"))
    commitment = Commitment.objects.get()
    assert (commitment.state, commitment.unit, commitment.in_charge) == ("open", cast.unit, "胡承办")
    assert commitment.due == timezone.localdate() + timedelta(days=60)
    return commitment.due


def everybody_is_satisfied_and_it_is_closed(walk, cast, proposal):
    judge(walk, cast.author, proposal, "satisfied")
    judge(walk, cast.seconder, proposal, "satisfied")
    walk.seat(cast.clerk).go(proposal.get_absolute_url()).follow("proposal|Close").press("proposal|Close")
    proposal.refresh_from_db()
    assert proposal.state == "closed"


def the_promise_is_kept_late(walk, cast, proposal, handling, due):
    commitment = Commitment.objects.get()
    assert commitment.is_late(timezone.localdate())
    page = commitment.get_absolute_url()
    officer = walk.seat(cast.officer).go("/").sees("每个上学日高峰安排两名辅警值守")
    officer.go(page).follow("Report it kept")
    officer.fill("What was done, and how one can see it", "自本周一起每个上学日安排两名辅警值守。").press(
        "Report it kept"
    )
    author = walk.seat(cast.author).go(page).follow("Yes, it was kept").press("Yes, it was kept")
    author.sees(walk.say("kept late"))
    commitment.refresh_from_db()
    handling.refresh_from_db()
    assert (commitment.state, commitment.was_late, commitment.first_due) == ("kept", True, due)
    assert commitment.kept_on == timezone.localdate()
    assert handling.reply_class == reply_class("done")


def everyone_can_walk_the_matter(walk, cast, proposal, number, code):
    public = walk.seat(None).go(proposal.matter.get_absolute_url())
    public.sees(TITLE).sees("每个上学日高峰安排两名辅警值守").sees(
        walk.say("%(unit)s answers", unit=walk.shown(cast.unit))
    )
    public.go(proposal.get_absolute_url()).sees(SITUATION).sees("已列入施工计划，本月完成施划。")
    assert "希望早日落实" not in public.page.content()
    resident = walk.seat(None).go("/voices/follow/")
    resident.fill("Number", number).fill("Code", code).press("Show it").sees(TITLE)
    unit = walk.seat(cast.officer).go(proposal.get_absolute_url())
    assert "希望早日落实" not in unit.page.content()


def the_history_tells_it_all(walk, cast, proposal):
    told = [
        "Drafted", "Co-signers invited", "Co-signed", "Declined to co-sign", "Submitted", "Filed", "Handling units suggested",
        "Assigned to the unit", "Received by the unit", "Handed back by the unit", "Given to another unit", "Contact noted",
        "Contact confirmed by the proposer", "Handed up for signature", "Reply signed and sent", "All units have answered",
        "Judgement given", "Sent back to be answered anew", "Promised", "Closed", "Reported kept", "Confirmed kept",
        "Class raised: every promise kept",
    ]  # fmt: skip
    clerk = walk.seat(cast.clerk).go(f"{proposal.get_absolute_url()}history/")
    for sentence in told:
        clerk.sees(walk.say(sentence))
    walk.seat(cast.officer).go(f"{proposal.get_absolute_url()}history/").sees(walk.say("Reply drafted"))
    entries = RecordEntry.objects.filter(kind="proposal", item_id=proposal.pk).order_by("id")
    states = [entry.to_state for entry in entries if entry.from_state != entry.to_state]
    assert states == [
        "draft",
        "cosigning",
        "submitted",
        "filed",
        "allotted",
        "assigned",
        "replied",
        "assigned",
        "replied",
        "closed",
    ]
    assert record.verify().first_break is None
    assert not Wait.objects.exclude(kind="message").exists()
