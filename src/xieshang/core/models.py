"""What every app leans on: items that live by a table, the record, what waits on whom, notices, unsent words."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Item(models.Model):
    """Something with a life cycle: it is changed by deeds only (core.deeds) and by nothing else.

    UNRECORDED  fields whose values stay out of the record (contact data, a resident's own words)
    """

    UNRECORDED: ClassVar[frozenset[str]] = frozenset()

    state: Any
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    @classmethod
    def item_kind(cls) -> str:
        return cls._meta.model_name or ""

    def record_title(self) -> str:
        """What the item is called in lists and notices."""
        return str(self)

    def values(self) -> dict[str, Any]:
        """The stored fields as they are now."""
        return {
            field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields if not field.generated
        }


class RecordEntry(models.Model):
    """One deed: who, when, on what, from which state to which, what changed and why. Never updated or deleted."""

    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    deed = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)
    item_id = models.BigIntegerField()
    matter_id = models.BigIntegerField(null=True)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    changes = models.JSONField(default=dict)
    why = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "item_id", "id"], name="record_by_item"),
            models.Index(fields=["matter_id", "id"], name="record_by_matter"),
            models.Index(fields=["by", "-id"], name="record_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.deed} {self.kind} {self.item_id}"


class RecordLink(models.Model):
    """The chain: each link holds the hash of the one before and of its entry; the database writes it at commit."""

    entry = models.OneToOneField(RecordEntry, on_delete=models.PROTECT, related_name="link")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("link of the record")

    def __str__(self) -> str:
        return f"{self.pk}: {self.hash[:12]}"


class Wait(models.Model):
    """Something that waits on somebody: derived from an item's state by its life cycle, never set by hand.

    holder  person:12, power:proposal.review, unit:7:handling.receive, office:party:proposal.assign
    """

    holder = models.CharField(max_length=80)
    turn = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)
    item_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=40, blank=True)
    url = models.CharField(max_length=200)
    since = models.DateTimeField()
    due = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "item_id", "turn", "holder"], name="an_item_waits_once_on_a_holder")
        ]
        indexes = [
            models.Index(fields=["holder", "due", "id"], name="wait_by_holder"),
            models.Index(fields=["due", "id"], name="wait_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.turn} {self.holder}"


class Notice(models.Model):
    """One sentence to one person, inside and, as they chose, by mail; `key` lets each be made once only."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=120)
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=200)
    at = models.DateTimeField()
    due = models.DateField(null=True)
    read_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["to", "key"], name="a_notice_is_given_once")]
        indexes = [
            models.Index(fields=["to", "-id"], name="notice_by_person"),
            models.Index(fields=["to"], condition=models.Q(read_at=None), name="notice_unread"),
            models.Index(fields=["id"], condition=models.Q(mailed_at=None), name="notice_unmailed"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Unsent(models.Model):
    """Words typed into a form and not sent yet, kept while typing and over a lost session or connection."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=200)
    words = models.JSONField()
    version = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="one_copy_of_unsent_words_a_place")]

    def __str__(self) -> str:
        return self.place


from xieshang.core.counters import Counter  # noqa: E402 (models of this app, in files of their own)
from xieshang.core.limits import Tally  # noqa: E402

__all__ = ["Counter", "Item", "Notice", "RecordEntry", "RecordLink", "Tally", "Unsent", "Wait"]
