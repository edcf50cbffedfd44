"""One matter from a resident's words to a promise kept late, by the API alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.cast import TEXT, Cast
from tests.web.api.conftest import Caller, api_of
from xieshang.people.models import Session


@pytest.fixture
def session(db: None) -> Session:
    until = datetime(2026, 3, 11, 18, tzinfo=timezone.get_default_timezone())
    return Session.objects.create(
        term=12, number=2, opens=date(2026, 3, 9), closes=date(2026, 3, 12), proposals_until=until
    )


def offered(item: dict[str, Any], move: str, *, at: str = "") -> dict[str, Any]:
    (offer,) = [each for each in item["offers"] if each["move"] == move and at in each["address"]]
    return offer


def waits(caller: Caller) -> list[tuple[str, str | None]]:
    return [(row["turn"], row["due"]) for row in caller.get("/me/waits")["rows"]]


def points(suggestions: list[dict[str, Any]], promise: str = "", due: str = "") -> list[dict[str, Any]]:
    first, second = suggestions
    answered = [{"suggestion": first["id"], "verdict": "adopted", "text": "已完成施划。"}]
    if promise:
        planned = {"verdict": "planned", "text": "已列入计划。", "promise": promise, "in_charge": "胡承办", "due": due}
        return [*answered, {"suggestion": second["id"], **planned}]
    return [*answered, {"suggestion": second["id"], "verdict": "otherwise", "text": "由家长志愿者值守。"}]


def test_a_matter_goes_its_whole_way(clock: Any, session: Session) -> None:
    clock(2026, 3, 9)
    cast = Cast()
    anybody = Caller()
    author, seconder, decliner = api_of(cast.author), api_of(cast.seconder), api_of(cast.decliner)
    reviewer, clerk = api_of(cast.reviewer), api_of(cast.clerk)
    party, government = api_of(cast.offices[0]), api_of(cast.offices[1])
    wrong_officer, officer, leader = api_of(cast.wrong_officer), api_of(cast.officer), api_of(cast.leader)

    # A resident writes, without an account; a member takes it up
    sent = anybody.post(
        "/messages", 201, title="学校门口过马路太险", text="没有红绿灯。", name="李秀英", contact="13800000000"
    )
    assert sent["number"] == "M2026-00001"
    assert sent["due"] == "2026-03-23"
    message = clerk.get("/messages")["rows"][0]
    assert (message["name"], message["contact"]) == ("李秀英", "13800000000")
    assert author.get(f"/messages/{message['id']}")["contact"] == ""
    taken = author.post(f"/messages/{message['id']}/take_up")
    assert taken["item"]["state"] == "taken_up"

    # Drafted, co-signed by one, declined by another
    draft = author.post("/proposals", 201, messages=[message["id"]], **TEXT)
    number = draft["item"]["id"]
    here = f"/proposals/{number}"
    assert draft["item"]["state"] == "draft"
    assert draft["item"]["matter"] == message["matter"]
    seconder.get(here, 404)
    author.post(f"{here}/invite", people=[cast.seconder.pk, cast.decliner.pk])
    assert waits(seconder) == [("proposal.cosign", "2026-03-09")]
    whole = seconder.get(here)
    sign = offered(whole, "sign", at="/signings/")
    refusal = decliner.post(sign["address"].removeprefix("/api"), 404)
    assert refusal["code"] == "not_found"
    assert seconder.post(sign["address"].removeprefix("/api"))["item"]["state"] == "signed"
    closed = offered(author.get(here), "submit")
    assert not closed["is_open"]
    assert closed["reason"]
    assert author.post(f"{here}/submit", 409) == {"code": "not_open", "reason": closed["reason"]}
    decline = offered(decliner.get(here), "decline")
    declined = decliner.post(decline["address"].removeprefix("/api"), reason="不了解情况")
    assert (declined["item"]["state"], declined["item"]["reason"]) == ("declined", "不了解情况")

    # Submitted, filed
    submitted = author.post(f"{here}/submit")["item"]
    assert (submitted["state"], submitted["serial"], submitted["kind"]) == ("submitted", "L2026-0001", "joint")
    assert submitted["in_session"]
    assert waits(reviewer) == [("proposal.review", "2026-03-23")]
    clock(2026, 3, 10)
    filed = reviewer.post(f"{here}/file", topic_class="society")["item"]
    assert (filed["state"], filed["number"], filed["topic_class"]) == ("filed", "12-2-001", "society")
    assert ("proposal.assign", "2026-03-24") in waits(party)

    # Given to the wrong unit, handed back, given to the right one
    allotted = party.post(f"{here}/allot", shares=[{"unit": cast.wrong_unit.pk, "role": "sole"}])["item"]
    assert (allotted["state"], allotted["handlings"][0]["state"]) == ("allotted", "proposed")
    assert wrong_officer.get(here)["handlings"] == []
    assert party.post(f"{here}/agree", 409)["code"] == "not_open"
    clock(2026, 3, 12)
    agreed = government.post(f"{here}/agree")["item"]
    (handling,) = agreed["handlings"]
    assert (agreed["state"], agreed["due"]) == ("assigned", "2026-06-12")
    assert (handling["state"], handling["due"], handling["return_until"]) == ("assigned", "2026-06-12", "2026-03-19")
    assert waits(wrong_officer) == [("handling.receive", "2026-03-17")]
    officer.post(f"/handlings/{handling['id']}/receive", 403)
    clock(2026, 3, 13)
    back = wrong_officer.post(f"/handlings/{handling['id']}/hand_back", why="不属本局职责", suggested_unit="交通运输局")
    assert (back["item"]["state"], back["item"]["return_reason"]) == ("return_asked", "不属本局职责")
    assert ("handling.return", "2026-03-20") in waits(party)
    clock(2026, 3, 16)
    replaced = party.post(f"/handlings/{handling['id']}/reassign", unit=cast.unit.pk, why="属交通运输局职责")
    assert replaced["item"]["state"] == "replaced"
    (mine,) = officer.get("/handlings", unit=cast.unit.pk)["rows"]
    assert (mine["state"], mine["due"], mine["in_place_of"]) == ("assigned", "2026-06-12", handling["id"])
    assert mine["return_until"] == "2026-03-23"
    desk = f"/handlings/{mine['id']}"

    # Received, contacted, answered
    clock(2026, 3, 17)
    assert officer.post(f"{desk}/receive")["item"]["state"] == "received"
    suggestions = officer.get(here)["suggestions"]
    drafted = officer.post(f"{desk}/draft_reply", reply_class="A", opening="沈知行委员：", points=points(suggestions))
    assert drafted["made"]["kind"] == "reply"
    stale = officer.post(f"{desk}/draft_reply", 409, seen=drafted["item"]["version"] - 1, opening="另一稿")
    assert (stale["code"], stale["item"]["version"]) == ("stale", drafted["item"]["version"])
    assert author.get(here)["replies"] == []
    assert not [row for row in author.get(here)["history"] if row["deed"] == "handling.draft_reply"]
    assert officer.post(f"{desk}/hand_up", 409)["code"] == "not_open"
    contact = officer.post(f"{desk}/note_contact", way="meeting", on="2026-03-17", note="到校听取意见")["made"]
    assert waits(author) == [("contact.confirm", None)]
    assert author.post(f"/contacts/{contact['id']}/confirm")["item"]["state"] == "confirmed"
    assert officer.post(f"{desk}/hand_up")["item"]["state"] == "signing"
    officer.post(f"{desk}/sign", 403)
    clock(2026, 4, 20)
    assert leader.post(f"{desk}/sign")["item"]["state"] == "answered"
    first = author.get(here)
    assert (first["state"], first["round"], first["replies"][0]["reply_class"]) == ("replied", 1, "A")
    assert [row["verdict"] for row in first["replies"][0]["points"]] == ["adopted", "otherwise"]

    # One of the two proposers is not satisfied: a second round
    assert waits(author) == [("feedback.judge", "2026-05-05")]
    clock(2026, 4, 22)
    judge = offered(first, "judge")["address"].removeprefix("/api")
    assert seconder.post(judge, 404, attitude="satisfied", result="satisfied")["code"] == "not_found"
    unhappy = author.post(judge, attitude="satisfied", result="not", remark="只答不做")
    assert unhappy["item"]["result"] == "not"
    theirs = offered(seconder.get(here), "judge")["address"].removeprefix("/api")
    seconder.post(theirs, attitude="satisfied", result="satisfied")
    assert officer.get(here)["judgements"] == []
    assert clerk.post(f"{here}/close", 409)["code"] == "not_open"
    clock(2026, 4, 23)
    again = clerk.post(f"{here}/rehandle", why="提案人对办理结果不满意")["item"]
    assert (again["state"], again["round"], again["due"]) == ("assigned", 2, "2026-05-25")  # the 23rd is a Saturday
    assert officer.get(desk)["state"] == "received"
    officer.post(f"{desk}/hand_back", 409, why="不办")
    promise = "每个上学日高峰安排两名辅警值守"
    officer.post(
        f"{desk}/draft_reply", reply_class="B", opening="再次答复：", points=points(suggestions, promise, "2026-06-30")
    )
    officer.post(f"{desk}/hand_up")
    clock(2026, 5, 20)
    leader.post(f"{desk}/sign")
    second = author.get(here)
    assert (second["state"], [row["reply_class"] for row in second["replies"]]) == ("replied", ["A", "B"])
    for caller in (author, seconder):
        address = offered(caller.get(here), "judge")["address"].removeprefix("/api")
        caller.post(address, attitude="satisfied", result="satisfied")
    clock(2026, 5, 29)
    assert clerk.post(f"{here}/close")["item"]["state"] == "closed"

    # The promise is kept, late
    (commitment,) = anybody.get("/commitments")["rows"]
    assert (commitment["promise"], commitment["due"], commitment["state"]) == (promise, "2026-06-30", "open")
    clock(2026, 7, 15)
    assert anybody.get("/commitments", late=True)["rows"][0]["is_late"]
    there = f"/commitments/{commitment['id']}"
    author.post(f"{there}/report_kept", 403, evidence="我看见了")
    assert officer.post(f"{there}/report_kept", evidence="排班表已公示")["item"]["state"] == "reported"
    clock(2026, 7, 16)
    kept = author.post(f"{there}/confirm")["item"]
    assert (kept["state"], kept["kept_on"], kept["was_late"]) == ("kept", "2026-07-15", True)
    assert officer.get(desk)["reply_class"] == "A"  # planned became done through its promise alone

    # What everybody reads of it in the end
    public = anybody.get(here)
    assert (public["state"], public["number"], public["commitments"][0]["was_late"]) == ("closed", "12-2-001", True)
    assert public["offers"] == []
    assert all(row["by"] is None and row["why"] == "" and row["changes"] == {} for row in public["history"])
    steps = [step["kind"] for step in anybody.get(f"/matters/{public['matter']}")["steps"]]
    assert steps == ["proposal", "reply", "reply", "commitment"]  # the message is not public
    told = [row["deed"] for row in author.get(here)["history"]]
    for_author = [
        "proposal.draft", "proposal.invite", "signing.invite", "signing.invite", "signing.sign", "signing.decline",
        "proposal.submit", "proposal.file", "proposal.allot", "handling.suggest", "proposal.agree", "handling.assign",
        "handling.hand_back", "handling.reassign", "handling.assign", "handling.receive", "handling.note_contact",
        "contact.log", "contact.confirm", "handling.hand_up", "handling.sign", "proposal.answered", "feedback.ask",
        "feedback.judge", "proposal.rehandle", "handling.answer_anew", "handling.hand_up", "handling.sign",
        "commitment.promise", "proposal.answered", "feedback.ask", "feedback.judge", "proposal.close",
        "commitment.report_kept", "commitment.confirm", "handling.raise_class",
    ]  # fmt: skip
    assert sorted(told) == sorted(for_author)
    reasons = {row["why"] for row in author.get(here)["history"]}
    assert {"不属本局职责", "属交通运输局职责", "提案人对办理结果不满意", "不了解情况"} <= reasons
    auditor = api_of(cast.audit_admin)
    connection.check_constraints()  # writes the links that a commit writes
    audited = auditor.get("/record/verify")
    assert audited["is_whole"]
    assert audited["entries"] > len(told)
