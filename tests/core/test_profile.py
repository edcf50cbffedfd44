"""Profiles: each fault names its file, its key and what was expected; an item keeps the rule of its day."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from tests.cast import TEXT, do, make_person, make_proposal
from xieshang.core import profile
from xieshang.core.errors import ProfileError
from xieshang.proposals.actions import draft

HERE = Path(settings.PROFILES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile of one's own to break."""
    return Path(shutil.copytree(HERE / "cppcc-district", tmp_path / "broken"))


def put(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, f"{file} no longer holds {old!r}"
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def without(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).unlink()


A_NORM = 'key = "proposal.max_chars"\nvalue = 1500'
FAULTS = {
    "no profile": (without("profile.toml"), "profile.toml", "-", "this file to exist"),
    "no norms": (without("norms.toml"), "norms.toml", "-", "this file to exist"),
    "not TOML": (put("lists.toml", "proposal_class = [", "proposal_class = [["), "lists.toml", "-", "TOML"),
    "a term in words": (
        put("profile.toml", "term = 12", 'term = "twelve"'),
        "profile.toml",
        "term",
        "int, found 'twelve'",
    ),
    "no country": (put("profile.toml", 'country = "CN"', ""), "profile.toml", "country", "str, found None"),
    "a name without Chinese": (
        put("profile.toml", 'zh = "政协越泽区委员会"', ""),
        "profile.toml",
        "assembly.zh",
        "str",
    ),
    "a name without English": (put("profile.toml", 'en = "Yueze District"', ""), "profile.toml", "district.en", "str"),
    "a number in words": (
        put("norms.toml", A_NORM, A_NORM.replace("1500", '"many"')),
        "norms.toml",
        "proposal.max_chars",
        "int",
    ),
    "yes for a number": (
        put("norms.toml", A_NORM, A_NORM.replace("1500", "true")),
        "norms.toml",
        "value",
        "int, found True",
    ),
    "a number for yes": (
        put("norms.toml", "value = true", "value = 1"),
        "norms.toml",
        "assign.co_handling",
        "bool, found 1",
    ),
    "an unknown norm": (put("norms.toml", "proposal.max_chars", "proposal.most_chars"), "norms.toml", "key", "one of"),
    "a missing norm": (
        put("norms.toml", "feedback.days", "feedback.min_shown"),
        "norms.toml",
        "feedback.days",
        "a row: days",
    ),
    "a norm without its day": (
        put("norms.toml", "since = 2022-01-01\n", ""),
        "norms.toml",
        "since",
        "date, found None",
    ),
    "a norm without its source": (put("norms.toml", "source =", "# source ="), "norms.toml", "source", "str"),
    "a code used twice": (
        put("lists.toml", 'code = "B"', 'code = "A"'),
        "lists.toml",
        "reply_class 2: code",
        "'A' twice",
    ),
    "a row without its code": (
        put("lists.toml", '{ code = "economy", ', "{ "),
        "lists.toml",
        "proposal_class 1: code",
        "str",
    ),
    "a missing list": (
        put("lists.toml", "attitude = [", "attitudes = ["),
        "lists.toml",
        "attitude",
        "list, found None",
    ),
    "a row without English": (put("lists.toml", ', en = "Telephone"', ""), "lists.toml", "contact_way 4: en", "str"),
    "an unknown power": (
        put("roles.toml", '"proposal.review"', '"proposal.rewrite"'),
        "roles.toml",
        "powers",
        "proposal.rewrite",
    ),
    "an unknown role": (put("roles.toml", '"audit_admin"]', '"auditor"]'), "roles.toml", "separate", "found auditor"),
}


@pytest.mark.parametrize("fault", list(FAULTS))
def test_each_fault_names_its_file_its_key_and_what_was_expected(folder, fault):
    break_it, file, key, expected = FAULTS[fault]
    break_it(folder)
    with pytest.raises(ProfileError) as found:
        profile.read(folder)
    assert found.value.file.endswith(f"broken/{file}")
    assert key in found.value.key
    assert expected in found.value.expected
    assert str(found.value) == f"{found.value.file}: {found.value.key}: expected {found.value.expected}"


@pytest.mark.parametrize("name", sorted(each.name for each in HERE.iterdir() if (each / "profile.toml").exists()))
def test_the_profiles_we_ship_are_whole(name):
    here = profile.read(HERE / name)
    without = profile.done_without(here.roles.values())
    assert set(here.norms) == {key for key in profile.NORMS if not key.startswith(without)}
    assert (name == "city-council") is bool(without)
    for rows in here.norms.values():
        assert [row.since for row in rows] == sorted(row.since for row in rows)
        assert all(row.source for row in rows), "a number says where it comes from"
    assert {entry.more["means"] for entry in here.entries("reply_class")} >= {"done", "planned", "nothing"}
    for role in here.roles.values():
        assert not role.office or role.office in here.offices


# ---- The rule of the day

OLD, NEW = date(2025, 5, 1), date(2026, 5, 1)
SECOND_ROW = """
[[norm]]
key = "{key}"
value = {value}
since = 2026-01-01
source = "Amended rules"
"""


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def amended(tmp_path: Path, settings) -> Callable[..., None]:  # type: ignore[no-untyped-def]
    """Use a profile with further rows in its norms."""

    def use(**rows: int) -> None:
        folder = Path(shutil.copytree(HERE / "cppcc-district", tmp_path / "amended"))
        with (folder / "norms.toml").open("a", encoding="utf-8") as file:
            file.writelines(SECOND_ROW.format(key=key.replace("__", "."), value=value) for key, value in rows.items())
        settings.PROFILES, settings.PROFILE = tmp_path, "amended"

    return use


def test_a_norm_has_the_value_of_its_day(amended):
    amended(proposal__max_chars=800)
    here = profile.current()
    assert here.norm("proposal.max_chars", date(2025, 12, 31)) == 1500
    assert here.norm("proposal.max_chars", date(2026, 1, 1)) == 800
    assert here.norm("proposal.max_chars", date(1999, 1, 1)) == 1500, "before the first row the first row holds"
    assert here.norm_row("proposal.max_chars", NEW).source == "Amended rules"


def test_an_item_keeps_the_rule_of_its_day(db, amended):
    amended(proposal__max_chars=800, feedback__days=30)
    author = make_person("member")
    long = TEXT | {"situation": "情" * 1000}
    old, new = (draft(by=author, at=noon(day), **long) for day in (OLD, NEW))
    old = do("proposal", "submit", old, author, at=noon(OLD))
    assert old.norms.max_chars == 1500
    assert old.norms.get("feedback.days") == 15
    with pytest.raises(Exception, match="800"):
        do("proposal", "submit", new, author, at=noon(NEW))
    assert old.norms.get("feedback.days") == 15, "and keeps it after the amendment"


def test_the_rule_is_that_of_the_day_it_was_first_handed_in(db, amended):
    amended(proposal__max_chars=800)
    author, reviewer = make_person("member"), make_person("reviewer")
    item = draft(by=author, at=noon(OLD), **(TEXT | {"situation": "情" * 700}))
    item = do("proposal", "submit", item, author, at=noon(NEW))
    assert item.rule_day == NEW, "drafted under the old rule, handed in under the new"
    item = do("proposal", "return", item, reviewer, at=noon(NEW), why="请改。")
    item = do("proposal", "submit", item, author, at=noon(NEW + timedelta(days=400)))
    assert item.rule_day == NEW, "handed in again, it keeps its first day"


def test_a_list_row_holds_from_its_day_to_its_day(folder):
    put("lists.toml", '{ code = "phone", ', '{ code = "phone", since = 2024-01-01, until = 2025-12-31, ')(folder)
    here = profile.read(folder)
    codes = {day: {row.code for row in here.entries("contact_way", day)} for day in (date(2023, 1, 1), OLD, NEW)}
    assert [("phone" in codes[day]) for day in sorted(codes)] == [False, True, False]
    assert here.word("contact_way", "phone"), "what was chosen then is still called by its name"
    assert here.word("contact_way", "pigeon") == "pigeon"


def test_the_cast_can_play_under_any_rule(db, amended):
    from tests.cast import Cast

    amended(assign__offices=1)
    assert make_proposal(Cast(), "closed").state == "closed"
