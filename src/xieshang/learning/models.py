"""Versions of what was learned, what was suggested and decided, and the words of items as numbers."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.core.models import Item


class VersionState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("model", "kept to go back to")
    ACTIVE = "active", pgettext_lazy("model", "in use")
    EMPTIED = "emptied", pgettext_lazy("model", "too old, let go")


class LearnedModel(Item):
    """One version of what was learned for one task.

    fingerprint  the SHA-256 of the cases it learned from
    accuracy, top2, macro_f1, ece   on cases it had not seen, 0 to 1; None where there were too few to measure
    coverage     of those: [confidence, share of the cases of at least that, share of these that were right]
    is_chosen    somebody went back to it: the nightly training does not replace it
    seconds      what the training took
    """

    task = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.WAITING)
    made_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)
    cases = models.PositiveIntegerField()
    labels = models.PositiveIntegerField()
    accuracy = models.FloatField(null=True)
    top2 = models.FloatField(null=True)
    macro_f1 = models.FloatField(null=True)
    ece = models.FloatField(null=True)
    coverage = models.JSONField(default=list)
    is_chosen = models.BooleanField(default=False)
    seconds = models.FloatField(default=0)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "number"], name="a_version_is_numbered_once"),
            models.UniqueConstraint(
                fields=["task"], condition=Q(state="active"), name="one_version_of_a_task_is_in_use"
            ),
        ]
        indexes = [models.Index(fields=["task", "-number"], name="learned_by_task")]

    def __str__(self) -> str:
        return f"{self.task} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("learning:models")


class ModelFile(models.Model):
    """The numbers of a version, apart from its row, which is read far more often."""

    model = models.OneToOneField(LearnedModel, on_delete=models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.model)


class TrainingOrder(models.Model):
    """Somebody, or the night, wants a task learned anew. It stands until that has happened, whoever was stopped meanwhile."""

    task = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(done_at=None), name="a_training_is_ordered_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.task


class Decision(models.Model):
    """What was suggested for an item and what somebody decided. Not by whom: nobody is ranked by it."""

    task = models.CharField(max_length=40)
    item_id = models.BigIntegerField()
    model = models.ForeignKey(LearnedModel, on_delete=models.PROTECT, related_name="decisions")
    suggested = models.CharField(max_length=40)
    confidence = models.FloatField()
    decided = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "item_id"], name="a_decision_teaches_once")]
        indexes = [models.Index(fields=["model", "task"], name="decision_by_model")]

    def __str__(self) -> str:
        return f"{self.task} {self.item_id}: {self.decided}"


class PairState(models.TextChoices):
    SAME = "same", _("the same matter")
    OTHER = "other", _("not the same")


class Pair(Item):
    """Somebody looked at two items and said whether they are on the same matter; the lower kind and key come first."""

    first_kind = models.CharField(max_length=30)
    first_id = models.BigIntegerField()
    second_kind = models.CharField(max_length=30)
    second_id = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=PairState)
    likeness = models.FloatField()
    judged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first_kind", "first_id", "second_kind", "second_id"], name="two_items_are_judged_once"
            )
        ]
        indexes = [models.Index(fields=["second_kind", "second_id"], name="pair_by_second")]

    def __str__(self) -> str:
        return f"{self.first_kind} {self.first_id} · {self.second_kind} {self.second_id}"

    def get_absolute_url(self) -> str:
        return reverse("learning:alike", args=[self.first_kind, self.first_id])


class Weighing(models.Model):
    """How common each gram was when last counted; the newest row is the one in use.

    columns, counts  int32 each, of the grams that occur
    """

    made_at = models.DateTimeField()
    texts = models.PositiveIntegerField()
    columns = models.BinaryField()
    counts = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} · {self.texts}"


class TextVector(models.Model):
    """The words of one item as weighed grams (engines.text.likeness): numbers alone, derived, brought up to date by deeds.

    columns, weights  int32 and 1/65535 in uint16, in order of the columns
    terms             the columns that tell most: what earlier items are looked up by
    places            the places it names
    """

    kind = models.CharField(max_length=30)
    item_id = models.BigIntegerField()
    weighing = models.ForeignKey(Weighing, on_delete=models.CASCADE, related_name="+")
    columns = models.BinaryField()
    weights = models.BinaryField()
    terms = ArrayField(models.IntegerField())
    places = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "item_id"], name="an_item_is_compared_once")]
        indexes = [GinIndex(F("terms"), name="vector_by_term")]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id}"
