"""The written form: nothing is lost, everything can be found again in the source."""

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshang.engines.text.writing import (
    Cutter,
    clauses,
    normalise,
    normalise_with_places,
    points,
    sentences,
    signs,
)

prose = st.text(
    st.one_of(
        st.sampled_from("我区老旧小区加装电梯，。；：！？…”“（）\n \r\u200b１２３㎡①ａB3.5一二三是、第"),
        st.characters(codec="utf-8"),
    )
)


@given(prose)
def test_normalising_twice_is_normalising_once(text):
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFKC", once)
    assert not re.search("[\u200b\u200d\ufeff\r]", once)


@given(prose, st.data())
def test_what_is_found_in_the_normal_form_is_found_in_the_source(text, dice):
    form = normalise_with_places(text)
    assert len(form.places) == len(form.text) + 1
    start = dice.draw(st.integers(0, len(form.text)))
    end = dice.draw(st.integers(start, len(form.text)))
    assert form.text[start:end] in normalise(form.source_span(start, end).of(text))


@given(prose)
@pytest.mark.parametrize("cut", [sentences, clauses])
def test_cutting_loses_nothing_but_blanks(cut, text):
    found = cut(text)
    assert all(each.of(text) == each.text for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert "".join("".join(each.text for each in found).split()) == "".join(text.split())


@given(prose)
def test_points_stand_where_they_say(text):
    found = points(text)
    assert all(each.of(text) == each.text for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(prose)
def test_words_joined_are_the_text(text):
    assert "".join(CUTTER.words(text)) == text


CUTTER = Cutter(["柳浪街道"])


def test_signs_are_han_for_themselves_and_runs_of_the_rest():
    assert signs("Ａ3区，5G基站\u200b好") == ("a3", "区", "5g", "基", "站", "好")


def test_a_gazetteer_makes_one_word_of_a_name_and_only_for_its_own_cutter():
    assert "柳浪街道" in CUTTER.words("柳浪街道的住户")
    assert "柳浪街道" not in Cutter().words("柳浪街道的住户")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("他说：“好！”走了。", ["他说：“好！”", "走了。"]),
        ("全长3.5公里。\n完", ["全长3.5公里。", "完"]),
        ("行吗？！不行……", ["行吗？！", "不行……"]),
    ],
)
def test_sentences_end_where_a_reader_pauses(text, wanted):
    assert [each.text for each in sentences(text)] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "建议：一、修路。二、种树。",
        "（一）修路。（二）种树。",
        "1.修路。2.种树。",
        "①修路。②种树。",
        "一是修路。二是种树。",
    ],
)
def test_numbered_points_are_parted_whatever_the_numbers(text):
    assert [each.text for each in points(text)] == ["修路。", "种树。"]
