"""Colours can be read in both themes, and nothing of ours needs a looser content security policy."""

import re
from itertools import product
from pathlib import Path

import pytest

import xieshang.look

HOME = Path(xieshang.look.__file__).parent
CSS = (HOME / "static/look/xieshang.css").read_text(encoding="utf-8")
TEMPLATES = sorted((HOME.parent).rglob("templates/**/*.html"))
TONES = ["neutral", "waiting", "moving", "good", "late", "ended"]
GROUNDS = ["paper", "sheet", "sunk"]


def block(opening: str) -> dict[str, str]:
    start = CSS.index(opening) + len(opening)
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", CSS[start : CSS.index("}", start)]))


LIGHT = block(":root {\n")
DARK = block(':root:not([data-theme="light"]) {\n')


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


TEXT = [
    *product(["ink", "ink-soft", "deed", "deed-dark", "late", "waiting", "seal-text"], GROUNDS),
    *((tone, f"{tone}-wash") for tone in TONES),
    *(("ink", f"{tone}-wash") for tone in TONES),
    *product(["new", "gone"], ["sheet", "paper"]),
    ("new", "new-wash"),
    ("gone", "gone-wash"),
    ("deed-ink", "deed"),
    ("deed-ink", "deed-dark"),
    ("deed", "deed-wash"),
    ("deed-dark", "deed-wash"),
    ("seal-ink", "seal"),
]
SIGNS = [*product(["rule-strong", "focus", "deed"], GROUNDS), ("seal", "paper")]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_stand_out_from_their_ground(theme):
    faint = {(a, b): round(contrast(theme[a], theme[b]), 2) for a, b in TEXT if contrast(theme[a], theme[b]) < 4.5}
    assert faint == {}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_borders_of_fields_and_the_focus_stand_out(theme):
    faint = {(a, b): round(contrast(theme[a], theme[b]), 2) for a, b in SIGNS if contrast(theme[a], theme[b]) < 3}
    assert faint == {}


def test_the_dark_theme_by_choice_is_the_dark_theme_of_the_device():
    assert block('\n  :root[data-theme="dark"] {\n') == DARK
    assert DARK.keys() == LIGHT.keys()


def test_every_property_that_is_used_is_defined():
    defined = set(re.findall(r"(--[\w-]+):", CSS))
    assert set(re.findall(r"var\((--[\w-]+)", CSS)) - defined == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(HOME.parent)))
def test_no_template_carries_script_or_style_of_its_own(template):
    html = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", html)
    assert not re.search(r"<style\b", html)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", html)
    assert not re.search(r"\shx-on\b|\shx-vals=[\"']js:|javascript:", html)
    for attributes in re.findall(r"<script\b([^>]*)>", html):
        assert "src=" in attributes or 'type="application/json"' in attributes


def test_the_script_is_small():
    ours = (HOME / "static/look/xieshang.js").stat().st_size
    assert ours <= 8 * 1024
    ours = sum(path.stat().st_size for path in (HOME / "static/look").glob("*.js"))
    import django_htmx

    htmx = (Path(django_htmx.__file__).parent / "static/django_htmx/htmx-4.min.js").stat().st_size
    import allauth

    keys = sum(
        (Path(allauth.__file__).parent / path).stat().st_size
        for path in (
            "mfa/static/mfa/js/webauthn-json.js",
            "mfa/static/mfa/js/webauthn.js",
            "account/static/account/js/onload.js",
        )
    )
    assert ours + htmx + keys <= 60 * 1024
