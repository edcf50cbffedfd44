"""The checks and extracts on real texts, where they lie beside the project: the bounds they are held to."""

import pytest

from benches import _text_checks as bench

pytestmark = pytest.mark.skipif(not bench.REAL.exists(), reason="the real texts are not beside the project")


def test_real_proposals_have_both_parts_and_few_must_be_mended():
    parted, must, _ = bench.form_check()
    assert parted >= 0.96
    assert must <= 0.05


def test_two_matters_are_told_from_one():
    assert all(ours >= 0.94 for ours, _ in bench.two_matters().values())


def test_empty_replies_are_found():
    as_sampled, at_ten_per_cent, _, _ = bench.empty_replies()
    assert as_sampled >= 0.86
    assert at_ten_per_cent >= 0.84


def test_a_reply_is_known_by_its_question():
    by_chance, hard, _, _ = bench.reply_relevance(only_substantive=True)
    assert by_chance >= 0.97
    assert hard >= 0.86


def test_extracts_hold_what_the_title_says():
    recall, characters = bench.extracts()["ours, up to 3"]
    assert recall >= 0.62
    assert characters <= 106
