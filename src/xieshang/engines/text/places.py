"""The places a text names: those of the district's gazetteer first, then what is written like a place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xieshang.engines.text.writing import Cutter, Span, normalise, normalise_with_places, plain_cutter


@dataclass(frozen=True)
class Known:
    """A place of the gazetteer.

    key      what the app knows it by
    name     as it should be written
    kind     street, community, road, estate …: the app's own word
    aliases  other ways of writing it (old names, short forms)
    """

    key: str
    name: str
    kind: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlaceFound(Span):
    """A place named in a text.

    name  its one form: of the gazetteer, else as written, normalised
    key   of the gazetteer, "" for a place known only by its ending
    kind  of the gazetteer, else the ending that told it (路, 小区 …)
    """

    name: str
    key: str
    kind: str


class Gazetteer:
    """Known places, looked up by the longest name that fits.

    Where two places share a name the first one given has it, as the caller lists the nearest first.
    """

    def __init__(self, places: Iterable[Known] = ()) -> None:
        self._named: dict[str, Known] = {}
        for place in places:
            for name in (place.name, *place.aliases):
                written = normalise(name).strip()
                if len(written) > 1:
                    self._named.setdefault(written, place)
        self._lengths: dict[str, list[int]] = defaultdict(list)
        for name in self._named:
            self._lengths[name[:2]].append(len(name))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)
        self.cutter = Cutter(self._named) if self._named else plain_cutter()

    def names_in(self, text: str) -> Iterator[tuple[int, int, Known]]:
        """Start, end and place of each known name in a normalised text, from left to right, none overlapping."""
        at = 0
        while at < len(text) - 1:
            for length in self._lengths.get(text[at : at + 2], ()):
                place = self._named.get(text[at : at + length])
                if place is not None and at + length <= len(text):
                    yield at, at + length, place
                    at += length
                    break
            else:
                at += 1


_ENDINGS = (
    "街道|社区|小区|大道|花园|家园|公园|广场|新城|新村|公寓|大厦|大桥|立交桥|菜市场|农贸市场|市场|学校|小学|中学|医院|幼儿园|火车站|地铁站|汽车站|开发区|"
    "路|街|巷|弄|胡同|镇|乡|村|苑|湾|里|桥|区|县"
)
_ENDING = re.compile(rf"(?:{_ENDINGS})$")
# Words that end so and name no place, alone or before an ending.
_WORDS = (
    "道路 公路 铁路 马路 线路 电路 网路 思路 出路 一路 沿路 高速公路 高架桥 人行道 街道 社区 小区 大道 花园 家园 公园 广场 新城 新村 公寓 大厦 大桥 市场 学校 小学 中学 医院 幼儿园 菜市场 农贸市场 "
    "火车站 地铁站 汽车站 开发区 城区 市区 郊区 地区 辖区 园区 校区 景区 片区 库区 厂区 老区 山区 社会 农村 乡村 全村 本村 我村 该村 各村 城镇 乡镇 小镇 全镇 本镇 我镇 全区 我区 本区 该区 各区 区县 市县 全县 本县 我县 "
    "该县 县区 天桥 过街天桥 大街 步行街 逛街 上街 走路 问路 修路 铺路 让路 堵路 后路 半路 十字路 这里 那里 哪里 家里 心里 手里 公里 城里 村里 店里 夜里 屋里 嘴里 眼里 里 路 街 巷 弄 镇 乡 村 苑 湾 桥 区 县 "
    "家乡 故乡 老乡 下乡 城乡 港湾 弯路 股票市场 劳动力市场 人才市场"
)
_NO_PLACES = frozenset(_WORDS.split())
_OPENERS = frozenset(
    [
        "的",
        "了",
        "在",
        "到",
        "去",
        "从",
        "由",
        "与",
        "和",
        "及",
        "或",
        "是",
        "我",
        "我们",
        "本",
        "该",
        "这",
        "那",
        "每",
        "各",
        "全",
        "某",
        "一",
        "一个",
        "一条",
        "两",
        "两个",
        "几",
        "几个",
        "多",
        "多个",
        "有",
        "无",
        "没有",
        "请",
        "让",
        "把",
        "被",
        "对",
        "对于",
        "关于",
        "位于",
        "地处",
        "住",
        "住在",
        "家住",
        "来自",
        "前往",
        "经过",
        "沿",
        "沿着",
        "靠近",
        "附近",
        "老",
        "新",
        "老旧",
        "旧",
        "小",
        "大",
        "建",
        "建设",
        "修",
        "修建",
        "修复",
        "改造",
        "整治",
        "完善",
        "加强",
        "推进",
        "打造",
        "进",
        "进入",
        "离开",
        "离",
        "里",
        "里的",
        "内",
        "外",
        "上",
        "下",
        "中",
        "号",
        "栋",
        "楼",
        "整个",
        "所有",
        "部分",
        "许多",
        "不少",
        "周边",
        "什么",
        "哪个",
        "其他",
        "另外",
        "以及",
        "还有",
        "因为",
        "由于",
        "现在",
        "目前",
        "最近",
        "今年",
        "去年",
        "公共",
        "普通",
        "重点",
        "私立",
        "公立",
        "民办",
        "示范",
        "美丽",
        "智慧",
        "文明",
        "城市",
        "农村",
        "人才",
        "房地产",
        "劳动力",
        "消费",
        "国内",
        "国际",
        "全国",
        "居民",
        "业主",
        "市民",
        "群众",
        "住宅",
        "开放",
        "封闭",
        "高档",
        "优质",
        "附属",
        "辖区",
        "我区",
        "我市",
        "本市",
        "全市",
        "全区",
    ]
)
_NAME_WORD = re.compile(r"[一-鿿A-Za-z0-9]+$")


def find_places(text: str, gazetteer: Gazetteer | None = None) -> tuple[PlaceFound, ...]:
    """Places in order, none overlapping; spans are of the source, full-width signs and all.

    The longest known name wins. Beside those, a word or two before an ending (路, 小区, 街道 …) is taken for a place;
    general words (这条路, 老旧小区) are not. A house number is no part of a place: it is personal (`find_personal`).
    """
    known = gazetteer or _NONE
    form = normalise_with_places(text)
    found: list[PlaceFound] = []
    at = 0
    for start, end, place in known.names_in(form.text):
        found += _by_ending(form.text, at, start, known.cutter)
        found.append(PlaceFound(start, end, place.name, place.key, place.kind))
        at = end
    found += _by_ending(form.text, at, len(form.text), known.cutter)
    placed = [(form.source_span(each.start, each.end), each) for each in found]
    return tuple(PlaceFound(span.start, span.end, each.name, each.key, each.kind) for span, each in placed)


def _by_ending(text: str, start: int, end: int, cutter: Cutter) -> Iterator[PlaceFound]:
    words = cutter.words(text[start:end])
    ends = [start]
    for word in words:
        ends.append(ends[-1] + len(word))
    free = 0  # words before this one belong to an earlier place
    for i, word in enumerate(words):
        ending = _ENDING.search(word)
        if ending is None:
            continue
        first = i
        if word in _NO_PLACES or len(word) < 3:
            while first > free and i - first < 2 and _is_name(words[first - 1]) and ends[i + 1] - ends[first - 1] <= 10:
                first -= 1
        whole = text[ends[first] : ends[i + 1]]
        if whole in _NO_PLACES or whole[0] in "这那该每某各哪" or len(whole) < 3 or (first == i and word in _NO_PLACES):
            continue
        free = i + 1
        yield PlaceFound(ends[first], ends[i + 1], whole, "", ending[0])


def _is_name(word: str) -> bool:
    single = len(word) == 1 and not word.isascii()
    general = word in _OPENERS or word[0] in "这那该本每某各哪"
    return bool(_NAME_WORD.match(word)) and not general and not single and not _ENDING.search(word)


_NONE = Gazetteer()
