"""The letters of the profile: their words are the assembly's, their blanks are filled from the item."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.template import Context, Engine, Template

from xieshang.core import profile


@lru_cache(maxsize=64)
def template_of(text: str) -> Template:
    return Engine(autoescape=False).from_string(text)


def letter(name: str, **blanks: Any) -> str:
    """A letter with its blanks filled, as plain text; empty where the profile has no such letter."""
    text = profile.current().letters.get(name, "")
    return template_of(text).render(Context(blanks, autoescape=False)).strip() if text else ""
