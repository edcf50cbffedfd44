"""What pages read: suggestions with their reasons, earlier items side by side, the versions and their figures."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.engines.text import Model, UnreadableModelError, Weighing, Writing, shared_phrases
from xieshang.learning import likeness
from xieshang.learning.likeness import Alike
from xieshang.learning.models import LearnedModel, ModelFile, PairState, VersionState
from xieshang.learning.norms import norm
from xieshang.learning.tasks import COMPARED, TASKS, as_one, masked
from xieshang.people.models import Person
from xieshang.search.kinds import KINDS, Told

CANDIDATES = 3
SHOWN_CASES = 3
EXCERPT = 400  # characters of a text that are shown with what it rests on


@dataclass(frozen=True)
class Candidate:
    code: str
    shown: str
    confidence: float
    value: str = ""  # what the form's field takes

    @property
    def percent(self) -> int:
        return round(100 * self.confidence)

    @property
    def in_words(self) -> str:
        return sure_in_words(self.confidence)


def sure_in_words(confidence: float) -> str:
    if confidence >= 0.9:
        return _("almost sure")
    if confidence >= 0.7:
        return _("likely")
    return _("possible") if confidence >= 0.4 else _("a guess")


@dataclass(frozen=True)
class EarlierCase:
    """An earlier item the reader may see, and what was decided on it."""

    title: str
    decided: str
    told: Told


@dataclass(frozen=True)
class Advice:
    """What is suggested for one text, and what it rests on.

    filled   the code that may stand in the form already, "" where it is not sure enough
    parts    the text in pieces, True where a word spoke for the first candidate
    cases    earlier ones the reader may see
    missing  decided cases until it becomes useful; 0 when there are enough
    """

    task: str
    candidates: tuple[Candidate, ...]
    filled: str = ""
    parts: tuple[tuple[str, bool], ...] = ()
    words: tuple[str, ...] = ()
    cases: tuple[EarlierCase, ...] = ()
    missing: int = 0
    learned_from: int = 0
    field: str = ""


def active(task: str) -> LearnedModel | None:
    return LearnedModel.objects.filter(task=task, state=VersionState.ACTIVE).first()


@lru_cache(maxsize=8)
def loaded(pk: int) -> Model | None:
    """The numbers of a version; a version never changes, so it is read once a process. None where it cannot be read."""
    content = ModelFile.objects.filter(pk=pk).values_list("content", flat=True).first()
    if content is None:
        return None
    try:
        return Model.read(io.BytesIO(bytes(content)))
    except UnreadableModelError:
        return None


def in_use(task: str) -> tuple[LearnedModel, Model] | None:
    row = active(task)
    model = loaded(row.pk) if row else None
    return (row, model) if row and model else None


def fill_from(row: LearnedModel, right: float | None = None) -> float:
    """The confidence from which a suggestion is filled in alone; above 1 where it never is."""
    today = timezone.localdate()
    if row.cases < norm("advice.least_cases", today):
        return 1.01
    wanted = norm("advice.right_share", today) if right is None else right
    return min((sure for sure, _share, share_right in row.coverage if share_right >= wanted), default=1.01)


def advise(
    task: str,
    writing: Writing,
    reader: Person | None,
    *,
    field: str = "",
    values: Mapping[str, str] | None = None,
    without: int = 0,
) -> Advice | None:
    """Up to three candidates for a text, with their reasons; None while nothing was learned, not even names.

    field    the form's field a candidate is put into; values what it takes for a code, where that is something else
    without  the item itself, which is no earlier case of its own
    """
    found = in_use(task)
    if found is None:
        return None
    row, model = found
    own = masked(writing)
    told = model.suggest(as_one(own), cases=SHOWN_CASES * 4)
    if not told.label:
        return None
    names = TASKS[task].shown(each.label for each in told.candidates)
    open_ones = [each for each in told.candidates if each.label in names][:CANDIDATES]
    if not open_ones:
        return None
    best = open_ones[0]
    is_filled = best.label == told.label and best.confidence >= fill_from(row)
    missing = max(0, norm("advice.least_cases", timezone.localdate()) - row.cases)
    return Advice(
        task,
        tuple(
            Candidate(each.label, names[each.label], each.confidence, (values or {}).get(each.label, each.label))
            for each in open_ones
        ),
        best.label if is_filled else "",
        marked(own, told.words) if best.label == told.label else (),
        tuple(word.text for word in told.words[:5]) if best.label == told.label else (),
        earlier_cases(task, [(case.key, case.label) for case in told.cases], names, reader, without),
        missing,
        row.cases,
        field,
    )


def advise_many(task: str, writings: list[Writing]) -> list[tuple[str, float]]:
    """The first candidate of many texts, "" where there is none, with its confidence."""
    found = in_use(task)
    if found is None:
        return [("", 0.0)] * len(writings)
    told = found[1].suggest_all([as_one(masked(writing)) for writing in writings])
    return [(each.label, each.confidence) for each in told]


def marked(writing: Writing, words: Iterable[Any]) -> tuple[tuple[str, bool], ...]:
    """The beginning of the text in pieces, with the words that spoke."""
    text = f"{writing.title}\n{writing.body}"[:EXCERPT]
    shift = len(writing.title) + 1  # the title stands twice in what the model reads
    is_said = [False] * len(text)
    for word in words:
        for span in word.spans:
            for place in range(max(0, span.start - shift), min(len(text), span.end - shift)):
                is_said[place] = True
    parts: list[tuple[str, bool]] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or is_said[place] != is_said[start]:
            parts.append((text[start:place], is_said[start]))
            start = place
    return tuple(parts)


def earlier_cases(
    task: str, keys: list[tuple[str, str]], names: Mapping[str, str], reader: Person | None, without: int
) -> tuple[EarlierCase, ...]:
    kind = TASKS[task].kind
    wanted = [(int(key.partition(":")[2]), label) for key, label in keys if key.startswith(f"{kind}:")]
    ids = [item_id for item_id, _label in wanted if item_id != without]
    titles, told = shown_items(kind, ids, reader)
    return tuple(
        EarlierCase(titles[item_id], names.get(label, label), told[item_id])
        for item_id, label in wanted
        if item_id in told and item_id != without
    )[:SHOWN_CASES]


def shown_items(kind: str, ids: list[int], reader: Person | None) -> tuple[dict[int, str], dict[int, Told]]:
    """Of these items, those the reader may see: their titles and how they are shown."""
    if not ids:
        return {}, {}
    rows = {row.pk: str(row) for row in KINDS[kind].visible_to(reader).filter(pk__in=ids)}
    return rows, KINDS[kind].tell(list(rows), reader) if rows else {}


# ---- Earlier items side by side


@dataclass(frozen=True)
class Side:
    """An earlier item beside the text that is asked about: both texts in pieces, True where they share a phrase."""

    alike: Alike
    kind_label: str
    title: str
    told: Told
    ours: tuple[tuple[str, bool], ...] = ()
    theirs: tuple[tuple[str, bool], ...] = ()
    phrases: tuple[str, ...] = ()
    state: str = ""

    @property
    def percent(self) -> int:
        return round(100 * self.alike.score)

    @property
    def in_words(self) -> str:
        if self.alike.score >= 0.6:
            return _("nearly the same words")
        return _("much alike") if self.alike.score >= 0.35 else _("somewhat alike")

    @property
    def key(self) -> str:
        return f"{self.alike.kind}-{self.alike.id}"


COMPARED_CHARS = 500


def earlier_like(
    reader: Person | None,
    writing: Writing,
    *,
    kind: str,
    item_id: int = 0,
    place: str = "",
    among: Iterable[str] | None = None,
    side_by_side: bool = False,
) -> list[Side]:
    """Up to five earlier items that may be on the same matter, as the reader may see them.

    Those somebody found not to be the same are left out of a list, and stand last where all is shown side by side.
    """
    found = likeness.nearest(reader, writing, kind=kind, without=item_id, place=place, among=among)
    if not found:
        return []
    if not side_by_side:
        found = [each for each in found if each.said != PairState.OTHER]
    told: dict[tuple[str, int], Told] = {}
    for name in {each.kind for each in found}:  # whether the reader may see them was part of the question
        shown = KINDS[name].tell([each.id for each in found if each.kind == name], reader)
        told |= {(name, pk): shown[pk] for pk in shown}
    found = [each for each in found if (each.kind, each.id) in told]
    texts: dict[tuple[str, int], Writing] = {}
    if side_by_side:
        for name in {each.kind for each in found}:
            ids = [each.id for each in found if each.kind == name]
            texts |= {(name, pk): masked(words) for pk, words, _place in COMPARED[name].writings(ids)}
    own = masked(writing)
    known = likeness.weighing() if texts else None
    rows = []
    for each in found:
        shown_as = told[each.kind, each.id]
        more: dict[str, Any] = {"state": each.said}
        if (each.kind, each.id) in texts:
            more |= compared_texts(own, texts[each.kind, each.id], known[1] if known else None)
        rows.append(Side(each, str(KINDS[each.kind].label), each.title, shown_as, **more))
    return sorted(rows, key=lambda row: row.state == PairState.OTHER)


def compared_texts(ours: Writing, theirs: Writing, known: Weighing | None) -> dict[str, Any]:
    first = Writing(ours.title, ours.body[:COMPARED_CHARS])
    second = Writing(theirs.title, theirs.body[:COMPARED_CHARS])
    phrases = shared_phrases(first, second, known)
    return {
        "ours": with_phrases(first, [phrase.first for phrase in phrases]),
        "theirs": with_phrases(second, [phrase.second for phrase in phrases]),
        "phrases": tuple(phrase.text for phrase in phrases[:4]),
    }


def with_phrases(writing: Writing, spans: Iterable[tuple[str, Any]]) -> tuple[tuple[str, bool], ...]:
    text = f"{writing.title}\n{writing.body}"
    shift = {"title": 0, "body": len(writing.title) + 1}
    is_shared = [False] * len(text)
    for part, span in spans:
        for place in range(span.start + shift[part], min(len(text), span.end + shift[part])):
            is_shared[place] = True
    parts: list[tuple[str, bool]] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or is_shared[place] != is_shared[start]:
            parts.append((text[start:place], is_shared[start]))
            start = place
    return tuple(parts)
