"""The numbers an assembly sets for suggestions."""

from __future__ import annotations

from datetime import date
from typing import Any

from xieshang.core import profile


def norm(key: str, on: date) -> Any:
    return profile.current().norm(key, on)
