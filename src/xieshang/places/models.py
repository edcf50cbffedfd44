"""The gazetteer, and which items name which of its places."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshang.people.models import in_reader_language


class PlaceKind(models.TextChoices):
    AREA = "area", _("street or town")
    COMMUNITY = "community", _("community or village")
    ESTATE = "estate", _("housing estate")
    ROAD = "road", _("road")
    SCHOOL = "school", _("school")
    MARKET = "market", _("market")
    WATER = "water", _("river or lake")
    STATION = "station", _("members' station")
    OTHER = "other", _("other place")


class Place(models.Model):
    """A place of the district.

    code     what files and addresses know it by
    aliases  other ways of writing its name
    parent   the place it lies in; areas (streets, towns) have none and divide the district between them
    outline  of an area: its corners [x, y], y to the north, in whatever unit the district's own drawing has
    at       where it is, [x, y]; an area's name stands there
    """

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=PlaceKind)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, blank=True)
    aliases = models.JSONField(default=list)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="within")
    outline = models.JSONField(default=list)
    at = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="area", parent=None) | ~models.Q(kind="area") & models.Q(parent__isnull=False),
                name="all_but_areas_lie_in_one",
            )
        ]

    def __str__(self) -> str:
        return in_reader_language(self.name, self.name_en)

    def get_absolute_url(self) -> str:
        return reverse("places:place", args=[self.code])


class Mention(models.Model):
    """An item names a place, or one that lies in it: derived from its words as the search keeps them."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="mentions")
    kind = models.CharField(max_length=30)
    item_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "item_id", "place"], name="an_item_names_a_place_once")]
        indexes = [models.Index(fields=["place", "kind", "-at", "-item_id"], name="mention_by_place")]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id}"
