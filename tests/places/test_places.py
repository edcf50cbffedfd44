"""Texts name places; the map counts what its reader may see, and the drawing holds together."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client, TestCase

from tests.cast import Cast, do, make_message, make_proposal
from xieshang.demo import loading, texts
from xieshang.demo.mapping import gazetteer
from xieshang.demo.texts.outlines import all_outlines
from xieshang.people.models import Person
from xieshang.places import mentions, queries
from xieshang.places.drawing import draw, is_inside, shade, sides, spread, steps
from xieshang.places.loading import Given, from_geojson, load, middle
from xieshang.places.mentions import ON_THE_MAP
from xieshang.places.models import Mention, Place
from xieshang.search.kinds import KINDS

SOME = [
    Given("north", "area", "北街道", "North Street", outline=((0, 10), (10, 10), (10, 20), (0, 20))),
    Given("south", "area", "南镇", "South Town", outline=((0, 0), (10, 0), (10, 10), (0, 10))),
    Given("north-a", "community", "镜水社区", parent="north", at=(5, 15), aliases=("镜水居委会",)),
    Given("ring-n", "road", "环城公路", parent="north"),
    Given("ring-s", "road", "环城公路", parent="south"),
    Given("mirror", "road", "镜水社区路", parent="south"),
]


@pytest.fixture
def some(db: None) -> None:
    load(SOME)


def named(item: object, kind: str) -> set[str]:
    return set(Mention.objects.filter(kind=kind, item_id=item.pk).values_list("place__code", flat=True))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("镜水社区的路灯坏了", {"north", "north-a"}),
        ("镜水居委会没人接电话", {"north", "north-a"}),
        ("镜水社区路坑洼不平", {"south", "mirror"}),  # the longest name
        ("环城公路堵车", {"north", "south", "ring-n", "ring-s"}),  # the road lies in both
        ("南镇的公交", {"south"}),
        ("路灯坏了", set()),
    ],
)
def test_a_text_names_places_and_the_areas_they_lie_in(cast: Cast, some: None, text: str, codes: set[str]) -> None:
    assert named(make_message(cast, "answered", text=text), "message") == codes


def test_mentions_follow_the_words(cast: Cast, some: None) -> None:
    proposal = make_proposal(cast, "draft", title="关于修好环城公路的建议")
    assert named(proposal, "proposal") == {"north", "south", "ring-n", "ring-s"}
    do("proposal", "edit", proposal, cast.author, title="关于南镇公交的建议")
    assert named(proposal, "proposal") == {"south"}


def test_a_new_gazetteer_is_read_into_all_texts(cast: Cast) -> None:
    message = make_message(cast, "answered", text="镜水社区的路灯坏了")
    assert named(message, "message") == set()
    load(SOME)
    assert named(message, "message") == {"north", "north-a"}
    load(SOME[:2])
    assert named(message, "message") == set()
    assert Place.objects.count() == 2


def test_what_one_may_not_see_is_on_no_map(cast: Cast, some: None) -> None:
    make_message(cast, "received", title="南镇的井盖", is_public=False)
    make_proposal(cast, "submitted", title="关于南镇公交的建议")
    south = Place.objects.get(code="south")
    for reader, expected in ((None, {}), (cast.bystander, {"message": 1}), (cast.clerk, {"message": 1, "proposal": 1})):
        (counted,) = queries.count([south], reader, since=None)
        assert {kind: n for kind, n in counted.counts.items() if n} == expected
        hits, _older = queries.said_of(south, reader, since=None)
        assert {hit.kind for hit in hits} == set(expected)
    assert "井盖" not in Client().get(south.get_absolute_url()).content.decode()


class TestTheDistrict(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        loading.load(proposals=40, messages=60, say=lambda _text: None)

    def test_the_map_counts_what_each_reader_may_see(self) -> None:
        everything = list(Place.objects.all())
        for login in ("", "member", "clerk", "audit"):
            reader = Person.objects.get(login=login) if login else None
            visible = {
                (kind, pk) for kind in ON_THE_MAP for pk in KINDS[kind].visible_to(reader).values_list("pk", flat=True)
            }
            rows = list(Mention.objects.values_list("place_id", "kind", "item_id"))
            for counted in queries.count(everything, reader, since=None):
                for kind in ON_THE_MAP:
                    mine = {pk for place, of, pk in rows if place == counted.place.pk and of == kind}
                    assert counted.counts[kind] == len({pk for pk in mine if (kind, pk) in visible})

    def test_most_of_what_is_written_is_on_the_map(self) -> None:
        total = sum(KINDS[kind].model._base_manager.count() for kind in ON_THE_MAP)
        assert Mention.objects.values("kind", "item_id").distinct().count() > 0.7 * total

    def test_an_area_has_all_that_lies_in_it(self) -> None:
        for place in Place.objects.filter(parent__isnull=False):
            own = set(place.mentions.values_list("kind", "item_id"))
            assert own <= set(place.parent.mentions.values_list("kind", "item_id"))  # type: ignore[union-attr]

    def test_every_place_has_its_page_and_the_table_says_what_the_map_says(self) -> None:
        client = Client(headers={"accept-language": "en"})
        answer = client.get("/places/")
        shapes = {each.counted.place.pk: each.counted.total for each in answer.context["drawing"].shapes}
        assert shapes == {each.place.pk: each.total for each in answer.context["rows"]}
        assert len(shapes) == 11
        words = answer.content.decode()
        for each in answer.context["rows"]:
            assert f'aria-label="{each.place.name_en}: {each.shown}"' in words
        assert not re.search(r"(src|href)=\"(https?:)?//", words)  # nothing from outside
        for place in Place.objects.all()[::17]:
            assert client.get(place.get_absolute_url()).status_code == 200

    def test_mentions_are_what_the_texts_say(self) -> None:
        before = sorted(Mention.objects.values_list("place_id", "kind", "item_id", "at"))
        mentions.rebuild()
        assert sorted(Mention.objects.values_list("place_id", "kind", "item_id", "at")) == before


# ---- The drawing


def area_of(outline: list[tuple[float, float]]) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in sides(outline))) / 2


def test_the_streets_fill_the_district_without_gaps() -> None:
    """Every side is a neighbour's side backwards or the district's border, which goes round once and holds all of it."""
    outlines = all_outlines()
    borders = [tuple(side) for outline in outlines.values() for side in sides(outline)]
    assert len(borders) == len(set(borders))
    outer = {a: b for a, b in borders if (b, a) not in set(borders)}
    start = next(iter(outer))
    round_once = [start]
    while outer[round_once[-1]] != start:
        round_once.append(outer[round_once[-1]])
    assert len(round_once) == len(outer)
    assert sum(map(area_of, outlines.values())) == pytest.approx(area_of(round_once))


def test_every_community_lies_in_its_street() -> None:
    outlines = all_outlines()
    for each in gazetteer():
        if each.at:
            assert is_inside(each.at, outlines[each.parent])
            assert not any(is_inside(each.at, other) for code, other in outlines.items() if code != each.parent)


def test_every_place_a_text_may_name_is_in_the_gazetteer() -> None:
    names = {each.name for each in gazetteer()}
    for street in texts.district().streets:
        assert {street.zh, *(each.zh for each in street.communities), *street.estates, *street.roads} <= names


def test_points_spread_over_an_outline_keep_apart() -> None:
    square = [(0, 0), (10, 0), (10, 10), (0, 10)]
    points = spread(square, 5)
    assert len(points) == 5
    assert all(is_inside(point, square) for point in points)
    assert points == spread(square, 5)
    assert min(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a in points for b in points if a != b) > 2


def test_the_middle_of_a_square_is_its_middle() -> None:
    assert middle([(0, 0), (4, 0), (4, 2), (0, 2)]) == (2, 1)


@pytest.mark.parametrize("most", [1, 2, 4, 5, 6, 30, 500])
def test_shades_rise_with_numbers_and_the_key_tells_them(most: int) -> None:
    shades = [shade(n, most) for n in range(most + 1)]
    assert shades == sorted(shades)
    assert shades[0] == 0
    assert all(1 <= each <= 5 for each in shades[1:])
    told = steps(most)
    assert [n for first, last in told for n in range(first, last + 1)] == list(range(1, most + 1))


def test_north_is_up_and_nothing_is_drawn_where_there_is_no_outline(cast: Cast, some: None) -> None:
    counted = queries.count(queries.areas(), None, since=None)
    drawing = draw(counted)
    assert drawing is not None
    north, south = drawing.shapes
    assert north.y < south.y
    load([Given("a", "area", "甲镇")])
    assert draw(queries.count(queries.areas(), None, since=None)) is None
    assert Client().get("/places/").status_code == 200


# ---- Files


def feature(geometry: object = None, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_a_file_is_taken_in_whole_or_not_at_all(db: None, tmp_path: Path) -> None:
    ring = [[[0, 0], [1, 0], [1, 1], [0, 0]]]
    good = [
        feature({"type": "Polygon", "coordinates": ring}, code="a", kind="area", name="甲镇", name_en="Jia"),
        feature({"type": "Point", "coordinates": [0.5, 0.2]}, code="b", kind="community", name="乙村", parent="a"),
    ]
    path = tmp_path / "places.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": good}), encoding="utf-8")
    call_command("load_places", str(path))
    assert list(Place.objects.values_list("code", "kind")) == [("a", "area"), ("b", "community")]
    bad = [*good, feature(code="c", kind="village", name="丙"), feature(code="a", kind="area", name="重"), feature(code="d", kind="road", name="丁", parent="b"), "x"]  # fmt: skip
    path.write_text(json.dumps({"features": bad}), encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("load_places", str(path))
    assert len(str(refused.value).splitlines()) == 4
    assert Place.objects.count() == 2
    with pytest.raises(ValidationError):
        from_geojson([])
