"""The clock: what happens at its hour with nobody clicking."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from xieshang.core import limits
from xieshang.proposals.actions import expire_invitations, note_silence


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="expire_invitations", pass_context=False)
def expire_open_invitations(timestamp: int) -> None:
    """Every minute: invitations to co-sign whose time has passed."""
    while expire_invitations(at=timezone.now()):
        pass


@app.periodic(cron="10 0 * * *")
@app.task(queueing_lock="note_silence", pass_context=False)
def note_silent_proposers(timestamp: int) -> None:
    """Ten past midnight: judgements nobody gave in time."""
    while note_silence(at=timezone.now()):
        pass


@app.periodic(cron="25 0 * * *")
@app.task(queueing_lock="sweep_tallies", pass_context=False)
def sweep_tallies(timestamp: int) -> None:
    """Twenty-five past midnight: counts of tries whose time is over."""
    limits.sweep(at=timezone.now())
