"""Copies are copies, either way round; what is like what; and an index that says the same as looking at each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.text import residents
from xieshang.engines.text.likeness import Index, Weighing, Writing, likeness, pairwise, shared_phrases

ALL = [Writing(message.title, message.body) for message in residents.messages()]
WEIGHING = Weighing.learn(ALL)
writings = st.builds(
    Writing,
    st.text(alphabet="供热公司暖气不热公交末班车，。 a1", max_size=20),
    st.text(alphabet="供热公司暖气不热公交末班车，。\n", max_size=80),
)


@given(writings, writings)
@settings(max_examples=60, deadline=None)
def test_it_is_the_same_either_way_round_and_a_share(one, other):
    told = likeness(one, other, WEIGHING)
    assert told == likeness(other, one, WEIGHING)
    assert 0 <= told <= 1


@given(writings)
@settings(max_examples=60, deadline=None)
def test_a_copy_is_wholly_alike(one):
    said = any(sign.isalnum() for sign in one.title + one.body)
    assert likeness(one, one, WEIGHING) == pytest.approx(1.0 if said else 0.0, abs=2e-6)


def test_how_it_is_typed_does_not_matter():
    typed = Writing("柳荫里７号院暖气不热 ", ALL[0].body.replace("，", ", "))
    assert likeness(ALL[0], typed, WEIGHING) > 0.99


def test_the_same_matter_is_more_alike_than_any_other():
    told = WEIGHING.vectors(ALL)
    told = (told @ told.T).toarray()
    same = [told[n, m] for n in range(4) for m in range(4) if n < m]
    other = [told[n, m] for n in range(4) for m in range(4, len(ALL))]
    assert min(same) > max(other)


@given(st.permutations(range(len(ALL))))
@settings(max_examples=10, deadline=None)
def test_the_order_of_what_it_learned_from_changes_nothing(order):
    again = Weighing.learn(ALL[n] for n in order)
    assert np.array_equal(again.commonness, WEIGHING.commonness)


def test_shared_phrases_stand_in_both_texts():
    found = shared_phrases(ALL[0], ALL[1], WEIGHING)
    assert "柳荫里7号院" in {phrase.text for phrase in found}
    for phrase in found:
        for writing, (part, span) in ((ALL[0], phrase.first), (ALL[1], phrase.second)):
            assert span.of(writing.title if part == "title" else writing.body) == phrase.text


def test_the_index_says_what_looking_at_each_would_say():
    rows = [
        Writing(f"第{n}号路灯不亮", f"{n % 7}路口的路灯坏了{n}天，{'公交' if n % 3 else '暖气'}也停了")
        for n in range(1_500)
    ]
    index = Index(Weighing.learn(rows))
    index.add(enumerate(rows))
    for n in (0, 7, 600, 1_499):
        told = index.nearest(rows[n], 10)
        truth = np.sort(pairwise([rows[n]] * len(rows), rows, index.weighing))[::-1][:10]
        assert np.allclose([near.score for near in told], truth, atol=2e-3)
        assert told[0].key == n


@given(st.lists(st.tuples(st.booleans(), st.integers(0, len(ALL) - 1)), max_size=40))
@settings(max_examples=30, deadline=None)
def test_what_was_added_is_found_and_what_was_removed_is_not(steps):
    index, there = Index(WEIGHING), set()
    for adds, n in steps:
        if adds:
            index.add([(n, ALL[n])])
            there.add(n)
        else:
            index.remove(n)
            there.discard(n)
    assert len(index) == len(there)
    assert {near.key for n in there for near in index.nearest(ALL[n], 1)} <= there
    for n in there:
        assert index.nearest(ALL[n], 1)[0].score == 1
        assert n not in {near.key for near in index.nearest(ALL[n], 5, without=n)}


def test_a_new_wording_replaces_the_old_one():
    index = Index.build(list(enumerate(ALL)))
    index.add([(0, ALL[-1])])
    assert len(index) == len(ALL)
    assert index.nearest(ALL[0], 1)[0].key != 0


def test_an_empty_index_finds_nothing():
    assert Index(Weighing()).nearest(ALL[0]) == []
    assert Index.build(list(enumerate(ALL))).nearest(Writing("", "")) == []


def area(scores: np.ndarray, same: np.ndarray) -> float:
    """How often a pair that is the same scores above one that is not."""
    wins = scores[same][:, None] > scores[~same][None, :]
    ties = scores[same][:, None] == scores[~same][None, :]
    return float((wins + ties / 2).mean())


@pytest.mark.skipif(not residents.BESIDE.exists(), reason="the real messages are not here")
@pytest.mark.parametrize(
    ("pairs", "texts", "own", "sides", "least"),
    [
        ("message_pairs_dev.csv", "hot_messages.csv.gz", "row", ("row_a", "row_b"), 0.945),
        ("proposal_pairs_dev.csv", "proposals_dev.csv.gz", "no", ("a", "b"), 0.92),
    ],
)
def test_it_keeps_its_measure_on_real_pairs(pairs, texts, own, sides, least):
    rows = {row[own]: Writing(row["title"], row["text"]) for row in residents.real(texts)}
    judged = residents.real(pairs)
    weighing = Weighing.learn(rows.values())
    scores = pairwise([rows[row[sides[0]]] for row in judged], [rows[row[sides[1]]] for row in judged], weighing)
    assert area(scores, np.array([row["label"] == "2" for row in judged])) >= least
