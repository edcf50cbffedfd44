"""The forms of consultation and the numbers an assembly sets for them, read from the profile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from xieshang.core import calendar, profile


@dataclass(frozen=True)
class Form:
    """One form of consultation (协商形式): who may call it, who takes part, its steps, lead times and outputs.

    notice, materials  working days before the day by which they go out; 0 where the form asks for none
    """

    code: str
    name: str
    platform: str
    callers: frozenset[str]
    who: str
    steps: frozenset[str]
    outputs: tuple[str, ...]
    notice: int
    materials: int


def in_words(entry: profile.Entry, key: str) -> str:
    return str(entry.more.get(f"{key}_zh" if (get_language() or "").startswith("zh") else f"{key}_en", ""))


def form_of(code: str, day: date) -> Form:
    """The form as its rule stands on a day. Raises KeyError for a code the profile never had."""
    here = profile.current()
    row = here.lists["consultation_form"][code]
    has_materials = "materials" in row.more["steps"]
    return Form(
        code=code,
        name=str(row),
        platform=row.more["platform"],
        callers=frozenset(row.more["callers"]),
        who=in_words(row, "who"),
        steps=frozenset(row.more["steps"]),
        outputs=tuple(row.more["outputs"]),
        notice=int(row.more.get("notice", here.norm("consultation.notice_working_days", day))),
        materials=int(row.more.get("materials", here.norm("consultation.materials_working_days", day)))
        if has_materials
        else 0,
    )


def latest_day(held: date, working_days: int) -> date:
    """The last day on which something goes out that must be so many working days before."""
    here = profile.current()
    day = held
    from datetime import timedelta

    while working_days > 0:
        day -= timedelta(days=1)
        working_days -= calendar.is_working_day(day, here.country, here.region)
    return day


def working_days_after(day: date, key: str) -> date:
    here = profile.current()
    return calendar.add_working_days(day, here.norm(key, day), here.country, here.region)
