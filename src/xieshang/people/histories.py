"""The history of an account in words: roles, sectors, units and keys by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from xieshang.core import profile
from xieshang.core.models import RecordEntry
from xieshang.look.histories import Change, Told, tell
from xieshang.people.models import Sector, Unit


def account_history(entries: Iterable[RecordEntry]) -> list[Told]:
    rows = list(entries)
    if not rows:
        return []
    words = words_for()
    told = []
    for entry in rows:
        named = []
        for key, (old, new) in sorted(entry.changes.items()):
            if key in words:
                label, say = words[key]
                named.append(Change(label, say(str(old)) if old else "", say(str(new)) if new else "", is_text=False))
        rest = RecordEntry(**{field.attname: getattr(entry, field.attname) for field in entry._meta.concrete_fields})
        rest.by = entry.by
        rest.changes = {key: change for key, change in entry.changes.items() if key not in words}
        [row] = tell([rest])
        who = entry.by or _("Nobody who was signed in")
        told.append(replace(row, who=who, changes=[*named, *row.changes]))
    return told


def words_for() -> dict[str, tuple[str, Callable[[str], str]]]:
    """Per recorded key: what it is called, and how its value is told."""
    sectors = {str(sector.pk): str(sector) for sector in Sector.objects.all()}
    units = {str(unit.pk): str(unit) for unit in Unit.objects.all()}
    by_code = {unit.code: str(unit) for unit in Unit.objects.all()}
    ways = {str(value): str(label) for value, label in Authenticator.Type.choices}

    def role(written: str) -> str:
        code, _colon, unit = written.partition(":")
        held = str(profile.current().roles.get(code, code))
        return f"{held} · {by_code.get(unit, unit)}" if unit else held

    return {
        "role": (_("Role"), role),
        "sector_id": (_("Sector"), lambda written: sectors.get(written, written)),
        "unit_id": (_("Unit"), lambda written: units.get(written, written)),
        "token": (_("Key"), str),
        "factor": (_("Way to sign in"), lambda written: ways.get(written, written)),
        "must_change_password": (_("Password to be changed"), lambda _written: _("yes")),
    }
