"""People among what is found: by name, workplace, sector and unit, for whoever is signed in, as their list shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from xieshang.people.models import AccountState, Person
from xieshang.people.queries import is_administrator
from xieshang.search.kinds import KINDS, NO_MOMENT, TOUCHES, Document, Kind, Told, itself


def documents(ids: Iterable[int] | None) -> Iterable[Document]:
    rows = Person.objects.select_related("sector", "unit")
    for person in rows if ids is None else rows.filter(pk__in=ids):
        names = [person.name_latin, person.work]
        for body in (person.sector, person.unit):
            names += [body.name, body.name_en] if body else []
        yield Document(person.pk, NO_MOMENT, person.name, names=names)


def visible_to(reader: Person | None) -> QuerySet[Any]:
    """As the list of people: nothing for the public, closed accounts for administrators only."""
    if reader is None or not reader.is_authenticated or not reader.is_active:
        return Person.objects.none()
    return Person.objects.all() if is_administrator(reader) else Person.objects.filter(state=AccountState.OPEN)


def tell(ids: list[int], reader: Person | None) -> dict[int, Told]:
    rows = Person.objects.filter(pk__in=ids).select_related("sector", "unit")
    return {
        person.pk: Told(
            url=person.get_absolute_url(),
            state="" if person.is_active else person.get_state_display(),
            tone="ended",
            by=" · ".join(str(each) for each in (person.sector or person.unit, person.work) if each),
        )
        for person in rows
    }


def register() -> None:
    KINDS["person"] = Kind(_("Person"), _("People"), "person", Person, documents, visible_to, tell)
    TOUCHES["person"].append(itself("person"))
