"""Where people stand and what statements ask, from yes-or-no answers of which most are missing.

    P(i says yes to j) = logistic(a_i + b_j + u_i . v_j)

a_i is how readily i says yes, b_j how readily anybody says yes to j once positions are taken away, u_i where i
stands, v_j how a statement divides the room along each direction. Few answers leave a wide posterior and a
position near the middle, never an extreme one: that is what replaces Polis' stretching of short rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion._compiled import compiled
from xieshang.engines.opinion._threads import on_one_thread

Reals = NDArray[np.float64]

LEAST_VARIANCE = 0.35  # of v: without it the bound starves directions that do help to predict


@dataclass(frozen=True, eq=False)
class Answers:
    """Yes-or-no answers as a sparse table; yes is +1/2, no -1/2."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    yes: NDArray[np.float64]
    width: int

    def turned(self) -> Answers:
        """The same answers by statement instead of by person."""
        n = self.starts.size - 1
        rows = np.repeat(np.arange(n, dtype=np.int32), np.diff(self.starts))
        order = np.argsort(self.columns, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(self.columns, minlength=self.width))])
        return Answers(starts, rows[order], self.yes[order], n)


@dataclass(frozen=True, eq=False)
class Posterior:
    """A normal distribution for each person's or statement's (intercept, position).

    mean  (n, 1 + d); cov (n, 1 + d, 1 + d)
    """

    mean: Reals
    cov: Reals


@dataclass(frozen=True, eq=False)
class IdealPoints:
    """The fitted model.

    people, statements  posteriors; prior variances (1 + d,) of each, and the mean of b
    """

    people: Posterior
    statements: Posterior
    people_prior: Reals
    statements_prior: Reals
    level: float
    rounds: int

    def logits(self, rows: NDArray[np.integer], columns: NDArray[np.integer]) -> tuple[Reals, Reals]:
        """Mean and variance of a_i + b_j + u_i . v_j for the given cells."""
        return moments(
            self.people.mean, self.people.cov, self.statements.mean, self.statements.cov,
            np.ascontiguousarray(rows), np.ascontiguousarray(columns),
        )  # fmt: skip

    def probability(self, rows: NDArray[np.integer], columns: NDArray[np.integer]) -> Reals:
        """P(yes), averaged over what is not known of person and statement."""
        middle, spread = self.logits(rows, columns)
        return np.asarray(1 / (1 + np.exp(-middle / np.sqrt(1 + np.pi / 8 * spread))))


@on_one_thread()
def fit(
    answers: Answers,
    start: Reals,
    *,
    rounds: int = 30,
    precision: float = 1e-4,
    told: Callable[[float], None] | None = None,
) -> IdealPoints:
    """Fit by variational expectation-maximisation.

    start  (statements, d): directions to begin with, such as leading axes; d is the most that can be used, for each
           direction's variance is learned, down to a small one where the votes do not ask for it
    rounds at most; it ends when no prior variance changes by more than `precision`, relatively
    told   hears after each round what share of the most rounds is done

    Source: bound of the logistic by Jaakkola and Jordan (2000); fast estimation of ideal points by
    expectation-maximisation, Imai, Lo and Olmsted (2016); relevance determined by variance, MacKay (1994);
    turning and scaling after each round as in Luttinen and Ilin (2010).
    """
    n, d = answers.starts.size - 1, start.shape[1]
    turned = answers.turned()
    share = np.clip((answers.yes.mean() if answers.yes.size else 0.0) + 0.5, 0.01, 0.99)
    level = float(np.log(share / (1 - share)))
    people_prior, statements_prior = np.ones(1 + d), np.ones(1 + d)
    people = Posterior(np.zeros((n, 1 + d)), np.tile(np.diag(np.r_[0.5, np.full(d, 0.5)]), (n, 1, 1)))
    statements = Posterior(
        np.column_stack([np.full(answers.width, level), start]), np.tile(np.eye(1 + d) * 0.1, (answers.width, 1, 1))
    )
    done = 0
    zero = np.zeros(1 + d)
    for done in range(1, rounds + 1):
        if told is not None:
            told((done - 1) / rounds)
        people = _update(answers, people, statements, people_prior, zero)
        if done > 1:
            people_prior = np.r_[_second(people)[0], np.ones(d)]
        prior_mean = np.r_[level, np.zeros(d)]
        statements = _update(turned, statements, people, statements_prior, prior_mean)
        people, statements = _turn(people, statements)
        level = float(statements.mean[:, 0].mean())
        before = statements_prior
        second = _second(statements)
        statements_prior = np.r_[max(second[0] - level**2, 1e-3), np.maximum(second[1:], LEAST_VARIANCE)]
        if done > 5 and np.all(np.abs(statements_prior - before) <= precision * (0.01 + before)):
            break
    return IdealPoints(people, statements, people_prior, statements_prior, level, done)


def _second(side: Posterior) -> Reals:
    return np.maximum((side.mean**2).mean(axis=0) + np.diagonal(side.cov, axis1=1, axis2=2).mean(axis=0), 1e-6)


def _update(answers: Answers, own: Posterior, other: Posterior, prior: Reals, prior_mean: Reals) -> Posterior:
    mean, cov = own.mean.copy(), own.cov.copy()
    _posterior(
        answers.starts, answers.columns, answers.yes, mean, cov, other.mean, other.cov, 1 / prior, prior_mean / prior
    )
    return Posterior(mean, cov)


def _turn(people: Posterior, statements: Posterior) -> tuple[Posterior, Posterior]:
    """Express positions with mean 0 and unit second moments, and directions along their own main axes.

    The predictions stay as they are; only the redundant freedom of scale, rotation and shift is used up, which
    the alternating updates would otherwise spend most of their rounds on.
    """
    d = people.mean.shape[1] - 1
    middle = people.mean.mean(axis=0)
    shift_people, shift_statements = np.eye(d + 1), np.eye(d + 1)
    mean = people.mean - middle
    moved = statements.mean.copy()
    moved[:, 0] += middle[0] + statements.mean[:, 1:] @ middle[1:]
    shift_statements[0, 1:] = middle[1:]
    if d:
        second = mean[:, 1:].T @ mean[:, 1:] / len(mean) + people.cov[:, 1:, 1:].mean(axis=0)
        values, vectors = np.linalg.eigh(second)
        root = vectors * np.sqrt(np.maximum(values, 1e-12))
        asks = root.T @ (moved[:, 1:].T @ moved[:, 1:] + statements.cov[:, 1:, 1:].sum(axis=0)) @ root
        _, turn = np.linalg.eigh(asks)
        turn = turn[:, ::-1]
        shift_people[1:, 1:] = turn.T @ (vectors / np.sqrt(np.maximum(values, 1e-12))).T
        shift_statements[1:, 1:] = turn.T @ root.T
    statements_cov = shift_statements @ statements.cov @ shift_statements.T
    moved[:, 1:] = moved[:, 1:] @ shift_statements[1:, 1:].T
    return (
        Posterior(mean @ shift_people.T, shift_people @ people.cov @ shift_people.T),
        Posterior(moved, statements_cov),
    )


@compiled
def _posterior(
    starts: NDArray[np.int64],
    columns: NDArray[np.int32],
    yes: Reals,
    mean: Reals,
    cov: Reals,
    other_mean: Reals,
    other_cov: Reals,
    prior: Reals,
    prior_pull: Reals,
) -> None:
    """Renew every row's posterior from its answers, given the posteriors of the other side."""
    size = mean.shape[1]
    precision = np.empty((size, size))
    pull = np.empty(size)
    design = np.empty(size)
    for row in range(starts.size - 1):
        for p in range(size):
            pull[p] = prior_pull[p]
            for q in range(size):
                precision[p, q] = 0.0
            precision[p, p] = prior[p]
        for at in range(starts[row], starts[row + 1]):
            c = columns[at]
            offset = other_mean[c, 0]
            design[0] = 1.0
            for p in range(1, size):
                design[p] = other_mean[c, p]
            middle = offset
            spread = other_cov[c, 0, 0]
            for p in range(size):
                middle += mean[row, p] * design[p]
                inner = 0.0
                for q in range(size):
                    inner += cov[row, p, q] * design[q]
                spread += inner * design[p]
            for p in range(1, size):
                spread += 2 * other_cov[c, 0, p] * mean[row, p]
                for q in range(1, size):
                    spread += other_cov[c, p, q] * (mean[row, p] * mean[row, q] + cov[row, p, q])
            xi = np.sqrt(middle * middle + spread)
            weight = 0.25 if xi < 1e-4 else np.tanh(xi / 2) / (2 * xi)
            answer = yes[at] - weight * offset
            for p in range(size):
                pull[p] += answer * design[p]
                for q in range(p + 1):
                    precision[p, q] += weight * design[p] * design[q]
            for p in range(1, size):
                pull[p] -= weight * other_cov[c, 0, p]
                for q in range(1, p + 1):
                    precision[p, q] += weight * other_cov[c, p, q]
        # Cholesky, and the inverse from it; a few numbers a side, so written out rather than called
        for p in range(size):
            for q in range(p + 1):
                total = precision[p, q]
                for k in range(q):
                    total -= precision[p, k] * precision[q, k]
                precision[p, q] = np.sqrt(total) if p == q else total / precision[q, q]
        for p in range(size):
            precision[p, p] = 1 / precision[p, p]
            for q in range(p):
                total = 0.0
                for k in range(q, p):
                    total -= precision[p, k] * precision[k, q]
                precision[p, q] = total * precision[p, p]
        for p in range(size):
            for q in range(p + 1):
                total = 0.0
                for k in range(p, size):
                    total += precision[k, p] * precision[k, q]
                cov[row, p, q] = total
                cov[row, q, p] = total
        for p in range(size):
            total = 0.0
            for q in range(size):
                total += cov[row, p, q] * pull[q]
            mean[row, p] = total


@compiled
def moments(
    people: Reals,
    people_cov: Reals,
    statements: Reals,
    statements_cov: Reals,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
) -> tuple[Reals, Reals]:
    """Mean and variance of the logit of each cell."""
    size = people.shape[1]
    middle, spread = np.empty(rows.size), np.empty(rows.size)
    for at in range(rows.size):
        i, j = rows[at], columns[at]
        m = people[i, 0] + statements[j, 0]
        v = people_cov[i, 0, 0] + statements_cov[j, 0, 0]
        for p in range(1, size):
            m += people[i, p] * statements[j, p]
            v += 2 * (people_cov[i, 0, p] * statements[j, p] + statements_cov[j, 0, p] * people[i, p])
            for q in range(1, size):
                v += people_cov[i, p, q] * statements[j, p] * statements[j, q]
                v += statements_cov[j, p, q] * (people[i, p] * people[i, q] + people_cov[i, p, q])
        middle[at], spread[at] = m, v
    return middle, spread
