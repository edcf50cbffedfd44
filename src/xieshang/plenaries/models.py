"""Papers of a session: reports and speeches, kept with their structure."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshang.core.models import Item
from xieshang.people.models import Person, Session

LONGEST_TITLE = 300


class PaperState(models.TextChoices):
    DRAFT = "draft", _("not published yet")
    PUBLISHED = "published", _("published")


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, person: Person | None) -> PaperQuerySet:
        if person is not None and person.is_authenticated and person.is_active and person.can("paper.publish"):
            return self.all()
        return self.filter(state=PaperState.PUBLISHED)


class Paper(Item):
    """A report or a speech.

    lines  what stands under its title, a string each: who spoke, when and where
    body   its blocks in order of reading: {kind: heading, level, number, text}, {kind: paragraph, voice, number, text}
           or {kind: table, rows}; see engines.documents.paper for the voices
    """

    UNRECORDED: ClassVar[frozenset[str]] = frozenset({"body"})

    state = models.CharField(max_length=12, choices=PaperState, default=PaperState.DRAFT)
    title = models.CharField(max_length=LONGEST_TITLE)
    lines = models.JSONField(default=list)
    body = models.JSONField(default=list)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="papers")
    taken_in_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    taken_in_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Paper]] = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plenaries:paper", args=[self.pk])
