"""Taking in a gazetteer: GeoJSON, as the mapping office of a district can write it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from xieshang.places import mentions
from xieshang.places.models import Place, PlaceKind

Point = list[float]


@dataclass(frozen=True)
class Given:
    """A place as a file gives it; `parent` is the code of the area it lies in."""

    code: str
    kind: str
    name: str
    name_en: str = ""
    aliases: tuple[str, ...] = ()
    parent: str = ""
    outline: tuple[tuple[float, float], ...] = ()
    at: tuple[float, float] | None = None


@dataclass
class Faults:
    """What is wrong with a file, each by its feature."""

    lines: list[str] = field(default_factory=list)

    def add(self, n: int, what: str) -> None:
        self.lines.append(_("Feature %(n)d: %(what)s") % {"n": n, "what": what})


def from_geojson(collection: Any) -> list[Given]:
    """The places of a FeatureCollection. Raises ValidationError with all that is wrong with it.

    properties  code, kind (area, community, estate, road …), name, name_en, aliases, parent
    geometry    a Polygon (its outer ring) for an area, a Point for anything else, or none
    """
    faults = Faults()
    found: dict[str, Given] = {}
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise ValidationError(_("This is no GeoJSON FeatureCollection."))
    for n, feature in enumerate(features, 1):
        if not isinstance(feature, dict):
            faults.add(n, _("it is no feature"))
            continue
        about, shape = feature.get("properties") or {}, feature.get("geometry") or {}
        code, kind, name = (str(about.get(key) or "") for key in ("code", "kind", "name"))
        if not code or not name or code in found:
            faults.add(n, _("code and name are needed, and a code of its own"))
            continue
        if kind not in PlaceKind.values:
            faults.add(n, _("kind must be one of %(kinds)s") % {"kinds": ", ".join(PlaceKind.values)})
            continue
        if (kind == PlaceKind.AREA) == bool(about.get("parent")):
            faults.add(n, _("an area has no parent, everything else has one"))
            continue
        try:
            outline = shape["coordinates"][0] if shape.get("type") == "Polygon" else []
            at = shape["coordinates"] if shape.get("type") == "Point" else None
            found[code] = Given(
                code,
                kind,
                name,
                str(about.get("name_en") or ""),
                tuple(map(str, about.get("aliases") or ())),
                str(about.get("parent") or ""),
                tuple((float(x), float(y)) for x, y, *_more in outline),
                (float(at[0]), float(at[1])) if at else None,
            )
        except (TypeError, ValueError, KeyError, IndexError):
            faults.add(n, _("its geometry could not be read"))
    for each in found.values():
        if each.parent and (each.parent not in found or found[each.parent].kind != PlaceKind.AREA):
            faults.lines.append(_("%(code)s lies in %(parent)s, which is no area here") % vars_of(each))
    if faults.lines:
        raise ValidationError(faults.lines)
    return list(found.values())


def vars_of(each: Given) -> dict[str, str]:
    return {"code": each.code, "parent": each.parent}


@transaction.atomic
def load(given: Iterable[Given]) -> int:
    """Make the gazetteer what is given, areas first, and read all texts anew; how many places there are."""
    given = sorted(given, key=lambda each: each.kind != PlaceKind.AREA)
    kept: dict[str, Place] = {}
    for position, each in enumerate(given):
        at = list(each.at) if each.at else list(middle(each.outline)) if each.outline else []
        kept[each.code], _new = Place.objects.update_or_create(
            code=each.code,
            defaults={
                "kind": each.kind,
                "name": each.name,
                "name_en": each.name_en,
                "aliases": list(each.aliases),
                "parent": kept[each.parent] if each.parent else None,
                "outline": [list(corner) for corner in each.outline],
                "at": at,
                "position": position,
            },
        )
    gone = Place.objects.exclude(code__in=kept)
    gone.filter(parent__isnull=False).delete()
    gone.delete()
    mentions.rebuild()
    return len(kept)


def middle(outline: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The centre of gravity of a polygon (shoelace formula)."""
    corners = list(outline)
    area = x_sum = y_sum = 0.0
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        area += cross
        x_sum += (x1 + x2) * cross
        y_sum += (y1 + y2) * cross
    if abs(area) < 1e-12:
        return corners[0]
    return x_sum / (3 * area), y_sum / (3 * area)
