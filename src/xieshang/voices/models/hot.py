"""Hot issues (热点): what many residents write about, kept apart from night to night."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.core.models import Item
from xieshang.people.models import Person
from xieshang.voices.models.message import Message


class HotState(models.TextChoices):
    FOUND = "found", pgettext_lazy("hot issue", "found")
    DISMISSED = "dismissed", pgettext_lazy("hot issue", "dismissed")


class HotKind(models.TextChoices):
    EVENT = "event", pgettext_lazy("hot issue", "event")
    PROBLEM = "problem", _("common problem")
    REPEATS = "repeats", _("few people, many messages")


class Trend(models.TextChoices):
    RISING = "rising", pgettext_lazy("trend", "rising")
    STEADY = "steady", pgettext_lazy("trend", "steady")
    FALLING = "falling", pgettext_lazy("trend", "falling")
    OVER = "over", pgettext_lazy("trend", "nothing new in four weeks")


class HotIssueQuerySet(models.QuerySet["HotIssue"]):
    def visible_to(self, person: Person | None) -> HotIssueQuerySet:
        """Those whose power it is; their figures count messages that no list shows to others."""
        is_in = person is not None and person.is_authenticated and person.is_active
        return self.all() if is_in and person is not None and person.can("hot.read") else self.none()


class HotIssue(Item):
    """One issue over the nights: what the office decided on it. What it consists of is `HotFinding`, anew every night.

    name  the office's own; without one it is called by the title of the message nearest to all others
    """

    state = models.CharField(max_length=12, choices=HotState, default=HotState.FOUND)
    name = models.CharField(max_length=100, blank=True)
    found_at = models.DateTimeField()

    objects: ClassVar[models.Manager[HotIssue]] = HotIssueQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name or str(_("Hot issue %(n)d") % {"n": self.pk or 0})

    def get_absolute_url(self) -> str:
        return reverse("voices:hot", args=[self.pk])


class HotFinding(models.Model):
    """What the last night that found an issue says of it. Derived: nobody sets it, and it holds no resident's words.

    is_current  found last night
    rank        1 is the hottest of its night
    people      everybody once, however often they wrote
    weeks       [[Monday, messages], …]; places [[name, messages], …]
    quotations  [{message, in_title, start, end, seal}, …]: sentences of what is shown of messages, told by their places;
                `seal` is a keyed hash of the words, by which a sentence that was changed since is known and left out
    minority    one such, or nothing
    """

    issue = models.OneToOneField(HotIssue, on_delete=models.CASCADE, related_name="finding")
    is_current = models.BooleanField(default=True)
    rank = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=HotKind)
    headline = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    messages = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    first = models.DateField()
    last = models.DateField()
    peak_week = models.DateField()
    trend = models.CharField(max_length=10, choices=Trend)
    weeks = models.JSONField(default=list)
    places = models.JSONField(default=list)
    quotations = models.JSONField(default=list)
    minority = models.JSONField(default=list)
    night = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["rank", "issue"], condition=models.Q(is_current=True), name="hot_by_rank")]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.messages}"


class HotMember(models.Model):
    """A message is one of an issue's."""

    issue = models.ForeignKey(HotIssue, on_delete=models.CASCADE, related_name="members")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="hot")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "message"], name="a_message_is_once_in_an_issue")]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.message_id}"


def seal(words: str) -> str:
    """By which the same words are known again, and from which they cannot be read."""
    return salted_hmac("xieshang.voices.quotation", words, algorithm="sha256").hexdigest()[:16]
