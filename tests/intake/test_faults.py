"""Bad files, by name: each fault is told with its row, its column and what to do, and nothing is imported."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse

from tests.cast import make_person
from tests.intake.files import MESSAGES_HEAD, ROSTER_HEAD, as_csv, as_docx, as_xlsx, docx_bomb, messages, roster
from xieshang.core.models import RecordEntry
from xieshang.engines.documents.errors import Refusal
from xieshang.engines.documents.faults import Code
from xieshang.intake import sentences
from xieshang.intake.models import Batch, Taken
from xieshang.people.models import Person
from xieshang.voices.models import Message

GOOD = ["周明远", "Zhou Mingyuan", "男", "汉", "1975-03-02", "教育界", "实验小学校长", "委员", "13800000001", "zhou@example.com", "12", "2022-01-10", "1"]  # fmt: skip
# What to change in a good row, the column the page must name, and a part of the sentence
WRONG = [
    ({0: ""}, "A", "This must be filled in"),
    ({0: "待定"}, "A", "only stands in"),
    ({0: "李建国同志"}, "A", "A title stands with the name"),
    ({0: "陈芳（女）"}, "A", "remark in brackets"),
    ({0: "王"}, "A", "at least two characters"),
    ({0: "张三、李四"}, "A", "several names"),
    ({0: "John Smith"}, "A", "Chinese characters only"),
    ({1: "周明远"}, "B", "not in Latin letters"),
    ({1: "Wang"}, "B", "syllables do not match"),
    ({2: "不男"}, "C", "男 or 女"),
    ({3: "火星族"}, "D", "among the 56"),
    ({4: "1975-13-40"}, "E", "This is no date"),
    ({4: "2999-01-01"}, "E", "in the future"),
    ({4: "2015-01-01"}, "E", "years old"),
    ({5: "科技界"}, "F", "no such sector"),
    ({5: ""}, "F", "This must be filled in"),
    ({7: "总司令"}, "H", "no such office"),
    ({8: "1380000"}, "I", "no telephone number"),
    ({8: "0575-88001234"}, "I", "mobile number is wanted"),
    ({8: "13800000021、13800000022"}, "I", "several numbers"),
    ({9: "zhou@@example"}, "J", "no e-mail address"),
    ({10: "上届"}, "K", "no term"),
    ({11: "去年"}, "L", "This is no date"),
    ({6: "=HYPERLINK(1)"}, "G", "a formula"),
    ({12: "2"}, "M", "same number"),
]


def test_a_roster_with_25_faults_names_each_by_row_and_column(administrator):
    names = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄"
    rows = []
    for n, (change, _column, _sentence) in enumerate(WRONG):
        row = [*GOOD]
        row[0], row[1] = f"周明{names[n]}", ""
        row[8], row[9], row[12] = f"138000001{n:02}", f"m{n}@example.com", str(n + 1)
        for at, value in change.items():
            row[at] = value
            if at == 1:
                row[0] = "周明远" if value == "Wang" else row[0]
        rows.append(row)
    before = Person.objects.count()
    batch = administrator.batch("roster", as_csv(ROSTER_HEAD, *rows), "委员名册.csv")
    found = [(row, column) for row, column, *_rest in batch.upload.findings["faults"]]
    page = administrator.page(batch)
    for n, (_change, column, sentence) in enumerate(WRONG):
        assert (n + 2, column) in found, (n, sentence, found)
        assert sentence in page
    assert batch.faults >= 25
    assert administrator.press(batch, "import").status_code == 409
    assert Person.objects.count() == before


def test_private_particulars_are_refused(administrator):
    batch = administrator.batch(
        "roster", as_csv(["姓名", "界别", "身份证号"], ["周明远", "教育界", "330000197501010000"]), "a.csv"
    )
    assert "not to be kept here" in administrator.page(batch)
    assert "330000197501010000" not in administrator.page(batch)


class Endless(io.RawIOBase):
    """A body of 200 MB that notes how much of it anybody reads."""

    read_bytes = 0

    def read(self, size=-1):
        self.read_bytes += max(size, 0)
        return b"x" * max(size, 0)


def test_an_upload_of_200_mb_is_refused_before_it_is_read(clerk):
    body = Endless()
    answer = clerk.client.generic(
        "POST",
        reverse("intake:new", args=["messages"]),
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH="200000000",
        **{"wsgi.input": body},
    )
    assert answer.status_code == 413
    assert "20 MB" in answer.content.decode()
    assert body.read_bytes == 0
    assert not Batch.objects.exists()


def test_a_docx_bomb_is_not_opened(clerk):
    answer = clerk.read("paper", docx_bomb(), "报告.docx")
    assert answer.status_code == 422
    assert "It was not opened" in answer.content.decode()
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.csv", "nothing in this file"),
        (b"%PDF-1.7 ...", "a.csv", "something else in it"),
        (b"x", "a.exe", "are not read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xlsx", "old file format"),
        (b"PK\x03\x04 torn", "a.xlsx", "damaged"),
        ('标题,内容\n"没有闭合,二\n'.encode(), "a.csv", "never closed"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(clerk, content, name, sentence):
    answer = clerk.read("messages", content, name)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_wrong_columns_are_named(clerk):
    batch = clerk.batch("messages", as_csv(["甲", "乙"], ["一", "二"]), "a.csv")
    page = clerk.page(batch)
    assert "The column “Text” is missing" in page
    assert clerk.press(batch, "import").status_code == 409


def test_a_half_good_file_imports_nothing(clerk):
    good = ["路灯不亮", "镜水路路灯不亮。", "2025-03-05", "居民"]
    bad = ["", "", "昨天", "居民"]
    batch = clerk.batch("messages", as_csv(MESSAGES_HEAD, good, bad), "a.csv")
    assert clerk.press(batch, "import").status_code == 409
    assert not Message.objects.exists()
    assert not Taken.objects.exists()
    batch.refresh_from_db()
    assert batch.state == "previewed"


def test_rows_one_leaves_out_are_no_longer_in_the_way(clerk):
    good = ["路灯不亮", "镜水路路灯不亮。", "2025-03-05", "居民"]
    batch = clerk.batch(
        "messages", as_csv(MESSAGES_HEAD, good, good, ["", "", "", ""], ["题", "", "昨天", ""]), "a.csv"
    )
    assert batch.faults
    clerk.press(batch, "recheck", leave_out_repeats="on", leave_out="5")
    batch.refresh_from_db()
    assert (batch.faults, batch.rows) == (0, 1)
    clerk.press(batch, "import")
    assert Message.objects.count() == 1


def test_formula_cells_are_refused(clerk):
    row = ["=cmd|'/c calc'!A1", "镜水路路灯不亮。", "2025-03-05", "居民"]
    batch = clerk.batch("messages", as_csv(MESSAGES_HEAD, row), "a.csv")
    assert "This is a formula" in clerk.page(batch)
    batch = clerk.batch("messages", as_xlsx(MESSAGES_HEAD, ["=1+1", "路灯不亮", "2025-03-05", "甲"]), "a.xlsx")
    assert "This is a formula" in clerk.page(batch)


SCRIPT = "<script>alert('题')</script>"


def test_script_in_every_cell_is_shown_as_text(clerk, member):
    clerk.client.cookies["language"] = "zh-hans"
    content = as_csv([*MESSAGES_HEAD, SCRIPT], [SCRIPT, SCRIPT, SCRIPT, SCRIPT, SCRIPT])
    batch = clerk.batch("messages", content, f"{SCRIPT}.csv")
    assert "<script>alert" not in clerk.page(batch)
    batch = clerk.imported("messages", as_csv(MESSAGES_HEAD, [SCRIPT, SCRIPT, "2025-03-05", SCRIPT]), "b.csv")
    assert "<script>alert" not in clerk.page(batch)
    message = Message.objects.get()
    assert message.title == SCRIPT
    for address in (message.get_absolute_url(), reverse("voices:list"), message.matter.get_absolute_url()):
        assert "<script>alert" not in clerk.client.get(address).content.decode()
    paper = clerk.imported("paper", as_docx(("Title", SCRIPT), ("Heading 1", SCRIPT), ("Normal", SCRIPT)), "c.docx")
    page = clerk.client.get(f"/papers/{paper.taken.get().item_id}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_what_a_resident_wrote_stays_out_of_the_record(clerk):
    clerk.imported("messages", messages(3), "a.csv")
    for entry in RecordEntry.objects.all():
        assert "路灯" not in str(entry.changes) + entry.why
        assert "居民" not in str(entry.changes) + entry.why


def test_only_those_who_may_bring_in_a_kind_see_its_pages(client, db):
    stranger = make_person("member")
    client.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("intake:list")).status_code == 403
    for kind in ("messages", "drafts", "roster", "paper"):
        assert client.get(reverse("intake:new", args=[kind])).status_code == 403
    assert client.get(reverse("intake:new", args=["everything"])).status_code == 404


def test_another_kinds_batch_is_not_found(administrator, client):
    batch = administrator.batch("roster", roster(), "a.csv")
    clerk = make_person("proposals_clerk")
    client.force_login(clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    for move in ("batch", "progress", "recheck", "import", "drop", "undo"):
        address = reverse(f"intake:{move}", args=[batch.pk])
        assert client.post(address).status_code in (404, 405)
        assert client.get(address).status_code in (404, 405)


def test_every_code_of_the_reader_has_its_sentence():
    assert set(Code) <= set(sentences.FAULTS)
    assert set(Refusal) == set(sentences.REFUSALS)
