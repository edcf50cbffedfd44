"""The same deeds through the API: begun, moved, read, rehearsed, refused."""

from __future__ import annotations

from tests.consultations.stage import TITLE, caller_of, make_consultation
from tests.web.api.conftest import Caller, api_of
from xieshang.consultations.models import Consultation, Topic


def test_a_topic_is_suggested_and_carried_through_the_plan(cast):
    member, clerk = api_of(cast.author), api_of(caller_of(cast))
    member.post("/topics?dry_run=true", 200, title=TITLE, reason="难在分摊。")
    assert not Topic.objects.exists()
    made = member.post("/topics", 201, title=TITLE, reason="难在分摊。")["item"]
    address = f"/topics/{made['id']}"
    assert member.post(f"{address}/drop", 403, why="不办")["code"] == "not_yours"
    assert clerk.post(f"{address}/list", 422, form="parliament", month=5, test="living")
    clerk.post(f"{address}/list", form="invite", month=5, test="living")
    for move in ("agree", "pass", "approve"):
        told = clerk.post(f"{address}/{move}")
    assert (told["item"]["state"], told["item"]["first_month"]) == ("approved", 5)
    told = clerk.post(f"{address}/call")
    assert told["made"]["kind"] == "consultation"
    assert Caller().get(address)["title"] == TITLE
    assert Caller().get("/topics")["rows"][0]["state"] == "called"


def test_a_consultation_is_read_as_far_as_its_reader_may(cast):
    closed, hidden = make_consultation(cast, "closed"), make_consultation(cast, "preparing")
    whole = Caller().get(f"/consultations/{closed.pk}")
    assert whole["pairs"][0]["promise"] == "出台分摊指引并张贴"
    assert {row["kind"] for row in whole["outputs"]} == set(closed.rule.outputs)
    assert [row["id"] for row in Caller().get("/consultations")["rows"]] == [closed.pk]
    Caller().get(f"/consultations/{hidden.pk}", 404)
    api_of(caller_of(cast)).get(f"/consultations/{hidden.pk}")


def test_a_form_that_needs_no_plan_is_called(cast):
    member = api_of(cast.author)
    assert member.post("/consultations", 403, form="special", title="路灯")["code"] == "not_yours"
    made = member.post("/consultations", 201, form="station", title="村里的路灯")
    assert made["item"]["platform"] == "station"
    assert Consultation.objects.get().called_by == cast.author
    member.post(f"/consultations/{made['item']['id']}/edit", on="2027-03-05", hour="19:30", place="锦坞村")
    assert member.post(f"/consultations/{made['item']['id']}/edit", 409, on="2027-03-05", hour="late", place="村")
