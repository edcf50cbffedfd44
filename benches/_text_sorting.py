"""Rows of `./dev bench text`: categories of messages and types of proposals, on a quarter held out by lot."""

from __future__ import annotations

import csv
import gzip
import io
import time
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, train_test_split
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from xieshang.engines.text import Model, calibration_error, train
from xieshang.engines.text.grams import cut

REAL = Path(__file__).parents[2] / "shared" / "data" / "gov_messages"
SEED = 20261123
Row = tuple[str, str, str, str, str]


def real(name: str) -> list[dict[str, str]]:
    content = (REAL / name).read_bytes()
    words = gzip.decompress(content) if name.endswith(".gz") else content
    return list(csv.DictReader(io.StringIO(words.decode("utf-8-sig"), newline="")))


def split(labels: list[str]) -> tuple[list[int], list[int]]:
    rest, held = train_test_split(np.arange(len(labels)), test_size=0.25, stratify=labels, random_state=SEED)
    return rest.tolist(), held.tolist()


def baseline(texts: list[str], labels: list[str], new: list[str]) -> tuple[list[str], list[list[str]]]:
    """Characters 1-2 and words (TF-IDF), balanced linear SVC; the best, and the two best."""
    both = FeatureUnion(
        [
            ("characters", TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True, min_df=2)),
            ("words", TfidfVectorizer(tokenizer=cut, token_pattern=None, sublinear_tf=True, min_df=2)),
        ]
    )
    machine = LinearSVC(C=0.5, class_weight="balanced", random_state=0).fit(both.fit_transform(texts), labels)
    order = np.argsort(-machine.decision_function(both.transform(new)), axis=1)
    two = machine.classes_[order[:, :2]].tolist()
    return [each[0] for each in two], two


def judged(model: Model, texts: list[str], labels: list[str]) -> dict[str, float]:
    told = model.suggest_all(texts)
    right = np.array([each.label == label for each, label in zip(told, labels, strict=True)])
    sure = np.array([each.confidence for each in told])
    first = [[c.label for c in each.candidates] for each in told]
    most = np.argsort(-sure, kind="stable")[: round(0.8 * len(sure))]
    return {
        "f1": float(f1_score(labels, [each.label for each in told], average="macro")),
        "accuracy": float(right.mean()),
        "top2": float(np.mean([label in each[:2] for label, each in zip(labels, first, strict=True)])),
        "top3": float(np.mean([label in each[:3] for label, each in zip(labels, first, strict=True)])),
        "ece": calibration_error(sure, right),
        "covered": float(right[most].mean()),
    }


def rows() -> list[Row]:
    """Everything, as rows of the table."""
    segmented = real("messages_train_seg.csv.gz")
    labels = [row["label"] for row in segmented]
    rest, held = split(labels)
    texts = [row["seg"] for row in segmented]
    seen, seen_labels = [texts[n] for n in rest], [labels[n] for n in rest]
    new, new_labels = [texts[n] for n in held], [labels[n] for n in held]
    plain, plain_two = baseline(seen, seen_labels, new)
    plain_f1 = f1_score(new_labels, plain, average="macro")
    plain_top2 = np.mean([label in two for label, two in zip(new_labels, plain_two, strict=True)])
    start = time.process_time()
    model = train(seen, seen_labels)
    spent = time.process_time() - start
    start = time.process_time()
    model.confidences(new)
    rate = len(new) / (time.process_time() - start)
    file = io.BytesIO()
    model.write(file)
    ours = judged(model, new, new_labels)
    how = f"segmented, {len(rest):,} learned, {len(held):,} held out"
    found: list[Row] = [
        ("category", f"macro-F1, {how}", ">= .925 (.935)", f"{ours['f1']:.3f}", f"{plain_f1:.3f} SVC"),
        ("category", "within two", ">= .975", f"{ours['top2']:.3f}", f"{plain_top2:.3f} SVC"),
        ("category", "accuracy at 80 % coverage", ">= .975 (.98)", f"{ours['covered']:.3f}", ".979 in the study"),
        ("category", "calibration error", "<= .05", f"{ours['ece']:.3f}", ".078 in the study"),
        ("category", f"CPU s to learn {len(rest):,}, five-fold judging included", "<= 10", f"{spent:.1f}", ""),
        ("category", "texts a CPU second", ">= 1,000", f"{rate:,.0f}", ""),
        ("category", "MB of the model", "<= 15", f"{len(file.getvalue()) / 1e6:.1f}", ""),
    ]
    found += raw_rows(segmented, set(held))
    found += few_rows(seen, seen_labels, new, new_labels)
    return [*found, *proposal_rows()]


def raw_rows(segmented: list[dict[str, str]], held: set[int]) -> list[Row]:
    """Raw texts of the held-out messages, learned from the raw ones alone, and with the segmented ones of the rest."""
    raw = {row["mid"]: f"{row['title']}\n{row['text']}" for row in real("messages_train_raw.csv.gz")}
    rest = [row for n, row in enumerate(segmented) if n not in held]
    new = [row for n, row in enumerate(segmented) if n in held and row["mid"] in raw]
    texts, labels = [raw[row["mid"]] for row in new], [row["label"] for row in new]
    own = [row for row in rest if row["mid"] in raw]
    alone = train([raw[row["mid"]] for row in own], [row["label"] for row in own])
    mixed = train([raw.get(row["mid"], row["seg"]) for row in rest], [row["label"] for row in rest])
    plain, _two = baseline([raw[row["mid"]] for row in own], [row["label"] for row in own], texts)
    plain_mixed, _two = baseline(
        [raw.get(row["mid"], row["seg"]) for row in rest], [row["label"] for row in rest], texts
    )
    return [
        (
            "category",
            f"macro-F1, raw, {len(own):,} raw learned, {len(new):,} held out",
            "",
            f"{judged(alone, texts, labels)['f1']:.3f}",
            f"{f1_score(labels, plain, average='macro'):.3f} SVC",
        ),
        (
            "category",
            f"macro-F1, raw, {len(rest):,} raw or segmented learned",
            ">= .905 (.92)",
            f"{judged(mixed, texts, labels)['f1']:.3f}",
            f"{f1_score(labels, plain_mixed, average='macro'):.3f} SVC",
        ),
    ]


def few_rows(seen: list[str], seen_labels: list[str], new: list[str], new_labels: list[str]) -> list[Row]:
    """With few cases, and with none but the words of the tree of categories."""
    names: dict[str, list[str]] = {}
    for row in real("label_tree.csv"):
        if row["一级分类"] in set(seen_labels):
            names.setdefault(row["一级分类"], []).append(f"{row['二级分类']} {row['三级分类']}")
    most = Counter(seen_labels).most_common(1)[0][1] / len(seen_labels)
    found: list[Row] = [
        (
            "category",
            "accuracy, no case, the tree's words alone",
            "",
            f"{judged(train([], [], names=names), new, new_labels)['accuracy']:.3f}",
            f"{most:.3f} always the largest",
        )
    ]
    order = np.random.default_rng(SEED).permutation(len(seen))
    for many in (200, 500, 1_000):
        some = [seen[n] for n in order[:many]], [seen_labels[n] for n in order[:many]]
        plain = f1_score(new_labels, baseline(*some, new)[0], average="macro")
        ours = judged(train(*some, names=names), new, new_labels)
        found.append(
            ("category", f"macro-F1, {many:,} cases and the tree", "", f"{ours['f1']:.3f}", f"{plain:.3f} SVC")
        )
    return found


def proposal_rows() -> list[Row]:
    """Types of proposals with at least nine texts here, five-fold."""
    every = real("proposals_dev.csv.gz")
    counts = Counter(row["type"] for row in every)
    some = [row for row in every if counts[row["type"]] >= 9]
    texts = ["\n".join([row["title"]] * 3 + [row["text"]]) for row in some]
    types = np.array([row["type"] for row in some])
    first, three, plain = 0, 0, 0
    for rest, held in StratifiedKFold(5, shuffle=True, random_state=SEED).split(types, types):
        model = train([texts[n] for n in rest], types[rest].tolist())
        told = judged(model, [texts[n] for n in held], types[held].tolist())
        first += told["accuracy"] * len(held)
        three += told["top3"] * len(held)
        best, _two = baseline([texts[n] for n in rest], types[rest].tolist(), [texts[n] for n in held])
        plain += sum(one == other for one, other in zip(best, types[held], strict=True))
    many = len(some)
    how = f"{many} proposals, {len(set(types))} types, five-fold"
    return [
        ("proposal type", f"accuracy, {how}", ">= .68 (.72)", f"{first / many:.3f}", f"{plain / many:.3f} SVC"),
        ("proposal type", "within three", ">= .90 (.93)", f"{three / many:.3f}", ""),
    ]


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
