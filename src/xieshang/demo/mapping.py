"""The made-up district's gazetteer: its streets with their outlines, and all that the texts may name in them."""

from __future__ import annotations

from collections.abc import Iterator

from xieshang.demo import texts
from xieshang.demo.texts.outlines import outline
from xieshang.places.drawing import spread
from xieshang.places.loading import Given, load
from xieshang.places.models import PlaceKind

INNER = (("estates", PlaceKind.ESTATE), ("roads", PlaceKind.ROAD), ("schools", PlaceKind.SCHOOL),
         ("markets", PlaceKind.MARKET), ("waters", PlaceKind.WATER))  # fmt: skip


def gazetteer() -> Iterator[Given]:
    for street in texts.district().streets:
        corners = tuple(outline(street))
        yield Given(street.code, PlaceKind.AREA, street.zh, street.en, outline=corners)
        for community, at in zip(street.communities, spread(corners, len(street.communities)), strict=True):
            yield Given(community.code, PlaceKind.COMMUNITY, community.zh, community.en, parent=street.code, at=at)
        for field, kind in INNER:
            for n, name in enumerate(getattr(street, field), 1):
                yield Given(f"{street.code}-{kind}-{n}", kind, name, parent=street.code)


def draw_the_map() -> int:
    return load(gazetteer())
