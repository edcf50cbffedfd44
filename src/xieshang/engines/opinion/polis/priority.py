"""How eagerly Polis would show a statement to the next person."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

META_PRIORITY = 49.0


def priorities(
    counted: NDArray[np.int64], extremity: NDArray[np.float64], meta: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Weights for a draw among the statements a person has not seen.

    counted    (groups, statements, 3) votes of the people in groups
    extremity  (statements,) how far out on the map a statement lies

    High for statements that are agreed to, seldom passed on, far out, and new; the weight of being new halves with
    every five votes.
    """
    agreed = counted[:, :, 2].sum(axis=0)
    seen = counted.sum(axis=(0, 2))
    passed = counted[:, :, 1].sum(axis=0)
    importance = (1 - (passed + 1) / (seen + 2)) * (extremity + 1) * (agreed + 1) / (seen + 2)
    return np.where(meta, META_PRIORITY, (importance * (1 + 8 * 2 ** (-seen / 5))) ** 2)
