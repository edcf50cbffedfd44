"""The directions in which people differ most: leading eigenvectors of x'x, found without writing x down."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion._threads import on_one_thread

Reals = NDArray[np.float64]

BLOCK = 4
WRITTEN_OUT = 60  # up to this width the whole matrix costs no more passes than its best vectors would


def leading_axes(
    gram_times: Callable[[Reals, int], Reals],
    width: int,
    count: int,
    *,
    sample: int = 1,
    precision: float = 1e-12,
    near: Reals | None = None,
) -> tuple[Reals, Reals]:
    """The `count` leading eigenvectors of a symmetric matrix known only by its products.

    gram_times(block, step)  the matrix times (width, 4); with step > 1 it may look at every step-th person only
    sample                   the step of a cheap first look that provides the start
    precision                the error of the vectors, estimated from residual and gap
    near                     (width, 4) vectors to start from, when something close is known

    returns  eigenvalues (count,), descending, and vectors (width, count), each with its largest entry positive

    Source: block Lanczos with full re-orthogonalisation (Golub and Underwood, 1977). The start is fixed, so the
    answer repeats bit for bit.
    """
    wanted = min(count, width)
    if width <= WRITTEN_OUT:
        whole = np.zeros((width, width))
        for first in range(0, width, BLOCK):
            block = np.zeros((width, BLOCK))
            last = min(first + BLOCK, width)
            block[np.arange(first, last), np.arange(last - first)] = 1.0
            whole[:, first:last] = gram_times(block, 1)[:, : last - first]
        with on_one_thread():
            values, vectors = np.linalg.eigh((whole + whole.T) / 2)
        return _padded(values[::-1][:wanted], vectors[:, ::-1][:, :wanted], count)
    with on_one_thread():
        return _iterated(gram_times, width, count, wanted, sample, precision, near)


def _iterated(
    gram_times: Callable[[Reals, int], Reals],
    width: int,
    count: int,
    wanted: int,
    sample: int,
    precision: float,
    near: Reals | None,
) -> tuple[Reals, Reals]:
    start = near if near is not None else np.random.default_rng(0).standard_normal((width, BLOCK))
    if sample > 1:
        _, start = _lanczos(lambda block: gram_times(block, sample), start, BLOCK, 1e-2)
    values, vectors = _lanczos(lambda block: gram_times(block, 1), start, wanted, precision)
    return _padded(values[:wanted], vectors[:, :wanted], count)


def largest(gram_times: Callable[[Reals, int], Reals], width: int) -> float:
    """The largest eigenvalue, to about one in a hundred."""
    if width <= WRITTEN_OUT:
        return float(leading_axes(gram_times, width, 1)[0][0])
    start = np.random.default_rng(0).standard_normal((width, BLOCK))
    with on_one_thread():
        return float(_lanczos(lambda block: gram_times(block, 1), start, 1, 0.1, to_value=True)[0][0])


def _lanczos(
    times: Callable[[Reals], Reals], start: Reals, wanted: int, precision: float, *, to_value: bool = False
) -> tuple[Reals, Reals]:
    """Widen a Krylov space by four directions a pass until the wanted Ritz vectors stand still.

    With `to_value` the residual is held against the eigenvalue instead of the gap: enough for the value alone,
    whose error is the square of the vector's.
    """
    width = start.shape[0]
    basis, _ = np.linalg.qr(start)
    fresh = basis
    images = np.empty((width, 0))
    for _ in range(60):
        images = np.hstack([images, times(np.ascontiguousarray(fresh))])
        small = basis.T @ images
        values, turn = np.linalg.eigh((small + small.T) / 2)
        values, turn = values[::-1], turn[:, ::-1][:, :BLOCK]
        vectors = basis @ turn
        residual = np.linalg.norm(images @ turn - vectors * values[:BLOCK], axis=0)[:wanted]
        against = values[:wanted] if to_value else _gaps(values)[:wanted]
        if np.all(residual <= np.maximum(precision * against, 1e-15 * abs(values[0]))):
            break
        if basis.shape[1] + BLOCK > width:
            break
        ahead = images[:, -BLOCK:]
        for _ in range(2):  # twice is enough (Kahan)
            ahead = ahead - basis @ (basis.T @ ahead)
        fresh, _ = np.linalg.qr(ahead)
        fresh, _ = np.linalg.qr(fresh - basis @ (basis.T @ fresh))
        basis = np.hstack([basis, fresh])
    return values[:BLOCK], vectors


def _gaps(values: Reals) -> Reals:
    near = np.full(values.size, np.inf)
    steps = values[:-1] - values[1:]
    near[:-1] = np.minimum(near[:-1], steps)
    near[1:] = np.minimum(near[1:], steps)
    return np.maximum(near, 0.0)


def _padded(values: Reals, vectors: Reals, count: int) -> tuple[Reals, Reals]:
    peaks = vectors[np.argmax(np.abs(vectors), axis=0), np.arange(vectors.shape[1])]
    vectors = vectors * np.where(peaks < 0, -1.0, 1.0)
    missing = count - values.size
    return np.pad(np.maximum(values, 0.0), (0, missing)), np.pad(vectors, ((0, 0), (0, missing)))
