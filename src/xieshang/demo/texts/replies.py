"""What handling units write: replies, opinions, returns, progress."""

from datetime import date

import numpy as np

from .shapes import Answer, ContactNote, MessageText, ProposalText, ReplyText, ReturnReason, Temper


def reply(
    rng: np.random.Generator,
    proposal: ProposalText,
    day: date,
    *,
    salutation: str = "尊敬的委员：",
    temper: Temper | None = None,
) -> ReplyText:
    """The lead unit's reply sent on `day`; about one in ten is empty and one in fifty copied, unless `temper` says."""
    raise NotImplementedError


def second_reply(rng: np.random.Generator, proposal: ProposalText, first: ReplyText, day: date) -> ReplyText:
    """The reply after "not satisfied": answers every suggestion, and does better where the first one did not."""
    raise NotImplementedError


def opinion(rng: np.random.Generator, proposal: ProposalText, unit: str) -> str:
    """A co-handler's opinion to the lead unit."""
    raise NotImplementedError


def return_reason(rng: np.random.Generator, proposal: ProposalText, unit: str) -> ReturnReason:
    """Why `unit` hands the proposal back."""
    raise NotImplementedError


def message_answer(rng: np.random.Generator, message: MessageText) -> str:
    """What a unit answers to a resident."""
    raise NotImplementedError


def contact_note(rng: np.random.Generator, proposal: ProposalText, day: date) -> ContactNote:
    """What a unit writes into the contact log."""
    raise NotImplementedError


def progress_note(rng: np.random.Generator, answer: Answer) -> str:
    """How far a promised thing has come."""
    raise NotImplementedError


def evidence(rng: np.random.Generator, answer: Answer, day: date) -> str:
    """What shows that a promise was kept on `day`."""
    raise NotImplementedError


def lateness(rng: np.random.Generator, answer: Answer) -> str:
    """Why a promise is late, and until when."""
    raise NotImplementedError
