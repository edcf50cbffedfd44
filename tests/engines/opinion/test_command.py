"""xieshang map: three files or none, the same numbers as the library, errors in a sentence."""

from __future__ import annotations

import argparse
import json
import re

import pytest

from tests.engines.opinion.conversations import folder, reference
from xieshang.cli import map as command

NAME = "brexit-consensus"


def call(*words):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args([str(word) for word in words]))


def test_polis_mode_writes_what_polis_would_have_said(tmp_path):
    assert call(folder(NAME), "--mode", "polis", "--out", tmp_path) == 0
    told, truth = json.loads((tmp_path / "map.json").read_text()), reference(NAME)
    assert (told["mode"], told["n_participants"], told["n_statements"], told["k"]) == ("polis", 204, 50, truth["k"])
    assert told["center"] == pytest.approx(truth["center"], abs=1e-10)
    assert len(told["components"]) == 2
    assert sorted(map(len, told["groups"].values())) == sorted(truth["group"].count(g) for g in range(truth["k"]))
    assert told["consensus"]["agree"] == [one["tid"] for one in truth["consensus"]["agree"]]
    assert sorted(told["repness"].values()) == sorted([one["tid"] for one in group] for group in truth["repness"])
    priorities = [told["priorities"][str(statement)] for statement in truth["statements"]]
    assert priorities == pytest.approx(truth["priorities"], rel=1e-9)
    assert set(told["group_aware_consensus"]) == set(map(str, truth["statements"]))


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
    assert call(tmp_path / "nowhere.csv") == 2
