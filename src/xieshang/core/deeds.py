"""The one door for writes: lock, judge, change, record, and say whose turn it is now.

    with deed("file", on=proposal, by=person, at=now, why=reason) as proposal:
        LIFE.take("file", proposal, person)
        proposal.number = ...

On leaving the block the changed fields are saved, the record gets its row, what waits on whom is brought up to
date and those who follow the item are told; all in one transaction. The database itself refuses to change an item's
table outside a deed (migration 0002 of core).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection, models, transaction
from django.db.models import Func, Value
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from xieshang.core.lifecycle import StaleError
from xieshang.core.models import Item, Notice, RecordEntry, Wait
from xieshang.core.turns import Turn

if TYPE_CHECKING:
    from xieshang.people.models import Person

I = TypeVar("I", bound=Item)  # noqa: E741 (item)

# What the apps above hand down: per kind of item, whose turn it is and who follows it.
TURNS: dict[str, Callable[[Any], Iterable[Turn]]] = {}
FOLLOWERS: dict[str, Callable[[Any], Iterable[int]]] = {}
# Who stands behind a holder (people hands this down).
HOLDERS: list[Callable[[set[str]], dict[str, set[int]]]] = []

# What else is kept of an item and must agree with it at once: (item, the fields that changed) (search hands this down).
ALONGSIDE: list[Callable[[Any, set[str]], None]] = []

# Set by `quietly`
IS_QUIET: ContextVar[bool] = ContextVar("is_quiet", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """Give no notices: for deeds of long ago that come in by the hundred. What waits on whom is kept all the same."""
    token = IS_QUIET.set(True)
    try:
        yield
    finally:
        IS_QUIET.reset(token)


def open_the_door(name: str) -> None:
    """Tell the database that a deed is under way, until the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('xieshang.deed', %s, true)", [name])


def opening(name: str) -> Func:
    """The same within another statement: a deed on what exists opens the door as it locks the row."""
    return Func(
        Value("xieshang.deed"), Value(name), Value(True), function="set_config", output_field=models.TextField()
    )


def save_what_it_belongs_to(item: Item) -> None:
    """A new item may bring a new matter along; it is opened in the same deed."""
    fields: Any = item._meta.concrete_fields
    for field in fields:
        parent: Any = field.get_cached_value(item) if field.is_relation and field.is_cached(item) else None
        if parent is not None and parent.pk is None:
            parent.save(force_insert=True)
            setattr(item, field.name, parent)


@contextmanager
def deed(name: str, *, on: I, by: Person | None, at: datetime, why: str = "", seen: int | None = None) -> Iterator[I]:
    """One change of one item.

    on    the item; one without a primary key is born here
    by    who acts; None for the clock or a resident without an account
    seen  the version the person had read; StaleError when it is no longer the newest
    """
    with transaction.atomic():
        is_birth = on.pk is None
        if is_birth:
            item = on
            open_the_door(name)
            save_what_it_belongs_to(item)
            item.save(force_insert=True)
        else:
            manager: Any = on.__class__._base_manager  # not type(on): request.user is only a proxy
            locked = manager.select_for_update(no_key=True).annotate(_door=opening(name))
            item = locked.get(pk=on.pk)
        before = item.values()
        if seen is not None and seen != item.version:
            raise StaleError(_("Somebody else has changed this since you opened it."), theirs=item)
        item.__dict__["_beside"] = {}
        yield item
        after = item.values()
        changed = [key for key in after if after[key] != before[key]]
        beside = item.__dict__.pop("_beside")
        if changed or (beside and not is_birth):
            if not is_birth:
                item.version += 1
            item.save(update_fields=[*changed, "version"])
        if is_birth:
            before = {}
        entry = write_record(name, item, before, after, beside, by=by, at=at, why=why)
        bring_waits_up_to_date(item, at=at, by=by, is_birth=is_birth)
        tell_followers(entry, item, by=by)
        for bring_up_to_date in ALONGSIDE:
            bring_up_to_date(item, set(changed))


def beside(item: Item, what: str, old: Any, new: Any) -> None:
    """Note a change in rows that belong to the item (its suggestions, a reply's points) for its record."""
    if old != new:
        item.__dict__["_beside"][what] = [old, new]


def readable(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def write_record(
    name: str,
    item: Item,
    before: dict[str, Any],
    after: dict[str, Any],
    besides: dict[str, Any],
    *,
    by: Person | None,
    at: datetime,
    why: str,
) -> RecordEntry:
    changes = dict(besides)
    for key, new in after.items():
        old = before.get(key)
        if key in ("id", "version", "state") or old == new or (not before and new in (None, "", False)):
            continue
        if key in item.UNRECORDED:
            # Keyed, so that a phone number or a judgement cannot be guessed back from it.
            digest = salted_hmac("xieshang.record", str(new), algorithm="sha256").hexdigest() if new else ""
            changes[key] = [None, {"hmac": digest}]
        else:
            changes[key] = [readable(old), readable(new)]
    return RecordEntry.objects.create(
        at=at,
        by=by,
        deed=f"{item.item_kind()}.{name}",
        kind=item.item_kind(),
        item_id=item.pk,
        matter_id=getattr(item, "matter_id", None),
        from_state=before.get("state", ""),
        to_state=after["state"],
        changes=changes,
        why=why,
    )


def bring_waits_up_to_date(item: Item, *, at: datetime, by: Person | None, is_birth: bool = False) -> None:
    """Make what waits on whom agree with the item's state; tell those on whom something new waits."""
    if item.item_kind() not in TURNS:
        return
    turns = {(turn.name, turn.holder): turn for turn in TURNS[item.item_kind()](item)}
    waits = () if is_birth else Wait.objects.filter(kind=item.item_kind(), item_id=item.pk)
    found = {(wait.turn, wait.holder): wait for wait in waits}
    gone = [wait.pk for key, wait in found.items() if key not in turns]
    if gone:
        Wait.objects.filter(pk__in=gone).delete()
    title, number, url = item.record_title()[:300], getattr(item, "number_shown", "") or "", item.get_absolute_url()
    for key, wait in found.items():
        if key in turns and (wait.due, wait.title, wait.number) != (turns[key].due, title, number):
            Wait.objects.filter(pk=wait.pk).update(due=turns[key].due, title=title, number=number)
    new = [turn for key, turn in turns.items() if key not in found]
    if not new:
        return
    Wait.objects.bulk_create(
        Wait(
            holder=turn.holder,
            turn=turn.name,
            kind=item.item_kind(),
            item_id=item.pk,
            title=title,
            number=number,
            url=url,
            since=at,
            due=turn.due,
        )
        for turn in new
    )
    if IS_QUIET.get():
        return
    people = holders({turn.holder for turn in new})
    give_notices(
        Notice(
            to_id=person_id,
            key=f"{turn.name}:{item.item_kind()}:{item.pk}:{item.version}",
            code=f"turn.{turn.name}",
            title=title,
            url=url,
            at=at,
            due=turn.due,
        )
        for turn in new
        for person_id in people.get(turn.holder, ())
        if by is None or person_id != by.pk
    )


def holders(keys: set[str]) -> dict[str, set[int]]:
    """The people who stand behind each holder key."""
    found: dict[str, set[int]] = {}
    for find in HOLDERS:
        for key, people in find(keys).items():
            found.setdefault(key, set()).update(people)
    return found


def tell_followers(entry: RecordEntry, item: Item, *, by: Person | None) -> None:
    """One notice a deed and follower; the key is the deed's own, for not every deed changes the item's version."""
    if entry.kind not in FOLLOWERS or IS_QUIET.get():
        return
    give_notices(
        Notice(
            to_id=person_id,
            key=f"{entry.deed}:{entry.pk}",
            code=entry.deed,
            title=item.record_title()[:300],
            url=item.get_absolute_url(),
            at=entry.at,
        )
        for person_id in set(FOLLOWERS[entry.kind](item))
        if by is None or person_id != by.pk
    )


def give_notices(notices: Iterable[Notice]) -> None:
    rows = list(notices)
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
