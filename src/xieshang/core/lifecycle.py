"""A life cycle is one table of moves; this module reads it and never learns what the words mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from xieshang.core.verdicts import No, NotYours, Verdict

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


S = TypeVar("S", bound=str)
P = TypeVar("P")
I = TypeVar("I")  # noqa: E741 (item)


class Refusal(Exception):  # noqa: N818 (a refusal is an answer, not an error)
    """A deed that was refused; `reason` is a sentence for the person, `code` a word for programs."""

    code = "refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MoveNotOpenError(Refusal):
    """The move is not open in this state, or something is missing yet."""

    code = "not_open"


class StaleError(Refusal):
    """Somebody else changed the item since this person read it; `theirs` is the item as it is now."""

    code = "stale"

    def __init__(self, reason: str, theirs: Any) -> None:
        super().__init__(reason)
        self.theirs = theirs


class NotYoursError(Refusal, PermissionDenied):
    """The move belongs to somebody else."""

    code = "not_yours"


@dataclass(frozen=True)
class Move(Generic[S, P, I]):
    """One row of a life cycle.

    name    what the address, the API and the record call it
    sources the states it starts from
    target  the state it ends in; None where the item stays in its state
    rule    who may, and under which condition
    label   the button
    told    how the history tells it
    tone    primary, quiet or danger: how loud its button is
    """

    name: str
    sources: frozenset[S]
    target: S | None
    rule: Callable[[P, I], Verdict]
    label: _StrPromise | str = ""
    told: _StrPromise | str = ""
    tone: str = "quiet"


@dataclass(frozen=True)
class Offer(Generic[S, P, I]):
    """A move held against a person and an item: what a button is drawn from."""

    move: Move[S, P, I]
    verdict: Verdict
    url: str = ""
    needs_form: bool = True

    @property
    def name(self) -> str:
        return self.move.name

    @property
    def label(self) -> str:
        return str(self.move.label)

    @property
    def tone(self) -> str:
        return self.move.tone

    @property
    def is_open(self) -> bool:
        return bool(self.verdict)

    @property
    def reason(self) -> str:
        return str(self.verdict.reason) if isinstance(self.verdict, No) else ""


def move(
    name: str,
    sources: Iterable[S],
    target: S | None,
    rule: Callable[[P, I], Verdict],
    label: _StrPromise | str = "",
    told: _StrPromise | str = "",
    tone: str = "quiet",
) -> Move[S, P, I]:
    """A row, written so that the table reads as one."""
    return Move(name, frozenset(sources), target, rule, label, told, tone)


# Every life cycle by its kind of item: what pages, API, documents and tests sweep over.
LIVES: dict[str, LifeCycle[Any, Any, Any]] = {}


@dataclass(frozen=True)
class LifeCycle(Generic[S, P, I]):
    """The moves of one kind of item, from its birth.

    tells  how the history tells the deeds that are no moves: the birth, and what the clock notes
    """

    kind: str
    birth: S
    table: tuple[Move[S, P, I], ...]
    ends: frozenset[S] = field(default_factory=frozenset)
    tells: Mapping[str, _StrPromise | str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [row.name for row in self.table]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.kind}: a move is named twice: {sorted(names)}")
        LIVES[self.kind] = self

    def told(self, name: str) -> str:
        """How the history tells a deed; its name where the table has no words for it."""
        row = self.moves.get(name)
        return str(row.told if row else self.tells.get(name, name))

    @property
    def moves(self) -> dict[str, Move[S, P, I]]:
        return {row.name: row for row in self.table}

    def judge(self, name: str, item: Any, person: P) -> Verdict:
        """Whether this person may make this move with this item now. Raises KeyError for an unknown move."""
        row = self.moves[name]
        verdict = row.rule(person, item) if item.state in row.sources else None
        if verdict is not None:
            return verdict
        # In a state the move does not start from, a stranger still hears that it is not theirs, if the rule can tell.
        return No(
            _("“%(move)s” is not open: this is at “%(state)s” now.")
            % {"move": row.label, "state": getattr(item, "get_state_display", lambda: item.state)()}
        )

    def take(self, name: str, item: Any, person: P) -> None:
        """Move the item, or raise MoveNotOpenError or NotYoursError with the reason; nothing is saved here."""
        verdict = self.judge(name, item, person)
        if isinstance(verdict, NotYours):
            raise NotYoursError(str(verdict.reason))
        if isinstance(verdict, No):
            raise MoveNotOpenError(str(verdict.reason))
        target = self.moves[name].target
        if target is not None:
            item.state = target

    def offers(self, person: P, item: Any) -> list[Offer[S, P, I]]:
        """The moves to show this person now: open ones, and closed ones whose reason they can do something about."""
        return [
            Offer(row, verdict)
            for row in self.table
            if item.state in row.sources and not isinstance(verdict := row.rule(person, item), NotYours)
        ]

    def mermaid(self) -> str:
        """The diagram that docs/life-cycles.md shows and a test compares."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.birth!s}"]
        for row in self.table:
            for source in sorted(row.sources):
                lines.append(f"    {source!s} --> {(row.target or source)!s}: {row.name}")  # noqa: PERF401
        lines += [f"    {end!s} --> [*]" for end in sorted(self.ends)]
        return "\n".join(lines)
