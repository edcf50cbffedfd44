"""Reports of the made-up district: some sixty, one at least in every state, each lived through the one door."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from xieshang.core.calendar import local_day
from xieshang.core.deeds import quietly
from xieshang.core.models import Item
from xieshang.demo import texts
from xieshang.demo.lives import Cast, Life, deed
from xieshang.people.models import Person
from xieshang.voices import actions as voices
from xieshang.voices.models import Message, Referral, Report, State
from xieshang.voices.privacy import masked

SEED = 20260607
# How far a report of the last weeks has got, so that each desk has something on it
FRESH = (
    "draft", "submitted", "submitted", "returned", "withdrawn", "not_taken", "chosen", "at_section", "at_office",
    "at_secretary", "at_secretary", "signed", "issued", "sent", "received", "handed_back", "combined", "answered",
)  # fmt: skip
OLD = ("archived", "archived", "told", "not_taken", "archived", "settled", "told", "combined")
FRAMES = ("群众盼{}", "建议关注{}", "{}，居民有话说", "应加快{}", "委员走访反映：{}")
GROUNDS = {
    "kept": "情况属实，先留存，适时综合报送。",
    "known": "同类情况上月已经报送，有关部门正在研究。",
    "done": "经了解，有关部门已列入今年计划并开工。",
    "several": "一篇中讲了三件事，请分开报送。",
    "empty": "建议部分较笼统，请补充具体做法后再报。",
}
LEADERS = (
    ("district", "区委书记 周秉文"),
    ("district", "区长 沈国梁"),
    ("district", "副区长 韩雪梅"),
    ("city", "副市长 郭志远"),
)
INSTRUCTIONS = (
    "反映的问题很具体，请相关部门现场核实，拿出办法，一个月内回复。",
    "请认真研究采纳。这类小事最见民生，不要拖。",
    "请牵头单位会同街道办理，结果反馈政协。",
)
ANSWERS = (
    "我单位已会同街道到现场核实，情况属实。其中最急的一处已于本周整改到位，其余列入本季度计划，由分管领导牵头，按月通报进度。",
    "经核实，所提两条建议均予采纳。方案已报区政府，经费在年度预算中安排，完成后我们将请反映人到现场看一看。",
    "所反映问题部分属实。能立即办的已经办理；涉及产权的部分需征得住户同意，已由社区逐户上门，进展另行反馈。",
)
TOLD = "您反映的情况已编入《社情民意》报送区领导和有关部门，承办单位已到现场核实并答复：能办的马上办，需要时间的列入计划。谢谢您的反映。"


@dataclass(frozen=True)
class Written:
    """What a report says, and the unit it would go to."""

    title: str
    situation: str
    suggestions: str
    unit: str


def written(rng: np.random.Generator, day: date) -> Written:
    """A report made of what a proposal of the same day would have said, shorter and closer to those who said it."""
    text = texts.proposal(rng, day)
    core = re.sub(r"(情况|工作)?的?(若干|几点|意见|调研与?|思考与)?(建议|提案)$", "", text.title.removeprefix("关于"))
    sentences = [each for each in re.split(r"(?<=。)", text.situation) if each and "提案" not in each]
    title = FRAMES[int(rng.integers(len(FRAMES)))].format(core)[:100]
    suggestions = "\n".join(f"{n}. {each}" for n, each in enumerate(text.suggestions[:3], 1))
    return Written(title, "".join(sentences[:5])[:900], suggestions[:500], text.lead)


def report_lives(cast: Cast, until: date, count: int) -> Iterator[Life]:
    """The lives of so many reports; with dice of their own, so that the rest of the district stays as it is."""
    cast = replace(cast, rng=np.random.default_rng(SEED))
    rng = cast.rng
    for n, stop in enumerate(FRESH[: max(count, len(FRESH))]):
        day = until - timedelta(days=int(rng.integers(12, 20)))
        author = cast.members[n % 4]
        yield report_life(cast, author, day, stop, urgent=n in (1, 10))
    for n in range(count - len(FRESH)):
        day = until - timedelta(days=int(rng.integers(40, 330)))
        yield report_life(cast, cast.pick(cast.members), day, OLD[n % len(OLD)], urgent=cast.chance(0.08))


def report_life(cast: Cast, author: Person, day: date, stop: str, *, urgent: bool = False) -> Life:
    """One report, or three that become one, up to where it stops."""
    rng, at = cast.rng, cast.on(day, 8, 12)
    yield at
    text = written(rng, day)
    source = taken_from(cast) if cast.chance(0.4) else None
    item = begin(author, text, at, source, urgent=urgent, kind=str(rng.choice(["own", "visit", "station"])))
    if stop == "draft":
        return
    at += timedelta(minutes=int(rng.integers(5, 90)))
    yield at
    item = deed(item, "submit", author, at)
    if stop == "submitted":
        return
    if stop == "withdrawn":
        deed(item, "withdraw", author, at + timedelta(hours=1), why="另行补充后再报。")
        return
    parts = []
    if stop == "combined":
        for other in (cast.pick(cast.members), cast.pick(cast.members)):
            if other.pk == author.pk:
                continue
            at += timedelta(hours=1)
            yield at
            part = begin(other, written(rng, day), at, None, urgent=False, kind="visit")
            parts.append(deed(part, "submit", other, at + timedelta(minutes=5)))
    at = cast.later(at, 1, 2)
    yield at
    if stop == "returned":
        deed(item, "return", cast.informant, at, why="请写清涉及多少户、什么时候开始的，补充后再报。")
        return
    if stop == "not_taken":
        ground = str(rng.choice(sorted(GROUNDS)))
        deed(item, "not_take", cast.informant, at, ground=ground, why=GROUNDS[ground])
        return
    if parts:
        item = deed(
            item, "combine", cast.informant, at, others=[part.pk for part in parts], title=f"{text.title}等情况"
        )
    else:
        item = deed(item, "choose", cast.informant, at)
    at += timedelta(hours=2)
    yield at
    item = deed(
        item, "revise", cast.informant, at, title=masked(f"{item.title}（核）")[:100].replace("（核）", ""),
        situation=masked(item.situation).replace("我们", "委员"), suggestions=masked(item.suggestions) + "\n请有关部门研究。",
    )  # fmt: skip
    if stop == "chosen":
        return
    yield from sign_off(cast, item, at, stop)


def begin(author: Person, text: Written, at: datetime, source: Item | None, *, urgent: bool, kind: str) -> Report:
    return voices.draft_report(
        by=author,
        at=at,
        title=text.title,
        situation=text.situation,
        suggestions=text.suggestions,
        source="" if source else kind,
        is_urgent=urgent,
        urgent_why="涉及老人出行安全" if urgent else "",
        sources=[source] if source else [],
    )


def taken_from(cast: Cast) -> Message | None:
    """A resident's message of the last weeks that still stands."""
    for message, _text in cast.open_messages[-40:][::-1]:
        if cast.chance(0.2):
            message.refresh_from_db(fields=["state"])
            if message.state not in (State.WITHDRAWN, State.FORGOTTEN, State.DECLINED):
                return message
    return None


def sign_off(cast: Cast, item: Report, at: datetime, stop: str) -> Life:
    steps: list[tuple[str, str, Person | None, dict[str, Any]]] = [
        ("at_section", "hand_up", cast.informant, {}),
        ("at_office", "pass_section", cast.section_head, {}),
        ("at_secretary", "pass_office", cast.office_head, {}),
        ("signed", "sign", cast.secretary, {}),
        ("issued", "issue", cast.informant, {"product": str(cast.rng.choice(["opinion", "opinion", "information"]))}),
    ]
    if stop == "archived" and cast.chance(0.2):
        at += timedelta(hours=1)
        yield at
        item = deed(item, "hand_up", cast.informant, at)
        item = deed(
            item,
            "send_back",
            cast.section_head,
            at + timedelta(hours=1),
            why="第二段数据请再核一遍，标题压到三十字以内。",
        )
        at += timedelta(hours=3)
    for reached, move, by, more in steps:
        at = at + timedelta(hours=int(cast.rng.integers(1, 5)))
        yield at
        item = deed(item, move, by, at, **more)  # type: ignore[arg-type]
        if reached == stop:
            return
    yield from aftermath(cast, item, at, stop)


def aftermath(cast: Cast, item: Report, at: datetime, stop: str) -> Life:
    """Sent up, written on, passed on, answered, told back, archived."""
    rng = cast.rng
    at += timedelta(hours=2)
    yield at
    addressees = ["party", "government", "departments"] + (["city_cppcc"] if cast.chance(0.5) else [])
    item = deed(item, "send_up", cast.informant, at, addressees=addressees, on=local_day(at))
    at = cast.later(at, 0, 2)
    yield at
    instruction = None
    if cast.chance(0.6):
        level, leader = LEADERS[int(rng.integers(len(LEADERS)))]
        item = deed(
            item, "note_instruction", cast.informant, at, level=level, leader=leader, on=local_day(at),
            text=str(rng.choice(INSTRUCTIONS)),
        )  # fmt: skip
        instruction = item.instructions.get().pk
    unit = cast.units[texts.proposal(np.random.default_rng(item.pk), local_day(at)).lead]
    item = deed(
        item, "pass_on", cast.informant, at + timedelta(minutes=20), units=[unit.pk], task="请核实并研究办理，按期回复。",
        instruction=instruction,
    )  # fmt: skip
    if stop == "sent":
        return
    referral: Referral = item.referrals.select_related("unit", "report").get()
    clerk = cast.unit_clerks[unit.pk]
    at = cast.later(at, 0, 1)
    yield at
    referral = deed(referral, "receive", clerk, at)
    if stop == "received":
        return
    at = cast.later(at, 1, 3) if stop in FRESH else cast.later(at, 5, 20)
    yield at
    if stop in ("handed_back", "settled"):
        referral = deed(referral, "hand_back", clerk, at, why="经研究，主要涉及另一部门职责，建议改转。")
        if stop == "handed_back":
            return
        deed(referral, "settle", cast.informant, at + timedelta(hours=3))
    else:
        deed(referral, "answer", clerk, at, answer=str(rng.choice(ANSWERS)))
    if stop == "answered":
        return
    if cast.chance(0.4):
        level = str(rng.choice(["city", "city", "province"]))
        how = str(rng.choice(["single", "combined", "department"]))
        item = deed(item, "note_use", cast.informant, at + timedelta(hours=1), level=level, how=how, on=local_day(at))
    at = cast.later(at, 1, 4)
    yield at
    with quietly():
        item = deed(item, "report_back", cast.informant, at, text=TOLD)
    if stop == "archived":
        at = cast.later(at, 3, 20)
        yield at
        deed(item, "archive", cast.informant, at)
