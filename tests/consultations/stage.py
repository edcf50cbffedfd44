"""Consultations in any state, made through the doors people use, with the people of the cast."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from tests.cast import Cast, at, do, make_person
from xieshang.consultations import actions
from xieshang.consultations.models import Consultation, Seat, Statement, Topic
from xieshang.core import profile
from xieshang.core.calendar import is_working_day, local_day
from xieshang.matters.models import Commitment

TITLE = "老旧小区加装电梯怎么分摊"
STATEMENTS = [
    "一楼住户应当得到补偿。",
    "加装电梯的钱应当按楼层分摊。",
    "没有三分之二同意就不应当开工。",
    "运行费应当由用的人出。",
    "物业应当先公开维修基金余额。",
    "施工时间应当避开午休。",
]


def caller_of(cast: Cast) -> Any:
    """Whoever runs consultations and moderates: the clerk of a committee, made once a cast."""
    if not hasattr(cast, "committee"):
        roles = profile.current().roles
        role = "committee_clerk" if "committee_clerk" in roles else "proposals_clerk"
        cast.committee = make_person(role, name="裘委办")  # type: ignore[attr-defined]
        cast.second_moderator = make_person(role, name="何复核")  # type: ignore[attr-defined]
    return cast.committee  # type: ignore[attr-defined]


def planned_form() -> str:
    """A form that goes by the plan and asks for everything: 请你来协商, or a public hearing."""
    lists = profile.current().lists["consultation_form"]
    return next(code for code in ("invite", "hearing") if code in lists)


def a_working_day(after: date, days: int) -> date:
    day = after + timedelta(days=days)
    while not is_working_day(day, profile.current().country, profile.current().region):
        day += timedelta(days=1)
    return day


PLAN = {"participants": "委员、居民代表", "leader": "朱副主席", "committee": "城建委", "departments": "住建局"}


def make_topic(cast: Cast, state: str = "suggested", *, when: datetime | None = None) -> Topic:
    when = when or timezone.now()
    clerk = caller_of(cast)
    topic = actions.suggest(by=cast.author, at=when, title=TITLE, reason="群众反映集中，分摊争议大。")
    if state == "suggested":
        return topic
    if state == "dropped":
        return do("topic", "drop", topic, clerk, why="今年已有相近议题。", at=when)
    test = next(iter(profile.current().lists["topic_test"]))
    topic = do("topic", "list", topic, clerk, form=planned_form(), month=11, test=test, at=when, **PLAN)
    for name, reached in (("agree", "agreed"), ("pass", "passed"), ("approve", "approved")):
        if state == topic.state:
            return topic
        topic = do("topic", name, topic, clerk, at=when)
        assert topic.state == reached
    if state == "called":
        do("topic", "call", topic, clerk, at=when)
        topic.refresh_from_db()
    return topic


def make_consultation(cast: Cast, state: str = "preparing", *, ago: int = 60) -> Consultation:
    """One 请你来协商 that was called long enough ago for its lead times and has lived up to this state.

    Who comes: the author (a member), the unit's leader for the department, the clerk of the committee as recorder.
    """
    clerk = caller_of(cast)
    then = at(-ago)
    make_topic(cast, "called", when=then)
    item = Consultation.objects.latest("pk")
    held = a_working_day(local_day(timezone.now()), 0)
    if state == "preparing":
        return item
    item = do(
        "consultation", "edit", item, clerk, on=held, hour="00:01", place="区政协协商议事厅", seats=2,
        criteria="报名者中抽签产生。", at=then,
    )  # fmt: skip
    item = do(
        "consultation",
        "note_visit",
        item,
        clerk,
        on=local_day(then),
        place="镜湖小区",
        findings="12幢中3幢意见不一。",
        at=then,
    )
    item = do("consultation", "add_material", item, clerk, title="办法摘要", text="三分之二业主参与表决。", at=then)
    item = do("consultation", "invite", item, clerk, people=[cast.author.pk], part="member", at=then)
    item = do("consultation", "invite", item, clerk, people=[cast.leader.pk], part="department", at=then)
    if state == "called_off":
        return do("consultation", "call_off", item, clerk, why="议题已另行解决。", at=then)
    item = do("consultation", "announce", item, clerk, at=then)
    if state == "announced":
        return item
    item = do("consultation", "begin", item, clerk)
    if state == "live":
        return item
    for seat in Seat.objects.filter(consultation=item):
        do("seat", "check_in", seat, clerk)
    talk(cast, item)
    item = do("consultation", "conclude", item, clerk)
    if state == "settling":
        return item
    item = do("consultation", "settle", item, clerk)
    if state == "followed":
        return item
    for kind in item.rule.outputs:
        item = do("consultation", "issue", item, clerk, output=kind, title="纪要", text="会议情况。")
    item = do("consultation", "respond", item, cast.officer, text="已列入计划。")
    item = do("consultation", "look_back", item, clerk, look_back="三个月后走访，电梯已开工。")
    if state == "reviewed":
        return item
    promise = Commitment.objects.get(source_kind="agreed", source_id__in=item.agreed.values("pk"))
    promise = do("commitment", "report_kept", promise, cast.officer, evidence="11月1日张贴办法。")
    do("commitment", "confirm", promise, cast.author)
    return do("consultation", "close", item, clerk)


def talk(cast: Cast, item: Consultation) -> None:
    clerk = caller_of(cast)
    asker = item.places.get(person=cast.author)
    head = item.places.get(person=cast.leader)
    do("consultation", "ask", item, clerk, asker=asker.pk, question="一楼住户的补偿谁来定？")
    due = timezone.localdate() + timedelta(days=40)
    do(
        "consultation", "answer", item, clerk, question=1, answerer=head.pk, answer="由业主协商，我们出指引。",
        promise="出台分摊指引并张贴", in_charge="胡科长", due=due,
    )  # fmt: skip


def make_seat(cast: Cast, state: str) -> Seat:
    if state in ("applied", "not_drawn"):
        item = make_consultation(cast, "announced")
        seat, _code = actions.sign_up(item, at=timezone.now(), name="李居民", contact="13800000000")
        for n in range(2 if state == "not_drawn" else 0):
            actions.sign_up(item, at=timezone.now(), name=f"王{n}", contact="13900000000")
        if state == "not_drawn":
            do("consultation", "draw_seats", item, caller_of(cast), seed="福彩3D 581")
            return Seat.objects.filter(consultation=item, state="not_drawn").get()
        return seat
    if state == "absent":
        item = make_consultation(cast, "live")
        do("consultation", "conclude", item, caller_of(cast))
        return item.places.get(person=cast.author)
    if state == "present":
        item = make_consultation(cast, "followed")
        return item.places.get(person=cast.author)
    item = make_consultation(cast, "announced")
    seat = item.places.get(person=cast.author)
    if state == "coming":
        return do("seat", "accept", seat, cast.author)
    if state in ("leave_asked", "excused"):
        seat = do("seat", "ask_leave", seat, cast.author, leave_reason="business")
    if state == "excused":
        seat = do("seat", "excuse", seat, caller_of(cast))
    return seat


def make_statement(cast: Cast, state: str) -> Statement:
    item = do("consultation", "open_votes", make_consultation(cast, "announced"), caller_of(cast))
    voter = actions.voter_for(item, at=timezone.now(), person=cast.author)
    statement = actions.say(item, voter=voter, at=timezone.now(), text="一楼住户应当得到补偿。")
    if state == "withdrawn":
        return do("statement", "withdraw", statement, cast.author)
    if state == "shown":
        return do("statement", "show", statement, caller_of(cast))
    if state in ("declined", "appealed", "upheld"):
        statement = do("statement", "decline", statement, caller_of(cast), ground="off_topic", why="与加装电梯无关。")
    if state in ("appealed", "upheld"):
        statement = do("statement", "appeal", statement, cast.author, why="补偿正是争议所在。")
    if state == "upheld":
        statement = do("statement", "uphold", statement, cast.second_moderator, why="另有专题。")  # type: ignore[attr-defined]
    return statement


MAKERS = {
    "topic": make_topic,
    "consultation": make_consultation,
    "seat": make_seat,
    "statement": make_statement,
}
MODERATORS = {"committee", "second_moderator"}
RUN = {*MODERATORS, "secretary"}
AUTHOR = {"author"}
AUTHOR_OR_RUN = AUTHOR | RUN
NOBODY: set[str] = set()
WHO: dict[str, dict[str, set[str]]] = {
    "topic": dict.fromkeys(["list", "amend", "agree", "pass", "approve", "postpone", "call", "drop"], RUN),
    "consultation": {
        **dict.fromkeys(
            ["edit", "note_visit", "add_material", "invite", "announce", "postpone", "draw_seats", "begin", "ask", "answer",
             "conclude", "agree_on", "settle", "issue", "look_back", "close", "open_votes", "close_votes", "call_off"], RUN
        ),
        "respond": {"officer"},
    },
    "seat": {
        **dict.fromkeys(["accept", "ask_leave", "check_in"], AUTHOR_OR_RUN),
        **dict.fromkeys(["excuse", "insist", "give"], RUN),
        **dict.fromkeys(["drawn", "pass_over", "miss"], NOBODY),
        "rate": AUTHOR,
    },
    "statement": {
        **dict.fromkeys(["show", "decline", "grant", "uphold"], MODERATORS),
        **dict.fromkeys(["appeal", "withdraw"], AUTHOR),
    },
}  # fmt: skip


def asks(cast: Cast) -> dict[str, dict[str, Any]]:
    """Something fitting for what each move asks."""
    why, day = {"why": "理由"}, timezone.localdate()
    plan = {"form": planned_form(), "month": 3, "test": next(iter(profile.current().lists["topic_test"]))}
    return {
        "topic.list": plan,
        "topic.amend": plan,
        "topic.postpone": {"month": 4, **why},
        "topic.drop": why,
        "consultation.edit": {"on": day, "hour": "09:00", "place": "议事厅"},
        "consultation.note_visit": {"on": day, "place": "小区", "findings": "情况"},
        "consultation.add_material": {"title": "资料", "text": "正文"},
        "consultation.invite": {"people": [cast.seconder.pk], "part": "member"},
        "consultation.postpone": {"on": day + timedelta(days=9), "hour": "09:00", **why},
        "consultation.draw_seats": {"seed": "581"},
        "consultation.ask": {"asker": 1, "question": "问"},
        "consultation.answer": {"question": 1, "answerer": 1, "answer": "答"},
        "consultation.agree_on": {"text": "共识", "unit": cast.unit.pk, "due": day + timedelta(days=30)},
        "consultation.issue": {"output": "minutes", "title": "纪要", "text": "正文"},
        "consultation.respond": {"text": "照办"},
        "consultation.look_back": {"look_back": "走访"},
        "consultation.call_off": why,
        "seat.ask_leave": {"leave_reason": "ill"},
        "seat.insist": why,
        "seat.give": why,
        "seat.rate": {"rating": "good"},
        "statement.decline": {"ground": "off_topic", **why},
        "statement.appeal": why,
        "statement.uphold": why,
    }


ADDRESSES = {"topic": "topics/", "consultation": "", "seat": "seats/", "statement": "statements/"}
