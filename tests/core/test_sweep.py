"""Every illegal move, by everybody, in every state of every life: refused with its reason, and nothing changes.

The moves, states and life cycles are read from the tables; only who a move may ever belong to is written down here, a
second time and in words, to hold the rules against.
"""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tests.cast import MAKERS, Cast, fingerprint, undone
from tests.consultations import stage as consulting
from xieshang.core.actions import ACTIONS
from xieshang.core.lifecycle import LIVES, LifeCycle, MoveNotOpenError, NotYoursError
from xieshang.proposals.actions.assign import Share
from xieshang.voices.actions import withdraw

MAKERS |= consulting.MAKERS
AUTHOR = {"author"}
MEMBERS = {"author", "seconder", "decliner", "bystander"}
REVIEWERS = {"reviewer", "clerk"}
OFFICES = {"office1", "office2"}
CLERK = {"clerk"}
UNIT_CLERK = {"officer"}
UNIT_LEADER = {"leader"}
SYSTEM_ADMIN = {"system_admin"}
SECURITY_ADMIN = {"security_admin"}
NOBODY: set[str] = set()
ANSWERING = {"clerk", "informant", "section_head", "secretary"}
OPENING = {"clerk", "informant", "section_head"}
INFORMANT = {"informant"}
HAN = re.compile(r"[\u4e00-\u9fff]")

WHO: dict[str, dict[str, set[str]]] = {
    "proposal": {
        **dict.fromkeys(["submit", "edit", "invite", "reopen", "withdraw"], AUTHOR),
        **dict.fromkeys(["file", "return", "merge", "refuse"], REVIEWERS),
        **dict.fromkeys(["allot", "agree", "object"], OFFICES),
        **dict.fromkeys(["rehandle", "close"], CLERK),
        "answered": NOBODY,
    },
    "signing": {"sign": {"seconder"}, "decline": {"seconder"}, "call_off": AUTHOR, "expire": NOBODY},
    "handling": {
        **dict.fromkeys(["assign", "drop", "insist", "reassign"], OFFICES),
        **dict.fromkeys(["receive", "hand_back", "note_contact", "draft_reply", "hand_up"], UNIT_CLERK),
        **dict.fromkeys(["send_back", "sign"], UNIT_LEADER),
        **dict.fromkeys(["answer_anew", "raise_class"], NOBODY),
    },
    "contact": dict.fromkeys(["confirm", "dispute"], AUTHOR),
    "feedback": {"judge": AUTHOR, "silence": NOBODY},
    "commitment": {
        **dict.fromkeys(["report_kept", "note_progress", "postpone", "give_up"], UNIT_CLERK),
        **dict.fromkeys(["confirm", "dispute"], AUTHOR | CLERK),
        "replace": NOBODY,
    },
    "message": {
        **dict.fromkeys(["answer", "decline", "offer"], ANSWERING),
        **dict.fromkeys(["take_up", "take_further"], MEMBERS),
        **dict.fromkeys(["open", "forget"], OPENING),
        **dict.fromkeys(["correct", "withdraw"], NOBODY),
    },
    "report": {
        **dict.fromkeys(["submit", "edit", "withdraw"], AUTHOR),
        **dict.fromkeys(["choose", "combine", "return", "not_take", "revise", "hand_up", "issue"], INFORMANT),
        "pass_section": {"section_head"},
        "pass_office": {"office_head"},
        "sign": {"secretary"},
        "send_back": {"section_head", "office_head", "secretary"},
        **dict.fromkeys(["send_up", "note_use", "note_instruction", "pass_on", "report_back", "archive"], INFORMANT),
    },
    "referral": {**dict.fromkeys(["receive", "hand_back", "answer"], UNIT_CLERK), "settle": INFORMANT},
    "person": {
        **dict.fromkeys(["close", "reopen", "reset_password"], SYSTEM_ADMIN),
        **dict.fromkeys(["give_role", "take_role"], SECURITY_ADMIN),
    },
}
WHO |= consulting.WHO


def states(life: LifeCycle[Any, Any, Any]) -> list[str]:
    return sorted({str(s) for row in life.table for s in (life.birth, *row.sources, row.target) if s})


LIVED = [(kind, state) for kind, life in LIVES.items() if kind in MAKERS for state in states(life)]


def asks(cast: Cast, kind: str, move: str) -> dict[str, Any]:
    """Something fitting for what a move asks, so that a refusal is the rule's and not the form's."""
    why = {"why": "理由"}
    by_move: dict[str, dict[str, Any]] = {
        "proposal.invite": {"people": [cast.decliner.pk]},
        "proposal.file": {"topic_class": "society"},
        "proposal.merge": {"into": 0},
        "proposal.refuse": {"ground": "empty", **why},
        "proposal.allot": {"shares": [Share(cast.unit.pk, "sole")]},
        "handling.reassign": {"unit": cast.wrong_unit.pk},
        "handling.note_contact": {"way": "phone", "on": timezone.localdate()},
        "feedback.judge": {"attitude": "satisfied", "result": "satisfied"},
        "commitment.report_kept": {"evidence": "已完成"},
        "commitment.postpone": {"due": timezone.localdate(), **why},
        "message.answer": {"answer": "已办理"},
        "message.decline": {"ground": "not_ours", "answer": "请向市局反映"},
        "message.offer": {"lead": "proposal"},
        "report.combine": {"others": [0]},
        "report.not_take": {"ground": "known", **why},
        "report.issue": {"product": "opinion"},
        "report.send_up": {"addressees": ["party"], "on": timezone.localdate()},
        "report.note_use": {"level": "city", "how": "single", "on": timezone.localdate()},
        "report.note_instruction": {
            "level": "district",
            "leader": "区长",
            "on": timezone.localdate(),
            "text": "请阅处",
        },
        "report.pass_on": {"units": [cast.unit.pk], "task": "请核实"},
        "report.report_back": {"text": "已转办"},
        "referral.answer": {"answer": "已办理"},
        "person.give_role": {"role": "reviewer"},
        "person.take_role": {"held": None, **why},
    }
    needs_why = {
        "proposal.return", "proposal.object", "handling.hand_back", "handling.insist", "handling.send_back",
        "commitment.note_progress", "commitment.give_up", "commitment.dispute", "person.close",
        "message.forget", "report.return", "report.send_back", "referral.hand_back",
    }  # fmt: skip
    by_move |= consulting.asks(cast)
    return by_move.get(f"{kind}.{move}", why if f"{kind}.{move}" in needs_why else {})


def try_it(cast: Cast, kind: str, move: str, item: Any, person: Any) -> None:
    """Through the action where a person may call one, else through the table itself, as the clock's deeds do."""
    if move in ACTIONS[kind]:
        ACTIONS[kind][move](item, by=person, at=timezone.now(), **asks(cast, kind, move))
    else:
        LIVES[kind].take(move, item, person)


def test_every_life_is_swept():
    assert set(WHO) == set(MAKERS)
    beside = {"hotissue", "learnedmodel", "pair"}  # tests/voices/test_hot.py, tests/learning
    assert set(LIVES) - set(MAKERS) <= {"paper", "batch"} | beside, "a new life cycle: give it a maker and say who may"
    for kind, row in WHO.items():
        assert set(row) == set(LIVES[kind].moves), kind


@pytest.mark.parametrize(("kind", "state"), LIVED)
def test_an_illegal_move_is_refused_with_its_reason_and_changes_nothing(cast, kind, state):
    life, item = LIVES[kind], MAKERS[kind](cast, state)
    assert item.state == state
    before = fingerprint()
    languages = itertools.cycle(["en", "zh-hans", "zh-hans"])  # of three, so that each meets every move
    for move, row in life.moves.items():
        for name, person in cast.everybody.items():
            if name in WHO[kind][move] and state in {str(source) for source in row.sources}:
                continue  # theirs, and from here: whether it is open now is for the tests of the rules
            language = next(languages)
            with translation.override(language), pytest.raises((MoveNotOpenError, NotYoursError)) as refused:
                try_it(cast, kind, move, item, person)
            reason = str(refused.value.reason)
            assert reason.strip(), (move, name)
            assert language == "en" or HAN.search(reason), (move, name, reason)
            assert isinstance(refused.value, NotYoursError) or name in WHO[kind][move] or state not in row.sources
            item.state = state
        assert fingerprint() == before, f"{move} left a trace"


# ---- The same through the addresses


def address(kind: str, item: Any, move: str) -> str:
    if kind == "message":
        return f"/voices/{item.number_shown}/{move}/"
    if kind in ("report", "referral"):
        return f"/voices/{kind}s/{item.pk}/{move}/"
    if kind == "commitment":
        return reverse("matters:commitment_move", args=[item.pk, move])
    if kind == "feedback":
        return f"/proposals/judgements/{item.pk}/"
    if kind in consulting.ADDRESSES:
        return f"/consultations/{consulting.ADDRESSES[kind]}{item.pk}/{move}/"
    return {"proposal": "/proposals/", "signing": "/proposals/signings/"}.get(
        kind, f"/proposals/{kind}s/"
    ) + f"{item.pk}/{move}/"


def fields(cast: Cast, kind: str, move: str) -> dict[str, Any]:
    given = {key: value for key, value in asks(cast, kind, move).items() if key != "shares"}
    return given | ({"mode": "sole", "lead": cast.unit.pk} if move == "allot" else {})


@pytest.mark.parametrize(("kind", "state"), [(kind, state) for kind, state in LIVED if kind != "person"])
def test_no_address_lets_an_illegal_move_through(cast, kind, state):
    """Each move of each state by a sixth of the cast and the public, another one each time: all of them meet it."""
    life, item = LIVES[kind], MAKERS[kind](cast, state)
    people = [*cast.everybody.items(), ("public", None)]
    browsers = {name: Client(headers={"accept-language": "en"}) for name, _person in people}
    for name, person in cast.everybody.items():
        browsers[name].force_login(person)
    before = fingerprint()
    turn = states(life).index(state)
    moves = [row for row in life.table if kind != "feedback" or row.name == "judge"]  # their form has one address
    for m, row in enumerate(moves):
        move = row.name
        for p, (name, _person) in enumerate(people):
            if (turn + m + p) % 6 or (name in WHO[kind][move] and state in {str(each) for each in row.sources}):
                continue
            answer = browsers[name].post(address(kind, item, move), fields(cast, kind, move))
            if name == "public":
                assert answer.status_code in (302, 403, 404), (move, name, answer.status_code)
                assert answer.status_code != 302 or "/accounts/login/" in answer["Location"]
            else:
                assert answer.status_code in (403, 404, 409), (move, name, answer.status_code)
        assert fingerprint() == before, f"{move} left a trace"


def test_a_message_is_withdrawn_with_its_own_code_only(cast):
    for state in states(LIVES["message"]):
        with undone():
            item = MAKERS["message"](cast, state)
            before = fingerprint()
            with pytest.raises(NotYoursError):
                withdraw(item, code="aaaa-bbbb-cccc", at=timezone.now())
            assert fingerprint() == before
