"""Votes and statements from files: what Polis exports, what this platform exports, and plain tables like them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion._compiled import compiled
from xieshang.engines.opinion.errors import UnreadableVotesError
from xieshang.engines.opinion.votes import Votes

Progress = Callable[[str, float], None]

PARTICIPANT = ("participant", "voter-id", "voter_id", "participant_id", "pid")
STATEMENT = ("statement", "comment-id", "comment_id", "statement_id", "tid")
VOTE = ("vote",)
WHEN = ("time_ms", "time_s", "timestamp", "when", "time")
TEXT = ("text", "comment-body", "comment_body", "txt")
MODERATED = ("moderated", "mod")
META = ("is_meta", "is-meta", "meta")

COLUMNS_WANTED = (
    "Long tables need the columns participant, statement, vote (or voter-id, comment-id, vote); "
    "wide ones participant and a column for each statement's number."
)
VOTES_WANTED = "A vote is 1 (agree), -1 (disagree) or 0 (pass)."
CHUNK = 1 << 24
LINES_A_STEP = 100_000


@dataclass(frozen=True)
class Statements:
    """What is known of the statements themselves.

    ids    every statement of the file; texts {id: words}, empty where the file holds none
    out    moderated out; meta asks about the person
    """

    ids: frozenset[Any] = frozenset()
    texts: dict[Any, str] = field(default_factory=dict)
    out: frozenset[Any] = frozenset()
    meta: frozenset[Any] = frozenset()


def read_votes(path: Path, statements: Statements | None = None, progress: Progress | None = None) -> Votes:
    """Read a file of votes: .csv or .csv.gz (comma, semicolon or tab between fields) or .parquet, long or wide.

    statements  when given, moderation comes from it, and a vote on a statement it does not hold is an error
    progress    told the share of the file that was read

    Raises UnreadableVotesError, which names the file, the line and what to do.
    """
    known = statements or Statements()
    with _named(path):
        if path.suffix == ".parquet":
            people, asked, sides, when = _read_parquet(path)
        else:
            people, asked, sides, when = _read_csv(path, progress)
    if not len(sides):
        raise UnreadableVotesError(str(path), "it holds no vote", "Give a file with at least one line of votes.")
    if known.ids:
        _refuse_unknown(path, asked, known)
    return Votes.from_events(people, asked, sides, when=when, out=known.out, meta=known.meta)


def read_statements(path: Path) -> Statements:
    """Read statements with their moderation: ours or Polis' comments.csv, .csv or .csv.gz."""
    with _named(path), _open_text(path) as lines:
        head, mark = _head(path)
        rows = csv.reader(lines, delimiter=mark)
        next(rows)
        own = _place(head, STATEMENT)
        if own is None:
            raise UnreadableVotesError(f"{path}, line 1", "no column 'statement' or 'comment-id'", f"Found: {head}.")
        text, moderated, meta = (_place(head, names) for names in (TEXT, MODERATED, META))
        ids: list[str] = []
        texts: list[str] = []
        out: list[bool] = []
        asks: list[bool] = []
        for row in rows:
            if not row:
                continue
            _same_length(path, rows.line_num, row, head)
            ids.append(row[own].strip())
            texts.append(row[text].strip() if text is not None else "")
            out.append(moderated is not None and row[moderated].strip() in ("-1", "-1.0"))
            asks.append(meta is not None and row[meta].strip().lower() in ("true", "1", "t", "yes"))
    if not ids:
        raise UnreadableVotesError(str(path), "it holds no statement", "Give a file with one statement a line.")
    names: list[Any] = _ids(ids).tolist()
    return Statements(
        frozenset(names),
        {name: words for name, words in zip(names, texts, strict=True) if words},
        frozenset(name for name, yes in zip(names, out, strict=True) if yes),
        frozenset(name for name, yes in zip(names, asks, strict=True) if yes),
    )


def read_meta(path: Path) -> frozenset[int]:
    """The statements that ask about the person, from what a Polis server returned (.json or .json.gz)."""
    with _named(path), _open_text(path) as text:
        try:
            return frozenset(json.load(text).get("meta-tids") or ())  # type: ignore[arg-type]
        except (json.JSONDecodeError, AttributeError):
            raise UnreadableVotesError(str(path), "it is not what a Polis server returns", "Copy it again.") from None


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Turn what the system says of a file into what the person can do about it."""
    try:
        yield
    except FileNotFoundError:
        raise UnreadableVotesError(str(path), "there is no such file", "Check the path.") from None
    except (IsADirectoryError, PermissionError) as failure:
        raise UnreadableVotesError(str(path), f"it cannot be opened ({failure.strerror})", "Name a file.") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise UnreadableVotesError(str(path), "it is not a whole gzip file", "Copy it again.") from None
    except UnicodeDecodeError:
        raise UnreadableVotesError(str(path), "it is not UTF-8 text", "Save it as UTF-8.") from None
    except csv.Error as failure:
        raise UnreadableVotesError(str(path), f"it is not a table ({failure})", "Save it as CSV.") from None
    except OSError as failure:
        why = failure.strerror or str(failure).splitlines()[0]
        raise UnreadableVotesError(str(path), f"it cannot be read ({why})", "Copy it again.") from None


@contextmanager
def _open_text(path: Path) -> Iterator[Iterable[str]]:
    with _open_bytes(path) as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as lines:
        yield lines


def _open_bytes(path: Path) -> Any:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _head(path: Path) -> tuple[list[str], str]:
    """The names of the columns, and what parts them: a comma, or what spreadsheets write in its place."""
    with _open_text(path) as lines:
        first = next(iter(lines), "")
    mark = max(",;\t", key=first.count) if first.count(",") == 0 else ","
    head = [name.strip() for name in next(csv.reader([first], delimiter=mark), [])]
    if not any(head):
        raise UnreadableVotesError(str(path), "it is empty", COLUMNS_WANTED)
    return head, mark


def _place(head: list[str], names: Iterable[str]) -> int | None:
    lower = [name.lower() for name in head]
    return next((lower.index(name) for name in names if name in lower), None)


def _same_length(path: Path, line: int, row: list[str], head: list[str]) -> None:
    if len(row) != len(head):
        remedy = "Look for a comma or a quotation mark too many, or a line that was cut off."
        raise UnreadableVotesError(f"{path}, line {line}", f"{len(row)} fields where the head has {len(head)}", remedy)


def _ids(names: list[str]) -> NDArray[Any]:
    """Ids as whole numbers where all are written as such, as text where one is not: 007 is another person than 7.

    Spreadsheets write whole numbers as 7.0 where a column has gaps; that is 7.
    """
    text = np.array(names)
    for written in (text, np.array([name.removesuffix(".0") for name in names])):
        try:
            numbers = written.astype(np.int64)
        except (ValueError, OverflowError):
            continue
        if np.array_equal(numbers.astype(str), written):
            return numbers
    return text


def _hours(words: list[str]) -> NDArray[Any]:
    """Times as numbers where all are, as text (such as 2026-01-02T09:00) where one is not."""
    text = np.array(words)
    for kind in (np.int64, np.float64):
        try:
            return text.astype(kind)
        except (ValueError, OverflowError):
            continue
    return text


Events = tuple[NDArray[Any], NDArray[Any], NDArray[np.int8], NDArray[Any] | None]


def _read_csv(path: Path, progress: Progress | None) -> Events:
    head, mark = _head(path)
    person, asked, vote, when = (_place(head, names) for names in (PARTICIPANT, STATEMENT, VOTE, WHEN))
    if person is None:
        raise UnreadableVotesError(f"{path}, line 1", "no column 'participant' or 'voter-id'", COLUMNS_WANTED)
    if asked is not None and vote is not None:
        places = [person, asked, vote] + ([] if when is None else [when])
        quick = _read_numbers(path, len(head), places, progress) if mark == "," else None
        if quick is not None:
            return quick
        return _read_long(path, head, mark, places, progress)
    return _read_wide(path, head, mark, person, _statements_of(f"{path}, line 1", head), progress)


def _statements_of(where: str, head: list[str]) -> list[int]:
    """The columns of a wide table that stand for statements: those named by a number."""
    statements = [at for at, name in enumerate(head) if name.isdecimal()]
    if not statements:
        raise UnreadableVotesError(where, f"the columns are {', '.join(head[:8])}", COLUMNS_WANTED)
    return statements


def _read_numbers(path: Path, width: int, places: list[int], progress: Progress | None) -> Events | None:
    """Read a long table of plain numbers in machine code; None as soon as a line is anything else."""
    total = max(path.stat().st_size, 1)
    wanted = np.full(width, -1, np.int64)
    wanted[places] = np.arange(len(places))
    kinds = (np.int32, np.int32, np.int8, np.int64)[: len(places)]
    parts: list[list[NDArray[Any]]] = []
    with _open_bytes(path) as raw:
        raw.readline()
        rest = b""
        while True:
            fresh = raw.read(CHUNK)
            data = rest + fresh
            if not data:
                break
            if not fresh and not data.endswith(b"\n"):
                data += b"\n"
            numbers = np.empty((data.count(b"\n"), len(places)), np.int64)
            filled, used = _parse(np.frombuffer(data, np.uint8), wanted, numbers)
            if used < 0:
                return None
            numbers = numbers[:filled]
            if filled and (np.abs(numbers[:, 2]).max() > 1 or np.abs(numbers[:, :2]).max() >= 2**31):
                return None
            parts.append([numbers[:, i].astype(kind) for i, kind in enumerate(kinds)])
            rest = data[used:]
            if progress is not None:
                progress("read", min(1.0, _position(raw) / total))
            if not fresh:
                break
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)] or [np.empty(0, k) for k in kinds]
    return columns[0], columns[1], columns[2], columns[3] if len(columns) > 3 else None


def _position(raw: Any) -> int:
    return int(getattr(raw, "fileobj", raw).tell())


@compiled
def _parse(data: NDArray[np.uint8], wanted: NDArray[np.int64], numbers: NDArray[np.int64]) -> tuple[int, int]:
    """Read whole lines of comma-parted fields, keeping the wanted whole numbers.

    returns  lines kept and bytes used; bytes -1 when a line has quotes, other than `width` fields, or a wanted
             field that is not a whole number
    """
    width, row, used = wanted.size, 0, 0
    field_at, number, digits, negative = 0, np.int64(0), 0, False
    for at in range(data.size):
        c = data[at]
        if c == 13 or c == 32:  # carriage return, blank
            continue
        if c == 44 or c == 10:  # comma, new line
            if c == 10 and field_at == 0 and digits == 0 and not negative:
                used = at + 1  # an empty line
                continue
            if field_at >= width or (c == 10 and field_at != width - 1):
                return row, -1
            target = wanted[field_at]
            if target >= 0:
                if digits == 0 or digits > 18:
                    return row, -1
                numbers[row, target] = -number if negative else number
            number, digits, negative = np.int64(0), 0, False
            field_at += 1
            if c == 10:
                row += 1
                used = at + 1
                field_at = 0
            continue
        if c == 34:  # quotation mark
            return row, -1
        if field_at < width and wanted[field_at] < 0:
            digits = 1
            continue
        if 48 <= c <= 57:
            if digits == 1 and number == 0:  # 007 is a name
                return row, -1
            number = number * 10 + (c - 48)
            digits += 1
        elif c == 45 and digits == 0 and not negative:
            negative = True
        else:
            return row, -1
    return row, used


def _lines(path: Path, mark: str, progress: Progress | None) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table after its head, with their lines; empty ones left out."""
    total = max(path.stat().st_size, 1)
    with _open_bytes(path) as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
        rows = csv.reader(text, delimiter=mark)
        next(rows)
        for count, row in enumerate(rows, 1):
            if progress is not None and count % LINES_A_STEP == 0:
                progress("read", min(1.0, _position(raw) / total))
            if row:
                yield rows.line_num, row


def _read_long(path: Path, head: list[str], mark: str, places: list[int], progress: Progress | None) -> Events:
    people: list[str] = []
    asked: list[str] = []
    sides: list[int] = []
    hours: list[str] = []
    for line, row in _lines(path, mark, progress):
        _same_length(path, line, row, head)
        person, statement = row[places[0]].strip(), row[places[1]].strip()
        if not person or not statement:
            what = f"no {head[places[0]] if not person else head[places[1]]}"
            raise UnreadableVotesError(f"{path}, line {line}", what, "Fill it in or take the line out.")
        people.append(person)
        asked.append(statement)
        sides.append(_side(path, line, row[places[2]]))
        if len(places) > 3:
            hours.append(row[places[3]].strip())
            if not hours[-1]:
                remedy = "Fill it in, or take the column out: then the order of lines counts."
                raise UnreadableVotesError(f"{path}, line {line}", f"no {head[places[3]]}", remedy)
    return _ids(people), _ids(asked), np.array(sides, np.int8), _hours(hours) if hours else None


def _side(path: Path, line: int, words: str) -> int:
    try:
        number = float(words)
    except ValueError:
        number = np.nan
    if number not in (-1, 0, 1):
        raise UnreadableVotesError(f"{path}, line {line}", f"the vote is {words.strip() or 'empty'!r}", VOTES_WANTED)
    return int(number)


def _read_wide(
    path: Path, head: list[str], mark: str, person: int, statements: list[int], progress: Progress | None
) -> Events:
    people: list[str] = []
    rows_at: list[int] = []
    asked: list[int] = []
    sides: list[int] = []
    for line, row in _lines(path, mark, progress):
        _same_length(path, line, row, head)
        people.append(row[person].strip())
        if not people[-1]:
            raise UnreadableVotesError(f"{path}, line {line}", f"no {head[person]}", "Fill it in or take the line out.")
        for at in statements:
            if row[at].strip():
                rows_at.append(len(people) - 1)
                asked.append(int(head[at]))
                sides.append(_side(path, line, row[at]))
    places = np.array(rows_at, np.int64)
    return _ids(people)[places] if people else np.empty(0), np.array(asked), np.array(sides, np.int8), None


def _read_parquet(path: Path) -> Events:
    try:
        import pyarrow.parquet
    except ImportError:
        what, remedy = "reading parquet needs pyarrow", "Install it (xieshang[parquet]) or save the table as CSV."
        raise UnreadableVotesError(str(path), what, remedy) from None
    try:
        table = pyarrow.parquet.ParquetFile(path)
        head = list(table.schema_arrow.names)

        def column(at: int) -> NDArray[Any]:
            return np.asarray(table.read(columns=[head[at]]).column(0).to_numpy())

        person, asked, vote, when = (_place(head, names) for names in (PARTICIPANT, STATEMENT, VOTE, WHEN))
        if person is None:
            raise UnreadableVotesError(str(path), f"the columns are {', '.join(head[:8])}", COLUMNS_WANTED)
        people = _whole(path, head[person], column(person))
        if asked is None or vote is None:
            return _wide_columns(path, people, {int(head[at]): column(at) for at in _statements_of(str(path), head)})
        titles, sides = _whole(path, head[asked], column(asked)), _three(path, head[vote], column(vote))
        hours = None if when is None else _whole(path, head[when], column(when))
    except pyarrow.ArrowInvalid:
        raise UnreadableVotesError(str(path), "it is not a parquet file", "Write it again.") from None
    return people, titles, sides, hours


def _whole(path: Path, name: str, values: NDArray[Any]) -> NDArray[Any]:
    """A column without gaps; what was text becomes numbers where all of it is, as in tables of text."""
    gaps = np.flatnonzero(values != values) if values.dtype.kind != "O" else np.flatnonzero([x is None for x in values])
    if gaps.size:
        raise UnreadableVotesError(f"{path}, row {gaps[0] + 1}", f"no {name}", "Fill it in or take the row out.")
    if values.dtype.kind == "f" and np.array_equal(values, values.astype(np.int64)):
        return values.astype(np.int64)
    return _ids([str(x) for x in values]) if values.dtype.kind in "OU" else values


def _three(path: Path, name: str, values: NDArray[Any]) -> NDArray[np.int8]:
    """A column of votes."""
    wrong = np.flatnonzero(~np.isin(values, (-1, 0, 1)) if values.dtype.kind in "iuf" else np.ones(len(values), bool))
    if wrong.size:
        where = f"{path}, row {wrong[0] + 1}"
        raise UnreadableVotesError(where, f"the {name} is {values[[wrong[0]]].tolist()[0]!r}", VOTES_WANTED)
    return values.astype(np.int8)


def _wide_columns(path: Path, people: NDArray[Any], columns: dict[int, NDArray[Any]]) -> Events:
    rows, asked, sides = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0, np.int8)]
    for name, values in columns.items():
        there = np.flatnonzero([x is not None and x == x for x in values])
        rows.append(there)
        asked.append(np.full(there.size, name))
        sides.append(_three(path, f"vote on {name}", values[there].astype(float)))
    return people[np.concatenate(rows)], np.concatenate(asked), np.concatenate(sides), None


def _refuse_unknown(path: Path, asked: NDArray[Any], known: Statements) -> None:
    for name in np.unique(asked).tolist():
        if name not in known.ids:
            where = int(np.flatnonzero(asked == name)[0]) + 1
            what = f"a vote on statement {name}, which the file of statements does not hold"
            remedy = "Add the statement there, or leave out its votes."
            raise UnreadableVotesError(f"{path}, vote {where} (line {where + 1} of a long table)", what, remedy)
