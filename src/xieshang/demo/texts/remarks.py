"""Short words of members and of the office: refusals, returns to the author, judgements, follow-ups."""

import numpy as np

from .shapes import ProposalText, RefusalText, Satisfaction


def refusal(rng: np.random.Generator, code: str | None = None) -> RefusalText:
    """Why a proposal is not filed, told to its author."""
    raise NotImplementedError


def send_back_reason(rng: np.random.Generator, proposal: ProposalText) -> str:
    """What the author is asked to mend before filing."""
    raise NotImplementedError


def cosign_refusal(rng: np.random.Generator) -> str:
    """Why a member will not sign."""
    raise NotImplementedError


def remark(rng: np.random.Generator, satisfaction: Satisfaction, proposal: ProposalText) -> str:
    """What the author writes on the form."""
    raise NotImplementedError


def follow_up(rng: np.random.Generator, proposal: ProposalText) -> str:
    """A comment some months later."""
    raise NotImplementedError
