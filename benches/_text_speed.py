"""Rows of `./dev bench text`: looking up duplicates among many texts, and events in a flood; each in a process of its own.

The texts are made from pieces of the real ones by lot (seed 20261123): as long, as varied, and as many as wanted.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from benches._text_sorting import SEED, Row, real
from xieshang.engines.text import Index, Message, Writing, find_events

ROOT = Path(__file__).resolve().parent.parent


def made(many: int) -> list[Writing]:
    """Texts of sentences of the real ones, each under a title of theirs."""
    table = real("hot_messages.csv.gz")
    sentences = [each for row in table for each in re.split(r"(?<=[。！？])", row["text"]) if len(each) > 5]
    dice = np.random.default_rng(SEED)
    titles = [row["title"] for row in table]
    writings = []
    for _n in range(many):
        picks = dice.integers(len(sentences), size=int(dice.integers(3, 12)))
        title = titles[int(dice.integers(len(titles)))]
        other = titles[int(dice.integers(len(titles)))]
        writings.append(
            Writing(title[: len(title) // 2] + other[len(other) // 2 :], "".join(sentences[n] for n in picks))
        )
    return writings


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def look_up(many: int) -> dict[str, float]:
    writings = made(many)
    start = time.process_time()
    index = Index.build(list(enumerate(writings)))
    built = time.process_time() - start
    took = []
    for n in np.random.default_rng(1).integers(many, size=100).tolist():
        start = time.perf_counter()
        index.nearest(writings[n], 10)
        took.append(time.perf_counter() - start)
    start = time.process_time()
    for n in range(200):
        index.add([(f"new {n}", writings[n])])
    added = (time.process_time() - start) / 200
    return {"built": built, "p95": 1000 * float(np.quantile(took, 0.95)), "added": 1000 * added, "peak": peak()}


def flood(many: int) -> dict[str, float]:
    messages = [Message(n, each.title, each.body, author=n) for n, each in enumerate(made(many))]
    start = time.process_time()
    find_events(messages)
    return {"spent": time.process_time() - start, "peak": peak()}


def child(what: str, many: int) -> dict[str, float]:
    order = [sys.executable, "-m", "benches._text_speed", what, str(many)]
    done = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def rows() -> list[Row]:
    """Everything, as rows of the table."""
    found: list[Row] = []
    for many, goal in ((14_000, "<= 50"), (100_000, "<= 100")):
        told = child("look_up", many)
        how = f"{many:,} texts"
        found += [
            ("looking up", f"ms (p95, wall), ten nearest among {how}", goal, f"{told['p95']:.1f}", ""),
            ("looking up", f"ms to add one to {how}", "", f"{told['added']:.1f}", ""),
            ("looking up", f"CPU s to build, {how}", "", f"{told['built']:.0f}", ""),
            ("looking up", f"MB of the process, {how}", "<= 700" if many == 14_000 else "", f"{told['peak']:.0f}", ""),
        ]
    told = child("flood", 20_000)
    found.append(("events", "CPU s for 20,000 messages", "", f"{told['spent']:.0f}", ""))
    found.append(("events", "MB of the process, 20,000 messages", "<= 700", f"{told['peak']:.0f}", ""))
    return found


if __name__ == "__main__":
    print(json.dumps({"look_up": look_up, "flood": flood}[sys.argv[1]](int(sys.argv[2]))))
