"""`xieshang text check`: what it writes, what it refuses, and that nobody's number is in it."""

import csv
import gzip
import json

import pytest

from xieshang.cli import main

PROPOSAL = (
    "关于加快老旧小区加装电梯的建议\n情况：据区民政局2024年统计，全区没有电梯的楼栋有412幢，老人上下楼不便。联系人王芳，电话13800138000。\n"
    "建议：\n一、区住建局把加装电梯的审批并为一次办理，资料一次收齐。\n二、区财政局按每部加装的电梯给予定额补贴。\n"
)
REPLIES = [
    ("r1", "桂花弄夜间施工", "夜里两点还在施工。", "经核实，桂花弄施工单位没有夜间施工许可，区城管局已于3月5日责令停工，4月底前完成路面修复。"),
    ("r2", "停车收费", "小区乱收停车费。", "您好！您反映的问题已转相关部门处理，感谢您的支持！电话13800138000。"),
]  # fmt: skip


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def table(path, rows, encoding="utf-8", packed=False):
    lines = ["id,title,text,reply", *(",".join(row) for row in rows)]
    content = "\r\n".join(lines).encode(encoding)
    path.write_bytes(gzip.compress(content) if packed else content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("packed", [False, True])
def test_replies_are_judged_a_row_each_whatever_the_encoding(tmp_path, encoding, packed):
    source = table(tmp_path / ("r.csv.gz" if packed else "r.csv"), REPLIES, encoding, packed)
    items, findings = tmp_path / "items.csv", tmp_path / "findings.csv"
    assert main(["text", "check", str(source), "--out", str(items), "--findings", str(findings)]) == 0
    assert [(row["id"], row["substantive"]) for row in rows_of(items)] == [("r1", "1"), ("r2", "0")]
    assert float(rows_of(items)[0]["relevance"]) > 0
    assert {row["code"] for row in rows_of(findings) if row["id"] == "r2"} >= {"greeting", "forwarding", "thanks"}


@pytest.mark.parametrize("kind", ["txt", "csv"])
def test_a_proposal_is_checked_from_a_text_and_from_a_table(tmp_path, kind):
    source = tmp_path / f"p.{kind}"
    if kind == "txt":
        source.write_text(PROPOSAL, encoding="gb18030")
    else:
        title, _, text = PROPOSAL.partition("\n")
        source.write_text(f'no,title,text\n7,{title},"{text}"\n', encoding="utf-8-sig")
    items, findings = tmp_path / "items.csv", tmp_path / "findings.csv"
    assert main(["text", "check", str(source), "--out", str(items), "--findings", str(findings)]) == 0
    [item] = rows_of(items)
    assert (item["suggestions"], item["must"]) == ("2", "0")
    assert int(item["situation"]) > 40
    found = {row["code"]: row for row in rows_of(findings)}
    assert set(found) == {"personal", "too_short", "suggestions_short"}
    assert json.loads(found["too_short"]["params"])["wanted"] == 300


@pytest.mark.parametrize("to_files", [True, False])
def test_nobodys_number_is_shown(tmp_path, capsys, to_files):
    proposal, replies = tmp_path / "p.txt", table(tmp_path / "r.csv", REPLIES)
    proposal.write_text(PROPOSAL, encoding="utf-8")
    for source in (proposal, replies):
        extra = ["--out", str(tmp_path / "i.csv"), "--findings", str(tmp_path / "f.csv")] if to_files else []
        main(["text", "check", str(source), *extra])
        shown = capsys.readouterr().out + "".join(
            (tmp_path / name).read_text(encoding="utf-8") for name in (["i.csv", "f.csv"] if to_files else [])
        )
        assert "13800138000" not in shown
        assert "王芳" not in shown


def test_strict_tells_a_script(tmp_path):
    assert main(["text", "check", str(table(tmp_path / "r.csv", REPLIES)), "--strict"]) == 1
    assert main(["text", "check", str(table(tmp_path / "r.csv", REPLIES[:1])), "--strict"]) == 0


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.pdf", b"%PDF", "no .txt"),
        ("a.csv", b"id,text\n1,a,b\n", "line 2"),
        ("a.csv", b"id,when\n1,2\n", "columns are id, when"),
        ("a.txt", b"", "empty"),
        ("a.docx", b"not a zip", "a.docx"),
        ("a.csv.gz", b"\x1f\x8bbroken", "gzip"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_nothing_is_written(tmp_path, capsys, name, content, told):
    (tmp_path / name).write_bytes(content)
    out = tmp_path / "out.csv"
    assert main(["text", "check", str(tmp_path / name), "--out", str(out)]) == 2
    assert told in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_missing_file_is_named(tmp_path, capsys):
    assert main(["text", "check", str(tmp_path / "none.csv")]) == 2
    assert "none.csv" in capsys.readouterr().err
