"""Rows of `./dev bench text`: events found among all messages, beside average linkage on one character cosine."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.feature_extraction.text import TfidfVectorizer

from benches._text_sorting import Row, real
from xieshang.engines.text import Message, find_events


def b_cubed(of: Mapping[str, int], event: Mapping[str, str], *, strict: bool = False) -> float:
    """F1 over the messages of known events; strict counts every other message of a group against it."""
    groups: dict[int, list[str]] = defaultdict(list)
    for key, number in of.items():
        if strict or key in event:
            groups[number].append(key)
    precision = recall = 0.0
    for key, name in event.items():
        same = sum(event.get(other) == name for other in groups[of[key]])
        precision += same / len(groups[of[key]]) / len(event)
        recall += same / sum(other == name for other in event.values()) / len(event)
    return 2 * precision * recall / (precision + recall)


def found_again(of: Mapping[str, int], event: Mapping[str, str]) -> tuple[int, int]:
    """Events of at least five messages with a group of F1 >= .7, and how many there are."""
    groups: dict[int, set[str]] = defaultdict(set)
    for key, number in of.items():
        groups[number].add(key)
    names = [name for name in set(event.values()) if list(event.values()).count(name) >= 5]
    hits = 0
    for name in names:
        members = {key for key, each in event.items() if each == name}
        hits += (
            max(2 * len(members & groups[of[key]]) / (len(members) + len(groups[of[key]])) for key in members) >= 0.7
        )
    return hits, len(names)


def plain(table: list[dict[str, str]]) -> dict[str, int]:
    """Average linkage at cosine distance .92 over characters 2-3 of title, title and 400 characters."""
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), sublinear_tf=True, min_df=2, dtype=np.float32)
    rows = vectors.fit_transform([f"{row['title']} {row['title']} {row['text'][:400]}" for row in table])
    far = np.clip(1 - (rows @ rows.T).toarray(), 0, None)
    np.fill_diagonal(far, 0)
    groups = fcluster(linkage(squareform(far, checks=False), "average"), 0.92, "distance")
    return {row["row"]: int(group) for row, group in zip(table, groups, strict=True)}


def rows() -> list[Row]:
    """Everything, as rows of the table."""
    table = real("hot_messages.csv.gz")
    event = {row["row"]: row["ev"] for row in real("hot_events_dev.csv")}
    messages = [
        Message(
            row["row"], row["title"], row["text"], datetime.fromisoformat(row["time"]), row["author"],
            float(row["likes"]), float(row["dislikes"]),
        )
        for row in table
    ]  # fmt: skip
    start = time.process_time()
    findings = find_events(messages)
    spent = time.process_time() - start
    ours, other = {str(key): number for key, number in findings.of.items()}, plain(table)
    again, many = found_again(ours, event)
    top = {ours[key] for key in event} & {each.number for each in findings.events[:10]}
    return [
        (
            "events",
            f"B-cubed F1, {len(event)} messages of {len(set(event.values()))} events",
            ">= .86 (.90)",
            f"{b_cubed(ours, event):.3f}",
            f"{b_cubed(other, event):.3f} average linkage",
        ),
        (
            "events",
            "the same, every other message of a group counted against it",
            "",
            f"{b_cubed(ours, event, strict=True):.3f}",
            f"{b_cubed(other, event, strict=True):.3f} average linkage",
        ),
        (
            "events",
            "events of at least five messages found",
            ">= 7/9 (8/9)",
            f"{again}/{many}",
            "{}/{} average linkage".format(*found_again(other, event)),
        ),
        ("events", "known events among the ten hottest", "", f"{len(top)}", ""),
        ("events", f"CPU s for {len(table):,} messages", "", f"{spent:.1f}", ""),
    ]


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
