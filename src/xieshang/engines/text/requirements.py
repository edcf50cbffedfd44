"""Does a proposal meet what a review asks for (审查要件)? Each doubt with its code, its weight and the words it is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from xieshang.engines.text.personal import Kind, find_personal, mask
from xieshang.engines.text.rarity import Rarity, cosine, joined
from xieshang.engines.text.writing import Cutter, Span, normalise, plain_cutter, sentences, signs


class Doubt(StrEnum):
    """What a review would stop at. Where the national regulation has a ground for not filing, the code is the ground's."""

    NO_SITUATION = "no_situation"
    NO_SUGGESTIONS = "no_suggestions"
    TITLE_SAYS_NOTHING = "title_says_nothing"  # 关于几点建议
    SECRETS = "secrets"  # a mark of secrecy: such a text must not come this way
    IN_COURT = "in_court"  # before a court or an arbitrator
    OWN_INTEREST = "own_interest"  # the author's own affair
    ADVERTISING = "advertising"
    ACCUSATION = "accusation"  # somebody is reported by post or name
    PERSONAL = "personal"  # kind: of the personal data
    TWO_MATTERS = "two_matters"  # first, last: items of the second matter, from 1; score
    SUGGESTIONS_NOT_PARTED = "suggestions_not_parted"  # one long stretch, or no heading for them
    SUGGESTIONS_SHORT = "suggestions_short"  # found, wanted: characters
    TOO_SHORT = "too_short"  # found, wanted: characters
    TOO_LONG = "too_long"  # found, wanted: characters
    TITLE_LENGTH = "title_length"  # found: characters
    NO_AUTHORITY = "no_authority"  # nobody is named who could act
    ABOVE_US = "above_us"  # asks the centre of the state
    REPEATED = "repeated"  # a sentence that stood before
    FIGURES_WITHOUT_SOURCE = "figures_without_source"  # found: how many figures


class Weight(StrEnum):
    """How much a doubt weighs; neither decides anything."""

    HINT = "hint"  # 提示
    MUST = "must"  # 须补正


class Part(StrEnum):
    """The field of a proposal."""

    TITLE = "title"
    SITUATION = "situation"
    ANALYSIS = "analysis"
    SUGGESTION = "suggestion"


@dataclass(frozen=True)
class Proposal:
    """What is checked, field by field; a text is told apart by the engine that reads drafts.

    guessed  no heading named the suggestions
    """

    title: str
    situation: str
    suggestions: tuple[str, ...]
    analysis: str = ""
    guessed: bool = False

    def fields(self) -> Iterator[tuple[Part, int, str]]:
        """Part, number of the suggestion from 1 (else 0), text; fields in the order of reading."""
        yield Part.TITLE, 0, self.title
        yield Part.SITUATION, 0, self.situation
        yield Part.ANALYSIS, 0, self.analysis
        for i, suggestion in enumerate(self.suggestions, start=1):
            yield Part.SUGGESTION, i, suggestion


@dataclass(frozen=True)
class Finding:
    """One doubt.

    part, item, span  where: characters of that field, item counting suggestions from 1; None and 0 for the whole
    quote             the words of the span, personal data masked
    params            numbers and names for the sentence, as the doubt's comment tells
    """

    code: Doubt
    weight: Weight
    part: Part | None = None
    item: int = 0
    span: Span | None = None
    quote: str = ""
    params: Mapping[str, str | int | float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Demands:
    """What an assembly asks for.

    shortest, longest     characters of situation, analysis and suggestions together
    suggestions_shortest  characters of all suggestions
    apart                 score from which two matters are suspected, see `find_split`
    units                 names of units that can act, beside the general words (政府, 部门 …)
    """

    shortest: int = 300
    longest: int = 5_000
    suggestions_shortest: int = 100
    apart: float = 0.86
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Split:
    """The weakest joint of a list of suggestions.

    first  number of the first item, from 1, behind the joint
    score  0 to 1; 1 when nothing is shared over the joint
    """

    first: int
    score: float


def check_proposal(
    proposal: Proposal,
    demands: Demands | None = None,
    rarity: Rarity | None = None,
    cutter: Cutter | None = None,
) -> tuple[Finding, ...]:
    """All doubts about a proposal, those that weigh more first, else in the order of reading.

    rarity  learned from the office's own proposals with `Cutter.terms`; without it, two matters are told less surely
    """
    wants = demands or Demands()
    found = [finding for rule in _RULES for finding in rule(proposal, wants)]
    found += _two_matters(proposal, wants, rarity or Rarity(), cutter or plain_cutter())
    return tuple(sorted(found, key=lambda each: each.weight is Weight.HINT))


def find_split(
    suggestions: tuple[str, ...], rarity: Rarity | None = None, cutter: Cutter | None = None
) -> Split | None:
    """Where a list of suggestions would fall into two matters most easily (一事一案); None for fewer than two.

    At each joint the words before and behind are compared: the cosine of their weighted counts, raised by
    1 + 200 / the shorter side's characters, for little text shares little by chance. The score is 1 / (1 + the
    lowest of these values).
    """
    words = cutter or plain_cutter()
    weights = rarity or Rarity()
    vectors = [weights.vector(words.terms(each)) for each in suggestions]
    lengths = [len(each) for each in suggestions]
    joints = [
        (
            cosine(joined(vectors[:at]), joined(vectors[at:]))
            * (1 + _CHANCE / max(min(sum(lengths[:at]), sum(lengths[at:])), 1)),
            at,
        )
        for at in range(1, len(suggestions))
    ]
    if not joints:
        return None
    likeness, at = min(joints)
    return Split(at + 1, 1 / (1 + likeness))


_CHANCE = 200  # characters
_WORDS = re.compile(r"\S")
# fmt: off
_TITLE_FRAME = re.compile(
    "关于|对于|就|进一步|切实|加强|做好|加快|推进|促进|提高|完善|解决|改进|开展|相关|有关|当前|目前|我[国省市区县]|本[市区县]|全[市区县]|几[点个条]|若干|一些|一[点个]|"
    "工作|问题|事项|情况|方面|建议|提案|意见|建言|思考|想法|对策|措施|的|和|与|及"
)
_SECRET = re.compile(r"(?:绝密|机密|秘密)\s*[★☆]|(?:^|\n)[ \t]*(?:绝密|机密|秘密)[ \t]*(?=\n|$)|内部(?:资料|文件|材料)[,，、 ]*(?:注意保[存密]|严禁外传|不得外传)")
_OWN_CASE = re.compile(
    r"[(（〔\[]\s*(?:19|20)\d{2}\s*[)）〕\]]\s*[一-鿿]{0,2}\d{0,4}(?:民|刑|行|执|仲|劳人仲)[一-鿿]{0,6}第?\s*\d+(?:-\d+)?\s*号"
    r"|(?:本人|我(?![国省市区县们会校院党军方局司厅]))[^。！？\n]{0,24}(?:起诉|上诉|申诉|再审|被判|判决|仲裁|诉讼)"
)
_COURT = re.compile(r"(?:判决书|裁定书|仲裁裁决书?)(?:认定|驳回|判令|显示)|(?:已|正在|业已)[^。，；\n]{0,10}(?:起诉|诉讼程序|法院审理|仲裁程序)|不服[^。，；\n]{0,16}(?:判决|裁定|裁决)")
_MINE = re.compile(
    r"我家(?!乡|园|长|庭医)|我(?:的)?(?:儿子|女儿|父亲|母亲|妻子|丈夫|爱人|老公|老婆|孙子|孙女|房子|房屋|工资|退休金|宅基地)"
    r"|本人(?:的)?(?:房|家|住房|工资|退休金|孩子|儿子|女儿|父亲|母亲|妻子|丈夫|爱人|宅基地|被|遭)"
)
_FOR_ME = re.compile(r"(?:为|给|帮|替)(?:我|本人)(?![国省市区县们会])|(?:赔偿|补偿|还给|返还|补发|安置)(?:给)?(?:我|本人)(?![国省市区县们])|(?:请|恳)[^。，\n]{0,12}(?:我家|本人的)")
_SELLING = re.compile(r"(?:我(?:公司|司|厂|店|企业)|本(?:公司|厂|店))[^。！？\n]{0,20}(?:产品|品牌|技术|专利|系统|服务|平台|设备)|欢迎(?:选购|订购|加盟|购买)|(?:优惠|促销|团购)价|(?:采购|使用|推广)(?:我|本)(?:公司|司|厂)")
_ACCUSING = re.compile(r"(?:实名)?(?:举报|检举|控告)(?!人|电话|渠道|平台|制度|机制|奖励|投诉|箱|线索|热线|和|、|，|；|。)[^。，；\n]{0,16}(?:书记|局长|主任|院长|校长|镇长|区长|经理|董事长|科长|处长)")
_ABOVE = re.compile(r"(?:建议|提请|恳请|呼吁|请)(?:由)?(?:国务院|全国人大|全国政协|中央(?!商务)|中共中央|国家(?:层面|有关部[门委]|发展改革委|发改委)|最高人民(?:法院|检察院))[^。；\n]{0,30}")
_AUTHORITY = re.compile(
    r"政府|部门|机关|主管|[区市省县镇乡]委|[各相]级|街道|社区|居委|村委|公安|法院|检察|管委会|委员会|单位|党委|城管|交警|机构|有关方面|相关方面|人大|政协|"
    r"[一-鿿]{2,8}(?:局|厅|委|办|中心|公司|集团|协会|学校|医院)|教育|卫健|卫生|民政|财政|人社|住建|规划|环保|生态环境|交通|水[利务]|农业|文[化旅]|市场监管|税务|应急|消防"
)
_FIGURE = re.compile(r"\d+(?:\.\d+)?\s*(?:%|％|‰|万|亿|个百分点)|百分之[一二三四五六七八九十百零\d]+|[一二三四五六七八九十]+成(?!为|立|功|本|果|员|长|效|熟|都|绩|就|交)")
_DATED = re.compile(r"(?:19|20)\d{2}\s*年?|[近过最]去?[一二三四五六七八九十几两\d]+年|[今去前]年|上?半年|季度|[截至]止?到?|目前|同期|同比|期间|十[二三四五]五|\d+月")
_SOURCED = re.compile(r"据|统计|数据|显示|调查|调研|走访|问卷|公报|年鉴|普查|报告|监测|抽样|测算|资料|《")
# fmt: on


def _whole(code: Doubt, weight: Weight, part: Part | None = None, **params: str | int | float) -> Finding:
    return Finding(code, weight, part, params=MappingProxyType(params))


def _at(
    code: Doubt, weight: Weight, where: tuple[Part, int, str], start: int, end: int, **params: str | int | float
) -> Finding:
    part, item, text = where
    return Finding(code, weight, part, item, Span(start, end), mask(text)[start:end], MappingProxyType(params))


def _length(text: str) -> int:
    return len(_WORDS.findall(text))


def _both_parts(proposal: Proposal, _: Demands) -> Iterator[Finding]:
    """A situation and at least one suggestion (提案工作条例: 有情况、有分析、有具体建议)."""
    if _length(proposal.situation + proposal.analysis) < 20:
        yield _whole(Doubt.NO_SITUATION, Weight.MUST, Part.SITUATION)
    if _length("".join(proposal.suggestions)) < 10:
        yield _whole(Doubt.NO_SUGGESTIONS, Weight.MUST, Part.SUGGESTION)


def _lengths(proposal: Proposal, demands: Demands) -> Iterator[Finding]:
    suggested = _length("".join(proposal.suggestions))
    whole = _length(proposal.situation + proposal.analysis) + suggested
    if 10 <= suggested < demands.suggestions_shortest:
        wanted = demands.suggestions_shortest
        yield _whole(Doubt.SUGGESTIONS_SHORT, Weight.HINT, Part.SUGGESTION, found=suggested, wanted=wanted)
    if whole < demands.shortest:
        yield _whole(Doubt.TOO_SHORT, Weight.HINT, found=whole, wanted=demands.shortest)
    if whole > demands.longest:
        yield _whole(Doubt.TOO_LONG, Weight.HINT, found=whole, wanted=demands.longest)


def _title(proposal: Proposal, _: Demands) -> Iterator[Finding]:
    """The title says what is to be done about what."""
    left = signs(_TITLE_FRAME.sub("", normalise(proposal.title)))
    length = _length(proposal.title)
    if len(left) < 2:
        yield _at(Doubt.TITLE_SAYS_NOTHING, Weight.MUST, (Part.TITLE, 0, proposal.title), 0, len(proposal.title))
    elif not 5 <= length <= 45:
        yield _whole(Doubt.TITLE_LENGTH, Weight.HINT, Part.TITLE, found=length)


def _parted(proposal: Proposal, _: Demands) -> Iterator[Finding]:
    lone = len(proposal.suggestions) == 1 and _length(proposal.suggestions[0]) > 300
    if proposal.suggestions and (lone or proposal.guessed):
        yield _whole(Doubt.SUGGESTIONS_NOT_PARTED, Weight.HINT, Part.SUGGESTION)


def _quoted(code: Doubt, weight: Weight, pattern: re.Pattern[str]) -> Callable[[Proposal, Demands], Iterator[Finding]]:
    """A rule that quotes the first words a pattern fits in each field."""

    def rule(proposal: Proposal, _: Demands) -> Iterator[Finding]:
        for where in proposal.fields():
            match = pattern.search(where[2])
            if match is not None:
                yield _at(code, weight, where, match.start(), match.end())

    return rule


def _in_court(proposal: Proposal, _: Demands) -> Iterator[Finding]:
    """A case number or the author's own case weighs; words that courts use may only describe the matter."""
    for where in proposal.fields():
        own = _OWN_CASE.search(where[2])
        match = own or _COURT.search(where[2])
        if match is not None:
            yield _at(Doubt.IN_COURT, Weight.MUST if own else Weight.HINT, where, match.start(), match.end())


def _own_interest(proposal: Proposal, _: Demands) -> Iterator[Finding]:
    """It weighs when the author's own affair is told and something is asked for the author too."""
    mine = [(where, match) for where in proposal.fields() if (match := _MINE.search(where[2]))]
    asks = any(_FOR_ME.search(text) for *_, text in proposal.fields())
    for where, match in mine:
        weight = Weight.MUST if asks else Weight.HINT
        yield _at(Doubt.OWN_INTEREST, weight, where, match.start(), match.end())


def _personal(proposal: Proposal, _: Demands) -> Iterator[Finding]:
    for where in proposal.fields():
        for each in find_personal(where[2]):
            weight = Weight.MUST if each.kind in (Kind.ID_CARD, Kind.BANK_CARD) else Weight.HINT
            yield _at(Doubt.PERSONAL, weight, where, each.start, each.end, kind=each.kind.value)


def _authority(proposal: Proposal, demands: Demands) -> Iterator[Finding]:
    text = normalise("\n".join(proposal.suggestions))
    named = _AUTHORITY.search(text) or any(unit in text for unit in demands.units)
    if text.strip() and not named:
        yield _whole(Doubt.NO_AUTHORITY, Weight.HINT, Part.SUGGESTION)


def _repeated(proposal: Proposal, _: Demands) -> Iterator[Finding]:
    """Sentences of thirty characters and more that stood before, letter for letter."""
    seen: set[tuple[str, ...]] = set()
    for where in proposal.fields():
        for sentence in sentences(where[2]):
            bare = signs(sentence.text)
            if len(bare) < 30:
                continue
            if bare in seen:
                yield _at(Doubt.REPEATED, Weight.HINT, where, sentence.start, sentence.end)
            seen.add(bare)


def _figures(proposal: Proposal, _: Demands) -> Iterator[Finding]:
    """Figures need a period or a source somewhere in the text."""
    told = [(Part.SITUATION, 0, proposal.situation), (Part.ANALYSIS, 0, proposal.analysis)]
    figures = [(where, match) for where in told for match in _FIGURE.finditer(where[2])]
    text = proposal.situation + proposal.analysis
    if len(figures) >= 3 and not (_DATED.search(text) and _SOURCED.search(text)):
        where, match = figures[0]
        yield _at(Doubt.FIGURES_WITHOUT_SOURCE, Weight.HINT, where, match.start(), match.end(), found=len(figures))


def _two_matters(proposal: Proposal, demands: Demands, rarity: Rarity, cutter: Cutter) -> Iterator[Finding]:
    split = find_split(proposal.suggestions, rarity, cutter)
    if split is not None and split.score >= demands.apart:
        text = proposal.suggestions[split.first - 1]
        where = (Part.SUGGESTION, split.first, text)
        last, score = len(proposal.suggestions), round(split.score, 3)
        yield _at(Doubt.TWO_MATTERS, Weight.HINT, where, 0, len(text), first=split.first, last=last, score=score)


_RULES: tuple[Callable[[Proposal, Demands], Iterator[Finding]], ...] = (
    _both_parts,
    _title,
    _quoted(Doubt.SECRETS, Weight.MUST, _SECRET),
    _in_court,
    _own_interest,
    _quoted(Doubt.ADVERTISING, Weight.HINT, _SELLING),
    _quoted(Doubt.ACCUSATION, Weight.HINT, _ACCUSING),
    _personal,
    _parted,
    _lengths,
    _authority,
    _quoted(Doubt.ABOVE_US, Weight.HINT, _ABOVE),
    _repeated,
    _figures,
)
