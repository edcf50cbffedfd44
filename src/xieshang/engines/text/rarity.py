"""How rare a word is among the texts an office knows: what says more about a matter weighs more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Vector = Mapping[str, float]


@dataclass(frozen=True)
class Rarity:
    """In how many of so many texts each term stands. Knowing no texts, every term weighs the same.

    texts    how many were read
    holding  term to the number of texts that hold it
    """

    texts: int = 0
    holding: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def learned(cls, texts: Iterable[str], terms: Callable[[str], Collection[str]]) -> Rarity:
        """Count the terms of these texts; `terms` cuts one. Terms of a single text are not kept: they weigh the most anyway."""
        holding: Counter[str] = Counter()
        count = 0
        for text in texts:
            count += 1
            holding.update(set(terms(text)))
        return cls(count, MappingProxyType({term: n for term, n in holding.items() if n > 1}))

    def weight(self, term: str) -> float:
        """ln((1 + texts) / (1 + texts that hold it)) + 1, and 1 while no texts are known."""
        return math.log((1 + self.texts) / (1 + self.holding.get(term, 0 if not self.texts else 1))) + 1

    def vector(self, terms: Iterable[str]) -> Vector:
        """Each term's count times its weight."""
        return {term: count * self.weight(term) for term, count in Counter(terms).items()}


def cosine(one: Vector, other: Vector) -> float:
    """The cosine of two vectors, 0 to 1; 0 where one is empty."""
    if len(one) > len(other):
        one, other = other, one
    dot = sum(weight * other.get(term, 0.0) for term, weight in one.items())
    size = math.sqrt(sum(each * each for each in one.values()) * sum(each * each for each in other.values()))
    return dot / size if size else 0.0


def joined(vectors: Iterable[Vector]) -> Vector:
    """The sum of vectors."""
    total: dict[str, float] = {}
    for vector in vectors:
        for term, weight in vector.items():
            total[term] = total.get(term, 0.0) + weight
    return total
