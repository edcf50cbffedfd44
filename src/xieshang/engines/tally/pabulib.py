"""Reading and writing Pabulib's .pb files: participatory budgets as text in three parts.

Source: the format of pabulib.org (META, PROJECTS, VOTES, each with a heading line, fields parted by semicolons).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from xieshang.engines.tally.elections import Election, Project, in_coins
from xieshang.engines.tally.errors import TallyError, UnreadableBallotsError

PARTS = ("META", "PROJECTS", "VOTES")
KINDS = {
    "approval": "approval",
    "choose-1": "approval",
    "cumulative": "points",
    "scoring": "points",
    "ordinal": "ranking",
}
PLACES = ("neighborhood", "neighbourhood", "district", "subunit")
MOST_CHARACTERS = 400_000_000


def read_pabulib(path: Path) -> Election:
    """An election from a .pb file.

    Raises UnreadableBallotsError, naming file, line and what to do, for whatever cannot be counted: a part or a
    column that is missing, an amount that is none, a ballot with a project nobody knows, fewer ballots than the file
    itself says it has. Limits on ballots (max_length and the like) are not judged here: the file's ballots are taken
    as its makers accepted them.
    """
    try:
        if path.stat().st_size > MOST_CHARACTERS:
            raise UnreadableBallotsError(str(path), "the file is larger than 400 MB", "Give one election a file.")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise UnreadableBallotsError(
            str(path), f"byte {fault.start} is not UTF-8", "Save the file with the encoding UTF-8."
        ) from None
    except OSError as fault:
        raise UnreadableBallotsError(str(path), f"it cannot be opened ({fault.strerror})", "Check its name.") from None
    return _Reading(str(path), text).election()


class _Reading:
    """One file on its way in; `line` is where we are, for the errors."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.line = file, 0
        self.rows = csv.reader(io.StringIO(text), delimiter=";")

    def fault(self, what: str, remedy: str, line: int | None = None) -> UnreadableBallotsError:
        return UnreadableBallotsError(f"{self.file}, line {self.line if line is None else line}", what, remedy)

    def election(self) -> Election:
        about: dict[str, str] = {}
        tables: dict[str, list[tuple[int, dict[str, str]]]] = {}
        columns: list[str] = []
        part = ""
        votes: list[tuple[int, list[str]]] = []
        try:
            for row in self.rows:
                self.line = self.rows.line_num
                if not any(cell.strip() for cell in row):
                    continue
                first = row[0].strip()
                if len(row) == 1 and first.upper() in PARTS:
                    part, columns = first.upper(), []
                    tables[part] = []
                elif part == "":
                    raise self.fault(f"{first[:40]!r} stands before any part", "Begin the file with a line META.")
                elif part == "META":
                    if first != "key" and len(row) > 1:
                        about[first] = ";".join(row[1:]).strip()
                elif not columns:
                    columns = [cell.strip() for cell in row]
                elif part == "PROJECTS":
                    tables[part].append((self.line, dict(zip(columns, map(str.strip, row), strict=False))))
                else:
                    votes.append((self.line, row))
        except csv.Error as fault:
            self.line = self.rows.line_num
            raise self.fault(f"the line cannot be split ({fault})", "Close every quotation mark.") from None
        for name in PARTS:
            if name not in tables:
                raise UnreadableBallotsError(
                    self.file, f"the part {name} is missing", f"Add a line {name} and what belongs to it."
                )
        kind = KINDS.get(about.get("vote_type", ""))
        if kind is None:
            raise UnreadableBallotsError(
                self.file,
                f"vote_type is {about.get('vote_type', '')!r}",
                f"Write one of {', '.join(KINDS)} in the part META.",
            )
        projects, budget, coins = self.projects(tables["PROJECTS"], about.get("budget", ""))
        starts, chosen, points, told = self.ballots(votes, columns, projects, kind, about)
        if (said := about.get("num_votes", "")).isdigit() and int(said) != len(starts) - 1:
            raise UnreadableBallotsError(
                self.file,
                f"META says {said} votes, {len(starts) - 1} are here",
                "Fetch the file again, or correct num_votes.",
            )
        return Election(
            projects=projects,
            budget=budget,
            starts=np.array(starts, dtype=np.int64),
            chosen=np.array(chosen, dtype=np.int64),
            points=np.array(points, dtype=np.int64),
            title=about.get("description", "") or about.get("unit", ""),
            kind=kind,
            coins=coins,
            about=told,
        )

    def projects(self, rows: list[tuple[int, dict[str, str]]], budget: str) -> tuple[tuple[Project, ...], int, int]:
        if not rows:
            raise UnreadableBallotsError(self.file, "there are no projects", "Add a line for each project.")
        for line, row in rows:
            for column in ("project_id", "cost"):
                if not row.get(column):
                    raise self.fault(f"the project has no {column}", f"Fill the column {column}.", line)
            try:
                in_coins([row["cost"]])
            except TallyError:
                raise self.fault(
                    f"the cost is {row['cost']!r}", "Write digits, with a point before cents.", line
                ) from None
        try:
            amounts, coins = in_coins([row["cost"] for _, row in rows] + [budget])
        except TallyError:
            raise UnreadableBallotsError(
                self.file, f"the budget is {budget!r}", "Write the key budget in the part META, in digits."
            ) from None
        projects = tuple(
            Project(
                row["project_id"],
                row.get("name") or row["project_id"],
                cost,
                next((row[place] for place in PLACES if row.get(place)), ""),
            )
            for (_, row), cost in zip(rows, amounts[:-1], strict=True)
        )
        seen: set[str] = set()
        for (line, _), project in zip(rows, projects, strict=True):
            if project.id in seen:
                raise self.fault(f"project {project.id!r} is here a second time", "Give each its own id.", line)
            seen.add(project.id)
        return projects, amounts[-1], coins

    def ballots(
        self,
        votes: list[tuple[int, list[str]]],
        columns: list[str],
        projects: tuple[Project, ...],
        kind: str,
        about: dict[str, str],
    ) -> tuple[list[int], list[int], list[int], dict[str, list[str]]]:
        if "vote" not in columns:
            raise UnreadableBallotsError(
                self.file, "the part VOTES has no column vote", "Name the columns in the line below VOTES."
            )
        place_of = {project.id: place for place, project in enumerate(projects)}
        at_vote = columns.index("vote")
        at_points = columns.index("points") if "points" in columns and kind != "approval" else -1
        longest = int(about.get("max_length", "0")) if about.get("max_length", "").isdigit() else 0
        longest = longest or max((row[at_vote].count(",") + 1 for _, row in votes if len(row) > at_vote), default=1)
        starts, chosen, points = [0], [], []
        for line, row in votes:
            if len(row) <= at_vote:
                raise self.fault("the line is cut off before its vote", "Fetch the file again.", line)
            ids = row[at_vote].split(",") if row[at_vote].strip() else []
            try:
                marks = [place_of[id] for id in ids]
            except KeyError:
                marks = list(self.known(ids, place_of, line))
            if len(set(marks)) != len(marks):
                raise self.fault("the ballot names a project twice", "Keep it once.", line)
            if kind == "approval":
                given = [1] * len(marks)
            elif at_points >= 0 and len(row) > at_points:
                given = self.points(row[at_points], len(marks), line)
            else:  # the first of a ranking gets as many points as a ballot may be long
                given = list(range(max(longest, len(marks)), max(longest, len(marks)) - len(marks), -1))
            if 0 in given:
                marks = [mark for mark, one in zip(marks, given, strict=True) if one]
                given = [one for one in given if one]
            chosen += marks
            points += given
            starts.append(len(chosen))
        told = {
            column: [row[n].strip() if n < len(row) else "" for _, row in votes]
            for n, column in enumerate(columns)
            if column not in ("voter_id", "vote", "points")
        }
        return starts, chosen, points, told

    def known(self, ids: list[str], place_of: dict[str, int], line: int) -> Iterator[int]:
        for id in ids:
            if id.strip() not in place_of:
                raise self.fault(
                    f"the ballot names project {id.strip()!r}, which is not in PROJECTS",
                    "Correct one of the two.",
                    line,
                )
            yield place_of[id.strip()]

    def points(self, text: str, n: int, line: int) -> list[int]:
        words = text.split(",") if text.strip() else []
        if len(words) != n:
            raise self.fault(f"{n} projects and {len(words)} points", "Write one number for each project.", line)
        try:
            given = [int(word) for word in words]
        except ValueError:
            raise self.fault(f"the points are {text[:40]!r}", "Write whole numbers.", line) from None
        if min(given, default=0) < 0:
            raise self.fault("points below nothing", "Write whole numbers from 0 on.", line)
        return given


def write_pabulib(election: Election) -> str:
    """The election as the text of a .pb file; reading it again gives the same count."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\n")
    kind = {"approval": "approval", "points": "cumulative", "ranking": "ordinal"}[election.kind]
    out.write("META\nkey;value\n")
    rows.writerows(
        [
            ["description", election.title],
            ["num_projects", len(election.projects)],
            ["num_votes", election.ballots],
            ["budget", _in_money(election.budget, election.coins)],
            ["vote_type", kind],
        ]
    )
    out.write("PROJECTS\n")
    rows.writerow(["project_id", "cost", "votes", "name", "district"])
    for n, project in enumerate(election.projects):
        cost = _in_money(project.cost, election.coins)
        rows.writerow([project.id, cost, int(election.votes[n]), project.name, project.place])
    out.write("VOTES\n")
    about = list(election.about)
    with_points = election.kind != "approval"
    rows.writerow(["voter_id", "vote", *(["points"] if with_points else []), *about])
    for n in range(election.ballots):
        marks = slice(election.starts[n], election.starts[n + 1])
        vote = ",".join(election.projects[mark].id for mark in election.chosen[marks])
        points = [",".join(map(str, election.points[marks].tolist()))] if with_points else []
        rows.writerow([n + 1, vote, *points, *(election.about[column][n] for column in about)])
    return out.getvalue()


def _in_money(amount: int, coins: int) -> str:
    whole, rest = divmod(amount, coins)
    return f"{whole}.{str(rest).zfill(len(str(coins)) - 1)}" if rest else str(whole)
