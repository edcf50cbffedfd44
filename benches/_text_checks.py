"""Rows of `./dev bench text`: checks of proposals and replies and extracts, beside plain baselines, on ../shared/data/gov_messages.

No weights are learned from labels, but a few numbers and patterns were set with these texts in view: the raise for short
sides (two matters) on the proposals, the patterns of formulas, the characters an answer needs and the centring of relevance
on the 180 replies. So those rows say how well they fit, not how well they carry over; for the characters an answer needs
a row tells both halves of the replies, each judged with what the other half would have chosen. Proposals are halved by
lot (seed 20261123): how common words are comes from the first half, what is reported is of the second. The place of a
sentence was weighed on the timed messages; extracts are reported on the unlabelled ones, which nobody had looked at.
"""

from __future__ import annotations

import csv
import gzip
import io
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score, roc_auc_score

from xieshang.engines.documents.draft import read_draft
from xieshang.engines.text.extracts import extract
from xieshang.engines.text.personal import find_personal
from xieshang.engines.text.rarity import Rarity, cosine, joined
from xieshang.engines.text.replies import SUBSTANCE, Background, pairs_of_characters, read_reply, relevance
from xieshang.engines.text.requirements import Proposal, Weight, check_proposal, find_split
from xieshang.engines.text.writing import plain_cutter, sentences, signs

REAL = Path(__file__).parents[2] / "shared" / "data" / "gov_messages"
SEED = 20261123
Row = tuple[str, str, str, str, str]  # what, how it is measured, goal, found, baseline


def real(name: str) -> list[dict[str, str]]:
    """A packed table of the real texts."""
    with gzip.open(REAL / name) as packed:
        return list(csv.DictReader(io.TextIOWrapper(packed, encoding="utf-8")))


def proposals() -> list[tuple[str, Proposal]]:
    """Type and parts of each real proposal."""
    found = []
    for row in real("proposals_dev.csv.gz"):
        draft = read_draft(f"{row['title']}\n{row['text']}")
        items = tuple(each.text for each in draft.suggestions)
        found.append((row["type"], Proposal(row["title"], draft.situation, items, draft.analysis, draft.guessed)))
    return found


def halves(many: int) -> tuple[list[int], list[int]]:
    """Numbers in two halves, by lot."""
    order = np.random.default_rng(SEED).permutation(many).tolist()
    return order[: many // 2], order[many // 2 :]


def unions(
    given: Sequence[tuple[str, Proposal]], same_type: bool, many: int = 250, part: float = 1.0
) -> list[tuple[str, ...]]:
    """Suggestions of two real proposals in one list; `part` of each, so that the list need not be longer than real ones."""
    dice = np.random.default_rng(SEED + same_type)
    usable = [each for each in given if len(each[1].suggestions) > 1]
    found: list[tuple[str, ...]] = []
    while len(found) < many:
        (one_type, one), (other_type, other) = (usable[int(i)] for i in dice.choice(len(usable), 2, replace=False))
        if (one_type == other_type) is same_type:
            sides = [each.suggestions[: max(1, round(part * len(each.suggestions)))] for each in (one, other)]
            found.append(sides[0] + sides[1])
    return found


def two_matters() -> dict[str, tuple[float, float]]:
    """AUC of ours and of the plain weakest joint, for each kind of union."""
    all_of_them = proposals()
    first, second = halves(len(all_of_them))
    terms = plain_cutter().terms
    known = [all_of_them[i][1] for i in first]
    rarity = Rarity.learned(("\n".join((p.situation, p.analysis, *p.suggestions)) for p in known), terms)
    shown = [all_of_them[i] for i in second]
    lone = [each.suggestions for _, each in shown if len(each.suggestions) > 1]

    def ours(items: tuple[str, ...]) -> float:
        split = find_split(items, rarity)
        return split.score if split else 0.0

    def plain(items: tuple[str, ...]) -> float:
        vectors = [rarity.vector(terms(each)) for each in items]
        return -min(cosine(joined(vectors[:at]), joined(vectors[at:])) for at in range(1, len(items)))

    found = {}
    for name, same, part in (
        ("unrelated", False, 1.0),
        ("one type", True, 1.0),
        ("unrelated, half lists", False, 0.5),
        ("one type, half lists", True, 0.5),
    ):
        both = unions(shown, same, part=part)
        truth = [0] * len(lone) + [1] * len(both)
        found[name] = tuple(
            float(roc_auc_score(truth, [score(each) for each in (*lone, *both)])) for score in (ours, plain)
        )
    return found


def form_check() -> tuple[float, float, float]:
    """Shares of real proposals with both parts found and with something that must be mended; seconds each."""
    all_of_them = [each for _, each in proposals()]
    began = time.process_time()
    must = sum(any(each.weight is Weight.MUST for each in check_proposal(one)) for one in all_of_them)
    spent = time.process_time() - began
    both = sum(bool((each.situation or each.analysis) and each.suggestions) for each in all_of_them)
    return both / len(all_of_them), must / len(all_of_them), spent / len(all_of_them)


def empty_replies(threshold: int = SUBSTANCE) -> tuple[float, float, float, float]:
    """F1 of "empty" as sampled, the same at one empty in ten, F1 of raw length < 60, and AUC."""
    rows = real("replies_dev.csv.gz")
    truth = np.array([row["substantive"] == "0" for row in rows])
    left = np.array([read_reply(row["reply"]).substance for row in rows])
    said = left < threshold
    weights = np.where(truth, 0.1 / truth.mean(), 0.9 / (1 - truth.mean()))
    short = np.array([len(row["reply"]) < 60 for row in rows])
    return (
        float(f1_score(truth, said)),
        float(f1_score(truth, said, sample_weight=weights)),
        float(f1_score(truth, short)),
        float(roc_auc_score(truth, -left)),
    )


def empty_replies_by_halves() -> tuple[float, float]:
    """F1 of "empty" with the threshold that is best on the other half: as sampled, and at one empty in ten."""
    rows = real("replies_dev.csv.gz")
    truth = np.array([row["substantive"] == "0" for row in rows])
    left = np.array([read_reply(row["reply"]).substance for row in rows])
    weights = np.where(truth, 0.1 / truth.mean(), 0.9 / (1 - truth.mean()))
    said = np.zeros(len(rows), dtype=bool)
    parts = [np.array(half) for half in halves(len(rows))]
    for here, other in (parts, parts[::-1]):
        best = max(range(5, 41), key=lambda least: f1_score(truth[other], left[other] < least))
        said[here] = left[here] < best
    return float(f1_score(truth, said)), float(f1_score(truth, said, sample_weight=weights))


def reply_relevance(only_substantive: bool) -> tuple[float, float, float, float]:
    """AUC of own against random replies and against the reply of the most similar question: ours, then shared words."""
    rows = [row for row in real("replies_dev.csv.gz") if row["substantive"] == "1" or not only_substantive]
    questions = [f"{row['title']}\n{row['text']}" for row in rows]
    replies = [row["reply"] for row in rows]
    background = Background.learned(questions, replies)
    rarity = background.rarity
    terms = plain_cutter().terms
    vectors = [rarity.vector(pairs_of_characters(each)) for each in questions]
    near = np.array([[cosine(one, other) for other in vectors] for one in vectors])
    np.fill_diagonal(near, -1)
    hard = near.argmax(axis=1)
    dice = np.random.default_rng(SEED)

    def words(question: str, reply: str) -> float:
        asked, said = set(terms(question)), set(terms(reply))
        return len(asked & said) / max(len(asked | said), 1)

    found = []
    for score in (lambda q, r: relevance(q, r, background).score, words):
        own = [score(q, r) for q, r in zip(questions, replies, strict=True)]
        by_chance = [
            score(q, replies[(i + int(dice.integers(1, len(rows)))) % len(rows)]) for i, q in enumerate(questions)
        ]
        of_the_nearest = [score(q, replies[hard[i]]) for i, q in enumerate(questions)]
        truth = [1] * len(rows) + [0] * len(rows)
        found += [float(roc_auc_score(truth, own + by_chance)), float(roc_auc_score(truth, own + of_the_nearest))]
    return found[0], found[1], found[2], found[3]


def rouge_1_recall(reference: str, extracted: str) -> float:
    """Share of the reference's signs that the extract has, counted with their numbers (Lin, 2004)."""
    wanted, had = Counter(signs(reference)), Counter(signs(extracted))
    return sum((wanted & had).values()) / max(sum(wanted.values()), 1)


def extracts() -> dict[str, tuple[float, float]]:
    """ROUGE-1 recall of the title and characters, of each way to extract."""
    rows = [row for row in real("messages_unlabelled.csv.gz") if len(sentences(row["text"])) >= 4]
    order = np.random.default_rng(SEED).permutation(len(rows))
    shown = [rows[int(i)] for i in order[:800]]
    ways: dict[str, Callable[[str], str]] = {
        "ours, up to 3": lambda text: "".join(each.text for each in extract(text)),
        "ours, up to 2": lambda text: "".join(each.text for each in extract(text, 2)),
        "lead-1": lambda text: "".join(each.text for each in sentences(text)[:1]),
        "first 106 characters": lambda text: text.strip()[:106],
    }
    found = {}
    for name, way in ways.items():
        made = [way(row["text"]) for row in shown]
        recalls = [rouge_1_recall(row["title"], text) for row, text in zip(shown, made, strict=True)]
        found[name] = (float(np.mean(recalls)), float(np.mean([len(text) for text in made])))
    return found


def speeds() -> dict[str, float]:
    """Texts a CPU second."""
    messages = [f"{row['title']}\n{row['text']}" for row in real("hot_messages.csv.gz")[:1000]]
    replies = [row["reply"] for row in real("replies_dev.csv.gz")]
    found: dict[str, float] = defaultdict(float)
    for name, texts, work in (
        ("personal data", messages, find_personal),
        ("extract", messages, extract),
        ("reply", replies, read_reply),
    ):
        work(texts[0])
        began = time.process_time()
        for text in texts:
            work(text)
        found[name] = len(texts) / (time.process_time() - began)
    return found


def rows() -> list[Row]:
    """Everything, as rows of the table."""
    found: list[Row] = []
    parted, must, spent = form_check()
    found.append(("form check", "both parts found, real proposals", ">= .96", f"{parted:.3f}", ""))
    found.append(("form check", "real proposals told to mend (须补正)", "<= .05", f"{must:.3f}", ""))
    found.append(("form check", "CPU ms a proposal", "", f"{1000 * spent:.1f}", ""))
    goals = {"unrelated": ">= .90 (.94)", "one type": ">= .90 (.94)"}
    for name, (ours, plain) in two_matters().items():
        found.append(
            ("two matters", f"AUC, unions: {name}", goals.get(name, ""), f"{ours:.3f}", f"{plain:.3f} plain joint")
        )
    f1, at_ten, short, auc = empty_replies()
    found.append(
        ("empty reply", "F1, as sampled (27 % empty)", ">= .84 (.86)", f"{f1:.3f}", f"{short:.3f} length < 60")
    )
    found.append(("empty reply", "F1, weighted to 10 % empty", "", f"{at_ten:.3f}", ""))
    other, other_at_ten = empty_replies_by_halves()
    found.append(("empty reply", "F1, threshold chosen on the other half", ">= .84 (.86)", f"{other:.3f}", ""))
    found.append(("empty reply", "the same, weighted to 10 % empty", "", f"{other_at_ten:.3f}", ""))
    found.append(("empty reply", "AUC", "", f"{auc:.3f}", ""))
    for only, name in ((False, "all replies"), (True, "substantive replies")):
        chance, hard, word_chance, word_hard = reply_relevance(only)
        found.append(
            ("relevance", f"AUC against a random reply, {name}", ">= .97", f"{chance:.3f}", f"{word_chance:.3f} words")
        )
        found.append(
            (
                "relevance",
                f"AUC against the nearest question's, {name}",
                ">= .83 (.86)",
                f"{hard:.3f}",
                f"{word_hard:.3f} words",
            )
        )
    made = extracts()
    plain_leads = f"{made['lead-1'][0]:.3f} lead-1, {made['first 106 characters'][0]:.3f} first 106"
    for name in ("ours, up to 3", "ours, up to 2"):
        recall, length = made[name]
        found.append(
            (
                "extract",
                f"ROUGE-1 recall, {name}, {length:.0f} characters",
                ">= .62 (.65)",
                f"{recall:.3f}",
                plain_leads,
            )
        )
    for name, speed in speeds().items():
        found.append(("speed", f"{name}, texts a CPU second", "", f"{speed:,.0f}", ""))
    return found


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
