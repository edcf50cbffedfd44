"""A verdict is true or false and carries its reason, so that rules join with `and` and `or` and people hear why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Reason = str | _StrPromise


@dataclass(frozen=True)
class Yes:
    """It is allowed."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class No:
    """It is not allowed now, and `reason` tells the person what is missing; the button shows, closed."""

    reason: Reason

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True)
class NotYours(No):
    """It is not this person's to do, whatever the state of things; no button shows."""


Verdict = Yes | No
