"""At night everything is learned anew; what was asked for by day, within a minute."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from xieshang.learning import actions, likeness


@app.periodic(cron="23 2 * * *")
@app.task(name="learning.nightly", queueing_lock="learning.nightly", pass_context=False)
def nightly(timestamp: int) -> None:
    """Twenty-three past two: order each task, and count the words anew where there are many more."""
    actions.order_all(at=timezone.now())
    likeness.catch_up()
    actions.carry_out()


# Without a lock of the queue's: a worker that was killed would hold it. Whoever trains holds one of the database's.
@app.periodic(cron="* * * * *")
@app.task(name="learning.carry_out", queueing_lock="learning.carry_out", pass_context=False)
def carry_out(timestamp: int) -> None:
    """Every minute: trainings that were asked for, and those that were stopped half-way."""
    actions.carry_out()
