"""Questions as residents and clerks would put them, and which of the made-up messages answer them.

Written for the bench. The generator of the texts knows which event a message belongs to, its topic and the place, so that
what is right is known without anybody's judgement.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Right = Callable[[Any], bool]


def event(code: str) -> Right:
    return lambda text: text.event == code


def about(topic: str, words: str, place: str = "") -> Right:
    """Messages of a topic with these words in the title, at that place."""
    return lambda text: text.topic == topic and words in text.title and place in text.title


QUESTIONS: list[tuple[str, Right]] = [
    ("染坊弄夜里那股臭味是哪家厂排出来的", event("dye-smell")),
    ("动力时刻健身房跑路了年卡能退钱吗", event("gym-closed")),
    ("东埠路夜间施工太吵能不能改到白天", event("night-works")),
    ("312路公交改线以后竹里小区的老人怎么去医院", event("bus-312")),
    ("绮云苑和南绮路的自来水为什么发黄", event("brown-water")),
    ("北漾村河滩上有人晚上烧布角料", event("scrap-burning")),
    ("临水名邸的学区怎么突然变了", about("places", "学区", "临水名邸")),
    ("柳浜新村物业的停车费和公共收益没有公开", about("property", "公共收益", "柳浜新村")),
    ("三眼桥小区晚上回家找不到停车位", about("parking", "车位", "三眼桥小区")),
    ("织造路的大件垃圾堆着没人清运", about("waste", "大件垃圾", "织造路")),
    ("独居老人在家出了事没有人知道", about("elders", "独居老人")),
    ("三眼桥农贸市场有没有配自动除颤仪", about("aed", "除颤仪", "三眼桥农贸市场")),
    ("云梭路商户卸货占道天天堵车", about("market", "卸货占道", "云梭路")),
    ("河塍路共享单车停在盲道上", about("bikes", "共享单车", "河塍路")),
    ("楼上漏水调解了几次都没有用", about("mediation", "漏水调解")),
    ("图书馆晚上关门太早能不能延长开放时间", about("library", "图书馆")),
    ("斗门河半夜有人偷排污水", about("rivers", "偷排", "斗门河")),
    ("绮川小学操场周末向居民开放", about("sports", "操场", "绮川小学")),
    ("竹里小区电动车充电桩又少又贵", about("ebike", "充电桩", "竹里小区")),
    ("我妈听了养老投资课被骗钱", about("scams", "养老投资课")),
    ("鹭鸣村机埠坏了田里没有水灌", about("fields", "机埠", "鹭鸣村")),
    ("塍南菜场的摊位费一年比一年高", about("wetmarket", "摊位费", "塍南菜场")),
]
