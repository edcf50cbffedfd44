"""The profile: an assembly's words, roles, norms, lists, forms and letters, read from files and checked at start.

A profile is a folder of TOML files (`profiles/cppcc-district/`). Every row of `norms.toml` and `lists.toml` may
hold the day it begins to hold and where it comes from; asking for a norm takes the day of the item it is asked for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from xieshang.core.errors import ProfileError

FIRST_DAY = date(1900, 1, 1)
LONGEST_CODE = 20  # what the columns that keep a list's code hold


@dataclass(frozen=True)
class Words:
    """One name in each language; as a string, in the reader's."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if (get_language() or "").startswith("zh") else self.en


@dataclass(frozen=True)
class Norm:
    """A number an assembly sets for itself, from a day on, and the regulation it comes from."""

    key: str
    value: Any
    since: date
    source: str
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class Entry:
    """One row of a list: a class, a ground, a way of contact …"""

    code: str
    words: Words
    since: date = FIRST_DAY
    until: date | None = None
    source: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.words)


@dataclass(frozen=True)
class Role:
    """A role and the powers it holds; `separate` names the roles the same person may not hold beside it."""

    code: str
    words: Words
    powers: frozenset[str]
    of_unit: bool = False
    office: str = ""
    separate: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return str(self.words)


@dataclass(frozen=True)
class Profile:
    folder: Path
    code: str
    assembly: Words
    district: Words
    country: str
    region: str
    term: int
    number_format: str
    norms: dict[str, tuple[Norm, ...]]
    lists: dict[str, dict[str, Entry]]
    roles: dict[str, Role]
    offices: dict[str, Entry]
    fields: dict[str, dict[str, Any]]
    letters: dict[str, str]

    def norm(self, key: str, on: date) -> Any:
        """The value of a norm on a day. Raises KeyError when the profile never sets it."""
        value = None
        for row in self.norms[key]:
            if row.since <= on:
                value = row
        return (value or self.norms[key][0]).value

    def norm_row(self, key: str, on: date) -> Norm:
        rows = [row for row in self.norms[key] if row.since <= on]
        return rows[-1] if rows else self.norms[key][0]

    def entries(self, name: str, on: date | None = None) -> list[Entry]:
        """The rows of a list, those of that day only when one is given."""
        return [
            row
            for row in self.lists[name].values()
            if on is None or (row.since <= on and (row.until is None or on <= row.until))
        ]

    def choices(self, name: str, on: date | None = None) -> list[tuple[str, str]]:
        return [(row.code, str(row)) for row in self.entries(name, on)]

    def word(self, name: str, code: str) -> str:
        """How a list's code is called; the code itself where the list no longer holds it."""
        row = self.lists.get(name, {}).get(code)
        return str(row) if row else code

    def roles_with(self, power: str) -> list[str]:
        return [role.code for role in self.roles.values() if power in role.powers]


# What every profile must set. A norm's type is checked; its meaning stands beside it.
NORMS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "proposal.max_chars": (int, "the longest text of a proposal, in characters"),
    "proposal.title_chars": (int, "the longest title, in characters"),
    "proposal.min_suggestions": (int, "how many suggestions a proposal must make"),
    "proposal.seconders": (int, "how many co-signers a proposal needs before it can be submitted"),
    "cosign.hours_in_session": (int, "hours an invitation to co-sign stays open during a plenary session"),
    "cosign.hours": (int, "hours it stays open otherwise"),
    "review.working_days": (int, "working days the reviewers have"),
    "assign.offices": (int, "how many offices must agree on an assignment: 1 or 2"),
    "assign.working_days": (int, "working days the assigning offices have"),
    "assign.co_handling": (bool, "whether a lead unit may have co-handlers"),
    "receive.working_days": (int, "working days a unit has to sign for what it is given"),
    "return.working_days": (int, "working days in which a unit may hand an assignment back"),
    "return.answer_days": (int, "days in which the office answers a unit that handed back"),
    "reply.months_in_session": (int, "months to answer a proposal of a plenary session"),
    "reply.months": (int, "months to answer any other"),
    "cohandle.months": (int, "months a co-handler has for its opinion to the lead"),
    "contact.before_reply": (bool, "whether a reply may go out only after contact with the proposer"),
    "feedback.days": (int, "days the proposer is asked to judge in, before silence is noted"),
    "feedback.min_shown": (int, "how many judgements a unit needs before it sees any figure"),
    "rehandle.months": (int, "months for another answer when the proposer is not satisfied"),
    "rehandle.max_rounds": (int, "how often a proposal may be answered anew"),
    "search.most_saved": (int, "how many searches a person may save to be told of what is new"),
    "advice.right_share": (
        (int, float),
        "which share of suggestions must have been right before one is filled in alone",
    ),
    "advice.least_cases": (int, "decided cases below which suggestions are only a beginning and none is filled in"),
    "advice.versions_kept": (int, "versions of each model that are kept to go back to"),
    "alike.per_hour_address": (
        int,
        "how often within an hour one address without an account may ask for earlier items",
    ),
    "remind.days_before": (list, "days before a deadline on which a reminder goes out"),
    "message.answer_working_days": (int, "working days in which a resident is answered"),
    "message.per_hour_address": (int, "messages taken in within an hour from one address"),
    "message.per_day_sender": (int, "messages taken in within a day from one sender, known by how to reach them"),
    "message.same_text_days": (int, "days in which the same words from the same sender count as one message"),
    "message.tries_address": (int, "wrong codes that may be tried within an hour from one address"),
    "message.tries_number": (int, "wrong codes that may be tried within an hour for one message"),
    "hot.window_days": (int, "days of messages among which hot issues are looked for"),
    "hot.least_people": (int, "people who must have written about a matter for it to be a hot issue"),
    "report.max_chars": (int, "the longest text of a report, in characters"),
    "report.title_chars": (int, "the longest title of a report, in characters"),
    "report.needs_suggestions": (bool, "whether a report must say what should be done"),
    "report.choose_working_days": (int, "working days in which a report is chosen or not"),
    "report.urgent_working_days": (int, "working days for each step of an urgent report"),
    "report.sign_working_days": (int, "working days for each sign-off of a report"),
    "report.combined_share": ((int, float), "which part of the points each contributor to a combined issue gets"),
    "report.points_a_year": (int, "the most points one person's reports count in a year; 0 for no bound"),
    "referral.receive_working_days": (int, "working days a unit has to sign for a report passed on to it"),
    "referral.answer_working_days": (int, "working days a unit has to answer it"),
    "consultation.topics_a_year": (int, "the most topics a year's plan holds"),
    "consultation.notice_working_days": (int, "working days before a consultation by which notice of it is given"),
    "consultation.materials_working_days": (int, "working days before it by which its materials are sent"),
    "consultation.minutes_working_days": (int, "working days after it in which its minutes go out"),
    "consultation.response_working_days": (int, "working days a unit has to answer what comes of it"),
    "statement.max_chars": (int, "the longest statement, in characters"),
    "statement.appeal_working_days": (int, "working days in which an author may appeal against a moderator"),
    "statement.smallest_cell": (int, "fewer votes than this are never shown apart"),
}
LISTS = (
    "proposal_class",
    "proposer_kind",
    "refusal_ground",
    "reply_class",
    "point_verdict",
    "contact_way",
    "attitude",
    "result",
    "unit_kind",
    "impossible_ground",
    "message_topic",
    "message_decline_ground",
    "message_consent",
    "report_source",
    "report_not_taken",
    "report_product",
    "report_level",
    "report_addressee",
    "report_use",
    "report_credit",
    "consultation_platform",
    "consultation_form",
    "topic_source",
    "topic_test",
    "output_kind",
    "leave_reason",
    "seat_part",
    "rating",
    "statement_ground",
)
# The steps a form of consultation may ask for before and after the talk itself
FORM_STEPS = ("plan", "research", "materials", "report")
# A life an assembly does without: no role holds its power, and its norms and lists need not be set.
WITHOUT = {"report.write": ("report.", "referral.", "report_")}


def read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ProfileError(str(path), "-", "this file to exist") from None
    except tomllib.TOMLDecodeError as fault:
        raise ProfileError(str(path), "-", f"TOML that can be read ({fault})") from None


def wants(table: dict[str, Any], key: str, kind: type | tuple[type, ...], path: Path, where: str = "") -> Any:
    value = table.get(key)
    is_wrong_bool = isinstance(value, bool) and kind is int
    if not isinstance(value, kind) or is_wrong_bool:
        named = " or ".join(k.__name__ for k in kind) if isinstance(kind, tuple) else kind.__name__
        raise ProfileError(str(path), f"{where}{key}", f"{named}, found {value!r}")
    return value


def words(table: dict[str, Any], path: Path, where: str) -> Words:
    return Words(zh=wants(table, "zh", str, path, where), en=wants(table, "en", str, path, where))


def done_without(roles: Iterable[Role]) -> tuple[str, ...]:
    """What the names begin with of the norms and lists that this assembly has no use for."""
    held = {power for role in roles for power in role.powers}
    return tuple(start for power, starts in WITHOUT.items() if power not in held for start in starts)


def read_norms(path: Path, without: tuple[str, ...] = ()) -> dict[str, tuple[Norm, ...]]:
    rows: dict[str, list[Norm]] = {}
    for n, row in enumerate(wants(read_toml(path), "norm", list, path), 1):
        where = f"norm {n}: "
        key = wants(row, "key", str, path, where)
        if key not in NORMS:
            raise ProfileError(str(path), f"{where}key", f"one of {', '.join(NORMS)}, found {key!r}")
        rows.setdefault(key, []).append(
            Norm(
                key=key,
                value=wants(row, "value", NORMS[key][0], path, f"norm {n} ({key}): "),
                since=wants(row, "since", date, path, where),
                source=wants(row, "source", str, path, where),
                unit=row.get("unit", ""),
                note=row.get("note", ""),
            )
        )
    for key in NORMS:
        if key not in rows and not key.startswith(without):
            raise ProfileError(str(path), key, f"a row: {NORMS[key][1]}")
    return {key: tuple(sorted(rows[key], key=lambda norm: norm.since)) for key in rows}


def read_entries(rows: Iterable[dict[str, Any]], path: Path, name: str) -> dict[str, Entry]:
    known = {"code", "zh", "en", "since", "until", "source"}
    entries = {}
    for n, row in enumerate(rows, 1):
        where = f"{name} {n}: "
        code = wants(row, "code", str, path, where)
        if code in entries:
            raise ProfileError(str(path), f"{where}code", f"a code not used before, found {code!r} twice")
        if len(code) > LONGEST_CODE:
            raise ProfileError(str(path), f"{where}code", f"at most {LONGEST_CODE} characters, found {code!r}")
        entries[code] = Entry(
            code=code,
            words=words(row, path, where),
            since=row.get("since", FIRST_DAY),
            until=row.get("until"),
            source=row.get("source", ""),
            more={key: value for key, value in row.items() if key not in known},
        )
    return entries


def read_roles(path: Path, known_powers: frozenset[str]) -> dict[str, Role]:
    roles = {}
    for n, row in enumerate(wants(read_toml(path), "role", list, path), 1):
        where = f"role {n}: "
        powers = frozenset(wants(row, "powers", list, path, where))
        unknown = sorted(powers - known_powers)
        if unknown:
            raise ProfileError(str(path), f"{where}powers", f"powers that exist, found {', '.join(unknown)}")
        role = Role(
            code=wants(row, "code", str, path, where),
            words=words(row, path, where),
            powers=powers,
            of_unit=bool(row.get("of_unit", False)),
            office=row.get("office", ""),
            separate=frozenset(row.get("separate", [])),
        )
        roles[role.code] = role
    for role in roles.values():
        unknown = sorted(role.separate - set(roles))
        if unknown:
            raise ProfileError(str(path), f"{role.code}: separate", f"roles of this file, found {', '.join(unknown)}")
    return roles


def check_forms(path: Path, lists: dict[str, dict[str, Entry]], roles: dict[str, Role]) -> None:
    """A form of consultation names a platform, roles, steps and outputs that exist."""
    for form in lists["consultation_form"].values():
        for key, known in (
            ("callers", roles),
            ("steps", dict.fromkeys(FORM_STEPS)),
            ("outputs", lists["output_kind"]),
        ):
            named = wants(form.more, key, list, path, f"consultation_form {form.code}: ")
            if unknown := sorted(set(named) - set(known)):
                expected = f"some of {', '.join(known)}, found {', '.join(unknown)}"
                raise ProfileError(str(path), f"consultation_form {form.code}: {key}", expected)
        platform = wants(form.more, "platform", str, path, f"consultation_form {form.code}: ")
        if platform not in lists["consultation_platform"]:
            expected = f"one of {', '.join(lists['consultation_platform'])}, found {platform!r}"
            raise ProfileError(str(path), f"consultation_form {form.code}: platform", expected)


def read(folder: Path) -> Profile:
    """Read and check a profile. Raises ProfileError naming file, key and what was expected."""
    from xieshang.core.powers import POWERS

    path = folder / "profile.toml"
    about = read_toml(path)
    lists_path = folder / "lists.toml"
    tables = read_toml(lists_path)
    roles = read_roles(folder / "roles.toml", frozenset(POWERS))
    without = done_without(roles.values())
    lists = {
        name: read_entries(
            [] if name.startswith(without) and name not in tables else wants(tables, name, list, lists_path),
            lists_path,
            name,
        )
        for name in LISTS
    }
    check_forms(lists_path, lists, roles)
    letters = {file.stem: file.read_text(encoding="utf-8") for file in sorted((folder / "letters").glob("*.txt"))}
    return Profile(
        folder=folder,
        code=folder.name,
        assembly=words(wants(about, "assembly", dict, path), path, "assembly."),
        district=words(wants(about, "district", dict, path), path, "district."),
        country=wants(about, "country", str, path),
        region=about.get("region", ""),
        term=wants(about, "term", int, path),
        number_format=wants(about, "proposal_number", str, path),
        norms=read_norms(folder / "norms.toml", without),
        lists=lists,
        roles=roles,
        offices=read_entries(wants(about, "office", list, path), path, "office"),
        fields=read_toml(folder / "forms.toml"),
        letters=letters,
    )


@lru_cache(maxsize=8)
def load(profiles: Path, name: str) -> Profile:
    return read(profiles / name)


def current() -> Profile:
    """The profile of this installation."""
    return load(settings.PROFILES, settings.PROFILE)
