"""Fill an empty platform with the made-up district: three years of its messages, proposals and promises."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from xieshang.core import profile
from xieshang.core.deeds import quietly
from xieshang.core.models import Notice, Wait
from xieshang.demo import consulting, lives, texts
from xieshang.demo.lives import Cast, Fate, Life
from xieshang.demo.mapping import draw_the_map
from xieshang.demo.reports import report_lives
from xieshang.demo.telling import story_life
from xieshang.learning import actions as learning
from xieshang.learning import likeness
from xieshang.people.actions import give_role, open_account
from xieshang.people.models import Person, Sector, Session, Unit
from xieshang.proposals.models import Proposal
from xieshang.search.index import later, rebuild
from xieshang.voices.actions.hot import find_hot

PASSWORD = "yueze-2026-demo"  # noqa: S105 (of the demo; shown on its sign-in page)
SEED = 20260112
TOLD_DAYS = 45  # of what happened before, nobody gets a notice
LONG_AGO = datetime(2023, 1, 5, 9, tzinfo=timezone.get_default_timezone())
# The staff of the texts, and the roles they hold
STAFF_ROLES = {
    "secretary-general": ["secretary_general"],
    "proposal-head": ["proposals_clerk"],
    "proposal-reviewer": ["reviewer"],
    "party-assigner": ["party_assigner"],
    "government-assigner": ["government_assigner"],
    "information": ["information_officer"],
    "liaison": ["security_admin"],
    "administrator": ["system_admin"],
    "auditor": ["audit_admin"],
}
LOGINS = {
    "proposal-head": "clerk",
    "party-assigner": "party-office",
    "government-assigner": "gov-office",
    "information": "information",
    "secretary-general": "secretary",
    "liaison": "secadmin",
    "administrator": "sysadmin",
    "auditor": "audit",
}
# Who sign off reports before the secretary-general does: login and role
SIGNERS = {"section-head": "section_head", "office-head": "office_head"}
Say = Callable[[str], None]


def is_empty() -> bool:
    return not Person.objects.exists()


def load(
    *,
    until: date | None = None,
    proposals: int = 900,
    messages: int = 1500,
    reports: int | None = None,
    say: Say = print,
) -> None:
    """The whole demo up to today; it can be stopped and is begun again from nothing.

    reports  of what residents say; by default some, and as many as sixty beside many proposals
    """
    if reports is None:
        reports = max(18, min(60, proposals // 10))
    until = until or timezone.localdate()
    rng = np.random.default_rng(SEED)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")  # a demo that is cut off is begun again
    with transaction.atomic():
        cast = open_the_house(rng)
        staff = open_consultations()
        say(f"  {len(cast.members)} members, {len(cast.units)} units")
        plan = [*plan_of(cast, until, proposals, messages), *report_lives(cast, until, reports)]
        plan += consulting.lives(cast, staff, until)
        with later():
            run(plan, cast, until, say)
    rebuild()
    learn_all()
    draw_the_map()
    find_hot(at=timezone.now())
    quieten(until)
    write_logins(cast)
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")
        cursor.execute("ANALYZE")


def learn_all() -> None:
    """What the night would do: suggestions and likeness show at once."""
    likeness.catch_up()
    learning.order_all(at=timezone.now())
    learning.carry_out()


def run(plan: list[Life], cast: Cast, until: date, say: Say) -> None:
    """Wake each life at its moment, in the order of time, until today."""
    now = min(timezone.now(), cast.on(until, 17, 18))
    queue: list[tuple[datetime, int, Life]] = []
    count = 0

    def push(life: Life) -> None:
        nonlocal count
        at = next(life, None)
        if at is not None and at <= now:
            count += 1
            heapq.heappush(queue, (at, count, life))

    for life in plan:
        push(life)
    month = None
    told_since = now - timedelta(days=TOLD_DAYS)
    while queue:
        at, _n, life = heapq.heappop(queue)
        with nullcontext() if at > told_since else quietly():
            push(life)
        if (at.year, at.month) != month:
            month = (at.year, at.month)
            if at.month % 3 == 1:
                say(f"  {at:%Y-%m} …")
        while cast.born:
            push(cast.born.pop())


def open_the_house(rng: np.random.Generator) -> Cast:
    """Sectors, units, sessions, members, staff and the people of the units."""
    here = texts.district()
    offices = {code: entry.more["office"] for code, entry in profile.current().lists["unit_kind"].items()}
    sectors = {each.code: Sector.objects.create(code=each.code, name=each.zh, name_en=each.en) for each in here.sectors}
    units = {
        each.code: Unit.objects.create(
            code=each.code, name=each.zh, short=each.short, name_en=each.en, kind=each.kind, office=offices[each.kind]
        )
        for each in here.units
    }
    for term, number, opens in ((11, 5, date(2024, 1, 15)), (12, 1, date(2025, 1, 13)), (12, 2, date(2026, 1, 12))):
        Session.objects.create(
            term=term,
            number=number,
            opens=opens,
            closes=opens + timedelta(days=3),
            proposals_until=timezone.make_aware(
                datetime.combine(opens + timedelta(days=2), datetime.min.time()) + timedelta(hours=18)
            ),
        )
    hashed = make_password(PASSWORD)

    def someone(
        login: str, zh: str, en: str, roles: Iterable[str], *, unit: Unit | None = None, **more: object
    ) -> Person:
        person, _word = open_account(
            by=None,
            at=LONG_AGO,
            login=login,
            name=zh,
            name_latin=en,
            hashed=hashed,
            must_change_password=False,
            unit=unit,
            **more,  # type: ignore[arg-type]
        )
        for role in roles:
            of_unit = profile.current().roles[role].of_unit
            give_role(person, by=None, at=LONG_AGO, role=role, unit=unit if of_unit else None)
        return Person.objects.prefetch_related("roles").get(pk=person.pk)

    members = [
        someone(
            {1: "member", 2: "member2", 3: "member3"}.get(each.number, f"m{each.number:03d}"),
            each.zh,
            each.en,
            ["standing_member" if each.standing else "member"],
            sector=sectors[each.sector],
            work=each.title,
        )
        for each in texts.members(rng)
    ]
    staff: dict[str, list[Person]] = {}
    for each in texts.staff(rng):
        number = len(staff.get(each.role, []))
        login = LOGINS.get(each.role, "reviewer" if number == 0 else f"reviewer{number + 1}")
        staff.setdefault(each.role, []).append(
            someone(login, each.zh, each.en, STAFF_ROLES[each.role], work=each.title)
        )
    clerks, leaders = {}, {}
    names = texts.members(np.random.default_rng(SEED + 1), 2 * len(units))
    for n, unit in enumerate(units.values()):
        clerk, leader = names[2 * n], names[2 * n + 1]
        clerks[unit.pk] = someone(f"{unit.code}-clerk", clerk.zh, clerk.en, ["unit_clerk"], unit=unit)
        leaders[unit.pk] = someone(f"{unit.code}-leader", leader.zh, leader.en, ["unit_leader"], unit=unit)
    signers = [
        someone(login, each.zh, each.en, [role])
        for each, (login, role) in zip(
            texts.members(np.random.default_rng(SEED + 2), len(SIGNERS)), SIGNERS.items(), strict=True
        )
    ]
    return Cast(
        rng=rng,
        members=members,
        reviewers=staff["proposal-reviewer"] + staff["proposal-head"],
        clerk=staff["proposal-head"][0],
        party_office=staff["party-assigner"][0],
        government_office=staff["government-assigner"][0],
        informant=staff["information"][0],
        section_head=signers[0],
        office_head=signers[1],
        secretary=staff["secretary-general"][0],
        units=units,
        unit_clerks=clerks,
        unit_leaders=leaders,
    )


def open_consultations() -> consulting.Staff:
    """Two clerks of committees and the liaison officer of a street."""
    names = texts.members(np.random.default_rng(SEED + 3), 3)
    hashed = make_password(PASSWORD)
    people = []
    for login, role, each in zip(
        ("committee", "committee2", "liaison"), ("committee_clerk", "committee_clerk", "liaison"), names, strict=True
    ):
        person, _word = open_account(
            by=None,
            at=LONG_AGO,
            login=login,
            name=each.zh,
            name_latin=each.en,
            hashed=hashed,
            must_change_password=False,
        )
        give_role(person, by=None, at=LONG_AGO, role=role)
        people.append(Person.objects.prefetch_related("roles").get(pk=person.pk))
    return consulting.Staff(*people)


def plan_of(cast: Cast, until: date, proposals: int, messages: int) -> Iterable[Life]:
    """Who writes what when: most proposals come at a session, the rest over the year; merge groups; the messages."""
    rng = cast.rng
    planted = texts.events(rng, until)
    planted_messages = [message for event in planted for message in event.messages]
    since = until - timedelta(days=365)
    for text in [*texts.messages(rng, since, until, max(messages - len(planted_messages), 0)), *planted_messages]:
        yield lives.message_life(cast, text)
    for n, story in enumerate(texts.stories(until)):
        yield story_life(cast, story, cast.members[n % 3], cast.members[10 + n])
    sessions = [session.opens for session in Session.objects.order_by("opens")]
    per_year = proposals // len(sessions)
    for opens in sessions:
        made = 0
        for _group in range(3):
            day = opens + timedelta(days=int(rng.integers(0, 2)))
            gathered: list[Proposal] = []
            for twin in texts.merge_group(rng, day):
                yield lives.proposal_life(cast, twin, cast.on(day, 8, 15), Fate(), gathered)
                made += 1
        is_latest = opens == sessions[-1]
        fresh = list(fresh_lives(cast, until)) if is_latest else []
        yield from fresh
        for n in range(per_year - made - len(fresh)):
            if n < (0.6 if is_latest else 0.72) * per_year:
                day = opens + timedelta(days=int(rng.integers(-6, 2)))
            elif is_latest and n % 2:
                day = until - timedelta(days=int(rng.integers(2, 110)))
            else:
                day = opens + timedelta(days=int(rng.integers(8, 350)))
            if day <= until:
                yield lives.proposal_life(cast, texts.proposal(rng, day), cast.on(day, 8, 15), Fate())


def fresh_lives(cast: Cast, until: date) -> Iterable[Life]:
    """What is on the desks today: proposals of the last weeks by those one can sign in as, so that each finds work."""
    for n, days in enumerate((0, 0, 1, 1, 2, 3, 4, 6, 8, 9, 11, 13, 15, 18, 22, 26, 31, 36, 42, 60, 75, 84, 90, 97)):
        day = until - timedelta(days=days)
        author = cast.members[n % 3]
        others = [cast.members[(n + 1) % 3], cast.members[20 + n]]
        text = texts.proposal(cast.rng, day)
        if cast.units[text.lead].pk == author.unit_id:
            continue
        fate = Fate(author=author, cosigners=tuple(others) if n % 2 == 0 else (), refused=False)
        yield lives.proposal_life(cast, text, cast.on(day, 8, 11), fate)


def quieten(until: date) -> None:
    """Old notices are read, and no mail goes out about what never happened."""
    Notice.objects.filter(mailed_at=None).update(mailed_at=timezone.now())
    Notice.objects.filter(read_at=None, at__lt=timezone.now() - timedelta(days=21)).update(read_at=timezone.now())


def write_logins(cast: Cast) -> None:
    """Who one can sign in as, for the page and the command."""
    rows = [
        ("member", cast.members[0]),
        ("member2", cast.members[1]),
        ("reviewer", cast.reviewers[0]),
        ("clerk", cast.clerk),
        ("party-office", cast.party_office),
        ("gov-office", cast.government_office),
        ("information", cast.informant),
        ("section-head", cast.section_head),
        ("office-head", cast.office_head),
        ("secretary", cast.secretary),
        ("committee", Person.objects.get(login="committee")),
        ("liaison", Person.objects.get(login="liaison")),
    ]
    busiest = busiest_unit()
    rows += [
        (f"{busiest.code}-clerk", cast.unit_clerks[busiest.pk]),
        (f"{busiest.code}-leader", cast.unit_leaders[busiest.pk]),
    ]
    rows += [(login, Person.objects.get(login=login)) for login in ("sysadmin", "secadmin", "audit")]
    people = [
        {
            "login": login,
            "name": person.name,
            "name_latin": person.name_latin,
            "role": role_of(person),
            "password": PASSWORD,
        }
        for login, person in rows
    ]
    target = Path(settings.VAR) / "demo-people.json"
    target.write_text(json.dumps(people, ensure_ascii=False, indent=1), encoding="utf-8")


def role_of(person: Person) -> str:
    roles = profile.current().roles
    return "、".join(
        roles[code].words.zh + (f"（{Unit.objects.get(pk=unit).short}）" if unit else "")
        for code, unit in person.holdings
    )


def busiest_unit() -> Unit:
    """The unit with most on its desk, so that whoever tries it has something to do."""
    counts: dict[int, int] = {}
    for holder in Wait.objects.filter(holder__startswith="unit:").values_list("holder", flat=True):
        pk = int(holder.split(":")[1])
        counts[pk] = counts.get(pk, 0) + 1
    return Unit.objects.get(pk=max(counts, key=lambda pk: counts[pk])) if counts else Unit.objects.all()[0]
