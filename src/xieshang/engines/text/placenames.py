"""The names of places as a text has them, by their last characters; a district's own gazetteer knows better."""

from __future__ import annotations

import re
from collections.abc import Iterator

import rjieba

from xieshang.engines.text.writing import normalise

_ENDING = re.compile(
    "(?:街道|社区|小区|大道|花园|广场|新城|公园|大厦|公寓|家园|学校|小学|中学|大学|学院|医院|[路街巷弄镇乡村区县市苑城站桥湾府园])$"
)
_HAN = re.compile(r"[\u3400-\u9fffa-zA-Z0-9]+$")
# Words that end like a place and are none.
_NO_PLACE = frozenset(
    [
        "小区",
        "社区",
        "街道",
        "学校",
        "小学",
        "中学",
        "大学",
        "学院",
        "医院",
        "广场",
        "公园",
        "花园",
        "公寓",
        "大厦",
        "家园",
        "农村",
        "城市",
        "城区",
        "全市",
        "我市",
        "本市",
        "全区",
        "我区",
        "本区",
        "市区",
        "郊区",
        "县城",
        "乡村",
        "超市",
        "上市",
        "股市",
        "楼市",
        "门市",
        "道路",
        "公路",
        "铁路",
        "马路",
        "线路",
        "高速公路",
        "思路",
        "出路",
        "一路",
        "网站",
        "车站",
        "加油站",
        "政府",
        "乡镇",
        "城镇",
        "地区",
        "辖区",
        "园区",
        "校区",
        "景区",
        "片区",
        "灾区",
        "库区",
        "幼儿园",
        "物业",
        "小镇",
        "新区",
        "开发区",
        "进城",
        "商城",
        "都市",
        "该市",
        "省市",
        "各市",
        "县市",
        "该县",
        "全县",
        "我县",
        "各县",
        "本县",
        "该村",
        "全村",
        "我村",
        "本村",
        "各村",
        "该区",
        "各区",
        "该镇",
        "本镇",
        "我镇",
        "全镇",
        "逛街",
        "上街",
        "大街",
        "步行街",
        "走路",
        "问路",
        "修路",
        "铺路",
        "让路",
        "堵路",
        "网路",
        "电路",
        "短路",
        "销路",
        "退路",
        "后路",
        "半路",
        "沿路",
        "站",
        "桥",
        "府",
        "园",
        "路",
        "街",
        "村",
        "镇",
        "乡",
        "区",
        "县",
        "市",
        "城",
        "苑",
        "湾",
        "巷",
        "弄",
    ]
)


def named(text: str) -> list[str]:
    """The places a text names, each as often as it does, written as they are in it."""
    return list(_named(normalise(text)))


def _named(text: str) -> Iterator[str]:
    words = list(rjieba.cut(text))
    for place, word in enumerate(words):
        if not _ENDING.search(word):
            continue
        if word not in _NO_PLACE and len(word) >= 3:
            yield word
            continue
        # "星沙" + "街道", "A3" + "区": what stands before belongs to it
        before = words[place - 1] if place else ""
        if _HAN.match(before) and (len(before) >= 2 or before.isascii()) and word in _NO_PLACE | {"街道"}:
            yield before + word
        elif word not in _NO_PLACE:
            yield word
