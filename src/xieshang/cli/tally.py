"""xieshang tally: from a file of ballots to a count sheet, as data and as a page."""

from __future__ import annotations

import argparse
import json
import sys
from fractions import Fraction
from pathlib import Path

from xieshang.engines import tally
from xieshang.engines.opinion import OpinionError, write_all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = "Count a Pabulib file (.pb) of ballots on projects: tally.json and tally.html."
    parser.add_argument("ballots", type=Path, help="a .pb file, as pabulib.org keeps them")
    parser.add_argument("--rule", choices=tally.RULES, default="equal-shares", help="equal-shares, unless told")
    parser.add_argument("--against", choices=tally.RULES, help="also tell what changes for whom against this rule")
    parser.add_argument(
        "--utilities", choices=tally.UTILITIES, default="cost", help="what a funded project is worth to its voters"
    )
    parser.add_argument(
        "--completion", choices=tally.COMPLETIONS, default="add1u", help="what becomes of money equal shares leave over"
    )
    parser.add_argument(
        "--step",
        type=Fraction,
        default=Fraction(0),
        help="money by which add1u raises each share; 0 for one unit or so",
    )
    parser.add_argument("--by", default="", help="the column of VOTES by which voters are told apart, such as district")
    parser.add_argument("--seed", default="", help="of the lots that break ties; the order of the ids without one")
    parser.add_argument("--out", type=Path, default=Path(), help="folder to write to")


def run(args: argparse.Namespace) -> int:
    """Do it; the answer is the exit code."""
    try:
        election = tally.read_pabulib(args.ballots)
        rule = tally.Rule(args.rule, args.utilities, args.completion, args.seed, args.step)
        counted = tally.count(election, rule)
        change = None
        if args.against or args.by:
            other = tally.Rule(args.against or "greedy", args.utilities, args.completion, args.seed, args.step)
            change = tally.compare(election, tally.count(election, other), counted, by=args.by)
        values = tally.as_values(election, counted, change)
        written = write_all(
            {
                "tally.json": json.dumps(values, ensure_ascii=False, allow_nan=False, indent=1) + "\n",
                "tally.html": tally.write_report(election, counted, change, args.against or "greedy"),
            },
            args.out,
        )
    except (tally.TallyError, OpinionError) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    left = (election.budget - counted.spent) / election.coins
    print(f"{election.ballots} ballots, {len(counted.funded)} of {len(election.projects)} projects, {left:,.2f} left.")
    for path in written:
        print(path)
    return 0
