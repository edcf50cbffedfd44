"""What is learned, put to use, taken back and compared, through the doors people use."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, do, first_class, make_message, make_proposal
from xieshang.core import profile
from xieshang.core.models import RecordEntry
from xieshang.engines.text import Model, Writing
from xieshang.learning import actions, likeness, queries
from xieshang.learning.models import Decision, LearnedModel, ModelFile, Pair, TextVector, TrainingOrder
from xieshang.learning.tasks import TASKS, Case, Task
from xieshang.matters.models import Link

pytestmark = pytest.mark.django_db
PHONE, NAME = "13967184420", "欧阳沁芳"
BUS = ["公交车晚高峰班次太少", "公交站台没有雨棚", "地铁口到小区缺少接驳公交", "公交首班车太晚赶不上早班"]
SCHOOL = ["小学放学后托管名额不足", "幼儿园学位紧张", "中学食堂饭菜凉", "学校操场周末不开放"]


def cases(n: int = 40) -> list[Case]:
    made = []
    for k in range(n):
        kind, words = (("bus", BUS), ("school", SCHOOL))[k % 2]
        made.append(
            Case(k + 1, Writing(words[k % 4], f"第{k}次反映：{words[(k + 2) % 4]}，我叫{NAME}，电话{PHONE}。"), kind)
        )
    return made


@pytest.fixture
def task(monkeypatch: pytest.MonkeyPatch) -> str:
    """A task of two codes whose cases the test can add to."""
    given = {"cases": cases()}
    row = Task(
        "message",
        "Test",  # type: ignore[arg-type]
        lambda: given["cases"],
        lambda: {"bus": ["公交"], "school": ["学校"]},
        lambda codes: {code: code for code in codes if code in ("bus", "school")},
        lambda pk: None,
    )
    monkeypatch.setitem(TASKS, "test.code", row)
    row.__dict__["given"] = given
    return "test.code"


def learn(task: str, by=None) -> str:
    actions.order(task, by=by, at=timezone.now())
    assert actions.carry_out() >= 1
    return TrainingOrder.objects.filter(task=task).latest("pk").told


def versions(task: str) -> list[tuple[int, str]]:
    return list(LearnedModel.objects.filter(task=task).order_by("number").values_list("number", "state"))


def test_a_known_answer_comes_with_its_words_and_how_sure_it_is(task: str) -> None:
    assert learn(task) == "used"
    told = queries.advise(task, Writing("傍晚的公交车等不到", "公交班次太少"), None)
    assert told is not None
    assert told.candidates[0].code == "bus"
    assert sum(each.confidence for each in told.candidates) == pytest.approx(1, abs=0.01)
    said = "".join(text for text, is_said in told.parts if is_said)
    assert "公交" in said
    assert "".join(text for text, _said in told.parts) == "傍晚的公交车等不到\n公交班次太少"


def test_below_the_least_number_of_cases_nothing_is_filled_in(task: str) -> None:
    learn(task)
    told = queries.advise(task, Writing("公交车班次太少"), None)
    assert told is not None
    assert told.filled == ""
    assert told.missing == profile.current().norm("advice.least_cases", timezone.localdate()) - 40


def test_with_enough_cases_and_a_good_record_the_first_is_filled_in(task: str) -> None:
    TASKS[task].__dict__["given"]["cases"] = cases(240)
    learn(task)
    told = queries.advise(task, Writing("公交车晚高峰班次太少", "公交站台没有雨棚"), None)
    assert told is not None
    assert told.missing == 0
    row = queries.active(task)
    assert row is not None
    assert row.accuracy is not None
    assert told.filled == ("bus" if told.candidates[0].confidence >= queries.fill_from(row) else "")
    assert told.filled == "bus"


def test_the_same_cases_make_no_new_version_and_other_cases_do(task: str, cast: Cast) -> None:
    assert learn(task) == "used"
    assert learn(task) == "unchanged"
    TASKS[task].__dict__["given"]["cases"] = cases(44)
    assert learn(task, cast.clerk) == "used"
    assert versions(task) == [(1, "waiting"), (2, "active")]
    entries = RecordEntry.objects.filter(kind="learnedmodel").order_by("pk").values_list("deed", "by")
    assert ("learnedmodel.train", cast.clerk.pk) in entries
    assert ("learnedmodel.relieve", cast.clerk.pk) in entries


def test_going_back_holds_until_somebody_lets_newer_ones_follow(task: str, cast: Cast) -> None:
    learn(task)
    TASKS[task].__dict__["given"]["cases"] = cases(44)
    learn(task)
    first = LearnedModel.objects.get(task=task, number=1)
    with pytest.raises(PermissionDenied):
        actions.use(first, by=cast.author, at=timezone.now())
    assert versions(task) == [(1, "waiting"), (2, "active")]
    actions.use(first, by=cast.clerk, at=timezone.now())
    assert versions(task) == [(1, "active"), (2, "waiting")]
    TASKS[task].__dict__["given"]["cases"] = cases(48)
    assert learn(task) == "waits"
    assert versions(task) == [(1, "active"), (2, "waiting"), (3, "waiting")]
    actions.let_go(LearnedModel.objects.get(task=task, number=1), by=cast.clerk, at=timezone.now())
    TASKS[task].__dict__["given"]["cases"] = cases(52)
    assert learn(task) == "used"
    assert versions(task)[-1] == (4, "active")


def test_the_page_goes_back_with_one_press_and_refuses_strangers(task: str, cast: Cast) -> None:
    learn(task)
    TASKS[task].__dict__["given"]["cases"] = cases(44)
    learn(task)
    first = LearnedModel.objects.get(task=task, number=1)
    stranger, keeper = Client(), Client()
    stranger.force_login(cast.author)
    keeper.force_login(cast.clerk)
    assert stranger.post(f"/learning/versions/{first.pk}/use/").status_code == 403
    assert stranger.get("/learning/models/").status_code == 403
    assert keeper.post(f"/learning/versions/{first.pk}/use/").status_code == 302
    assert versions(task) == [(1, "active"), (2, "waiting")]
    assert keeper.get("/learning/models/").status_code == 200
    assert keeper.get(f"/learning/models/{task}/").status_code == 200


def test_old_versions_keep_their_figures_alone(task: str) -> None:
    kept = profile.current().norm("advice.versions_kept", timezone.localdate())
    for n in range(kept + 2):
        TASKS[task].__dict__["given"]["cases"] = cases(40 + 4 * n)
        learn(task)
    assert ModelFile.objects.filter(model__task=task).count() == kept
    assert [state for _n, state in versions(task)][:2] == ["emptied", "emptied"]
    assert versions(task)[-1][1] == "active"


def test_a_training_that_was_stopped_is_begun_again(task: str) -> None:
    whole = TASKS[task].__dict__["given"]["cases"]

    def stopped():
        yield from whole[:10]
        raise KeyboardInterrupt

    TASKS[task].__dict__["given"]["cases"] = stopped()
    actions.order(task, by=None, at=timezone.now())
    with pytest.raises(KeyboardInterrupt):
        actions.carry_out()
    assert versions(task) == []
    assert TrainingOrder.objects.filter(task=task, done_at=None).count() == 1
    TASKS[task].__dict__["given"]["cases"] = whole
    assert actions.carry_out() == 1
    assert versions(task) == [(1, "active")]
    assert actions.carry_out() == 0


def test_no_personal_data_is_in_a_model(task: str) -> None:
    learn(task)
    content = bytes(ModelFile.objects.get(model__task=task).content)
    assert PHONE.encode() not in content
    model = Model.read(io.BytesIO(content))
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        unpacked = b"".join(folder.read(name) for name in folder.namelist())
    assert PHONE.encode() not in unpacked
    assert NAME.encode() not in unpacked
    # And what was learned does not know them: a text of nothing else has no word that speaks
    for secret in (PHONE, NAME):
        assert secret not in [word.text for word in model.suggest(f"{secret} 公交").words]


def test_a_version_changes_through_the_door_alone(task: str) -> None:
    learn(task)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('xieshang.deed', '', true)")
    with pytest.raises(DatabaseError, match="only inside a deed"), transaction.atomic():
        LearnedModel.objects.update(cases=9)


# ---- Decisions teach


def test_what_was_suggested_and_what_was_decided_is_kept(cast: Cast) -> None:
    for _n in range(3):
        make_proposal(cast, "filed")
    learn("proposal.class")
    item = make_proposal(cast, "submitted")
    do("proposal", "file", item, cast.reviewer, topic_class=first_class())
    row = Decision.objects.get(task="proposal.class", item_id=item.pk)
    assert row.decided == first_class()
    assert row.suggested
    assert not [f for f in Decision._meta.get_fields() if f.name in ("by", "person")]


# ---- Alike


def test_a_copy_is_found_and_nothing_unlike_it(cast: Cast) -> None:
    one = make_message(cast, title="镜水路路灯不亮", text="镜水路从学校到菜场一段路灯坏了半个月，晚上很暗。")
    make_message(cast, title="幼儿园学位紧张", text="城东片区幼儿园报名排队，学位不够。")
    likeness.catch_up()
    found = likeness.nearest(
        cast.clerk, Writing("镜水路的路灯坏了", "从学校到菜场那段晚上很暗，路灯不亮。"), kind="message"
    )
    assert [(each.kind, each.id) for each in found] == [("message", one.pk)]
    assert found[0].score > 0.2


def test_nobody_is_shown_what_they_may_not_see(cast: Cast) -> None:
    title, text = "镜水路路灯不亮", "镜水路从学校到菜场一段路灯坏了半个月，晚上很暗。"
    likeness.catch_up()
    make_message(cast, title=title, text=text)
    likeness.catch_up()
    assert likeness.nearest(cast.clerk, Writing(title, text), kind="message")
    assert likeness.nearest(None, Writing(title, text), kind="message") == []
    assert likeness.nearest(cast.officer, Writing(title, text), kind="message") == []
    page = Client().post("/learning/alike/", {"of": "message", "title": title, "text": text})
    assert page.status_code == 200
    assert "菜场" not in page.content.decode()


def test_many_unseen_items_do_not_push_out_the_one_that_may_be_seen(cast: Cast) -> None:
    text = "镜水路从学校到菜场一段路灯坏了半个月，晚上很暗。"
    seen = make_message(cast, title="镜水路路灯不亮", text=text, is_public=True)
    do("message", "answer", seen, cast.clerk, answer="已经修好。")
    for n in range(60):
        make_message(cast, title="镜水路路灯不亮", text=f"{text}第{n}位")
    likeness.catch_up()
    found = likeness.nearest(None, Writing("镜水路路灯不亮", text), kind="message")
    assert [each.id for each in found] == [seen.pk]


def test_deeds_keep_the_vectors_up_to_date(cast: Cast) -> None:
    make_message(cast, title="路口积水", text="下雨就积水。")
    likeness.catch_up()
    new = make_message(cast, title="公园没有厕所", text="河滨公园没有厕所，老人不方便。")
    assert TextVector.objects.filter(kind="message", item_id=new.pk).exists()
    from xieshang.voices.actions import forget_on_request

    forget_on_request(new, by=cast.clerk, at=timezone.now(), why="本人来电")
    assert not TextVector.objects.filter(kind="message", item_id=new.pk).exists()


def test_the_same_matter_joins_two_messages_and_can_be_taken_back(cast: Cast) -> None:
    one, two = (make_message(cast, title="镜水路路灯不亮", text="晚上很暗，路灯坏了。") for _n in range(2))
    client = Client()
    client.force_login(cast.clerk)
    url = f"/learning/alike/message/{one.pk}/judge/"
    assert client.post(url, {"other": f"message-{two.pk}", "say": "same"}).status_code == 302
    assert Link.objects.filter(type="same_matter").count() == 1
    assert client.post(url, {"other": f"message-{two.pk}", "say": "other"}).status_code == 302
    assert Link.objects.filter(type="same_matter").count() == 0
    assert [pair.state for pair in Pair.objects.all()] == ["other"]
    assert RecordEntry.objects.filter(kind="pair").values_list("deed", flat=True).order_by("pk")[0] == "pair.judge"
    stranger = Client()
    stranger.force_login(cast.author)
    assert stranger.post(url, {"other": f"message-{two.pk}", "say": "same"}).status_code == 403


def test_units_are_filled_in_and_nothing_is_changed_until_confirmed(cast: Cast) -> None:
    make_proposal(cast, "assigned")
    learn("proposal.unit")
    item = make_proposal(cast, "filed")
    client = Client()
    client.force_login(cast.offices[0])
    page = client.post("/proposals/desk/", {"deed": "fill_in", "chosen": [item.pk]})
    assert page.status_code == 200
    assert f'name="unit-{item.pk}"' in page.content.decode()
    item.refresh_from_db()
    assert item.state == "filed"
    done = client.post("/proposals/desk/", {"deed": "allot_each", "chosen": [item.pk], f"unit-{item.pk}": cast.unit.pk})
    assert done.status_code == 302
    item.refresh_from_db()
    assert item.state in ("allotted", "assigned")
