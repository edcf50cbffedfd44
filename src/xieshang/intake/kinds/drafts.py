"""Members' drafts: one in a text document, or many in a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO

from xieshang.core import profile
from xieshang.core.models import Item
from xieshang.engines.documents.columns import DRAFTS, recognise
from xieshang.engines.documents.draft import Draft, Part, names_in, read_draft
from xieshang.engines.documents.drafts import check_drafts
from xieshang.engines.documents.faults import Code, Fault, Sheet, nearest
from xieshang.engines.documents.faults import shown as shown_value
from xieshang.engines.documents.kinds import extension_of
from xieshang.engines.documents.reading import read_document, read_table
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
    our_fault,
    too_long,
    without_left_out,
)
from xieshang.people.models import AccountState, Person
from xieshang.proposals.actions import draft
from xieshang.proposals.norms import Norms

KEPT = ("title", "situation", "analysis", "suggestions", "proposer", "category", "units", "date")
ABOUT_THE_AUTHOR = {Code.MISSING, Code.MISSING_COLUMN, Code.PLACEHOLDER}


class Authors:
    """Whose draft it is: the one member of that name, else the one the importing person chose."""

    def __init__(self, choices: Choices) -> None:
        self.by_name: dict[str, list[Person]] = defaultdict(list)
        for person in Person.objects.filter(state=AccountState.OPEN).prefetch_related("roles"):
            if person.can("proposal.propose"):
                self.by_name[person.name].append(person)
        self.chosen = Person.objects.filter(pk=choices.get("author") or 0).first()

    def of(self, names: tuple[str, ...]) -> Person | None:
        found = self.by_name.get(names[0], []) if names else []
        return found[0] if len(found) == 1 else self.chosen

    def fault_of(self, names: tuple[str, ...]) -> tuple[str, dict[str, Any]] | None:
        """Why nobody can be told to be the author."""
        if self.of(names) is not None or not names:
            return None if self.of(names) is not None else (Code.MISSING, {"field": "proposer"})
        if len(self.by_name.get(names[0], [])) > 1:
            return "several_members", {"person": shown_value(names[0])}
        near = nearest(names[0], list(self.by_name))
        return Code.UNKNOWN_PERSON, {"person": shown_value(names[0]), "nearest": near}


def read(source: BinaryIO, name: str, choices: Choices, by: Person, at: datetime) -> Reading:
    if extension_of(name) in ("csv", "csv.gz", "xlsx"):
        return read_many(source, name, choices, at)
    return read_one(source, name, choices, at)


def read_one(source: BinaryIO, name: str, choices: Choices, at: datetime) -> Reading:
    document = read_document(source, name)
    written = read_draft(document)
    authors = Authors(choices)
    values = values_of(written, authors.of(written.proposers), moment_of(written.text_of(Part.DATE), at))
    values["wanted_units"] = written.text_of(Part.UNITS).replace("\n", " ")[:200]
    known, category = class_of(written.text_of(Part.CATEGORY).strip())
    values["topic_class"] = known
    faults = list(whole_faults(values))
    if (wrong := authors.fault_of(written.proposers)) is not None:
        faults.append(our_fault(0, "", wrong[0], **wrong[1]))
    remarks = [Remark("left_out_of_text", {"what": what, "n": n}) for what, n in document.left_out.items()]
    if written.guessed:
        remarks.append(Remark("suggestions_guessed", {"n": 1}))
    if category:
        remarks.append(Remark("classes_unknown", {"n": 1}))
    if written.cosigners:
        remarks.append(Remark("cosigners_not_invited", {"n": len(written.cosigners)}))
    return Reading((Entry(1, values),), tuple(faults), remarks=tuple(remarks))


def read_many(source: BinaryIO, name: str, choices: Choices, at: datetime) -> Reading:
    table = read_table(source, name)
    sheet = Sheet(table, recognise(table.columns, DRAFTS), DRAFTS)
    authors = Authors(choices)
    found = [fault for fault in check_drafts(table, now=naive(at)) if not is_settled(sheet, fault, authors)]
    faults, out = without_left_out([*found, *too_long(sheet, found, {"title": title_limit(at)})], choices)
    entries, unknown, guessed, cosigned = [], set(), 0, 0
    for row in table.rows:
        if row.number in out:
            continue
        cells = {field: sheet.cell(row, field) for field in (*KEPT, "cosigners")}
        written = read_draft(as_text(cells))
        names = names_in(cells["proposer"])
        if sheet.has("proposer") and names and (wrong := authors.fault_of(names)) is not None:
            column = sheet.recognised.found["proposer"].letter
            faults.append(our_fault(row.number, column, wrong[0], shown_value(cells["proposer"]), **wrong[1]))
        values = values_of(written, authors.of(names), moment_of(cells["date"], at))
        values["title"] = cells["title"]
        values["topic_class"], stranger = class_of(cells["category"])
        values["wanted_units"] = cells["units"][:200]
        unknown |= {stranger} - {""}
        guessed += written.guessed
        cosigned += bool(cells["cosigners"])
        entries.append(Entry(row.number, values))
    counted = (("suggestions_guessed", guessed), ("classes_unknown", len(unknown)), ("cosigners_not_invited", cosigned))
    remarks = [Remark(code, {"n": n}) for code, n in counted if n]
    return Reading(
        tuple(entries), in_order(faults), columns_of(sheet.recognised, KEPT), tuple(sorted(out)), tuple(remarks)
    )


def is_settled(sheet: Sheet, fault: Fault, authors: Authors) -> bool:
    """A missing proposer is no fault once the importing person has chosen one."""
    if authors.chosen is None or fault.code not in ABOUT_THE_AUTHOR:
        return False
    column = sheet.recognised.found.get("proposer")
    return fault.params.get("field") == "proposer" or (column is not None and fault.column == column.letter)


def as_text(cells: Mapping[str, str]) -> str:
    """The cells of a row as one text with headings, for the same reader that tells a document apart."""
    if not cells["analysis"] and not cells["suggestions"]:
        return f"{cells['title']}\n{cells['situation']}"
    parts = (("调研情况", cells["situation"]), ("问题分析", cells["analysis"]), ("具体建议", cells["suggestions"]))
    return "\n".join([cells["title"], *(f"{label}：\n{text}" for label, text in parts if text)])


def values_of(written: Draft, author: Person | None, at: datetime) -> dict[str, Any]:
    """What the door is called with; words that lead to the suggestions are kept at the end of the analysis."""
    return {
        "author": author,
        "at": at,
        "title": written.title,
        "situation": written.situation,
        "analysis": "\n".join(part for part in (written.analysis, written.lead) if part),
        "suggestions": [each.text for each in written.suggestions],
    }


def whole_faults(values: Mapping[str, Any]) -> list[Fault]:
    faults = []
    if not values["title"]:
        faults.append(our_fault(0, "", Code.MISSING, field="title"))
    elif len(values["title"]) > (limit := title_limit(values["at"])):
        length = len(values["title"])
        faults.append(our_fault(0, "", Code.TOO_LONG, shown_value(values["title"]), limit=limit, found=length))
    if not values["situation"] and not values["suggestions"]:
        faults.append(our_fault(0, "", Code.NO_BODY))
    return faults


def title_limit(at: datetime) -> int:
    return int(Norms(at.date()).get("proposal.title_chars"))


def class_of(word: str) -> tuple[str, str]:
    """The code of a class by its name, and the name when there is no such class."""
    rows = profile.current().lists["proposal_class"].values()
    found = next((row.code for row in rows if word and word in (row.words.zh, row.words.en, row.code)), "")
    return found, "" if found else word


def take_in(entry: Entry, by: Person, at: datetime) -> tuple[Item, str]:
    values = dict(entry.values)
    return draft(by=values.pop("author"), at=values.pop("at"), entered_by=by, **values), ""


def shown(entry: Entry) -> Mapping[str, str]:
    values = entry.values
    return {
        "row": str(entry.row),
        "proposer": str(values["author"] or ""),
        "title": values["title"],
        "situation": values["situation"],
        "analysis": values["analysis"],
        "suggestions": "\n".join(f"{n}. {text}" for n, text in enumerate(values["suggestions"], 1)),
        "category": profile.current().word("proposal_class", values["topic_class"]) if values["topic_class"] else "",
    }


DRAFTS_KIND = Kind("drafts", ("docx", "txt", "xlsx", "csv", "csv.gz"), read, take_in, shown)
