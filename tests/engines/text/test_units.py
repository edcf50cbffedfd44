"""Who should handle it: the table speaks alone where no case is near, and gives way where one is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshang.engines.text.sorting import Candidate
from xieshang.engines.text.units import Ground, Handled, rank_units

TABLE = {"住房": ("区住建局", "街道"), "交通": ("区交通局",)}
SURE = [Candidate("住房", 0.9), Candidate("交通", 0.1)]


def test_without_cases_the_table_speaks():
    told = rank_units(SURE, TABLE, [])
    assert [each.unit for each in told] == ["区住建局", "街道", "区交通局"]
    assert {reason.ground for each in told for reason in each.reasons} == {Ground.TABLE}


def test_close_cases_outdo_the_second_row_and_are_named():
    told = rank_units(SURE, TABLE, [Handled("2025-17", "区城管局", 0.8), Handled("2025-40", "区城管局", 0.6)])
    assert told[0].unit == "区城管局"
    assert [reason.of for reason in told[0].reasons] == ["2025-17", "2025-40"]


def test_faint_cases_have_no_say():
    assert rank_units(SURE, TABLE, [Handled("x", "区民政局", 0.05)]) == rank_units(SURE, TABLE, [])
    assert rank_units([], {}, []) == ()


@given(
    st.lists(st.builds(Handled, st.integers(0, 9), st.sampled_from("甲乙丙丁"), st.floats(0, 1)), max_size=8),
    st.randoms(use_true_random=False),
)
def test_shares_add_up_and_the_order_of_cases_changes_nothing(cases, dice):
    told = rank_units(SURE, TABLE, cases, most=99)
    assert sum(each.share for each in told) == pytest.approx(1, abs=0.002)
    turned = list(cases)
    dice.shuffle(turned)
    again = rank_units(SURE, TABLE, turned, most=99)
    assert {each.unit: pytest.approx(each.share, abs=0.002) for each in again} == {
        each.unit: each.share for each in told
    }
