"""Ten matters written by hand from beginning to end: what a visitor sees first."""

from .shapes import Story


def stories() -> tuple[Story, ...]:
    """The stories; each counts its days from a first day that the caller chooses."""
    raise NotImplementedError
