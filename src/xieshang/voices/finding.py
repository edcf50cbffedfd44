"""Residents' messages among what is found."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshang.people.models import Person
from xieshang.search.kinds import KINDS, TOUCHES, Document, Kind, Told, itself
from xieshang.voices.models import Message, State
from xieshang.voices.queries import TONES


def documents(ids: Iterable[int] | None) -> Iterable[Document]:
    """What is shown of it to all who see it, and its answer; never who wrote it, how to reach them, or what is masked."""
    rows = Message.objects.select_related("taken_up_by").defer("words")
    for row in rows if ids is None else rows.filter(pk__in=ids):
        title, text = getattr(row, "title_shown", row.title), getattr(row, "text_shown", row.text)
        names = [row.place_shown]
        if row.taken_up_by:
            names += [row.taken_up_by.name, row.taken_up_by.name_latin]
        body = "\n".join(filter(None, [text, row.answer]))
        yield Document(row.pk, row.received_at, title, body, names, [row.number_shown])


def tell(ids: list[int], reader: Person | None) -> dict[int, Told]:
    return {
        row.pk: Told(
            url=row.get_absolute_url(),
            state=row.get_state_display(),
            tone=TONES[State(row.state)],
            number=row.number_shown,
            matter_url=reverse("matters:matter", args=[row.matter_id]),
        )
        for row in Message.objects.filter(pk__in=ids).defer("words", "text")
    }


def register() -> None:
    KINDS["message"] = Kind(
        _("Resident's message"),
        _("Residents' messages"),
        "message",
        Message,
        documents,
        Message.objects.visible_to,
        tell,
    )
    TOUCHES["message"].append(itself("message"))
