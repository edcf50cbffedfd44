"""Reports on what residents say: from a corridor to a leader's desk, and back to whoever said it."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import MESSAGE, REPORT, Cast, do, make_person, make_proposal, make_referral, make_report
from xieshang.core import profile
from xieshang.core.actions import ACTIONS
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError, StaleError
from xieshang.core.models import Notice, RecordEntry, Wait
from xieshang.core.record import verify
from xieshang.people.models import Person
from xieshang.voices.actions import draft_report, edit_report, receive, submit_report
from xieshang.voices.credit import Event, counted
from xieshang.voices.lifecycle import REFERRAL_LIFE, REPORT_LIFE
from xieshang.voices.models import Referral, Report, contributors
from xieshang.voices.queries.report import credit_of


def browser_of(person: Any = None, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    if person is not None:
        client.force_login(person)
    return client


def issued(cast: Cast, **words: Any) -> Report:
    return make_report(cast, "issued", **words)


# ---- The whole way


def test_a_residents_words_go_up_and_the_answer_comes_back(cast):
    message, code = receive(at=timezone.now(), **MESSAGE)
    report = draft_report(by=cast.author, at=timezone.now(), sources=[message], **REPORT)
    assert report.matter_id == message.matter_id
    assert report.source == "message"
    report = do("report", "submit", report, cast.author)
    report = do("report", "choose", report, cast.informant)
    report = do("report", "revise", report, cast.informant, title="水乡新村电梯停用四十天")
    report = do("report", "hand_up", report, cast.informant)
    report = do("report", "send_back", report, cast.section_head, why="数据再核一遍。")
    report = do("report", "hand_up", report, cast.informant)
    report = do("report", "pass_section", report, cast.section_head)
    report = do("report", "pass_office", report, cast.office_head)
    report = do("report", "sign", report, cast.secretary)
    report = do("report", "issue", report, cast.informant, product="opinion")
    assert (
        report.issue_shown == f"《社情民意》{timezone.localdate().year}年第1期（总第1期）"
        or "No. 1" in report.issue_shown
    )
    today = timezone.localdate()
    report = do("report", "send_up", report, cast.informant, addressees=["party", "city_cppcc"], on=today)
    assert [row.level for row in report.sendings.all()] == ["district", "city"]
    report = do(
        "report",
        "note_instruction",
        report,
        cast.informant,
        level="district",
        leader="区长",
        on=today,
        text="只给经办人看的批示",
    )
    behind = report.instructions.get()
    with pytest.raises(MoveNotOpenError):
        do("report", "archive", report, cast.informant)
    do("report", "pass_on", report, cast.informant, units=[cast.unit.pk], task="请核实", instruction=behind.pk)
    referral = report.referrals.get()
    referral = do("referral", "receive", referral, cast.officer)
    do("referral", "answer", referral, cast.officer, answer="电梯已于昨日修复。")
    do("report", "report_back", report, cast.informant, text="您反映的电梯已经修好。")
    do("report", "archive", report, cast.informant)

    message.refresh_from_db()
    assert (message.state, message.answer) == ("answered", "您反映的电梯已经修好。")
    page = browser_of().post("/voices/follow/", {"number": message.number_shown, "code": code}).content.decode()
    assert "您反映的电梯已经修好。" in page
    assert "只给经办人看的批示" not in page
    for person, reads in ((cast.author, False), (cast.informant, True), (cast.officer, None)):
        page = browser_of(person).get(f"/voices/reports/{report.pk}/").content.decode()
        assert ("只给经办人看的批示" in page) is bool(reads), person
        assert "水乡新村电梯停用四十天" in page
        history = browser_of(person).get(f"/voices/reports/{report.pk}/history/")
        assert history.status_code == (404 if reads is None else 200)
        assert ("<del>" in history.content.decode()) is (reads is not None), "its author and the staff see the changes"
    assert "只给经办人看的批示" in browser_of(cast.officer).get(f"/voices/referrals/{referral.pk}/").content.decode()
    thread = browser_of(cast.author).get(f"/matters/{report.matter_id}/").content.decode()
    assert "电梯已于昨日修复。" in thread
    public = browser_of().get(f"/matters/{report.matter_id}/")
    assert public.status_code == 404 or "电梯已于昨日修复" not in public.content.decode()
    assert {row.code for row in Notice.objects.filter(to=cast.author)} >= {
        "report.choose",
        "report.issue",
        "referral.answer",
    }
    assert not Wait.objects.filter(kind__in=["report", "referral"]).exists()
    connection.check_constraints()
    assert verify().first_break is None
    assert "只给经办人看的批示" not in str(list(RecordEntry.objects.values_list("changes", "why")))


def test_the_paper_shows_what_was_signed_and_who_is_credited(cast):
    report = issued(cast)
    page = browser_of(cast.author).get(f"/voices/reports/{report.pk}/paper/").content.decode()
    for words in ("社情民意", "第1期", REPORT["title"], "沈知行", "秦秘书长"):
        assert words in page
    assert browser_of(cast.bystander).get(f"/voices/reports/{report.pk}/paper/").status_code == 404


def test_issues_are_numbered_without_gaps_for_each_product(cast):
    numbers = []
    for product in ("opinion", "information", "opinion"):
        report = make_report(cast, "signed")
        numbers.append(do("report", "issue", report, cast.informant, product=product).issue_number)
    assert numbers == [1, 1, 2]


# ---- Form rules


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ({"title": ""}, "题目"),
        ({"situation": " "}, "情况反映"),
        ({"suggestions": ""}, "意见建议"),
        ({"situation": "长" * 1500, "suggestions": "一"}, "1501"),
    ],
)
def test_what_is_handed_in_is_complete(cast, words, missing):
    report = make_report(cast, **words)
    with pytest.raises(MoveNotOpenError, match=missing):
        do("report", "submit", report, cast.author)


def test_exactly_as_long_as_allowed_is_allowed(cast):
    report = make_report(cast, situation="长" * 1499, suggestions="一")
    assert do("report", "submit", report, cast.author).state == "submitted"


def test_nothing_goes_up_with_somebodys_telephone_in_it(cast):
    report = make_report(cast, "chosen", situation="住户电话13800001111，说了三次。")
    with pytest.raises(MoveNotOpenError, match="手机号"):
        do("report", "hand_up", report, cast.informant)
    report = do("report", "revise", report, cast.informant, situation="有住户说了三次。")
    assert do("report", "hand_up", report, cast.informant).state == "at_section"


def test_an_urgent_report_waits_less(cast):
    slow, fast = make_report(cast, "submitted"), make_report(cast, "submitted", is_urgent=True, urgent_why="汛期")
    due = {wait.item_id: wait.due for wait in Wait.objects.filter(kind="report", turn="report.choose")}
    assert due[fast.pk] < due[slow.pk]


# ---- Who signs


def test_three_sign_offs_are_three_people(cast):
    both = make_person("information_officer", "section_head", "office_head", "secretary_general")
    report = make_report(cast, "submitted")
    report = do("report", "choose", report, both)
    report = do("report", "hand_up", report, both)
    with pytest.raises(MoveNotOpenError, match="前面的环节"):
        do("report", "pass_section", report, both)
    report = do("report", "pass_section", report, cast.section_head)
    report = do("report", "pass_office", report, cast.office_head)
    with pytest.raises(MoveNotOpenError, match="前面的环节"):
        do("report", "sign", report, both)


def test_nobody_decides_on_their_own_report(cast):
    own = draft_report(by=cast.informant, at=timezone.now(), **REPORT)
    own = submit_report(own, by=cast.informant, at=timezone.now())
    with pytest.raises(MoveNotOpenError, match="本人撰写"):
        do("report", "choose", own, cast.informant)


# ---- Combined


def test_a_combined_issue_credits_everybody_and_keeps_what_each_handed_in(cast):
    one = make_report(cast, "submitted")
    two = submit_report(
        draft_report(by=cast.seconder, at=timezone.now(), **(REPORT | {"title": "另一处电梯"})),
        by=cast.seconder,
        at=timezone.now(),
    )
    whole = do("report", "combine", one, cast.informant, others=[two.pk], title="电梯维修难")
    three = submit_report(
        draft_report(by=cast.decliner, at=timezone.now(), **REPORT), by=cast.decliner, at=timezone.now()
    )
    assert do("report", "combine", three, cast.informant, others=[whole.pk]).pk == whole.pk
    assert {person.pk for person in contributors(whole)} == {cast.author.pk, cast.seconder.pk, cast.decliner.pk}
    whole = do("report", "hand_up", whole, cast.informant)
    for move, by in (("pass_section", cast.section_head), ("pass_office", cast.office_head), ("sign", cast.secretary)):
        whole = do("report", move, whole, by)
    whole = do("report", "issue", whole, cast.informant, product="opinion")
    two.refresh_from_db()
    assert (two.state, two.title) == ("combined", "另一处电梯")
    assert browser_of(cast.seconder).get(f"/voices/reports/{whole.pk}/").status_code == 200
    assert browser_of(cast.bystander).get(f"/voices/reports/{whole.pk}/").status_code == 404
    share = profile.current().norm("report.combined_share", timezone.localdate())
    for person in (cast.author, cast.seconder, cast.decliner):
        rows = {row.event.code: row.points for row in credit_of(person, timezone.localdate())}
        scheme = profile.current().lists["report_credit"]
        assert rows == {
            "submitted": scheme["submitted"].more["points"],
            "issued": scheme["issued"].more["points"] * share,
        }
    assert credit_of(cast.bystander, timezone.localdate()) == []


def test_only_what_was_handed_in_is_combined(cast):
    one, draft = make_report(cast, "submitted"), make_report(cast)
    for others in ([], [draft.pk], [one.pk], [10**9], [make_report(cast, "chosen").pk]):
        with pytest.raises(MoveNotOpenError):
            do("report", "combine", one, cast.informant, others=others)


# ---- What counts

EVENTS = st.lists(
    st.tuples(st.sampled_from(["submitted", "issued", "used_city", "gone"]), st.integers(0, 700), st.booleans()),
    max_size=30,
)


@given(EVENTS, st.integers(0, 40), st.sampled_from([0.5, 1.0]))
def test_points_are_bounded_by_the_year_and_never_negative(rows, most, share):
    from datetime import date

    class One:
        pk = 1

    scheme = profile.current().lists["report_credit"]
    events = [Event(code, date(2025, 1, 1) + timedelta(days=day), One(), shared) for code, day, shared in rows]
    found = counted(events, scheme, share=share, most_a_year=most)
    assert len(found) == sum(code in scheme for code, _day, _shared in rows)
    for year in (2025, 2026):
        total = sum(row.points for row in found if row.event.on.year == year)
        free = sum(
            scheme[each.code].more["points"] * (share if each.is_shared else 1)
            for each in events
            if each.code in scheme and each.on.year == year
        )
        assert total == pytest.approx(min(free, most) if most else free)
    assert all(row.points >= 0 for row in found)


def test_ones_points_are_ones_own(cast):
    issued(cast)
    page = browser_of(cast.author).get("/voices/reports/credit/").content.decode()
    assert REPORT["title"] in page
    assert REPORT["title"] not in browser_of(cast.seconder).get("/voices/reports/credit/").content.decode()
    assert browser_of(cast.informant).get("/voices/reports/credit/").status_code == 200
    assert browser_of(cast.secretary).get("/voices/reports/credit/").status_code == 403


# ---- Units


def test_a_unit_reads_what_it_was_given_and_nothing_else(cast):
    referral = make_referral(cast)
    other = issued(cast, title="别的事")
    officer = browser_of(cast.officer)
    assert officer.get(f"/voices/reports/{referral.report_id}/").status_code == 200
    assert officer.get(f"/voices/reports/{other.pk}/").status_code == 404
    assert browser_of(cast.wrong_officer).get(f"/voices/referrals/{referral.pk}/").status_code == 404
    page = officer.get(f"/voices/reports/{referral.report_id}/").content.decode()
    assert "处室" not in page.split("<article", 1)[-1].split("</aside>")[0] or "郑处" not in page


def test_a_return_is_settled_when_it_is_passed_on_again(cast):
    referral = make_referral(cast, "handed_back")
    assert Wait.objects.filter(turn="referral.settle").count() == 1
    do("report", "pass_on", referral.report, cast.informant, units=[cast.wrong_unit.pk], task="请你单位办理")
    referral.refresh_from_db()
    assert referral.state == "settled"
    assert not Wait.objects.filter(turn="referral.settle").exists()
    with pytest.raises(MoveNotOpenError):
        do("report", "pass_on", referral.report, cast.informant, units=[cast.wrong_unit.pk], task="再来一次")


# ---- Pages


def test_a_member_notes_what_they_heard_and_finishes_it_later(cast):
    browser = browser_of(cast.author)
    answer = browser.post(
        "/voices/reports/heard/",
        {"situation": "电梯坏了四十天。\n老人下不了楼。", "place": "水乡新村", "heard_from": "李阿姨"},
    )
    report = Report.objects.get()
    assert answer["Location"] == report.get_absolute_url()
    assert (report.title, report.source, report.state) == ("电梯坏了四十天。", "visit", "draft")
    assert Wait.objects.get(kind="report").turn == "report.finish"
    words = {"title": "电梯停用", "situation": report.situation, "suggestions": "尽快修", "source": "visit", "version": report.version,
             "place": "", "heard_from": "李阿姨", "and_submit": "yes"}  # fmt: skip
    assert browser.post(f"/voices/reports/{report.pk}/edit/", words).status_code == 302
    report.refresh_from_db()
    assert report.state == "submitted"
    page = browser_of(cast.informant).get(f"/voices/reports/{report.pk}/").content.decode()
    assert "李阿姨" in page
    assert "李阿姨" not in browser_of(cast.secretary).get(f"/voices/reports/{report.pk}/").content.decode()
    assert "李阿姨" not in str(list(RecordEntry.objects.values_list("changes", "why")))


def test_two_who_edit_at_once_see_both_versions(cast):
    report = make_report(cast, "chosen")
    seen = report.version
    do("report", "revise", report, cast.informant, title="他人改的题目", seen=seen)
    with pytest.raises(StaleError):
        do("report", "revise", report, cast.informant, title="我改的题目", seen=seen)
    words = {"title": "我改的题目", "situation": report.situation, "suggestions": report.suggestions, "version": seen}
    page = browser_of(cast.informant).post(f"/voices/reports/{report.pk}/revise/", words)
    assert page.status_code == 409
    assert "他人改的题目" in page.content.decode()
    assert "我改的题目" in page.content.decode()


def test_a_report_grows_from_a_proposal_that_was_not_filed(cast):
    proposal = make_proposal(cast, "refused")
    page = browser_of(cast.author).get(f"/voices/reports/new/?from=proposal-{proposal.pk}")
    assert proposal.title in page.content.decode()
    words = {**REPORT, "source": "proposal", "place": "", "heard_from": ""}
    browser_of(cast.author).post(f"/voices/reports/new/?from=proposal-{proposal.pk}", words)
    report = Report.objects.get()
    assert report.matter_id == proposal.matter_id
    assert browser_of(cast.author).get(f"/matters/{report.matter_id}/").content.decode().count("<li") > 2


def test_bounds_hold_for_drafts_too(cast):
    for words in ({"title": "长" * 101}, {"situation": "长" * 30_001}, {"source": "nowhere"}):
        with pytest.raises(MoveNotOpenError):
            draft_report(by=cast.author, at=timezone.now(), **(REPORT | words))
    report = make_report(cast)
    with pytest.raises(MoveNotOpenError):
        edit_report(report, by=cast.author, at=timezone.now(), title="长" * 101)
    with pytest.raises(NotYoursError):
        draft_report(by=cast.officer, at=timezone.now(), **REPORT)


def test_an_assembly_may_do_without_reports(db, settings):
    settings.PROFILE = "city-council"
    clerk, member = make_person("proposals_clerk"), make_person("member")
    for person in (clerk, member):
        browser = browser_of(person, "en")
        assert browser.get("/voices/reports/").status_code == 403
        assert browser.get("/voices/reports/new/").status_code == 403
        assert "/voices/reports/" not in browser.get("/").content.decode()


# ---- A walk


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_wherever_it_walks_what_must_hold_holds(db, data):
    with transaction.atomic():
        walk(Cast(), data)
        connection.check_constraints()
        assert verify().first_break is None
        transaction.set_rollback(True)


def walk(cast: Cast, data: Any) -> None:
    reports = [make_report(cast, "submitted"), make_report(cast)]
    for _step in range(14):
        item = data.draw(st.sampled_from([*reports, *Referral.objects.all()]), label="item")
        item.refresh_from_db()
        life = REPORT_LIFE if isinstance(item, Report) else REFERRAL_LIFE
        open_moves = [
            (offer.name, person)
            for person in (
                cast.author,
                cast.informant,
                cast.section_head,
                cast.office_head,
                cast.secretary,
                cast.officer,
            )
            for offer in life.offers(person, item)
            if offer.is_open
        ]
        if not open_moves:
            continue
        move, by = data.draw(st.sampled_from(open_moves), label="move")
        with suppress(MoveNotOpenError):  # what is asked may not fit; that the move is open was judged above
            ACTIONS[item.item_kind()][move](item, by=by, at=timezone.now(), **asked(cast, move, reports))
        for report in Report.objects.all():
            must_hold(report)


def asked(cast: Cast, move: str, reports: list[Report]) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "edit": {"title": "改过的题目"},
        "combine": {"others": [report.pk for report in reports]},
        "return": {"why": "补充"},
        "not_take": {"ground": "known", "why": "已报"},
        "revise": {"title": f"核稿 {RecordEntry.objects.count()}"},
        "send_back": {"why": "再改"},
        "issue": {"product": "opinion"},
        "send_up": {"addressees": ["party"], "on": today},
        "note_use": {"level": "city", "how": "single", "on": today},
        "note_instruction": {"level": "district", "leader": "区长", "on": today, "text": "阅"},
        "pass_on": {"units": [cast.unit.pk], "task": "核实"},
        "report_back": {"text": "已办"},
        "hand_back": {"why": "不属"},
        "answer": {"answer": "已办"},
    }.get(move, {})


def must_hold(report: Report) -> None:
    signers = [report.section_by_id, report.office_by_id, report.signed_by_id]
    if report.state in ("signed", "issued", "archived"):
        assert None not in signers
        assert len({*signers, report.chosen_by_id}) == 4, "four people, one after the other"
    if report.issue_number is not None:
        assert report.state in ("issued", "archived")
    if report.state != "draft" and report.submitted_at:
        assert report.serial
        assert report.wordings.filter(kind="handed_in").exists()
    waits = Wait.objects.filter(kind="report", item_id=report.pk).count()
    assert waits == (0 if report.state in (*REPORT_LIFE.ends, "issued") else 1), report.state


def test_somebody_without_an_account_reads_no_report(cast):
    assert Report.objects.visible_to(None).count() == 0  # type: ignore[attr-defined]
    report = issued(cast)
    assert browser_of().get(f"/voices/reports/{report.pk}/").status_code == 302
    closed = Person.objects.get(pk=do("person", "close", cast.author, cast.system_admin, why="离任").pk)
    assert Report.objects.visible_to(closed).count() == 0  # type: ignore[attr-defined]
