"""Loops over votes, compiled by numba at their first call and kept on disk for the next start."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

Loop = TypeVar("Loop", bound=Callable[..., Any])


def compiled(loop: Loop) -> Loop:
    """Run `loop` as machine code.

    numba is imported at the first call and not before: it takes longer to import than most maps take to draw.
    Only products and sums may be fused ("contract"); nothing else about the arithmetic is loosened.
    """
    machine: Callable[..., Any] | None = None

    @wraps(loop)
    def call(*arguments: Any) -> Any:
        nonlocal machine
        if machine is None:
            import numba

            machine = numba.njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})(loop)
        return machine(*arguments)

    return call  # type: ignore[return-value]
