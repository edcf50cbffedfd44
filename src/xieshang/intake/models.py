"""Batches: a file on its way in, what was read of it, and which items it became."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshang.core.models import Item
from xieshang.people.models import Person


class State(models.TextChoices):
    PREVIEWED = "previewed", _("read, nothing imported yet")
    IMPORTING = "importing", _("being imported")
    IMPORTED = "imported", _("imported")
    UNDONE = "undone", _("import undone")
    DROPPED = "dropped", _("dropped")


class BatchKind(models.TextChoices):
    MESSAGES = "messages", _("Residents' messages")
    DRAFTS = "drafts", _("Drafts of proposals")
    ROSTER = "roster", _("Roster: opens accounts")
    PAPER = "paper", _("Paper of a session")


# Which power brings in which kind; the doors the rows go through ask for their own besides.
POWER_FOR: dict[str, str] = {
    BatchKind.MESSAGES: "intake.import",
    BatchKind.DRAFTS: "intake.import",
    BatchKind.ROSTER: "people.accounts",
    BatchKind.PAPER: "paper.publish",
}


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, person: Person | None) -> BatchQuerySet:
        """Those who may bring in a kind see all its batches."""
        if person is None or not person.is_authenticated or not person.is_active:
            return self.none()
        return self.filter(kind__in=[kind for kind, power in POWER_FOR.items() if person.can(power)])


class Batch(Item):
    """One file, imported whole or not at all, and undone whole or not at all.

    choices     what the importing person chose: rows to leave out, whose drafts, the paper's title
    rows        how many are ready to be imported, later how many were
    faults      how many things are wrong; nothing is imported while there is one
    last_entry  the newest row of the record when it was imported: what is newer is somebody's work on it
    """

    UNRECORDED: ClassVar[frozenset[str]] = frozenset({"choices"})

    state = models.CharField(max_length=12, choices=State, default=State.PREVIEWED)
    kind = models.CharField(max_length=12, choices=BatchKind)
    name = models.CharField(_("file"), max_length=200)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    choices = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    faults = models.PositiveIntegerField(_("faults"), default=0)
    read_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    imported_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField(null=True)
    last_entry = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager[Batch]] = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["sha256"], name="batch_by_file"),
            models.Index(fields=["id"], condition=models.Q(state="importing"), name="batch_importing"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="imported")
                | models.Q(imported_at__isnull=False, imported_by__isnull=False, last_entry__isnull=False, faults=0),
                name="an_import_has_its_day_and_no_faults",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("intake:batch", args=[self.pk])


class Upload(models.Model):
    """The file and what was read of it, kept until it is imported or dropped and no longer.

    findings  see kinds.reading.Reading.as_findings; holds words of the file, so it goes with it
    """

    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, related_name="upload")
    content = models.BinaryField()
    findings: Any = models.JSONField()

    def __str__(self) -> str:
        return f"{self.batch_id}"


class Taken(models.Model):
    """Which row of a batch became which item."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="taken")
    row = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    item_id = models.BigIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "item_id"], name="an_item_comes_in_once")]

    def __str__(self) -> str:
        return f"{self.row}: {self.kind} {self.item_id}"


class Progress(models.Model):
    """How far a long import is: written beside its transaction, so that others can read it before it ends."""

    batch_id = models.BigIntegerField(primary_key=True)
    done = models.PositiveIntegerField()
    total = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"
