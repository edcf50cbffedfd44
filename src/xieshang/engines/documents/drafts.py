"""Checks of a table of proposal drafts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from xieshang.engines.documents.columns import DRAFTS, recognise
from xieshang.engines.documents.draft import names_in
from xieshang.engines.documents.faults import Code, Fault, Sheet, nearest, of_cells, of_moment, of_row, of_table, shown
from xieshang.engines.documents.tables import Row, Table


def check_drafts(
    table: Table,
    *,
    now: datetime,
    people: Sequence[str] = (),
    categories: Sequence[str] = (),
    sectors: Sequence[str] = (),
) -> tuple[Fault, ...]:
    """All faults of a table of drafts, in the order of its rows.

    people, categories, sectors  those the assembly knows; an empty list is not checked against
    """
    sheet = Sheet(table, recognise(table.columns, DRAFTS), DRAFTS)
    faults = list(of_table(sheet))
    titles: dict[tuple[str, str], int] = {}
    numbers: dict[str, int] = {}
    for row in table.rows:
        stray = of_row(sheet, row)
        if stray is not None:
            faults.append(stray)
            continue
        faults.extend(of_cells(sheet, row, private=frozenset({"phone"})))
        faults.extend(of_moment(sheet, row, "date", now, 1949))
        if not any(sheet.cell(row, name) for name in ("situation", "analysis", "suggestions")):
            faults.append(sheet.fault(row, "", Code.NO_BODY))
        for name, known, code in (
            ("category", categories, Code.UNKNOWN_CATEGORY),
            ("sector", sectors, Code.UNKNOWN_SECTOR),
        ):
            word = sheet.cell(row, name)
            if word and known and word not in known:
                faults.append(sheet.fault(row, name, code, nearest=nearest(word, known)))
        faults.extend(_of_names(sheet, row, people))
        number = sheet.cell(row, "number")
        if number and numbers.setdefault(number, row.number) != row.number:
            faults.append(sheet.fault(row, "number", Code.NUMBER_OF_ROW, other=numbers[number]))
        same = ("".join(sheet.cell(row, "title").split()), "".join(sheet.cell(row, "proposer").split()))
        if same[0] and titles.setdefault(same, row.number) != row.number:
            faults.append(sheet.fault(row, "", Code.DUPLICATE_OF_ROW, other=titles[same]))
    return tuple(faults)


def _of_names(sheet: Sheet, row: Row, people: Sequence[str]) -> list[Fault]:
    faults: list[Fault] = []
    known = set(people)
    proposers = names_in(sheet.cell(row, "proposer"))
    cosigners = names_in(sheet.cell(row, "cosigners"))
    for name, written in (("proposer", proposers), ("cosigners", cosigners)):
        strangers = [each for each in written if known and each not in known]
        faults.extend(
            sheet.fault(row, name, Code.UNKNOWN_PERSON, person=shown(each), nearest=nearest(each, people))
            for each in strangers
        )
    if set(proposers) & set(cosigners):
        faults.append(sheet.fault(row, "cosigners", Code.COSIGNER_IS_PROPOSER))
    if len(set(cosigners)) < len(cosigners):
        faults.append(sheet.fault(row, "cosigners", Code.SAME_COSIGNER_TWICE))
    return faults
