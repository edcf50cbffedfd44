"""A file is read and looked through; nothing is imported."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from typing import Any, BinaryIO

from xieshang.core.deeds import deed
from xieshang.core.lifecycle import NotYoursError
from xieshang.core.verdicts import No
from xieshang.engines.documents.kinds import size_of
from xieshang.engines.documents.limits import DEFAULT
from xieshang.intake.kinds import KINDS
from xieshang.intake.kinds.reading import Reading, sample_of
from xieshang.intake.lifecycle import LIFE
from xieshang.intake.models import Batch, Upload
from xieshang.intake.rules import may_bring_in
from xieshang.people.models import Person


def preview(
    *, kind: str, source: BinaryIO, name: str, by: Person, at: datetime, choices: dict[str, Any] | None = None
) -> Batch:
    """Read a file into a new batch. Raises DocumentError when it cannot be read at all."""
    if isinstance(verdict := may_bring_in(by, kind), No):
        raise NotYoursError(str(verdict.reason))
    size = size_of(source, DEFAULT)
    content = source.read(size)
    reading = KINDS[kind].read(io.BytesIO(content), name, choices or {}, by, at)
    batch = Batch(
        kind=kind,
        name=name[:200].replace("\0", ""),
        size=size,
        sha256=hashlib.sha256(content).hexdigest(),
        choices=choices or {},
        rows=len(reading.entries),
        faults=len(reading.faults),
        read_by=by,
        read_at=at,
    )
    with deed("preview", on=batch, by=by, at=at) as batch:
        Upload.objects.create(batch=batch, content=content, findings=findings_of(kind, reading))
    return batch


def findings_of(kind: str, reading: Reading) -> dict[str, Any]:
    return reading.as_findings(sample_of(KINDS[kind], reading))


def read_again(batch: Batch, choices: dict[str, Any], by: Person, at: datetime) -> Reading:
    """The kept file once more: what it stands against may have changed since."""
    return KINDS[batch.kind].read(io.BytesIO(bytes(batch.upload.content)), batch.name, choices, by, at)


def recheck(batch: Batch, *, by: Person, at: datetime, choices: dict[str, Any]) -> Batch:
    """Look through the same file with other choices."""
    with deed("recheck", on=batch, by=by, at=at) as batch:
        LIFE.take("recheck", batch, by)
        reading = read_again(batch, choices, by, at)
        batch.choices, batch.rows, batch.faults = choices, len(reading.entries), len(reading.faults)
        Upload.objects.filter(batch=batch).update(findings=findings_of(batch.kind, reading))
    return batch


def drop(batch: Batch, *, by: Person, at: datetime) -> Batch:
    """Nothing comes of it; the file is gone."""
    with deed("drop", on=batch, by=by, at=at) as batch:
        LIFE.take("drop", batch, by)
        Upload.objects.filter(batch=batch).delete()
    return batch
