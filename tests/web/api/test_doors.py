"""Who gets in, what they may do there, and how the API says no."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.cast import TEXT, Cast, do, make_person, make_proposal, make_referral, make_report
from tests.web.api.conftest import Caller, api_of, key_of
from xieshang.core.actions import ACTIONS
from xieshang.core.lifecycle import LIVES
from xieshang.core.models import RecordEntry
from xieshang.core.record import verify
from xieshang.people.actions import close, revoke_token
from xieshang.people.models import Token
from xieshang.proposals.models import Feedback, Handling, Proposal
from xieshang.voices.actions import receive
from xieshang.web.api import api
from xieshang.web.api.answers import ROWS, plural
from xieshang.web.api.items import VISIBLE

MOST_STATEMENTS = 15


def paths() -> dict[str, Any]:
    found: dict[str, Any] = api.get_openapi_schema()["paths"]
    return found


# ---- The tables are the API


@pytest.mark.parametrize("kind", ACTIONS)
def test_every_move_with_an_action_has_its_address(kind: str) -> None:
    assert kind in ROWS
    assert kind in VISIBLE
    for move in ACTIONS[kind]:
        operation = paths()[f"/api/{plural(kind)}/{{id}}/{move}"]["post"]
        with translation.override("en"):
            assert operation["summary"] == str(LIVES[kind].moves[move].label)


def test_what_a_deed_asks_is_what_its_action_takes() -> None:
    schemas = api.get_openapi_schema()["components"]["schemas"]
    assert set(schemas["ProposalAllot"]["properties"]) == {"shares", "why"}
    assert schemas["ShareAsked"]["properties"]["role"]["enum"] == ["sole", "part", "lead", "co"]
    assert "society" in schemas["ProposalFile"]["properties"]["topic_class"]["enum"]
    assert "requestBody" not in paths()["/api/handlings/{id}/receive"]["post"]


def test_its_pages_are_open_to_all(db: None) -> None:
    client = Caller().client
    assert client.get("/api/docs").status_code == 200
    assert client.get("/api/openapi.json").json()["info"]["title"] == "Xieshang"


# ---- Keys and sessions


@pytest.mark.parametrize("key", ["xs_nobody", "", "a b", "密钥".encode().decode("latin-1")])
def test_a_wrong_key_opens_nothing_not_even_what_is_public(cast: Cast, key: str) -> None:
    caller = Caller()
    caller.headers = {"Authorization": f"Bearer {key}"}
    assert caller.get("/proposals", 401)["code"] == "bad_key"


def test_a_key_ends(cast: Cast) -> None:
    expired = api_of(cast.author)
    Token.objects.update(expires=timezone.localdate() - timedelta(days=1))
    assert expired.get("/me", 401)["code"] == "bad_key"
    revoked = api_of(cast.seconder)
    revoke_token(cast.seconder, token=Token.objects.get(person=cast.seconder), at=timezone.now())
    assert revoked.get("/me", 401)["code"] == "bad_key"
    closed = api_of(cast.bystander)
    close(cast.bystander, by=cast.system_admin, at=timezone.now(), why="任期届满")
    assert closed.get("/me", 401)["code"] == "bad_key"


def test_a_key_does_what_its_scopes_say(cast: Cast) -> None:
    reader, writer = api_of(cast.author, "read"), api_of(cast.author, "write")
    assert reader.get("/me")["scopes"] == ["read"]
    refusal = reader.post("/proposals", 403, **TEXT)
    assert refusal["code"] == "scope"
    assert writer.get("/me", 403)["code"] == "scope"
    writer.post("/proposals", 201, **TEXT)


def test_no_key_stands_in_a_log(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    key = key_of(cast.author)
    Caller(key).get("/proposals/999999", 404)
    Caller(key + "x").get("/me", 401)
    assert key not in caplog.text


def test_whoever_got_a_first_password_chooses_their_own_before(cast: Cast) -> None:
    caller = api_of(cast.author)
    word = api_of(cast.system_admin).post(f"/people/{cast.author.pk}/reset_password")["first_password"]
    assert len(word) == 14
    assert caller.get("/me", 403)["code"] == "password"


def test_a_session_needs_its_csrf_token(cast: Cast, settings: Any) -> None:
    caller = Caller()
    caller.client.handler.enforce_csrf_checks = True
    caller.client.force_login(cast.author, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert caller.get("/me")["id"] == cast.author.pk
    assert caller.post("/proposals", 403, **TEXT)["code"] == "csrf"
    caller.client.cookies["xieshang_csrf"] = "a" * 32
    caller.headers = {"X-CSRFToken": "a" * 32}
    caller.post("/proposals", 201, **TEXT)


def test_passers_by_do_nothing_but_write_a_message(cast: Cast) -> None:
    anybody = Caller()
    for path, operations in paths().items():
        for method, operation in operations.items():
            address = path.removeprefix("/api").replace("{id}", "1")
            if {} in operation["security"]:
                continue
            refused = anybody.get(address, 401) if method == "get" else anybody.post(address, 401)
            assert refused["code"] == "sign_in", (method, path)


def test_too_many_calls_wait(cast: Cast, settings: Any) -> None:
    settings.API_READS_PER_MINUTE = 2
    settings.API_STRANGERS_DEEDS_PER_MINUTE = 1
    caller, anybody = api_of(cast.author), Caller()
    caller.get("/me")
    caller.get("/me")
    assert caller.get("/me", 429)["code"] == "too_often"
    assert api_of(cast.seconder).get("/me")["id"] == cast.seconder.pk
    anybody.post("/messages", 201, title="路灯", text="坏了")
    response = anybody.client.post("/api/messages", {}, content_type="application/json")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60


# ---- What is not yours


def everything(cast: Cast) -> dict[str, int]:
    """One item of each kind that a bystander has no part in."""
    replied = make_proposal(cast, "replied", is_open=False)
    handling = Handling.objects.get(proposal=replied)
    cosigning = make_proposal(cast, "cosigning")
    message, _code = receive(at=timezone.now(), title="路灯", text="坏了")
    return {
        "proposal": cosigning.pk,
        "signing": cosigning.signings.get().pk,
        "handling": handling.pk,
        "contact": handling.contacts.get().pk,
        "feedback": Feedback.objects.get(handling=handling).pk,
        "commitment": replied.matter.commitments.get().pk,
        "message": message.pk,
        "report": make_report(cast, "chosen").pk,
        "referral": make_referral(cast).pk,
        "person": cast.author.pk,
    }


BODIES: dict[str, dict[str, Any]] = {
    "proposal.file": {"topic_class": "society"},
    "proposal.invite": {"people": [1]},
    "proposal.merge": {"into": 1},
    "proposal.refuse": {"ground": "empty", "why": "空"},
    "proposal.return": {"why": "补充"},
    "proposal.object": {"why": "另议"},
    "proposal.allot": {"shares": [{"unit": 1, "role": "sole"}]},
    "handling.hand_back": {"why": "不属"},
    "handling.insist": {"why": "属"},
    "handling.send_back": {"why": "改"},
    "handling.reassign": {"unit": 1},
    "handling.note_contact": {"way": "meeting", "on": "2026-03-05"},
    "feedback.judge": {"attitude": "satisfied", "result": "satisfied"},
    "commitment.report_kept": {"evidence": "图"},
    "commitment.note_progress": {"why": "在办"},
    "commitment.postpone": {"due": "2030-01-01", "why": "缓"},
    "commitment.give_up": {"why": "不能"},
    "commitment.dispute": {"why": "未见"},
    "message.answer": {"answer": "好"},
    "message.decline": {"ground": "other", "answer": "好"},
    "message.offer": {"lead": "proposal"},
    "message.forget": {"why": "电话要求"},
    "report.combine": {"others": [1]},
    "report.return": {"why": "补充"},
    "report.not_take": {"ground": "known", "why": "已报"},
    "report.send_back": {"why": "改"},
    "report.issue": {"product": "opinion"},
    "report.send_up": {"addressees": ["party"], "on": "2026-03-05"},
    "report.note_use": {"level": "city", "how": "single", "on": "2026-03-05"},
    "report.note_instruction": {"level": "city", "leader": "市长", "on": "2026-03-05", "text": "阅"},
    "report.pass_on": {"units": [1], "task": "核实"},
    "report.report_back": {"text": "已转"},
    "referral.hand_back": {"why": "不属"},
    "referral.answer": {"answer": "好"},
    "person.close": {"why": "离任"},
    "person.give_role": {"role": "member"},
    "person.take_role": {"held": 1, "why": "离任"},
}


def test_someone_elses_things_are_not_found_or_refused_everywhere(cast: Cast) -> None:
    ids = everything(cast)
    supervisor = api_of(make_person("supervisor"))
    stranger = api_of(cast.helper)  # a clerk of a unit that was given nothing
    before = RecordEntry.objects.count()
    for kind, pk in ids.items():
        for move in ACTIONS[kind]:
            body = dict(BODIES.get(f"{kind}.{move}", {}))
            if (kind, move) == ("message", "decline"):
                body["ground"] = paths_enum("MessageDecline", "ground")
            for caller in (stranger, supervisor):
                address = f"/api/{plural(kind)}/{pk}/{move}"
                response = caller.client.post(address, body, content_type="application/json", headers=caller.headers)
                assert response.status_code in (403, 404, 409), (address, response.content.decode())
    assert RecordEntry.objects.count() == before
    stranger.get(f"/proposals/{ids['proposal']}", 404)
    stranger.get(f"/handlings/{ids['handling']}", 404)
    stranger.get(f"/messages/{ids['message']}", 404)
    stranger.get(f"/commitments/{ids['commitment']}", 404)
    assert stranger.get("/handlings")["rows"] == []
    assert Caller().get("/proposals")["rows"] == []
    Caller().get(f"/proposals/{ids['proposal']}", 404)


def paths_enum(schema: str, name: str) -> str:
    return str(api.get_openapi_schema()["components"]["schemas"][schema]["properties"][name]["enum"][0])


@pytest.mark.parametrize("path", ["proposals", "handlings", "messages", "commitments", "matters", "papers", "people"])
def test_a_number_that_is_none_is_wrong_input(cast: Cast, path: str) -> None:
    caller = api_of(cast.clerk)
    for wrong in ("0", "-1", "x", "99999999999999999999", "1.5"):
        assert caller.get(f"/{path}/{wrong}", 422)["fields"][0]["field"] == "id"
    assert caller.get(f"/{path}/999999", 404)["code"] == "not_found"


def test_contact_data_is_for_those_who_answer(cast: Cast) -> None:
    sent = Caller().post(
        "/messages", 201, title="路灯", text="坏了", name="李秀英", contact="13800000000", is_public=True
    )
    number = api_of(cast.clerk).get("/messages", q=sent["number"])["rows"][0]["id"]
    api_of(cast.clerk).post(f"/messages/{number}/answer", answer="已修复。")
    assert api_of(cast.clerk).get(f"/messages/{number}")["contact"] == "13800000000"
    for caller in (Caller(), api_of(cast.author), api_of(cast.officer)):
        read = caller.client.get(f"/api/messages/{number}", headers=caller.headers).content.decode()
        assert "已修复" in read
        assert "13800000000" not in read
        assert "李秀英" not in read
        assert sent["code"] not in read
        assert "code_hash" not in read


def test_a_resident_follows_and_withdraws_with_the_code(cast: Cast) -> None:
    anybody = Caller()
    sent = anybody.post("/messages", 201, title="路灯", text="坏了")
    pair = {"number": sent["number"], "code": sent["code"]}
    assert anybody.post("/messages/follow", **pair)["state"] == "received"
    assert anybody.post("/messages/follow", 404, number=sent["number"], code="aaaa-bbbb-cccc")["code"] == "not_found"
    assert anybody.post("/messages/withdraw", dry_run=True, **pair)["state"] == "withdrawn"
    assert anybody.post("/messages/follow", **pair)["state"] == "received"
    assert anybody.post("/messages/withdraw", **pair)["state"] == "withdrawn"
    anybody.post("/messages/follow", 404, **pair)


def test_the_record_is_its_auditors(cast: Cast) -> None:
    api_of(cast.clerk).get("/record", 403)
    api_of(cast.clerk).get("/record/verify", 403)
    make_proposal(cast, "closed")
    auditor = api_of(cast.audit_admin)
    rows = auditor.get("/record", kind="feedback")["rows"]
    assert [row["deed"] for row in rows] == ["feedback.judge", "feedback.ask"]
    assert "sha256" not in str(auditor.get("/record", limit=100))


# ---- How it says no


def test_wrong_input_names_the_field_and_what_was_expected(cast: Cast) -> None:
    caller = api_of(cast.offices[0])
    filed = make_proposal(cast, "filed")
    refusal = caller.post(f"/proposals/{filed.pk}/allot", 422, shares=[{"unit": "1", "role": "chief"}], colour="red")
    assert refusal["code"] == "wrong_input"
    assert {each["field"]: each["expected"] for each in refusal["fields"]} == {
        "shares.0.unit": "Expected a whole number.",
        "shares.0.role": "Expected one of: sole, part, lead, co.",
        "colour": "Nothing is expected here; this name is not known.",
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": "长" * 10_000}, "title"),
        ({"title": "a\u0000b"}, "title"),
        ({"title": 5}, "title"),
        ({"suggestions": ["x"] * 1000}, "suggestions"),
        ({"is_open": "yes"}, "is_open"),
        ({"topic_class": "magic"}, "topic_class"),
        ({"messages": [999999]}, "messages"),
        ({"number": 12}, "number"),
    ],
)
def test_a_draft_of_nonsense_is_refused(cast: Cast, body: dict[str, Any], field: str) -> None:
    refusal = api_of(cast.author).post("/proposals", 422, **body)
    assert [each["field"] for each in refusal["fields"]] == [field]
    assert not Proposal.objects.exists()


def test_refusals_are_in_the_callers_language(cast: Cast) -> None:
    caller = api_of(cast.author)
    for language, begins in (("en", "There is nothing here"), ("zh-CN", "这里")):
        headers = caller.headers | {"Accept-Language": language}
        reason = caller.client.get("/api/proposals/999999", headers=headers).json()["reason"]
        assert reason.startswith(begins)


def test_unreadable_and_unknown_requests(cast: Cast) -> None:
    caller = api_of(cast.author)
    sent = caller.client.post("/api/proposals", "{", content_type="application/json", headers=caller.headers)
    assert (sent.status_code, sent.json()["code"]) == (400, "unreadable")
    big = '{"title": "' + "x" * 5_000_000 + '"}'
    sent = caller.client.post("/api/proposals", big, content_type="application/json", headers=caller.headers)
    assert (sent.status_code, sent.json()["code"]) == (413, "too_big")
    sent = caller.client.delete("/api/proposals", headers=caller.headers)
    assert (sent.status_code, sent.json()["code"]) == (405, "method")
    assert "POST" in sent["Allow"]
    assert caller.get("/nowhere", 404)["code"] == "not_found"
    assert caller.client.post("/api/proposals/1/fly", headers=caller.headers).json()["code"] == "not_found"


def test_a_stale_deed_gets_the_item_as_it_is(cast: Cast) -> None:
    caller = api_of(cast.author)
    draft = caller.post("/proposals", 201, **TEXT)["item"]
    first = caller.post(f"/proposals/{draft['id']}/edit", seen=draft["version"], title="新题目")["item"]
    stale = caller.post(f"/proposals/{draft['id']}/edit", 409, seen=draft["version"], title="另一个题目")
    assert stale["code"] == "stale"
    assert (stale["item"]["title"], stale["item"]["version"]) == ("新题目", first["version"])


# ---- A dry run


def test_a_dry_run_tells_what_would_be_and_changes_nothing(cast: Cast) -> None:
    filed = make_proposal(cast, "filed")
    office, author, keeper = api_of(cast.offices[0]), api_of(cast.author), api_of(cast.system_admin)
    connection.check_constraints()  # what was recorded until now is linked, as at commit
    before = verify()
    would = office.post(f"/proposals/{filed.pk}/allot", dry_run=True, shares=[{"unit": cast.unit.pk, "role": "sole"}])
    assert (would["dry_run"], would["item"]["state"]) == (True, "allotted")
    assert would["item"]["handlings"][0]["unit"]["id"] == cast.unit.pk
    assert author.post("/proposals", dry_run=True, **TEXT)["item"]["state"] == "draft"
    sent = Caller().post("/messages", dry_run=True, title="路灯", text="坏了")
    assert sent["code"] == ""
    password = keeper.post(f"/people/{cast.author.pk}/reset_password", dry_run=True)
    assert password["first_password"] is None
    connection.check_constraints()
    assert verify() == before
    assert Proposal.objects.get().state == "filed"
    assert not Handling.objects.exists()


def test_a_dry_run_refuses_as_the_deed_does(cast: Cast) -> None:
    filed = make_proposal(cast, "filed")
    unit = {"unit": cast.unit.pk, "role": "lead"}
    refusal = api_of(cast.offices[0]).post(f"/proposals/{filed.pk}/allot", 409, dry_run=True, shares=[unit])
    assert refusal["code"] == "not_open"


# ---- People's moves


def test_accounts_and_roles_are_kept_by_different_hands(cast: Cast) -> None:
    keeper, giver = api_of(cast.system_admin), api_of(cast.security_admin)
    somebody = f"/people/{cast.bystander.pk}"
    giver.post(f"{somebody}/close", 403, why="离任")
    keeper.post(f"{somebody}/give_role", 403, role="reviewer")
    given = giver.post(f"{somebody}/give_role", role="unit_clerk", unit=cast.unit.pk)
    assert given["made"]["kind"] == "roleheld"
    roles = giver.get(somebody)["roles"]
    assert roles[-1]["unit"]["id"] == cast.unit.pk
    other = cast.officer.roles.get().pk
    assert giver.post(f"{somebody}/take_role", 422, held=other, why="误")["fields"][0]["field"] == "held"
    giver.post(f"{somebody}/take_role", held=given["made"]["id"], why="离任")
    assert keeper.post(f"{somebody}/close", why="离任")["item"]["state"] == "closed"
    api_of(cast.author).get(somebody, 404)
    assert keeper.post(f"{somebody}/reopen")["item"]["state"] == "open"


# ---- Lists


def test_lists_are_paged_by_key(cast: Cast) -> None:
    for _n in range(5):
        make_proposal(cast, "filed")
    caller = api_of(cast.clerk)
    first = caller.get("/proposals", limit=2)
    second = caller.get("/proposals", limit=2, before=first["older"])
    third = caller.get("/proposals", limit=2, before=second["older"])
    ids = [row["id"] for page in (first, second, third) for row in page["rows"]]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 5
    assert third["older"] is None
    assert caller.get("/proposals", 422, limit=101)["fields"] == [
        {"field": "limit", "expected": "Expected at most 100."}
    ]
    waiting = api_of(cast.offices[0])
    seen: list[int] = []
    after: dict[str, int] = {}
    while True:
        page = waiting.get("/me/waits", limit=2, **after)
        seen += [row["id"] for row in page["rows"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert len(seen) == len(set(seen)) == 5


def test_lists_are_narrowed(cast: Cast) -> None:
    filed = make_proposal(cast, "filed")
    make_proposal(cast, "submitted", title="关于增设公交站点的建议")
    caller = api_of(cast.clerk)
    assert [row["id"] for row in caller.get("/proposals", state="filed")["rows"]] == [filed.pk]
    assert [row["id"] for row in caller.get("/proposals", q="信号灯")["rows"]] == [filed.pk]
    assert [row["id"] for row in caller.get("/proposals", q=filed.number_shown)["rows"]] == [filed.pk]
    assert caller.get("/proposals", mine=True)["rows"] == []
    assert caller.get("/proposals", 422, state="lost")["fields"][0]["field"] == "state"


def test_what_an_assembly_sets_for_itself_is_public(cast: Cast) -> None:
    profile = Caller().get("/profile")
    norm = next(row for row in profile["norms"] if row["key"] == "reply.months")
    assert norm["value"] == 3
    assert norm["source"]
    assert {row["code"] for row in profile["lists"]["reply_class"]} == {"A", "B", "C"}
    assert len(Caller().get("/units")) == 3
    assert len(Caller().get("/sectors")) == 1


# ---- How much it costs


@pytest.mark.parametrize(
    "who", ["author", "clerk", "officer", "leader", "reviewer", "office1", "audit_admin", "nobody"]
)
@pytest.mark.parametrize("state", ["cosigning", "submitted", "allotted", "assigned", "replied", "closed"])
def test_an_answer_takes_few_statements(cast: Cast, who: str, state: str) -> None:
    for _n in range(2):
        make_proposal(cast, state)
    item = make_proposal(cast, state)
    if state == "assigned":
        do("handling", "receive", item.handlings.get(), cast.officer)
    caller = Caller() if who == "nobody" else api_of(cast.everybody[who])
    addresses = [
        "/proposals",
        "/messages",
        "/commitments",
        "/handlings",
        "/me/waits",
        "/me/notices",
        f"/matters/{item.matter_id}",
    ]
    addresses += [f"/proposals/{item.pk}"]
    addresses += [f"/handlings/{each.pk}" for each in item.handlings.all()]
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            answer = caller.client.get(f"/api{address}", headers=caller.headers)
        assert answer.status_code in (200, 401, 403, 404)
        assert len(asked) <= MOST_STATEMENTS, (address, len(asked), [each["sql"][:150] for each in asked])
