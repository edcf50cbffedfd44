"""Residents' messages from the table of another message board."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO

from xieshang.core import profile
from xieshang.core.models import Item
from xieshang.engines.documents.columns import MESSAGES, recognise
from xieshang.engines.documents.faults import Sheet
from xieshang.engines.documents.messages import check_messages
from xieshang.engines.documents.reading import read_table
from xieshang.intake.kinds.reading import (
    Choices,
    Entry,
    Kind,
    Reading,
    Remark,
    columns_of,
    in_order,
    moment_of,
    naive,
    too_long,
    without_left_out,
)
from xieshang.people.models import Person
from xieshang.voices import actions
from xieshang.voices.norms import LONGEST_TEXT, LONGEST_TITLE

KEPT = ("title", "text", "time", "author", "place", "category", "reply", "replied")
FROM_TEXT = 40  # characters of the text that stand in for a title


def read(source: BinaryIO, name: str, choices: Choices, by: Person, at: datetime) -> Reading:
    table = read_table(source, name)
    sheet = Sheet(table, recognise(table.columns, MESSAGES), MESSAGES)
    faults = list(check_messages(table, now=naive(at)))
    faults += too_long(sheet, faults, {"title": LONGEST_TITLE, "text": LONGEST_TEXT, "place": 120, "author": 60})
    remaining, out = without_left_out(faults, choices)
    lists = profile.current().lists["message_topic"].values()
    topics = {word.lower(): entry.code for entry in lists for word in (entry.words.zh, entry.words.en)}
    entries, unknown, dateless = [], set(), 0
    for row in table.rows:
        if row.number in out:
            continue
        cells = {field: sheet.cell(row, field) for field in KEPT}
        topic = topics.get(cells["category"].lower(), "other")
        if cells["category"] and topic == "other":
            unknown.add(cells["category"])
        dateless += not cells["time"]
        asked = moment_of(cells["time"], at)
        values = {
            "title": cells["title"] or first_words(cells["text"]),
            "text": cells["text"],
            "topic": topic,
            "place": cells["place"],
            "name": cells["author"],
            "at": asked,
            "answer": cells["reply"],
            "answered_at": moment_of(cells["replied"], asked),
        }
        entries.append(Entry(row.number, values))
    remarks = []
    if unknown:
        remarks.append(Remark("topics_unknown", {"n": len(unknown)}))
    if dateless:
        remarks.append(Remark("dated_today", {"n": dateless}))
    if table.other_sheets:
        remarks.append(Remark("other_sheets", {"sheet": table.sheet, "n": len(table.other_sheets)}))
    return Reading(
        tuple(entries), in_order(remaining), columns_of(sheet.recognised, KEPT), tuple(sorted(out)), tuple(remarks)
    )


def first_words(text: str) -> str:
    """A title for a message that came without: the beginning of its first line."""
    line = text.strip().split("\n", 1)[0].strip()
    return line if len(line) <= FROM_TEXT else line[: FROM_TEXT - 1] + "…"


def take_in(entry: Entry, by: Person, at: datetime) -> tuple[Item, str]:
    values = dict(entry.values)
    answer, answered_at = values.pop("answer"), values.pop("answered_at")
    message, _code = actions.receive(by=by, channel="import", is_public=False, **values)
    if answer:
        actions.answer(message, by=by, at=answered_at, answer=answer)
    return message, ""


def shown(entry: Entry) -> Mapping[str, str]:
    values = entry.values
    topic = profile.current().word("message_topic", values["topic"])
    return {
        "row": str(entry.row),
        "time": f"{naive(values['at']):%Y-%m-%d %H:%M}",
        "title": values["title"],
        "text": values["text"],
        "category": topic,
        "place": values["place"],
        "reply": values["answer"],
    }


MESSAGES_KIND = Kind("messages", ("csv", "csv.gz", "xlsx"), read, take_in, shown)
