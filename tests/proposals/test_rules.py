"""The rules of a proposal, one table each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import TEXT, Cast, answer, ask_for_another_answer, do, make_handling, make_proposal, reply_class
from tests.proposals.together import asked_together, assigned, ready_to_sign
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.models import Wait
from xieshang.core.verdicts import No
from xieshang.matters.models import Commitment
from xieshang.people.models import Session
from xieshang.proposals.actions import draft, expire_invitations, note_silence
from xieshang.proposals.actions.assign import Share
from xieshang.proposals.actions.handle import Answer
from xieshang.proposals.models import Feedback, Point, Proposal, Reply
from xieshang.proposals.queries import figures_of_unit
from xieshang.proposals.rules import is_answered_point_by_point, is_class_true, is_complete, may_close, may_rehandle


def reason(verdict: Any) -> str:
    return str(verdict.reason) if isinstance(verdict, No) else ""


@pytest.fixture(autouse=True)
def english():
    from django.utils import translation

    with translation.override("en"):
        yield


# ---- What a proposal must hold


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ({}, ""),
        ({"title": ""}, "no title"),
        ({"title": " \n "}, "no title"),
        ({"situation": "  "}, "how things stand"),
        ({"analysis": ""}, ""),
        ({"suggestions": []}, "1 suggestion is missing"),
        ({"suggestions": ["", "  "]}, "1 suggestion is missing"),
        ({"situation": "情" * 1400, "analysis": "析" * 90, "suggestions": ["建" * 10]}, ""),
        (
            {"situation": "情" * 1400, "analysis": "析" * 90, "suggestions": ["建" * 11]},
            "1501 characters; at most 1500",
        ),
    ],
)
def test_is_complete(cast, text, why):
    verdict = is_complete(draft(by=cast.author, at=timezone.now(), **(TEXT | text)))
    assert bool(verdict) is not bool(why)
    assert why in reason(verdict)


# ---- What a reply must hold

A, P, O, I = "adopted", "planned", "otherwise", "impossible"  # noqa: E741


@pytest.mark.parametrize(
    ("means", "verdicts", "is_true"),
    [
        ("done", [A], True),
        ("done", [O, A], True),
        ("done", [A, I], True),
        ("done", [A, P], False),
        ("done", [P], False),
        ("done", [I], False),
        ("planned", [P], True),
        ("planned", [A, P], True),
        ("planned", [A], True),
        ("planned", [P, I], True),
        ("planned", [I, I], False),
        ("nothing", [I], True),
        ("nothing", [I, I], True),
        ("nothing", [I, A], False),
        ("nothing", [I, P], False),
        ("nothing", [O], False),
    ],
)
def test_is_class_true(means, verdicts, is_true):
    verdict = is_class_true(Reply(reply_class=reply_class(means)), [Point(verdict=each) for each in verdicts])
    assert bool(verdict) is is_true
    assert bool(reason(verdict)) is not is_true


def test_a_reply_needs_a_class():
    assert "class" in reason(is_class_true(Reply(reply_class=""), [Point(verdict=A)]))


WHOLE = {"text": "已研究。", "promise": "安排值守", "in_charge": "胡承办", "due": date(2099, 1, 1), "ground": "funds"}


@pytest.mark.parametrize(
    ("first", "second", "means", "why"),
    [
        ({"verdict": A}, {"verdict": A}, "done", ""),
        ({"verdict": A}, {"verdict": P}, "planned", ""),
        ({"verdict": I}, {"verdict": I}, "nothing", ""),
        ({"verdict": A}, None, "done", "Not answered yet: suggestion 2"),
        (None, None, "done", "Not answered yet: suggestion 1, 2"),
        ({"verdict": A, "text": "  "}, {"verdict": A}, "done", "Not answered yet: suggestion 1"),
        ({"verdict": P, "promise": ""}, {"verdict": A}, "planned", "Suggestion 1 is planned"),
        ({"verdict": A}, {"verdict": P, "due": None}, "planned", "Suggestion 2 is planned"),
        ({"verdict": A}, {"verdict": P, "in_charge": " "}, "planned", "Suggestion 2 is planned"),
        ({"verdict": A}, {"verdict": I, "ground": ""}, "done", "Suggestion 2 is not possible"),
        ({"verdict": A}, {"verdict": P}, "done", "only planned"),
    ],
)
def test_is_answered_point_by_point(cast, first, second, means, why):
    handling = make_handling(cast, "received")
    rows = [
        Answer(suggestion=s.pk, **(WHOLE | given))
        for s, given in zip(handling.proposal.suggestions.all(), (first, second), strict=True)
        if given
    ]
    do("handling", "draft_reply", handling, cast.officer, reply_class=reply_class(means), points=rows)
    verdict = is_answered_point_by_point(handling)
    assert bool(verdict) is not bool(why)
    assert why in reason(verdict)


def test_a_reply_answers_its_own_proposal_only(cast):
    handling, other = make_handling(cast, "received"), make_proposal(cast)
    stranger = Answer(other.suggestions.first().pk, A, "已办")
    with pytest.raises(MoveNotOpenError, match="another proposal"):
        do("handling", "draft_reply", handling, cast.officer, points=[stranger])


def test_a_co_handler_answers_no_suggestion(cast):
    """It gives its opinion to the lead; a promise of its own would be nobody's answer."""
    item = assigned(cast, Share(cast.unit.pk, "lead"), Share(cast.helping_unit.pk, "co"))
    co = do("handling", "receive", item.handlings.get(role="co"), cast.helper)
    point = Answer(item.suggestions.first().pk, P, "计划办理", promise="年内完成", in_charge="周", due=date(2099, 1, 1))
    with pytest.raises(MoveNotOpenError, match="co-handler"):
        do("handling", "draft_reply", co, cast.helper, opening="同意", points=[point])
    assert not Reply.objects.exists()


def test_a_lead_signs_after_its_co_handlers_only(cast):
    item = assigned(cast, Share(cast.unit.pk, "lead"), Share(cast.helping_unit.pk, "co"))
    lead, co = item.handlings.get(role="lead"), item.handlings.get(role="co")
    lead = ready_to_sign(cast, lead, cast.officer)
    assert not Wait.objects.filter(turn="handling.sign").exists(), "it waits on nobody to sign what may not be signed"
    with pytest.raises(MoveNotOpenError, match=cast.helping_unit.name_en):
        do("handling", "sign", lead, cast.leader)
    do("handling", "sign", ready_to_sign(cast, co, cast.helper), cast.helping_leader)
    assert Wait.objects.get(turn="handling.sign").item_id == lead.pk
    assert do("handling", "sign", lead, cast.leader).state == "answered"


# ---- Handing back


@pytest.mark.parametrize(
    ("day", "is_open"),
    [(date(2026, 3, 9), True), (date(2026, 3, 16), True), (date(2026, 3, 17), False), (date(2026, 6, 1), False)],
)
def test_a_unit_hands_back_within_five_working_days(cast, day, is_open):
    def at(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, 16, tzinfo=ZoneInfo("Asia/Shanghai"))

    item = make_proposal(cast, "allotted")
    handling = do("proposal", "agree", item, cast.offices[1], at=at(date(2026, 3, 9))).handlings.get()
    assert handling.return_until == date(2026, 3, 16)
    if is_open:
        assert do("handling", "hand_back", handling, cast.officer, at=at(day), why="不属职责").state == "return_asked"
    else:
        with pytest.raises(MoveNotOpenError, match="ended"):
            do("handling", "hand_back", handling, cast.officer, at=at(day), why="不属职责")


def test_what_was_answered_once_is_not_handed_back(cast):
    item = ask_for_another_answer(cast, make_proposal(cast, "replied"))
    with pytest.raises(MoveNotOpenError, match="answered once"):
        do("handling", "hand_back", item.handlings.get(), cast.officer, why="不属职责")


def test_another_unit_in_its_place_keeps_the_day_of_the_answer(cast):
    handling = make_handling(cast, "return_asked")
    do("handling", "reassign", handling, cast.offices[0], unit=cast.wrong_unit.pk)
    successor = handling.proposal.handlings.get(in_place_of=handling)
    assert (successor.due, successor.role, successor.state) == (handling.due, handling.role, "assigned")
    back = do("handling", "hand_back", successor, cast.wrong_officer, why="也不属我局")
    with pytest.raises(MoveNotOpenError, match="handles this proposal already"):
        do("handling", "reassign", back, cast.offices[0], unit=cast.wrong_unit.pk)


# ---- Assignment


@pytest.mark.parametrize(
    ("roles", "fits"),
    [
        (["sole"], True),
        (["part", "part"], True),
        (["part", "part", "part"], True),
        (["lead", "co"], True),
        (["lead", "co", "co"], True),
        ([], False),
        (["sole", "sole"], False),
        (["part"], False),
        (["lead"], False),
        (["co"], False),
        (["co", "co"], False),
        (["lead", "lead"], False),
        (["sole", "co"], False),
        (["part", "co"], False),
        (["lead", "part"], False),
        (["chief"], False),
    ],
)
def test_the_shapes_of_an_assignment(cast, roles, fits):
    item, units = make_proposal(cast, "filed"), [cast.unit, cast.helping_unit, cast.wrong_unit]
    shares = [Share(unit.pk, role) for unit, role in zip(units, roles, strict=False)]
    if fits:
        assert do("proposal", "allot", item, cast.offices[0], shares=shares).handlings.count() == len(roles)
    else:
        with pytest.raises(MoveNotOpenError):
            do("proposal", "allot", item, cast.offices[0], shares=shares)
        assert item.handlings.count() == 0


def test_a_unit_is_named_once_and_in_office(cast):
    item = make_proposal(cast, "filed")
    twice = [Share(cast.unit.pk, "part"), Share(cast.unit.pk, "part")]
    type(cast.wrong_unit).objects.filter(pk=cast.wrong_unit.pk).update(is_open=False)
    for shares in (twice, [Share(cast.wrong_unit.pk, "sole")], [Share(0, "sole")]):
        with pytest.raises(MoveNotOpenError, match="in office, each once"):
            do("proposal", "allot", item, cast.offices[0], shares=shares)


def test_the_office_that_suggested_does_not_agree(cast):
    item = make_proposal(cast, "allotted")
    with pytest.raises(MoveNotOpenError, match="other office"):
        do("proposal", "agree", item, cast.offices[0])
    assert do("proposal", "agree", item, cast.offices[1]).state == "assigned"


# ---- Closing, or answering anew


@pytest.mark.parametrize(
    ("result", "rounds", "close", "rehandle"),
    [
        (None, 1, "still awaited", "Nobody asked"),
        ("satisfied", 1, "", "Nobody asked"),
        ("fairly", 1, "", "Nobody asked"),
        ("not", 1, "answered anew", ""),
        ("silent", 1, "", "Nobody asked"),
        ("not", 2, "", "as often as the rules provide"),
        ("satisfied", 2, "", "Nobody asked"),
    ],
)
def test_it_is_closed_or_answered_anew(cast, result, rounds, close, rehandle):
    item = make_proposal(cast, "replied")
    if rounds == 2:
        item = ask_for_another_answer(cast, item)
        answer(cast, item.handlings.get())
    if result == "silent":
        note_silence(at=timezone.now() + timedelta(days=60))
    elif result:
        for form in Feedback.objects.filter(handling__proposal=item, round=rounds):
            do("feedback", "judge", form, form.person, attitude="satisfied", result=result)
    item.refresh_from_db()
    for verdict, why in ((may_close(cast.clerk, item), close), (may_rehandle(cast.clerk, item), rehandle)):
        assert bool(verdict) is not bool(why)
        assert why in reason(verdict)
    assert not may_close(cast.reviewer, item)


def test_only_the_units_somebody_is_not_satisfied_with_answer_anew(cast):
    item = assigned(cast, Share(cast.unit.pk, "part"), Share(cast.helping_unit.pk, "part"))
    one, other = item.handlings.order_by("pk")
    do("handling", "sign", ready_to_sign(cast, one, cast.officer), cast.leader)
    do("handling", "sign", ready_to_sign(cast, other, cast.helper), cast.helping_leader)
    for form in Feedback.objects.all():
        result = "not" if form.handling_id == one.pk else "satisfied"
        do("feedback", "judge", form, form.person, attitude="satisfied", result=result)
    item.refresh_from_db()
    do("proposal", "rehandle", item, cast.clerk)
    assert dict(item.handlings.values_list("unit__code", "state")) == {
        one.unit.code: "received",
        other.unit.code: "answered",
    }
    assert dict(item.handlings.values_list("unit__code", "round")) == {one.unit.code: 2, other.unit.code: 1}


# ---- Co-signing


@pytest.mark.parametrize(("in_session", "hours"), [(True, 3), (False, 24)])
def test_an_invitation_to_co_sign_expires(cast, in_session, hours):
    now = timezone.now()
    if in_session:
        today = timezone.localdate()
        Session.objects.create(term=12, number=3, opens=today, closes=today, proposals_until=now)
    item = do("proposal", "invite", make_proposal(cast), cast.author, people=[cast.seconder.pk], at=now)
    signing = item.signings.get()
    assert signing.expires_at == now + timedelta(hours=hours)
    assert expire_invitations(at=signing.expires_at) == 0
    with pytest.raises(MoveNotOpenError, match="expired"):
        do("signing", "sign", signing, cast.seconder, at=signing.expires_at + timedelta(seconds=1))
    assert expire_invitations(at=signing.expires_at + timedelta(seconds=1)) == 1
    signing.refresh_from_db()
    assert signing.state == "expired"
    assert not Wait.objects.filter(kind="signing").exists()
    assert do("proposal", "submit", item, cast.author).kind == "personal", "whoever did not sign is no proposer"


def test_those_who_signed_signed_this_text(cast):
    item = do("proposal", "invite", make_proposal(cast), cast.author, people=[cast.seconder.pk, cast.decliner.pk])
    do("signing", "sign", item.signings.get(person=cast.seconder), cast.seconder)
    with pytest.raises(MoveNotOpenError):
        do("proposal", "edit", item, cast.author, title="另一个题目")
    with pytest.raises(MoveNotOpenError, match="1 invitation"):
        do("proposal", "submit", item, cast.author)
    item = do("proposal", "reopen", item, cast.author)
    assert set(item.signings.values_list("state", flat=True)) == {"called_off"}


def test_a_joint_proposal_is_that_of_all_who_signed(cast):
    forms = asked_together(cast)
    assert {form.person_id for form in forms} == {cast.author.pk, cast.seconder.pk}
    assert {form.handling.proposal.kind for form in forms} == {"joint"}


# ---- Satisfaction belongs to the member


def closed_with(cast: Cast, result: str | None, *, close: bool = True) -> Proposal:
    item = make_proposal(cast, "replied", planned=False)
    if result is None:
        note_silence(at=timezone.now() + timedelta(days=60))
    else:
        form = Feedback.objects.get(handling__proposal=item)
        do("feedback", "judge", form, cast.author, attitude="fairly", result=result, remark="只给工作人员看")
    return do("proposal", "close", item, cast.clerk) if close else item


@pytest.mark.parametrize(
    ("judged", "silent", "not_closed", "results"),
    [
        (4, 0, 0, None),
        (4, 3, 0, None),  # silence is its own value and fills no quorum
        (4, 0, 2, None),  # nor do judgements on answers that are not final
        (5, 0, 0, {"satisfied": 5}),
        (5, 2, 1, {"satisfied": 5}),
    ],
)
def test_a_unit_sees_figures_once_enough_have_answered(cast, judged, silent, not_closed, results):
    for n in range(judged + not_closed):
        closed_with(cast, "satisfied", close=n < judged)
    for _n in range(silent):
        closed_with(cast, None)
    found = figures_of_unit(cast.unit.pk, 5)
    assert found.results == results
    assert (found.attitudes is None) is (results is None)
    assert (found.asked, found.answered, found.silent) == (judged + silent, judged, silent)


def test_nobody_but_the_member_fills_in_the_form(cast):
    form = Feedback.objects.get(handling__proposal=make_proposal(cast, "replied"))
    for name, person in cast.everybody.items():
        if name == "author":
            continue
        with pytest.raises(NotYoursError):
            do("feedback", "judge", form, person, attitude="satisfied", result="satisfied")
        browser = Client()
        browser.force_login(person)
        assert browser.get(f"/proposals/judgements/{form.pk}/").status_code == 404, name


def test_a_judgement_is_read_by_its_member_and_the_staff_alone(cast):
    item = closed_with(cast, "not", close=False)
    pages = [f"/proposals/{item.pk}/", f"/proposals/{item.pk}/history/", "/proposals/figures/", "/", "/people/notices/"]
    for name, person in cast.everybody.items():
        browser = Client(headers={"accept-language": "zh-hans"})
        browser.force_login(person)
        seen = "".join(browser.get(page).content.decode() for page in pages)
        assert ("只给工作人员看" in seen) is (name in {"author", "clerk"}), name


def test_silence_is_its_own_value(cast):
    item = closed_with(cast, None)
    form = Feedback.objects.get(handling__proposal=item)
    assert (form.state, form.attitude, form.result, form.answered_at) == ("silent", "", "", None)
    late = do("feedback", "judge", form, cast.author, attitude="fairly", result="fairly")
    assert late.state == "answered", "who was silent may still speak"


# ---- Planned becomes done only by kept promises


def test_the_class_rises_when_every_promise_is_kept_and_not_before(cast):
    handling = make_proposal(cast, "closed").handlings.get()
    assert handling.reply_class == reply_class("planned")
    promise = Commitment.objects.get()
    promise = do("commitment", "report_kept", promise, cast.officer, evidence="已安排，见照片。")
    promise = do("commitment", "dispute", promise, cast.author, why="本周没有人值守。")
    handling.refresh_from_db()
    assert handling.reply_class == reply_class("planned")
    do(
        "commitment",
        "confirm",
        do("commitment", "report_kept", promise, cast.officer, evidence="已补齐。"),
        cast.author,
    )
    handling.refresh_from_db()
    assert handling.reply_class == reply_class("done")
    assert handling.replies.get().reply_class == reply_class("planned"), "the signed letter stays as it was signed"


def test_a_later_promise_takes_the_place_of_the_one_left_open(cast):
    item = ask_for_another_answer(cast, make_proposal(cast, "replied"))
    answer(cast, item.handlings.get())
    assert sorted(Commitment.objects.values_list("state", flat=True)) == ["open", "replaced"]
    handling = item.handlings.get()
    promise = do("commitment", "report_kept", Commitment.objects.get(state="open"), cast.officer, evidence="已办。")
    do("commitment", "confirm", promise, cast.author)
    handling.refresh_from_db()
    assert handling.reply_class == reply_class("done")
