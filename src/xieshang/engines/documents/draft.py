"""A member's proposal as handed in (case, situation, analysis, suggestions), told apart without losing a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from xieshang.engines.documents.blocks import Document, Grid, Heading, Note, texts_of
from xieshang.engines.documents.plain import from_text
from xieshang.engines.numbering import Mark, find_marks, find_runs, outermost


class Part(StrEnum):
    """Which field of the form a piece of the text belongs to."""

    LETTERHEAD = "letterhead"  # what a form prints above: 政协某区委员会委员提案
    TITLE = "title"  # 案由
    SITUATION = "situation"  # 情况; also everything that was not recognised
    ANALYSIS = "analysis"  # 问题分析
    LEAD = "lead"  # what is said before the first numbered suggestion
    SUGGESTION = "suggestion"  # 建议, one piece each
    PROPOSER = "proposer"  # 提案人, 第一提案人
    COSIGNERS = "cosigners"  # 联名人, 附议人
    SECTOR = "sector"  # 界别
    CATEGORY = "category"  # 类别
    UNITS = "units"  # 建议承办单位
    POST = "post"  # 单位职务
    CONTACT = "contact"  # 电话, 地址, 邮箱
    DATE = "date"  # 提交日期


@dataclass(frozen=True)
class Piece:
    """A stretch of the text, in the order of reading.

    mark  what was recognised and taken off its front: a label ("具体建议：") or a number ("（一）")
    """

    part: Part
    text: str
    mark: str = ""


@dataclass(frozen=True)
class Suggestion:
    """One suggestion, and the number its author gave it ("" for none)."""

    text: str
    number: str = ""


@dataclass(frozen=True)
class Draft:
    """A proposal read from a text; everything hangs on its pieces, which hold every word in order.

    guessed  the text had no heading for its suggestions, so the person should look twice
    """

    pieces: tuple[Piece, ...]
    guessed: bool = False

    def text_of(self, part: Part) -> str:
        """All that belongs to a part, a paragraph a line, "" when there is nothing."""
        return "\n".join(piece.text for piece in self.pieces if piece.part is part and piece.text)

    @property
    def title(self) -> str:
        """The case in one line."""
        return self.text_of(Part.TITLE).replace("\n", "")

    @property
    def situation(self) -> str:
        """What the matter is, and whatever found no other place."""
        return self.text_of(Part.SITUATION)

    @property
    def analysis(self) -> str:
        """Why it is so."""
        return self.text_of(Part.ANALYSIS)

    @property
    def lead(self) -> str:
        """The words that lead to the first numbered suggestion."""
        return self.text_of(Part.LEAD)

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """What should be done, one by one."""
        return tuple(
            Suggestion(piece.text, piece.mark) for piece in self.pieces if piece.part is Part.SUGGESTION and piece.text
        )

    @property
    def proposers(self) -> tuple[str, ...]:
        """Names on the proposer's line; several are parted at commas, not at a space inside a name."""
        return names_in(self.text_of(Part.PROPOSER))

    @property
    def cosigners(self) -> tuple[str, ...]:
        """Names on the co-signers' line."""
        return names_in(self.text_of(Part.COSIGNERS))


# fmt: off
_FIELDS: tuple[tuple[Part, str], ...] = (
    (Part.TITLE,     r"案\s*由|提案(?:题目|名称|标题|案由)|题\s*目|标\s*题"),
    (Part.PROPOSER,  r"(?:第一)?提\s*案\s*(?:人|者|单位)(?:姓名)?|领衔(?:提案)?人|委员姓名|姓\s*名"),
    (Part.COSIGNERS, r"联\s*名\s*(?:提案)?(?:人|委员|者)|附\s*议\s*(?:人|委员|者)|共同提案人|第[二三四五]提案人"),
    (Part.SECTOR,    r"(?:所属|所在)?界\s*别"),
    (Part.CATEGORY,  r"(?:提案)?(?:类\s*别|分\s*类|类\s*型)"),
    (Part.UNITS,     r"(?:建议|意向)(?:承办|主办|会办|协办|办理)(?:或会办)?单位"),
    (Part.POST,      r"(?:工作)?单位(?:及|和|、)?职务|工作单位"),
    (Part.CONTACT,   r"(?:联\s*系\s*|办公)?电\s*话(?:号码)?|手\s*机(?:号码)?|(?:通[讯信]|联系)地址|联系方式|邮\s*箱|电子邮[箱件]|邮\s*编"),
    (Part.DATE,      r"(?:提交|提案|填表)(?:日期|时间)"),
)
_SECTIONS: tuple[tuple[Part, str], ...] = (
    (Part.SUGGESTION, r"(?:具体|相关|有关|对策|工作|政策|主要|几点|解决|对策与?|提案|意见(?:和|与|及)?|我的|我们的|办理|整改|改进){0,2}(?:[的之]?)"
                      r"(?:建议|意见|对策|措施|举措)(?:如下|及(?:对策|措施)|和(?:对策|措施)|与(?:对策|措施))?(?:的?内容)?"),
    (Part.ANALYSIS,   r"(?:当前|目前|现阶段)?(?:主要|突出)?存在的?(?:主要|突出|困难和|困难与)?问题(?:及|和|与)?(?:成因|原因|困难|不足)?(?:分析)?"
                      r"|(?:主要|突出)问题|问题(?:及|和|与)?(?:成因|原因)?(?:的)?分析|(?:成因|原因|现状|情况)分析|分\s*析|原\s*因|问\s*题|问题(?:及|和|与)(?:原因|不足)"),
    (Part.SITUATION,  r"(?:调研|基本|提案|有关|相关|现实|背景|主要)?情\s*况(?:说明|简介|介绍|概述)?(?:(?:及|和|与)问题)?"
                      r"|(?:提案|案由|调研)?(?:的)?背\s*景(?:情况)?|(?:发展|基本)?现\s*状|案\s*据|理\s*由|正\s*文|提案内容|内\s*容"),
)
# fmt: on

_FIELD = re.compile("|".join(rf"(?P<{part.value}>{pattern})" for part, pattern in _FIELDS))
_FIELD_LINE = re.compile(rf"^[【\[]?(?:{_FIELD.pattern})[】\]]?\s*[：:]\s*")
_SECTION = "|".join(rf"(?P<{part.value}>{pattern})" for part, pattern in _SECTIONS)
_NUMBER = r"(?:(?:第?[一二三四五六七八九十]+(?:部分)?[、．.，]|[（(][一二三四五六七八九十]+[）)]|[1-9][、．.])\s*)?"
_LABEL = re.compile(rf"(?:^|(?<=[。！？；”）\n]))\s*{_NUMBER}[【\[]?(?:{_SECTION})[】\]]?\s*[：:]")
# The headings of the form itself are so plain that they count even right after a word.
_FORM_LABEL = re.compile(
    r"(?<![下些点条的出项])(?:(?P<situation>调研情况)|(?P<analysis>问题分析)|(?P<suggestion>具体建议))\s*[：:]"
)
_BRACKETED = re.compile(rf"^{_NUMBER}[【\[](?:{_SECTION})[】\]]")
_HEADING = re.compile(rf"^{_NUMBER}(?:{_SECTION})\s*$")
_LONG_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]+[、．.]|第[一二三四五六七八九十]+部分).{0,24}?"
    r"(?:(?P<suggestion>建议|意见|对策|举措)|(?P<analysis>问题|原因|不足|困难|短板|瓶颈)|(?P<situation>情况|现状|背景|意义|重要性|必要性))"
    r"(?:如下)?[：:]?$"
)
_GLUED_HEADING = re.compile(
    r"(?:^|(?<=[。！？；”）\n]))\s*(?:[一二三四五六七八九十]+|[1-9])[、．.][^。；，：\n]{0,30}?(?:建议|对策|举措)\s*"
    r"(?=$|\n|[（(][一－1]|一是|一、|第一|首先|1[、．.])"
)
_CUE = re.compile(
    r"(?:建\s*议|意见|对策|举措|措施|思考|请求|呼吁|方面(?:入手|着手|努力|改进|加强))(?:和措施|与措施)?(?:如下|是|有)?\s*[：:]"
    r"|(?:建议|意见|对策|措施|举措)如下[。；]?"
)
_PLEA = re.compile(
    r"(?:^|(?<=[。！？；\n]))[ \t\u3000]*(?:为此|因此|鉴于此|据此|对此|故|特|综上)?(?:[，,][ \t\u3000]*)?(?:我们?|本人|特|现|具体)?(?:提出)?建议"
)
_TITLE_PREFIX = re.compile(r"^(?:提\s*案|案\s*由|题\s*目|标\s*题|建\s*议)\s*[：:]\s*")
_PLAIN_TITLE = re.compile(r"^.{0,40}关于.{2,80}(?:提案|建议|意见|建言)$|^.{4,60}(?:的(?:几点)?建议|的提案|提案)$")
_LETTERHEAD = re.compile(
    r"^.{0,30}(?:政协|委员会|会议).{0,20}(?:提案|提案表|提案纸|委员提案)$|^(?:委员)?提\s*案(?:表|纸|用纸|登记表)?$"
)
_WHO_OR_WHERE = r"(?:在.{2,20}?[，,]|对.{2,14}?[，,]|由.{2,20}?|(?:省|市|区|县|各级)?(?:政府|相关部门|有关部门))?"
_HOW = (
    r"(?:进一步|加快|尽快|大力|积极|切实|着力|逐步|充分|全面|及时|适时|持续|不断|有效|科学|合理|严格|深入|广泛|统一|鼓励|支持|引导|促进|"
    r"应当?|要|请|恳请|建议|希望|呼吁|提议){0,4}"
)
_DOING = (
    "加建完推强优健制出鼓支提明落创统规引设构深扩开改成实培发增减降整打组拓探突理坚保充抓做倡营利借注列纳将把取禁研试调简搭允放给重严细"
    "积进尽大切着逐全及持不断科合广有应要请恳希呼慎运用擴實強優創規設構發減開進"
)
_URGING = re.compile(rf"[\s“《：:]{{0,8}}(?:是|为)?{_WHO_OR_WHERE}{_HOW}[{_DOING}]")
_DAY = re.compile(
    r"^[二〇○零\d一三四五六七八九]{4}\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*(?:[\d一二三四五六七八九十]{1,3}\s*日)?$"
)
_SENTENCE_END = re.compile(r"[。！？；\n]")
_WORD = re.compile(r"\S")
_MARGIN = 15  # lines at either end where names, category and telephone may stand
_SHORT = 60  # characters: longer lines are no titles
_NAMES = re.compile(r"[、，,；;/\n\t]|(?<=[一-鿿]{2})和(?=[一-鿿]\s?[一-鿿]{1,3}$)")


@dataclass(frozen=True)
class _Line:
    """A line of the document; label is the cell of a form that stands before it."""

    text: str
    heading: bool = False
    label: str = ""


def names_in(text: str) -> tuple[str, ...]:
    """The names in a line such as 张三、李四; 王五 赵六. Two characters set apart (张 三) are one name."""
    names: list[str] = []
    for part in _NAMES.split(text):
        waiting = ""
        for word in part.split():
            if waiting and len(word) == 1:
                names.append(waiting + word)
                waiting = ""
                continue
            names.extend([waiting] if waiting else [])
            waiting = word if len(word) == 1 else ""
            names.extend([] if waiting else [word])
        names.extend([waiting] if waiting else [])
    return tuple(names)


def read_draft(document: Document | str) -> Draft:
    """Tell the parts of a proposal apart.

    document  as read from a file, or words typed or pasted

    The title is the labelled case (案由：), else the first heading, else the first line when it is
    short and reads like one. Labels are known at the start of a line and, since texts lose their
    line breaks on the way, after the end of a sentence. Suggestions are parted at the outermost
    numbers (一、 （一） 第一， 一是 1. ①), else at paragraphs. What is not recognised is situation. Where no
    heading names the suggestions, they are taken to begin at the last row of numbers that urges
    something, at "提出如下建议：" or at the first "为此，建议", and the draft says it is guessed.

    Every character of the input that is not blank is in a piece, as mark or text, in order.
    """
    parsed = from_text(document) if isinstance(document, str) else document
    lines = list(_lines(parsed))
    pieces: list[Piece] = []
    begun = False
    titled = any(line.label and _part_of_label(line.label) is Part.TITLE for line in lines) or any(
        (found := _FIELD_LINE.match(line.text)) and found.lastgroup == Part.TITLE.value for line in lines[:12]
    )
    plain = any(named is Part.SUGGESTION and _is_plain(found) for line in lines for found, named in _labels(line.text))
    part = Part.SITUATION
    for at, line in enumerate(lines):
        near_an_end = at < _MARGIN or len(lines) - at <= _MARGIN
        piece = _as_field(line) if near_an_end or line.label else None
        if piece is None and at and len(lines) - at <= _MARGIN and _DAY.match(line.text):
            piece = Piece(Part.DATE, line.text)
        if piece is None and not titled and not begun:
            piece = _as_title(line, lines, at)
            titled = piece is not None and piece.part is Part.TITLE
        if piece is not None:
            pieces.append(piece)
            continue
        begun = True
        cut = _cut(line, part, plain)
        pieces.extend(cut)
        part = cut[-1].part
    named = any(piece.part is Part.SUGGESTION for piece in pieces)
    return Draft(tuple(_with_suggestions(pieces if named else list(_guess(pieces)))), guessed=not named)


def _lines(document: Document) -> Iterator[_Line]:
    for block in document.blocks:
        if isinstance(block, Grid):
            yield from _grid_lines(block)
            continue
        for text in texts_of(block):
            for line in text.splitlines():
                if line.strip():
                    yield _Line(line.strip(), heading=isinstance(block, Heading) and not isinstance(block, Note))


def _grid_lines(grid: Grid) -> Iterator[_Line]:
    """A form reads label, value, label, value; any other table a cell a line."""
    for row in grid.rows:
        cells = [cell for cell in row if cell.strip()]
        label = ""
        for cell in cells:
            bare = re.sub(r"[\s：:]", "", cell)
            if not label and len(bare) <= 12 and _part_of_label(bare) is not None and len(cells) > 1:
                label = cell.strip()
                continue
            for i, line in enumerate(each.strip() for each in cell.splitlines() if each.strip()):
                yield _Line(line, label=label if i == 0 else "")
            label = ""
        if label:
            yield _Line(label)


def _part_of_label(label: str) -> Part | None:
    bare = re.sub(r"[\s：:]", "", label)
    found = _FIELD.fullmatch(bare) or re.fullmatch(_SECTION, bare)
    return Part(found.lastgroup) if found and found.lastgroup else None


def _as_field(line: _Line) -> Piece | None:
    """A line such as 提案人：张三, or the same in the cells of a form."""
    if line.label:
        part = _part_of_label(line.label)
        if part is not None and part not in (Part.SITUATION, Part.ANALYSIS, Part.SUGGESTION):
            return Piece(part, line.text, line.label)
        return None
    found = _FIELD_LINE.match(line.text)
    if found is None or not found.lastgroup or len(line.text) > 3 * _SHORT:
        return None
    return Piece(Part(found.lastgroup), line.text[found.end() :], found[0].strip())


def _as_title(line: _Line, lines: list[_Line], at: int) -> Piece | None:
    text = line.text
    prefix = _TITLE_PREFIX.match(text)
    bare = text[prefix.end() :] if prefix else text
    if line.label or _LABEL.match(text) or _HEADING.match(text) or _BRACKETED.match(text) or not bare:
        return None
    if _LETTERHEAD.match(bare) and "关于" not in bare and len(lines) > 1:
        return Piece(Part.LETTERHEAD, text)
    if prefix or line.heading or _PLAIN_TITLE.match(bare):
        return Piece(Part.TITLE, bare, prefix[0].strip() if prefix else "") if len(bare) <= 2 * _SHORT else None
    better = any(
        _PLAIN_TITLE.match(_TITLE_PREFIX.sub("", each.text)) or each.heading for each in lines[at + 1 : at + 4]
    )
    marked = any(mark.start == 0 for mark in find_marks(text))
    if better or marked or len(lines) == 1 or len(bare) > _SHORT or bare[-1] in "；：:，,":
        return None
    if bare[-1] == "。" and not _LABEL.match(lines[at + 1].text):
        return None
    return Piece(Part.TITLE, bare)


def _cut(line: _Line, part: Part, plain: bool) -> list[Piece]:
    """One line of the body, cut at its labels; `part` is where the line before ended.

    plain  whether the text has a heading for its suggestions: "建议：" inside a sentence is none then
    """
    pieces: list[Piece] = []
    if line.label:
        part = _part_of_label(line.label) or part
        pieces.append(Piece(part, "", line.label))
    at = 0
    for found, named in _labels(line.text):
        if found.start() < at or (part is Part.SUGGESTION and not _ends_suggestions(found, named)):
            continue
        if named is Part.SUGGESTION and plain and not _is_plain(found):
            continue
        before = line.text[at : found.start()].strip()
        if before:
            pieces.append(Piece(part, before))
        part = named
        pieces.append(Piece(part, "", found[0].strip()))
        at = found.end()
    rest = line.text[at:].strip()
    if rest:
        pieces.append(Piece(part, rest))
    return pieces


def _labels(text: str) -> list[tuple[re.Match[str], Part]]:
    """Labels and headings of sections in a line, in order."""
    heading = _HEADING.match(text) or _LONG_HEADING.match(text) or _BRACKETED.match(text)
    found = [each for pattern in (_LABEL, _FORM_LABEL, _GLUED_HEADING) for each in pattern.finditer(text)]
    named = [
        (each, Part(each.lastgroup) if each.lastgroup else Part.SUGGESTION)
        for each in ([heading] if heading is not None else found)
    ]
    return sorted(named, key=lambda each: (each[0].start(), -each[0].end()))


def _is_plain(found: re.Match[str]) -> bool:
    """A heading of its own or a label of four characters, not a word that any sentence may hold."""
    return found.re not in (_LABEL, _FORM_LABEL) or len(found[found.lastgroup or 0]) >= 4


def _ends_suggestions(found: re.Match[str], named: Part) -> bool:
    """Whether a label inside the suggestions opens another part: "建议：" and "问题：" are words of a point there."""
    return found.start() == 0 and named is not Part.SUGGESTION and found.re is not _LONG_HEADING and _is_plain(found)


def _with_suggestions(pieces: list[Piece]) -> Iterator[Piece]:
    """Join the suggestions that follow one another and part them anew at their numbers."""
    waiting: list[str] = []
    for piece in pieces:
        if piece.part is Part.SUGGESTION and not piece.mark:
            waiting.append(piece.text)
            continue
        yield from _parted("\n".join(waiting))
        waiting = []
        if piece.part is Part.SUGGESTION:
            yield Piece(Part.LEAD, piece.text, piece.mark)
        else:
            yield piece
    yield from _parted("\n".join(waiting))


def _parted(text: str) -> Iterator[Piece]:
    """Suggestions at their outermost numbers; without any, a paragraph each."""
    if not text.strip():
        return
    run = _main_run(text)
    if not run:
        paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
        for i, paragraph in enumerate(paragraphs):
            leads = i == 0 and len(paragraphs) > 1 and (paragraph[-1] in "：:" or _is_headline(paragraph))
            yield Piece(Part.LEAD if leads else Part.SUGGESTION, paragraph)
        return
    lead = text[: run[0].start].strip()
    if lead:
        yield Piece(Part.LEAD, lead)
    for mark, after in zip(run, [*run[1:], None], strict=True):
        end = after.start if after is not None else len(text)
        yield Piece(Part.SUGGESTION, text[mark.end : end].strip(), text[mark.start : mark.end].strip())


def _is_headline(paragraph: str) -> bool:
    return len(paragraph) <= _SHORT // 2 and paragraph[-1] not in "。；！？.;"


def _main_run(text: str) -> tuple[Mark, ...]:
    """The row of numbers that counts the suggestions: the outermost, or the one a cue announces."""
    runs = outermost(find_runs(find_marks(text)))
    if not runs:
        return ()
    starts = {run[0].start: run for run in runs[1:]}
    for cue in _CUE.finditer(text):
        begins = _WORD.search(text, cue.end())
        if begins is not None and begins.start() in starts:
            return starts[begins.start()]
    return runs[0]


def _guess(pieces: list[Piece]) -> Iterator[Piece]:
    """Without any label: cut where the suggestions seem to begin, and call suggestions all that follows."""
    body = (Part.SITUATION, Part.ANALYSIS)
    cut = _beginning("\n".join(piece.text for piece in pieces if piece.part in body))
    at = 0
    for piece in pieces:
        if piece.part not in body or cut is None:
            yield piece
            continue
        inside = cut - at
        at += len(piece.text) + 1
        if inside <= 0:
            yield Piece(Part.SUGGESTION, piece.text, piece.mark)
        elif inside >= len(piece.text):
            yield piece
        else:
            yield Piece(piece.part, piece.text[:inside].strip(), piece.mark)
            yield Piece(Part.SUGGESTION, piece.text[inside:].strip())


def _beginning(text: str) -> int | None:
    """Where suggestions begin in a text that does not say so, or None.

    They begin at the last row of numbers whose points mostly open with what is to be done
    (加强…, 建立…), unless a sentence further down announces them ("提出如下建议："); a sentence
    just before the row that announces it belongs to them. Without either, they begin where the
    first plea is made (为此，建议…).
    """
    rows: list[tuple[Mark, ...]] = []
    for run in find_runs(find_marks(text)):
        outer = not rows or run[0].family <= rows[-1][0].family or (_urges(text, run) and not _urges(text, rows[-1]))
        if outer and (not rows or run[0].start > rows[-1][-1].start):
            rows.append(run)
    rows = [run for run in rows if _urges(text, run)]
    cues = list(_CUE.finditer(text))
    if rows:
        first, last = rows[-1][0], rows[-1][-1]
        later = [cue for cue in cues if cue.start() > last.start and text[cue.end() :].strip()]
        if not later:
            before = [cue for cue in cues if cue.end() <= first.start and not text[cue.end() : first.start].strip()]
            return _sentence_of(text, before[-1].start()) if before else first.start
    if cues:
        return _sentence_of(text, cues[-1].start())
    plea = _PLEA.search(text)
    return plea.start() if plea is not None else None


def _urges(text: str, run: Sequence[Mark]) -> bool:
    """Whether at least half of the points of a row open with a verb of doing or asking."""
    return 2 * sum(1 for mark in run if _URGING.match(text, mark.end)) >= len(run)


def _sentence_of(text: str, at: int) -> int:
    """Where the sentence begins that holds this place."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text, max(at - 300, 0), at)]
    return ends[-1] if ends else max(at - 300, 0)
