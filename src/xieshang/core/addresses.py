"""Addresses that read the tables: a move no life cycle knows is not found."""

from __future__ import annotations

from typing import Any

from xieshang.core.lifecycle import LifeCycle


def moves_of(life: LifeCycle[Any, Any, Any], but: tuple[str, ...] = ()) -> type:
    """A path converter that knows the moves of one table; `but` leaves out those that have pages of their own."""
    return type(
        "Moves",
        (),
        {
            "regex": "|".join(name for name in life.moves if name not in but),
            "to_python": lambda self, value: value,
            "to_url": lambda self, value: value,
        },
    )
