"""How Chinese is written: one form for comparing, its signs, sentences, clauses, numbered points and words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from xieshang.engines.numbering import find_marks, find_runs, outermost


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a text: its characters from start up to, not including, end."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of the span."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether both hold a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Passage(Span):
    """A sentence or a clause with its words; `of` the source they are the same."""

    text: str


@dataclass(frozen=True)
class Point(Span):
    """One numbered point: the number as written ("（一）"), and its text from start to end without the number."""

    number: str
    text: str


@dataclass(frozen=True)
class Normalised:
    """A text in the one form we compare, and where each of its characters came from.

    text    normalised
    places  of each character of text its place in the source, and the source's length at the end
    """

    text: str
    places: range | tuple[int, ...]

    def source_span(self, start: int, end: int) -> Span:
        """The stretch of the source that became text[start:end]."""
        if start == end:
            return Span(self.places[start], self.places[start])
        last = self.places[end - 1]
        while self.places[end] == last:  # one sign of the source may have become several: ㎡ is m2
            end += 1
        return Span(self.places[start], self.places[end])


# Signs that show nothing and only part what belongs together: zero width, soft hyphen, directions, byte order mark.
_UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_TO_MEND = re.compile(rf"[{_UNSEEN}\r\v\f\x85\u2028\u2029]")
_SIGN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
_CLUSTER = re.compile(r"\r\n|.", re.DOTALL)
_LINE_ENDS = {"\r\n": "\n", "\r": "\n", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
_UNSEEN_SIGN = re.compile(rf"[{_UNSEEN}]")

_CLOSING = "”’」』）)】〕》>\"'"
_SENTENCE = re.compile(
    rf"[^。！？!?…\n]*(?:[。！？!?…]+[{_CLOSING}]*|\n|\Z)"  # an ASCII full stop ends none: it is in 3.5 and in addresses
)
_CLAUSE = re.compile(rf"[^，,；;：:。！？!?…\n]*(?:[，,；;：:。！？!?…]+[{_CLOSING}]*|\n|\Z)")


def normalise(text: str) -> str:
    """The form in which texts are compared: NFKC, nothing invisible, one kind of line end.

    Full-width letters, digits and marks become plain ones (１３８，→ 138,), so "，" is "," afterwards;
    traditional characters stay. Doing it twice changes nothing.
    """
    return normalise_with_places(text).text


def normalise_with_places(text: str) -> Normalised:
    """As `normalise`, with the way back: for quoting from a source what was found in its normal form."""
    if unicodedata.is_normalized("NFKC", text) and not _TO_MEND.search(text):
        return Normalised(text, range(len(text) + 1))
    made: list[str] = []
    places: list[int] = []
    for start, cluster in _clusters(text):
        form = _form_of(cluster)
        made.append(form)
        places.extend([start] * len(form))
    places.append(len(text))
    return Normalised("".join(made), tuple(places))


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """A character with all that may join it: combining marks, the signs of one Hangul syllable."""
    waiting, began = "", 0
    for found in _CLUSTER.finditer(text):
        sign = found[0]
        if waiting and (unicodedata.combining(sign[0]) or _UNSEEN_SIGN.match(sign) or _joins(sign)):
            waiting += sign
            continue
        if waiting:
            yield began, waiting
        waiting, began = sign, found.start()
    if waiting:
        yield began, waiting


def _joins(sign: str) -> bool:
    """Whether it may melt into what stands before it although it is no combining mark."""
    form = unicodedata.normalize("NFKC", sign)
    return bool(unicodedata.combining(form[0])) or "\u1160" <= form[0] <= "\u11ff"


@lru_cache(maxsize=8192)
def _form_of(cluster: str) -> str:
    form = _LINE_ENDS.get(cluster, cluster)
    while True:  # NFKC can bring forth, and taking away can bring together, what has to be mended again
        after = unicodedata.normalize("NFKC", _UNSEEN_SIGN.sub("", form))
        after = re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", after)
        if after == form:
            return form
        form = after


def signs(text: str) -> tuple[str, ...]:
    """What a text is searched by: each Han character for itself, each run of letters and digits in lower case.

    "A3区，5G基站" gives a3 区 5g 基 站. The text is normalised first. Joined by spaces it is the form of an index
    that needs no dictionary, so a query of one character finds what it should.
    """
    return tuple(_SIGN.findall(normalise(text).lower()))


def sentences(text: str) -> tuple[Passage, ...]:
    """The sentences of a text as it stands, without the blanks around them, in order.

    They end at 。！？… (and the closing marks that follow) and at line ends. Nothing but blanks is lost.
    """
    return tuple(_passages(_SENTENCE, text))


def clauses(text: str) -> tuple[Passage, ...]:
    """Sentences cut further at ，；：, the mark staying with what stands before it."""
    return tuple(_passages(_CLAUSE, text))


def _passages(pattern: re.Pattern[str], text: str) -> Iterator[Passage]:
    for found in pattern.finditer(text):
        words = found[0]
        bare = words.strip()
        if bare:
            start = found.start() + len(words) - len(words.lstrip())
            yield Passage(start, start + len(bare), bare)


def points(text: str) -> tuple[Point, ...]:
    """The outermost numbered points (一、 （一） 第一， 一是 1. ①), () when there are none.

    A point reaches to the next one, the last to the end of the text or to the next row of numbers of an outer or the
    same kind; only rows that count at least to two are points.
    """
    found: list[Point] = []
    runs = outermost(find_runs(find_marks(text)))
    for i, run in enumerate(runs):
        stop = runs[i + 1][0].start if i + 1 < len(runs) else len(text)
        for mark, after in zip(run, [*run[1:], None], strict=True):
            piece = text[mark.end : after.start if after is not None else stop]
            bare = piece.strip()
            start = mark.end + len(piece) - len(piece.lstrip())
            found.append(Point(start, start + len(bare), text[mark.start : mark.end].strip(), bare))
    return tuple(found)


class Cutter:
    """Cuts Chinese into words, with the names of a district known to it as one word each.

    names  of streets, communities, estates, units: a gazetteer. Made once for a worker: its dictionary costs about a
           tenth of a second and 30 MB; every cutter has its own, so what one learns another does not know.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._dictionary = rjieba.Jieba()
        for name in sorted({normalise(name).strip() for name in names}):
            if len(name) > 1:
                self._dictionary.add_word(name, None, None)

    def words(self, text: str) -> list[str]:
        """All words and marks in order; joined they are the text."""
        return list(self._dictionary.cut(text))

    def terms(self, text: str) -> list[str]:
        """The words that may tell one text from another: normalised, lower case, no marks, no lone particles."""
        cut = self._dictionary.cut(normalise(text).lower())
        return [word for word in cut if _SIGN.fullmatch(word[:1]) and word not in EMPTY_WORDS]

    def tagged(self, text: str) -> list[tuple[str, str]]:
        """Words with their part of speech as the dictionary has it: n noun, v verb, ns place, nr name, m number …"""
        return [(word, tag) for word, tag in self._dictionary.tag(text)]


# Particles, pronouns and courtesies of our own choosing: they stand in any text.
_EMPTY = (
    "的 了 和 与 及 或 在 是 有 也 都 就 而 被 把 对 对于 关于 为 为了 从 到 向 由 于 以 以及 之 其 该 此 这 那 这个 那个 这些 那些 "
    "我 你 您 他 她 它 我们 你们 他们 她们 它们 本人 自己 大家 一个 一些 一种 一下 不 没 没有 很 非常 十分 比较 更 最 还 还是 又 再 才 只 "
    "并 并且 但 但是 而且 因为 所以 如果 虽然 然而 因此 于是 那么 怎么 什么 为什么 如何 吗 呢 吧 啊 呀 哦 嘛 着 过 地 得 等 等等 们 "
    "请 请问 谢谢 感谢 你好 您好 上 下 中 里 内 外 前 后 时 时候 个 年 月 日 号 会 能 能够 可以 要 想 让 使 将 已 已经 正 正在 进行"
)
EMPTY_WORDS = frozenset(_EMPTY.split())


@lru_cache(maxsize=1)
def plain_cutter() -> Cutter:
    """The cutter without any names of its own, made once."""
    return Cutter()
