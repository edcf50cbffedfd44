"""What there is to learn: each app hands in which of its decisions teach what, and which of its items are compared.

    TASKS["proposal.class"] = Task(kind="proposal", label=…, cases=…, names=…, shown=…, writing=…)
    DECIDED["proposal"].append(lambda proposal, changed: ("proposal.class", proposal.pk, proposal.topic_class))
    COMPARED["proposal"] = Compared(writings=…, judged_by=("proposal.review",), least=0.22)

`kind` is one of search.kinds.KINDS: who may see an earlier case, and how it is shown, is answered there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xieshang.engines.text import Writing
from xieshang.engines.text.personal import find_personal, mask

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Case:
    """An item somebody has decided on: its key, its words, and the code that was chosen."""

    id: int
    writing: Writing
    label: str


@dataclass(frozen=True)
class Task:
    """One thing to suggest.

    kind     of the items, as search knows it
    label    what is suggested, for the page of the models
    cases    all decided items, in any order
    names    each code that may be suggested, with words that describe it: what there is before cases
    shown    codes -> how they are called in the reader's language; a code that may not be chosen any more is left out
    writing  the words of one item; None where it has none
    """

    kind: str
    label: _StrPromise
    cases: Callable[[], Iterable[Case]]
    names: Callable[[], Mapping[str, Sequence[str]]]
    shown: Callable[[Iterable[str]], dict[str, str]]
    writing: Callable[[int], Writing | None]


@dataclass(frozen=True)
class Compared:
    """A kind whose items are compared with others.

    writings   (ids or None for all) -> (id, its words, the place it names) of what may be told to whoever may see it
    judged_by  the powers that say whether two are on the same matter
    least      from this likeness on two are shown to one another
    joins      whether two that are found to be the same are linked; proposals are merged by a move of their own
    """

    writings: Callable[[Iterable[int] | None], Iterable[tuple[int, Writing, str]]]
    judged_by: tuple[str, ...]
    least: float
    joins: bool = True


TASKS: dict[str, Task] = {}
COMPARED: dict[str, Compared] = {}
# A deed on an item of this kind may have decided something: (item, changed fields) -> task, key of the case, code
Decided = Callable[[Any, set[str]], "tuple[str, int, str] | None"]
DECIDED: dict[str, list[Decided]] = defaultdict(list)


def masked(writing: Writing, names: Iterable[str] = ()) -> Writing:
    """The words with what is personal covered: nothing else is ever learned from or compared."""
    names = [name for name in names if len(name) > 1]
    return Writing(
        mask(writing.title, find_personal(writing.title, names)), mask(writing.body, find_personal(writing.body, names))
    )


def as_one(writing: Writing) -> str:
    """The text a model reads: the title counts twice. The second title begins at len(title) + 1."""
    return f"{writing.title}\n{writing.title}\n{writing.body}"
