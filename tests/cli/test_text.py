"""What strangers hand to `xieshang text`: whatever their tables look like, it works or says where and what to do."""

from __future__ import annotations

import csv
import gzip
import io

import pytest

from tests.engines.text import residents
from xieshang.cli import main

ROWS = [(f"m{n}", label, text) for n, (text, label) in enumerate(residents.LABELLED)]


def table(path, heads, rows, encoding="utf-8", mark=","):
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, delimiter=mark)
    writer.writerow(heads)
    writer.writerows(rows)
    content = sheet.getvalue().encode(encoding)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return str(path)


def read(path):
    with open(path, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def text(*words):
    return main(["text", *map(str, words)])


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    cases = table(folder / "cases.csv", ["mid", "label", "seg"], ROWS)
    assert text("train", cases, "--text", "seg", "--label", "label", "--out", folder / "m.model") == 0
    return folder / "m.model"


@pytest.mark.parametrize(
    ("name", "encoding", "mark"),
    [
        ("d.csv", "utf-8", ","),
        ("d.csv", "utf-8-sig", ","),
        ("d.csv", "gb18030", ","),
        ("d.csv", "utf-16", "\t"),
        ("d.csv.gz", "utf-8", ";"),
    ],
)
def test_every_row_gets_its_category_in_its_order(tmp_path, model, name, encoding, mark):
    rows = [*reversed(ROWS), ("last", "", "")]
    given = table(tmp_path / name, ["mid", "label", "seg"], rows, encoding, mark)
    assert text("classify", model, given, "--out", tmp_path / "p.csv") == 0
    told = read(tmp_path / "p.csv")
    assert list(told[0]) == ["mid", "label", "score", "label2", "label3"]
    assert [row["mid"] for row in told] == [row[0] for row in rows]
    assert [row["label"] for row in told] == [row[1] for row in rows]
    assert told[-1] == {"mid": "last", "label": "", "score": "", "label2": "", "label3": ""}


def test_a_table_without_ids_and_with_title_and_text_is_read_too(tmp_path, model, capsys):
    given = table(tmp_path / "d.csv", ["标题", "内容"], [("物业乱收费", "物业不退押金"), ("公交末班车太早", "")])
    assert text("classify", model, given, "--out", tmp_path / "p.csv") == 0
    assert [row["label"] for row in read(tmp_path / "p.csv")] == ["住房", "交通"]
    assert "--text" in capsys.readouterr().err


def test_the_same_rows_in_another_order_make_the_same_model(tmp_path, model):
    cases = table(tmp_path / "cases.csv.gz", ["label", "seg", "mid"], [(b, c, a) for a, b, c in reversed(ROWS)])
    assert text("train", cases, "--text", "seg", "--label", "label", "--out", tmp_path / "again") == 0
    assert (tmp_path / "again").read_bytes() == model.read_bytes()


HEATING, MARKET = residents.MATTERS["heating"], residents.MATTERS["market"]
PAIRS = [(HEATING[0], HEATING[1]), (HEATING[0], MARKET[0]), (MARKET[0], MARKET[0])]
TEXTS = list(dict.fromkeys(one for pair in PAIRS for one in pair))
SHAPES = {
    "title and text": (
        ["title_a", "text_a", "title_b", "text_b"],
        [(*one, *other) for one, other in PAIRS],
    ),
    "text alone": (["text_a", "text_b"], [("".join(one), "".join(other)) for one, other in PAIRS]),
    "turned round": (["a_text", "b_text"], [("".join(one), "".join(other)) for one, other in PAIRS]),
    "numbered": (["n", "text1", "text2"], [(n, "".join(one), "".join(other)) for n, (one, other) in enumerate(PAIRS)]),
    "bare": (["a", "b"], [("".join(one), "".join(other)) for one, other in PAIRS]),
}
BY_ID = [["row_a", "row_b", "label"], ["id_a", "id_b", "label"], ["a", "b", "label"], ["id1", "id2", "label"]]


@pytest.mark.parametrize("shape", SHAPES)
def test_pairs_come_as_texts_in_many_shapes(tmp_path, shape):
    given = table(tmp_path / "pairs.csv", *SHAPES[shape])
    assert text("similar", "--pairs", given, "--out", tmp_path / "s.csv") == 0
    told = read(tmp_path / "s.csv")
    assert [row["same"] for row in told] == ["1", "0", "1"]
    assert float(told[2]["score"]) == 1


@pytest.mark.parametrize("heads", BY_ID)
@pytest.mark.parametrize("named", [True, False])
def test_pairs_come_as_ids_too(tmp_path, heads, named):
    rows = [(TEXTS.index(one), TEXTS.index(other), 2) for one, other in PAIRS]
    given = table(tmp_path / "pairs.csv", heads, rows)
    texts = table(tmp_path / "texts.csv.gz", ["row", "title", "text"], [(n, *each) for n, each in enumerate(TEXTS)])
    more = ["--texts", texts] if named else []
    assert text("similar", "--pairs", given, *more, "--out", tmp_path / "s.csv") == 0
    told = read(tmp_path / "s.csv")
    assert list(told[0]) == [*heads, "score", "same"]
    assert [row["same"] for row in told] == ["1", "0", "1"]


def test_messages_are_grouped_and_told(tmp_path):
    rows = [(m.key, m.author, m.at, 0, 0, m.title, m.body) for m in residents.messages()]
    given = table(tmp_path / "m.csv", ["row", "author", "time", "likes", "dislikes", "title", "text"], rows)
    assert text("hot", given, "--out", tmp_path / "e.csv", "--summary", tmp_path / "s.csv") == 0
    told = read(tmp_path / "e.csv")
    assert list(told[0]) == ["message_id", "event_id"]
    assert [row["message_id"] for row in told] == [row[0] for row in rows]
    events = [row["event_id"] for row in told]
    assert len(set(events[:4])) == len(set(events[4:7])) == len(set(events[7:10])) == 1
    assert len(set(events)) == 6
    assert {row["kind"] for row in read(tmp_path / "s.csv")} == {"event"}


def test_no_personal_data_is_written_or_said(tmp_path, capsys):
    phone = "13812345678"
    rows = [(n, f"{HEATING[n][0]}，电话{phone}", HEATING[n][1]) for n in range(4)]
    given = table(tmp_path / "m.csv", ["id", "title", "text"], rows)
    assert text("hot", given, "--out", tmp_path / "e.csv", "--summary", tmp_path / "s.csv") == 0
    said = capsys.readouterr()
    everything = said.out + said.err + (tmp_path / "e.csv").read_text() + (tmp_path / "s.csv").read_text()
    assert phone not in everything
    assert "柳荫里" in everything


def refusals(tmp_path):
    """Calls that cannot work, and what must be said."""
    good = table(
        tmp_path / "good.csv", ["id", "title", "text", "label"], [(1, "甲", "乙", "丙"), (2, "丁", "戊", "己")]
    )
    files = {
        "empty.csv": b"",
        "heads.csv": b"id,text,label\n",
        "ragged.csv": "id,text,label\n1,甲,乙\n2,丙\n".encode(),
        "open.csv": 'id,text,label\n1,"甲,乙\n2,丙,丁\n'.encode(),
        "broken.csv.gz": gzip.compress("id,text\n1,甲\n".encode())[:-9],
        "bytes.csv": b"\x00\x01\x02\xff\xfe" * 40,
        "twice.csv": "id,title,text\n1,甲,乙\n1,丙,丁\n".encode(),
        "time.csv": "id,title,text,time\n1,甲,乙,昨天\n".encode(),
        "likes.csv": "id,title,text,likes\n1,甲,乙,许多\n".encode(),
        "pairs.csv": b"row_a,row_b\n1,77\n",
        "one.csv": "x1,y1\n甲,乙\n".encode(),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    train = ["train", "--out", tmp_path / "out"]
    hot = ["hot", "--out", tmp_path / "out"]
    similar = ["similar", "--out", tmp_path / "out", "--pairs"]
    return [
        ([*train, tmp_path / "none.csv"], ["none.csv", "no such file"]),
        ([*train, tmp_path / "empty.csv"], ["empty.csv", "empty"]),
        ([*train, tmp_path / "heads.csv"], ["heads.csv", "no row"]),
        ([*train, tmp_path / "ragged.csv"], ["ragged.csv, line 3", "2 cells under 3"]),
        ([*train, tmp_path / "open.csv"], ["open.csv, line 2", "quotation mark"]),
        ([*train, tmp_path / "broken.csv.gz"], ["broken.csv.gz", "gzip"]),
        ([*train, tmp_path / "bytes.csv"], ["bytes.csv", "not readable text"]),
        ([*train, good, "--text", "内容"], ["good.csv", "no column 内容", "id, title, text, label"]),
        ([*train, good, "--label", "类"], ["good.csv", "no column 类", "--label"]),
        (["classify", good, good, "--out", tmp_path / "out"], ["good.csv", "not a model file"]),
        ([*hot, tmp_path / "twice.csv"], ["twice.csv, line 3, column id", "line 2 already"]),
        ([*hot, tmp_path / "time.csv"], ["time.csv, line 2, column time", "2026-03-05"]),
        ([*hot, tmp_path / "likes.csv"], ["likes.csv, line 2, column likes", "number"]),
        ([*similar, tmp_path / "one.csv"], ["one.csv", "x1, y1"]),
        ([*similar, tmp_path / "pairs.csv"], ["pairs.csv", "--texts"]),
        ([*similar, tmp_path / "pairs.csv", "--texts", good], ["pairs.csv, line 2, column row_b", "'77'", "--texts"]),
    ]


@pytest.mark.parametrize("number", range(16))
def test_what_cannot_work_is_said_and_nothing_is_written(tmp_path, capsys, number):
    words, said = refusals(tmp_path)[number]
    assert text(*words) == 2
    told = capsys.readouterr().err
    assert [each for each in said if each not in told] == []
    assert not (tmp_path / "out").exists()
    assert list(tmp_path.glob(".*")) == []


def test_the_number_of_refusals_is_the_one_above(tmp_path):
    assert len(refusals(tmp_path)) == 16
