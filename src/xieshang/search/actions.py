"""Saving a search, forgetting it, and telling of what it newly finds.

These are no deeds: what somebody looks for has no entry in the record, and no one but they ever see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from xieshang.core.calendar import local_day
from xieshang.core.deeds import give_notices
from xieshang.core.models import Notice
from xieshang.people.models import Person
from xieshang.search import norms
from xieshang.search.kinds import KINDS
from xieshang.search.models import SavedSearch
from xieshang.search.queries import MOST_COUNTED, NEWEST, Hit, newest_of, with_words
from xieshang.search.words import LONGEST, understand

CODE = "search.new"


class NotSavedError(Exception):
    """Why a search was not saved, in the reader's language."""


def save(person: Person, *, q: str, kind: str = "", at: datetime) -> SavedSearch:
    """Save a search; what it finds now counts as known. One saved before is left as it is."""
    q, kind = q.strip(), kind if kind in KINDS else ""
    if not understand(q).wanted or len(q) > LONGEST:
        raise NotSavedError(_("Look for something first; then the search can be saved."))
    with transaction.atomic():
        list(Person.objects.select_for_update(no_key=True).filter(pk=person.pk))  # one after the other
        known = SavedSearch.objects.filter(person=person, q=q, kind=kind).first()
        if known:
            return known
        most = norms.most_saved(local_day(at))
        if SavedSearch.objects.filter(person=person).count() >= most:
            raise NotSavedError(
                _("You have saved %(n)d searches, as many as can be. Stop one of them to save another.") % {"n": most}
            )
        saved = SavedSearch(person=person, q=q, kind=kind, made_at=at, looked_at=at)
        saved.seen = as_seen(look(saved, person))
        saved.save()
        return saved


def forget(person: Person, pk: int) -> bool:
    """Whether there was one of theirs to forget."""
    return SavedSearch.objects.filter(person=person, pk=pk).delete()[0] > 0


def look(saved: SavedSearch, person: Person) -> list[Hit]:
    return newest_of(person, understand(saved.q), saved.kind)


def as_seen(hits: Sequence[Hit]) -> dict[str, list[object]]:
    seen: dict[str, list[object]] = {}
    for kind in {hit.kind for hit in hits}:
        own = [hit for hit in hits if hit.kind == kind]
        oldest = min(hit.at for hit in own).isoformat() if len(own) > MOST_COUNTED else ""
        seen[kind] = [oldest, [hit.id for hit in own]]
    return seen


def is_new(hit: Hit, seen: dict[str, list[object]]) -> bool:
    """Not found the last time, and not merely moved up because something newer went."""
    if hit.kind not in seen:
        return True
    oldest, ids = seen[hit.kind]
    return hit.id not in ids and (not oldest or hit.at.isoformat() >= str(oldest))  # type: ignore[operator]


@dataclass(frozen=True)
class Looked:
    searches: int
    told: int


def tell_of_new(*, at: datetime, most: int = 500) -> Looked:
    """Look again at the saved searches that have waited longest, and give a notice of each that finds something new."""
    rows = SavedSearch.objects.filter(person__state="open", looked_at__lt=at).order_by("looked_at", "pk")
    keys = list(rows.values_list("pk", flat=True)[:most])
    people: dict[int, Person] = {}
    told = 0
    for pk in keys:
        with transaction.atomic():
            saved = SavedSearch.objects.select_for_update(skip_locked=True).filter(pk=pk, looked_at__lt=at).first()
            if saved is None:
                continue
            if saved.person_id not in people:
                people[saved.person_id] = Person.objects.get(pk=saved.person_id)
            person = people[saved.person_id]
            hits = look(saved, person)
            new = [hit for hit in hits if is_new(hit, saved.seen)]
            if new:
                give_notices([notice_of(saved, new, person, at)])
                told += 1
            saved.seen, saved.looked_at = as_seen(hits), at
            saved.save(update_fields=["seen", "looked_at"])
    return Looked(len(keys), told)


def notice_of(saved: SavedSearch, new: list[Hit], person: Person, at: datetime) -> Notice:
    first = max(new, key=lambda hit: hit.at)
    shown = with_words(person, [first])
    title = f"{saved.q} · {shown[0].title}" if shown else saved.q
    more = f" (+{len(new) - 1})" if len(new) > 1 else ""
    query = {"q": saved.q, "order": NEWEST} | ({"kind": saved.kind} if saved.kind else {})
    address = f"{reverse('search:results')}?{urlencode(query)}"
    if len(address) > 200:  # as long as a notice keeps; the list of saved searches leads on from there
        address = reverse("search:results")
    return Notice(
        to=person,
        key=f"{CODE}:{saved.pk}:{at.isoformat()}",
        code=CODE,
        title=title[: 290 - len(more)] + more,
        url=address,
        at=at,
    )
