"""How long a count takes: a made-up election of 90,000 ballots, and real ones where they lie beside the project.

Reading and both rules together must stay under three seconds on Łódź 2022 (90,494 ballots on 160 projects), so that a
public page can count anew when somebody moves a slider.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from xieshang.engines import tally

REAL = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "elections" / "pabulib"
LODZ = "poland_lodz_2022_.pb"
MOST_SECONDS = 3.0
MOST_SECONDS_RAISED = 8.0


def main(argv: list[str]) -> int:
    """Measure and print; 1 when the bound is missed."""
    parser = argparse.ArgumentParser("./dev bench tally", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help=".pb files; without any the made-up one and the real ones")
    args = parser.parse_args(argv)
    rows = [(path.name, path) for path in args.files or sorted(REAL.glob("*.pb"))]
    print(
        "| election | ballots | projects | read s | greedy s | equal shares s | raised s | raises | spent | then raised |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    is_good = args.files or row("made up", made_up(), 0.0)
    for name, path in rows:
        started = time.perf_counter()
        election = tally.read_pabulib(path)
        is_good = row(name, election, time.perf_counter() - started) and is_good
    return 0 if is_good else 1


def row(name: str, election: tally.Election, reading: float) -> bool:
    seconds, counts = [], []
    for rule in (tally.Rule("greedy"), tally.Rule(), tally.Rule(completion="add1u")):
        started = time.perf_counter()
        counts.append(tally.count(election, rule))
        seconds.append(time.perf_counter() - started)
    greedy, shares, raised = seconds
    spent = [f"{100 * count.spent / max(1, election.budget):.1f} %" for count in counts[1:]]
    is_bound = election.ballots > 90_000
    missed = is_bound and (reading + greedy + shares > MOST_SECONDS or raised > MOST_SECONDS_RAISED)
    print(
        f"| {name[:44]} | {election.ballots:,} | {len(election.projects)} | {reading:.2f} | {greedy:.3f} | {shares:.3f} "
        f"| {raised:.2f} | {counts[2].raises} | {spent[0]} | {spent[1]}{' MISSED' if missed else ''} |",
        flush=True,
    )
    return not missed


def made_up(ballots: int = 90_494, projects: int = 160) -> tally.Election:
    """As large as Łódź 2022: up to five marks a ballot, a few projects far better known than the rest."""
    lot = np.random.default_rng(2022)
    known = 1 / np.arange(1, projects + 1) ** 0.8
    known /= known.sum()
    wants = -np.log(lot.random((ballots, projects), dtype=np.float32)) / known.astype(np.float32)
    best = np.argsort(wants, axis=1)[:, :5]
    many = lot.integers(1, 6, ballots)
    marks = best[np.arange(5)[None, :] < many[:, None]]
    costs = np.round(np.exp(lot.normal(12, 1, projects)), -3).astype(np.int64) + 1000
    return tally.Election(
        projects=tuple(tally.Project(f"P{n:03}", f"P{n:03}", int(cost)) for n, cost in enumerate(costs)),
        budget=6_112_868,
        starts=np.concatenate(([0], np.cumsum(many))),
        chosen=marks.astype(np.int64),
        points=np.ones(len(marks), dtype=np.int64),
    )
