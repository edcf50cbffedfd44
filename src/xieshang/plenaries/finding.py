"""Papers among what is found."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from xieshang.people.models import Person
from xieshang.plenaries.models import Paper, PaperState
from xieshang.plenaries.queries import TONES
from xieshang.search.kinds import KINDS, TOUCHES, Document, Kind, Told, itself


def documents(ids: Iterable[int] | None) -> Iterable[Document]:
    rows = Paper.objects.all()
    for row in rows if ids is None else rows.filter(pk__in=ids):
        parts = list(row.lines)
        for block in row.body:
            if block["kind"] == "table":
                parts += ["\u3000".join(cells) for cells in block["rows"]]
            else:
                parts.append(block.get("number", "") + block["text"])
        yield Document(row.pk, row.taken_in_at, row.title, "\n".join(parts))


def tell(ids: list[int], reader: Person | None) -> dict[int, Told]:
    return {
        row.pk: Told(url=row.get_absolute_url(), state=row.get_state_display(), tone=TONES[PaperState(row.state)])
        for row in Paper.objects.filter(pk__in=ids).defer("body")
    }


def register() -> None:
    KINDS["paper"] = Kind(_("Paper"), _("Papers"), "hall", Paper, documents, Paper.objects.visible_to, tell)
    TOUCHES["paper"].append(itself("paper"))
