"""Which function carries out which move: the pages' forms and the API read this table, so neither has a list of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# kind of item -> name of the move -> action(item, *, by, at, **what the move asks)
ACTIONS: dict[str, dict[str, Callable[..., Any]]] = {}
