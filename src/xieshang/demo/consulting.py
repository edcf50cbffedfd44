"""The consultations of the made-up district: one on each platform, each at another stage, lived deed by deed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from xieshang.consultations import actions
from xieshang.consultations.actions.gathering import rate_by_code
from xieshang.consultations.actions.mapping import draw_map
from xieshang.consultations.models import Consultation, Seat, Statement
from xieshang.core.actions import ACTIONS
from xieshang.core.calendar import is_working_day
from xieshang.demo.lives import Cast, Life
from xieshang.matters.models import Commitment
from xieshang.people.models import Person, Unit


@dataclass(frozen=True)
class Staff:
    """Who runs consultations: the clerk of a committee, a second one, and the liaison officer of a street."""

    committee: Person
    second: Person
    liaison: Person


def deed(kind: str, item: Any, name: str, by: Person, at: datetime, **more: Any) -> Any:
    return ACTIONS[kind][name](item, by=by, at=at, **more)


def working_day(day: date) -> date:
    while not is_working_day(day, "CN"):
        day += timedelta(days=1)
    return day


@dataclass(frozen=True)
class Asked:
    """A question of the talk, which unit answers it, and what was promised with it in how many days."""

    question: str
    unit: str
    answer: str
    promise: str = ""
    days: int = 0


LIFTS = [
    Asked(
        "一楼、二楼住户不用电梯，采光还受影响，补偿标准谁来定？",
        "housing",
        "补偿由业主协商，但各小区谈法不一，容易僵持。我们会给出可参照的幅度。",
        "印发加装电梯费用分摊与低层补偿参考幅度",
        60,
    ),
    Asked(
        "审批要跑四个窗口，能不能一次受理？",
        "data",
        "规划、住建、消防、市场监管可以并联，窗口设在区行政服务中心。",
        "行政服务中心开设加装电梯一窗受理",
        85,
    ),
    Asked("管线迁移费占到总价两成，谁出？", "housing", "水、电、气、通信四家已有免收工料费的意向，目前尚未覆盖全区。"),
]
LAMPS = [
    Asked(
        "镜湖弄十四盏路灯坏了九盏，老人晚上不敢出门，什么时候修？",
        "enforcement",
        "其中五盏属街道维护，四盏产权在开发公司，我们先修后算。",
        "镜湖弄路灯全部修复并移交街道统一维护",
        30,
    ),
    Asked("电动车都停在弄堂口，消防车进不来。", "liubang", "地面已划线，仍有占用。居委会组织志愿者早晚劝导。"),
]
STATEMENTS = [
    "学校操场放学后应当向附近居民开放。",
    "开放时段应当由学校和街道共同派人值守。",
    "居民进校应当实名预约。",
    "开放带来的伤害责任应当由区里统一投保。",
    "周末开放就够了，平日不应开放。",
    "开放操场会影响学生安全，不应开放。",
    "场地维护费应当由区财政承担。",
    "应当先开放有独立出入口的学校。",
    "使用者应当付少量费用。",
    "寒暑假应当全天开放。",
]
# How far each of two camps leans to a statement: those who want the grounds open, and those who fear for the pupils
LEANS = np.array(
    [[0.95, 0.5], [0.8, 0.9], [0.55, 0.95], [0.9, 0.85], [0.15, 0.75], [0.05, 0.6], [0.85, 0.7], [0.85, 0.8],
     [0.35, 0.5], [0.9, 0.45]]
)  # fmt: skip


def heads(cast: Cast, *codes: str) -> list[Person]:
    """The leaders of units, by the units' codes as far as the district has them."""
    units = [cast.units[code] for code in codes if code in cast.units] or list(cast.units.values())[:2]
    return [cast.unit_leaders[unit.pk] for unit in units]


def talk(item: Consultation, staff: Staff, asked: Sequence[Asked], at: datetime) -> None:
    seats = list(item.places.filter(state="present").select_related("person", "unit").order_by("pk"))
    askers = [seat for seat in seats if seat.part in ("member", "resident")]
    answering = {seat.unit.code: seat for seat in seats if seat.unit}
    by = item.called_by
    for n, one in enumerate(asked):
        deed("consultation", item, "ask", by, at, asker=askers[n % len(askers)].pk, question=one.question)
        due = working_day(at.date() + timedelta(days=one.days)) if one.promise else None
        deed(
            "consultation", item, "answer", by, at, question=n + 1, answerer=answering[one.unit].pk,
            answer=one.answer, promise=one.promise, due=due,
        )  # fmt: skip


def gather(item: Consultation, at: datetime, *, but: int = 0) -> None:
    for seat in item.places.filter(state__in=["invited", "coming"]).order_by("pk")[but:]:
        deed("seat", seat, "check_in", item.called_by, at)


def keep(cast: Cast, item: Consultation, at: datetime, *, first: bool) -> None:
    """The units report their promises kept, and whoever asked confirms."""
    found = Commitment.objects.filter(source_kind="agreed", source_id__in=item.agreed.values("pk")).order_by("pk")
    for promise in found[:1] if first else found:
        if promise.state != "open":
            continue
        clerk = cast.unit_clerks[promise.unit_id]
        deed("commitment", promise, "report_kept", clerk, at, evidence="已办结，现场照片和文件存区政协办公室备查。")
        asker = promise.proposer or item.called_by
        deed("commitment", promise, "confirm", asker, at + timedelta(hours=3))


def respond(cast: Cast, item: Consultation, at: datetime, text: str) -> None:
    for unit in Unit.objects.filter(pk__in=item.agreed.values("unit")):
        deed("consultation", item, "respond", cast.unit_clerks[unit.pk], at, text=text)


# ---- The lives


def lifts_life(cast: Cast, staff: Staff, until: date) -> Life:
    """请你来协商, from a member's topic to the closed loop."""
    member, second = cast.members[0], cast.members[5]
    at = cast.on(working_day(until - timedelta(days=240)))
    yield at
    topic = actions.suggest(
        by=member, at=at, title="老旧小区加装电梯如何谈得拢、办得快", source="resident",
        reason="全区有条件加装电梯的单元三百二十个，已装四十一个。走访中群众反映，难在分摊和审批，不在钱。",
    )  # fmt: skip
    at = cast.on(working_day(until - timedelta(days=225)))
    yield at
    deed(
        "topic", topic, "list", staff.committee, at, form="invite", month=working_day(until - timedelta(days=100)).month,
        test="living", participants="委员、居民代表、专家、有关部门", leader="区政协分管副主席",
        committee="城建和人口资源环境委员会", departments="住建、资规、消防、市场监管",
    )  # fmt: skip
    for days, name in ((214, "agree"), (205, "pass"), (196, "approve")):
        at = cast.on(working_day(until - timedelta(days=days)))
        yield at
        topic = deed("topic", topic, name, staff.committee, at)
    at = cast.on(working_day(until - timedelta(days=160)))
    yield at
    item = deed("topic", topic, "call", staff.committee, at)
    held = working_day(until - timedelta(days=100))
    deed(
        "consultation", item, "edit", staff.committee, at, on=held, hour="14:30", place="区政协协商议事厅", seats=3,
        criteria="年满十八周岁、居住在老旧小区的居民均可报名，超过席位时公开抽签。",
    )  # fmt: skip
    at = cast.on(working_day(until - timedelta(days=150)))
    yield at
    for place, findings in (
        ("镜湖小区", "四十二个单元中已装五个；谈成的单元平均用时七个月，最长的谈了两年。"),
        ("鲁墟新村", "居民最在意管线迁移费；三个单元因一户不同意搁置。"),
    ):
        deed("consultation", item, "note_visit", staff.committee, at, on=at.date(), place=place, findings=findings,
             group="委员六人、住建局一人", source="走访记录与住建局台账")  # fmt: skip
    deed("consultation", item, "add_material", staff.committee, at, title="加装电梯现行办法要点",
         text="由本单元三分之二以上业主参与表决，参与表决者四分之三以上同意。\n补贴每台二十万元，竣工后拨付。",
         source="区住建局整理")  # fmt: skip
    people = [member, second, *cast.members[20:26]]
    deed("consultation", item, "invite", staff.committee, at, people=[p.pk for p in people], part="member")
    units = heads(cast, "housing", "data")
    deed("consultation", item, "invite", staff.committee, at, people=[p.pk for p in units], part="department")
    deed("consultation", item, "announce", staff.committee, at)
    at = cast.on(working_day(until - timedelta(days=140)))
    yield at
    codes = [
        actions.sign_up(item, at=at, name=name, contact="13900000000", why_here="住五楼，家里有老人。")[1]
        for name in ("蔡阿姨", "冯师傅", "老谢", "小骆", "陶女士")
    ]
    for person in people[:5]:
        deed("seat", item.places.get(person=person), "accept", person, at)
    deed("seat", item.places.get(person=people[6]), "ask_leave", people[6], at, leave_reason="business")
    at = cast.on(working_day(until - timedelta(days=110)))
    yield at
    deed("seat", item.places.get(person=people[6]), "excuse", staff.committee, at)
    deed("consultation", item, "draw_seats", staff.committee, at, seed="福彩3D当日开奖号 581")
    at = cast.on(held, 14, 15)
    yield at
    deed("consultation", item, "begin", staff.committee, at)
    gather(item, at)
    talk(item, staff, LIFTS, at)
    item = deed("consultation", item, "conclude", staff.committee, at + timedelta(hours=2))
    at = cast.on(working_day(held + timedelta(days=4)))
    yield at
    item = deed("consultation", item, "settle", staff.committee, at)
    deed("consultation", item, "issue", staff.committee, at, output="minutes", title="“老旧小区加装电梯”协商纪要",
         text="会议就分摊、审批、管线迁移三个问题问答十二次，形成共识两项，列入清单跟踪。", sent_to="参会单位")  # fmt: skip
    deed("consultation", item, "issue", staff.committee, at, output="report", title="关于加装电梯协商情况的报告",
         text="难在分摊、慢在审批。建议出台参考幅度，一窗受理。", sent_to="区委、区政府")  # fmt: skip
    for seat in item.places.filter(state="present", person__isnull=False).order_by("pk")[:6]:
        deed("seat", seat, "rate", seat.person, at + timedelta(hours=2), rating="good" if seat.pk % 3 else "fair")
    for code in codes:
        if Seat.objects.filter(consultation=item, state="present", part="resident").exists():
            try_rating(item, code, at + timedelta(hours=3))
    at = cast.on(working_day(until - timedelta(days=80)))
    yield at
    respond(cast, item, at, "已列入本年度重点工作，由分管领导负责，按清单时限推进。")
    at = cast.on(working_day(until - timedelta(days=45)))
    yield at
    keep(cast, item, at, first=True)
    at = cast.on(working_day(until - timedelta(days=20)))
    yield at
    keep(cast, item, at, first=False)
    item = deed("consultation", item, "look_back", staff.committee, at,
                look_back="回访两个小区：参考幅度张贴后又谈成六个单元，一窗受理平均用时由四十一天减到十六天。")  # fmt: skip
    yield cast.on(working_day(until - timedelta(days=12)))
    deed("consultation", item, "close", staff.committee, cast.on(working_day(until - timedelta(days=12))))


def try_rating(item: Consultation, code: str, at: datetime) -> None:
    from xieshang.core.lifecycle import Refusal

    try:
        rate_by_code(item, code=code, at=at, rating="good")
    except Refusal:  # a resident whose lot was not drawn was not there
        return


def lamps_life(cast: Cast, staff: Staff, until: date) -> Life:
    """民生议事堂: a street's lamps, held last week; the list is followed up."""
    at = cast.on(working_day(until - timedelta(days=32)))
    yield at
    item = actions.call(by=staff.liaison, at=at, form="hall", title="镜湖弄的路灯和弄堂口停车",
                        purpose="路灯何时修好、今后谁来管；弄堂口怎么不再堵。")  # fmt: skip
    held = working_day(until - timedelta(days=9))
    deed("consultation", item, "edit", staff.liaison, at, on=held, hour="19:00", place="柳浜街道民生议事堂")
    deed("consultation", item, "add_material", staff.liaison, at, title="镜湖弄路灯现状",
         text="共十四盏，损坏九盏；五盏街道维护，四盏产权在开发公司。")  # fmt: skip
    deed("consultation", item, "invite", staff.liaison, at, people=[p.pk for p in cast.members[1:5]], part="member")
    deed("consultation", item, "invite", staff.liaison, at,
         people=[p.pk for p in heads(cast, "enforcement", "liubang")], part="department")  # fmt: skip
    deed("consultation", item, "announce", staff.liaison, at)
    at = cast.on(held, 19, 20)
    yield at
    deed("consultation", item, "begin", staff.liaison, at)
    gather(item, at)
    talk(item, staff, LAMPS, at)
    deed("consultation", item, "conclude", staff.liaison, at + timedelta(hours=1))
    at = cast.on(working_day(held + timedelta(days=1)))
    yield at
    deed("consultation", item, "settle", staff.liaison, at)


def station_life(cast: Cast, staff: Staff, until: date) -> Life:
    """协商驿站: a member calls one for the week to come."""
    member = cast.members[2]
    at = cast.on(working_day(until - timedelta(days=6)))
    yield at
    item = actions.call(by=member, at=at, form="station", title="村口晒场要不要改成停车场",
                        purpose="晒场一年用两个月，村里缺三十个车位。老人要晒谷，年轻人要停车。")  # fmt: skip
    deed("consultation", item, "edit", member, at, on=working_day(until + timedelta(days=5)), hour="19:30",
         place="锦溪村协商驿站", seats=8, criteria="本村村民均可报名，超过席位时抽签。")  # fmt: skip
    deed(
        "consultation",
        item,
        "invite",
        member,
        at,
        people=[p.pk for p in (cast.members[0], cast.members[8])],
        part="member",
    )
    deed("consultation", item, "announce", member, at)
    at = cast.on(working_day(until - timedelta(days=3)))
    yield at
    for name in ("沈大爷", "章婶", "小周"):
        actions.sign_up(item, at=at, name=name, contact="13800000000")


def grounds_life(cast: Cast, staff: Staff, until: date) -> Life:
    """专题协商, announced; people vote on statements meanwhile."""
    at = cast.on(working_day(until - timedelta(days=120)))
    yield at
    topic = actions.suggest(by=cast.members[1], at=at, title="学校操场向社会开放", year=until.year,
                            reason="全区中小学操场四十六块，放学后开放的七块。居民要锻炼，学校怕出事。")  # fmt: skip
    deed("topic", topic, "list", staff.committee, at, form="special", month=until.month, test="living",
         participants="教育界、体育界委员，家长代表，有关部门", leader="区政协分管副主席",
         committee="教科卫体委员会", departments="教育、体育、公安")  # fmt: skip
    for days, name in ((112, "agree"), (104, "pass"), (96, "approve")):
        at = cast.on(working_day(until - timedelta(days=days)))
        yield at
        topic = deed("topic", topic, name, staff.committee, at)
    at = cast.on(working_day(until - timedelta(days=30)))
    yield at
    item = deed("topic", topic, "call", staff.committee, at)
    deed("consultation", item, "edit", staff.committee, at, on=working_day(until + timedelta(days=12)), hour="09:00",
         place="区政协三楼会议室")  # fmt: skip
    deed("consultation", item, "note_visit", staff.committee, at, on=at.date(), place="镜水路小学",
         findings="操场有独立出入口，晚间照明已改好；校方担心的是责任和保洁。")  # fmt: skip
    deed("consultation", item, "add_material", staff.committee, at, title="外地做法",
         text="三个区的做法：实名预约、统一投保、街道派人值守，费用由财政和体彩公益金分担。")  # fmt: skip
    deed("consultation", item, "invite", staff.committee, at, people=[p.pk for p in cast.members[:14]], part="member")
    deed("consultation", item, "announce", staff.committee, at)
    deed("consultation", item, "open_votes", staff.committee, at, members=True, residents=True, anyone=False)
    item.refresh_from_db()
    for text in STATEMENTS:
        actions.seed(item, by=staff.committee, at=at, text=text)
    codes = actions.make_codes(item, by=staff.committee, at=at, how_many=24)
    at = cast.on(working_day(until - timedelta(days=4)))
    yield at
    item.refresh_from_db()
    vote(cast, item, codes, at)
    voter = actions.voter_for(item, at=at, person=cast.members[3])
    own = actions.say(item, voter=voter, at=at, text="开放前应当先问一问家长。", is_named=True)
    deed("statement", own, "show", staff.second, at + timedelta(hours=1))
    other = actions.say(item, voter=voter, at=at + timedelta(hours=2), text="顺便把校门口的路也修一修。")
    deed("statement", other, "decline", staff.second, at + timedelta(hours=3), ground="off_topic",
         why="校门口道路不在本次议题之内，已转建设单位。")  # fmt: skip
    actions.say(item, voter=actions.voter_for(item, at=at, code=codes[0]), at=at, text="晚上九点应当清场。")
    draw_map(item, at=at + timedelta(hours=4))


def vote(cast: Cast, item: Consultation, codes: Sequence[str], at: datetime) -> None:
    """Sixty members and two dozen residents vote as their camp leans."""
    voters = [actions.voter_for(item, at=at, person=person) for person in cast.members[:60]]
    voters += [actions.voter_for(item, at=at, code=code) for code in codes]
    statements = list(Statement.objects.filter(consultation=item, state="shown").order_by("position"))
    dice = np.random.default_rng(20261123)
    votes = []
    for n, voter in enumerate(voters):
        for j, statement in enumerate(statements):
            if dice.random() < 0.15:
                continue
            side = 0 if dice.random() < 0.06 else (1 if dice.random() < LEANS[j, int(n % 5 > 2)] else -1)
            votes.append(actions.Cast(voter.pk, statement.pk, int(side)))
    actions.cast(votes, at=at)


def plan_life(cast: Cast, staff: Staff, until: date) -> Life:
    """Topics on their way, one that slipped, one that was not taken up."""
    rows = [
        (cast.members[6], "小微企业用工难怎么破", "走访四十家企业，三十一家说招不到熟练工。", "slip"),
        (cast.members[7], "河道保洁一体化", "三条河三家管，交界处没人管。", "list"),
        (cast.members[9], "给每个村修一座纪念馆", "村村有故事。", "drop"),
        (cast.members[11], "社区食堂怎么长久办下去", "三家关了两家。", "suggested"),
    ]
    at = cast.on(working_day(until - timedelta(days=75)))
    yield at
    topics = [
        actions.suggest(by=by, at=at, title=title, reason=reason, year=until.year) for by, title, reason, _ in rows
    ]
    at = cast.on(working_day(until - timedelta(days=60)))
    yield at
    month = until.month
    for topic, (_by, _title, _reason, fate) in zip(topics, rows, strict=True):
        if fate == "drop":
            deed(
                "topic",
                topic,
                "drop",
                staff.committee,
                at,
                why="不属于本年度中心大事、要事、实事、难事，建议由文史委另行研究。",
            )
        elif fate in ("slip", "list"):
            row = deed("topic", topic, "list", staff.committee, at, form="counterpart", month=month, test="reform",
                       participants="经济界委员、企业代表", leader="区政协副主席", committee="经济委员会",
                       departments="人社、经信")  # fmt: skip
            if fate == "slip":
                for name in ("agree", "pass", "approve"):
                    row = deed("topic", row, name, staff.committee, at)
                at = at + timedelta(hours=1)
                deed(
                    "topic",
                    row,
                    "postpone",
                    staff.committee,
                    at,
                    month=month % 12 + 1,
                    why="人社局年底集中招聘，改到招聘结束后。",
                )


def lives(cast: Cast, staff: Staff, until: date) -> Iterator[Life]:
    for life in (lifts_life, lamps_life, station_life, grounds_life, plan_life):
        yield life(cast, staff, until)
