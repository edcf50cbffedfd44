"""What residents write, and six matters many of them write about at once."""

from datetime import date

import numpy as np

from .shapes import MessageText, PlantedEvent


def message(
    rng: np.random.Generator,
    day: date,
    *,
    topic: str | None = None,
    street: str | None = None,
    author: str | None = None,
) -> MessageText:
    """One resident's message of `day`."""
    raise NotImplementedError


def messages(rng: np.random.Generator, since: date, until: date, n: int) -> tuple[MessageText, ...]:
    """`n` messages spread over the days from `since` to `until`, some authors writing again; no planted events."""
    raise NotImplementedError


def events(rng: np.random.Generator, until: date) -> tuple[PlantedEvent, ...]:
    """Six planted events within the year before `until`: 5 to 50 messages, 2 to 10 weeks each."""
    raise NotImplementedError
