"""Long imports: carried through in a lane of their own, and taken up again when a worker was killed over one.

The lane is a queue that a second worker listens to: letters and reminders never wait for a file.
"""

from __future__ import annotations

import logging
from contextlib import suppress

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from xieshang.core.lifecycle import Refusal
from xieshang.intake import actions
from xieshang.intake.actions.take_in import ProgressTeller
from xieshang.intake.models import Batch, Progress, State

log = logging.getLogger(__name__)

LANE = "imports"


def enqueue(batch_id: int) -> None:
    """Hand an import to its lane; once is enough while it waits there."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        import_batch.configure(queueing_lock=f"import_batch {batch_id}").defer(batch_id=batch_id)


@app.task(queue=LANE, pass_context=False)
def import_batch(batch_id: int) -> None:
    """Carry a begun import through, unless it is done or somebody is at it."""
    tell = ProgressTeller(batch_id)
    batch = None
    try:
        with transaction.atomic():
            rows = Batch.objects.select_for_update(skip_locked=True, no_key=True).select_related(None)
            batch = rows.filter(pk=batch_id, state=State.IMPORTING).first()
            if batch is None:
                return
            chosen = batch.imported_by.language if batch.imported_by else ""
            with translation.override(chosen or settings.LANGUAGE_CODE):
                actions.finish(batch, at=timezone.now(), tell=tell)
    except Refusal as refusal:
        actions.stop(batch, at=timezone.now(), why=refusal.reason)  # type: ignore[arg-type]
    except Exception as error:
        log.error("The import %s failed: %s", batch_id, type(error).__name__)
        if batch is not None:
            why = _(
                "It could not be carried through, so nothing was imported. It needs a look by whoever keeps the platform."
            )
            actions.stop(batch, at=timezone.now(), why=why)
    finally:
        tell.close()
        if batch is not None:
            Progress.objects.filter(batch_id=batch_id).delete()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="import_left_batches", pass_context=False)
def import_left_batches(timestamp: int) -> None:
    """Every minute: imports that were begun and that no worker is at, such as after one was killed."""
    for batch_id in list(Batch.objects.filter(state=State.IMPORTING).values_list("pk", flat=True)):
        enqueue(batch_id)
