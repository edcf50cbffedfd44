"""Scenes and slots: how `{street}` and `{many}` in a sentence become words.

Places ({street} {community} {estate} {estate2} {road} {road2} {school} {market} {water} {village}) are drawn once for a
scene. Numbers and times ({few} {some} {many} {pct} {age} {month} {lately} {due} {we}) are drawn anew for every sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

import numpy as np

from .places import STREETS, Street
from .shapes import Scene

T = TypeVar("T")


def pick(rng: np.random.Generator, pool: Sequence[T]) -> T:
    return pool[int(rng.integers(len(pool)))]


def some_of(rng: np.random.Generator, pool: Sequence[T], n: int) -> list[T]:
    """`n` of the pool, in the pool's order."""
    chosen = sorted(rng.permutation(len(pool))[:n].tolist())
    return [pool[place] for place in chosen]


def shared_pairs(text: str, other: str) -> float:
    """How much of `text` is also said in `other`: shared pairs of characters, per character of `text`."""
    pairs = {other[at : at + 2] for at in range(len(other) - 1)}
    return sum(text[at : at + 2] in pairs for at in range(len(text) - 1)) / len(text)


def scene(rng: np.random.Generator, day: date, *, where: str = "", street: str | None = None) -> Scene:
    """A place for a text: a street that fits, and one place of each kind in it."""
    fitting = [s for s in STREETS if where in ("", s.code) or where == ("rural" if s.rural else "urban")]
    here: Street = next(s for s in STREETS if s.code == street) if street else pick(rng, fitting)
    community = pick(rng, here.communities).zh
    estates = rng.permutation(len(here.estates))
    roads = rng.permutation(len(here.roads))
    villages = [
        c.zh for s in STREETS if s.rural for c in s.communities if c.zh.endswith("村") and (s is here or not here.rural)
    ]
    return Scene(
        day=day,
        street=here.code,
        places=(
            ("street", here.zh),
            ("community", community),
            ("estate", here.estates[int(estates[0])]),
            ("estate2", here.estates[int(estates[1])]),
            ("road", here.roads[int(roads[0])]),
            ("road2", here.roads[int(roads[1])]),
            ("school", pick(rng, here.schools[:2])),
            ("market", pick(rng, here.markets)),
            ("water", pick(rng, here.waters)),
            ("village", pick(rng, villages)),
        ),
    )


def month_words(then: date, now: date) -> str:
    """A past month as one says it: 3月, 去年11月, 2024年6月."""
    if then.year == now.year:
        return f"{then.month}月"
    if then.year == now.year - 1:
        return f"去年{then.month}月"
    return f"{then.year}年{then.month}月"


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def due_words(due: date) -> str:
    """A month to come: 2026年6月底."""
    return f"{due.year}年{due.month}月底"


@dataclass
class Words(dict[str, str]):
    """The words of one sentence: places from the scene, numbers drawn when first asked for."""

    rng: np.random.Generator
    scene: Scene
    now: date
    given: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.update(self.scene.places)
        self.update(self.given)

    def __missing__(self, slot: str) -> str:
        draw = self.rng.integers
        if slot == "few":
            word = str(draw(3, 10))
        elif slot == "some":
            word = str(draw(11, 59))
        elif slot == "many":
            word = str(draw(105, 890))
        elif slot == "pct":
            word = str(draw(31, 79))
        elif slot == "age":
            word = str(draw(61, 80))
        elif slot == "month":
            word = month_words(self.now - timedelta(days=int(draw(32, 95))), self.now)
        elif slot == "lately":
            word = month_words(self.now - timedelta(days=int(draw(70, 330))), self.now)
        else:
            raise KeyError(slot)
        self[slot] = word
        return word


def fill(rng: np.random.Generator, sentence: str, where: Scene, now: date | None = None, **given: str) -> str:
    """The sentence with every slot filled."""
    return sentence.format_map(Words(rng, where, now or where.day, given))
