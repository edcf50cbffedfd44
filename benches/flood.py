"""Ten thousand messages in an hour: does anybody who reads wait, and is every message there?

The messages come at the pace of the hour, or as fast as asked, through the whole of the platform (WSGI, all
middleware, the form, the count of each sender) from as many senders as there are messages, on several connections at
once, while one reader after the other opens the pages that grow with them. Nothing leaves this machine.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
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
    from django.test.runner import DiscoverRunner

    runner = DiscoverRunner(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        call_command("createcachetable", verbosity=0)
        readers = people()
        prepare(asked.before)
        quiet = look(readers, rounds=15)
        connections.close_all()  # what follows are processes of their own, as a server's are
        apart = multiprocessing.get_context("fork")
        told: Any = apart.Queue()
        writers = [apart.Process(target=write, args=(asked, n, told)) for n in range(asked.writers)]
        began = time.perf_counter()
        for writer in writers:
            writer.start()
        read = look(readers, until=lambda: told.qsize() >= asked.writers)
        rows = [told.get() for _writer in writers]
        took = time.perf_counter() - began
        for writer in writers:
            writer.join()
        sent = [ms for times, _failed in rows for ms in times]
        return tell(asked, took, sent, quiet, read, [each for _times, failed in rows for each in failed])
    finally:
        connections.close_all()
        runner.teardown_databases(old)


def write(asked: argparse.Namespace, start: int, told: Any) -> None:
    """One of several who send: each message from an address and a sender of its own."""
    from django.test import Client

    pause = 3600 / IN_AN_HOUR / asked.pace * asked.writers if asked.pace else 0.0
    times, failed = [], []
    due = time.monotonic()
    for n in range(start, asked.messages, asked.writers):
        browser = Client(REMOTE_ADDR=f"10.{n // 65536}.{n // 256 % 256}.{n % 256}")
        began = time.perf_counter()
        answer = browser.post("/voices/send/", said(n))
        times.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 302:
            failed.append(f"{n}: {answer.status_code}")
        due += pause
        time.sleep(max(0.0, due - time.monotonic()))
    told.put((times, failed))


def look(readers: tuple[Any, Any], *, rounds: int = 0, until: Any = None) -> dict[str, list[tuple[float, float]]]:
    """What each page costs an officer and a member: on the wall, and of this process' own CPU time."""
    from django.test import Client

    browsers = [Client(), Client()]
    for browser, person in zip(browsers, readers, strict=True):
        browser.force_login(person)
        for page in PAGES:  # templates and catalogues are read once
            browser.get(page)
    found: dict[str, list[tuple[float, float]]] = {page: [] for page in PAGES}
    done = 0
    while (done < rounds) if rounds else not until():
        for browser in browsers:
            for page in PAGES:
                wall, cpu = time.perf_counter(), time.process_time()
                answer = browser.get(page)
                found[page].append(((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000))
                if answer.status_code != 200:
                    raise SystemExit(f"{page} answered {answer.status_code}")
        done += 1
        time.sleep(0.1)
    return found


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
    asked: argparse.Namespace,
    took: float,
    sent: list[float],
    quiet: dict[str, list[tuple[float, float]]],
    read: dict[str, list[tuple[float, float]]],
    failed: list[str],
) -> int:
    from xieshang.core.record import verify
    from xieshang.voices.models import Message

    kept = Message.objects.count() - asked.before
    numbers = Message.objects.values("number_shown").distinct().count() - asked.before
    holds = verify().first_break is None
    print(
        f"{asked.messages} messages in {took:.0f} s ({asked.messages / took * 3600:,.0f} an hour), {asked.writers} writers"
    )
    print(
        f"kept {kept}, numbers given {numbers}, refused or failed {len(failed)}; the record {'holds' if holds else 'breaks'}"
    )
    print(f"{'ms':20}{'quiet p50':>10}{'p95':>8}{'flood p50':>11}{'p95':>8}{'most':>8}{'CPU p50':>9}")
    worst = 0.0
    for page in PAGES:
        before, during = (sorted(wall for wall, _cpu in times[page]) for times in (quiet, read))
        cpu = statistics.median(cpu for _wall, cpu in read[page])
        worst = max(worst, p95(during))
        print(
            f"{page:20}{statistics.median(before):10.1f}{p95(before):8.1f}"
            f"{statistics.median(during):11.1f}{p95(during):8.1f}{during[-1]:8.1f}{cpu:9.1f}"
        )
    print(f"{'a message is sent':38}{statistics.median(sent):11.1f}{p95(sorted(sent)):8.1f}{max(sent):8.1f}")
    misses = []
    if kept != asked.messages or numbers != asked.messages or failed or not holds:
        misses.append(f"not all messages were kept: {failed[:3]}")
    if worst > PAGE_MS:
        misses.append(f"a page's p95 of {worst:.0f} ms is above {PAGE_MS:.0f} ms")
    print("\n".join(f"MISSED: {miss}" for miss in misses) or f"every page within {PAGE_MS:.0f} ms, every message kept")
    return 1 if misses else 0


def p95(ordered: list[float]) -> float:
    return ordered[int(0.95 * (len(ordered) - 1))]
