"""What can be found: each app hands in how its items read as words, and who may read them.

    KINDS["paper"] = Kind(label=…, documents=paper_documents, visible_to=Paper.objects.visible_to)
    TOUCHES["paper"].append(lambda paper, changed: [("paper", [paper.pk])])

A kind's documents hold only what *everybody* may read who may see the item at all: words that fewer may read are a kind
of their own, with a `visible_to` of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from xieshang.people.models import Person

NO_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)  # of what has none: a person


@dataclass(frozen=True)
class Document:
    """An item as words.

    id       the item's key
    at       the moment it is listed by; NO_MOMENT where it has none
    title    what it is called; words found here come first
    body     the rest of its own text, a paragraph a line
    names    people, units and places that belong to it
    numbers  those by which somebody asks for exactly this one
    """

    id: int
    at: datetime
    title: str
    body: str = ""
    names: Sequence[str] = ()
    numbers: Sequence[str] = ()


@dataclass(frozen=True)
class Told:
    """How a hit is shown: where it leads, its state and what stands beside it."""

    url: str
    state: str = ""
    tone: str = "neutral"
    number: str = ""
    by: str = ""
    matter_url: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of thing to be found.

    plural     what a filter calls them
    documents  the documents with these keys, all of them where None is given
    visible_to what a reader may see of the model the keys are of
    tell       how hits are shown to a reader: keys -> what is told of each, in a bounded number of statements
    """

    label: _StrPromise
    plural: _StrPromise
    icon: str
    model: type[Any]
    documents: Callable[[Iterable[int] | None], Iterable[Document]]
    visible_to: Callable[[Person | None], QuerySet[Any]]
    tell: Callable[[list[int], Person | None], dict[int, Told]]


KINDS: dict[str, Kind] = {}
# A deed on an item of this kind touches the words of these: (item, changed fields) -> kinds and keys
Touch = Callable[[Any, set[str]], Iterable[tuple[str, Iterable[int]]]]
TOUCHES: dict[str, list[Touch]] = defaultdict(list)


def itself(kind: str) -> Touch:
    """The usual touch: a deed on an item changes the item's own words."""
    return lambda item, changed: [(kind, [item.pk])]
