"""Which statements stand for a group, and which everyone shares, by the rules of Polis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]

Z90 = 1.2816  # one-sided
LONGEST = 5


@dataclass(frozen=True)
class Standing:
    """One statement in a list of Polis, with the numbers it was chosen by.

    statement  column; side "agree" or "disagree"; n of trials people who saw it took that side
    """

    statement: int
    side: str
    successes: int
    trials: int
    share: float
    share_test: float
    ratio: float = 1.0
    ratio_test: float = 0.0
    best_agree: bool = False


def representative(counted: NDArray[np.int64], candidates: NDArray[np.bool_]) -> list[list[Standing]]:
    """For each group the statements that set it apart.

    counted     (groups, statements, 3): how many voted -1, 0, +1; moderated statements zeroed by the caller
    candidates  (statements,) which may be chosen

    Source: the rules of Polis, section 2.6 of the specification: of the statements that pass a test against one half
    and a test against all others, the five of the largest product, the best agreed-to first.
    """
    a, s = counted[:, :, 2].astype(float), counted.sum(axis=2).astype(float)
    d = counted[:, :, 0].astype(float)
    pa, pd = (a + 1) / (s + 2), (d + 1) / (s + 2)
    others_s = s.sum(axis=0) - s
    ra = pa / ((a.sum(axis=0) - a + 1) / (others_s + 2))
    rd = pd / ((d.sum(axis=0) - d + 1) / (others_s + 2))
    pat, pdt = one_sample(a, s), one_sample(d, s)
    rat, rdt = two_sample(a, s, a.sum(axis=0) - a, others_s), two_sample(d, s, d.sum(axis=0) - d, others_s)
    return [
        _choose(a[g], d[g], s[g], pa[g], pd[g], pat[g], pdt[g], ra[g], rd[g], rat[g], rdt[g], candidates)
        for g in range(len(counted))
    ]


def one_sample(successes: Reals, trials: Reals) -> Reals:
    """A z-score of a share against one half, with one success and one trial added."""
    return 2 * np.sqrt(trials + 1) * ((successes + 1) / (trials + 1) - 0.5)


def two_sample(successes: Reals, trials: Reals, other_successes: Reals, other_trials: Reals) -> Reals:
    """A z-score of one share against another, with one success and one trial added to each."""
    a1, a2, n1, n2 = successes + 1, other_successes + 1, trials + 1, other_trials + 1
    p = (a1 + a2) / (n1 + n2)
    spread = np.sqrt(np.maximum(p * (1 - p), 0) * (1 / n1 + 1 / n2))
    return np.divide(a1 / n1 - a2 / n2, spread, out=np.zeros_like(spread), where=(p != 1) & (spread > 0))


def _choose(
    a: Reals, d: Reals, s: Reals, pa: Reals, pd: Reals, pat: Reals, pdt: Reals,
    ra: Reals, rd: Reals, rat: Reals, rdt: Reals, candidates: NDArray[np.bool_],
) -> list[Standing]:  # fmt: skip
    def standing(j: int, *, best: bool = False) -> Standing:
        if rat[j] > rdt[j]:
            numbers = (int(a[j]), int(s[j]), float(pa[j]), float(pat[j]), float(ra[j]), float(np.float32(rat[j])))
            return Standing(j, "agree", *numbers, best_agree=best)
        numbers = (int(d[j]), int(s[j]), float(pd[j]), float(pdt[j]), float(rd[j]), float(np.float32(rdt[j])))
        return Standing(j, "disagree", *numbers, best_agree=best)

    enough = (((rat > Z90) & (pat > Z90)) | ((rdt > Z90) & (pdt > Z90))) & candidates
    best_agree: int | None = None
    best: int | None = None
    best_test = 0.0
    sufficient: list[int] = []
    for j in np.flatnonzero(candidates).tolist():
        if enough[j]:
            sufficient.append(j)
        if not sufficient and (best is None or max(rat[j], rdt[j]) > best_test):
            best, best_test = j, standing(j).ratio_test
        if _agrees_better(j, best_agree, a, d, pa, pat, ra, rat):
            best_agree = j
    if not sufficient:
        chosen = best_agree if best_agree is not None else best
        return [] if chosen is None else [standing(chosen, best=chosen == best_agree)]
    rest = sorted((standing(j) for j in sufficient if j != best_agree), key=_weight, reverse=True)
    first = [] if best_agree is None else [standing(best_agree, best=True)]
    return sorted((first + rest)[:LONGEST], key=lambda one: one.side != "agree")


def _weight(one: Standing) -> float:
    return one.ratio * one.ratio_test * one.share * one.share_test


def _agrees_better(
    j: int, current: int | None, a: Reals, d: Reals, pa: Reals, pat: Reals, ra: Reals, rat: Reals
) -> bool:
    if a[j] == 0 and d[j] == 0:
        return False
    if current is None:
        return bool(pat[j] > Z90 or (ra[j] > 1 and pa[j] > 0.5))
    if ra[current] > 1:
        return bool(ra[j] * rat[j] * pa[j] * pat[j] > ra[current] * rat[current] * pa[current] * pat[current])
    return bool(pa[j] * pat[j] > pa[current] * pat[current])


def consensus(counted: NDArray[np.int64], candidates: NDArray[np.bool_]) -> dict[str, list[Standing]]:
    """What a clear majority of all participants agree to, and what it rejects: five at most of each.

    counted  (statements, 3) over everybody
    """
    s = counted.sum(axis=1).astype(float)
    answer = {}
    for side, column in (("agree", 2), ("disagree", 0)):
        n = counted[:, column].astype(float)
        share, test = (n + 1) / (s + 2), one_sample(n, s)
        clear = np.flatnonzero((share > 0.5) & (test > Z90) & candidates)
        best = clear[np.argsort(-(share * test)[clear], kind="stable")][:LONGEST]
        answer[side] = [Standing(int(j), side, int(n[j]), int(s[j]), float(share[j]), float(test[j])) for j in best]
    return answer


def group_aware_consensus(counted: NDArray[np.int64]) -> Reals:
    """Product over the groups of each one's share of agreement: high only where every group agrees."""
    return np.prod((counted[:, :, 2] + 1) / (counted.sum(axis=2) + 2), axis=0)
