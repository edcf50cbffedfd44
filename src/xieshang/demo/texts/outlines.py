"""The district of Yueze drawn: eleven streets and towns as neighbours on a plane, their borders made uneven.

Corners are shared, and a border is bent the same way for both its neighbours, so that the streets fill the district
without gaps. All of it is invented; the unit is some hundred metres.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np

from .places import STREETS, Street

Point = tuple[float, float]

_CORNERS: dict[str, Point] = {
    "a": (9, 139), "b": (46, 147), "c": (90, 137),
    "d": (2, 113), "e1": (31, 110), "e": (49, 112), "e2": (68, 108), "f": (98, 109),
    "g": (-2, 83), "h": (34, 80), "i": (66, 85), "j": (101, 81),
    "k": (-5, 55), "l": (21, 53), "m": (54, 57), "n": (105, 54),
    "o": (2, 27), "p": (49, 27), "q": (99, 25),
    "r": (13, 1), "s": (55, -5), "t": (91, 5),
}  # fmt: skip
_AREAS: dict[str, str] = {
    "liubang": "a b e e1 d",
    "jinqiao": "b c f e2 e",
    "yunsuo": "d e1 h g",
    "hecheng": "e1 e e2 i h",
    "dongbutou": "e2 f j i",
    "qinghuang": "g h m l k",
    "qichuan": "h i j n m",
    "heyang": "k l m p o",
    "shidou": "m n q p",
    "bailuyan": "o p s r",
    "meichengling": "p q t s",
}
_BENDS, _ROUGHNESS = 4, 0.11


def outline(street: Street) -> list[Point]:
    """The corners of a street, going round once."""
    names = _AREAS[street.code].split()
    around: list[Point] = []
    for one, other in zip(names, [*names[1:], names[0]], strict=True):
        around += _border(one, other)[:-1]
    return around


def _border(one: str, other: str) -> list[Point]:
    """From one corner to the other, bent by midpoint displacement; the same line backwards from the other side."""
    first, last = sorted((one, other))
    rng = np.random.default_rng(crc32(f"{first}-{last}".encode()))
    line = np.array([_CORNERS[first], _CORNERS[last]], dtype=float)
    for _ in range(_BENDS):
        steps = np.diff(line, axis=0)
        across = np.stack([-steps[:, 1], steps[:, 0]], axis=1)
        bent = (line[:-1] + line[1:]) / 2 + across * rng.uniform(-_ROUGHNESS, _ROUGHNESS, (len(steps), 1))
        line = np.insert(line, np.arange(1, len(line)), bent, axis=0)
    points = [(round(float(x), 2), round(float(y), 2)) for x, y in line]
    return points if one == first else points[::-1]


def all_outlines() -> dict[str, list[Point]]:
    return {street.code: outline(street) for street in STREETS}
