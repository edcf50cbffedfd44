"""Messages of nobody, written for these tests: a few matters, each in several people's words; and where the real ones lie."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from xieshang.engines.text.events import Message

BESIDE = Path(__file__).parents[4] / "shared" / "data" / "gov_messages"

LABELLED = [
    ("小区物业乱收停车费，业主投诉没人管", "住房"),
    ("物业公司不退装修押金", "住房"),
    ("住宅楼外墙渗水，维修基金申请不下来", "住房"),
    ("老旧小区加装电梯补贴怎么申请", "住房"),
    ("物业费涨价没有经过业主大会同意", "住房"),
    ("楼道灯坏了半年物业不修", "住房"),
    ("小学周边放学时段没有护学岗", "教育"),
    ("孩子入学划片范围调整没有通知家长", "教育"),
    ("幼儿园学费突然上涨，家长没有收到说明", "教育"),
    ("中学晚自习强制收费", "教育"),
    ("课后托管班老师人数不够", "教育"),
    ("学校食堂饭菜质量差，家长要求公开食材", "教育"),
    ("公交车末班时间太早，晚班工人回不了家", "交通"),
    ("十字路口红绿灯时间太短，老人过不了马路", "交通"),
    ("公交站台没有遮雨棚", "交通"),
    ("早高峰大货车闯禁行，道路拥堵", "交通"),
    ("共享单车堆在人行道上影响通行", "交通"),
    ("路口斑马线磨损看不清，车辆不让行人", "交通"),
]

RENDERING = "柳荫里7号院暖气不热"
MATTERS = {
    "heating": [
        (RENDERING, "柳荫里7号院从十一月起暖气片不热，室内只有十三度，老人孩子都冻感冒了，供热公司说管网老化。"),
        ("柳荫里7号院供暖不达标", "我家住柳荫里7号院三单元，暖气一直不热，室内温度十三四度，请督促供热公司检修管网。"),
        ("反映柳荫里小区暖气不热的问题", "柳荫里7号院多户暖气片冰凉，供热公司电话打不通，室内温度不到十四度。"),
        ("柳荫里7号院暖气何时能热", "供热公司来过两次，7号院暖气还是不热，老人受不了，希望尽快更换老化管网。"),
    ],
    "market": [
        (
            "长风菜市场要拆迁，摊贩去哪里",
            "长风菜市场年底拆迁，我们一百多个摊贩没有接到安置方案，希望公布过渡市场地点。",
        ),
        ("长风菜市场拆迁安置方案什么时候公布", "听说长风菜市场要拆，摊贩没有安置，周边居民买菜也不方便。"),
        ("长风菜市场拆迁后居民买菜难", "菜市场拆迁以后最近的市场要走三公里，请在附近设过渡菜市场，安置摊贩。"),
    ],
    "bus": [
        ("建议312路公交延长末班车时间", "312路末班车晚上八点半，工业园晚班工人下班没有车，建议延长到十一点。"),
        ("312路公交末班车太早", "在工业园上晚班，312路末班车八点半就没了，希望延长末班车时间。"),
        ("312路末班车能不能晚一点", "工业园区晚班工人很多，312路公交末班太早，打车回家太贵。"),
    ],
}
ALONE = [
    ("图书馆周末座位不够", "区图书馆周末座位紧张，早上九点就满了，建议增加自习座位。"),
    ("请问残疾证到期怎么换", "残疾证马上到期，换证要带什么材料，可以网上办吗。"),
    ("广场舞音响声音太大", "每天晚上广场舞音响很吵，孩子没法写作业。"),
]


def messages() -> list[Message]:
    """All matters and the lone ones, one person each, two days apart."""
    texts = [pair for pairs in MATTERS.values() for pair in pairs] + ALONE
    start = datetime(2026, 11, 2, 9, 0)  # noqa: DTZ001 (days of the district)
    return [
        Message(f"m{n}", title, body, start + timedelta(days=2 * n), f"p{n}") for n, (title, body) in enumerate(texts)
    ]


@cache
def real(name: str) -> list[dict[str, str]]:
    """A table of the real messages."""
    path = BESIDE / name
    content = path.read_bytes()
    words = gzip.decompress(content) if name.endswith(".gz") else content
    return list(csv.DictReader(io.StringIO(words.decode("utf-8-sig"), newline="")))
