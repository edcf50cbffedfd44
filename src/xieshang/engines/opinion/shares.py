"""Shares with intervals: how many of a group agree, and how sure that is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]


def interval(successes: NDArray[np.floating], trials: NDArray[np.floating], level: float = 0.9) -> tuple[Reals, Reals]:
    """Bounds of a share by Jeffreys' prior; 0 and 1 where nobody was asked. Source: Brown, Cai and DasGupta (2001)."""
    from scipy.special import betaincinv

    a, b = np.asarray(successes) + 0.5, np.asarray(trials) - successes + 0.5
    low = np.where(successes > 0, betaincinv(a, b, (1 - level) / 2), 0.0)
    high = np.where(successes < trials, betaincinv(a, b, (1 + level) / 2), 1.0)
    return np.asarray(low), np.asarray(high)


def group_intervals(counted: NDArray[np.int64], mixed: Reals, level: float = 0.9) -> tuple[Reals, Reals, Reals]:
    """Share of agreement in each group on each statement, with bounds that allow for people put in the wrong group.

    counted  (groups, statements, 3) votes -1, 0, +1
    mixed    (groups, groups) of those placed in group g, the share that belongs to h; rows sum to 1

    Each share is a mixture of the true ones; turning the mixture round gives the share, and its variance grows by
    the same turn. Where nobody can be misplaced this is the plain interval.

    returns  share, low, high, each (groups, statements); NaN where nobody of the group was asked
    """
    agreed, asked = counted[:, :, 2].astype(float), counted.sum(axis=2).astype(float)
    smooth = (agreed + 0.5) / (asked + 1)
    turn = np.linalg.pinv(mixed)
    variance = smooth * (1 - smooth) / (asked + 1)
    share = np.clip(turn @ smooth, 0.0, 1.0)
    wider = np.maximum((turn**2) @ variance, variance)
    # as many people as would give this variance, so that the interval keeps the right form near 0 and 1
    enough = np.clip(asked * variance / np.maximum(wider, 1e-12), 1e-3, None)
    low, high = interval(share * enough, enough, level)
    nobody = asked == 0
    return tuple(np.where(nobody, np.nan, part) for part in (share, low, high))  # type: ignore[return-value]
