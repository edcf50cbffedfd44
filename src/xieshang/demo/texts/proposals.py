"""Proposals as members write them."""

from datetime import date

import numpy as np

from .shapes import ProposalText


def proposal(
    rng: np.random.Generator, day: date, *, topic: str | None = None, street: str | None = None
) -> ProposalText:
    """A proposal written on `day`, about `topic` in `street` if given."""
    raise NotImplementedError


def merge_group(
    rng: np.random.Generator, day: date, *, size: int | None = None, topic: str | None = None, street: str | None = None
) -> tuple[ProposalText, ...]:
    """Two to four proposals by different hands on the very same matter in the same place."""
    raise NotImplementedError
