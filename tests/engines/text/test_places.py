"""Places: the gazetteer's longest name first, then what ends like one; each where it stands."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshang.engines.text.places import Gazetteer, Known, find_places

GAZETTEER = Gazetteer(
    [
        Known("street", "柳浪街道", "street", ("柳浪",)),
        Known("community", "柳浪街道桂花社区", "community", ("桂花社区",)),
        Known("estate", "Ａ3花园", "estate"),
    ]
)


# fmt: off
@pytest.mark.parametrize(("text", "wanted"), [
    ("柳浪街道桂花社区的路灯", [("柳浪街道桂花社区", "community")]),
    ("桂花社区和柳浪", [("柳浪街道桂花社区", "community"), ("柳浪街道", "street")]),
    ("A3花园与Ａ３花园", [("Ａ3花园", "estate"), ("Ａ3花园", "estate")]),
    ("建设路与解放大道路口", [("建设路", ""), ("解放大道", "")]),
    ("家住幸福路12号", [("幸福路", "")]),
    ("星沙街道的老旧小区", [("星沙街道", "")]),
    ("这条路和我们小区、十字路口、全区道路", []),
    ("", []),
])
def test_places_have_one_form(text, wanted):
    assert [(each.name, each.key) for each in find_places(text, GAZETTEER)] == wanted


# fmt: on


@given(
    st.lists(
        st.sampled_from(
            ["柳浪", "柳浪街道", "桂花社区", "Ａ３花园", "幸福", "路", "小区", "，", "的", "\u200b", "12号", "这条"]
        ),
        max_size=12,
    ).map("".join)
)
def test_places_stand_where_they_say_and_never_overlap(text):
    found = find_places(text, GAZETTEER)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(find_places(each.of(text), GAZETTEER)[0].name == each.name for each in found if each.key)


def test_without_a_gazetteer_only_endings_tell():
    assert [each.kind for each in find_places("柳浪的人在解放路")] == ["路"]
