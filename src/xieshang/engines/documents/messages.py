"""Checks of a table of residents' messages."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from xieshang.engines.documents.columns import MESSAGES, recognise
from xieshang.engines.documents.dates import read_moment
from xieshang.engines.documents.faults import Code, Fault, Sheet, of_cells, of_moment, of_row, of_table
from xieshang.engines.documents.tables import Table

_COUNT = re.compile(r"^\d{1,9}(?:\.0+)?$")
EARLIEST = 2000  # no message board is older


def check_messages(table: Table, *, now: datetime) -> tuple[Fault, ...]:
    """All faults of a table of messages, in the order of its rows.

    now  without zone, as the times in the cells

    Markup in a message is no fault: it is text and is shown as text.
    """
    sheet = Sheet(table, recognise(table.columns, MESSAGES), MESSAGES)
    faults = list(of_table(sheet))
    seen: dict[tuple[str, ...], int] = {}
    numbers: dict[str, int] = {}
    for row in table.rows:
        stray = of_row(sheet, row)
        if stray is not None:
            faults.append(stray)
            continue
        faults.extend(of_cells(sheet, row, private=frozenset({"author"})))
        for name in ("time", "replied"):
            faults.extend(of_moment(sheet, row, name, now, EARLIEST))
        asked, replied = read_moment(sheet.cell(row, "time")), read_moment(sheet.cell(row, "replied"))
        if asked is not None and replied is not None and replied.date() < asked.date():
            faults.append(sheet.fault(row, "replied", Code.REPLIED_BEFORE))
        for name in ("likes", "dislikes"):
            text = unicodedata.normalize("NFKC", sheet.cell(row, name)).replace(",", "")
            if text and not _COUNT.match(text):
                faults.append(sheet.fault(row, name, Code.NOT_A_COUNT))
        number = sheet.cell(row, "number")
        if number and numbers.setdefault(number, row.number) != row.number:
            faults.append(sheet.fault(row, "number", Code.NUMBER_OF_ROW, other=numbers[number]))
        same = tuple("".join(sheet.cell(row, name).split()) for name in ("author", "title", "text"))
        if any(same[1:]) and seen.setdefault(same, row.number) != row.number:
            faults.append(sheet.fault(row, "", Code.DUPLICATE_OF_ROW, other=seen[same]))
    return tuple(faults)
