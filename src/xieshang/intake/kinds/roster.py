"""A roster of members: each row opens an account."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from xieshang.core.models import Item
from xieshang.engines.documents.columns import ROSTER, recognise
from xieshang.engines.documents.faults import Sheet
from xieshang.engines.documents.reading import read_table
from xieshang.engines.documents.roster import bare_name, check_roster
from xieshang.intake.kinds.reading import (
    Choices,
    Entry,
    Kind,
    Reading,
    Remark,
    columns_of,
    in_order,
    naive,
    too_long,
    without_left_out,
)
from xieshang.people.actions import first_password, open_account
from xieshang.people.models import AccountState, Person, Sector

KEPT = ("name", "pinyin", "sector", "post", "job", "email")
# A first password is 12 letters drawn at random and lives until the first sign-in, when Django hashes it anew at its
# full strength: slow hashing guards weak passwords, and 250 of them at full strength would block the server a minute.
ITERATIONS = 60_000


def read(source: BinaryIO, name: str, choices: Choices, by: Person, at: datetime) -> Reading:
    table = read_table(source, name)
    sheet = Sheet(table, recognise(table.columns, ROSTER), ROSTER)
    sectors = {sector.name: sector for sector in Sector.objects.all()}
    members = Person.objects.filter(state=AccountState.OPEN, sector__isnull=False).values_list("name", flat=True)
    faults = list(check_roster(table, sectors=list(sectors), today=naive(at).date(), names=set(members)))
    faults += too_long(sheet, faults, {"post": 120})
    remaining, out = without_left_out(faults, choices)
    taken = set(Person.objects.values_list("login", flat=True))
    entries = []
    for row in table.rows:
        if row.number in out:
            continue
        cells = {field: sheet.cell(row, field) for field in KEPT}
        login = free_login(cells["pinyin"], taken)
        taken.add(login)
        values = {
            "login": login,
            "name": bare_name(cells["name"]),
            "name_latin": cells["pinyin"].title(),
            "email": cells["email"],
            "sector": sectors.get(cells["sector"]),
            "work": "　".join(part for part in (cells["post"], cells["job"]) if part)[:120],
        }
        entries.append(Entry(row.number, values))
    remarks = (Remark("roles_apart"),)
    return Reading(tuple(entries), in_order(remaining), columns_of(sheet.recognised, KEPT), tuple(sorted(out)), remarks)


def free_login(pinyin: str, taken: set[str]) -> str:
    """The name in Latin letters, numbered where somebody has it already; "member" for a name without."""
    bare = (
        "".join(sign for sign in pinyin.lower().replace("ü", "v") if sign.isascii() and sign.isalpha())[:40] or "member"
    )
    number = 1
    login = bare
    while login in taken:
        number += 1
        login = f"{bare}{number}"
    return login


def take_in(entry: Entry, by: Person, at: datetime) -> tuple[Item, str]:
    word = first_password()
    hashed = PBKDF2PasswordHasher().encode(word, secrets.token_hex(16), iterations=ITERATIONS)
    person, _word = open_account(by=by, at=at, hashed=hashed, **entry.values)
    return person, word


def shown(entry: Entry) -> Mapping[str, str]:
    values = entry.values
    return {"row": str(entry.row), **{field: str(values[field] or "") for field in ("login", "name", "sector", "work")}}


ROSTER_KIND = Kind("roster", ("csv", "csv.gz", "xlsx"), read, take_in, shown)
