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

    def make(*, kept: bool) -> Callable[..., Any]:
        import numba

        made: Callable[..., Any] = numba.njit(
            cache=kept, nogil=True, error_model="numpy", fastmath={"contract"}
        )(loop)  # fmt: skip
        return made

    @wraps(loop)
    def call(*arguments: Any) -> Any:
        nonlocal machine
        try:
            machine = machine or make(kept=True)
            return machine(*arguments)
        except (RuntimeError, OSError):  # nowhere to keep it, or no room: then for this process alone
            machine = make(kept=False)
            return machine(*arguments)

    return call  # type: ignore[return-value]
