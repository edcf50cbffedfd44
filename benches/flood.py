"""Ten thousand messages in an hour: does anybody who reads wait, and is every message there?

The messages come at the pace of the hour, or as fast as asked, through the whole of the platform (WSGI, all
middleware, the form, the count of each sender) from as many senders as there are messages, on several connections at
once, while one reader after the other opens the pages that grow with them. Nothing leaves this machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
IN_AN_HOUR = 10_000
PAGE_MS = 100.0
PAGES = ("/", "/voices/", "/voices/send/", "/voices/reports/")


def main(argv: list[str]) -> int:
    """Measure, print, and say what misses; 1 when anything does."""
    parser = argparse.ArgumentParser("./dev bench flood", description=__doc__)
    parser.add_argument("--messages", type=int, default=1000, help="how many are sent")
    parser.add_argument(
        "--pace", type=float, default=4.0, help="how many times faster than 10,000 an hour; 0 for no pause"
    )
    parser.add_argument("--before", type=int, default=0, help="messages that are there already")
    parser.add_argument("--writers", type=int, default=2, help="connections that send at once")
    asked = parser.parse_args(argv)
    os.environ.setdefault("XIESHANG_VAR", str(ROOT / "var" / "bench"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "xieshang.config.settings"
    import django

    django.setup()
    return measure(asked)


def measure(asked: argparse.Namespace) -> int:
    from django.core.management import call_command
    from django.db import connections
    from django.test import Client
    from django.test.runner import DiscoverRunner

    runner = DiscoverRunner(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        call_command("createcachetable")
        officer, member = people()
        prepare(asked.before)
        sent: list[float] = []
        failed: list[str] = []
        is_over = threading.Event()
        read: dict[str, list[float]] = {page: [] for page in PAGES}

        def write(start: int) -> None:
            pause = 3600 / IN_AN_HOUR / asked.pace * asked.writers if asked.pace else 0.0
            due = time.monotonic()
            for n in range(start, asked.messages, asked.writers):
                browser = Client(REMOTE_ADDR=f"10.{n // 65536}.{n // 256 % 256}.{n % 256}")
                began = time.perf_counter()
                answer = browser.post("/voices/send/", said(n))
                sent.append((time.perf_counter() - began) * 1000)
                if answer.status_code != 302:
                    failed.append(f"{n}: {answer.status_code}")
                due += pause
                time.sleep(max(0.0, due - time.monotonic()))
            connections.close_all()

        def look() -> None:
            browsers = [Client(), Client()]
            for browser, person in zip(browsers, (officer, member), strict=True):
                browser.force_login(person)
                for page in PAGES:  # warm: templates and catalogues are read once
                    browser.get(page)
            while not is_over.is_set():
                for browser in browsers:
                    for page in PAGES:
                        began = time.perf_counter()
                        status = browser.get(page).status_code
                        read[page].append((time.perf_counter() - began) * 1000)
                        if status != 200:
                            failed.append(f"{page}: {status}")
                time.sleep(0.2)
            connections.close_all()

        looking = threading.Thread(target=look)
        writing = [threading.Thread(target=write, args=(n,)) for n in range(asked.writers)]
        began = time.perf_counter()
        for thread in [looking, *writing]:
            thread.start()
        for thread in writing:
            thread.join()
        took = time.perf_counter() - began
        is_over.set()
        looking.join()
        return tell(asked, took, sent, read, failed)
    finally:
        runner.teardown_databases(old)


def said(n: int) -> dict[str, str]:
    return {
        "title": f"第{n}盏路灯不亮",
        "text": f"编号{n}的路灯三天没亮，请来看看。",
        "topic": "other",
        "contact": f"s{n}@mail.example",
    }


def people() -> tuple[Any, Any]:
    from django.utils import timezone

    from xieshang.people.actions import give_role, open_account
    from xieshang.people.models import Person

    found = []
    for login, role in (("officer", "information_officer"), ("member", "member")):
        at = timezone.now()
        person, _word = open_account(
            by=None, at=at, login=login, name=login, password="flood 2026 Bench", must_change_password=False
        )
        give_role(person, by=None, at=at, role=role, unit=None)
        found.append(Person.objects.get(pk=person.pk))
    return found[0], found[1]


def prepare(before: int) -> None:
    from django.utils import timezone

    from xieshang.core.deeds import quietly
    from xieshang.voices.actions import receive

    with quietly():
        for n in range(before):
            receive(at=timezone.now(), title=f"先前第{n}条", text=f"先前的第{n}条留言。", contact=f"b{n}@mail.example")


def tell(
    asked: argparse.Namespace, took: float, sent: list[float], read: dict[str, list[float]], failed: list[str]
) -> int:
    from xieshang.core.record import verify
    from xieshang.voices.models import Message

    kept = Message.objects.count() - asked.before
    numbers = Message.objects.values("number_shown").distinct().count() - asked.before
    print(
        f"{asked.messages} messages in {took:.0f} s ({asked.messages / took * 3600:,.0f} an hour), {asked.writers} writers"
    )
    print(
        f"kept {kept}, numbers given {numbers}, refused or failed {len(failed)}; the record {'holds' if verify().first_break is None else 'is broken'}"
    )
    print(f"{'':24}{'median':>10}{'p95':>10}{'most':>10}  ms on the wall")
    rows = [("a message is sent", sent), *read.items()]
    worst = 0.0
    for name, times in rows:
        ordered = sorted(times)
        p95 = ordered[int(0.95 * (len(ordered) - 1))]
        print(f"{name:24}{statistics.median(ordered):10.1f}{p95:10.1f}{ordered[-1]:10.1f}  of {len(ordered)}")
        worst = max(worst, p95 if name != "a message is sent" else 0.0)
    misses = []
    if kept != asked.messages or numbers != asked.messages or failed:
        misses.append(f"not all messages were kept: {failed[:3]}")
    if worst > PAGE_MS:
        misses.append(f"a page's p95 of {worst:.0f} ms is above {PAGE_MS:.0f} ms")
    print("\n".join(f"MISSED: {miss}" for miss in misses) or f"every page within {PAGE_MS:.0f} ms, every message kept")
    return 1 if misses else 0
