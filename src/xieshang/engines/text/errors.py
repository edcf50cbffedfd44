"""What can be wrong with what is handed to this engine."""

from __future__ import annotations


class TextError(Exception):
    """Anything the engine refuses; the message says what is wrong, in a clause without a full stop."""


class UntrainableError(TextError):
    """Nothing can be learned from these cases."""


class UnreadableModelError(TextError):
    """A file that is not a model, or not one this version reads."""
