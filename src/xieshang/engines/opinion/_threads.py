"""Small matrices on one thread: for a 40 x 40 problem a second thread only waits, and waiting costs CPU too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache


@contextmanager
def on_one_thread() -> Iterator[None]:
    """Hold the linear algebra below numpy to one thread inside the block."""
    with _limiter()():
        yield


@cache
def _limiter() -> Callable[[], AbstractContextManager[object]]:
    try:
        from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]
    except ImportError:  # nothing but CPU time is lost
        return nullcontext
    controller = ThreadpoolController()
    return lambda: controller.limit(limits=1)
