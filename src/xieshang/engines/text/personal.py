"""Personal data in Chinese text: found with its kind and place, and masked without moving a character."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xieshang.engines.text.writing import Span, normalise, normalise_with_places, plain_cutter


class Kind(StrEnum):
    """What a stretch of text tells about a person."""

    MOBILE = "mobile"
    LANDLINE = "landline"  # a fixed telephone that no words before it call an office's
    ID_CARD = "id_card"  # of 18 or 15 signs
    BANK_CARD = "bank_card"
    PLATE = "plate"
    EMAIL = "email"
    QQ = "qq"
    WECHAT = "wechat"
    ADDRESS = "address"  # house number, building with flat; the street before it stays
    NAME = "name"


@dataclass(frozen=True)
class Personal(Span):
    """A stretch of the source that is personal, and of which kind."""

    kind: Kind


# What a mask shows of the kind; the rest of the stretch is filled up. A name is 某 for each of its characters.
_LABELS = {
    Kind.MOBILE: "手机号",
    Kind.LANDLINE: "电话",
    Kind.ID_CARD: "身份证号",
    Kind.BANK_CARD: "银行卡号",
    Kind.PLATE: "车牌",
    Kind.EMAIL: "邮箱",
    Kind.QQ: "QQ号",
    Kind.WECHAT: "微信号",
    Kind.ADDRESS: "住址",
    Kind.NAME: "",
}
_FILLS = {Kind.NAME: "某"}
_FILL = "*"

_PROVINCES = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]"  # GB/T 2260
_AMOUNT = r"(?!\s*(?:\.\d|多?[万亿元户人吨度米平立千公]|kWh|%))"
_ALONE = r"(?<![\d.])(?<!\d-)"
# fmt: off
_EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,12}(?![A-Za-z0-9])", re.ASCII)
_ID_18 = re.compile(rf"(?<![\dA-Za-z])(?:{_PROVINCES})\d{{4}}[ -]?(?:19|20)\d{{6}}[ -]?\d{{3}}[\dXx](?![\dA-Za-z])")
_ID_15 = re.compile(rf"(?<![\dA-Za-z])(?:{_PROVINCES})\d{{4}}\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{{3}}(?![\dA-Za-z])")
_CARD = re.compile(r"(?<![\dA-Za-z.])[2-69]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,4}(?:[ -]?\d{1,3})?(?![\dA-Za-z])")
_CARD_CUE = re.compile(r"(?:银行|卡号|[账帐][号户]|卡)[^\d。;\n]{0,12}$")
_MOBILE = re.compile(rf"{_ALONE}(?:(?:\+|00)?86[ -]?)?1[3-9]\d([ -]?)\d{{4}}\1\d{{4}}(?!\d){_AMOUNT}")
_SPELT = re.compile(r"(?<![零〇一二三四五六七八九幺])[一幺][三四五六七八九][零〇一二三四五六七八九幺]{9}(?![零〇一二三四五六七八九幺十百千万亿])")
_AREA = r"0(?:10|2\d|[3-9]\d{2})"
_LANDLINE = re.compile(rf"{_ALONE}(?:\({_AREA}\)[ -]?|{_AREA}[ -]{{0,2}})[2-8]\d{{2,3}}[ -]?\d{{4}}(?:(?:[ -]|转)\d{{1,6}})?(?!\d){_AMOUNT}")
_SHORT_LANDLINE = re.compile(rf"(?:电话|座机|固话|致电|联系方式|Tel)(?:号码)?\s*[:是为]?\s*([2-8]\d{{2,3}}[ -]?\d{{4}})(?!\d){_AMOUNT}", re.IGNORECASE)
_OFFICE = re.compile(r"(?:热线|客服|咨询|监督|举报|投诉|值班|服务|办公|公开|受理|报名|预约|总机|查询|报修|应急|救援|公示|公布)(?:室|处|台|窗口)?(?:电话|热线|号码|专线|座机)*\s*[:是为]?\s*$")
_PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•. -]?(?=[A-Z]{0,2}\d)(?:[A-HJ-NP-Z0-9]{4}[学警港澳挂]|[A-HJ-NP-Z0-9]{5,6})(?![A-Za-z0-9])")
_QQ = re.compile(r"(?:QQ|扣扣|企鹅)(?:号码?|群号?|账号)?\s*[:是为]?\s*([1-9]\d{4,11})(?!\d)", re.IGNORECASE)
_WECHAT = re.compile(r"(?:微信|薇信|wechat|weixin|(?<![A-Za-z])wx|(?<![A-Za-z])vx|加微|加v)(?:号码?|账号|\s*ID)?\s*[:是为]?\s*([A-Za-z][\w-]{5,19}|1[3-9]\d{9})(?![\w-])", re.IGNORECASE | re.ASCII)

_ROOM = r"(?:[A-Za-z]?\d{3,4}|[一二三四五六七八九十]楼\d{1,2})"
_FLAT = (rf"(?:\d{{1,3}}|[A-Za-z甲乙丙丁]\d?|[一二三四五六七八九十]{{1,3}})(?:栋|幢|座|号楼|#|门)\s*"
         rf"(?:(?:\d{{1,2}}|[A-Za-z甲乙丙丁东西中一二三四五六])(?:单元|门|梯)\s*)?-?{_ROOM}(?:室|房|号|户|#)?")
_NOT_A_DOOR = (r"(?!\s*(?:线|桥|桩|闸|井|口|门|台|文|令|机|地|车|站|码|标|公告|提案|议案|建议|栋|幢|楼|院内|"
               r"开始|停|晚|早|上午|下午|中午|凌晨|当天|那天|[以之]?[前后]|起|就|左右|到|至\d))")
_ADDRESS = re.compile(
    rf"(?:(?<=[路街巷弄坊])|(?<=大道)|(?<=胡同)|(?<=村)(?!\d{{1,4}}号(?:楼|线))|(?<=[村社组队]\d组)|(?<=村[一二三四五六七八九十]组)|(?<=村[一二三四五六七八九十]组))\s*"
    rf"(?:\d{{1,4}}弄)?\d{{1,4}}(?:-\d{{1,3}})?号(?:附\d{{1,3}}号?)?(?:院\s*)?(?:{_FLAT}|(?<=号)\s*{_ROOM}(?:室|房|户)|{_NOT_A_DOOR})"
    rf"|(?<![\dA-Za-z第]){_FLAT}(?![\d元年%万亿个人户米平吨度])"
    rf"|(?<![\d])\d{{1,2}}单元\s*-?{_ROOM}(?:室|房|号|户)?(?![\d元年%万亿个人户米平吨度])"
)

# The hundred and some most frequent surnames of the census; those that open everyday words after a cue are weighed below.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦傅付方白邹孟熊秦邱江"
    "尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季"
    "裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲滕屈饶牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬"
)
_DOUBLE = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "长孙", "慕容", "夏侯", "司徒", "端木")
_NOT_IN_NAMES = frozenset(
    "的了是在有不我你他她它们这那就都也很与及或把被让给对从向到因所但而则且着过去说要会能没只还又再请问谢您什么怎吗呢吧啊哪谁几多少两"
    "年月日号时分点元块第上下左右里外前后区市县省镇乡村街道路栋幢室楼门单位业主居户某人员者师生等每各该某此电话费房校院局厅处科所站厂店司组队"
)
_FIRM_CUE = r"(?:我叫|我的名字(?:是|叫)|(?<![改更取命])(?:名叫|名字叫)|(?:真实|我的)?姓名\s*[:是为]|(?:联系|投诉|举报|反映|来信|写信|留言|信访|申请|检举|控告|报告|提案|签名|署名|求助)人(?:姓名)?\s*[:是为]|联系人|(?:户主|当事人|法定代表人|法人代表?|负责人|经办人|承办人|患者|死者|业主代表|开户名)\s*[:是为])"
_SOFT_CUE = r"(?:本人|我是|(?:投诉|举报|反映|来信|写信|留言|信访|申请|求助)人|业主|居民|村民|住户|户主|老人|学生|职工|员工|我(?:父亲|母亲|爸|妈|丈夫|老公|妻子|老婆|儿子|女儿|爱人|哥|弟|姐|妹|孩子)(?:叫)?|名字是)"
_CUE = re.compile(rf"(?P<firm>{_FIRM_CUE})\s*|(?P<soft>{_SOFT_CUE})\s?")
_AFTER_NAME = re.compile(r"\s*(?:[,。、;:.!?()\[\]\n]|$|先生|女士|同志|男|女|今年|现年|现住|家住|住[在于址]?|身份证|电话|手机|联系|系|是|在|于|来自|，)|\s")
_AFTER_SOFT = re.compile(r"\s*(?:[,。、;:!?()\[\]\n]|$|先生|女士|同志|身份证|电话|手机|联系电话|系|现年|家住|反映|来电|致电|称|表示|投诉|诉)|\s")
# fmt: on
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def has_right_check_sign(number: str) -> bool:
    """Whether the last sign of an 18-sign identity number fits the others.

    Source: GB 11643-1999 (ISO 7064, MOD 11-2).
    """
    bare = re.sub(r"[ -]", "", number).upper()
    if not re.fullmatch(r"\d{17}[\dX]", bare):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, bare[:17], strict=True))
    return bare[17] == "10X98765432"[total % 11]


def has_right_card_digit(number: str) -> bool:
    """Whether a card number passes the Luhn check (ISO/IEC 7812-1)."""
    digits = [int(each) for each in number if each.isdigit()][::-1]
    doubled = [2 * each - 9 if each > 4 else 2 * each for each in digits[1::2]]
    return bool(digits) and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def find_personal(text: str, names: Iterable[str] = ()) -> tuple[Personal, ...]:
    """What a text tells about persons, in order and never overlapping.

    names  of persons known to stand in it (who wrote it, who handled it), found wherever they are

    Full-width digits, blanks and invisible signs inside a number do not hide it. Not taken for personal: numbers of
    documents, dates, amounts, hotlines (12345, 95xxx, 400) and the telephones that the text itself calls an office's.
    A name without any cue before it (我叫, 联系人, 本人 …) and not among `names` is not found.
    """
    known = sorted({each for name in names if len(each := normalise(name).strip()) > 1}, key=len, reverse=True)
    found: list[Personal] = []
    left = text
    while True:
        fresh = [each for each in _once(left, known) if not any(each.overlaps(other) for other in found)]
        if not fresh:
            return tuple(sorted(found))
        found.extend(fresh)
        # Masking one number can lay bare another that it leaned on, so we look until nothing is left.
        left = mask(left, fresh)


def mask(text: str, found: Iterable[Personal] | None = None) -> str:
    """The text with what is personal replaced by the name of its kind, as long as before.

    found  as `find_personal` gives it; by default what it finds

    138… becomes 手机号********, a name 某某. Masking a masked text changes nothing.
    """
    spans = find_personal(text) if found is None else sorted(found)
    made: list[str] = []
    at = 0
    for span in spans:
        if not at <= span.start <= span.end <= len(text):
            raise ValueError("The spans overlap or do not belong to this text.")
        length = span.end - span.start
        made += [text[at : span.start], (_LABELS[span.kind] + _FILLS.get(span.kind, _FILL) * length)[:length]]
        at = span.end
    return "".join([*made, text[at:]])


def _once(text: str, names: list[str]) -> Iterator[Personal]:
    form = normalise_with_places(text)
    taken: list[Span] = []
    for kind, finder in _FINDERS:
        for here in finder(form.text):
            if here.start < here.end and not any(here.overlaps(other) for other in taken):
                taken.append(here)
                whole = form.source_span(here.start, here.end)
                yield Personal(whole.start, whole.end, kind)
    for name in names:
        for match in re.finditer(re.escape(name), form.text):
            here = Span(*match.span())
            if not any(here.overlaps(other) for other in taken):
                taken.append(here)
                whole = form.source_span(here.start, here.end)
                yield Personal(whole.start, whole.end, Kind.NAME)


def _all(pattern: re.Pattern[str], group: int = 0) -> Callable[[str], Iterator[Span]]:
    def finder(text: str) -> Iterator[Span]:
        for match in pattern.finditer(text):
            yield Span(*match.span(group))

    return finder


def _id_cards(text: str) -> Iterator[Span]:
    for match in _ID_18.finditer(text):
        bare = re.sub(r"[ -]", "", match[0])
        if has_right_check_sign(bare) or _is_birthday(bare[6:14]):
            yield Span(*match.span())
    for match in _ID_15.finditer(text):
        if _is_birthday("19" + match[0][6:12]):
            yield Span(*match.span())


def _is_birthday(written: str) -> bool:
    try:
        born = date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2099


def _cards(text: str) -> Iterator[Span]:
    """Numbers of 16 to 19 digits that pass the check, or that the words before call an account's."""
    for match in _CARD.finditer(text):
        count = sum(1 for each in match[0] if each.isdigit())
        called = _CARD_CUE.search(text[max(match.start() - 24, 0) : match.start()])
        if 16 <= count <= 19 and (called or has_right_card_digit(match[0])):
            yield Span(*match.span())


def _landlines(text: str) -> Iterator[Span]:
    for match in _LANDLINE.finditer(text):
        if not _OFFICE.search(text[max(match.start() - 16, 0) : match.start()]):
            yield Span(*match.span())
    for match in _SHORT_LANDLINE.finditer(text):
        if not _OFFICE.search(text[max(match.start() - 12, 0) : match.start(1)]):
            yield Span(*match.span(1))


def _names(text: str) -> Iterator[Span]:
    for cue in _CUE.finditer(text):
        firm = cue["firm"] is not None
        length = _name_length(text, cue.end(), firm)
        if length:
            yield Span(cue.end(), cue.end() + length)


def _name_length(text: str, at: int, firm: bool) -> int:
    """How many characters of a name begin here; 0 for none.

    After a soft cue (我是, 业主) a name must end where the phrase does, and be no word of the dictionary: 程序员 and 高中生
    begin with a surname too.
    """
    surname = 2 if text[at : at + 2] in _DOUBLE else 1 if text[at : at + 1] in _SURNAMES else 0
    if not surname:
        return 0
    ends = _AFTER_NAME if firm else _AFTER_SOFT
    fits = [n for n in (2, 1) if _is_given(text[at + surname : at + surname + n], n)]
    for n in fits:
        name = text[at : at + surname + n]
        if ends.match(text, at + surname + n) and not _is_plain_word(name):
            return surname + n
    if firm and fits and not _is_plain_word(text[at : at + surname + fits[0]]):
        return surname + fits[0]
    return 0


def _is_given(written: str, length: int) -> bool:
    return len(written) == length and all("一" <= each <= "鿿" and each not in _NOT_IN_NAMES for each in written)


def _is_plain_word(name: str) -> bool:
    """Whether the dictionary holds it as something else than a name."""
    if name.startswith(_DOUBLE):
        return False
    tagged = plain_cutter().tagged(name)
    if len(tagged) == 1:
        return not tagged[0][1].startswith(("nr", "x", "ng"))
    return len(tagged[0][0]) > 1 and tagged[0][1] in ("n", "v", "d", "c", "p", "t", "ns", "vn", "f", "r")


# Where two kinds claim the same characters, the first of the table has them.
_FINDERS: tuple[tuple[Kind, Callable[[str], Iterator[Span]]], ...] = (
    (Kind.EMAIL, _all(_EMAIL)),
    (Kind.ID_CARD, _id_cards),
    (Kind.BANK_CARD, _cards),
    (Kind.WECHAT, _all(_WECHAT, 1)),
    (Kind.QQ, _all(_QQ, 1)),
    (Kind.MOBILE, _all(_MOBILE)),
    (Kind.MOBILE, _all(_SPELT)),
    (Kind.LANDLINE, _landlines),
    (Kind.PLATE, _all(_PLATE)),
    (Kind.ADDRESS, _all(_ADDRESS)),
    (Kind.NAME, _names),
)
