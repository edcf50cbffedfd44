"""xieshang map: three files or none, the same numbers as the library, errors in a sentence."""

from __future__ import annotations

import argparse
import gzip
import json
import re
from dataclasses import replace

import numpy as np
import pytest

from tests.engines.opinion.conversations import ALL, folder, reference
from xieshang.cli import map as command
from xieshang.engines import opinion
from xieshang.engines.opinion.words import LANGUAGES

NAME = "brexit-consensus"


def call(*words):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args([str(word) for word in words]))


@pytest.mark.parametrize("name", ALL)
def test_polis_mode_writes_what_polis_would_have_said(tmp_path, name):
    assert call(folder(name), "--mode", "polis", "--out", tmp_path) == 0
    told, truth = json.loads((tmp_path / "map.json").read_text()), reference(name)
    assert told["mode"] == "polis"
    assert (told["n_participants"], told["n_statements"], told["k"]) == (
        len(truth["participants"]), len(truth["statements"]), truth["k"],
    )  # fmt: skip
    assert told["center"] == pytest.approx(truth["center"], abs=1e-10)
    assert len(told["components"]) == 2
    group = dict(zip(truth["participants"], truth["group"], strict=True))
    groups = [set(members) for members in told["groups"].values()]
    assert sorted(map(sorted, groups)) == sorted(
        sorted(person for person, at in group.items() if at == g) for g in range(truth["k"])
    )
    assert told["consensus"]["agree"] == [one["tid"] for one in truth["consensus"]["agree"]]
    assert told["consensus"]["disagree"] == [one["tid"] for one in truth["consensus"]["disagree"]]
    assert sorted(told["repness"].values()) == sorted([one["tid"] for one in group] for group in truth["repness"])
    for key in ("priorities", "group_aware_consensus"):
        ours = [told[key][str(statement)] for statement in truth["statements"]]
        assert ours == pytest.approx(truth[key], rel=1e-9, abs=1e-11)


def test_own_mode_writes_a_page_in_both_languages_that_needs_nothing_else(tmp_path):
    assert (
        call(folder(NAME) / "votes.csv.gz", "--statements", folder(NAME) / "statements.csv.gz", "--out", tmp_path) == 0
    )
    page = (tmp_path / "report.html").read_text()
    assert page.count("<main lang=") == 2
    assert "<script" not in page
    assert not re.search(r'(src|href)="', page)
    assert "共识" in page
    assert "What is not known" in page
    told = json.loads((tmp_path / "map.json").read_text())
    assert told["mode"] == "own"
    assert told["settings"]["seed"] == 0
    assert (tmp_path / "map.svg").read_text().startswith("<svg")


def test_the_page_tells_one_share_of_a_group_wherever_it_stands_and_counts_only_open_statements(tmp_path):
    votes = opinion.read_votes(folder(NAME) / "votes.csv.gz")
    shut = replace(votes, out=np.arange(len(votes.statements)) == 0, _digest=[])
    drawn = opinion.draw(shut, opinion.Settings(replicates=5, shuffles=39))
    page = opinion.write_report(drawn, shut, name="<Brexit>")
    english = page[page.index('<main lang="en">') :]
    assert "Opinion map: &lt;Brexit&gt;" in english
    assert f"cast {(shut.columns != 0).sum():,} votes on 49 statements" in english
    first = drawn.representative[0][0].statement
    share = f"{100 * drawn.shares[0, first]:.0f}% "
    told = english.count(f"Group A {share}")
    items = [part.split("</li>")[0] for part in english.split("<li>")]
    items = [part for part in items if f"Statement {votes.statements[first]}<" in part]
    assert told >= len(items) >= 1
    assert all(f"Group A {share}" in item for item in items if "Group A" in item)
    assert set(LANGUAGES["en"]) == set(LANGUAGES["zh-Hans"])


def test_a_folder_of_a_polis_report_is_found_by_how_its_names_end(tmp_path):
    (tmp_path / "r4abc-votes.csv").write_text("timestamp,comment-id,voter-id,vote\n1,1,1,1\n2,1,2,-1\n")
    (tmp_path / "r4abc-participant-votes.csv").write_text("participant,1\n1,1\n")
    (tmp_path / "r4abc-comments.csv").write_text("comment-id,comment-body,moderated\n1,one,1\n")
    assert command._files(tmp_path, None) == (tmp_path / "r4abc-votes.csv", tmp_path / "r4abc-comments.csv")
    (tmp_path / "r4abc-votes.csv").unlink()
    assert command._files(tmp_path, None)[0] == tmp_path / "r4abc-participant-votes.csv"


def test_the_same_call_writes_the_same_bytes_whatever_the_order_of_lines(tmp_path):
    with gzip.open(folder(NAME) / "votes.csv.gz", "rt") as file:
        head, *lines = file.read().splitlines()
    (tmp_path / "votes.csv").write_text("\n".join([head, *lines]) + "\n")
    assert call(tmp_path / "votes.csv", "--out", tmp_path / "one") == 0
    (tmp_path / "votes.csv").write_text("\n".join([head, *lines[::-1]]) + "\n")
    assert call(tmp_path / "votes.csv", "--out", tmp_path / "other") == 0
    for name in ("map.json", "report.html", "map.svg"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_words_of_a_statement_cannot_break_the_page(tmp_path):
    votes, texts = tmp_path / "v.csv", tmp_path / "s.csv"
    lines = [f"{person},{statement},{1 if person < 8 else -1}" for person in range(16) for statement in range(8)]
    votes.write_text("participant,statement,vote\n" + "\n".join(lines) + "\n")
    texts.write_text("statement,text\n" + "".join(f"{n},<script>{n}\n" for n in range(8)))
    assert call(votes, "--statements", texts, "--out", tmp_path) == 0
    assert "<script" not in (tmp_path / "report.html").read_text()


def test_a_mistake_is_a_sentence_and_an_exit_code_and_leaves_nothing(tmp_path, capsys):
    votes = tmp_path / "votes.csv"
    votes.write_text("participant,statement,vote\n1,1,7\n")
    assert call(votes, "--out", tmp_path / "out") == 2
    assert "votes.csv, line 2: the vote is '7'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    votes.write_text("participant,statement,vote\n1,1,1\n")
    assert call(votes, "--seed", "-1", "--out", tmp_path / "out") == 2
    assert "seed must be 0 or more" in capsys.readouterr().err
    assert call(tmp_path / "nowhere.csv") == 2
