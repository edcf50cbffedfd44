"""What the comparison of two texts promises."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from xieshang.look.differences import MOST_COMPARISONS, Folded, differences, folded

texts = st.text(alphabet="小区加装电梯，。；\n abc12 \r\t<&🏠𠮷", max_size=80) | st.text(max_size=60)


def old_side(parts):
    return "".join(part.text for part in parts if part.kind != "new")


def new_side(parts):
    return "".join(part.text for part in parts if part.kind != "gone")


@given(texts, texts)
def test_each_side_comes_back_to_the_character(old, new):
    parts = differences(old, new)
    assert old_side(parts) == old
    assert new_side(parts) == new


@given(texts, texts)
def test_neighbours_differ_and_nothing_is_empty(old, new):
    parts = differences(old, new)
    assert all(part.text for part in parts)
    assert all(a.kind != b.kind for a, b in pairwise(parts))


@given(texts)
def test_a_text_does_not_differ_from_itself(text):
    assert all(part.kind == "same" for part in differences(text, text))


def test_chinese_is_compared_by_characters_and_latin_by_words():
    assert [(part.kind, part.text) for part in differences("平均历时十一个月。", "平均历时九个月。")] == [
        ("same", "平均历时"),
        ("gone", "十一"),
        ("new", "九"),
        ("same", "个月。"),
    ]
    assert [(part.kind, part.text) for part in differences("five offices", "five officers")] == [
        ("same", "five "),
        ("gone", "offices"),
        ("new", "officers"),
    ]


def test_a_number_changes_as_a_whole():
    assert [part.text for part in differences("共112个小区", "共118个小区") if part.kind != "same"] == ["112", "118"]


def test_texts_without_anything_in_common_are_shown_as_replaced_and_take_no_time():
    old, new = "甲乙" * 5_000, "丙丁" * 5_000
    assert len(old) * len(new) > MOST_COMPARISONS
    assert [(part.kind, part.text) for part in differences(old, new)] == [("gone", old), ("new", new)]


@given(texts, texts, st.integers(5, 40))
def test_folding_leaves_out_only_what_is_the_same_and_counts_it(old, new, keep):
    parts = differences(old, new)
    shown = folded(parts, keep)
    assert [part for part in shown if part.kind in ("gone", "new")] == [
        part for part in parts if part.kind in ("gone", "new")
    ]
    length = sum(part.count if isinstance(part, Folded) else len(part.text) for part in shown)
    assert length == sum(len(part.text) for part in parts)
