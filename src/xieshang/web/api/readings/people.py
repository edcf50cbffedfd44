"""People, units, sectors, sessions, and the profile: the assembly's own words, lists and numbers."""

from datetime import date
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from xieshang.core import profile
from xieshang.core.powers import POWERS
from xieshang.core.profile import NORMS
from xieshang.people.models import Sector, Session, Unit
from xieshang.people.queries import is_administrator
from xieshang.web.api.answers import Offered, PersonRow, RoleRow, SectorRow, SessionRow, UnitRow
from xieshang.web.api.callers import person_calling
from xieshang.web.api.fields import Id, Words
from xieshang.web.api.items import VISIBLE, find
from xieshang.web.api.readings.pages import Before, Limit, Page, page_of, reading


class PersonWhole(PersonRow):
    roles: list[RoleRow] = Field(description="Those held now or before; for those who keep accounts and roles.")
    offers: list[Offered]


class NormRow(BaseModel):
    """A number the assembly sets for itself; from `since` on, as `source` says."""

    key: str
    meaning: str
    value: Any
    unit: str
    since: date
    source: str


class EntryRow(BaseModel):
    code: str
    name: str
    since: date
    until: date | None
    source: str


class RoleOfProfile(BaseModel):
    code: str
    name: str
    of_unit: bool
    office: str
    powers: list[str]
    separate: list[str] = Field(description="Roles the same person may not hold beside it.")


class ProfileWhole(BaseModel):
    code: str
    assembly: str
    district: str
    term: int
    norms: list[NormRow]
    lists: dict[str, list[EntryRow]]
    offices: list[EntryRow]
    roles: list[RoleOfProfile]
    powers: dict[str, str]


def entry_rows(rows: dict[str, profile.Entry]) -> list[EntryRow]:
    return [
        EntryRow(code=row.code, name=str(row), since=row.since, until=row.until, source=row.source)
        for row in rows.values()
    ]


def profile_now() -> ProfileWhole:
    here = profile.current()
    return ProfileWhole(
        code=here.code,
        assembly=str(here.assembly),
        district=str(here.district),
        term=here.term,
        norms=[
            NormRow(
                key=norm.key,
                meaning=NORMS[norm.key][1],
                value=norm.value,
                unit=norm.unit,
                since=norm.since,
                source=norm.source,
            )
            for rows in here.norms.values()
            for norm in rows
        ],
        lists={name: entry_rows(rows) for name, rows in here.lists.items()},
        offices=entry_rows(here.offices),
        roles=[
            RoleOfProfile(
                code=role.code,
                name=str(role),
                of_unit=role.of_unit,
                office=role.office,
                powers=sorted(role.powers),
                separate=sorted(role.separate),
            )
            for role in here.roles.values()
        ],
        powers={power: str(meaning) for power, meaning in POWERS.items()},
    )


def add(router: Router) -> None:
    @reading(router, "/people", Page[PersonRow], tag="people", summary="Colleagues, newest first", is_public=False)
    def people_list(
        request: HttpRequest,
        q: Annotated[Words, Query("", description="A part of the name.")],
        sector: Annotated[Id | None, Query(None)],
        unit: Annotated[Id | None, Query(None)],
        before: Before,
        limit: Limit,
    ) -> Any:
        found = VISIBLE["person"](person_calling(request))
        if q.strip():
            found = found.filter(Q(name__icontains=q.strip()) | Q(name_latin__icontains=q.strip()))
        if sector is not None:
            found = found.filter(sector_id=sector)
        if unit is not None:
            found = found.filter(unit_id=unit)
        return page_of(PersonRow, found, before, limit, person_calling(request))

    @reading(router, "/people/{id}", PersonWhole, tag="people", summary="One colleague", is_public=False)
    def people_one(request: HttpRequest, id: Id) -> Any:
        caller = person_calling(request)
        person = find("person", id, caller)
        keeps = caller.pk == person.pk or is_administrator(caller)
        roles = person.roles.select_related("unit").order_by("pk") if keeps else []
        return PersonWhole(
            **dict(PersonRow.of(person)),
            roles=[RoleRow.of(each) for each in roles],
            offers=Offered.all(person, caller),
        )

    @reading(router, "/units", list[UnitRow], tag="people", summary="Handling units")
    def units(request: HttpRequest) -> Any:
        return [UnitRow.of(unit) for unit in Unit.objects.all()]

    @reading(router, "/sectors", list[SectorRow], tag="people", summary="Sectors")
    def sectors(request: HttpRequest) -> Any:
        return [SectorRow.of(sector) for sector in Sector.objects.all()]

    @reading(router, "/sessions", list[SessionRow], tag="people", summary="Plenary sessions, newest first")
    def sessions(request: HttpRequest) -> Any:
        return [SessionRow.of(session) for session in Session.objects.all()]

    @reading(router, "/profile", ProfileWhole, tag="profile", summary="The assembly's words, norms, lists and roles")
    def profile_whole(request: HttpRequest) -> Any:
        return profile_now()
