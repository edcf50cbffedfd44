"""A file that cannot be counted says which line is to blame and what to do."""

from __future__ import annotations

import argparse
import json

import pytest

from xieshang.cli import tally as command
from xieshang.engines import tally

GOOD = """META
key;value
description;Three wishes
num_votes;3
budget;100.50
vote_type;approval
PROJECTS
project_id;cost;name;district
A;60;路灯;北村
B;40.5;长椅;
VOTES
voter_id;vote;district
1;A,B;北村
2;A;北村
3;;南村
"""
POINTS = GOOD.replace("approval", "cumulative").replace("voter_id;vote;district", "voter_id;vote;points").replace(
    "1;A,B;北村", "1;A,B;3,2"
).replace("2;A;北村", "2;A;5").replace("3;;南村", "3;;")  # fmt: skip


def read(tmp_path, text):
    path = tmp_path / "wishes.pb"
    path.write_text(text, encoding="utf-8")
    return tally.read_pabulib(path)


def test_everything_told_is_read(tmp_path):
    election = read(tmp_path, GOOD)
    assert (election.title, election.budget, election.coins, election.kind) == ("Three wishes", 1005, 10, "approval")
    assert [(one.id, one.name, one.cost, one.place) for one in election.projects] == [
        ("A", "路灯", 600, "北村"),
        ("B", "长椅", 405, ""),
    ]
    assert election.votes.tolist() == [2, 1]
    assert list(election.about["district"]) == ["北村", "北村", "南村"]
    assert election.ballots == 3


def test_points_and_rankings_are_read(tmp_path):
    assert read(tmp_path, POINTS).scores.tolist() == [8, 2]
    ranked = read(tmp_path, GOOD.replace("approval", "ordinal"))
    assert ranked.scores.tolist() == [4, 1]  # a ballot may name two here: 2 points for the first, 1 for the second


@pytest.mark.parametrize(
    ("change", "where", "says"),
    [
        (("vote_type;approval", "vote_type;dots"), "wishes.pb:", "vote_type"),
        (("budget;100.50", "budget;much"), "wishes.pb:", "budget"),
        (("budget;100.50", "budget;-3"), "wishes.pb:", "budget"),
        (("A;60;", "A;sixty;"), "line 9", "cost"),
        (("A;60;", "A;;"), "line 9", "cost"),
        (("B;40.5", "A;40.5"), "line 10", "second time"),
        (("1;A,B", "1;A,C"), "line 13", "'C'"),
        (("1;A,B", "1;A,A"), "line 13", "twice"),
        (("num_votes;3", "num_votes;4"), "wishes.pb:", "4 votes, 3 are here"),
        (("VOTES\n", "BALLOTS\n"), "line", ""),
        (("voter_id;vote;district", "voter_id;choice;district"), "wishes.pb:", "no column vote"),
        (("2;A;北村", "2"), "line 14", "cut off"),
        (("META\nkey", "key"), "line 1", "META"),
        (("A;60;路灯", 'A;60;"路灯'), "", ""),
    ],
)
def test_a_fault_names_the_line_and_the_remedy(tmp_path, change, where, says):
    assert change[0] in GOOD
    with pytest.raises(tally.UnreadableBallotsError) as fault:
        read(tmp_path, GOOD.replace(*change))
    assert where in str(fault.value)
    assert says in str(fault.value)
    assert fault.value.remedy.endswith(".")


@pytest.mark.parametrize(
    ("change", "says"), [(("3,2", "3"), "2 projects and 1 points"), (("3,2", "3,x"), "whole numbers")]
)
def test_points_that_do_not_fit_their_projects(tmp_path, change, says):
    with pytest.raises(tally.UnreadableBallotsError, match=says):
        read(tmp_path, POINTS.replace(*change))


def test_a_file_in_another_encoding_or_missing(tmp_path):
    path = tmp_path / "old.pb"
    path.write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(tally.UnreadableBallotsError, match="UTF-8"):
        tally.read_pabulib(path)
    with pytest.raises(tally.UnreadableBallotsError, match="cannot be opened"):
        tally.read_pabulib(tmp_path / "none.pb")


def call(*words):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args([str(word) for word in words]))


def test_the_command_writes_a_count_sheet_in_both_languages(tmp_path, capsys):
    (tmp_path / "wishes.pb").write_text(GOOD, encoding="utf-8")
    assert call(tmp_path / "wishes.pb", "--against", "greedy", "--by", "district", "--out", tmp_path / "out") == 0
    told = json.loads((tmp_path / "out" / "tally.json").read_text())
    assert told["spent"] <= told["budget"] == 100.5
    assert [one["project"] for one in told["funded"]] == ["A", "B"]
    page = (tmp_path / "out" / "tally.html").read_text()
    assert "<script" not in page
    assert "计票表" in page
    assert "Count sheet" in page
    assert "人数过少" in page  # three ballots are too few to tell a part
    assert "3 ballots" in capsys.readouterr().out


def test_the_command_refuses_in_a_sentence_and_writes_nothing(tmp_path, capsys):
    (tmp_path / "wishes.pb").write_text(GOOD.replace("1;A,B", "1;Z"), encoding="utf-8")
    assert call(tmp_path / "wishes.pb", "--out", tmp_path / "out") == 2
    assert "line 13" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    (tmp_path / "wishes.pb").write_text(GOOD, encoding="utf-8")
    assert call(tmp_path / "wishes.pb", "--by", "age", "--out", tmp_path / "out") == 2
    assert "district" in capsys.readouterr().err
