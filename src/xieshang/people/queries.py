"""What pages and other apps ask about people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils import timezone

from xieshang.core import profile
from xieshang.core.deeds import readable
from xieshang.core.models import Notice, RecordEntry, Unsent
from xieshang.core.paging import PAGE_LENGTH, KeyPage
from xieshang.people.models import AccountState, Person, RoleHeld, Sector, Session, Unit
from xieshang.people.sessions import ADMINISTRATION, open_visits


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


# ---- The list of people, a person's page


@dataclass(frozen=True)
class Chosen:
    """What the list of people is narrowed to."""

    q: str = ""
    sector: Sector | None = None
    unit: Unit | None = None
    state: str = ""


def is_administrator(reader: Person) -> bool:
    """Who sees logins, closed accounts and the history of an account."""
    return any(reader.can(power) for power in sorted(ADMINISTRATION))


def people(reader: Person, chosen: Chosen) -> QuerySet[Any]:
    """The people a reader finds: by name, sector or unit; by login, and closed accounts, for administrators only."""
    found = Person.objects.select_related("sector", "unit").prefetch_related("roles__unit")
    if words := chosen.q.strip():
        by_words = Q(name__icontains=words) | Q(name_latin__icontains=words) | Q(work__icontains=words)
        if is_administrator(reader):
            by_words |= Q(login__icontains=words)
        found = found.filter(by_words)
    if chosen.sector:
        found = found.filter(sector=chosen.sector)
    if chosen.unit:
        held = RoleHeld.objects.filter(held_now(timezone.localdate()), unit=chosen.unit)
        found = found.filter(Q(unit=chosen.unit) | Q(pk__in=held.values("person")))
    state = (is_administrator(reader) and chosen.state) or AccountState.OPEN
    return (found if state == "all" else found.filter(state=state)).annotate(sort=sort_name())


def people_page(found: QuerySet[Any], *, before: int | None, after: int | None) -> KeyPage:
    """A page of people in the order of their names; the keys are those of the people at its two ends."""
    edge = edge_of_page(after)
    if edge is not None:
        rows = list(found.filter(is_past(edge, "lt")).order_by("-sort", "-pk")[: PAGE_LENGTH + 1])
        more, rows = len(rows) > PAGE_LENGTH, rows[:PAGE_LENGTH][::-1]
        return KeyPage(rows, rows[-1].pk if rows else None, rows[0].pk if more else None)
    edge = edge_of_page(before)
    if edge is not None:
        found = found.filter(is_past(edge, "gt"))
    rows = list(found.order_by("sort", "pk")[: PAGE_LENGTH + 1])
    more, rows = len(rows) > PAGE_LENGTH, rows[:PAGE_LENGTH]
    return KeyPage(rows, rows[-1].pk if more else None, rows[0].pk if rows and edge is not None else None)


def edge_of_page(key: int | None) -> Any:
    return Person.objects.filter(pk=key).annotate(sort=sort_name()).first() if key is not None else None


def sort_name() -> Lower:
    """Latin letters where a name has them (for Chinese names that is their sound), else the name itself."""
    return Lower(Coalesce(NullIf("name_latin", Value("")), "name"))


def is_past(edge: Any, way: str) -> Q:
    return Q(**{f"sort__{way}": edge.sort}) | Q(sort=edge.sort, **{f"pk__{way}": edge.pk})


@dataclass(frozen=True)
class PersonLink:
    """Something of a person's to go and see: the proposals they wrote, the ones they signed."""

    label: str
    url: str
    count: int | None = None


# What other apps show on a person's page, as far as the reader is entitled to it (they hand it down).
PERSON_LINKS: list[Callable[[Person, Person], Iterable[PersonLink]]] = []


def links_of(person: Person, reader: Person) -> list[PersonLink]:
    return [link for links in PERSON_LINKS for link in links(person, reader)]


def roles_of(person: Person) -> list[RoleHeld]:
    """Every role ever held, today's first."""
    today = timezone.localdate()
    rows = list(person.roles.select_related("unit").order_by("-since", "-pk"))
    return sorted(rows, key=lambda held: not (held.since <= today and (held.until is None or today <= held.until)))


def history(person: Person, reader: Person, most: int = 100) -> list[RecordEntry]:
    """The record of an account, newest first: for its owner and for administrators."""
    if reader.pk != person.pk and not is_administrator(reader):
        return []
    rows = RecordEntry.objects.filter(kind="person", item_id=person.pk)
    return list(rows.select_related("by").order_by("-id")[:most])


def password_set_at(person: Person) -> datetime | None:
    """When the password now in use was chosen or given."""
    deeds = ["person.open", "person.reset_password", "person.change_password"]
    rows = RecordEntry.objects.filter(kind="person", item_id=person.pk, deed__in=deeds)
    return rows.order_by("-id").values_list("at", flat=True).first()


# ---- What is stored about somebody (Personal Information Protection Law, art. 45)


def stored_about(person: Person) -> dict[str, Any]:
    """Everything the database holds about a person, but for secrets, which nobody can read."""
    return {
        "account": {
            key: readable(value)
            for key, value in person.values().items()
            if key not in ("password", "sector_id", "unit_id", "version")
        }
        | {"sector": str(person.sector or ""), "unit": str(person.unit or "")},
        "roles": [
            {
                "role": str(held),
                "unit": str(held.unit or ""),
                "since": readable(held.since),
                "until": readable(held.until),
            }
            for held in roles_of(person)
        ],
        "sessions": [
            {"device": visit.device, "since": readable(visit.since), "seen": readable(visit.seen)}
            for visit in open_visits(person)
        ],
        "keys": list(person.tokens.values("name", "scopes", "made_at", "expires", "revoked_at")),
        "second_ways_to_sign_in": list(
            Authenticator.objects.filter(user=person).values("type", "created_at", "last_used_at")
        ),
        "identity_providers": list(
            SocialAccount.objects.filter(user=person).values("provider", "uid", "date_joined", "last_login")
        ),
        "notices": list(Notice.objects.filter(to=person).values("at", "code", "title", "url", "read_at", "mailed_at")),
        "unsent_words": list(Unsent.objects.filter(person=person).values("place", "words", "at")),
        "deeds": list(
            RecordEntry.objects.filter(by=person).order_by("id").values("at", "deed", "kind", "item_id", "why")
        ),
        "deeds_of_others_on_the_account": list(
            RecordEntry.objects.filter(kind="person", item_id=person.pk)
            .exclude(by=person)
            .order_by("id")
            .values("at", "deed", "by__name", "why")
        ),
        "named_in": named_in(person),
    }


# Told in full above, or no personal data
TOLD_ABOVE = frozenset(
    {"people.roleheld", "people.token", "people.visit", "core.notice", "core.unsent", "core.recordentry",
     "mfa.authenticator", "socialaccount.socialaccount"}
)  # fmt: skip


def named_in(person: Person) -> dict[str, list[Any]]:
    """The keys of all other rows that name the person, by table and column: found by the models' own relations."""
    found = {}
    for relation in Person._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        model: Any = relation.related_model
        if model._meta.label_lower not in TOLD_ABOVE:
            field = relation.field.name  # type: ignore[union-attr]
            keys = list(model._base_manager.filter(**{field: person}).order_by("pk").values_list("pk", flat=True))
            if keys:
                found[f"{model._meta.label_lower}.{field}"] = keys
    return found
