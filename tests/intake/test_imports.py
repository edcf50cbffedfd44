"""Files that are right: imported whole through the doors, once, and undone whole."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.cast import make_person
from tests.intake.files import MESSAGES_HEAD, as_csv, as_docx, messages, roster
from xieshang.cli.serve import LANES
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.models import Notice, RecordEntry, Wait
from xieshang.core.record import verify
from xieshang.intake import actions, jobs
from xieshang.intake.actions.take_in import LONG
from xieshang.intake.lifecycle import LIFE
from xieshang.intake.models import Batch, Progress, State, Taken, Upload
from xieshang.matters.models import Matter
from xieshang.people.models import Person
from xieshang.plenaries.models import Paper
from xieshang.proposals.models import Proposal
from xieshang.voices.actions import answer
from xieshang.voices.models import Message

DRAFT_HEAD = ["案由", "情况", "分析", "建议", "提案人", "类别", "提交日期"]
DRAFT = ["关于增设路灯的建议", "镜水路夜间照明不足。", "建设年代较早。", "一、增设路灯。\n二、更换光源。", "沈知行", "社会建设", "2025-01-08"]  # fmt: skip


# ---- Messages


def test_messages_keep_their_own_dates_and_wait_for_an_answer(clerk):
    head = [*MESSAGES_HEAD, "类别", "答复意见", "答复时间"]
    rows = [
        ["路灯不亮", "镜水路路灯不亮。", "2025-03-05 09:30", "甲", "交通出行", "", ""],
        ["", "公交站牌看不清，请更换。", "2025-03-06", "乙", "天文", "已更换。", "2025-03-10"],
    ]
    batch = clerk.imported("messages", as_csv(head, *rows), "来信.csv")
    first, second = Message.objects.order_by("pk")
    assert timezone.localtime(first.received_at).isoformat()[:16] == "2025-03-05T09:30"
    assert (first.topic, first.state, first.channel, first.is_public) == ("traffic", "received", "import", False)
    assert (second.title, second.topic, second.state) == ("公交站牌看不清，请更换。", "other", "answered")
    assert Wait.objects.filter(kind="message", item_id=first.pk).exists()
    assert not Notice.objects.filter(url=first.get_absolute_url()).exists()
    assert [row.row for row in batch.taken.all()] == [2, 3]
    assert not Upload.objects.exists()
    assert RecordEntry.objects.filter(deed="message.receive", by=clerk.person).count() == 2


def test_the_button_pressed_twice_imports_once(clerk):
    batch = clerk.batch("messages", messages(2), "a.csv")
    assert clerk.press(batch, "import").status_code == 302
    assert clerk.press(batch, "import").status_code == 302
    assert Message.objects.count() == 2


def test_the_same_file_is_not_imported_twice(clerk):
    clerk.imported("messages", messages(2), "a.csv")
    again = clerk.batch("messages", messages(2), "b.csv")
    assert clerk.press(again, "import").status_code == 409
    assert "imported already" in clerk.page(again)
    assert Message.objects.count() == 2


def test_undone_whole_it_leaves_nothing_but_the_record(clerk):
    batch = clerk.imported("messages", messages(3), "a.csv")
    addresses = [message.get_absolute_url() for message in Message.objects.all()]
    assert clerk.press(batch, "undo", why="选错了文件").status_code == 302
    assert not Message.objects.exists()
    assert not Matter.objects.exists()
    assert not Wait.objects.filter(kind="message").exists()
    assert [clerk.client.get(address).status_code for address in addresses] == [404, 404, 404]
    entries = RecordEntry.objects.filter(deed="message.undo_import", by=clerk.person)
    assert [entry.why for entry in entries] == ["选错了文件"] * 3
    assert clerk.imported("messages", messages(3), "a.csv").rows == 3


def test_undoing_is_refused_once_somebody_has_worked_on_an_item(clerk):
    batch = clerk.imported("messages", messages(3), "a.csv")
    worked_on = Message.objects.order_by("pk")[1]
    answer(worked_on, by=clerk.person, at=timezone.now(), answer="已修复。")
    response = clerk.press(batch, "undo", why="选错了文件")
    assert response.status_code == 409
    assert worked_on.number_shown in response.content.decode()
    assert worked_on.number_shown in clerk.page(batch)
    assert Message.objects.count() == 3


# ---- Drafts


def test_drafts_go_to_the_member_they_name(clerk, member):
    batch = clerk.imported("drafts", as_csv(DRAFT_HEAD, DRAFT), "草稿.csv")
    proposal = Proposal.objects.get()
    assert (proposal.author, proposal.state, proposal.topic_class) == (member, "draft", "society")
    assert [row.text for row in proposal.suggestions.all()] == ["增设路灯。", "更换光源。"]
    assert timezone.localtime(proposal.made_at).date().isoformat() == "2025-01-08"
    assert RecordEntry.objects.get(deed="proposal.draft").by == clerk.person
    assert batch.taken.get().item_id == proposal.pk
    assert clerk.press(batch, "undo", why="重复").status_code == 302
    assert not Proposal.objects.exists()


def test_a_stranger_or_two_of_one_name_need_a_choice(clerk, member):
    make_person("member", name="沈知行")
    other = make_person("member", name="俞敏")
    rows = [DRAFT, [*DRAFT[:4], "陈无名", "", ""]]
    batch = clerk.batch("drafts", as_csv(DRAFT_HEAD, *rows), "a.csv")
    page = clerk.page(batch)
    assert "Several members are called “沈知行”" in page
    assert "No member is called “陈无名”" in page
    clerk.press(batch, "recheck", author=other.pk)
    clerk.press(batch, "import")
    assert [proposal.author for proposal in Proposal.objects.all()] == [other, other]


def test_one_draft_from_a_word_file(clerk, member):
    lines = (
        ("Title", "关于增设路灯的提案"), ("Normal", "提案人：沈知行"), ("Heading 1", "情况"),
        ("Normal", "镜水路夜间照明不足。"), ("Heading 1", "建议"), ("Normal", "一、增设路灯。"), ("Normal", "二、更换光源。"),
    )  # fmt: skip
    clerk.imported("drafts", as_docx(*lines), "提案.docx")
    proposal = Proposal.objects.get()
    assert (proposal.title, proposal.author) == ("关于增设路灯的提案", member)
    assert proposal.suggestions.count() == 2


def test_undoing_is_refused_once_a_draft_was_submitted(clerk, member):
    from xieshang.proposals.actions import submit

    batch = clerk.imported("drafts", as_csv(DRAFT_HEAD, DRAFT), "a.csv")
    submit(Proposal.objects.get(), by=member, at=timezone.now())
    response = clerk.press(batch, "undo", why="重复")
    assert response.status_code == 409
    assert "关于增设路灯的建议" in response.content.decode()


# ---- Rosters


def test_a_roster_opens_accounts_and_tells_each_first_password_once(administrator, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    batch = administrator.batch("roster", roster(), "名册.csv")
    answer = administrator.press(batch, "import")
    page = answer.content.decode()
    person = Person.objects.get(login="zhoumingyuan")
    assert (person.name, person.sector.name, person.work) == ("周明远", "教育界", "实验小学校长")
    word = next(line.split('told-once">')[1].split("<")[0] for line in page.splitlines() if "zhoumingyuan" in line)
    assert person.check_password(word)
    assert person.must_change_password
    assert "no-store" in answer.headers["Cache-Control"]
    assert word not in administrator.page(batch)
    assert word not in str(list(RecordEntry.objects.values_list("changes", flat=True)))


def test_an_account_somebody_used_is_not_undone_but_a_strangers_knock_is_no_use(administrator):
    from xieshang.people.actions import note_failed_sign_in, note_sign_in

    batch = administrator.imported("roster", roster(), "a.csv")
    person = Person.objects.get(login="zhoumingyuan")
    note_failed_sign_in(person, at=timezone.now())
    assert LIFE.judge("undo", Batch.objects.get(pk=batch.pk), administrator.person)
    note_sign_in(person, at=timezone.now())
    response = administrator.press(batch, "undo", why="错")
    assert response.status_code == 409
    assert "zhoumingyuan" in response.content.decode()


def test_an_undone_roster_leaves_its_logins_free(administrator):
    batch = administrator.imported("roster", roster(), "a.csv")
    assert administrator.press(batch, "undo", why="错").status_code == 302
    assert not Person.objects.filter(login="zhoumingyuan").exists()
    administrator.imported("roster", roster(), "a.csv")
    assert Person.objects.filter(login="zhoumingyuan").exists()


# ---- Papers


def test_a_paper_is_taken_in_with_its_structure(clerk):
    lines = (("Title", "常务委员会工作报告"), ("Heading 1", "过去一年"), ("Normal", "做了工作。"), ("Heading 2", "协商"), ("Normal", "开了会。"))  # fmt: skip
    batch = clerk.imported("paper", as_docx(*lines), "报告.docx")
    paper = Paper.objects.get()
    assert paper.title == "常务委员会工作报告"
    assert [(block["kind"], block["text"]) for block in paper.body] == [
        ("heading", "过去一年"), ("paragraph", "做了工作。"), ("heading", "协商"), ("paragraph", "开了会。"),
    ]  # fmt: skip
    clerk.client.post(reverse("plenaries:publish", args=[paper.pk]), {"version": 1})
    assert clerk.press(batch, "undo", why="错").status_code == 409


# ---- Long imports


@pytest.fixture
def long_batch(clerk):
    return clerk.batch("messages", messages(LONG + 1), "长.csv")


def test_a_long_import_is_left_to_the_worker_and_shows_how_far_it_is(clerk, long_batch):
    assert clerk.press(long_batch, "import").status_code == 302
    assert clerk.press(long_batch, "import").status_code == 302
    long_batch.refresh_from_db()
    assert long_batch.state == State.IMPORTING
    assert not Message.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT queue_name FROM procrastinate_jobs WHERE args->>'batch_id' = %s", [str(long_batch.pk)])
        assert cursor.fetchall() == [(jobs.LANE,)]
    assert set(",".join(LANES.values()).split(",")) == {jobs.LANE, "default", "builtin"}
    assert "It waits for its turn" in clerk.page(long_batch)
    Progress.objects.create(batch_id=long_batch.pk, done=50, total=201)
    answer = clerk.client.get(reverse("intake:progress", args=[long_batch.pk]), headers={"HX-Request": "true"})
    assert "50 of 201 rows" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_worker_carries_it_through(clerk, long_batch):
    clerk.press(long_batch, "import")
    jobs.import_batch.func(batch_id=long_batch.pk)
    long_batch.refresh_from_db()
    assert (long_batch.state, Message.objects.count()) == (State.IMPORTED, LONG + 1)
    answer = clerk.client.get(reverse("intake:progress", args=[long_batch.pk]), headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    jobs.import_batch.func(batch_id=long_batch.pk)
    assert Message.objects.count() == LONG + 1
    assert verify().first_break is None


class Killed(BaseException):
    """As a worker dies: nothing may catch it."""


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_leaves_nothing_and_is_taken_up_again(clerk, long_batch, monkeypatch):
    from xieshang.intake.actions import take_in

    clerk.press(long_batch, "import")
    door, rows = take_in.take_in, []

    def dies(*args):
        rows.append(1)
        if len(rows) > 120:
            raise Killed
        return door(*args)

    monkeypatch.setattr(take_in, "take_in", dies)
    with pytest.raises(Killed):
        jobs.import_batch.func(batch_id=long_batch.pk)
    assert not Message.objects.exists()
    assert not Taken.objects.exists()
    assert not Matter.objects.exists()
    assert not RecordEntry.objects.filter(kind="message").exists()
    monkeypatch.setattr(take_in, "take_in", door)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE queue_name = %s", [jobs.LANE])
        for _minute in range(2):
            jobs.import_left_batches.func(timestamp=0)
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND queue_name = %s", [jobs.LANE])
        assert cursor.fetchone() == (1,)
    jobs.import_batch.func(batch_id=long_batch.pk)
    assert Message.objects.count() == LONG + 1


@pytest.mark.django_db(transaction=True)
def test_what_fails_in_the_worker_goes_back_to_its_preview_with_the_row(clerk, long_batch, monkeypatch, caplog):
    from xieshang.voices import actions as voices

    clerk.press(long_batch, "import")
    door = voices.receive

    def breaks(**values):
        if values["title"].startswith("第77号"):
            raise ValueError(values["text"])
        return door(**values)

    monkeypatch.setattr(voices, "receive", breaks)
    jobs.import_batch.func(batch_id=long_batch.pk)
    long_batch.refresh_from_db()
    assert long_batch.state == State.PREVIEWED
    assert "78" in RecordEntry.objects.get(deed="batch.stop").why
    assert not Message.objects.exists()
    assert "路灯" not in caplog.text


# ---- The life of a batch


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", LIFE.moves)
def test_a_passer_by_can_do_nothing(db, move, state):
    batch = Batch(kind="messages", state=state, name="a.csv", rows=1)
    with pytest.raises((MoveNotOpenError, NotYoursError)):
        LIFE.take(move, batch, make_person("member"))


def test_a_dropped_file_is_gone(clerk):
    batch = clerk.batch("messages", messages(1), "a.csv")
    clerk.press(batch, "drop")
    batch.refresh_from_db()
    assert batch.state == State.DROPPED
    assert not Upload.objects.exists()
    with pytest.raises(MoveNotOpenError):
        actions.import_now(batch, by=clerk.person, at=timezone.now())


def test_nothing_is_left_to_migrate(db):
    call_command("makemigrations", "intake", "plenaries", check=True, dry_run=True, verbosity=0)
