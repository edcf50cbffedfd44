"""Where the real conversations lie: two in the project, the rest beside it where they are present."""

from __future__ import annotations

import csv
import gzip
import json
from functools import cache
from pathlib import Path

import numpy as np

from xieshang.engines.opinion.reading import read_statements, read_votes
from xieshang.engines.opinion.votes import Votes

HERE = Path(__file__).parent / "data"
BESIDE = Path(__file__).parents[4] / "shared" / "data" / "polis"
OWN = ["15-per-hour-seattle", "brexit-consensus"]
ALL = sorted({*OWN, *(path.name for path in BESIDE.glob("*") if path.is_dir())})
WITH_PRODUCTION = [name for name in ALL if (BESIDE / name / "polis_math.json.gz").exists()]
PUBLISHED = [name for name in ALL if (BESIDE / name / "published_groups.csv.gz").exists() or name in OWN]


def folder(name: str) -> Path:
    return HERE / name if name in OWN else BESIDE / name


@cache
def conversation(name: str) -> Votes:
    statements = read_statements(folder(name) / "statements.csv.gz")
    if name in WITH_PRODUCTION:  # one folder's file of statements does not say which are meta; production does
        statements = type(statements)(statements.ids, {}, statements.out, frozenset(production(name)["meta-tids"]))
    return read_votes(folder(name) / "votes.csv.gz", statements)


@cache
def reference(name: str) -> dict:
    with gzip.open(folder(name) / "cold_start_reference.json.gz", "rt") as file:
        return json.load(file)


@cache
def production(name: str) -> dict:
    with gzip.open(folder(name) / "polis_math.json.gz", "rt") as file:
        return json.load(file)


@cache
def published(name: str) -> dict[int, int]:
    with gzip.open(folder(name) / "published_groups.csv.gz", "rt") as file:
        return {int(row["participant"]): int(row["group"]) for row in csv.DictReader(file) if row["group"]}


def agreement(one, other) -> float:
    """Adjusted Rand index: 1 for the same groups under any names, 0 for chance."""
    _, one = np.unique(one, return_inverse=True)
    _, other = np.unique(other, return_inverse=True)
    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)

    def pairs(counts):
        return float((counts * (counts - 1) / 2).sum())

    both, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    chance = rows * columns / max(pairs(np.array([table.sum()])), 1)
    top = (rows + columns) / 2
    return 1.0 if top == chance else (both - chance) / (top - chance)
