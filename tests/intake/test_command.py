"""`xieshang import`: preview, import, undo from the command line."""

from __future__ import annotations

import pytest

from tests.cast import make_person
from tests.intake.files import MESSAGES_HEAD, as_csv, as_docx, messages
from xieshang.cli import main
from xieshang.intake.models import Batch
from xieshang.plenaries.models import Paper
from xieshang.voices.models import Message


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


@pytest.fixture
def clerk(db):
    return make_person("proposals_clerk", login="clerk")


@pytest.fixture
def file(tmp_path):
    def made(content, name="a.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return made


def test_it_imports_and_undoes(clerk, file, capsys):
    assert main(["import", "messages", file(messages(3)), "--yes"]) == 0
    assert "3 rows imported" in capsys.readouterr().out
    assert Message.objects.count() == 3
    assert main(["import", "undo", str(Batch.objects.get().pk), "--by", "clerk"]) == 0
    assert not Message.objects.exists()


def test_a_preview_imports_nothing(clerk, file, capsys):
    assert main(["import", "messages", file(messages(3)), "--preview"]) == 0
    assert "3 rows are ready" in capsys.readouterr().out
    assert not Message.objects.exists()


def test_faults_are_a_table_and_the_exit_code_is_1(clerk, file, capsys, monkeypatch):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert main(["import", "messages", file(as_csv(MESSAGES_HEAD, ["题", "", "昨天", ""])), "--yes"]) == 1
    told = capsys.readouterr().out
    assert "此项必填。" in told
    assert "没有导入任何内容。" in told
    assert not Message.objects.exists()


def test_nobody_to_import_in_whose_name(db, file, capsys):
    assert main(["import", "messages", file(messages(1)), "--yes"]) == 2
    make_person("proposals_clerk", login="one")
    make_person("proposals_clerk", login="two")
    assert main(["import", "messages", file(messages(1)), "--yes"]) == 2
    assert "one, two" in capsys.readouterr().err


def test_several_papers_at_once(clerk, file):
    names = [file(as_docx(("Title", f"报告{n}"), ("Normal", "正文。")), f"{n}.docx") for n in (1, 2)]
    assert main(["import", "paper", *names, "--yes"]) == 0
    assert sorted(Paper.objects.values_list("title", flat=True)) == ["报告1", "报告2"]


def test_a_file_that_is_not_there(clerk, tmp_path):
    assert main(["import", "messages", str(tmp_path / "none.csv")]) == 2
