"""The small cast that plays in all tests, and proposals in any state, made through the doors people use."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from xieshang.core import profile
from xieshang.core.actions import ACTIONS
from xieshang.matters.models import Commitment
from xieshang.people.actions import give_role, open_account
from xieshang.people.models import Person, Sector, Unit
from xieshang.proposals.actions import draft, expire_invitations, note_silence
from xieshang.proposals.actions.assign import Share
from xieshang.proposals.actions.handle import Answer
from xieshang.proposals.models import Contact, Feedback, Handling, HandlingState, Proposal, Signing
from xieshang.voices.actions import draft_report, forget, receive, withdraw
from xieshang.voices.models import Message, Referral, Report

PASSWORD = "correct horse 2026"
numbers = itertools.count(1)


def at(days: float = 0) -> datetime:
    """Now, or some days from now."""
    return timezone.now() + timedelta(days=days)


def make_unit(office: str | None = None, name: str = "") -> Unit:
    office = office or list(profile.current().offices)[-1]
    n = next(numbers)
    return Unit.objects.create(
        code=f"unit{n}",
        name=name or f"越泽区第{n}局",
        short=f"第{n}局",
        name_en=f"Bureau {n}",
        kind="government",
        office=office,
    )


def make_person(
    *roles: str, unit: Unit | None = None, name: str = "", login: str = "", sector: bool | None = None
) -> Person:
    """Somebody who holds these roles (for `unit`, where a role is a unit's) and signs in with PASSWORD."""
    n = next(numbers)
    known = profile.current().roles
    is_member = any("proposal.propose" in known[role].powers for role in roles)
    group = None
    if is_member if sector is None else sector:
        group, _new = Sector.objects.get_or_create(
            code="education", defaults={"name": "教育界", "name_en": "Education"}
        )
    person, _word = open_account(
        by=None,
        at=at(-400),
        login=login or f"person{n}",
        name=name or f"测试{n}",
        name_latin=f"Ceshi {n}",
        sector=group,
        unit=unit,
        password=PASSWORD,
        must_change_password=False,
    )
    for role in roles:
        give_role(person, by=None, at=at(-400), role=role, unit=unit if known[role].of_unit else None)
    return Person.objects.get(pk=person.pk)


class Cast:
    """Everybody a proposal meets: made once a test."""

    def __init__(self) -> None:
        offices = list(profile.current().offices)
        self.unit = make_unit(offices[-1], "越泽区交通运输局")
        self.wrong_unit = make_unit(offices[-1], "越泽区城市管理局")
        self.helping_unit = make_unit(offices[-1], "越泽区公安分局")
        self.author = make_person("member", name="沈知行")
        self.seconder = make_person("member", name="俞敏")
        self.decliner = make_person("member", name="钱立群")
        self.bystander = make_person("member", name="孙无关")
        self.reviewer = make_person("reviewer", name="章审")
        self.clerk = make_person("proposals_clerk", name="徐书")
        assigners = [code for code, role in profile.current().roles.items() if "proposal.assign" in role.powers]
        self.offices = [make_person(code, name=f"交办{n}") for n, code in enumerate(assigners, 1)]
        self.officer = make_person("unit_clerk", unit=self.unit, name="胡承办")
        self.leader = make_person("unit_leader", unit=self.unit, name="金局")
        self.wrong_officer = make_person("unit_clerk", unit=self.wrong_unit, name="王误")
        self.helper = make_person("unit_clerk", unit=self.helping_unit, name="周会办")
        self.helping_leader = make_person("unit_leader", unit=self.helping_unit, name="周局")
        if profile.current().roles_with("report.choose"):  # an assembly may do without reports
            self.informant = make_person("information_officer", name="吴信")
            self.section_head = make_person("section_head", name="郑处")
            self.office_head = make_person("office_head", name="何主任")
            self.secretary = make_person("secretary_general", name="秦秘书长")
        self.system_admin = make_person("system_admin")
        self.security_admin = make_person("security_admin")
        self.audit_admin = make_person("audit_admin")

    @property
    def everybody(self) -> dict[str, Person]:
        people = {name: value for name, value in vars(self).items() if isinstance(value, Person)}
        return people | {f"office{n}": person for n, person in enumerate(self.offices, 1)}


TEXT = {
    "title": "关于在实验小学门口增设人行横道信号灯的建议",
    "situation": "实验小学门口的镜水路没有人行横道，早晚高峰八百多名学生横穿马路，家长反映强烈。",
    "analysis": "该路段按旧标准设计，周边新建三个小区后车流增加近一倍。",
    "suggestions": ["在校门口施划人行横道并加装信号灯。", "高峰时段安排警力或志愿者值守。"],
}


def do(kind: str, move: str, item, by, **more):  # type: ignore[no-untyped-def]
    return ACTIONS[kind][move](item, by=by, at=more.pop("at", timezone.now()), **more)


def first_class() -> str:
    return next(iter(profile.current().lists["proposal_class"]))


def reply_class(means: str) -> str:
    return next(entry.code for entry in profile.current().entries("reply_class") if entry.more["means"] == means)


def answers(handling: Handling, *, planned: bool = True, due: date | None = None) -> list[Answer]:
    """An answer to each suggestion: the first adopted, the others planned with a promise, or otherwise done."""
    rows = []
    for n, suggestion in enumerate(handling.proposal.suggestions.all()):
        if n == 0 or not planned:
            rows.append(Answer(suggestion.pk, "adopted", "已列入本月施工计划，已完成施划。"))
        else:
            day = due or timezone.localdate() + timedelta(days=60)
            rows.append(
                Answer(
                    suggestion.pk,
                    "planned",
                    "计划安排值守。",
                    promise="每个上学日高峰安排两名辅警值守",
                    in_charge="胡承办",
                    due=day,
                )
            )
    return rows


def make_proposal(cast: Cast, state: str = "draft", *, planned: bool = True, **text) -> Proposal:  # type: ignore[no-untyped-def]
    """A proposal of the cast's author that has lived up to this state."""
    item = draft(by=cast.author, at=timezone.now(), **(TEXT | text))
    if state == "draft":
        return item
    if state == "cosigning":
        return do("proposal", "invite", item, cast.author, people=[cast.seconder.pk])
    needed = item.norms.seconders
    if needed:
        item = do("proposal", "invite", item, cast.author, people=[cast.seconder.pk])
        do("signing", "sign", item.signings.get(), cast.seconder)
    if state == "withdrawn":
        return do("proposal", "withdraw", item, cast.author)
    item = do("proposal", "submit", item, cast.author)
    if state == "submitted":
        return item
    if state == "returned":
        return do("proposal", "return", item, cast.reviewer, why="请补充数据。")
    if state == "refused":
        ground = next(iter(profile.current().lists["refusal_ground"]))
        return do("proposal", "refuse", item, cast.reviewer, ground=ground, why="内容空泛。")
    if state == "merged":
        main = make_proposal(cast, "filed")
        return do("proposal", "merge", item, cast.reviewer, into=main.pk)
    item = do("proposal", "file", item, cast.reviewer, topic_class=first_class())
    if state == "filed":
        return item
    item = do("proposal", "allot", item, cast.offices[0], shares=[Share(cast.unit.pk, "sole")])
    if state == "allotted":
        return item
    if item.state == "allotted":
        item = do("proposal", "agree", item, cast.offices[1])
    if state == "assigned":
        return item
    handling = item.handlings.get()
    answer(cast, handling, planned=planned)
    item.refresh_from_db()
    if state == "replied":
        return item
    for form in Feedback.objects.filter(handling=handling):
        do("feedback", "judge", form, form.person, attitude="satisfied", result="satisfied")
    return do("proposal", "close", item, cast.clerk)


def answer(cast: Cast, handling: Handling, *, planned: bool = True, due: date | None = None) -> Handling:
    """Carry a handling from its present state to a signed reply."""
    if handling.state == HandlingState.ASSIGNED:
        handling = do("handling", "receive", handling, cast.officer)
    prepare_reply(cast, handling, planned=planned, due=due)
    handling = do("handling", "hand_up", handling, cast.officer)
    return do("handling", "sign", handling, cast.leader)


def prepare_reply(cast: Cast, handling: Handling, *, planned: bool = True, due: date | None = None) -> None:
    """All a reply needs before it is handed up: a contact the proposer confirms, and an answer to each suggestion."""
    contact = do(
        "handling",
        "note_contact",
        handling,
        cast.officer,
        way="meeting",
        on=timezone.localdate(),
        note="到校当面听取意见。",
    )
    do("contact", "confirm", contact, handling.proposal.author)
    do(
        "handling",
        "draft_reply",
        handling,
        cast.officer,
        reply_class=reply_class("planned" if planned else "done"),
        opening="沈知行委员：您好。",
        closing="感谢您的关心。",
        points=answers(handling, planned=planned, due=due),
    )


# ---- Everything else in any of its states, through the doors people use


def make_signing(cast: Cast, state: str) -> Signing:
    proposal = do("proposal", "invite", make_proposal(cast), cast.author, people=[cast.seconder.pk])
    signing = proposal.signings.get()
    if state in ("signed", "declined"):
        do("signing", {"signed": "sign", "declined": "decline"}[state], signing, cast.seconder)
    elif state == "called_off":
        do("signing", "call_off", signing, cast.author)
    elif state == "expired":
        expire_invitations(at=at(30))
    signing.refresh_from_db()
    return signing


def make_handling(cast: Cast, state: str) -> Handling:
    if state in ("proposed", "dropped"):
        proposal = make_proposal(cast, "allotted")
        if state == "dropped":
            do("proposal", "object", proposal, cast.offices[1], why="不属其职责。")
        return proposal.handlings.get()
    if state == "answered":
        return make_proposal(cast, "replied").handlings.get()
    handling = make_proposal(cast, "assigned").handlings.get()
    if state == "assigned":
        return handling
    handling = do("handling", "receive", handling, cast.officer)
    if state in ("return_asked", "replaced"):
        handling = do("handling", "hand_back", handling, cast.officer, why="不属我局职责。")
    if state == "replaced":
        handling = do("handling", "reassign", handling, cast.offices[0], unit=cast.wrong_unit.pk)
    if state == "signing":
        prepare_reply(cast, handling)
        handling = do("handling", "hand_up", handling, cast.officer)
    return handling


def make_contact(cast: Cast, state: str) -> Contact:
    handling = make_handling(cast, "received")
    contact = do("handling", "note_contact", handling, cast.officer, way="phone", on=timezone.localdate())
    if state == "logged":
        return contact
    return do("contact", {"confirmed": "confirm", "disputed": "dispute"}[state], contact, cast.author)


def make_feedback(cast: Cast, state: str) -> Feedback:
    feedback = Feedback.objects.get(handling__proposal=make_proposal(cast, "replied"))
    if state == "answered":
        do("feedback", "judge", feedback, cast.author, attitude="satisfied", result="satisfied")
    elif state == "silent":
        note_silence(at=at(60))
    feedback.refresh_from_db()
    return feedback


def ask_for_another_answer(cast: Cast, proposal: Proposal) -> Proposal:
    """The proposer is not satisfied, and the staff send it back to be answered anew."""
    for form in Feedback.objects.filter(handling__proposal=proposal, round=proposal.round):
        do("feedback", "judge", form, form.person, attitude="satisfied", result="not")
    return do("proposal", "rehandle", proposal, cast.clerk)


def make_commitment(cast: Cast, state: str) -> Commitment:
    proposal = make_proposal(cast, "replied")
    commitment = Commitment.objects.get(matter=proposal.matter)
    if state == "replaced":
        ask_for_another_answer(cast, proposal)
        answer(cast, proposal.handlings.get())
        commitment.refresh_from_db()
        return commitment
    if state == "given_up":
        return do("commitment", "give_up", commitment, cast.officer, why="资金未落实。")
    if state in ("reported", "kept"):
        commitment = do("commitment", "report_kept", commitment, cast.officer, evidence="九月一日起每日两名辅警值守。")
    if state == "kept":
        commitment = do("commitment", "confirm", commitment, cast.author)
    return commitment


MESSAGE = {
    "title": "校门口没有红绿灯",
    "text": "每天早上孩子们横穿马路，车速很快。",
    "contact": "13800001111",
    "name": "李四",
}


def make_message(cast: Cast, state: str = "received", **words) -> Message:  # type: ignore[no-untyped-def]
    message, code = receive(at=timezone.now(), **(MESSAGE | {"is_public": True} | words))
    if state in ("taken_up", "answered"):
        move, by, more = {
            "taken_up": ("take_up", cast.author, {}),
            "answered": ("answer", cast.clerk, {"answer": "已转交交通运输局办理。"}),
        }[state]
        message = do("message", move, message, by, **more)
    elif state == "declined":
        ground = next(iter(profile.current().lists["message_decline_ground"]))
        message = do("message", "decline", message, cast.clerk, ground=ground, answer="请向市局反映。")
    elif state == "withdrawn":
        message = withdraw(message, code=code, at=timezone.now())
    elif state == "forgotten":
        message = forget(message, code=code, at=timezone.now())
    return message


REPORT = {
    "title": "老旧小区电梯坏了没人修",
    "situation": "水乡新村三幢电梯停用四十天，六楼以上住着十一位老人，下楼看病要人背。",
    "suggestions": "由街道牵头启动应急维修，先修后摊。",
}


def make_report(cast: Cast, state: str = "draft", **words) -> Report:  # type: ignore[no-untyped-def]
    """A report of the cast's author that has lived up to this state."""
    item = draft_report(by=cast.author, at=timezone.now(), **(REPORT | words))
    if state == "draft":
        return item
    item = do("report", "submit", item, cast.author)
    ended: dict[str, tuple[str, Person, dict[str, Any]]] = {
        "withdrawn": ("withdraw", cast.author, {}),
        "returned": ("return", cast.informant, {"why": "请补充户数。"}),
        "not_taken": ("not_take", cast.informant, {"ground": "known", "why": "上月已报送。"}),
    }
    if state in ended:
        move, by, more = ended[state]
        return do("report", move, item, by, **more)
    if state == "combined":
        other = do("report", "submit", draft_report(by=cast.seconder, at=timezone.now(), **REPORT), cast.seconder)
        do("report", "combine", item, cast.informant, others=[other.pk])
        item.refresh_from_db()
        return item
    if state == "submitted":
        return item
    steps: list[tuple[str, str, Person, dict[str, Any]]] = [
        ("chosen", "choose", cast.informant, {}),
        ("at_section", "hand_up", cast.informant, {}),
        ("at_office", "pass_section", cast.section_head, {}),
        ("at_secretary", "pass_office", cast.office_head, {}),
        ("signed", "sign", cast.secretary, {}),
        ("issued", "issue", cast.informant, {"product": "opinion"}),
        ("issued", "report_back", cast.informant, {"text": "已印发并转有关部门。"}),
        ("archived", "archive", cast.informant, {}),
    ]
    for n, (reached, move, by, more) in enumerate(steps):
        item = do("report", move, item, by, **more)
        if reached == state and (n + 1 == len(steps) or steps[n + 1][0] != state or move == "issue"):
            break
    return item


def make_referral(cast: Cast, state: str = "sent") -> Referral:
    """An issued report passed on to the cast's unit."""
    report = make_report(cast, "issued")
    do("report", "pass_on", report, cast.informant, units=[cast.unit.pk], task="请核实并回复。")
    referral = report.referrals.get()
    if state in ("received", "answered"):
        referral = do("referral", "receive", referral, cast.officer)
    if state == "answered":
        referral = do("referral", "answer", referral, cast.officer, answer="电梯已修复。")
    if state in ("handed_back", "settled"):
        referral = do("referral", "hand_back", referral, cast.officer, why="不属我局职责。")
    if state == "settled":
        referral = do("referral", "settle", referral, cast.informant)
    return referral


def make_account(cast: Cast, state: str) -> Person:
    person = make_person("member")
    return person if state == "open" else do("person", "close", person, cast.system_admin, why="辞去委员。")


MAKERS: dict[str, Callable[[Cast, str], Any]] = {
    "proposal": make_proposal,
    "signing": make_signing,
    "handling": make_handling,
    "contact": make_contact,
    "feedback": make_feedback,
    "commitment": make_commitment,
    "message": make_message,
    "report": make_report,
    "referral": make_referral,
    "person": make_account,
}


# ---- What stands in the database


def fingerprint() -> dict[str, str]:
    """Each table that a refused deed must leave as it was, as one hash: the guarded ones are read from the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT event_object_table FROM information_schema.triggers WHERE trigger_name = 'only_by_deeds'"
        )
        guarded = [name for (name,) in cursor.fetchall()]
        tables = [
            *guarded,
            "core_recordentry",
            "core_wait",
            "core_notice",
            "core_counter",
            "matters_matter",
            "matters_link",
        ]
        one = "SELECT '{0}', md5(coalesce(string_agg(row::text, '|' ORDER BY row::text), '')) FROM {0} row"
        cursor.execute(" UNION ALL ".join(one.format(name) for name in sorted(tables)))
        return dict(cursor.fetchall())


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
