"""Which category a text belongs to, how sure that is, and which words speak for it; learned from an office's own cases.

A linear support vector machine, one class against the rest, over characters and words (TF-IDF), and the vote of the
eight cases most like the text; both together are turned into confidence by one temperature found on cases the model had
not seen. Where there are few cases the words of the categories' own names stand in. What is learned is numbers for
hashed grams: a model file holds no text, and loading one runs nothing.

Sources: Fan et al., LIBLINEAR (2008); Cover and Hart, Nearest neighbor pattern classification (1967); Guo et al., On
calibration of modern neural networks (2017).
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from xieshang.engines.text import grams
from xieshang.engines.text.errors import UnreadableModelError, UntrainableError
from xieshang.engines.text.writing import EMPTY_WORDS, Span, normalise_with_places

VERSION = 1
SEED = 20261123
LONGEST = 20_000  # characters of a text that are read
_WORDS_SALT = 0x2C9D57
_FOLDS = 5
_NEAREST = 8  # cases that vote
_VOTE = 0.7  # what all their votes together add to a margin
_TELLING = 100  # grams by which a case is remembered
_LARGEST_FILE = 64 << 20  # bytes of one array of a model file, unpacked
_ARRAYS = {
    "columns": np.int32, "rarity": np.float32, "weights": np.float32, "bias": np.float64,
    "case_labels": np.int32, "case_starts": np.int32, "case_columns": np.int32, "case_weights": np.uint8,
}  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A category and how sure it is, 0 to 1; all candidates of a text add up to 1."""

    label: str
    confidence: float


@dataclass(frozen=True)
class Word:
    """A word that spoke for the category: where it stands in the text, and its share of all that spoke for it."""

    text: str
    spans: tuple[Span, ...]
    share: float


@dataclass(frozen=True)
class Case:
    """An earlier case like this one: its key, its category, and how like it is, 0 to 1."""

    key: str
    label: str
    likeness: float


@dataclass(frozen=True)
class Suggestion:
    """What a text is about.

    label       the likeliest category, "" when the text says nothing
    confidence  how often suggestions as sure as this one are right, 0 to 1
    candidates  all categories, likeliest first
    words       what spoke for the label, most telling first
    cases       the earlier cases most like it, nearest first, whatever their category
    """

    label: str
    confidence: float
    candidates: tuple[Candidate, ...]
    words: tuple[Word, ...] = ()
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True)
class Holdout:
    """How a model does on cases it had not seen: each case judged by a model learned from the other four fifths.

    macro_f1, accuracy, top2   0 to 1
    ece         expected calibration error in fifteen bins of confidence
    coverage    share of the cases of at least this confidence, and how many of those are right: (confidence, share, right)
    """

    cases: int
    macro_f1: float
    accuracy: float
    top2: float
    ece: float
    coverage: tuple[tuple[float, float, float], ...]

    def confidence_for(self, right: float) -> float:
        """The lowest confidence from which at least this share was right; 1.01 (never) when there is none."""
        fitting = [confidence for confidence, _share, share_right in self.coverage if share_right >= right]
        return min(fitting, default=1.01)


@dataclass(frozen=True, eq=False)
class Model:
    """A learned sorting.

    labels    categories, in order
    columns   (grams,) hashed grams it knows, ascending; words have a salt of their own
    rarity    (grams,) weight of each
    weights   (labels, grams) what each says for each category; bias (labels,)
    temperature   margins times this, through softmax, are confidence
    case_labels, case_starts, case_columns, case_weights   the cases it learned from, in rows of a sparse table over
              the grams: the most telling of each and their weights in 1/255
    keys      what the caller knows each case by
    fingerprint   SHA-256 of the cases in a fixed order, text and label
    """

    labels: tuple[str, ...]
    columns: NDArray[np.int32]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float64]
    case_labels: NDArray[np.int32]
    case_starts: NDArray[np.int32]
    case_columns: NDArray[np.int32]
    case_weights: NDArray[np.uint8]
    keys: tuple[str, ...]
    temperature: float
    fingerprint: str
    seed: int
    holdout: Holdout | None = None
    about: dict[str, Any] = field(default_factory=dict)
    version: int = VERSION

    @property
    def cases(self) -> int:
        """How many it learned from."""
        return len(self.keys)

    @cached_property
    def _memory(self) -> sparse.csr_array:
        """The cases turned round: for each gram the cases that have it."""
        rows = sparse.csr_array(
            (self.case_weights.astype(np.float32) / np.float32(255), self.case_columns, self.case_starts),
            shape=(self.cases, len(self.columns)),
        )
        return rows.T.tocsr()

    def confidences(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """(texts, labels): how sure each category is for each text; rows add up to 1."""
        told = [self._judged(texts[start : start + 500])[0] for start in range(0, len(texts), 500)]
        return np.concatenate(told) if told else np.zeros((0, len(self.labels)))

    def suggest(self, text: str, *, words: int = 8, cases: int = 3) -> Suggestion:
        """The category of one text, with the words that spoke for it and the cases most like it."""
        text = text[:LONGEST]
        judged, near, alike = self._judged([text])
        shares = judged[0]
        order = sorted(range(len(self.labels)), key=lambda place: (-shares[place], place))
        candidates = tuple(Candidate(self.labels[place], round(float(shares[place]), 4)) for place in order)
        if not grams.plain(text):
            return Suggestion("", 0.0, candidates)
        return Suggestion(
            candidates[0].label,
            candidates[0].confidence,
            candidates,
            self._words(text, order[0], words),
            tuple(
                Case(self.keys[case], self.labels[self.case_labels[case]], round(min(1.0, float(like)), 4))
                for case, like in list(zip(near[0], alike[0], strict=True))[:cases]
                if like > 0.02
            ),
        )

    def suggest_all(self, texts: Sequence[str]) -> list[Suggestion]:
        """The categories of many texts, without words."""
        told = []
        for text, shares in zip(texts, self.confidences(texts), strict=True):
            order = sorted(range(len(self.labels)), key=lambda place: (-shares[place], place))
            candidates = tuple(Candidate(self.labels[place], round(float(shares[place]), 4)) for place in order)
            best = candidates[0] if grams.plain(text[:LONGEST]) else Candidate("", 0.0)
            told.append(Suggestion(best.label, best.confidence, candidates))
        return told

    def _judged(self, texts: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float32]]:
        """Confidences, and the nearest cases with their likeness."""
        table = self._weigh(_counts([text[:LONGEST] for text in texts]))
        margins = table @ self.weights.T.astype(np.float64) + self.bias
        near, alike = _nearest(_remembered(table), self._memory)
        return (
            _softmax((margins + _votes(self.case_labels[near], alike, len(self.labels))) * self.temperature),
            near,
            alike,
        )

    def _weigh(self, parts: Sequence[sparse.csr_array]) -> sparse.csr_array:
        return _weigh(parts, self.columns, self.rarity)

    def _words(self, text: str, label: int, most: int) -> tuple[Word, ...]:
        """Each gram's say, handed to the characters it covers, gathered by word."""
        form = normalise_with_places(text)
        lower = form.text.lower()
        if len(self.labels) < 2 or len(lower) != len(form.text):
            return ()
        say = self.weights[label] - np.delete(self.weights, label, axis=0).mean(axis=0)
        pieces = [piece for piece in _pieces(lower) if piece[1]]
        if not pieces:
            return ()
        cuts = [word for _start, words in pieces for word in words]
        starts = [start + sum(map(len, words[:n])) for start, words in pieces for n in range(len(words))]
        table = self._weigh(_counts([text]))
        told = dict(zip(table.indices.tolist(), (table.data * say[table.indices]).tolist(), strict=True))
        own = _places(self.columns, grams.word_columns(cuts) ^ _WORDS_SALT)
        times = Counter(own.tolist())
        totals: dict[str, float] = defaultdict(float)
        spans: dict[str, list[Span]] = defaultdict(list)
        for word, start, column in zip(cuts, starts, own.tolist(), strict=True):
            if word in EMPTY_WORDS or word.isdigit():
                continue
            spans[word].append(form.source_span(start, start + len(word)))
            if column >= 0:
                totals[word] += told.get(column, 0.0) / times[column]
        for word in spans:
            inside = grams.characters([word], (1, 2))
            for column in _places(self.columns, inside.indices).tolist():
                if column >= 0:
                    totals[word] += told.get(column, 0.0) / 2  # shared with the words beside it that have it too
        speaking = {word: total for word, total in totals.items() if total > 0}
        whole = sum(speaking.values())
        best = sorted(speaking, key=lambda word: (-speaking[word], word))[:most]
        return tuple(Word(word, tuple(spans[word]), round(speaking[word] / whole, 4)) for word in best)

    def write(self, file: BinaryIO) -> None:
        """Write it as a zip of plain arrays and one JSON; the same model gives the same bytes."""
        told = {
            name: getattr(self, name) for name in ("version", "labels", "temperature", "keys", "fingerprint", "seed")
        }
        told["holdout"] = asdict(self.holdout) if self.holdout else None
        told["about"] = self.about
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as folder:
            folder.writestr(_entry("model.json"), json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1))
            for name in _ARRAYS:
                content = io.BytesIO()
                np.lib.format.write_array(content, getattr(self, name), allow_pickle=False)
                folder.writestr(_entry(f"{name}.npy"), content.getvalue())

    @classmethod
    def read(cls, file: BinaryIO) -> Model:
        """Read a model file. Nothing in it is run: arrays of numbers and a JSON, each checked.

        Raises UnreadableModelError.
        """
        try:
            with zipfile.ZipFile(file) as folder:
                told = json.loads(_unpacked(folder, "model.json"))
                arrays = {
                    name: np.lib.format.read_array(io.BytesIO(_unpacked(folder, f"{name}.npy")), allow_pickle=False)
                    for name in _ARRAYS
                }
        except (zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError, zlib.error, NotImplementedError) as wrong:
            raise UnreadableModelError("it is not a model file") from wrong
        return cls._checked(told, arrays)

    @classmethod
    def _checked(cls, told: Any, arrays: Mapping[str, NDArray[Any]]) -> Model:
        if not isinstance(told, dict) or told.get("version") != VERSION:
            found = told.get("version") if isinstance(told, dict) else None
            raise UnreadableModelError(f"it is of version {found!r}, and this reads version {VERSION}")
        try:
            labels = tuple(str(label) for label in told["labels"])
            many = len(arrays["columns"])
            keys = tuple(str(key) for key in told["keys"])
            entries = len(arrays["case_columns"])
            shapes = {"columns": (many,), "rarity": (many,), "weights": (len(labels), many), "bias": (len(labels),)}
            shapes |= {"case_labels": (len(keys),), "case_starts": (len(keys) + 1,)}
            shapes |= {"case_columns": (entries,), "case_weights": (entries,)}
            ascending = bool(np.all(np.diff(arrays["columns"]) > 0))
            sound = all(
                arrays[name].shape == shape and arrays[name].dtype == _ARRAYS[name] and np.isfinite(arrays[name]).all()
                for name, shape in shapes.items()
            )
            if sound:
                starts = arrays["case_starts"]
                sound = starts[0] == 0 and starts[-1] == entries and bool(np.all(np.diff(starts) >= 0))
                for name, most in (("case_labels", len(labels)), ("case_columns", many), ("columns", grams.COLUMNS)):
                    sound = sound and bool(np.all((arrays[name] >= 0) & (arrays[name] < most)))
            if not (labels and sound and ascending):
                raise UnreadableModelError("its arrays do not fit each other")
            holdout = told["holdout"] and Holdout(
                **{**told["holdout"], "coverage": tuple(tuple(row) for row in told["holdout"]["coverage"])}
            )
            return cls(
                labels,
                columns=arrays["columns"],
                rarity=arrays["rarity"],
                weights=arrays["weights"],
                bias=arrays["bias"],
                case_labels=arrays["case_labels"],
                case_starts=arrays["case_starts"],
                case_columns=arrays["case_columns"],
                case_weights=arrays["case_weights"],
                keys=keys,
                temperature=float(told["temperature"]),
                fingerprint=str(told["fingerprint"]),
                seed=int(told["seed"]),
                holdout=holdout or None,
                about=dict(told["about"]),
            )
        except (KeyError, TypeError, ValueError) as wrong:
            raise UnreadableModelError("its description is incomplete") from wrong


def train(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    keys: Sequence[str] | None = None,
    names: Mapping[str, Sequence[str]] | None = None,
    seed: int = SEED,
    about: Mapping[str, Any] | None = None,
) -> Model:
    """Learn which texts belong to which category.

    texts   raw, or with blanks between their words
    labels  the category of each; cases with an empty text or label are left out
    keys    what the caller knows each case by, told again where a case is like a new text; a hash of it without one
    names   of categories, with words that describe each (its own name, the names under it): what there is before cases
    about   anything to keep with the model (when, by whom), as JSON would hold it

    The order of the cases changes nothing; the same cases and seed give the same model, bit for bit.
    Raises UntrainableError when nothing is left to learn from.
    """
    if len(texts) != len(labels):
        raise ValueError("as many labels as texts")
    cases = []
    for number, (text, label) in enumerate(zip(texts, labels, strict=True)):
        if label.strip() and grams.plain(text[:LONGEST]):
            mark = hashlib.sha256(f"{text[:LONGEST]}\x00{label.strip()}".encode("utf-8", "surrogatepass")).hexdigest()
            cases.append((mark, str(keys[number]) if keys else mark[:12], text[:LONGEST], label.strip()))
    cases.sort()
    hints = [
        (f"{label} {hint}", label)
        for label in sorted(names or {})
        for hint in [label, *(names or {})[label]]
        if hint.strip()
    ]
    if not cases and not hints:
        raise UntrainableError("no case has both a text and a category")
    known = tuple(sorted({case[3] for case in cases} | {label for _hint, label in hints}))
    place = {label: number for number, label in enumerate(known)}
    answers = np.array([place[case[3]] for case in cases] + [place[label] for _hint, label in hints], dtype=np.int64)
    parts = _counts([case[2] for case in cases] + [hint for hint, _label in hints])
    many = len(cases)
    columns, rarity, weights, bias = _fit(parts, answers, len(known), seed)
    memory = _remembered(_weigh([part[:many] for part in parts], columns, rarity))
    holdout, temperature = None, 1.0
    folds = _folds([case[2] for case in cases], answers[:many])
    if folds is not None:
        margins = _unseen_margins(parts, answers, memory, folds, len(known), seed)
        temperature = _temperature(margins, answers[:many])
        holdout = _judge(_softmax(margins * temperature), answers[:many])
    return Model(
        labels=known,
        columns=columns,
        rarity=rarity,
        weights=weights,
        bias=bias,
        case_labels=answers[:many].astype(np.int32),
        case_starts=memory.indptr.astype(np.int32),
        case_columns=memory.indices.astype(np.int32),
        case_weights=np.round(memory.data * 255).astype(np.uint8),
        keys=tuple(case[1] for case in cases),
        temperature=temperature,
        fingerprint=hashlib.sha256("".join(case[0] for case in cases).encode()).hexdigest(),
        seed=seed,
        holdout=holdout,
        about=dict(about or {}),
    )


def _counts(texts: Sequence[str]) -> list[sparse.csr_array]:
    """Characters, and words with a salt of their own."""
    plains = [grams.plain(text) for text in texts]
    words = grams.words([grams.cut(plain) for plain in plains])
    words.indices = words.indices ^ _WORDS_SALT
    words.has_sorted_indices = False
    words.sort_indices()
    return [grams.characters(plains, (1, 2)), words]


def _fit(
    parts: Sequence[sparse.csr_array], answers: NDArray[np.int64], labels: int, seed: int
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32], NDArray[np.float64]]:
    rows = parts[0].shape[0]
    seen = np.sum([np.bincount(part.indices, minlength=grams.COLUMNS) for part in parts], axis=0)
    columns = np.flatnonzero(seen >= (2 if rows >= 50 else 1)).astype(np.int32)
    rarity = (np.log((1 + rows) / (1 + seen[columns])) + 1).astype(np.float32)
    present = np.unique(answers)
    weights = np.zeros((labels, len(columns)), dtype=np.float32)
    bias = np.full(labels, -1.0)
    if len(present) < 2:
        bias[present] = 1.0
        return columns, rarity, weights, bias
    from sklearn.svm import LinearSVC  # half a second that only learning needs

    table = _weigh(parts, columns, rarity)
    machine = LinearSVC(C=0.5, class_weight="balanced", random_state=seed % (1 << 31), max_iter=4_000, tol=1e-3)
    machine.fit(table, answers)
    found, offsets = machine.coef_, machine.intercept_
    if len(present) == 2:
        found, offsets = np.vstack([-found, found]), np.concatenate([-offsets, offsets])
    weights[present] = found
    bias[present] = offsets
    return columns, rarity, weights, bias


def _weigh(
    parts: Sequence[sparse.csr_array], columns: NDArray[np.int32], rarity: NDArray[np.float32]
) -> sparse.csr_array:
    """Each part weighed and of length 1, both together; (texts, columns)."""
    total = None
    for part in parts:
        place = _places(columns, part.indices)
        keep = place >= 0
        row = np.repeat(np.arange(part.shape[0]), np.diff(part.indptr))[keep]
        value = (1 + np.log(part.data[keep])) * rarity[place[keep]]
        norm = np.sqrt(np.bincount(row, value.astype(np.float64) ** 2, minlength=part.shape[0]))
        value = (value / norm[row]).astype(np.float32)
        starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=part.shape[0]))]).astype(np.int32)
        table = sparse.csr_array(
            (value, place[keep].astype(np.int32), starts), shape=(part.shape[0], len(columns)), dtype=np.float32
        )
        total = table if total is None else total + table
    assert total is not None  # noqa: S101 (there are always parts)
    total.indices = total.indices.astype(np.int32)
    total.indptr = total.indptr.astype(np.int32)
    return total


def _places(columns: NDArray[np.int32], wanted: NDArray[Any]) -> NDArray[np.int64]:
    """Where each wanted column stands among the known, -1 where it does not."""
    if not len(columns):
        return np.full(len(wanted), -1, dtype=np.int64)
    place = np.searchsorted(columns, wanted)
    place[place == len(columns)] = 0
    return np.where(columns[place] == wanted, place, -1)


def _remembered(table: sparse.csr_array) -> sparse.csr_array:
    """Rows by their most telling grams alone, of length 1."""
    rows = table.copy()
    grams.keep_most_telling(rows, _TELLING)
    sizes = np.diff(rows.indptr)
    norm = np.sqrt(
        np.bincount(np.repeat(np.arange(len(sizes)), sizes), rows.data.astype(np.float64) ** 2, minlength=len(sizes))
    )
    rows.data = (rows.data / np.repeat(norm, sizes)).astype(np.float32)
    return rows


def _nearest(rows: sparse.csr_array, memory: sparse.csr_array) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The cases most like each row, nearest first, and how like they are; of equals the first.

    memory  the cases turned round
    """
    height, cases = rows.shape[0], memory.shape[1]
    most = min(_NEAREST, cases)
    near = np.zeros((height, most), dtype=np.int64)
    alike = np.zeros((height, most), dtype=np.float32)
    step = max(1, 8_000_000 // max(1, cases))
    for start in range(0, height if most else 0, step):
        here = slice(start, start + step)
        likeness = np.round((rows[here] @ memory).toarray(), 5)
        if cases > most:
            limit = np.partition(likeness, cases - most, axis=1)[:, cases - most]
            for row, line in enumerate(likeness):
                found = (
                    np.flatnonzero(line >= limit[row]) if limit[row] > 0 else np.argpartition(-line, most)[: 4 * most]
                )
                near[start + row] = found[np.lexsort((found, -line[found]))][:most]
        else:
            near[here] = np.argsort(-likeness, axis=1, kind="stable")[:, :most]
        alike[here] = np.maximum(np.take_along_axis(likeness, near[here], axis=1), 0)
    return near, alike


def _votes(labels: NDArray[np.int32], alike: NDArray[np.float32], many: int) -> NDArray[np.float64]:
    """What the nearest cases add to the margins: their votes weigh by the square of their likeness."""
    told = np.zeros((len(labels), many))
    weight = alike.astype(np.float64) ** 2
    for place in range(labels.shape[1]):
        np.add.at(told, (np.arange(len(labels)), labels[:, place]), weight[:, place])
    total = told.sum(axis=1, keepdims=True)
    return _VOTE * told / np.where(total > 0, total, 1)


def _folds(texts: Sequence[str], answers: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """A part for each case, copies in the same one; None when there are too few to judge any by the others."""
    if len(texts) < 20 or np.sum(np.bincount(answers) > 1) < 2:
        return None
    fold = np.zeros(len(texts), dtype=np.int64)
    turn: Counter[int] = Counter()
    first: dict[str, int] = {}
    for place, text in enumerate(texts):  # in the order of their hashes, so this is a fair draw
        plain = grams.plain(text)
        if plain not in first:
            first[plain] = turn[int(answers[place])] % _FOLDS
            turn[int(answers[place])] += 1
        fold[place] = first[plain]
    return fold


def _unseen_margins(
    parts: Sequence[sparse.csr_array],
    answers: NDArray[np.int64],
    memory: sparse.csr_array,
    fold: NDArray[np.int64],
    labels: int,
    seed: int,
) -> NDArray[np.float64]:
    """The margins of each case, with the votes of others, by what was learned without it and its copies."""
    many = len(fold)
    hints = np.arange(many, len(answers))
    margins = np.zeros((many, labels))
    turned = memory.T.tocsr()
    for number in range(_FOLDS):
        test = np.flatnonzero(fold == number)
        rest = np.concatenate([np.flatnonzero(fold != number), hints])
        if not len(test) or not len(rest):
            continue
        columns, rarity, weights, bias = _fit([part[rest] for part in parts], answers[rest], labels, seed)
        table = _weigh([part[test] for part in parts], columns, rarity)
        others = np.flatnonzero(fold != number)
        near, alike = _nearest(memory[test], turned[:, others])
        margins[test] = table @ weights.T.astype(np.float64) + bias
        margins[test] += _votes(answers[others][near].astype(np.int32), alike, labels)
    return margins


def _softmax(margins: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(margins - margins.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _temperature(margins: NDArray[np.float64], answers: NDArray[np.int64]) -> float:
    """The one number that makes the confidences of unseen cases most likely."""
    from scipy import optimize

    def surprise(power: float) -> float:
        shares = _softmax(margins * math.exp(power))
        return -float(np.mean(np.log(shares[np.arange(len(answers)), answers] + 1e-12)))

    found = optimize.minimize_scalar(surprise, bounds=(-2.0, 4.0), method="bounded", options={"xatol": 1e-4})
    return round(math.exp(float(found.x)), 4)


def _judge(shares: NDArray[np.float64], answers: NDArray[np.int64]) -> Holdout:
    best = shares.argmax(axis=1)
    sure = shares.max(axis=1)
    right = best == answers
    order = np.argsort(-shares, axis=1, kind="stable")
    measures = []
    for label in np.unique(answers):
        hit = np.sum((best == label) & (answers == label))
        measures.append(2 * hit / (np.sum(best == label) + np.sum(answers == label)))
    coverage = []
    for percent in range(5, 101, 5):
        limit = np.sort(sure)[::-1][max(0, math.ceil(len(sure) * percent / 100) - 1)]
        kept = sure >= limit
        coverage.append((round(float(limit), 4), round(float(kept.mean()), 4), round(float(right[kept].mean()), 4)))
    return Holdout(
        len(answers),
        round(float(np.mean(measures)), 4),
        round(float(right.mean()), 4),
        round(float(np.mean((order[:, :2] == answers[:, None]).any(axis=1))), 4),
        round(calibration_error(sure, right), 4),
        tuple(coverage),
    )


def calibration_error(sure: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 15) -> float:
    """The mean distance between confidence and how often it was right, over equal bins, weighed by their cases."""
    place = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [
        abs(float(np.mean(sure[place == n]) - np.mean(right[place == n]))) * float(np.mean(place == n))
        for n in range(bins)
        if np.any(place == n)
    ]
    return float(sum(gaps))


def _pieces(text: str) -> Iterable[tuple[int, list[str]]]:
    """The runs between marks and blanks, each with its start and its words."""
    for found in grams.RUN.finditer(text):
        yield found.start(), [word for word in grams.cut(found[0]) if word]


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _unpacked(folder: zipfile.ZipFile, name: str) -> bytes:
    with folder.open(name) as entry:
        content = entry.read(_LARGEST_FILE + 1)
    if len(content) > _LARGEST_FILE:
        raise ValueError(name)
    return content
