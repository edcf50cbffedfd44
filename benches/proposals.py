"""What a page and a new proposal cost with 10,000, 100,000 and 1,000,000 proposals.

Every page is asked for through the whole of the platform (WSGI, all middleware, templates) in this process, against an
embedded PostgreSQL of its own under var/bench. CPU is the processor time of both sides: this process, and the server
process of its connection where /proc tells it. Times on the wall depend on the neighbours; CPU and statements hardly do.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
SIZES = [10_000, 100_000, 1_000_000]
MOST_STATEMENTS = 15
PAGE_MS = {10_000: 25.0, 100_000: 25.0, 1_000_000: 50.0}
CREATION_MS = 15.0


@dataclass(frozen=True)
class Page:
    """A page, who reads it and at which addresses: several, so that no one row is always in the cache."""

    name: str
    login: str
    addresses: list[str]


@dataclass
class Cost:
    """What each repetition cost."""

    ours: list[float] = field(default_factory=list)
    servers: list[float] = field(default_factory=list)
    walls: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)

    @property
    def cpu(self) -> float:
        return statistics.median(self.ours) + statistics.mean(self.servers)

    @property
    def p95(self) -> float:
        return sorted(self.walls)[int(0.95 * (len(self.walls) - 1))]


def main(argv: list[str]) -> int:
    """Measure, print, and say what misses; 1 when anything does."""
    parser = argparse.ArgumentParser("./dev bench proposals", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="proposals, divided by commas")
    parser.add_argument("--repetitions", type=int, default=40)
    parser.add_argument(
        "--lived", type=int, default=900, help="proposals lived deed by deed before the first is copied"
    )
    parser.add_argument("--open", action="store_true", help="copy open proposals as they are: the worst that could be")
    parser.add_argument("--only", default="", help="only pages with this in their name")
    parser.add_argument("--profile", action="store_true", help="print each page's statements and where its time goes")
    args = parser.parse_args(argv)
    set_up()
    from xieshang.config import postgres

    try:
        return measure(args)
    finally:
        if not os.environ.get("DATABASE_URL"):
            from django.conf import settings
            from django.db import connections

            connections.close_all()
            postgres.stop(Path(settings.VAR) / "postgres")


def set_up() -> None:
    os.environ.setdefault("XIESHANG_VAR", str(ROOT / "var" / "bench"))
    os.environ["XIESHANG_DEBUG"] = "0"
    os.environ["XIESHANG_DEMO"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xieshang.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


def measure(args: argparse.Namespace) -> int:
    from xieshang.demo import loading, multiplying

    print(f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} processors")
    if loading.is_empty():
        print(f"The {args.lived} lived proposals …")
        loading.load(proposals=args.lived, say=lambda _text: None)
    misses = []
    for size in [int(word) for word in args.sizes.split(",")]:
        began = time.monotonic()
        found = multiplying.multiply(size, also_open=args.open)
        print(f"\n## {found:,} proposals ({time.monotonic() - began:.0f} s to get there)\n")
        print("| page | reader | SQL | CPU ms | ours | server's | p95 ms | |")
        print("|---|---|--:|--:|--:|--:|--:|---|")
        bound = next(ms for at_most, ms in sorted(PAGE_MS.items()) if size <= at_most or at_most == max(PAGE_MS))
        for page in pages():
            if args.only in page.name and page.addresses:
                cost = repeat(reading(page), args.repetitions)
                misses += show(page.name, page.login, cost, bound, size)
                if args.profile:
                    tell_where(reading(page))
        if args.only in "draft and submit":
            cost = repeat(creation(), args.repetitions)
            misses += show("draft and submit", "member", cost, CREATION_MS, size, most=10**6)
            if args.profile:
                tell_where(creation())
    print(f"\nBounds: {MOST_STATEMENTS} statements a page; {PAGE_MS[100_000]:.0f} ms CPU at 100,000 and")
    print(f"{PAGE_MS[1_000_000]:.0f} ms at 1,000,000; {CREATION_MS:.0f} ms for a draft and its submission.")
    print("Missed: " + ("; ".join(misses) or "nothing"))
    return 1 if misses else 0


def show(name: str, reader: str, cost: Cost, bound: float, size: int, most: int = MOST_STATEMENTS) -> list[str]:
    statements = max(cost.statements)
    late = (["too many statements"] if statements > most else []) + (["too slow"] if cost.cpu > bound else [])
    ours, servers = statistics.median(cost.ours), statistics.mean(cost.servers)
    figures = f"{statements} | {cost.cpu:.1f} | {ours:.1f} | {servers:.1f} | {cost.p95:.1f}"
    print(f"| {name} | {reader} | {figures} | {', '.join(late)} |", flush=True)
    return [f"{name} ({reader}) at {size:,}: {each}" for each in late]


# ---- The meter


def server_clock() -> Callable[[], float]:
    """Milliseconds the server process of our connection has run; always 0 where that cannot be read."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    spent = Path(f"/proc/{pid}/schedstat")
    if not spent.exists():
        return lambda: 0.0
    return lambda: int(spent.read_text().split()[0]) / 1e6


def repeat(once: Callable[[], None], repetitions: int, warm_up: int = 5) -> Cost:
    from django.db import connection

    for _n in range(warm_up):
        once()
    server, cost, count = server_clock(), Cost(), 0

    def counting(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counting):
        for _n in range(repetitions):
            count = 0
            wall, ours, servers = time.perf_counter(), time.process_time(), server()
            once()
            cost.ours.append(1000 * (time.process_time() - ours))
            cost.servers.append(server() - servers)
            cost.walls.append(1000 * (time.perf_counter() - wall))
            cost.statements.append(count)
    return cost


def tell_where(once: Callable[[], None]) -> None:
    """The statements of one request with their times, and the functions most time went to."""
    import cProfile
    import pstats

    from django.db import connection

    def telling(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            print(f"    {1000 * (time.perf_counter() - began):7.2f} ms  {' '.join(sql.split())[:3000]}  {params}")

    with connection.execute_wrapper(telling):
        once()
    with cProfile.Profile() as profile:
        for _n in range(10):
            once()
    pstats.Stats(profile).sort_stats("tottime").print_stats(25)


# ---- What is asked for


def cookie_of(login: str) -> str:
    """A session of this person, as signing in makes it."""
    from django.conf import settings
    from django.http import HttpRequest
    from django.test import Client
    from django.utils import timezone

    from xieshang.people import sessions
    from xieshang.people.models import Person

    person, client = Person.objects.get(login=login), Client()
    client.force_login(person)
    request = HttpRequest()
    request.user, request.session = person, client.session
    sessions.begin(request, at=timezone.now())
    request.session.save()
    return f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}"


def reading(page: Page) -> Callable[[], None]:
    """One request for the next of a page's addresses, from the first middleware to the last byte."""
    from django.test import RequestFactory

    from xieshang.config.wsgi import application

    cookie = cookie_of(page.login) if page.login else ""
    addresses = cycle(page.addresses)
    asked = RequestFactory(headers={"Cookie": cookie, "Accept-Language": "zh-CN"})

    def once() -> None:
        path, _mark, query = next(addresses).partition("?")
        environ = asked._base_environ(PATH_INFO=path, QUERY_STRING=quote(query, safe="=&"), REQUEST_METHOD="GET")
        answered: list[str] = []
        response = application(environ, lambda status, headers, *_: answered.append(status))
        body = b"".join(response)
        response.close()
        if not answered[0].startswith("200") or not body:
            raise SystemExit(f"{page.name}: {path}?{query} was answered with {answered[0]}")

    return once


def creation() -> Callable[[], None]:
    """One proposal drafted and submitted, through the door."""
    from django.utils import timezone

    from xieshang.core import profile
    from xieshang.people.models import Person
    from xieshang.proposals import actions

    author = Person.objects.prefetch_related("roles").get(login="member")
    topic_class = profile.current().entries("proposal_class")[0].code

    def once() -> None:
        item = actions.draft(
            by=author,
            at=timezone.now(),
            title="关于在云梭街道增设老年人助餐点的建议",
            situation="街道六十岁以上老人已超过三成，助餐点只有两处，多数老人步行要二十分钟以上。" * 4,
            analysis="场地难找，单靠一家机构运营成本高，补贴标准多年未变。" * 3,
            suggestions=["利用社区闲置用房增设助餐点。", "按实际用餐人次核定补贴。", "每季度公布各点用餐情况。"],
            topic_class=topic_class,
        )
        actions.submit(item, by=author, at=timezone.now())

    return once


def pages() -> Iterator[Page]:
    from django.urls import reverse

    from xieshang.core import profile
    from xieshang.matters.models import Commitment
    from xieshang.people.models import Session
    from xieshang.proposals.models import Proposal

    unit, member, session = busiest_unit(), busiest_member(), Session.objects.order_by("-opens")[0]
    clerk, leader = f"{unit.code}-clerk", f"{unit.code}-leader"
    listing = reverse("proposals:list")
    codes = [entry.code for entry in profile.current().entries("proposal_class")]
    last = Proposal.objects.order_by("-pk").values_list("pk", flat=True)[0]
    spread = [last * n // 50 for n in range(1, 50)]
    closed = Proposal.objects.filter(state="closed", is_open=True)
    some = [
        closed.filter(pk__lte=pk).order_by("-pk").values("pk", "matter_id", "number_shown").first() for pk in spread
    ]
    some = [row for row in some if row]
    own = Proposal.objects.filter(author__login=member).order_by("-pk").values_list("pk", flat=True)[:40]
    given = Proposal.objects.filter(handlings__unit=unit, state="closed").order_by("-pk").values_list("pk", flat=True)
    kept = Commitment.objects.order_by("-pk").values_list("pk", flat=True)[:40]

    def each(name: str, keys: Any) -> list[str]:
        return [reverse(name, args=[key]) for key in keys]

    yield Page("list", "", [listing])
    for login in (member, "reviewer", clerk):
        yield Page("list", login, [listing])
    yield Page("list, deep", member, [f"{listing}?before={pk}" for pk in spread])
    yield Page("list, deep", clerk, [f"{listing}?before={pk}" for pk in spread])
    yield Page("list, towards the newer", member, [f"{listing}?after={pk}" for pk in spread])
    for state in ("closed", "assigned", "submitted"):
        yield Page(f"list, state {state}", member, [f"{listing}?state={state}"])
    for login in ("", member, clerk):
        yield Page("list, class", login, [f"{listing}?topic_class={code}" for code in codes])
    yield Page("list, class and state", member, [f"{listing}?topic_class={codes[0]}&state=refused"])
    yield Page("list, unit", "", [f"{listing}?unit={unit.pk}"])
    yield Page("list, unit", member, [f"{listing}?unit={unit.pk}"])
    yield Page("list, unit", "reviewer", [f"{listing}?unit={unit.pk}"])
    yield Page("list, unit, deep", member, [f"{listing}?unit={unit.pk}&before={pk}" for pk in spread])
    yield Page("list, session", member, [f"{listing}?session={session.pk}"])
    for words in ("停车", "建议", "老年人助餐", "无人机"):
        yield Page(f"list, words {words}", member, [f"{listing}?q={words}"])
    yield Page("list, words 停车, class", "", [f"{listing}?q=停车&topic_class={codes[0]}"])
    yield Page("list, number", member, [f"{listing}?q={row['number_shown']}" for row in some])
    yield Page("list, mine", member, [f"{listing}?mine=on"])
    yield Page("list, mine, state", member, [f"{listing}?mine=on&state=refused"])
    for login in ("", member, "reviewer"):
        yield Page("one proposal", login, each("proposals:proposal", [row["pk"] for row in some]))
    yield Page("one proposal", clerk, each("proposals:proposal", islice(given, 40)))
    yield Page("one's own proposal", member, each("proposals:proposal", own))
    for login in ("", member, "audit"):
        yield Page("its history", login, each("proposals:history", [row["pk"] for row in some]))
    for login in ("", member):
        yield Page("its matter", login, each("matters:matter", [row["matter_id"] for row in some]))
    promises = reverse("matters:commitments")
    for login in ("", member, clerk):
        yield Page("promises", login, [promises])
    yield Page("promises, late", member, [f"{promises}?state=late"])
    yield Page("promises, kept", "", [f"{promises}?state=kept"])
    yield Page("one promise", member, each("matters:commitment", kept))
    for login in (
        "",
        member,
        "reviewer",
        "clerk",
        "party-office",
        "gov-office",
        clerk,
        leader,
        "information",
        "audit",
    ):
        yield Page("home", login, ["/"])
    yield Page("desk", "party-office", [reverse("proposals:desk")])
    yield Page("figures", clerk, [reverse("proposals:figures")])
    yield Page("record", "audit", [reverse("web:record")])
    yield Page("residents' messages", "information", [reverse("voices:list")])


def busiest_unit() -> Any:
    """The unit most was given to, among the lived."""
    from xieshang.people.models import Unit
    from xieshang.proposals.models import Handling

    first = Handling.objects.order_by("pk").values_list("unit", flat=True)[:1000]
    return Unit.objects.get(pk=statistics.mode(first))


def busiest_member() -> str:
    """The member who wrote most, among the lived."""
    from xieshang.proposals.models import Proposal

    return str(statistics.mode(Proposal.objects.order_by("pk").values_list("author__login", flat=True)[:800]))
