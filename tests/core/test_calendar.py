"""Working days and months, held against the calendars the State Council announced."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshang.core.calendar import add_months, add_working_days, is_working_day, working_days_between

# 国务院办公厅关于2025年部分节假日安排的通知（国办发明电〔2024〕12号，2024-11-12）
OFF_2025 = ["01-01", "01-28", "02-04", "04-04", "04-06", "05-01", "05-05", "05-31", "06-02", "10-01", "10-08"]
WORKED_2025 = ["01-26", "02-08", "04-27", "09-28", "10-11"]
# 国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号，2025-11-04）
OFF_2026 = ["01-01", "01-02", "02-16", "02-23", "04-06", "05-01", "05-05", "06-19", "09-25", "10-01", "10-07"]
WORKED_2026 = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]

DAYS = [
    *((f"2025-{day}", False) for day in OFF_2025),
    *((f"2025-{day}", True) for day in WORKED_2025),
    *((f"2026-{day}", False) for day in OFF_2026),
    *((f"2026-{day}", True) for day in WORKED_2026),
    ("2025-02-05", True),  # the first day after the Spring Festival
    ("2025-10-09", True),  # the first day after the National Day
    ("2026-02-24", True),
    ("2026-10-08", True),
    ("2026-03-07", False),  # any Saturday
    ("2026-03-09", True),  # any Monday
]


@pytest.mark.parametrize(("day", "works"), DAYS)
def test_the_announced_days(day, works):
    assert is_working_day(date.fromisoformat(day), "CN") is works


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2025-01-24", 3, "2025-02-05"),  # Friday; Sunday 26 is worked, Monday 27, then the festival
        ("2025-09-30", 1, "2025-10-09"),  # over National Day and Mid-Autumn
        ("2025-09-26", 1, "2025-09-28"),  # the Sunday that is worked before it
        ("2026-02-13", 1, "2026-02-14"),  # a Saturday that is worked before the Spring Festival
        ("2026-02-14", 5, "2026-02-28"),  # 24 to 27, and the Saturday that is worked after it
        ("2026-03-09", 5, "2026-03-16"),
        ("2026-03-09", 0, "2026-03-09"),
    ],
)
def test_adding_working_days(start, n, end):
    assert add_working_days(date.fromisoformat(start), n, "CN") == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-03-09", 3, "2026-06-09"),
        ("2026-01-31", 1, "2026-02-28"),  # February has no 31st; the 28th, a Saturday, is worked
        ("2025-11-30", 3, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-07-01", 3, "2026-10-08"),  # National Day: the first day after it
        ("2025-07-03", 3, "2025-10-09"),
        ("2025-10-29", 3, "2026-01-29"),
        ("2025-11-17", 3, "2026-02-24"),  # the Spring Festival of 2026
        ("2026-04-10", 1, "2026-05-11"),  # a Sunday: the next Monday
        ("2026-04-09", 1, "2026-05-09"),  # a Saturday that is worked
    ],
)
def test_adding_months(start, n, end):
    assert add_months(date.fromisoformat(start), n, "CN") == date.fromisoformat(end)


days = st.dates(min_value=date(2023, 1, 1), max_value=date(2026, 10, 1))


@given(days, st.integers(0, 40))
def test_what_was_added_is_what_is_counted(start, n):
    end = add_working_days(start, n, "CN")
    assert working_days_between(start, end, "CN") == n
    assert n == 0 or is_working_day(end, "CN")
    assert working_days_between(end, start, "CN") == -n


@given(days, st.integers(1, 30), st.integers(1, 30))
def test_working_days_add_up(start, a, b):
    assert add_working_days(add_working_days(start, a, "CN"), b, "CN") == add_working_days(start, a + b, "CN")


@given(days, days, st.integers(1, 12))
def test_who_starts_later_is_never_due_earlier(a, b, n):
    first, second = sorted([a, b])
    assert add_working_days(first, n, "CN") <= add_working_days(second, n, "CN")
    assert add_months(first, n, "CN") <= add_months(second, n, "CN")


@given(days, st.integers(1, 12))
def test_months_end_on_a_working_day_and_soon_after_the_date(start, n):
    due = add_months(start, n, "CN")
    assert is_working_day(due, "CN")
    assert start + timedelta(days=27 * n) <= due <= start + timedelta(days=31 * n + 10)
