"""Hot issues: the same from night to night, decided on by the office, told to nobody who may not read them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast, do, make_person
from xieshang.core import profile
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.models import RecordEntry
from xieshang.matters.models import Link
from xieshang.voices.actions import forget, receive, withdraw
from xieshang.voices.actions.hot import find_hot, same_issues
from xieshang.voices.lifecycle import HOT_LIFE
from xieshang.voices.models import HotFinding, HotIssue, HotState, Message, Report

# Written for this test: one matter in one place, told by five people, one of them twice; and matters told once.
SMELL = (
    "镜湖垃圾中转站夜里臭气熏天，靠近河边的几栋楼整夜不敢开窗，希望加装除臭设备。",
    "垃圾中转站的臭味一到晚上就飘过来，镜湖苑小区的老人咳嗽不止，请尽快加装除臭设备。",
    "我们住在镜湖苑，垃圾中转站散发臭味已经两个月，晚上不能开窗，何时治理？",
    "镜湖垃圾中转站作业时间太长，凌晨还在压缩垃圾，臭味和污水都流到路上。",
    "孩子每天上学经过镜湖垃圾中转站，臭味刺鼻，污水横流，建议把中转站搬离居民区。",
    "再次反映镜湖垃圾中转站臭味问题，夜里还是不能开窗，除臭设备一直没有装。",
)
OTHERS = (
    ("图书馆周一闭馆能否调整", "区图书馆每周一闭馆，学生放假时不方便，能否改为轮休。"),
    ("公交十二路末班车太早", "十二路公交末班车七点就没有了，加班回家只能打车。"),
    ("老年食堂什么时候开", "听说社区要办老年食堂，想问什么时候能开门、价格多少。"),
)


def say(title: str, text: str, who: str, days: int = 3) -> tuple[Message, str]:
    return receive(
        at=timezone.now() - timedelta(days=days), title=title, text=text, topic="other", contact=who, is_public=False
    )


def smell(days: int = 3) -> list[tuple[Message, str]]:
    people = ["13900000001", "13900000002", "13900000003", "13900000004", "13900000005", "13900000001"]
    return [
        say(f"镜湖垃圾中转站臭味扰民（{n}）", text, who, days + n)
        for n, (text, who) in enumerate(zip(SMELL, people, strict=True))
    ]


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


def keeper() -> Any:
    return make_person(next(code for code, role in profile.current().roles.items() if "hot.keep" in role.powers))


def the_issue() -> HotIssue:
    return HotIssue.objects.get(finding__is_current=True)


def browser_of(person: Any = None, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    if person is not None:
        client.force_login(person)
    return client


def test_people_count_once_and_what_was_said_once_is_no_issue(db):
    smell()
    for n, (title, text) in enumerate(OTHERS):
        say(title, text, f"1380000000{n}")
    assert find_hot(at=timezone.now()) == 1
    finding = the_issue().finding
    assert (finding.kind, finding.messages, finding.people) == ("event", 6, 5)
    assert sum(n for _week, n in finding.weeks) == 6
    assert finding.first == timezone.localdate() - timedelta(days=8)
    assert len({place["message"] for place in finding.quotations}) == len(finding.quotations) <= 5


def test_one_person_s_many_messages_stand_apart(db):
    for n, text in enumerate(SMELL):
        say("镜湖垃圾中转站臭味扰民", text, "13900000001", n)
    find_hot(at=timezone.now())
    page = browser_of(keeper())
    assert HotFinding.objects.get().kind == "repeats"
    assert "镜湖垃圾中转站" not in page.get("/voices/hot/").content.decode()
    assert "镜湖垃圾中转站" in page.get("/voices/hot/?kind=repeats").content.decode()


def test_an_issue_stays_the_same_and_keeps_what_was_decided(db):
    smell()
    find_hot(at=timezone.now())
    issue, person = the_issue(), keeper()
    do("hotissue", "rename", issue, person, name="镜湖中转站的气味")
    do("hotissue", "dismiss", issue, person, why="已由区城管局立项改造")
    say("镜湖垃圾中转站臭味依旧", "镜湖垃圾中转站夜里臭味还是很重，不能开窗，请加装除臭设备。", "13900000009", 0)
    find_hot(at=timezone.now())
    assert the_issue() == issue, "found again, no new one"
    issue = the_issue()
    assert (issue.state, issue.name, issue.finding.messages) == (HotState.DISMISSED, "镜湖中转站的气味", 7)
    page = browser_of(person)
    assert issue.name not in page.get("/voices/hot/").content.decode()
    assert issue.name in page.get("/voices/hot/?aside=on").content.decode()
    assert [row.deed for row in RecordEntry.objects.filter(kind="hotissue").order_by("id")] == [
        "hotissue.find",
        "hotissue.rename",
        "hotissue.dismiss",
    ]


def test_what_left_the_window_leaves_the_list_and_keeps_its_page(db):
    smell()
    find_hot(at=timezone.now())
    issue = the_issue()
    assert find_hot(at=timezone.now() + timedelta(days=800)) == 0
    page = browser_of(keeper())
    assert issue.get_absolute_url() not in page.get("/voices/hot/").content.decode()
    assert page.get(issue.get_absolute_url()).status_code == 200


def test_words_taken_back_are_quoted_no_more_at_once(db):
    said = smell()
    find_hot(at=timezone.now())
    issue = the_issue()
    for message, code in said[:3]:
        withdraw(message, code=code, at=timezone.now())
    for message, code in said[3:]:
        forget(message, code=code, at=timezone.now())
    page = browser_of(keeper()).get(issue.get_absolute_url()).content.decode()
    assert "臭" not in page
    assert find_hot(at=timezone.now()) == 0


def test_every_sentence_stands_in_its_message_and_what_is_personal_is_covered(db):
    smell()
    say("镜湖垃圾中转站臭味扰民", f"{SMELL[0]}我叫李建国，请打13912345678找我。", "13900000010", 1)
    find_hot(at=timezone.now())
    issue, person = the_issue(), keeper()
    page = browser_of(person).get(issue.get_absolute_url())
    assert page.context["quotations"]
    for each in page.context["quotations"]:
        assert each.words in each.message.text_shown
        assert each.message.number_shown in page.content.decode()
    assert "13912345678" not in page.content.decode()
    assert "李建国" not in page.content.decode()


ADDRESSES = ("", "report/", *(f"{name}/" for name in HOT_LIFE.moves))


def test_whoever_may_not_read_them_learns_nothing(cast):
    smell()
    find_hot(at=timezone.now())
    issue = the_issue()
    for person in [None, *cast.everybody.values()]:
        browser = browser_of(person)
        if person is not None and person.can("hot.read"):
            assert browser.get(issue.get_absolute_url()).status_code == 200
            continue
        here, nowhere = issue.get_absolute_url(), f"/voices/hot/{issue.pk + 999}/"
        for method in (browser.get, browser.post):
            for end in ADDRESSES:
                answers = [method(f"{base}{end}") for base in (here, nowhere)]
                assert answers[0].status_code == answers[1].status_code
                assert answers[0].status_code in (302, 404, 405), f"{person} {end}"
                assert "镜湖" not in answers[0].content.decode()
        assert browser.get("/voices/hot/").status_code == (302 if person is None else 403)
        assert "/voices/hot/" not in browser.get("/voices/").content.decode()


@pytest.mark.parametrize("state", HotState)
@pytest.mark.parametrize("name", HOT_LIFE.moves)
def test_every_deed_by_everybody_in_every_state(cast, state, name):
    smell()
    find_hot(at=timezone.now())
    issue, person = the_issue(), keeper()
    if state == HotState.DISMISSED:
        do("hotissue", "dismiss", issue, person, why="不是一件事")
    asked = {"name": "新名"} if name == "rename" else {"why": "理由"}
    for other in cast.everybody.values():
        if not other.can("hot.keep"):
            with pytest.raises((NotYoursError, MoveNotOpenError)):
                do("hotissue", name, issue, other, **asked)
    if state in HOT_LIFE.moves[name].sources:
        assert do("hotissue", name, issue, person, **asked).version == the_issue().version
    else:
        with pytest.raises(MoveNotOpenError):
            do("hotissue", name, issue, person, **asked)


def test_one_click_drafts_a_report_with_all_sources(cast):
    if not profile.current().roles_with("report.write"):
        pytest.skip("this assembly does without reports")
    smell()
    find_hot(at=timezone.now())
    issue = the_issue()
    answer = browser_of(cast.informant).post(f"{issue.get_absolute_url()}report/")
    item = Report.objects.get()
    assert answer.status_code == 302
    assert answer.url == f"{item.get_absolute_url()}edit/"
    assert Link.objects.filter(to_kind="report", to_id=item.pk, from_kind="message").count() == 6
    assert item.author == cast.informant
    assert item.state == "draft"


def test_the_pages_ask_little_of_the_database(cast):
    smell()
    find_hot(at=timezone.now())
    browser = browser_of(cast.clerk)
    for address in ("/voices/hot/", the_issue().get_absolute_url()):
        browser.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(address).status_code == 200
        assert len(asked) <= 15, [row["sql"][:90] for row in asked]


groups = st.lists(st.sets(st.integers(0, 40), min_size=1), max_size=8).map(
    lambda sets: [found for n, each in enumerate(sets) if (found := each - set().union(*sets[:n]))]
)


@given(groups, groups)
def test_an_issue_goes_on_in_one_group_and_a_group_is_one_issue(before, tonight):
    issues = {n + 100: members for n, members in enumerate(before)}
    found = same_issues(issues, tonight)
    assert len(set(found.values())) == len(found)
    for place, issue in found.items():
        both = issues[issue] & tonight[place]
        assert 3 * len(both) >= min(len(issues[issue]), len(tonight[place]))


@given(groups)
def test_the_same_groups_are_the_same_issues(before):
    issues = {n + 100: members for n, members in enumerate(before)}
    assert same_issues(issues, before[::-1]) == {len(before) - 1 - n: n + 100 for n in range(len(before))}
