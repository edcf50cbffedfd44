"""Rows of `./dev bench text`: likeness on the pairs judged by hand, beside one cosine of character pairs and triples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score

from benches._text_sorting import SEED, Row, real
from xieshang.cli.text import LEAST
from xieshang.engines.text import Index, Weighing, Writing, pairwise

SETS = {
    "message": (
        "message_pairs_dev.csv",
        "hot_messages.csv.gz",
        "row",
        ("row_a", "row_b"),
        ">= .93 (.955)",
        ">= .86 (.89)",
    ),
    "proposal": ("proposal_pairs_dev.csv", "proposals_dev.csv.gz", "no", ("a", "b"), ">= .87 (.90)", ""),
}


def f1(scores: NDArray[np.float64], same: NDArray[np.bool_], least: float) -> float:
    told = scores >= least
    return float(2 * np.sum(told & same) / (np.sum(told) + np.sum(same)))


def by_halves(scores: NDArray[np.float64], same: NDArray[np.bool_]) -> float:
    """F1 with a threshold chosen on one half and told of the other, over twenty draws and both ways round."""
    dice = np.random.default_rng(SEED)
    found = []
    for _draw in range(20):
        order = dice.permutation(len(scores))
        halves = order[: len(order) // 2], order[len(order) // 2 :]
        for chosen, told in (halves, halves[::-1]):
            least = max(np.unique(scores[chosen]), key=lambda each: f1(scores[chosen], same[chosen], each))
            found.append(f1(scores[told], same[told], least))
    return float(np.mean(found))


def rows() -> list[Row]:
    """Everything, as rows of the table."""
    found: list[Row] = []
    for name, (pairs, texts, own, sides, auc_goal, f1_goal) in SETS.items():
        judged, table = real(pairs), real(texts)
        place = {row[own]: number for number, row in enumerate(table)}
        writings = [Writing(row["title"], row["text"]) for row in table]
        ones, others = ([place[row[side]] for row in judged] for side in sides)
        same = np.array([row["label"] == "2" for row in judged])
        plain = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), sublinear_tf=True, min_df=2).fit_transform(
            [f"{one.title} {one.title} {one.body[:400] if name == 'message' else one.body}" for one in writings]
        )
        plain_scores = np.asarray(plain[ones].multiply(plain[others]).sum(axis=1)).ravel()
        plain_auc = f"{roc_auc_score(same, plain_scores):.3f} character cosine"
        corpora = {"all texts": writings, "the pairs' texts": [writings[n] for n in sorted({*ones, *others})]}
        for corpus, known in corpora.items():
            weighing = Weighing.learn(known)
            scores = pairwise([writings[n] for n in ones], [writings[n] for n in others], weighing)
            how = f"{len(judged)} pairs, {sum(same)} the same, words weighed by {corpus}"
            found += [
                (f"{name} pairs", f"AUC, {how}", auc_goal, f"{roc_auc_score(same, scores):.3f}", plain_auc),
                (f"{name} pairs", f"F1 at the fixed {LEAST}", f1_goal, f"{f1(scores, same, LEAST):.3f}", ""),
                (
                    f"{name} pairs",
                    "F1, threshold from the other half",
                    f1_goal,
                    f"{by_halves(scores, same):.3f}",
                    f"{by_halves(plain_scores, same):.3f} character cosine",
                ),
            ]
    return [*found, *retrieval()]


def retrieval() -> list[Row]:
    """Looking up each message of a known event among all: is the nearest of the same event, are ten nearest?"""
    table = real("hot_messages.csv.gz")
    event = {row["row"]: row["ev"] for row in real("hot_events_dev.csv")}
    writings = {row["row"]: Writing(row["title"], row["text"]) for row in table}
    index = Index.build(list(writings.items()))
    sizes = {name: list(event.values()).count(name) for name in set(event.values())}
    first, ten = [], []
    for key, name in event.items():
        near = index.nearest(writings[key], 10, without=key)
        hits = [event.get(str(each.key)) == name for each in near]
        first.append(hits[0])
        ten.append(sum(hits) / min(10, sizes[name] - 1))
    return [
        (
            "looking up",
            f"nearest is of the same event, {len(event)} messages",
            "",
            f"{np.mean(first):.3f}",
            ".987 in the study",
        ),
        ("looking up", "recall in the ten nearest", "", f"{np.mean(ten):.3f}", ".968 in the study"),
    ]


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
