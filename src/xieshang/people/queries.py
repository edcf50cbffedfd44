"""What pages and other apps ask about people."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone

from xieshang.core import profile
from xieshang.people.models import Person, RoleHeld, Session


def held_now(today: date) -> Q:
    return Q(since__lte=today) & (Q(until=None) | Q(until__gte=today))


def people_behind(keys: set[str]) -> dict[str, set[int]]:
    """Who stands behind each holder key (see core.models.Wait), by today's roles."""
    found: dict[str, set[int]] = {key: {int(key[7:])} for key in keys if key.startswith("person:")}
    rest = keys - set(found)
    if not rest:
        return found
    roles = profile.current().roles
    wanted = {code for code, role in roles.items() if any(key.rsplit(":", 1)[-1] in role.powers for key in rest)}
    rows = RoleHeld.objects.filter(held_now(timezone.localdate()), role__in=wanted, person__state="open")
    for person_id, code, unit_id in rows.values_list("person_id", "role", "unit_id"):
        role = roles[code]
        for power in role.powers:
            for key in (
                f"unit:{unit_id}:{power}" if unit_id is not None else "",
                f"office:{role.office}:{power}" if unit_id is None and role.office else "",
                f"power:{power}" if unit_id is None else "",
            ):
                if key in rest:
                    found.setdefault(key, set()).add(person_id)
    return found


def session_at(day: date) -> Session | None:
    """The plenary session a proposal of that day belongs to: the last one opened, else none."""
    return Session.objects.filter(opens__lte=day).order_by("-opens").first()


def members() -> list[Person]:
    return list(Person.objects.filter(sector__isnull=False, state="open").select_related("sector"))
