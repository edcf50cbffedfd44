"""What the pages of papers read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from xieshang.core.models import RecordEntry
from xieshang.people.models import Person
from xieshang.plenaries.models import Paper, PaperState

TONES = {PaperState.DRAFT: "waiting", PaperState.PUBLISHED: "good"}
DEEPEST = 6  # HTML has no headings below


@dataclass
class Heading:
    """A row of the table of contents, and those under it."""

    anchor: str
    number: str
    text: str
    inner: list[Heading] = field(default_factory=list)


@dataclass(frozen=True)
class Block:
    """One block as the page draws it; level counts from the page's own title, which is 1."""

    kind: str
    text: str = ""
    number: str = ""
    voice: str = ""
    level: int = 0
    anchor: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def papers(reader: Person | None) -> QuerySet[Paper]:
    """Newest first, without their texts."""
    visible: Any = Paper.objects.visible_to(reader)
    found: QuerySet[Paper] = visible.defer("body").select_related("session").order_by("-pk")
    return found


def document(paper: Paper) -> tuple[list[Heading], list[Block]]:
    """A paper as its table of contents and its blocks, the anchors of both agreeing."""
    root = Heading("", "", "")
    path: list[tuple[int, Heading]] = [(0, root)]
    blocks = []
    for block in paper.body:
        kind = block["kind"]
        if kind == "heading":
            level = int(block["level"])
            while path[-1][0] >= level:
                path.pop()
            parent = path[-1][1]
            anchor = f"{parent.anchor or 's'}-{len(parent.inner) + 1}"
            heading = Heading(anchor, block.get("number", ""), block["text"])
            parent.inner.append(heading)
            path.append((level, heading))
            blocks.append(Block("heading", heading.text, heading.number, "", min(level + 1, DEEPEST), anchor))
        elif kind == "table":
            blocks.append(Block("table", rows=tuple(tuple(row) for row in block["rows"])))
        else:
            blocks.append(Block("paragraph", block["text"], block.get("number", ""), block.get("voice", "")))
    return root.inner, blocks


def history(paper: Paper) -> list[RecordEntry]:
    """The record of a paper; what it holds stands on the page itself."""
    rows = RecordEntry.objects.filter(kind="paper", item_id=paper.pk).select_related("by")
    entries = list(rows.order_by("-id")[:50])
    for entry in entries:
        entry.changes = {}
    return entries
