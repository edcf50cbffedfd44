"""What a unit answers, point by point."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from xieshang.core import profile
from xieshang.people.models import Person
from xieshang.proposals.models.handling import Handling
from xieshang.proposals.models.proposal import Suggestion


class Reply(models.Model):
    """What a unit answers in one round: a letter around the points. Final once it was signed."""

    handling = models.ForeignKey(Handling, on_delete=models.PROTECT, related_name="replies")
    round = models.PositiveSmallIntegerField()
    reply_class = models.CharField(max_length=20, blank=True)
    opening = models.TextField(blank=True)
    closing = models.TextField(blank=True)
    clerk = models.CharField(max_length=60, blank=True)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["round"]
        constraints = [models.UniqueConstraint(fields=["handling", "round"], name="a_unit_replies_once_a_round")]

    def __str__(self) -> str:
        return f"{self.handling} · {self.round}"

    @property
    def class_shown(self) -> str:
        return profile.current().word("reply_class", self.reply_class) if self.reply_class else ""


class PointVerdict(models.TextChoices):
    """What became of a suggestion; how a profile words them stands in its lists.toml."""

    ADOPTED = "adopted", _("adopted")
    PLANNED = "planned", _("planned")
    OTHERWISE = "otherwise", _("done otherwise")
    IMPOSSIBLE = "impossible", _("not possible")


class Point(models.Model):
    """The answer to one suggestion: what becomes of it, by whom, by when, or on what ground it cannot be."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="points")
    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="points")
    verdict = models.CharField(max_length=12, choices=PointVerdict)
    text = models.TextField()
    ground = models.CharField(max_length=30, blank=True)
    promise = models.TextField(blank=True)
    in_charge = models.CharField(max_length=60, blank=True)
    due = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["suggestion__position"]
        constraints = [
            models.UniqueConstraint(fields=["reply", "suggestion"], name="a_reply_answers_each_suggestion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id}: {self.get_verdict_display()}"
