"""What can be wrong with votes handed to the engine; every message says where and what to do."""

from __future__ import annotations


class OpinionError(Exception):
    """Anything the opinion map refuses; the message is for the person who brought the votes."""


class UnreadableVotesError(OpinionError):
    """A file of votes or statements that cannot be read as one.

    where    the file, and the line when one line is to blame
    what     what was found there
    remedy   what to do about it
    """

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what}. {remedy}")
        self.where, self.what, self.remedy = where, what, remedy


class TooFewVotesError(OpinionError):
    """Nothing can be drawn from these votes: nobody, or nothing that anyone took a side on."""
