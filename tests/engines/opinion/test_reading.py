"""Every kind of file that is promised is read, and every kind of mistake is named with its line."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from xieshang.engines.opinion import OpinionError, UnreadableVotesError, Votes, read_statements, read_votes
from xieshang.engines.opinion.writing import write_all

LONG = "time_ms,participant,statement,vote\n1,10,1,1\n2,10,2,-1\n3,11,1,0\n4,11,1,1\n"


@pytest.fixture
def file(tmp_path):
    def make(text, name="votes.csv"):
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return path

    return make


@pytest.mark.parametrize("name", ["votes.csv", "votes.csv.gz"])
def test_long_tables_are_read_and_the_last_vote_counts(file, name):
    votes = read_votes(file(LONG, name))
    assert votes.table()[1, 0] == 1
    assert votes.replaced == 1
    assert votes.participants.tolist() == [10, 11]


@pytest.mark.parametrize(
    "text",
    [
        "timestamp,datetime,comment-id,voter-id,vote\n1,Mon Nov 23 2026,1,10,1\n2,Mon,2,10,-1\n3,Mon,1,11,1\n",
        "participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,1,2\n10,,0,0,2,1,1,1,-1\n11,,,0,1,1,0,1,\n",
        'participant,statement,vote,remark\n10,1,1,"a, b"\n10,2,-1,\n11,1,1.0,x\n',
        "participant,statement,vote\r\n10,1,1\r\n\r\n10,2,-1\r\n11,1,1",
        "participant;statement;vote\n10;1;1\n10;2;-1\n11;1;1\n",
        "participant\t1\t2\n10\t1\t-1\n11\t1\t\n",
        "participant,statement,vote\n10.0,1.0,1.0\n10.0,2.0,-1.0\n11.0,1.0,1.0\n",
    ],
    ids=[
        "as Polis exports votes",
        "as Polis exports participants",
        "quoted",
        "from another system",
        "semicolons",
        "tabs",
        "numbers of a spreadsheet",
    ],
)
def test_exports_of_others_are_read_alike(file, text):
    plain = Votes.from_events([10, 10, 11], [1, 2, 1], [1, -1, 1])
    assert read_votes(file(text)).digest == plain.digest


def test_parquet_is_read_where_pyarrow_is(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = pyarrow.table({"participant": [10, 10, 11], "statement": [1, 2, 1], "vote": [1, -1, 1]})
    parquet.write_table(table, tmp_path / "votes.parquet")
    plain = Votes.from_events([10, 10, 11], [1, 2, 1], [1, -1, 1])
    assert read_votes(tmp_path / "votes.parquet").digest == plain.digest
    table = pyarrow.table({"participant": [10, 11], "1": [1, 1], "2": [-1, None]})
    parquet.write_table(table, tmp_path / "wide.parquet")
    assert read_votes(tmp_path / "wide.parquet").digest == plain.digest


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"participant": ["a", None], "statement": [1, 2], "vote": [1, -1]}, "row 2: no participant"),
        ({"participant": [1, 2], "statement": [1, 2], "vote": [1, None]}, "row 2: the vote is nan"),
        ({"participant": [1, 2], "statement": [1, 2], "vote": ["1", "-1"]}, "row 1: the vote is '1'"),
        ({"participant": [1, 2], "vote": [1, 1]}, "the columns are participant, vote"),
    ],
)
def test_what_is_wrong_with_a_parquet_is_told_with_its_row(tmp_path, columns, told):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pyarrow.table(columns), tmp_path / "votes.parquet")
    with pytest.raises(UnreadableVotesError, match=r"votes\.parquet") as refusal:
        read_votes(tmp_path / "votes.parquet")
    assert told in str(refusal.value)


def test_a_number_with_zeros_before_it_is_a_name(file):
    votes = read_votes(file("participant,statement,vote\n007,1,1\n7,1,-1\n"))
    assert votes.participants.tolist() == ["007", "7"]


def test_the_latest_hour_counts_however_it_is_written(file):
    for early, late in (("9.5", "10.5"), ("2026-01-09T09:00", "2026-01-10T08:00"), ("9", "10")):
        votes = read_votes(file(f"participant,statement,vote,timestamp\n1,1,1,{late}\n1,1,-1,{early}\n"))
        assert votes.table()[0, 0] == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "it is empty"),
        ("participant,statement,vote\n", "it holds no vote"),
        ("who,what,vote\n1,2,1\n", "line 1: no column 'participant'"),
        ("participant,statement\n1,2\n", "line 1: the columns are"),
        ("participant,statement,vote\n1,1,1\n1,2,3\n", "line 3: the vote is '3'"),
        ("participant,statement,vote\n1,1,\n", "line 2: the vote is 'empty'"),
        ("participant,statement,vote\n1,1,agree\n", "line 2: the vote is 'agree'"),
        ("participant,statement,vote\n1,1,1\n1,2\n", "line 3: 2 fields where the head has 3"),
        ("participant,statement,vote\n,1,1\n", "line 2: no participant"),
        ("participant,1,2\n7,1,5\n", "line 2: the vote is '5'"),
        ("participant,1,2\n,1,1\n", "line 2: no participant"),
        ("participant,statement,vote,timestamp\n1,1,1,5\n1,2,1,\n", "line 3: no timestamp"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(file, text, told):
    with pytest.raises(UnreadableVotesError, match=r"votes\.csv") as refusal:
        read_votes(file(text))
    assert told in str(refusal.value)


def test_a_missing_file_and_a_broken_one_are_named(tmp_path, file):
    with pytest.raises(UnreadableVotesError, match="no such file"):
        read_votes(tmp_path / "nothing.csv")
    broken = tmp_path / "votes.csv.gz"
    broken.write_bytes(b"not gzip")
    whole = gzip.compress(LONG.encode() * 50)
    for content in (b"not gzip", whole[: len(whole) // 2], whole[:10] + b"\xff" * 30, whole[:-6] + b"\0" * 6):
        broken.write_bytes(content)
        with pytest.raises(UnreadableVotesError, match="not a whole gzip file"):
            read_votes(broken)


def test_statements_bring_moderation_and_an_unknown_one_is_refused(file):
    statements = read_statements(file("statement,moderated,is_meta,text\n1,-1,,one\n2,1,True,two\n", "s.csv"))
    votes = read_votes(file(LONG), statements)
    assert votes.out.tolist() == [True, False]
    assert votes.meta.tolist() == [False, True]
    assert statements.texts == {1: "one", 2: "two"}
    with pytest.raises(UnreadableVotesError, match="statement 9"):
        read_votes(file("participant,statement,vote\n1,9,1\n", "other.csv"), statements)


def test_ids_may_be_words_or_what_tables_of_other_libraries_hold():
    plain = Votes.from_events(["b", "a"], [1, 2], [1, 0], out=["elsewhere", 1])
    boxed = Votes.from_events(np.array(["b", "a"], object), np.array([1, 2], object), [1, 0], out=[1])
    assert plain.digest == boxed.digest
    assert plain.out.tolist() == [True, False]
    assert Votes.from_events(["b"], ["ab"], [1], out=["abc"]).out.tolist() == [False]
    votes = Votes.from_events(["b", "a", "b"], ["x", "x", "y"], [1, 0, -1])
    assert votes.participants.tolist() == ["a", "b"]
    assert np.nansum(votes.table()) == 0


@pytest.mark.parametrize("sides", [[2], [0.5], [1, 1], ["1"], [True], [np.nan], 1])
def test_a_vote_is_one_of_three_and_has_a_person_and_a_statement(sides):
    with pytest.raises(OpinionError):
        Votes.from_events([1], [1], sides)


def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch):
    (tmp_path / "map.json").write_text("old")
    calls = []
    new = tmp_path / "new"

    def full(handle):
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OpinionError, match="nothing was written"):
        write_all({"map.json": "new", "report.html": "new"}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["map.json"]
    assert (tmp_path / "map.json").read_text() == "old"
    calls.clear()
    with pytest.raises(OpinionError, match="nothing was written"):
        write_all({"map.json": "new", "report.html": "new"}, new)
    assert not new.exists()
