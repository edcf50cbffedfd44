"""What the search keeps: the words of everything, and the searches people want to hear of."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Value


def in_search_form(expression: models.expressions.Combinable) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Func(expression, function="search_form", output_field=models.TextField()),
        output_field=models.TextField(),
        db_persist=True,
    )


class Findable(models.Model):
    """One item as words (search.kinds.Document): derived from it, brought up to date in the transaction of each deed.

    plain  title, body and names in the form that is searched; `plain_title` the title alone. A sign that nobody types
           parts them, so that no word begins in one and ends in the next.
    """

    kind = models.CharField(max_length=30)
    item_id = models.BigIntegerField()
    at = models.DateTimeField()
    title = models.TextField(blank=True)
    body = models.TextField(blank=True)
    names = models.TextField(blank=True)
    numbers = ArrayField(models.CharField(max_length=60), default=list)
    plain_title = in_search_form(F("title"))
    plain = in_search_form(
        Func(
            F("title"),
            Value("\x1f"),
            F("body"),
            Value("\x1f"),
            F("names"),
            template="(%(expressions)s)",
            arg_joiner=" || ",
            output_field=models.TextField(),
        )
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "item_id"], name="an_item_is_found_once")]
        indexes = [models.Index(fields=["kind", "-at", "-item_id"], name="findable_newest")]

    def __str__(self) -> str:
        return self.title


class SavedSearch(models.Model):
    """A search somebody wants to hear of when it finds something new.

    Nobody else's business: it has no entry in the record, and no one but its owner ever sees it.

    looked_at  when it was last looked whether there is something new
    seen       by kind, what it found then: [moment of the oldest, where there were more than are counted, and the keys]
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    q = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, blank=True)
    made_at = models.DateTimeField()
    looked_at = models.DateTimeField()
    seen = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "q", "kind"], name="a_search_is_saved_once")]
        indexes = [models.Index(fields=["looked_at"], name="saved_search_by_look")]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.q
