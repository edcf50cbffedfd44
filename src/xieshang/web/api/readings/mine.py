"""What is the caller's own: who they are here, what waits on them, their notices; and the record for its auditor."""

from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, Field

from xieshang.core import record
from xieshang.core.lifecycle import NotYoursError
from xieshang.core.models import Notice, RecordEntry
from xieshang.core.verdicts import No
from xieshang.people.models import Person
from xieshang.people.rules import has_power
from xieshang.web.api.answers import HistoryRow, NoticeRow, PersonRow, RoleRow, WaitRow
from xieshang.web.api.callers import caller, person_calling
from xieshang.web.api.fields import Id, Words
from xieshang.web.api.readings.pages import Before, Limit, Page, page_of, reading
from xieshang.web.queries import waits_on


class Me(PersonRow):
    roles: list[RoleRow] = Field(description="Held today.")
    powers: list[str]
    scopes: list[str] = Field(description="What the key of this call may do.")


class Waits(BaseModel):
    rows: list[WaitRow] = Field(description="Late first, what has no deadline last.")
    next: int | None = Field(description="Ask with after=… for the next page; null at the end.")


class RecordVerified(BaseModel):
    """Whether the chain of the record holds; compare `head` with the copy you kept."""

    entries: int
    head: str
    is_whole: bool
    broken_link: int | None
    broken_entry: int | None
    what: str = Field(description="changed, previous, missing or unlinked; empty where nothing is broken.")


def must_audit(person: Person) -> None:
    if isinstance(verdict := has_power(person, "record.audit"), No):
        raise NotYoursError(str(verdict.reason))


def waits(person: Person, after: int | None, limit: int) -> Waits:
    found = waits_on(person)
    last = found.filter(pk=after).first() if after is not None else None
    if last is not None and last.due is not None:
        found = found.filter(Q(due__gt=last.due) | Q(due=last.due, pk__gt=last.pk) | Q(due=None))
    elif last is not None:
        found = found.filter(due=None, pk__gt=last.pk)
    rows = list(found[: limit + 1])
    today = timezone.localdate()
    return Waits(
        rows=[WaitRow.of(row, today) for row in rows[:limit]], next=rows[limit - 1].pk if len(rows) > limit else None
    )


def add(router: Router) -> None:
    @reading(router, "/me", Me, tag="me", summary="Who I am here", is_public=False)
    def me(request: HttpRequest) -> Any:
        person = person_calling(request)
        held = {code for code, _unit in person.holdings}
        roles = [RoleRow.of(each) for each in person.roles.select_related("unit") if each.role in held]
        return Me(
            **dict(PersonRow.of(person)),
            roles=roles,
            powers=sorted(person.powers),
            scopes=sorted(caller(request).scopes),
        )

    @reading(router, "/me/waits", Waits, tag="me", summary="What waits on me", is_public=False)
    def my_waits(
        request: HttpRequest,
        after: Annotated[Id | None, Query(None, description="Rows after this one.")],
        limit: Limit,
    ) -> Any:
        return waits(person_calling(request), after, limit)

    @reading(router, "/me/notices", Page[NoticeRow], tag="me", summary="My notices, newest first", is_public=False)
    def my_notices(
        request: HttpRequest,
        before: Before,
        limit: Limit,
        unread: Annotated[bool, Query(False)],
    ) -> Any:
        found = Notice.objects.filter(to=person_calling(request))
        if unread:
            found = found.filter(read_at=None)
        return page_of(NoticeRow, found, before, limit)

    @reading(
        router, "/record", Page[HistoryRow], tag="record", summary="The whole record, newest first", is_public=False
    )
    def record_list(
        request: HttpRequest,
        kind: Annotated[Words, Query("")],
        item: Annotated[Id | None, Query(None)],
        by: Annotated[Id | None, Query(None)],
        before: Before,
        limit: Limit,
    ) -> Any:
        must_audit(person_calling(request))
        found = RecordEntry.objects.select_related("by")
        if kind:
            found = found.filter(kind=kind)
        if item is not None:
            found = found.filter(item_id=item)
        if by is not None:
            found = found.filter(by_id=by)
        return page_of(HistoryRow, found, before, limit, in_full=True)

    @reading(router, "/record/verify", RecordVerified, tag="record", summary="Verify the record", is_public=False)
    def record_verify(request: HttpRequest) -> Any:
        must_audit(person_calling(request))
        found = record.verify()
        broken = found.first_break
        return RecordVerified(
            entries=found.entries,
            head=found.head,
            is_whole=broken is None,
            broken_link=broken.link_id if broken else None,
            broken_entry=broken.entry_id if broken else None,
            what=broken.what if broken else "",
        )
