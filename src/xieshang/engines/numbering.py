"""The numbers people write before their points: 一、 （一） 第一， 一是 1. （1） ①."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

_CHINESE = "一二三四五六七八九十"
_VALUES = {sign: i + 1 for i, sign in enumerate(_CHINESE)}


class Family(IntEnum):
    """Ways of numbering, from the outermost to the innermost in official Chinese writing.

    The spoken ones come last: they are found inside points of any other family.
    """

    CHAPTER = 0  # 第一部分 第一章
    CHINESE = 1  # 一、
    CHINESE_BRACKETS = 2  # （一） ㈠
    ARABIC = 3  # 1. 1、 ⒈
    ARABIC_BRACKETS = 4  # （1） 1） ⑴
    CIRCLED = 5  # ①
    ORDINAL = 6  # 第一， 建议一：
    IS = 7  # 一是
    FIRST = 8  # 首先 其次 最后


@dataclass(frozen=True)
class Mark:
    """One number in a text: its family, its value, and where it stands (start to end).

    firm  it stands where a point begins; else it stands right after a word, as when line breaks
          were lost, and counts only as the very next of a row
    """

    family: Family
    value: int
    start: int
    end: int
    firm: bool = True


# fmt: off
_PATTERNS: tuple[tuple[Family, str], ...] = (
    (Family.CHAPTER,          rf"第([{_CHINESE}]+)(?:部分|章|编)[、，：:\s]?"),
    (Family.CHINESE_BRACKETS, rf"[（(【]\s*([{_CHINESE}]+|[－—ー])\s*[）)】][、．.，]?|([㈠-㈩])[、．.，]?"),
    (Family.ARABIC_BRACKETS,  r"[（(]\s*([1-9１-９][\d]?)\s*[）)][、．.，]?|(?<![\d（(])([1-9１-９]\d?)[）)]|([⑴-⒇])[、．.]?"),
    (Family.ORDINAL,          rf"第([{_CHINESE}]+)(?:步|点|方面)?[、，,：:]|(?:建议|提案|对策|措施|意见)([{_CHINESE}]+)[、：:]"),
    (Family.IS,               rf"([{_CHINESE}]+)是(?!否)"),
    (Family.FIRST,            r"(首先|其次|再次|再者|最后)[，,、：:]?"),
    (Family.CHINESE,          rf"([{_CHINESE}]+)[、．.]"),
    (Family.ARABIC,           r"(?<![\d.．])([1-9１-９]\d?)\s*(?:、|[．.](?!\d)|[．.](?=(?:19|20)\d\d年)|[，,；;](?=[一-鿿“《]))|([⒈-⒛])[、．.]?"),
    (Family.CIRCLED,          r"([①-⑳])[、．.]?"),
)
# fmt: on
_ANY = re.compile("|".join(f"(?P<{family.name}>{pattern})" for family, pattern in _PATTERNS))
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 4, "－": 1, "—": 1, "ー": 1}
_SIGNS = ((0x2460, 20), (0x2474, 20), (0x2488, 20), (0x3220, 10))  # ① ⑴ ⒈ ㈠
_ENDS = "。！？；：…”’」）)】〕!?;:\n"
_PAUSES = "，,、"
_NOT_BEFORE_IS = "之唯统第万惟专单同不逐进划百千0123456789" + _CHINESE
_NOT_BEFORE_DIGIT = "第约近达共至件表图号款条型类年月"


def value_of(written: str) -> int:
    """一 is 1, 十二 is 12, 12 is 12, ③ is 3, 其次 is 2; 0 for what is no number below 100."""
    if written in _WORDS:
        return _WORDS[written]
    if len(written) == 1:
        for first, many in _SIGNS:
            if 0 <= ord(written) - first < many:
                return ord(written) - first + 1
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.partition("十")
    if not ten:
        return _VALUES.get(tens, 0) if len(tens) == 1 else 0
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return (_VALUES.get(tens, 0) if tens else 1) * 10 + (_VALUES.get(ones, 0) if ones else 0)


def find_marks(text: str) -> list[Mark]:
    """Every number that may open a point, in order.

    At the start of a line or after a mark that ends a sentence any family counts. Official texts
    often lose their line breaks on the way, so the first of a row may also stand right after a
    word ("具体建议一是…"), brackets may too unless they cite an article ("第（八）条"), and 二是
    may follow a comma.
    """
    found: list[Mark] = []
    for match in _ANY.finditer(text):
        family = next(family for family in Family if match[family.name] is not None)
        value = value_of([each for each in match.groups() if each][-1])
        firm = _stands_well(text, family, value, match.start(), match.end())
        if value and firm is not None:
            found.append(Mark(family, value, match.start(), match.end(), firm))
    return found


def _stands_well(text: str, family: Family, value: int, start: int, end: int) -> bool | None:
    """True where a point may well begin, False where only the next of a row may, None nowhere."""
    at = start - 1
    while at >= 0 and text[at] in " \t\u3000":
        at -= 1
    before = text[at] if at >= 0 else ""
    after = text[end : end + 1]
    if not before or before in _ENDS:
        return True
    if family in (Family.CHINESE_BRACKETS, Family.ARABIC_BRACKETS):
        brackets = text[start] not in "123456789"
        cited = before in "第和至到及、见" or after in tuple("条款项点至和、")
        return True if brackets and not cited else None
    if family is Family.CIRCLED:
        return True
    if before in _PAUSES:
        return True if family in (Family.IS, Family.ORDINAL) else None
    if family is Family.CHINESE:
        counted = before in _NOT_BEFORE_IS or after in tuple(_CHINESE)
        return None if counted else value == 1
    if family in (Family.IS, Family.ORDINAL):
        return True if value == 1 and before not in _NOT_BEFORE_IS else None
    if family is Family.ARABIC:
        glued = _is_han(before) and before not in _NOT_BEFORE_DIGIT and (_is_han(after) or after in "“《")
        return value == 1 if glued else None
    return None


def _is_han(character: str) -> bool:
    return "一" <= character <= "鿿"


def find_runs(marks: Sequence[Mark]) -> list[tuple[Mark, ...]]:
    """Marks of one family that count 1, 2, 3 …, at least to 2; in order of their first mark.

    A skipped number (1, 2, 4) is forgiven where it stands well, as people who strike a point out
    forget to renumber. A new 1 starts a new row.
    """
    runs: list[list[Mark]] = []
    last: dict[Family, list[Mark]] = {}
    for mark in marks:
        run = last.get(mark.family)
        if mark.value == 1 and mark.firm:
            last[mark.family] = [mark]
            runs.append(last[mark.family])
        elif run is not None and (mark.value == run[-1].value + 1 or (mark.firm and mark.value == run[-1].value + 2)):
            run.append(mark)
    return [tuple(run) for run in runs if len(run) > 1]


def outermost(runs: Sequence[tuple[Mark, ...]]) -> list[tuple[Mark, ...]]:
    """The runs that no earlier run encloses: each begins after the one before has counted to its end.

    The points of a run may hold runs of their own; those that begin before its last mark are
    inside it. What begins after the last mark is inside its last point, unless its family is an
    outer or the same one.
    """
    chosen: list[tuple[Mark, ...]] = []
    for run in sorted(runs, key=lambda each: each[0].start):
        if not chosen or (run[0].start > chosen[-1][-1].start and run[0].family <= chosen[-1][0].family):
            chosen.append(run)
    return chosen
