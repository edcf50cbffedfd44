"""What many write about: messages on the same matter found together, over time and place.

Messages are joined by average linkage: a group takes in another as long as their texts are alike on average, so that one
message that resembles two matters cannot tie them into one. Then each group is judged: an event, a problem many places
share, one person's repeats, or a single post many eyes are on. People are counted, not messages.

Source: unweighted average linkage (Sokal and Michener, 1958) over the likeness of `likeness`; likenesses below a floor
count as none, which lets it run on the few pairs that share anything.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from xieshang.engines.text import grams
from xieshang.engines.text.likeness import LONGEST, Index, Weighing, Writing
from xieshang.engines.text.places import Gazetteer, PlaceFound, find_places


class Kind(StrEnum):
    """What a group of messages is."""

    EVENT = "event"  # one matter, in one place or of the whole district
    PROBLEM = "problem"  # the same matter in different places
    REPEATS = "repeats"  # too few people to be an event; one may have written often
    SINGLE = "single"  # one message that stands by itself


class Trend(StrEnum):
    """How the last two weeks compare with the two before, against the newest message of all."""

    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"
    OVER = "over"  # nobody has written in these four weeks


@dataclass(frozen=True)
class Message:
    """A message as it is grouped.

    key     what the caller knows it by; no two have the same
    at      when it was written; None when nobody knows
    author  anything that is the same for one person; None counts as a person of its own
    """

    key: Hashable
    title: str
    body: str = ""
    at: datetime | None = None
    author: Hashable | None = None
    likes: float = 0
    dislikes: float = 0


@dataclass(frozen=True)
class Settings:
    """The numbers of the search.

    alike       average likeness from which two groups are one
    floor       likenesses below it count as none
    authors     people a group needs to be an event or a problem
    places      different places it needs to be a problem
    attention   likes, half the dislikes with them, from which a single message is told by itself
    reach_days  messages further apart in time never tie groups together
    """

    alike: float = 0.10
    floor: float = 0.06
    authors: int = 3
    places: int = 3
    attention: float = 50
    reach_days: float = 730


@dataclass(frozen=True)
class Event:
    """Messages on one matter.

    number    1 is the hottest
    keys      its messages in order of time
    authors   how many different people
    headline  key of the message nearest to all the others, whose title stands for them
    first, last, peak_week   days; None where no message has a time. The week is told by its Monday
    weeks     messages of each week that has any, by its Monday
    heat      people, and twice the logarithm of the likes
    likes     of all; top_likes of the message with the most
    places    named in its messages, with how many messages name them; not told of texts that stand alone
    cohesion  average likeness of its messages to each other, 1 when it has one
    minority  keys of its messages that stand furthest from the headline and are by at least two people; may be empty
    """

    number: int
    kind: Kind
    keys: tuple[Hashable, ...]
    authors: int
    headline: Hashable
    first: date | None
    last: date | None
    peak_week: date | None
    weeks: tuple[tuple[date, int], ...]
    trend: Trend
    heat: float
    likes: float
    top_likes: float
    places: tuple[tuple[str, int], ...] = ()
    cohesion: float = 1.0
    minority: tuple[Hashable, ...] = ()


@dataclass(frozen=True)
class Findings:
    """All groups of some messages.

    events     hottest first; every message is in exactly one group, so single ones are here too
    attention  single messages many eyes are on, most first
    of         the number of the group of each message
    """

    events: tuple[Event, ...]
    attention: tuple[Hashable, ...]
    of: dict[Hashable, int] = field(hash=False)

    def hot(self) -> tuple[Event, ...]:
        """Events alone, hottest first."""
        return tuple(event for event in self.events if event.kind is Kind.EVENT)

    def problems(self) -> tuple[Event, ...]:
        """Problems many places share, hottest first."""
        return tuple(event for event in self.events if event.kind is Kind.PROBLEM)


WIDE = frozenset("省市区县州")  # places too wide to tell one matter from another


@dataclass(frozen=True)
class _Named:
    """A text with the places it names, and without them."""

    names: tuple[str, ...]
    narrow: frozenset[str]  # pairs of characters of the names of places that are not wide
    bare: Writing


def find_events(
    messages: Iterable[Message],
    weighing: Weighing | None = None,
    *,
    settings: Settings | None = None,
    gazetteer: Gazetteer | None = None,
) -> Findings:
    """Group messages by their matter.

    weighing  how common words are; learned from the messages themselves when there is none
    gazetteer the district's places; without it they are told by how their names end

    The order of the messages changes nothing. Raises ValueError when two have the same key.
    """
    settings = settings or Settings()
    ordered = sorted(messages, key=_canonical)
    if len({message.key for message in ordered}) != len(ordered):
        raise ValueError("two messages have the same key")
    if not ordered:
        return Findings((), (), {})
    nodes = _distinct(ordered)
    firsts = [ordered[members[0]] for members in nodes]
    writings = [Writing(message.title, message.body) for message in firsts]
    weighing = weighing or Weighing.learn(writings)
    vectors = weighing.vectors(writings)
    groups = link(_alike(vectors, _days(firsts), settings), settings.alike)
    together = {row for group in groups if len(group) > 1 for row in group}
    named = [
        _places(writing, gazetteer) if row in together else _Named((), frozenset(), writing)
        for row, writing in enumerate(writings)
    ]
    groups = _without_mere_places(groups, named, vectors, weighing, firsts, settings)
    newest = max((message.at for message in ordered if message.at), default=None)
    events = [_describe(group, nodes, ordered, vectors, named, newest, settings) for group in groups]
    events.sort(key=lambda event: (event.kind not in (Kind.EVENT, Kind.PROBLEM), -event.heat, -len(event.keys)))
    events = [replace(event, number=number) for number, event in enumerate(events, start=1)]
    lone = [event for event in events if event.top_likes >= settings.attention and event.authors < settings.authors]
    lone.sort(key=lambda event: -event.top_likes)
    return Findings(
        tuple(events),
        tuple(event.headline for event in lone),
        {key: event.number for event in events for key in event.keys},
    )


def link(alike: sparse.csr_array, least: float) -> list[list[int]]:
    """Average linkage over likenesses, each pair once, above the diagonal; pairs not in it are not alike.

    Chains of nearest neighbours (Murtagh, 1983): two that are nearest to each other are joined at once, which gives the
    same groups as always joining the nearest two of all, since joining brings nothing nearer to a third.

    returns  groups of row numbers, each in order, in the order of their first rows
    """
    count = alike.shape[0]
    sizes = [1] * count
    near: list[dict[int, float]] = [{} for _row in range(count)]
    for row in range(count):
        here = slice(alike.indptr[row], alike.indptr[row + 1])
        for other, value in zip(alike.indices[here].tolist(), alike.data[here].tolist(), strict=True):
            near[row][other] = near[other][row] = value
    into = list(range(count))
    for first in range(count):
        chain = [first] if into[first] == first else []
        while chain:
            one = chain[-1]
            before = chain[-2] if len(chain) > 1 else -1
            other, best = _nearest(near[one], sizes, before)
            if best / sizes[one] < least:
                chain.pop()  # whatever else is joined, nothing comes nearer to it
            elif other != before:
                chain.append(other)
            else:
                del chain[-2:]
                one = _join(one, other, near, sizes, into)
                if not chain:
                    chain = [one]
    groups: dict[int, list[int]] = defaultdict(list)
    for row in range(count):
        root = row
        while into[root] != root:
            root = into[root]
        groups[root].append(row)
    return sorted(groups.values())


def _nearest(near: dict[int, float], sizes: list[int], before: int) -> tuple[int, float]:
    """The most alike of its neighbours, and the sum of likenesses over that one's size; of equals the one before."""
    nearest, best = -1, 0.0
    for other, total in near.items():
        mean = total / sizes[other]
        if mean > best or (mean == best and (other == before or (nearest != before and other < nearest))):
            nearest, best = other, mean
    return nearest, best


def _join(one: int, other: int, near: list[dict[int, float]], sizes: list[int], into: list[int]) -> int:
    """Make two neighbours one group, the one with more neighbours taking the other in; returns it."""
    if len(near[one]) < len(near[other]):
        one, other = other, one
    into[other] = one
    sizes[one] += sizes[other]
    del near[one][other]
    for third, total in near[other].items():
        if third != one:
            del near[third][other]
            near[one][third] = near[third][one] = near[one].get(third, 0.0) + total
    near[other] = {}
    return one


def _canonical(message: Message) -> tuple[str, str, str, str]:
    return (message.at.isoformat() if message.at else "", message.title, message.body, str(message.key))


def _distinct(ordered: Sequence[Message]) -> list[list[int]]:
    """Messages with the same words as one, so that a flood of copies neither costs nor weighs more than its text."""
    same: dict[tuple[str, str], list[int]] = {}
    for place, message in enumerate(ordered):
        same.setdefault((grams.plain(message.title), grams.plain(message.body)), []).append(place)
    return list(same.values())


def _days(messages: Sequence[Message]) -> NDArray[np.float64]:
    """Days since the first, NaN where unknown."""
    times = [message.at.timestamp() / 86_400 if message.at else math.nan for message in messages]
    return np.array(times, dtype=np.float64)


def _alike(vectors: sparse.csr_array, days: NDArray[np.float64], settings: Settings) -> sparse.csr_array:
    """Likenesses of at least the floor between texts within reach of each other, a few hundred rows at a time."""
    rows: list[NDArray[np.int32]] = []
    columns: list[NDArray[np.int32]] = []
    values: list[NDArray[np.float32]] = []
    turned = vectors.T.tocsr()
    for start in range(0, vectors.shape[0], 128):
        block = (vectors[start : start + 128] @ turned).tocoo()
        high = block.data >= settings.floor
        row = block.coords[0][high].astype(np.int32) + start
        column = block.coords[1][high].astype(np.int32)
        value = block.data[high]
        keep = (row < column) & ~(abs(days[row] - days[column]) > settings.reach_days)
        rows.append(row[keep])
        columns.append(column[keep])
        values.append(np.round(value[keep], 6))
    return sparse.coo_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(vectors.shape[0], vectors.shape[0]),
    ).tocsr()


def _places(writing: Writing, gazetteer: Gazetteer | None) -> _Named:
    texts = [grams.one_form(text[:LONGEST]) for text in (writing.title, writing.body)]
    found = [(text, find_places(text, gazetteer)) for text in texts]
    places = [place for _text, each in found for place in each]
    pairs = {
        name[at : at + 2]
        for place in places
        if place.kind not in WIDE
        for name in (place.name.removesuffix(place.kind),)
        for at in range(max(1, len(name) - 1))
    }
    bare = [_without(text, each) for text, each in found]
    return _Named(tuple(sorted({place.name for place in places})), frozenset(pairs), Writing(*bare))


def _without(text: str, places: Sequence[PlaceFound]) -> str:
    for place in reversed(places):
        text = f"{text[: place.start]} {text[place.end :]}"
    return text


def _without_mere_places(
    groups: list[list[int]],
    named: Sequence[_Named],
    vectors: sparse.csr_array,
    weighing: Weighing,
    messages: Sequence[Message],
    settings: Settings,
) -> list[list[int]]:
    """Take apart the groups that share a place and nothing else, by looking at them without the names of places."""
    kept: list[list[int]] = []
    for group in groups:
        if len(group) < 2 or not any(named[row].names for row in group):
            kept.append(group)
            continue
        bare = weighing.vectors([named[row].bare for row in group])
        before, after = _mean_likeness(vectors[group]), _mean_likeness(bare)
        if after >= settings.floor or after >= 0.4 * before:
            kept.append(group)
            continue
        days = _days([messages[row] for row in group])
        parts = link(_alike(bare, days, settings), settings.alike)
        kept.extend([group[place] for place in part] for part in parts)
    return sorted(kept)


def _mean_likeness(vectors: sparse.csr_array) -> float:
    """Of all pairs of different rows; 1 for a single row."""
    count = vectors.shape[0]
    if count < 2:
        return 1.0
    total = _total(vectors)
    own = float((vectors.data.astype(np.float64) ** 2).sum())
    return float((total @ total - own) / (count * (count - 1)))


def _total(vectors: sparse.csr_array) -> NDArray[np.float64]:
    """The sum of all rows, only the columns that are in any of them, in their order."""
    _columns, places = np.unique(vectors.indices, return_inverse=True)
    return np.bincount(places, vectors.data.astype(np.float64)).astype(np.float64)


def _nearness(vectors: sparse.csr_array) -> NDArray[np.float64]:
    """How near each row is to all of them together."""
    _columns, places = np.unique(vectors.indices, return_inverse=True)
    weight = np.bincount(places, vectors.data.astype(np.float64))[places] * vectors.data
    row = np.repeat(np.arange(vectors.shape[0]), np.diff(vectors.indptr))
    return np.round(np.bincount(row, weight, minlength=vectors.shape[0]), 6)


def _describe(
    group: list[int],
    nodes: list[list[int]],
    ordered: Sequence[Message],
    vectors: sparse.csr_array,
    named: Sequence[_Named],
    newest: datetime | None,
    settings: Settings,
) -> Event:
    members = sorted(place for row in group for place in nodes[row])
    messages = [ordered[place] for place in members]
    table = vectors[group]
    medoid = int(np.argmax(_nearness(table)))
    authors = _people(messages)
    likes = [max(0.0, message.likes) + 0.5 * max(0.0, message.dislikes) for message in messages]
    places = Counter(name for row in group for name in named[row].names)
    weeks = Counter(_monday(message.at) for message in messages if message.at)
    days = sorted(message.at.date() for message in messages if message.at)
    return Event(
        number=0,
        kind=_kind(group, len(messages), authors, named, settings),
        keys=tuple(message.key for message in messages),
        authors=authors,
        headline=ordered[nodes[group[medoid]][0]].key,
        first=days[0] if days else None,
        last=days[-1] if days else None,
        peak_week=min(weeks, key=lambda week: (-weeks[week], week)) if weeks else None,
        weeks=tuple(sorted(weeks.items())),
        trend=_trend(messages, newest),
        heat=round(authors + 2 * math.log1p(sum(likes)), 3),
        likes=sum(message.likes for message in messages),
        top_likes=max(likes),
        places=tuple(sorted(places.items(), key=lambda pair: (-pair[1], pair[0]))[:10]),
        cohesion=round(_mean_likeness(table), 4),
        minority=_minority(group, medoid, table, nodes, ordered),
    )


def _people(messages: Iterable[Message]) -> int:
    known: set[Hashable] = set()
    unknown = 0
    for message in messages:
        if message.author is None:
            unknown += 1
        else:
            known.add(message.author)
    return len(known) + unknown


def _kind(group: list[int], messages: int, authors: int, named: Sequence[_Named], settings: Settings) -> Kind:
    if authors < settings.authors:
        return Kind.SINGLE if messages == 1 else Kind.REPEATS
    naming = [row for row in group if named[row].narrow]
    if len(naming) >= max(settings.places, 0.5 * len(group)):
        # names are written long and short (丽景新城, 丽景小区): two characters in common make them one place
        common = max(Counter(pair for row in naming for pair in named[row].narrow).values())
        if common * settings.places <= len(naming):
            return Kind.PROBLEM
    return Kind.EVENT


def _monday(at: datetime) -> date:
    return at.date() - timedelta(days=at.weekday())


def _trend(messages: Sequence[Message], newest: datetime | None) -> Trend:
    ages = [(newest - message.at).days for message in messages if message.at and newest]
    late, early = sum(age < 14 for age in ages), sum(14 <= age < 28 for age in ages)
    if not ages:
        return Trend.STEADY
    if late + early == 0:
        return Trend.OVER
    if late >= 2 * early and late >= 2:
        return Trend.RISING
    return Trend.FALLING if early >= 2 * late and early >= 2 else Trend.STEADY


def _minority(
    group: list[int], medoid: int, table: sparse.csr_array, nodes: list[list[int]], ordered: Sequence[Message]
) -> tuple[Hashable, ...]:
    """The part of a group that stands furthest from its headline and that two people at least have written."""
    if len(group) < 5:
        return ()
    alike = (table @ table.T).toarray()
    np.fill_diagonal(alike, 0)
    alike = np.round(np.minimum(alike, alike.T), 6)
    alike[alike < 0.05] = 0
    parts = link(
        sparse.csr_array(np.triu(alike)), max(0.15, 1.3 * float(alike.sum()) / (len(group) * (len(group) - 1)))
    )
    told: list[tuple[float, tuple[Hashable, ...]]] = []
    for part in parts:
        if medoid in part or 2 * len(part) >= len(group):
            continue
        messages = [ordered[place] for row in part for place in nodes[group[row]]]
        if _people(messages) >= 2:
            told.append((float(np.mean(alike[medoid, part])), tuple(message.key for message in messages)))
    return min(told, key=lambda each: each[0])[1] if told else ()


class Joining:
    """Where a new message belongs between two nightly searches: with an event, or with none.

    Made from findings and the messages behind them; each message that joins counts for the next.
    """

    def __init__(
        self, messages: Iterable[Message], findings: Findings, weighing: Weighing, least: float = 0.10
    ) -> None:
        self.weighing = weighing
        self.least = least
        self._index = Index(weighing)
        self._of: dict[Hashable, int] = dict(findings.of)
        self._sums: dict[int, dict[int, float]] = defaultdict(dict)
        self._sizes: Counter[int] = Counter()
        self._next = 1 + max(findings.of.values(), default=0)
        for message in messages:
            self._take(message, self._of[message.key])

    def join(self, message: Message) -> int:
        """The number of the event it belongs to; a new one when it is like none. It is counted from now on."""
        writing = Writing(message.title, message.body)
        vector = self.weighing.vectors([writing])
        entries = list(zip(vector.indices.tolist(), vector.data.tolist(), strict=True))
        best, number = self.least, 0
        for candidate in sorted({self._of[near.key] for near in self._index.nearest(writing, 20)}):
            total = self._sums[candidate]
            mean = sum(total.get(column, 0.0) * value for column, value in entries) / self._sizes[candidate]
            if mean >= best:
                best, number = mean, candidate
        if not number:
            number, self._next = self._next, self._next + 1
        self._take(message, number)
        return number

    def _take(self, message: Message, number: int) -> None:
        writing = Writing(message.title, message.body)
        vector = self.weighing.vectors([writing])
        self._index.add([(message.key, writing)])
        self._of[message.key] = number
        self._sizes[number] += 1
        total = self._sums[number]
        for column, value in zip(vector.indices.tolist(), vector.data.tolist(), strict=True):
            total[column] = total.get(column, 0.0) + value
