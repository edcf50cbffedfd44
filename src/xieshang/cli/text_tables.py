"""The tables `xieshang text` reads and writes: which column is which, whatever they are called, and errors that say where."""

from __future__ import annotations

import csv
import gzip
import io
import os
import tempfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from xieshang.engines.documents.encoding import decode
from xieshang.engines.documents.errors import DocumentError

ID = ("id", "mid", "row", "no", "rid", "key", "number", "message_id", "编号", "留言编号", "序号", "提案号", "案号")
TITLE = ("title", "subject", "标题", "主题", "留言主题", "案由", "题目")
BODY = ("text", "body", "content", "seg", "message", "内容", "正文", "留言详情", "留言内容", "详情", "文本")
LABEL = ("label", "category", "type", "class", "类别", "分类", "一级标签", "一级分类", "标签")
TIME = ("time", "date", "at", "created", "created_at", "timestamp", "时间", "日期", "留言时间")
AUTHOR = ("author", "user", "author_id", "user_id", "作者", "用户", "留言用户", "留言人")
LIKES = ("likes", "up", "upvotes", "点赞", "点赞数")
DISLIKES = ("dislikes", "down", "downvotes", "反对", "反对数")
MOST_BYTES = 2 << 30
_TIMES = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d",
    "%Y年%m月%d日", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日 %H:%M:%S", "%Y.%m.%d", "%Y%m%d",
)  # fmt: skip


class TableError(Exception):
    """A table that cannot be used: where (file, line, column), what is wrong, and what to do."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what}. {remedy}")


@dataclass(frozen=True)
class Table:
    """A table of words. Lines count as an editor shows them; the heading is in the first with words."""

    path: Path
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def find(self, names: Iterable[str]) -> int | None:
        """The place of the first of these columns there is; small and large letters are the same."""
        lower = [head.lower() for head in self.heads]
        return next((lower.index(name.lower()) for name in names if name.lower() in lower), None)

    def need(self, names: Sequence[str], purpose: str, option: str) -> int:
        """As `find`; refuses when there is none."""
        place = self.find(names)
        if place is None:
            remedy = f"Its columns are {', '.join(self.heads)}: name the right one with {option}."
            raise TableError(str(self.path), f"no column {' or '.join(names[:4])} for the {purpose}", remedy)
        return place

    def named(self, given: str, option: str) -> list[int]:
        """The places of the columns named with an option, parted by commas."""
        names = [name.strip() for name in given.replace("，", ",").split(",") if name.strip()]
        if not names:
            raise TableError(option, "no column is named", f"Its columns are {', '.join(self.heads)}.")
        return [self.need([name], f"words named with {option}", option) for name in names]

    def column(self, place: int | None) -> list[str]:
        """The words of a column; empty ones without a column."""
        return [row[place] for row in self.rows] if place is not None else [""] * len(self.rows)

    def at(self, row: int, place: int) -> str:
        """Where a cell is, for an error."""
        return f"{self.path}, line {self.lines[row]}, column {self.heads[place]}"


def read(path: Path) -> Table:
    """Read a .csv or .csv.gz (or one with tabs or semicolons), UTF-8 with or without a mark, UTF-16 or GB18030."""
    text = _text(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise TableError(str(path), "it is empty", "Give a table whose first line names its columns.")
    mark = max(",\t;", key=first.count)
    csv.field_size_limit(1 << 30)
    heads: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    started = 1
    try:
        for row in reader:
            here, started = started, reader.line_num + 1
            if not any(cell.strip() for cell in row) and len(row) <= 1:
                continue
            if not heads:
                heads = tuple(cell.strip() for cell in row)
                _check_heads(path, here, heads)
                continue
            if len(row) > len(heads) and not any(row[len(heads) :]):
                row = row[: len(heads)]
            if len(row) != len(heads):
                remedy = "Put the cell that has a comma or a line end of its own in quotation marks."
                raise TableError(f"{path}, line {here}", f"{len(row)} cells under {len(heads)} column names", remedy)
            rows.append(tuple(row))
            lines.append(here)
    except csv.Error as wrong:
        what = "a quotation mark that is not closed" if "unexpected end" in str(wrong) else f"no table row ({wrong})"
        remedy = "Save it as CSV from a spreadsheet, or double the quotation marks inside a cell."
        raise TableError(f"{path}, line {started}", what, remedy) from None
    if not rows:
        raise TableError(str(path), "no row under the column names", "Give a table with at least one row.")
    return Table(path, heads, tuple(rows), tuple(lines))


def _check_heads(path: Path, line: int, heads: tuple[str, ...]) -> None:
    twice = {head for head in heads if head and heads.count(head) > 1}
    if twice:
        raise TableError(f"{path}, line {line}", f"two columns are called {sorted(twice)[0]}", "Rename one of them.")


def _text(path: Path) -> str:
    try:
        if path.suffix.lower() in (".xlsx", ".xls"):
            raise TableError(str(path), "it is a workbook", "Save the sheet as CSV (UTF-8) first.")
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
                content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise TableError(str(path), "it is larger than 2 GB", "Split it.")
        return decode(content)[0]
    except FileNotFoundError:
        raise TableError(str(path), "there is no such file", "Check the path.") from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise TableError(str(path), "it is not a whole gzip file", "Copy it again.") from None
    except OSError as failure:
        raise TableError(str(path), f"it cannot be opened ({failure.strerror})", "Name a file you may read.") from None
    except DocumentError as wrong:
        line = f", line {wrong.params['line']}" if "line" in wrong.params else ""
        raise TableError(f"{path}{line}", "it is not readable text", "Save it as CSV in UTF-8.") from None


def number(table: Table, row: int, place: int | None) -> float:
    """A count in a cell; none is 0."""
    words = table.rows[row][place].strip().replace(",", "") if place is not None else ""
    try:
        found = float(words or 0)
    except ValueError:
        found = float("nan")
    if place is not None and not 0 <= found < float("inf"):
        raise TableError(table.at(row, place), "no number from 0 up", "Write digits, or leave it empty.")
    return found


def moment(table: Table, row: int, place: int | None) -> datetime | None:
    """A time in a cell, its zone left out; none is None."""
    words = table.rows[row][place].strip() if place is not None else ""
    if not words:
        return None
    for form in ("", *_TIMES):
        try:
            found = datetime.strptime(words, form) if form else datetime.fromisoformat(words)  # noqa: DTZ007
        except ValueError:
            continue
        return found.replace(tzinfo=None)
    assert place is not None  # noqa: S101 (words came from there)
    raise TableError(table.at(row, place), "no date and time", "Write it as 2026-03-05 or 2026-03-05 09:30:00.")


def rows_as_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table in UTF-8, lines ended by \\n."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return sheet.getvalue().encode()


def write(files: dict[Path, bytes]) -> None:
    """Put files on disk, all of them or none, and never half of one; .gz packs it."""
    waiting: list[tuple[Path, Path]] = []
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
            waiting.append((Path(name), path))
            with os.fdopen(handle, "wb") as file:
                file.write(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
                file.flush()
                os.fsync(file.fileno())
        for made, path in waiting:
            made.chmod(0o644)
            made.replace(path)
    except OSError as failure:
        for made, _path in waiting:
            made.unlink(missing_ok=True)
        remedy = "Make room, or name another place."
        raise TableError(
            str(failure.filename or "the output"), f"nothing was written ({failure.strerror})", remedy
        ) from None
