"""The district drawn: its areas as outlines, darker the more is said of them; its communities as dots. No tiles, no network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot

from xieshang.places.models import Place
from xieshang.places.queries import Counted

WIDTH = 720.0
MARGIN = 12.0
SHADES = 5


@dataclass(frozen=True)
class Shape:
    """An area on the map."""

    counted: Counted
    path: str
    x: float
    y: float
    shade: int
    is_here: bool = False


@dataclass(frozen=True)
class Dot:
    """A place within an area on the map."""

    counted: Counted
    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Drawing:
    """A map: the view of it, what is in it, and where one shade ends and the next begins."""

    view_box: str
    shapes: list[Shape]
    dots: list[Dot]
    steps: list[tuple[int, int]]


@dataclass(frozen=True)
class Frame:
    """How the district's own unit becomes that of the drawing: one scale for both ways, north up."""

    left: float
    top: float
    scale: float

    def place(self, point: Sequence[float]) -> tuple[float, float]:
        x, y = point[0], point[1]
        return round(MARGIN + (x - self.left) * self.scale, 1), round(MARGIN + (self.top - y) * self.scale, 1)


def draw(counted: Sequence[Counted], *, within: Sequence[Counted] = (), here: Place | None = None) -> Drawing | None:
    """The map of the areas; with `here`, one of them close by with what lies within it. None where nothing has an outline."""
    drawn = [each for each in counted if len(each.place.outline) > 2]
    close = [each for each in drawn if here is not None and each.place.pk == here.pk] or drawn
    corners = [corner for each in close for corner in each.place.outline]
    if not corners:
        return None
    left, right = min(x for x, _y in corners), max(x for x, _y in corners)
    bottom, top = min(y for _x, y in corners), max(y for _x, y in corners)
    frame = Frame(left, top, (WIDTH - 2 * MARGIN) / max(right - left, (top - bottom) / 1.6, 1e-9))
    width = 2 * MARGIN + (right - left) * frame.scale
    height = 2 * MARGIN + (top - bottom) * frame.scale
    most = max((each.total for each in drawn), default=0)
    shapes = [shape(each, frame, most, here) for each in drawn]
    dots = [dot(each, frame) for each in within if len(each.place.at) == 2]
    return Drawing(f"0 0 {width:.0f} {height:.0f}", shapes, dots, steps(most))


def shape(counted: Counted, frame: Frame, most: int, here: Place | None) -> Shape:
    corners = [frame.place(corner) for corner in counted.place.outline]
    path = "M" + "L".join(f"{x:g} {y:g}" for x, y in corners) + "Z"
    x, y = frame.place(counted.place.at or counted.place.outline[0])
    return Shape(counted, path, x, y, shade(counted.total, most), here is not None and counted.place.pk == here.pk)


def shade(total: int, most: int) -> int:
    """0 for nothing, else 1 to SHADES in equal steps up to the most there is."""
    return 0 if total == 0 else min(SHADES, 1 + (total - 1) * SHADES // max(most, 1))


def steps(most: int) -> list[tuple[int, int]]:
    """The first and last number of each shade that occurs."""
    found: dict[int, tuple[int, int]] = {}
    for n in range(1, most + 1):
        first, _last = found.get(shade(n, most), (n, n))
        found[shade(n, most)] = (first, n)
    return [found[each] for each in sorted(found)]


def dot(counted: Counted, frame: Frame) -> Dot:
    """The area of a dot grows with the number; it never gets too small to hit."""
    x, y = frame.place(counted.place.at)
    return Dot(counted, x, y, round(10 + 3 * counted.total**0.5, 1))


def spread(outline: Sequence[Sequence[float]], count: int) -> list[tuple[float, float]]:
    """So many points inside a polygon, each as far from the others and the border as a grid of tries allows.

    Farthest-point sampling (Gonzalez, 1985), so the same polygon always gives the same points.
    """
    xs, ys = [x for x, _y in outline], [y for _x, y in outline]
    tries = [
        (min(xs) + (max(xs) - min(xs)) * (i + 0.5) / 40, min(ys) + (max(ys) - min(ys)) * (j + 0.5) / 40)
        for i in range(40)
        for j in range(40)
    ]
    inside = [(point, from_border(point, outline)) for point in tries if is_inside(point, outline)]
    chosen: list[tuple[float, float]] = []
    while len(chosen) < count and inside:
        chosen.append(max(inside, key=lambda each: min([1.6 * each[1], *distances(each[0], chosen)]))[0])
    return chosen


def distances(point: tuple[float, float], others: Iterable[tuple[float, float]]) -> list[float]:
    return [hypot(point[0] - x, point[1] - y) for x, y in others]


def sides(outline: Sequence[Sequence[float]]) -> Iterable[tuple[Sequence[float], Sequence[float]]]:
    return zip(outline, [*outline[1:], outline[0]], strict=True)


def is_inside(point: tuple[float, float], outline: Sequence[Sequence[float]]) -> bool:
    """Whether a ray to the east crosses the border an odd number of times."""
    x, y = point
    crossed = False
    for (x1, y1), (x2, y2) in sides(outline):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossed = not crossed
    return crossed


def from_border(point: tuple[float, float], outline: Sequence[Sequence[float]]) -> float:
    return min(from_side(point, a, b) for a, b in sides(outline))


def from_side(point: tuple[float, float], a: Sequence[float], b: Sequence[float]) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    along = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / ((dx * dx + dy * dy) or 1.0)
    along = min(1.0, max(0.0, along))
    return hypot(point[0] - a[0] - along * dx, point[1] - a[1] - along * dy)
