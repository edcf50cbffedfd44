"""Matters, the typed links between their steps, and commitments."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.core.models import Item
from xieshang.people.models import Person, Unit


class Matter(models.Model):
    """One thread; its steps are the items that name it."""

    title = models.CharField(max_length=300)
    opened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-id"], name="matter_newest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("matters:matter", args=[self.pk])


class LinkType(models.TextChoices):
    GAVE_RISE_TO = "gave_rise_to", _("gave rise to")
    MERGED_INTO = "merged_into", _("merged into")
    PROMISED = "promised", pgettext_lazy("link", "promised")
    SAME_MATTER = "same_matter", _("on the same matter as")


class Link(models.Model):
    """A typed link from one step to another, walked both ways; the two may stand in different matters."""

    type = models.CharField(max_length=20, choices=LinkType)
    from_kind = models.CharField(max_length=30)
    from_id = models.BigIntegerField()
    from_matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="links_out")
    to_kind = models.CharField(max_length=30)
    to_id = models.BigIntegerField()
    to_matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="links_in")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["type", "from_kind", "from_id", "to_kind", "to_id"], name="two_steps_are_linked_once_a_type"
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_kind} {self.from_id} {self.type} {self.to_kind} {self.to_id}"


class CommitmentState(models.TextChoices):
    OPEN = "open", _("promised")
    REPORTED = "reported", _("reported kept")
    KEPT = "kept", _("kept")
    GIVEN_UP = "given_up", _("given up, with reason")
    REPLACED = "replaced", _("replaced by a later promise")


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def late(self, today: date) -> CommitmentQuerySet:
        return self.filter(state__in=[CommitmentState.OPEN, CommitmentState.REPORTED], due__lt=today)


class Commitment(Item):
    """A promise (承诺) that outlives the reply that made it: by whom, by when, with what evidence, kept or not.

    due         the day it is promised for now; `first_due` is the day of the first promise and never moves
    proposer    whoever confirms that it was kept
    source      the reply's point, or later the consultation, it was made in
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="commitments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="commitments")
    proposer = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=CommitmentState, default=CommitmentState.OPEN)
    promise = models.TextField()
    in_charge = models.CharField(max_length=60, blank=True)
    first_due = models.DateField()
    due = models.DateField()
    evidence = models.TextField(blank=True)
    reported_on = models.DateField(null=True)
    kept_on = models.DateField(null=True)
    why_not = models.TextField(blank=True)
    is_public = models.BooleanField(default=True)
    source_kind = models.CharField(max_length=30)
    source_id = models.BigIntegerField()
    made_at = models.DateTimeField()

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "due"], name="commitment_by_due"),
            models.Index(fields=["unit", "state", "due"], name="commitment_by_unit"),
            models.Index(fields=["source_kind", "source_id"], name="commitment_by_source"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="kept", kept_on__isnull=False) | ~models.Q(state="kept"),
                name="a_kept_promise_has_its_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="given_up") | ~models.Q(why_not=""), name="a_promise_given_up_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.promise

    def get_absolute_url(self) -> str:
        return reverse("matters:commitment", args=[self.pk])

    @property
    def was_late(self) -> bool:
        """Kept after the day first promised."""
        return self.kept_on is not None and self.kept_on > self.first_due

    def is_late(self, today: date) -> bool:
        return self.state in (CommitmentState.OPEN, CommitmentState.REPORTED) and self.due < today
