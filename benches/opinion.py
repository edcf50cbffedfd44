"""Measures the opinion map engine: ./dev bench opinion [rows …] [--plot FILE].

Each row runs in a process of its own, so that memory means something: CPU seconds (user and system, all threads),
and the peak of memory above what the imports and the votes handed in take. Where red-dwarf is installed it is
measured in the same run on the same votes. Rows are conversations of ../shared/data/polis, `small`, `1m`, `10m`, `100m`
(synthetic events), `living` (vote by vote), `own` (the whole own map), `cluster` (two Dask workers), `attack` (a party of one in
twenty) and `asking` (the rehearsal of routing; minutes).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "polis"
SYNTHETIC = {
    "small": (1_666, 333, 91_000),
    "1m": (16_666, 333, 1_000_000),
    "10m": (166_666, 1_054, 10_000_000),
    "100m": (1_666_666, 2_000, 100_000_000),
}
REAL = ["scoop-hivemind.biodiversity", "vtaiwan.uberx", "american-assembly.bowling-green"]
DEFAULT = [*REAL, "small", "1m", "10m", "living", "own", "cluster"]
WITH_RED_DWARF = [*REAL, "small", "1m"]


def main(argv: list[str]) -> int:
    """Measure the rows named, or all but the largest, and print a table."""
    parser = argparse.ArgumentParser("bench opinion", description=__doc__)
    parser.add_argument("rows", nargs="*")
    parser.add_argument("--plot", type=Path, help="write a picture (SVG) of CPU seconds against votes")
    parser.add_argument("--child", nargs=2, metavar=("ENGINE", "ROW"), help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.child:
        print(json.dumps(measure(*args.child)))
        return 0
    print(f"| {'row':34} | {'engine':9} | {'votes':>11} | {'CPU s':>8} | {'wall s':>7} | {'peak MB':>8} | remark")
    print("|---|---|---|---|---|---|---")
    points: list[tuple[int, float]] = []
    for row in args.rows or DEFAULT:
        engines = ["xieshang"] + (["red-dwarf"] if row in WITH_RED_DWARF and has_red_dwarf() else [])
        seen = {engine: child(engine, row) for engine in engines}
        for engine, told in seen.items():
            remark = told.get("remark", "")
            if engine == "red-dwarf":
                remark = f"{told['cpu'] / seen['xieshang']['cpu']:.0f} times as much"
            print(
                f"| {row:34} | {engine:9} | {told['votes']:>11,} | {told['cpu']:>8.3f} | {told['wall']:>7.2f} "
                f"| {told['peak']:>8.0f} | {remark}",
                flush=True,
            )
        if row in SYNTHETIC:
            points.append((seen["xieshang"]["votes"], seen["xieshang"]["cpu"]))
    if args.plot and points:
        args.plot.write_text(plot(points), encoding="utf-8")
    return 0


def has_red_dwarf() -> bool:
    return importlib.util.find_spec("reddwarf") is not None or "RED_DWARF_PYTHON" in os.environ


def child(engine: str, row: str) -> dict:
    python = os.environ.get("RED_DWARF_PYTHON", sys.executable) if engine == "red-dwarf" else sys.executable
    order = [python, str(Path(__file__).resolve()), "--child", engine, row]
    here = {"PYTHONPATH": str(ROOT / "src")}  # threads as a user would get them, unless the caller says otherwise
    done = subprocess.run(order, capture_output=True, text=True, check=False, env=os.environ | here)
    if done.returncode:
        sys.exit(f"{row} by {engine} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def measure(engine: str, row: str) -> dict:
    """One row, in this process."""
    if engine == "red-dwarf":
        return measure_red_dwarf(row)
    special = {
        "living": measure_living, "own": measure_own, "cluster": measure_cluster, "attack": measure_attack,
        "asking": measure_asking,
    }  # fmt: skip
    if row in special:
        return special[row]()
    from xieshang.engines.opinion import Votes, polis

    warm()
    people, asked, sides, out = events(row)
    before = peak()

    def run() -> object:
        return polis.draw(Votes.from_events(people, asked, sides, out=out))

    # a first run of the largest rows is the only one: they take long, and loading kernels is done by `warm`
    times = [clocked(run) for _ in range(1 if row in ("10m", "100m") else 3)]
    cpu, wall = min(times)
    return {"votes": len(sides), "cpu": cpu, "wall": wall, "peak": peak() - before}


def measure_red_dwarf(row: str) -> dict:
    import numpy as np
    from reddwarf.implementations.polis import run_pipeline

    people, asked, sides, out = events(row)
    last = {(int(p), int(s)): int(v) for p, s, v in zip(people, asked, sides, strict=True)}
    votes = [{"participant_id": p, "statement_id": s, "vote": v} for (p, s), v in last.items()]
    moderated = [int(s) for s in np.unique(out)]
    before = peak()
    cpu, wall = clocked(lambda: run_pipeline(votes=votes, mod_out_statement_ids=moderated))
    return {"votes": len(sides), "cpu": cpu, "wall": wall, "peak": peak() - before}


def measure_living() -> dict:
    import numpy as np

    from xieshang.engines.opinion.living import LivingMap

    told = []
    total = 0
    for row in (REAL[1], REAL[2]):
        people, asked, sides, out = events(row)
        living = LivingMap()
        start = time.process_time()
        for one in zip(people.tolist(), asked.tolist(), sides.tolist(), strict=True):
            living.vote(*one)
        total += len(sides)
        for statement in out:
            living.moderate(statement, out=True)
        living.axes()
        living.groups(np.array([0.9, 0.7, 0.4, 0.0]))
        dice = np.random.default_rng(0)
        picks = [(int(dice.choice(people)), int(dice.choice(asked)), int(dice.integers(3) - 1)) for _ in range(200)]
        start = time.process_time()
        for pick in picks:
            living.vote(*pick)
            living.axes()
        vote = (time.process_time() - start) / len(picks)
        start = time.process_time()
        for pick in picks[:100]:
            living.vote(pick[0], pick[1], -pick[2])
        living.axes()
        batch = time.process_time() - start
        start = time.process_time()
        living.overall()
        shares = time.process_time() - start
        start = time.process_time()
        living.groups(np.array([0.9, 0.7, 0.4, 0.0]))
        groups = time.process_time() - start
        told.append(
            f"{row}: vote and axes {1e3 * vote:.2f} ms, 100 votes {1e3 * batch:.1f}, shares {1e3 * shares:.1f}, "
            f"groups {1e3 * groups:.1f}"
        )
    return {"votes": total, "cpu": 0.0, "wall": 0.0, "peak": 0.0, "remark": "; ".join(told)}


def measure_own() -> dict:
    from xieshang.engines import opinion

    warm()
    people, asked, sides, out = events(REAL[2])
    votes = opinion.Votes.from_events(people, asked, sides, out=out)
    opinion.draw(opinion.Votes.from_events(people[:3000], asked[:3000], sides[:3000]))
    before, steps, start = peak(), [], time.process_time()
    cpu, wall = clocked(
        lambda: opinion.draw(votes, progress=lambda step, _: steps.append((step, time.process_time() - start)))
    )
    ends = [*[at for _, at in steps[1:]], steps[-1][1]]
    spent: dict[str, float] = {}
    for (step, at), end in zip(steps, ends, strict=True):
        spent[step] = spent.get(step, 0.0) + end - at
    remark = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in spent.items() if step != "done")
    return {"votes": len(sides), "cpu": cpu, "wall": wall, "peak": peak() - before, "remark": remark}


def measure_cluster() -> dict:
    if importlib.util.find_spec("distributed") is None:
        return {"votes": 0, "cpu": 0.0, "wall": 0.0, "peak": 0.0, "remark": "needs xieshang[cluster]"}
    from distributed import Client, LocalCluster

    from xieshang.engines.opinion import Votes, cluster, polis

    people, asked, sides, _ = events("10m")
    votes = Votes.from_events(people, asked, sides)
    polis.draw(votes)
    alone = min(clocked(lambda: polis.draw(votes))[1] for _ in range(3))
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as machines,
        Client(machines) as client,
    ):
        parts = client.scatter(cluster.split(votes, 2))
        cluster.draw(client, parts)
        cpu, wall = min(clocked(lambda: cluster.draw(client, parts)) for _ in range(3))
    remark = f"one process {alone:.2f} s wall, two workers {wall / alone:.2f} times that"
    return {"votes": int(votes.sides.size), "cpu": cpu, "wall": wall, "peak": 0.0, "remark": remark}


def measure_attack() -> dict:
    from xieshang.engines.opinion import attack, read_statements, read_votes

    told = []
    for row in ("brexit-consensus", *REAL[:2]):
        votes = read_votes(DATA / row / "votes.csv.gz", read_statements(DATA / row / "statements.csv.gz"))
        for seldom in (False, True):
            moved = attack.measure(votes, seldom=seldom)
            ranks = ", ".join(
                f"{name} {before} -> {after}"
                for name, (before, after) in (
                    ("bridging", moved.bridging),
                    ("share of all", moved.consensus),
                    ("group-aware", moved.group_aware),
                )
            )
            told.append(
                f"{row}{' (seldom voted on)' if seldom else ''}: groups {moved.kept_groups:.2f}, "
                f"by Polis {moved.kept_groups_polis:.2f}, {ranks}"
            )
    return {"votes": 0, "cpu": 0.0, "wall": 0.0, "peak": 0.0, "remark": "; ".join(told)}


def measure_asking() -> dict:
    import numpy as np

    from xieshang.engines.opinion import asking
    from xieshang.engines.opinion.planted import plant
    from xieshang.engines.opinion.rehearsal import rehearse

    told = []
    start = time.process_time()
    for pull, seeds in ((0.0, 6), (1.0, 3)):
        for policy in (asking.even, asking.as_polis, asking.informative, asking.pleasing):
            rows = []
            for seed in range(seeds):
                truth = plant(3, people=600, statements=150, apart=1.15, seed=seed)
                learnt = rehearse(truth, policy, seed=seed, pull=pull)
                rows.append(
                    [rand(truth.groups, learnt.groups), learnt.log_loss, learnt.raw_error, learnt.weighted_error,
                     learnt.error, learnt.fewest]
                )  # fmt: skip
            names = ("ARI", "log loss", "raw error", "re-weighted", "put right", "fewest")
            means = ", ".join(f"{name} {mean:.4g}" for name, mean in zip(names, np.mean(rows, axis=0), strict=True))
            told.append(f"{policy.__name__}{' (group after group)' if pull else ''}: {means}")
    return {"votes": 9000, "cpu": time.process_time() - start, "wall": 0.0, "peak": 0.0, "remark": "; ".join(told)}


def rand(one, other) -> float:
    """Adjusted Rand index (Hubert and Arabie, 1985)."""
    import numpy as np

    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)

    def pairs(counts):
        return (counts * (counts - 1) / 2).sum()

    rows, columns = pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    chance, top = rows * columns / pairs(np.array([table.sum()])), (rows + columns) / 2
    return float((pairs(table) - chance) / (top - chance))


def events(row: str):
    """Participants, statements, sides and what is moderated out."""
    import numpy as np

    if row in SYNTHETIC:
        from xieshang.engines.opinion.planted import stream

        return *stream(*SYNTHETIC[row], seed=1), []
    from xieshang.engines.opinion import read_statements, read_votes

    votes = read_votes(DATA / row / "votes.csv.gz", read_statements(DATA / row / "statements.csv.gz"))
    people = votes.participants[votes.rows].astype(np.int32)
    return people, votes.statements[votes.columns].astype(np.int32), votes.sides, votes.statements[votes.out].tolist()


def warm() -> None:
    """Load the compiled kernels."""
    from xieshang.engines.opinion import Votes, polis
    from xieshang.engines.opinion.planted import stream

    polis.draw(Votes.from_events(*stream(6_000, 90, 60_000)))


def clocked(run) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    run()
    return time.process_time() - cpu, time.perf_counter() - wall


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def plot(points: list[tuple[int, float]]) -> str:
    """CPU seconds against votes, both on logarithmic axes."""
    from math import log10

    def at(votes: float, seconds: float) -> tuple[float, float]:
        return 60 + (log10(votes) - 4.5) * 120, 300 - (log10(seconds) + 3) * 55

    marks = "".join(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4"/>' for x, y in (at(*point) for point in points))
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in (at(*point) for point in sorted(points)))
    ticks = "".join(
        f'<text x="{at(10**n, 1e-3)[0]:.0f}" y="325" text-anchor="middle">10^{n}</text>' for n in range(5, 9)
    ) + "".join(f'<text x="50" y="{at(1e5, 10**n)[1]:.0f}" text-anchor="end">{10**n:g} s</text>' for n in range(-3, 3))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 340" font-family="sans-serif" font-size="12">'
        '<title>CPU seconds of one cold map against votes</title><rect width="560" height="340" fill="#fff"/>'
        f'<path d="M60 300H540M60 300V20" stroke="#888" fill="none"/>{ticks}'
        f'<polyline points="{line}" fill="none" stroke="#1f5a96"/>{marks}</svg>\n'
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
