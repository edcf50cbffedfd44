"""The map as a drawing: a mark for each person, a form and a colour for each group."""

from __future__ import annotations

from html import escape

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT, MARGIN = 640, 440, 28
MOST_MARKS = 2500
COLOURS = ("#1f5a96", "#b3461d", "#2f7d4f", "#7a4a9e", "#8a6d00")  # told apart with any colour vision, and in grey
LETTERS = "ABCDE"


def draw_svg(
    place: NDArray[np.float64], groups: NDArray[np.int64], title: str, description: str, *, unique: str = "map"
) -> str:
    """The map as one SVG element.

    place   (people, 2); groups (people,), -1 for those in none
    unique  a prefix that keeps ids apart when a page holds several

    Of a large crowd every so-many-th is drawn. A few who stand far off from all others are drawn at the rim.
    """
    shown = np.lexsort(place.T[::-1])[:: max(1, len(place) // MOST_MARKS)]
    low, high = np.quantile(place, 0.005, axis=0), np.quantile(place, 0.995, axis=0)
    reach = 0.35 * (high - low)
    low, high = np.maximum(low - reach, place.min(axis=0)), np.minimum(high + reach, place.max(axis=0))
    scale = float(np.min([WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN] / np.maximum(high - low, 1e-9)))
    middle = (low + high) / 2
    at = (np.clip(place, low, high) - middle) * min(scale, 1e6) * [1, -1] + [WIDTH / 2, HEIGHT / 2]
    marks = [_mark(at[i, 0], at[i, 1], int(groups[i])) for i in shown.tolist()]
    names = []
    if groups.max(initial=-1) > 0:
        for g in range(int(groups.max()) + 1):
            x, y = at[groups == g].mean(axis=0)
            names.append(
                f'<text x="{x:.0f}" y="{y:.0f}" class="name" fill="{COLOURS[g % 5]}" stroke="#fff" stroke-width="4" '
                f'paint-order="stroke" font-size="30" font-weight="700" text-anchor="middle" dominant-baseline="middle">'
                f"{LETTERS[g % 5]}</text>"
            )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{unique}-title {unique}-description" font-family="sans-serif">'
        f'<title id="{unique}-title">{escape(title)}</title><desc id="{unique}-description">{escape(description)}</desc>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>' + "".join(marks) + "".join(names) + "</svg>\n"
    )


def _mark(x: float, y: float, group: int) -> str:
    if group < 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="#9a9a9a" fill-opacity=".6"/>'
    look = f'fill="{COLOURS[group % 5]}" fill-opacity=".55"'
    if group % 3 == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6" {look}/>'
    if group % 3 == 1:
        return f'<rect x="{x - 3.2:.1f}" y="{y - 3.2:.1f}" width="6.4" height="6.4" {look}/>'
    return f'<path d="M{x:.1f} {y - 4.4:.1f}l4 7h-8z" {look}/>'
