"""Does a reply answer? What is formula in it, what is left, what it names, and which suggestion it speaks to."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from math import log, sqrt
from types import MappingProxyType

from xieshang.engines.text.personal import mask
from xieshang.engines.text.rarity import Rarity, Vector, cosine, joined
from xieshang.engines.text.writing import Passage, Span, clauses, normalise, sentences, signs


class Formula(StrEnum):
    """What a clause is that says nothing about the matter (套话)."""

    GREETING = "greeting"  # 网友：您好！
    RECEIPT = "receipt"  # 您的留言已收悉
    SUBJECT = "subject"  # 您反映的……问题: repeats the question
    LEAD_IN = "lead_in"  # 现将有关情况回复如下
    ATTENTION = "attention"  # 我局高度重视
    FORWARDING = "forwarding"  # 已转相关部门处理
    REFERRAL = "referral"  # 建议您向……反映
    PROMISE = "promise"  # 将及时回复: when, what and by whom is not said
    THANKS = "thanks"  # 感谢您对我们工作的支持、理解与监督
    WISHES = "wishes"  # 祝您生活愉快
    CONTACT = "contact"  # 如有疑问，请拨打……
    DATE = "date"  # 2019年5月9日, alone
    LEARNED = "learned"  # written again and again in the office's own replies


class Element(StrEnum):
    """What a good answer names."""

    FINDING = "finding"  # 经核实
    BASIS = "basis"  # 根据《…》
    ACTION = "action"  # 已责令整改
    DATE = "date"  # a day, a month or a term for what is done
    UNIT = "unit"  # who does it
    CONTACT = "contact"  # whom to ask
    RESULT = "result"  # the class of the result: A, B or C, 已解决, 列入计划, 留作参考


@dataclass(frozen=True)
class EmptyClause(Passage):
    """A clause of the reply that is formula."""

    formula: Formula


@dataclass(frozen=True)
class ReplyReading:
    """What stands in a reply.

    formulas          its clauses that say nothing, in order
    boilerplate_share characters of those clauses among all, 0 to 1 (marks and blanks not counted)
    substance         characters that are left
    score             0 to 1, how surely it answers; `is_substantive` is score >= 0.5
    elements          what it names, each with the first place where
    """

    formulas: tuple[EmptyClause, ...]
    boilerplate_share: float
    substance: int
    score: float
    elements: Mapping[Element, Span]

    @property
    def is_substantive(self) -> bool:
        """Whether it is more than an acknowledgement or a forwarding."""
        return self.score >= 0.5


@dataclass(frozen=True)
class LearnedFormulas:
    """Clauses an office writes again and again, kept as hashes of their bare words, so nothing can be read back."""

    hashes: frozenset[bytes] = frozenset()

    @classmethod
    def from_replies(cls, replies: Iterable[str], least: int = 10) -> LearnedFormulas:
        """Learn the clauses that stand in at least so many different replies, digits and personal data aside."""
        seen: Counter[bytes] = Counter()
        for reply in {*replies}:
            seen.update({_skeleton(each.text) for each in clauses(mask(reply))})
        seen.pop(_skeleton(""), None)
        return cls(frozenset(each for each, count in seen.items() if count >= least))

    def __contains__(self, clause: str) -> bool:
        return bool(self.hashes) and _skeleton(clause) in self.hashes


def _skeleton(clause: str) -> bytes:
    bare = re.sub(r"[\W\d_*某]+", "", normalise(clause).lower())
    return blake2b(bare.encode(), digest_size=8).digest() if bare else b""


SUBSTANCE = 16  # characters that must be left for a reply to count as an answer; ./dev bench text tells how it does

_YOU = r"(?:您|你|贵|该|此|网友|网民|市民|委员|群众|诉求人|来信人)"
_WHAT = r"(?:问题|情况|事项|事情|事宜|诉求|建议|意见|帖文|帖子|发帖|留言|来信|来电|信件|信息|内容|反映|投诉|咨询|求助|提案|信访件?|工单)"
_END = r"[\s,，.。!！?？;；:：、~…)）】”\"']*$"
_HANDED = (
    r"(?:处理|处置|核查|核实|核处|调查|查处|办理|办复|研究|研处|落实|解决|答复|回复|反馈|了解|跟进|阅处|阅研|参考)"
)
# fmt: off
_FORMULAS: tuple[tuple[Formula, re.Pattern[str]], ...] = tuple(
    (formula, re.compile(pattern)) for formula, pattern in (
    (Formula.DATE,       rf"^[(（]?(?:[一-鿿]{{0,14}}(?:局|办公室|政府|委员会|委|街道|中心|公司)\s*)?(?:\d{{4}}|[二〇○零一二三四五六七八九]{{4}})\s*[年.\-/]\s*[\d一二三四五六七八九十]{{1,3}}\s*[月.\-/]\s*(?:[\d一二三四五六七八九十]{{1,3}}\s*[日号]?)?[)）]?{_END}"),
    (Formula.GREETING,   rf"^(?:尊敬的|敬爱的|亲爱的|某)*\S{{0,8}}?(?:网友|网民|市民|群众|委员|同志|先生|女士|朋友|老师|居民|业主|用户|读者|代表|来信人|某某|“”)+\S{{0,4}}?(?:[您你]们?好)?{_END}"),
    (Formula.GREETING,   rf"^\S{{0,12}}(?:[您你]们?好|大家好|此致|敬礼){_END}"),
    (Formula.RECEIPT,    rf"{_WHAT}?.{{0,8}}(?:收悉|收到|获悉|知悉|已阅|悉知|敬悉|已受理)(?:了)?{_END}|^(?:接到?|收到).{{0,24}}{_WHAT}.{{0,6}}(?:后|以后|之后)?{_END}"),
    (Formula.LEAD_IN,    rf"(?:如下|下|以下){_END}|^(?:现|特|专|兹|特此|专此|就此|此复).{{0,30}}(?:回复|答复|反馈|说明|告知|复函|函复|回告){_END}|^(?:特此|专此|谨此|此复|以上回复).{{0,6}}{_END}|(?:答复|回复|情况|反馈)[:：]$"),
    (Formula.SUBJECT,    rf"^(?:针对|关于|对于|就|对|有关|根据|按照)?{_YOU}?(?:们)?(?:在.{{0,24}})?(?:所)?(?:反[映应]|提[出到]?|咨询|投诉|来信|留言|发帖|询问|关心|述|说)(?:的|到的|中)?.{{0,60}}{_WHAT}{_END}|^(?:针对|关于).{{0,80}}(?:问题|情况|建议|诉求|提案|留言|来信)的?(?:答复|回复)?{_END}"),
    (Formula.ATTENTION,  r"高度重视|非常重视|十分重视|极为重视|立即(?:组织|安排|召开|进行)(?:相关|有关|精干|专人|人员|工作人员|力量|了)?.{0,12}(?:调查|核实|核查|研究|落实|处理)|第一时间(?:组织|安排|进行|联系)"),
    (Formula.FORWARDING, rf"(?:已|将|并|我们|迅速|及时|立即|均|先|再|又|现|予以|办)?.{{0,14}}(?:转(?![变型让弯运播])|交(?![通警叉房付纳费流易接汇界道班往谈楼清])|反馈给|批转|呈送|上报|抄送)(?:给|至|到|由|了)?.{{0,30}}(?:部门|单位|局|办|处|委|公司|街道|镇|乡|区|县|市|队|院|校|中心|机关|领导|政府|站|所|园|社).{{0,12}}?(?:{_HANDED}|[、并及和以进行予按依照等相关应实际情况]|尽快|积极|认真){{0,12}}{_END}"),
    (Formula.FORWARDING, rf"(?:已|将).{{0,6}}(?:转交|转办|交办|转达|转至|转给|督办|批转).{{0,16}}{_END}"),
    (Formula.REFERRAL,   rf"^(?:我[们办局])?(?:建议|请|敬请|欢迎|可|烦请|望|您可|你可|还请)(?:{_YOU})?(?:们)?(?:还)?(?:可以?|直接|自行|及时|先|到|前往|进一步|也|同时)*(?:向|与|和|至|到|去|拨打|致电|登录|登陆|联系|电话|来电|咨询|提供|完善|查询|通过).{{0,40}}(?:反映|反馈|咨询|了解|联系|查询|投诉|举报|申诉|反应|情况|办理|线索|信息|网站|微信|电话|热线|专线|人与事|有关规定)?.{{0,8}}{_END}"),
    (Formula.REFERRAL,   rf"不属于?.{{0,16}}(?:管辖|管理|职责|职能|受理|权限)(?:的)?(?:范围|权限|范畴|职责)?(?:之?内)?{_END}|(?:属|由|归).{{0,16}}(?:管辖|管理|主管|负责){_END}"),
    (Formula.PROMISE,    rf"(?:将|会|如有|一旦有|有).{{0,18}}(?:及时|尽快|第一时间|尽早|随时|适时)?.{{0,10}}(?:回复|答复|反馈|告知|公布|通报|公开){_END}|(?:请|敬请|望|并请)?.{{0,6}}(?:留意|关注|等待|耐心等待|等候|静候).{{0,12}}(?:回复|答复|结果|反馈|消息|公告|处理)?{_END}|^(?:我[们局办].{{0,4}})?(?:将|会)(?:继续|不断|进一步|一如既往|更加|再接再厉|认真|积极)(?:地)?(?:努力|加强工作|改进工作|做好工作|关注|研究|考虑|采纳|吸纳|完善工作)*{_END}|已.{{0,4}}(?:进行|作|做)?过?(?:了)?(?:回复|答复)(?:过)?(?:了)?{_END}|[您你]的(?:建议|意见)(?:很|非常|十分)好"),
    (Formula.THANKS,     r"(?:感谢|谢谢|致谢|多谢|深表谢意|表示(?:衷心)?(?:的)?(?:感谢|歉意)|不便之处|敬请谅解|请您?谅解|望您?理解|请您?理解|给予理解|予以理解|理解(?:、|和|与|及)支持|支持(?:、|和|与|及)(?:理解|配合|监督|关[心注])|欢迎.{0,14}(?:监督|支持|批评|建议))"),
    (Formula.WISHES,     r"祝(?:[您你]|愿|福|.{0,6}(?:生活|工作|身体|事事|万事|阖家|家庭|学习))|(?:生活|工作|身体|心情)(?:愉快|顺利|健康)|(?:万事|一切)(?:如意|顺利)"),
    (Formula.CONTACT,    rf"(?:如|若|倘|如果).{{0,10}}(?:有|存|需|对).{{0,14}}(?:疑问|疑义|问题|异议|不明|意见|建议|需要|了解|咨询|不满|情况)?.{{0,14}}{_END}(?<=[,，])|(?:联系|咨询|监督|办公|举报|投诉|热线|服务)?(?:电话|热线|邮箱|地址)(?:号码)?\s*(?:为|是)?[:：\[(（【0-9*].{{0,24}}$|^(?:请|欢迎|可|也可|您可)?.{{0,4}}(?:拨打|致电|来电).{{0,36}}$|^\[?(?:电话|手机|邮箱|已隐去)\]?.{{0,8}}$"),
    )
)
_ELEMENTS: Mapping[Element, re.Pattern[str]] = MappingProxyType({
    Element.FINDING: re.compile(r"经(?:核实|调查|核查|查|了解|现场|研究|查实|查证|我局|与|勘[察查]|测|初步|实地|走访)|据(?:查|了解|核实|悉)|调查(?:了解|发现|核实)|目前[,，]?(?!.{0,6}(?:无法|如下))|现场(?:查看|勘[察查]|核实)|情况属实|反映.{0,6}属实"),
    Element.BASIS: re.compile(r"(?:根据|依据|按照|依照|遵照|参照)[^。；]{0,20}(?:《|〔|\[\d{4}|规定|文件|条例|办法|法律|政策|标准|规划|要求|精神|通知)|《[^》]{3,50}》|第[一二三四五六七八九十百\d]+条"),
    Element.ACTION: re.compile(r"(?:已|已经|正在|将|现已|均已|拟|计划|责令|要求|督促|约谈|立案|处罚|查处|取缔|拆除|整改|安排|启动|下[发达]|出台|印发|制定|修[复建订]|新[增建]|增[设加]|组织|开展|完善|加[强大]|落实|推进)[^。；，,]{0,24}(?:整改|拆除|完成|处罚|查处|清理|修复|建设|改造|启动|实施|施工|整治|安装|设置|调整|开通|发放|退还|解决|纠正|约谈|停[工业]|巡查|检查|执法|培训|宣传|立案|协调|落实|完善|方案|机制|办法|制度|工作|项目)"),
    Element.DATE: re.compile(r"(?:(?:19|20)\d{2}\s*年\s*)?\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号]|底|初|中旬|上旬|下旬|份)|(?:19|20)\d{2}\s*年(?:底|初|内|上半年|下半年|第?[一二三四1-4]季度)?|(?:今|明|后|本)年(?:底|内|初|上半年|下半年)?|[一二三四五六七八九十两\d]+\s*个?(?:工作日|天|周|月|季度|年)(?:之?内|前|后)|近期(?:内)?|十[三四五]五"),
    Element.UNIT: re.compile(r"(?:由|经|会同|联合|协同|牵头|责成|督促|我|市|区|县|省|镇)[一-鿿]{0,10}(?:局|委|办|厅|街道|中心|公司|政府|大队|支队|集团|学校|医院|社区|所|站|院|处)|[一-鿿]{2,12}(?:街道办事处|管理局|委员会|人民政府|公安局|规划局|交警大队|城管局|教育局|有限公司|住建局)"),
    Element.CONTACT: re.compile(r"(?:电话|热线|专线|联系人|联系方式|邮箱|手机|座机)[^。；]{0,14}(?:\d{4,}|\[|\*{3,}|手机号|电话)|(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|12\d{3})(?!\d)|\[(?:电话|手机|邮箱)\]"),
    Element.RESULT: re.compile(r"[(（【\[“\"]?[ABC]\s*类|(?:办理)?结果[:：]?\s*[ABC]|(?:已|予以)(?:经)?(?:解决|采纳|办结|落实到位)|(?:列入|纳入)[^。；，]{0,14}(?:计划|规划|议程|方案)|留作参考|(?:暂|难以|无法|不予)(?:不)?(?:具备条件|采纳|解决|实施|受理|予以)"),
})
# fmt: on


def read_reply(reply: str, learned: LearnedFormulas | None = None) -> ReplyReading:
    """Tell formula from substance in a reply, clause by clause, and find what it names.

    learned  formulas of the office itself, beside the patterns that everybody uses

    Only acknowledging, thanking, forwarding or referring elsewhere is no answer. No model stands behind it: the
    clauses that match are shown, so anybody can check the judgement.
    """
    known = learned or LearnedFormulas()
    empty: list[EmptyClause] = []
    whole = substance = 0
    for clause in _clauses_of(reply):
        length = len(signs(clause.text))
        whole += length
        formula = _formula_of(clause.text, known)
        if formula is None:
            substance += length
        elif length:
            empty.append(EmptyClause(clause.start, clause.end, clause.text, formula))
    elements = {
        element: Span(*match.span()) for element, pattern in _ELEMENTS.items() if (match := pattern.search(reply))
    }
    score = substance / (substance + SUBSTANCE) if substance else 0.0
    share = (whole - substance) / whole if whole else 0.0
    return ReplyReading(tuple(empty), share, substance, score, MappingProxyType(elements))


def _clauses_of(reply: str) -> Iterable[Passage]:
    """Clauses; a date or a greeting glued before the next words ("2019年5月9日网友您好") is cut off."""
    for clause in clauses(reply):
        at = 0
        for match in _GLUED.finditer(clause.text):
            if match.start() > at:
                yield _piece(clause, at, match.start())
            yield _piece(clause, match.start(), match.end())
            at = match.end()
        if at < len(clause.text):
            yield _piece(clause, at, len(clause.text))


_GLUED = re.compile(
    r"(?:尊敬的|某)?(?:网友|网民|市民)*[您你]好(?=[一-鿿])|(?:19|20)\d{2}[年.]\d{1,2}[月.]\d{1,2}日?(?=$|(?:尊敬的)?网友)"
)


def _piece(clause: Passage, start: int, end: int) -> Passage:
    return Passage(clause.start + start, clause.start + end, clause.text[start:end])


def _formula_of(clause: str, learned: LearnedFormulas) -> Formula | None:
    form = normalise(clause).strip()
    if not signs(form):
        return None
    for formula, pattern in _FORMULAS:
        if pattern.search(form):
            return formula
    return Formula.LEARNED if clause in learned else None


def pairs_of_characters(text: str) -> list[str]:
    """Every two characters that stand side by side, marks and blanks left out: the terms relevance counts in."""
    run = "".join(signs(text))
    return [run[i : i + 2] for i in range(len(run) - 1)]


@dataclass(frozen=True)
class Background:
    """What an office's questions and replies have in common, so that it counts for little.

    rarity  of pairs of characters
    middle  the mean of its questions, each of length one
    """

    rarity: Rarity = field(default_factory=Rarity)
    middle: Vector = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def learned(cls, questions: Sequence[str], replies: Sequence[str], others: Sequence[str] = ()) -> Background:
        """From questions (title in the first line) and replies, and how common words are from other texts, too."""
        rarity = Rarity.learned([*questions, *replies, *others], pairs_of_characters)
        vectors = [vector for question in questions if (vector := _asked(question, rarity))]
        whole = joined({term: weight / _length(each) for term, weight in each.items()} for each in vectors)
        return cls(rarity, MappingProxyType({term: weight / len(vectors) for term, weight in whole.items()}))


@dataclass(frozen=True)
class Relevance:
    """How much a reply speaks of a question.

    score   likeness of the two, less the reply's likeness to the office's questions on the whole: -1 to 1, about 0
            for a reply that fits any question
    shared  the longest stretches both have, at most five, for the reader
    """

    score: float
    shared: tuple[str, ...]


def relevance(question: str, reply: str, background: Background | None = None) -> Relevance:
    """Whether the reply belongs to the question, by the pairs of characters they share.

    question    title, and text if there is one, a line each: the first line counts three times
    background  learned from the office's own questions and replies; it matters much

    Counts enter by their logarithm, so a street named ten times is not all that is seen.
    """
    known = background or Background()
    said = _damped(Counter(pairs_of_characters(reply)), known.rarity)
    usual = sum(weight * known.middle.get(term, 0.0) for term, weight in said.items()) / (_length(said) or 1.0)
    return Relevance(cosine(_asked(question, known.rarity), said) - usual, _shared(question, reply, said))


def _asked(question: str, rarity: Rarity) -> Vector:
    title, _, rest = question.partition("\n")
    return _damped(Counter(3 * pairs_of_characters(title) + pairs_of_characters(rest)), rarity)


def _length(vector: Vector) -> float:
    return sqrt(sum(weight * weight for weight in vector.values()))


def _damped(counts: Counter[str], weights: Rarity) -> Mapping[str, float]:
    return {term: (1 + log(count)) * weights.weight(term) for term, count in counts.items()}


def _shared(question: str, reply: str, weight: Mapping[str, float]) -> tuple[str, ...]:
    """Longest common stretches of at least two characters, none inside another."""
    asked = "".join(signs(question))
    found: set[str] = set()
    for clause in clauses(reply):
        said = "".join(signs(clause.text))
        at = 0
        while at < len(said) - 1:
            length = 2
            while at + length <= len(said) and said[at : at + length] in asked:
                length += 1
            if length > 2:
                found.add(said[at : at + length - 1])
                at += length - 2
            at += 1
    ordered = sorted(found, key=lambda each: (-sum(weight.get(pair, 0.0) for pair in pairs_of_characters(each)), each))
    kept: list[str] = []
    for each in ordered:
        if not any(each in other for other in kept):
            kept.append(each)
    return tuple(kept[:5])


@dataclass(frozen=True)
class Answered:
    """What a reply says to one suggestion.

    item      its number, from 1
    score     likeness of the best sentence, 0 to 1
    sentence  that sentence, where it stands in the reply; None when the reply has none
    """

    item: int
    score: float
    sentence: Passage | None
    is_answered: bool


# Likeness from which a sentence counts as speaking to a suggestion: what one in twenty sentences of another proposal
# comes to, with every pair weighing the same and with a rarity that was learned.
ANSWERED_UNWEIGHTED = 0.10
ANSWERED = 0.05


def answered(
    suggestions: Sequence[str], reply: str, background: Background | None = None, learned: LearnedFormulas | None = None
) -> tuple[Answered, ...]:
    """For each suggestion the sentence of the reply that speaks to it most, and whether it does.

    Sentences of nothing but formulas count for none. A suggestion is compared by all it says, a reply sentence
    together with the one after it, as answers often take two.
    """
    weights = (background or Background()).rarity
    known = learned or LearnedFormulas()
    said = [
        each
        for each in sentences(reply)
        if any(_formula_of(clause.text, known) is None for clause in clauses(each.text))
    ]
    vectors = [
        _damped(Counter(pairs_of_characters(each.text + (said[i + 1].text if i + 1 < len(said) else ""))), weights)
        for i, each in enumerate(said)
    ]
    least = ANSWERED if weights.texts else ANSWERED_UNWEIGHTED
    found: list[Answered] = []
    for item, suggestion in enumerate(suggestions, start=1):
        wanted = _damped(Counter(pairs_of_characters(suggestion)), weights)
        scores = [cosine(wanted, vector) for vector in vectors]
        best = max(range(len(scores)), key=scores.__getitem__, default=None)
        if best is None:
            found.append(Answered(item, 0.0, None, is_answered=False))
        else:
            found.append(Answered(item, scores[best], said[best], is_answered=scores[best] >= least))
    return tuple(found)


@dataclass(frozen=True)
class Copied:
    """A passage that stands in another reply, too.

    span   in the reply that was checked
    other  the key of the reply it also stands in
    """

    span: Span
    other: str


class ReplyIndex:
    """Sentences of many replies by their bare words, to see which stand in several.

    others  key to text of each reply; where a sentence stands in several, the first in order is named
    least   characters a sentence must have to count
    """

    def __init__(self, others: Mapping[str, str], least: int = 20) -> None:
        self._least = least
        self._holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for key, text in others.items():
            for bare in {signs(each.text) for each in sentences(text)}:
                if len(bare) >= least:
                    self._holders[bare].append(key)

    def find_copied(self, reply: str, key: str = "", learned: LearnedFormulas | None = None) -> tuple[Copied, ...]:
        """Passages of a reply that stand word for word in other replies, formulas aside.

        key  of the reply itself, if it is in the index

        A sentence counts when nothing but marks and blanks differs; neighbours out of the same other reply are one
        passage.
        """
        known = learned or LearnedFormulas()
        found: list[Copied] = []
        for sentence in sentences(reply):
            keys = [each for each in self._holders.get(signs(sentence.text), ()) if each != key]
            if not keys or all(_formula_of(clause.text, known) for clause in clauses(sentence.text)):
                continue
            before = found[-1] if found else None
            if before is not None and before.other in keys and not signs(reply[before.span.end : sentence.start]):
                found[-1] = Copied(Span(before.span.start, sentence.end), before.other)
            else:
                found.append(Copied(Span(sentence.start, sentence.end), keys[0]))
        return tuple(found)
