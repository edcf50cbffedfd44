"""What can be wrong with ballots handed to the engine; every message says where and what to do."""

from __future__ import annotations


class TallyError(Exception):
    """Anything the count refuses; the message is for the person who brought the ballots."""


class UnreadableBallotsError(TallyError):
    """A file of ballots that cannot be read as one.

    where    the file, and the line when one line is to blame
    what     what was found there
    remedy   what to do about it
    """

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what}. {remedy}")
        self.where, self.what, self.remedy = where, what, remedy
