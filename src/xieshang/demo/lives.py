"""How things go in the made-up district: each message and proposal lives its life, deed by deed, through the one door.

A life is a generator that yields the moment of its next deed and is woken then; loading.py keeps the clock, so that
numbers, notices and the record come about in the order of time, and a life is simply as far as it has got today.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.utils import timezone

from xieshang.core import profile
from xieshang.core.actions import ACTIONS
from xieshang.core.calendar import is_working_day, local_day
from xieshang.core.models import Item
from xieshang.demo import texts
from xieshang.matters.models import Commitment
from xieshang.people.models import Person, Unit
from xieshang.proposals import actions
from xieshang.proposals.actions.assign import Share
from xieshang.proposals.actions.handle import Answer
from xieshang.proposals.models import Feedback, Handling, HandlingState, Proposal, State
from xieshang.voices import actions as voices
from xieshang.voices.models import Message

Life = Iterator[datetime]
VERDICTS = {"adopted": "adopted", "planned": "planned", "done_otherwise": "otherwise", "not_possible": "impossible"}
LEVELS = {"satisfied": "satisfied", "fairly": "fairly", "not_satisfied": "not"}
REFUSALS = {
    "secret": "secrets", "forbidden": "forbidden", "party": "party_affairs", "own-party": "other_party_affairs",
    "proceedings": "in_court", "academic": "academic", "private": "own_interest", "promotion": "advertising",
    "accusation": "accusation", "empty": "empty",
}  # fmt: skip


@dataclass
class Cast:
    """Everybody who acts, and the dice."""

    rng: np.random.Generator
    members: list[Person]
    reviewers: list[Person]
    clerk: Person
    party_office: Person
    government_office: Person
    informant: Person
    section_head: Person
    office_head: Person
    secretary: Person
    units: dict[str, Unit]
    unit_clerks: dict[int, Person]
    unit_leaders: dict[int, Person]
    open_messages: list[tuple[Message, texts.MessageText]] = field(default_factory=list)
    born: list[Life] = field(default_factory=list)

    def chance(self, p: float) -> bool:
        return bool(self.rng.random() < p)

    def pick(self, among: Sequence[Any]) -> Any:
        return among[int(self.rng.integers(len(among)))]

    def later(self, at: datetime, least: float, most: float) -> datetime:
        """A moment of a working day, between so many days later."""
        day = local_day(at) + timedelta(days=round(float(self.rng.uniform(least, most))))
        while not is_working_day(day, "CN"):
            day += timedelta(days=1)
        moment = self.on(day)
        return moment if moment > at else at + timedelta(minutes=int(self.rng.integers(5, 50)))

    def on(self, day: date, first: int = 8, last: int = 18) -> datetime:
        seconds = int(self.rng.integers(first * 3600, last * 3600))
        return timezone.make_aware(datetime.combine(day, time()) + timedelta(seconds=seconds))


def deed(item: Item, name: str, by: Person, at: datetime, **more: Any) -> Any:
    """One deed by the table, as a page or the API would do it."""
    return ACTIONS[item.item_kind()][name](item, by=by, at=at, **more)


# ---- A resident's message


def message_life(cast: Cast, text: texts.MessageText) -> Life:
    at = cast.on(text.day, 6, 23)
    yield at
    item, _code = voices.receive(
        at=at,
        title=text.title[:100],
        text=text.body,
        topic=topic_of(text.topic),
        place="",
        name=text.author,
        is_public=cast.chance(0.6),
    )
    cast.open_messages.append((item, text))
    at = cast.later(at, 2, 13)
    if cast.chance(0.04):
        at = cast.later(at, 10, 30)
    yield at
    item.refresh_from_db()
    if item.state not in ("received", "taken_up"):
        return
    if cast.chance(0.03) and item.state == "received":
        ground = cast.pick(["not_ours", "answered", "unclear"])
        deed(
            item,
            "decline",
            cast.informant,
            at,
            ground=ground,
            answer="经核实，此件不属于本区办理范围或同一事项已答复，具体情况已告知，您可向有关部门进一步反映。",
        )
    elif cast.chance(0.985):
        deed(item, "answer", cast.informant, at, answer=texts.message_answer(cast.rng, text, local_day(at)))


TOPICS = {
    "traffic": ("traffic", "crossing", "bus", "road", "parking", "bike"),
    "housing": ("lift", "property", "housing", "estate", "demolition"),
    "environment": ("river", "waste", "noise", "smoke", "dust", "green", "toilet", "water"),
    "education": ("school", "nursery", "kinder", "tutoring", "child"),
    "health": ("doctor", "health", "aed", "hospital", "eye"),
    "elderly": ("elder", "barrier", "canteen", "disab"),
    "work": ("wage", "job", "worker"),
    "business": ("market", "card", "textile", "shop", "fraud", "tourism"),
    "culture": ("library", "culture", "heritage", "sport"),
    "safety": ("fire", "charging", "safety"),
}


def topic_of(code: str) -> str:
    """The office's topic a text's own topic falls under."""
    return next((name for name, parts in TOPICS.items() if any(part in code for part in parts)), "other")


# ---- A proposal


@dataclass(frozen=True)
class Fate:
    """What is settled beforehand about a proposal's life; None lets the dice decide."""

    author: Person | None = None
    cosigners: tuple[Person, ...] = ()
    decliners: tuple[Person, ...] = ()
    source: Message | None = None
    refused: bool | None = None
    returned_by: str | None = None
    first_reply: texts.ReplyText | None = None
    judged: str | None = None
    second_reply: texts.ReplyText | None = None
    judged_again: str | None = None
    swift: bool = False


def proposal_life(
    cast: Cast, text: texts.ProposalText, start: datetime, fate: Fate, merge_into: list[Proposal] | None = None
) -> Life:
    """From the draft to the last promise; `merge_into` gathers proposals on the same matter, the first being the main one."""
    rng = cast.rng
    lead = cast.units[text.lead]
    author = fate.author or cast.pick([m for m in cast.members if m.unit_id != lead.pk])
    yield start
    at = start
    item = actions.draft(
        by=author, at=at, title=text.title, situation=text.situation, analysis=text.analysis, suggestions=list(text.suggestions),
        topic_class=text.kind, is_open=cast.chance(0.93), why_not_open="", wanted_units=lead.name if cast.chance(0.4) else "",
        sources=[fate.source] if fate.source else [],
    )  # fmt: skip
    if not fate.author and cast.chance(0.02):
        return  # a draft that stays one

    seconders = fate.cosigners + fate.decliners
    if not seconders and cast.chance(0.35):
        others = [m for m in cast.members if m.pk != author.pk]
        seconders = tuple(cast.pick(others) for _n in range(int(rng.integers(1, 5))))
        seconders = tuple({person.pk: person for person in seconders}.values())
    if seconders:
        at = cast.later(at, 0, 2)
        yield at
        item = deed(item, "invite", author, at, people=[person.pk for person in seconders])
        signings = list(item.signings.select_related("person", "proposal"))
        until = signings[0].expires_at
        for signing in signings:
            if fate.author:
                declines, answers = signing.person in fate.decliners, cast.chance(0.8)
            else:
                declines, answers = cast.chance(0.08), cast.chance(0.9)
            if answers and (moment := at + timedelta(minutes=int(rng.integers(10, 120)))) < until:
                at = moment
                yield at
                if declines:
                    deed(signing, "decline", signing.person, at, reason=texts.cosign_refusal(rng))
                else:
                    deed(signing, "sign", signing.person, at)
        at = until + timedelta(minutes=2)
        yield at
        actions.expire_invitations(at=at)

    at = at + timedelta(hours=1) if seconders else cast.later(at, 0, 1)
    yield at
    item = deed(item, "submit", author, at)
    if not fate.author and cast.chance(0.01):
        at = cast.later(at, 1, 3)
        yield at
        deed(item, "withdraw", author, at, why="情况有变，待补充调研后重新提出。")
        return

    reviewer = cast.pick([person for person in cast.reviewers if person.pk != author.pk])
    at = cast.later(at, 2, 12)
    yield at
    if fate.refused is None and cast.chance(0.07):
        refusal = texts.refusal(rng)
        deed(item, "refuse", reviewer, at, ground=REFUSALS.get(refusal.code, "empty"), why=refusal.text)
        return
    if not fate.author and cast.chance(0.05):
        item = deed(item, "return", reviewer, at, why=texts.send_back_reason(rng, text))
        at = cast.later(at, 2, 10)
        yield at
        if cast.chance(0.15):
            return
        item = actions.edit(item, by=author, at=at, analysis=item.analysis + "上述情况已补充到现场走访核实。")
        item = deed(item, "submit", author, at + timedelta(minutes=3))
        at = cast.later(at, 1, 6)
        yield at
    if merge_into:
        main = merge_into[0]
        main.refresh_from_db()
        if main.state in (State.SUBMITTED, State.FILED, State.ALLOTTED, State.ASSIGNED):
            deed(item, "merge", reviewer, at, into=main.pk, why="内容相同，并案办理，提案人一并答复。")
            return
    if merge_into is not None:
        merge_into.append(item)
    item = deed(item, "file", reviewer, at, topic_class=text.kind)

    at = cast.later(at, 1, 9)
    yield at
    first, second = cast.party_office, cast.government_office
    if lead.office != "party":
        first, second = second, first
    chosen = cast.units[fate.returned_by] if fate.returned_by else lead
    shares = [Share(chosen.pk, "sole")]
    helpers = [cast.units[code] for code in text.cohandlers if cast.units[code].pk != chosen.pk]
    if helpers and not fate.returned_by:
        if cast.chance(0.12):
            shares = [Share(unit.pk, "part") for unit in [chosen, *helpers[:1]]]
        else:
            shares = [Share(chosen.pk, "lead"), *(Share(unit.pk, "co") for unit in helpers[:2])]
    item = deed(item, "allot", first, at, shares=shares)
    at = cast.later(at, 1, 6)
    yield at
    if not fate.author and cast.chance(0.03):
        item = deed(item, "object", second, at, why="职责以另一家为主，建议重新研究主办单位。")
        at = cast.later(at, 1, 3)
        yield at
        item = deed(item, "allot", first, at, shares=shares)
        at = cast.later(at, 1, 3)
        yield at
    item = deed(item, "agree", second, at)
    for handling in list(item.handlings.filter(state=HandlingState.ASSIGNED).select_related("unit")):
        cast.born.append(handling_life(cast, text, item, handling, at, fate, lead))


def handling_life(
    cast: Cast, text: texts.ProposalText, item: Proposal, handling: Handling, at: datetime, fate: Fate, right: Unit
) -> Life:
    """One unit's work: receive, perhaps hand back, talk, draft, sign; then the judgement and the promises."""
    rng = cast.rng
    clerk, leader = cast.unit_clerks[handling.unit_id], cast.unit_leaders[handling.unit_id]
    at = cast.later(at, 0, 3)
    yield at
    handling = deed(handling, "receive", clerk, at)
    wrong = fate.returned_by is not None and handling.unit.code == fate.returned_by
    if wrong or (not fate.author and handling.answers_proposer and cast.chance(0.05)):
        reason = texts.return_reason(rng, text, handling.unit.code)
        at = min(cast.later(at, 0, 2), cast.on(handling.return_until)) if handling.return_until else at
        yield at
        handling = deed(handling, "hand_back", clerk, at, why=reason.text, suggested_unit=right.name if wrong else "")
        office = cast.party_office if handling.unit.office == "party" else cast.government_office
        at = cast.later(at, 1, 6)
        yield at
        if not wrong:
            handling = deed(handling, "insist", office, at, why="经会商，仍由你单位主办，请按期答复。")
        else:
            deed(handling, "reassign", office, at, unit=right.pk, why="按职责改由该单位办理，原期限不变。")
            successor = Handling.objects.get(in_place_of=handling)
            cast.born.append(
                handling_life(cast, text, item, successor, at, Fate(**{**fate.__dict__, "returned_by": None}), right)
            )
            return
    days_left = (handling.due - local_day(at)).days if handling.due else 60
    late = not fate.author and cast.chance(0.05)
    at = cast.later(at, days_left * 0.25, days_left * (1.15 if late else 0.85))
    if not handling.answers_proposer:
        yield at
        deed(
            handling,
            "draft_reply",
            clerk,
            at,
            opening=texts.opinion(rng, text, handling.unit.code, local_day(at)),
            clerk=clerk.name,
        )
        yield from sign_off(cast, handling, at, clerk, leader)
        return
    if cast.chance(0.97):
        yield at
        note = texts.contact_note(rng, text, local_day(at))
        contact = deed(handling, "note_contact", clerk, at, way=note.way, on=local_day(at), note=note.text)
        at = cast.later(at, 1, 4)
        yield at
        if cast.chance(0.9):
            deed(contact, "confirm", item.author, at)
        elif cast.chance(0.3):
            deed(contact, "dispute", item.author, at, remark="只接到一个电话，没有当面沟通。")
            at = cast.later(at, 2, 5)
            yield at
            contact = deed(
                handling, "note_contact", clerk, at, way="meeting", on=local_day(at), note="到提案人单位当面听取意见。"
            )
    else:
        contact = deed(handling, "note_contact", clerk, at, way="phone", on=local_day(at), note="电话沟通。")
    at = cast.later(at, 2, 8)
    yield at
    first = fate.first_reply or texts.reply(rng, text, local_day(at))
    write(handling, first, clerk, at)
    signed = yield from sign_off(cast, handling, at, clerk, leader)
    if signed is None:
        return
    at = signed
    cast.born.extend(promise_lives(cast, handling, first, clerk, at))
    yield from judged(cast, text, item, handling, at, fate, first)


def write(handling: Handling, reply: texts.ReplyText, clerk: Person, at: datetime, least: int = 20) -> None:
    """Put a written reply into its points; its class follows from them."""
    points = []
    for suggestion, answer in zip(handling.proposal.suggestions.all(), reply.answers, strict=False):
        verdict = VERDICTS[answer.verdict]
        if verdict == "planned" and not answer.promise:
            verdict = "otherwise"  # an empty reply promises nothing that anybody could hold it to
        due = answer.due
        if verdict == "planned" and (not due or due <= local_day(at) + timedelta(days=least)):
            due = local_day(at) + timedelta(days=75)
        points.append(
            Answer(
                suggestion=suggestion.pk, verdict=verdict, text=answer.text, ground=(answer.ground or "funds") if verdict == "impossible" else "",
                promise=(answer.promise or answer.text) if verdict == "planned" else "", in_charge=clerk.name, due=due if verdict == "planned" else None,
            )
        )  # fmt: skip
    found = {point.verdict for point in points}
    means = "planned" if "planned" in found else "done" if found & {"adopted", "otherwise"} else "nothing"
    classes = profile.current().entries("reply_class")
    reply_class = next(entry.code for entry in classes if entry.more["means"] == means)
    deed(
        handling,
        "draft_reply",
        clerk,
        at,
        reply_class=reply_class,
        opening=f"{reply.salutation}\n{reply.opening}",
        closing=reply.closing,
        clerk=f"{clerk.name}",
        points=points,
    )


def sign_off(
    cast: Cast, handling: Handling, at: datetime, clerk: Person, leader: Person
) -> Generator[datetime, None, datetime | None]:
    """Hand up, perhaps once sent back, sign; the moment it was signed, None when the lead still waits for others."""
    at = cast.later(at, 0, 2)
    yield at
    deed(handling, "hand_up", clerk, at)
    if cast.chance(0.06):
        at = cast.later(at, 0, 2)
        yield at
        deed(handling, "send_back", leader, at, why="第二条答得太笼统，请写明时间和责任人。")
        at = cast.later(at, 1, 3)
        yield at
        deed(handling, "hand_up", clerk, at)
    for _try in range(40):
        at = cast.later(at, 1, 4)
        yield at
        handling.refresh_from_db()
        waiting = (
            handling.role == "lead"
            and handling.proposal.handlings.filter(role="co")
            .exclude(state__in=["answered", "dropped", "replaced"])
            .exists()
        )
        if not waiting:
            deed(handling, "sign", leader, at)
            return at
    return None


def judged(
    cast: Cast,
    text: texts.ProposalText,
    item: Proposal,
    handling: Handling,
    at: datetime,
    fate: Fate,
    first: texts.ReplyText,
    round_: int = 1,
) -> Life:
    """The proposers judge; the staff close it or send it back to be answered anew."""
    item.refresh_from_db()
    if item.state != State.REPLIED:
        return
    start = at
    forms = list(Feedback.objects.filter(handling__proposal=item, round=round_).select_related("person", "handling"))
    settled = fate.judged if round_ == 1 else fate.judged_again
    for form in forms:
        if settled is None and cast.chance(0.1):
            continue  # silence
        at = min(cast.later(at, 0, 3), start + timedelta(days=13))
        yield at
        level = settled if settled and form.person_id == item.author_id else None
        if level is None:
            weights = [0.55, 0.34, 0.11] if first.temper == "answering" else [0.12, 0.4, 0.48]
            level = str(
                cast.rng.choice(
                    ["satisfied", "fairly", "not_satisfied"], p=weights if round_ == 1 else [0.7, 0.27, 0.03]
                )
            )
        attitude = "satisfied" if level == "satisfied" or cast.chance(0.6) else "fairly"
        remark = texts.remark(cast.rng, level, text) if cast.chance(0.5) or level == "not_satisfied" else ""  # type: ignore[arg-type]
        deed(form, "judge", form.person, at, attitude=attitude, result=LEVELS[level], remark=remark)
    at = cast.on(local_day(start) + timedelta(days=16))
    yield at
    actions.note_silence(at=at)
    at = cast.later(at, 0, 4)
    yield at
    item.refresh_from_db()
    if item.state != State.REPLIED:
        return
    from xieshang.proposals.rules import asks_again, is_judged

    if not is_judged(item):
        return
    if not asks_again(item) or item.round >= 2:
        deed(item, "close", cast.clerk, at)
        return
    deed(item, "rehandle", cast.clerk, at, why="提案人对办理结果不满意，请逐条重新答复。")
    for row in list(item.handlings.filter(round=2, state=HandlingState.RECEIVED).select_related("unit")):
        cast.born.append(second_round(cast, text, item, row, at, fate, first))


def second_round(
    cast: Cast,
    text: texts.ProposalText,
    item: Proposal,
    handling: Handling,
    at: datetime,
    fate: Fate,
    first: texts.ReplyText,
) -> Life:
    clerk, leader = cast.unit_clerks[handling.unit_id], cast.unit_leaders[handling.unit_id]
    at = cast.later(at, 4, 12)
    yield at
    note = texts.contact_note(cast.rng, text, local_day(at))
    contact = deed(handling, "note_contact", clerk, at, way="meeting", on=local_day(at), note=note.text)
    at = cast.later(at, 1, 3)
    yield at
    deed(contact, "confirm", item.author, at)
    at = cast.later(at, 2, 7)
    yield at
    again = fate.second_reply or texts.second_reply(cast.rng, text, first, local_day(at))
    write(handling, again, clerk, at)
    signed = yield from sign_off(cast, handling, at, clerk, leader)
    if signed is None:
        return
    cast.born.extend(promise_lives(cast, handling, again, clerk, signed))
    yield from judged(cast, text, item, handling, signed, fate, again, round_=2)


def promise_lives(cast: Cast, handling: Handling, reply: texts.ReplyText, clerk: Person, at: datetime) -> list[Life]:
    found = Commitment.objects.filter(unit_id=handling.unit_id, matter_id=handling.proposal.matter_id, made_at=at)
    planned = [answer for answer in reply.answers if answer.verdict == "planned"]
    return [
        while_it_stands(row, promise_life(cast, row, answer, clerk, at))
        for row, answer in zip(found.order_by("pk"), planned, strict=False)
    ]


def while_it_stands(commitment: Commitment, life: Life) -> Life:
    """A promise's life ends when a later one takes its place."""
    for at in life:
        yield at
        commitment.refresh_from_db(fields=["state"])
        if commitment.state == "replaced":
            return


def promise_life(cast: Cast, commitment: Commitment, answer: texts.Answer, clerk: Person, at: datetime) -> Life:
    """Kept in time, kept late, given up with its reason, or simply late."""
    days = (commitment.due - local_day(at)).days
    if cast.chance(0.5):
        at = cast.later(at, days * 0.3, days * 0.7)
        yield at
        deed(commitment, "note_progress", clerk, at, why=texts.progress_note(cast.rng, answer, commitment.unit.code))
    kind = str(cast.rng.choice(["kept", "late", "given_up", "forgotten"], p=[0.66, 0.2, 0.05, 0.09]))
    left = (commitment.due - local_day(at)).days
    if kind == "forgotten":
        return
    if kind == "given_up":
        at = cast.later(at, left * 0.6, left)
        yield at
        deed(
            commitment,
            "give_up",
            clerk,
            at,
            why="上级规划调整，该地块近期整体改造，原方案不再实施；改造方案将同步考虑此项需求。",
        )
        return
    if kind == "late":
        at = cast.later(at, max(left - 4, 0), left)
        yield at
        due = commitment.due + timedelta(days=int(cast.rng.integers(20, 60)))
        commitment = deed(
            commitment, "postpone", clerk, at, due=due, why=texts.lateness(cast.rng, answer, commitment.unit.code)
        )
        left = (due - local_day(at)).days
        at = cast.later(at, left * 0.7, left * 1.1)
    else:
        at = cast.later(at, left * 0.5, left * 0.98)
    yield at
    commitment = deed(commitment, "report_kept", clerk, at, evidence=texts.evidence(cast.rng, answer, local_day(at)))
    at = cast.later(at, 2, 15)
    yield at
    if commitment.proposer and cast.chance(0.94):
        deed(commitment, "confirm", commitment.proposer, at)
