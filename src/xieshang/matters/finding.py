"""Promises among what is found."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshang.matters.models import Commitment
from xieshang.matters.queries import commitment_step, commitments_visible_to
from xieshang.people.models import Person
from xieshang.search.kinds import KINDS, TOUCHES, Document, Kind, Told, itself


def documents(ids: Iterable[int] | None) -> Iterable[Document]:
    rows = Commitment.objects.select_related("unit")
    for row in rows if ids is None else rows.filter(pk__in=ids):
        body = "\n".join(filter(None, [row.evidence, row.why_not]))
        yield Document(row.pk, row.made_at, row.promise, body, [row.unit.name, row.unit.name_en, row.in_charge])


def tell(ids: list[int], reader: Person | None) -> dict[int, Told]:
    found = {}
    for row in Commitment.objects.filter(pk__in=ids).select_related("unit"):
        step = commitment_step(row)
        matter = reverse("matters:matter", args=[row.matter_id])
        found[row.pk] = Told(url=step.url, state=step.state, tone=step.tone, by=step.who, matter_url=matter)
    return found


def register() -> None:
    KINDS["commitment"] = Kind(
        _("Promise"), _("Promises"), "promise", Commitment, documents, commitments_visible_to, tell
    )
    TOUCHES["commitment"].append(itself("commitment"))
