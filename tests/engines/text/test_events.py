"""What many write about is found; people count, not messages; and nothing hangs on the order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.text import residents
from xieshang.engines.text.events import Joining, Kind, Message, Trend, find_events
from xieshang.engines.text.likeness import Weighing, Writing

ALL = residents.messages()
FOUND = find_events(ALL)


def group(findings, key):
    return next(event for event in findings.events if key in event.keys)


def test_each_matter_is_one_event_and_the_others_stand_alone():
    sizes = {"heating": 4, "market": 3, "bus": 3}
    first = 0
    for size in sizes.values():
        assert set(group(FOUND, f"m{first}").keys) == {f"m{n}" for n in range(first, first + size)}
        first += size
    assert all(group(FOUND, f"m{n}").kind is Kind.SINGLE for n in range(first, len(ALL)))
    assert [event.number for event in FOUND.events] == list(range(1, len(FOUND.events) + 1))


def test_an_event_tells_its_people_and_its_time():
    event = group(FOUND, "m0")
    assert event.kind is Kind.EVENT
    assert event.authors == 4
    assert (event.first, event.last) == (ALL[0].at.date(), ALL[3].at.date())
    assert sum(count for _week, count in event.weeks) == 4
    assert event.headline in event.keys


@given(st.permutations(ALL))
@settings(max_examples=10, deadline=None)
def test_the_order_of_the_messages_changes_nothing(order):
    assert find_events(order) == FOUND


def test_one_person_counts_once_however_often_he_writes():
    flood = [replace(ALL[0], key=f"f{n}", title=f"{ALL[0].title}{'！' * n}", author="p0") for n in range(300)]
    alone = find_events([*flood, *ALL[10:]])
    assert group(alone, "f0").kind is Kind.REPEATS
    assert group(alone, "f0").authors == 1
    assert group(find_events([*flood, *ALL]), "m0").authors == 4


def test_a_flood_of_copies_joins_nothing_else():
    flood = [replace(ALL[0], key=f"f{n}", author=f"q{n}") for n in range(2_000)]
    found = find_events([*flood, *ALL])
    assert len(group(found, "m0").keys) == 2_004
    assert set(group(found, "m4").keys) == {"m4", "m5", "m6"}


def test_a_single_post_with_many_likes_is_told_apart():
    liked = [replace(message, likes=900 if message.key == "m12" else 0) for message in ALL]
    found = find_events(liked)
    assert found.attention == ("m12",)
    assert found.events[0].kind is Kind.EVENT


def test_a_street_name_alone_makes_no_event():
    street = "青禾东路"
    matters = [
        "路灯整夜不亮",
        "早餐店油烟熏人",
        "公厕下午就锁门",
        "图书角的书没人整理",
        "垃圾桶满了三天",
        "盲道被电动车占满",
    ]
    found = find_events(
        Message(n, f"{street}{matter}", f"{street}{matter}，请处理。", author=n) for n, matter in enumerate(matters)
    )
    assert found.hot() == ()


def test_the_same_matter_in_many_places_is_a_problem_not_an_event():
    places = ["云栖苑", "金桂花园", "松涛社区", "半山家园", "临江公寓"]
    found = find_events(
        Message(
            n,
            f"{place}电动车上楼充电没人管",
            f"{place}天天有人把电动车推上楼充电，飞线充电有火灾隐患，物业不管。",
            author=n,
        )
        for n, place in enumerate(places)
    )
    assert len(found.problems()) == 1
    assert len(found.problems()[0].keys) == 5


def test_the_trend_is_told_against_the_newest_message():
    newest = datetime(2026, 12, 30)  # noqa: DTZ001
    texts = residents.MATTERS["heating"]

    def trend(*ages):
        rows = [Message(n, *texts[n % 4], newest - timedelta(days=age), n) for n, age in enumerate(ages)]
        return group(find_events([*rows, replace(ALL[-1], at=newest)]), 0).trend

    assert trend(1, 2, 3, 20) is Trend.RISING
    assert trend(20, 21, 22, 1) is Trend.FALLING
    assert trend(90, 91, 92, 93) is Trend.OVER
    assert trend(1, 2, 16, 17) is Trend.STEADY


def test_nothing_is_found_in_nothing_and_keys_must_differ():
    assert find_events([]).events == ()
    with pytest.raises(ValueError, match="same key"):
        find_events([ALL[0], ALL[0]])


def test_messages_without_words_time_or_author_stand_alone():
    found = find_events([Message(n, "", "") for n in range(3)] + [Message(9, "……")])
    assert {key for event in found.events for key in event.keys} == {0, 1, 2, 9}


def test_a_new_message_joins_its_event_before_the_night():
    weighing = Weighing.learn(Writing(message.title, message.body) for message in ALL)
    joining = Joining(ALL, FOUND, weighing)
    number = joining.join(Message("new", "柳荫里7号院暖气还是不热", "供热公司说管网老化，室内只有十三度。"))
    assert number == FOUND.of["m0"]
    fresh = joining.join(Message("other", "儿童游乐场滑梯破损", "小广场的滑梯裂开了，孩子容易划伤。"))
    assert fresh not in FOUND.of.values()
    assert joining.join(Message("again", "小广场滑梯破损裂开", "儿童游乐场的滑梯裂开，孩子划伤了手。")) == fresh


@pytest.mark.skipif(not residents.BESIDE.exists(), reason="the real messages are not here")
def test_it_keeps_its_measure_on_real_messages():
    """B-cubed F1 and the events of at least five messages found again (Bagga and Baldwin, 1998)."""
    found = find_events(
        Message(
            row["row"],
            row["title"],
            row["text"],
            datetime.fromisoformat(row["time"]),
            row["author"],
            float(row["likes"]),
        )
        for row in residents.real("hot_messages.csv.gz")
    )
    event = {row["row"]: row["ev"] for row in residents.real("hot_events_dev.csv")}
    members = {number: [key for key in each.keys if key in event] for number, each in enumerate(found.events, start=1)}
    precision = recall = 0.0
    for key, name in event.items():
        same = sum(event[other] == name for other in members[found.of[key]])
        precision += same / len(members[found.of[key]]) / len(event)
        recall += same / sum(other == name for other in event.values()) / len(event)
    assert 2 * precision * recall / (precision + recall) >= 0.95
