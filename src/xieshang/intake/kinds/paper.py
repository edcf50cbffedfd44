"""A speech or a report as a paper, its structure kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any, BinaryIO

from xieshang.core.models import Item
from xieshang.engines.documents.blocks import Grid
from xieshang.engines.documents.faults import Code
from xieshang.engines.documents.faults import shown as shown_value
from xieshang.engines.documents.paper import Head, Passage, Section, read_paper
from xieshang.engines.documents.reading import read_document
from xieshang.intake.kinds.reading import Choices, Entry, Kind, Reading, Remark, our_fault
from xieshang.people.models import Person
from xieshang.people.queries import session_at
from xieshang.plenaries import actions
from xieshang.plenaries.models import LONGEST_TITLE


def read(source: BinaryIO, name: str, choices: Choices, by: Person, at: datetime) -> Reading:
    document = read_document(source, name)
    paper = read_paper(document)
    title = str(choices.get("title") or paper.title or PurePath(name).stem)
    body = list(blocks(paper.passages, paper.sections))
    faults = []
    if len(title) > LONGEST_TITLE:
        faults.append(our_fault(0, "", Code.TOO_LONG, shown_value(title), limit=LONGEST_TITLE, found=len(title)))
    remarks = [Remark("left_out_of_text", {"what": what, "n": n}) for what, n in document.left_out.items()]
    if not paper.title and not choices.get("title"):
        remarks.append(Remark("title_from_file"))
    kinds = [block["kind"] for block in body]
    remarks.append(
        Remark(
            "structure",
            {
                "headings": kinds.count("heading"),
                "paragraphs": kinds.count("paragraph"),
                "tables": kinds.count("table"),
            },
        )
    )
    lines = [line.text for line in paper.head if line.kind is not Head.TITLE]
    return Reading((Entry(1, {"title": title, "lines": lines, "body": body}),), tuple(faults), remarks=tuple(remarks))


def blocks(passages: Sequence[Passage | Grid], sections: Sequence[Section]) -> Iterator[dict[str, Any]]:
    """The tree in order of reading, as plenaries.models.Paper.body keeps it."""
    for passage in passages:
        if isinstance(passage, Grid):
            yield {"kind": "table", "rows": [list(row) for row in passage.rows]}
        else:
            yield {"kind": "paragraph", "voice": str(passage.voice), "number": passage.number, "text": passage.text}
    for section in sections:
        yield {"kind": "heading", "level": section.level, "number": section.number, "text": section.heading}
        yield from blocks(section.passages, section.sections)


def take_in(entry: Entry, by: Person, at: datetime) -> tuple[Item, str]:
    from django.utils import timezone

    return actions.take_in(by=by, at=at, session=session_at(timezone.localdate(at)), **entry.values), ""


def shown(entry: Entry) -> Mapping[str, str]:
    headings = [f"{block['number']}{block['text']}" for block in entry.values["body"] if block["kind"] == "heading"]
    first = next((block["text"] for block in entry.values["body"] if block["kind"] == "paragraph"), "")
    return {
        "title": entry.values["title"],
        "lines": "\n".join(entry.values["lines"]),
        "headings": "\n".join(headings[:20]),
        "text": first,
    }


PAPER_KIND = Kind("paper", ("docx", "txt"), read, take_in, shown)
