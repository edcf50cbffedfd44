"""Names to numbered slots, in tables that grow."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]


class Slots:
    """Gives each name the next number the first time it is asked for."""

    def __init__(self) -> None:
        self.of: dict[Hashable, int] = {}
        self.names: list[Hashable] = []

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, name: Hashable) -> int:
        if name not in self.of:
            self.of[name] = len(self.names)
            self.names.append(name)
        return self.of[name]


def roomy(table: Reals, needed: int, axes: int) -> Reals:
    """The table, or one of twice the room when `needed` does not fit in its first `axes` axes."""
    if needed <= table.shape[0]:
        return table
    room = max(2 * table.shape[0], needed)
    wider = np.zeros((room,) * axes + table.shape[axes:])
    wider[tuple(slice(0, size) for size in table.shape)] = table
    return wider
