"""xieshang map: from a file of votes to the opinion map, as data, as a page and as a picture."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from xieshang.engines import opinion

SAYS = {
    "read": "reading votes",
    "axes": "finding axes",
    "chance": "comparing with chance",
    "groups": "finding groups",
    "model": "fitting positions",
    "stability": "drawing again with other people",
    "statements": "choosing statements",
    "done": "done",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = "Draw the opinion map of a file of votes: map.json, report.html and map.svg."
    parser.add_argument(
        "votes", type=Path, help=".csv, .csv.gz (long or wide) or .parquet; or a folder with votes and statements"
    )
    parser.add_argument("--statements", type=Path, help="texts and moderation of the statements, .csv or .csv.gz")
    parser.add_argument("--mode", choices=["own", "polis"], default="own", help="our own map, or what Polis would draw")
    parser.add_argument("--seed", type=int, default=0, help="of every draw by lot (own mode)")
    parser.add_argument(
        "--title", help="what the report calls the conversation; the name of its folder or file if left out"
    )
    parser.add_argument("--out", type=Path, default=Path(), help="folder to write to")


def run(args: argparse.Namespace) -> int:
    """Do it; the answer is the exit code."""
    show = _Progress()
    try:
        votes_file, statements_file = _files(args.votes, args.statements)
        statements = opinion.read_statements(statements_file) if statements_file else opinion.Statements()
        told = _first(args.votes, ("polis_math.json.gz", "polis_math.json")) if args.votes.is_dir() else None
        if told is not None:  # some tables of statements do not say which are meta; the server's answer does
            statements = replace(statements, meta=statements.meta | opinion.read_meta(told))
        votes = opinion.read_votes(votes_file, statements, show)
        drawn: opinion.OpinionMap | opinion.polis.PolisMap
        if args.mode == "polis":
            show("axes", 0.0)
            drawn = opinion.polis.draw(votes)
            place = drawn.projection
        else:
            drawn = opinion.draw(votes, opinion.Settings(seed=args.seed), show)
            place = drawn.place
        name = args.title if args.title is not None else _name(args.votes)
        values = opinion.as_values(drawn, votes, statements.texts)
        written = opinion.write_all(
            {
                "map.json": json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n",
                "report.html": opinion.write_report(drawn, votes, statements.texts, name),
                "map.svg": opinion.draw_svg(
                    place, drawn.groups, f"{name}: 意见图谱 · Opinion map", _describe(drawn, votes)
                ),
            },
            args.out,
        )
    except opinion.OpinionError as refusal:
        show.end()
        print(refusal, file=sys.stderr)
        return 2
    show.end()
    if votes.replaced:
        print(f"{votes.replaced} votes were replaced by later ones on the same statement.")
    print(_describe(drawn, votes))
    for path in written:
        print(path)
    return 0


def _files(votes: Path, statements: Path | None) -> tuple[Path, Path | None]:
    """A folder stands for the votes and statements in it, under the names Polis or this platform gives them."""
    if not votes.is_dir():
        return votes, statements
    tables = ("votes.csv.gz", "votes.csv", "votes.parquet", "participants-votes.csv", "participant-votes.csv")
    found = _first(votes, tables)
    if found is None:
        raise opinion.UnreadableVotesError(
            str(votes), "no file of votes in this folder", f"One of {', '.join(tables)}."
        )
    return found, statements or _first(votes, ("statements.csv.gz", "statements.csv", "comments.csv"))


def _first(folder: Path, names: tuple[str, ...]) -> Path | None:
    """The first of these that is there, under its plain name or one that ends so, as in `r4abc-votes.csv`."""
    for name in names:
        found = [folder / name] if (folder / name).exists() else sorted(folder.glob(f"*[-_.]{name}"))
        found = [
            one
            for one in found
            if not (name == "votes.csv" and one.name.endswith(("participants-votes.csv", "participant-votes.csv")))
        ]
        if found:
            return found[0]
    return None


def _name(votes: Path) -> str:
    whole = votes.resolve()
    return whole.name if whole.is_dir() else whole.name.split(".")[0]


def _describe(drawn: opinion.OpinionMap | opinion.polis.PolisMap, votes: opinion.Votes) -> str:
    groups = f"{drawn.k} groups" if drawn.k > 1 else "no groups"
    return f"{len(votes.participants)} people, {len(votes.statements)} statements, {votes.sides.size} votes: {groups}."


class _Progress:
    """One line that is written over, on a terminal only."""

    def __init__(self) -> None:
        self.shown = False

    def __call__(self, step: str, share: float) -> None:
        if sys.stderr.isatty():
            print(f"\r\x1b[K{SAYS.get(step, step)} {100 * share:3.0f} %", end="", file=sys.stderr, flush=True)
            self.shown = True

    def end(self) -> None:
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self.shown = False


if __name__ == "__main__":
    parser = argparse.ArgumentParser("xieshang map")
    add_arguments(parser)
    sys.exit(run(parser.parse_args()))
