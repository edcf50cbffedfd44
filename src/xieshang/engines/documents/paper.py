"""A speech or report with its structure kept: title, who spoke when and where, sections, paragraphs, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from xieshang.engines.documents.blocks import Block, Document, Grid, Heading, Item, Note, Paragraph
from xieshang.engines.documents.plain import from_text
from xieshang.engines.numbering import Family, Mark, find_marks


class Head(StrEnum):
    """What a line above the text tells."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    SPEAKER = "speaker"
    DATE = "date"
    OCCASION = "occasion"


class Voice(StrEnum):
    """What a paragraph is."""

    PARAGRAPH = "paragraph"
    SALUTATION = "salutation"  # 各位委员：
    ITEM = "item"  # of a list
    SIGNATURE = "signature"  # unit and date at the end
    NOTE = "note"


@dataclass(frozen=True)
class HeadLine:
    """One line above the text."""

    kind: Head
    text: str


@dataclass(frozen=True)
class Passage:
    """One paragraph; number as printed before it, often ""."""

    text: str
    number: str = ""
    voice: Voice = Voice.PARAGRAPH


@dataclass(frozen=True)
class Section:
    """A numbered or styled heading and all that stands under it, level 1 being the outermost."""

    heading: str
    number: str
    level: int
    passages: tuple[Passage | Grid, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A long text; head, passages and sections in turn hold every word in order.

    passages  what stands before the first section, or everything when there are none
    """

    head: tuple[HeadLine, ...]
    passages: tuple[Passage | Grid, ...]
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """The title in one line."""
        return self.of(Head.TITLE)

    def of(self, kind: Head) -> str:
        """All lines of one kind above the text, joined; "" when there are none."""
        return "".join(line.text for line in self.head if line.kind is kind)


# fmt: off
_YEAR = r"(?:二[〇○零O0][〇○零O0一二三四五六七八九]{2}|(?:19|20)\d\d)\s*年"
_DAY = r"\s*[\d一二三四五六七八九十]{1,3}\s*月(?:\s*[\d一二三四五六七八九十]{1,3}\s*日)?"
_DATE = re.compile(rf"^[（(〔\[]?\s*(?:日\s*期\s*[：:]\s*)?{_YEAR}{_DAY}\s*[）)〕\]]?$")
_OCCASION = re.compile(rf"^[（(]?\s*(?:{_YEAR}{_DAY}\s*)?[，,]?\s*(?:在|于).{{2,60}}(?:会议|大会|会|活动|论坛|座谈|全会|常委会)(?:议)?(?:第.{{1,8}}次(?:全体)?会议)?上?(?:[的]?(?:讲话|发言|报告|通过))?\s*[）)]?$"
                       rf"|^(?:会议|场合|地点|时间)(?:名称)?\s*[：:].+$")
_SPEAKER = re.compile(r"^(?:讲话|报告|发言|汇报|主讲|演讲|宣读|撰稿)(?:人|者|单位)?\s*[：:].+$|^(?:作者|执笔|供稿)\s*[：:].+$"
                      r"|^.{0,24}(?:主席|副主席|秘书长|书记|主任|委员|常委|界别|代表|会长|主委|局长|区长|市长|县长)\s*[一-鿿*×某]\s*[一-鿿*×某]{1,3}$"
                      r"|^[（(]?[一-鿿]\s?[一-鿿]{1,2}[）)]?$")
_SUBTITLE = re.compile(r"^[—–－\-]{1,3}\s*\S.*$")
_SALUTATION = re.compile(r"^(?:尊敬的|敬爱的|各位|同志们|委员们|女士们|朋友们|主席|大家).{0,60}[：:！!]$")
# fmt: on
_SHORT = 60  # characters of a line above the text
_HEADING = 45  # characters of a heading
_TITLE_ENDS = ("讲话", "报告", "发言", "提案", "建议", "意见", "决议", "方案", "纪要", "致辞", "汇报", "总结", "要点")
_RUN_IN = {Family.CHAPTER, Family.CHINESE, Family.CHINESE_BRACKETS, Family.ARABIC}
_PLAIN = 100  # rank of unstyled headings: always inside the styled ones


@dataclass
class _Open:
    """A section that is still being read."""

    rank: int
    heading: str
    number: str
    passages: list[Passage | Grid] = field(default_factory=list)
    sections: list[_Open] = field(default_factory=list)

    def close(self, level: int) -> Section:
        inner = tuple(section.close(level + 1) for section in self.sections)
        return Section(self.heading, self.number, level, tuple(self.passages), inner)


def read_paper(document: Document | str) -> Paper:
    """Read the structure of a long text.

    document  as read from a file, or words typed or pasted

    The head ends at the first salutation, section, table or full sentence. A section opens at a
    styled heading, or at a number (一、 （一） 1.) followed by a short line or by a short first
    sentence, whose rest is then its first paragraph. No heading is made up for a text without.

    Every character of the input that is not blank is in the result, in order.
    """
    parsed = from_text(document) if isinstance(document, str) else document
    blocks = list(_single_lines(parsed.blocks))
    head = list(_head(blocks))
    root = _Open(-1, "", "")
    path = [root]
    rest = blocks[len(head) :]
    signed = _signature(rest)
    for at, block in enumerate(rest):
        opened = None if at >= signed else _section(block, rest[at + 1 : at + 2])
        if opened is not None:
            section, follows = opened
            while path[-1].rank >= section.rank:
                path.pop()
            path[-1].sections.append(section)
            path.append(section)
            if follows:
                section.passages.append(Passage(follows))
        else:
            path[-1].passages.append(block if isinstance(block, Grid) else _passage(block, signed=at >= signed))
    return Paper(tuple(head), tuple(root.passages), tuple(section.close(1) for section in root.sections))


def words_of(paper: Paper) -> Iterator[str]:
    """Every stretch of text of a paper in order of reading, numbers before what they count."""

    def inside(passages: Sequence[Passage | Grid], sections: Sequence[Section]) -> Iterator[str]:
        for passage in passages:
            if isinstance(passage, Grid):
                yield from (cell for row in passage.rows for cell in row if cell)
            else:
                yield passage.number + passage.text
        for section in sections:
            yield section.number + section.heading
            yield from inside(section.passages, section.sections)

    yield from (line.text for line in paper.head)
    yield from inside(paper.passages, paper.sections)


def _single_lines(blocks: Sequence[Block]) -> Iterator[Block]:
    """A line break inside a paragraph starts a new one; tables stay whole."""
    for block in blocks:
        if not isinstance(block, Grid) and "\n" in block.text:
            first, *others = [line.strip() for line in block.text.split("\n") if line.strip()] or [""]
            if isinstance(block, Heading):
                yield Heading(first, block.level, block.number)
            elif isinstance(block, Item):
                yield Item(first, block.number, block.level)
            else:
                yield type(block)(first)
            for line in others:
                yield Heading(line, 0) if isinstance(block, Heading) and block.level == 0 else from_text(line).blocks[0]
        else:
            yield block


def _head(blocks: Sequence[Block]) -> Iterator[HeadLine]:
    titled = False
    for at, block in enumerate(blocks):
        if isinstance(block, Grid | Item | Note):
            return
        text = (block.number if isinstance(block, Heading) else "") + block.text
        if isinstance(block, Heading):
            if block.level > 0 and titled:
                return
            titled = True
            yield HeadLine(Head.TITLE, text)
            continue
        if len(text) > _SHORT or _SALUTATION.match(text) or _opening(text) is not None or at > 9:
            return
        kind = next((kind for kind, pattern in _HEAD_LINES if pattern.match(text)), None)
        if kind is None and text[-1:] not in "。；：！？:;" and len(blocks) > 1:
            again = text.endswith(_TITLE_ENDS) and at == 1
            kind = Head.TITLE if not titled or again else None
        if kind is None:
            return
        if not titled and kind is not Head.DATE and text[0] not in "（(":
            kind = Head.TITLE  # something must be: 在协商会上的发言 may stand alone
        titled = titled or kind is Head.TITLE
        yield HeadLine(kind, text)


_HEAD_LINES = (
    (Head.DATE, _DATE),
    (Head.SUBTITLE, _SUBTITLE),
    (Head.OCCASION, _OCCASION),
    (Head.SPEAKER, _SPEAKER),
)


def _opening(text: str) -> Mark | None:
    """The number a line begins with."""
    first = next(iter(find_marks(text[:12])), None)
    return first if first is not None and first.start == 0 else None


def _section(block: Block, following: Sequence[Block]) -> tuple[_Open, str] | None:
    """The section a block opens and the words that follow its heading in the same paragraph."""
    if isinstance(block, Grid | Note):
        return None
    if isinstance(block, Heading):
        mark = None if block.number else _opening(block.text)
        number = block.number or (block.text[: mark.end] if mark is not None else "")
        return _Open(
            block.level, block.text[mark.end :].strip() if mark is not None else block.text, number.strip()
        ), ""
    text = block.number + block.text if isinstance(block, Item) else block.text
    mark = _opening(text)
    if mark is None or mark.family not in _RUN_IN:
        return None
    number, said = text[: mark.end].strip(), text[mark.end :].strip()
    end = next((found.end() for found in re.finditer("[。！？]", said)), len(said))
    heading, follows = said[:end].strip(), said[end:].strip()
    if not heading or len(heading) > _HEADING or heading[-1] in "；;，,：:":
        return None
    listed = following[0] if following else None
    next_mark = _opening("".join(_plain(listed))) if listed is not None else None
    if mark.family is Family.ARABIC and not follows and (listed is None or _is_next(mark, next_mark)):
        return None  # 1. 2. 3. with nothing between are points of a list
    return _Open(_PLAIN + mark.family.value, heading, number), follows


def _is_next(mark: Mark, other: Mark | None) -> bool:
    return other is not None and other.family is mark.family and other.value in (1, mark.value + 1)


def _plain(block: Block) -> Iterator[str]:
    if not isinstance(block, Grid):
        yield (block.number if isinstance(block, Heading | Item) else "") + block.text


def _passage(block: Heading | Paragraph | Item | Note, *, signed: bool) -> Passage:
    if isinstance(block, Note):
        return Passage(block.text, "", Voice.NOTE)
    if isinstance(block, Item):
        return Passage(block.text, block.number, Voice.ITEM)
    text = (block.number if isinstance(block, Heading) else "") + block.text
    if signed:
        return Passage(text, "", Voice.SIGNATURE)
    if _SALUTATION.match(text):
        return Passage(text, "", Voice.SALUTATION)
    mark = _opening(text)
    if mark is not None:
        return Passage(text[mark.end :].strip(), text[: mark.end].strip(), Voice.ITEM)
    return Passage(text)


def _signature(blocks: Sequence[Block]) -> int:
    """Where the signature begins: a date at the very end, and the short line of the unit above it."""
    last = len(blocks) - 1
    if last < 1 or not _DATE.match("".join(_plain(blocks[last])) or "-"):
        return len(blocks)
    above = "".join(_plain(blocks[last - 1]))
    is_unit = 0 < len(above) <= _SHORT // 2 and above[-1] not in "。；！？：:;" and _opening(above) is None
    return last - 1 if is_unit else last
