"""How well and how fast things are found: 14,000 and 100,000 documents, beside the plain ways of doing it.

The documents are residents' messages of the made-up district with answers as long as real ones (some 500 characters in
all). Latency is that of the whole search (permission, hits, counts of each kind, the words of 25 hits), as processor time
of both sides and on the wall, which depends on the neighbours;
the queries are pieces of 1 to 8 characters of the documents themselves, taken at random, so that frequent and rare ones
come as often as in the texts. Ranking is judged by questions written for this bench (search_questions.py), for which the
generator of the texts knows the answers, before the answers are written; where there are fewer than five (or twenty) right
ones, all of them are asked for.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benches.proposals import server_clock

ROOT = Path(__file__).resolve().parents[1]
SIZES = [14_000, 100_000]
P95_MS = {14_000: 50.0, 100_000: 200.0}
PRECISION_AT_5, RECALL_AT_20 = 0.90, 0.93
UNTIL = date(2026, 11, 20)
SEED = 20261120


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser("./dev bench search", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="documents, divided by commas")
    parser.add_argument("--queries", type=int, default=60, help="queries of each length")
    parser.add_argument("--no-plain-ways", action="store_true", help="leave out what it is compared with")
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
    os.environ.setdefault("XIESHANG_VAR", str(ROOT / "var" / "bench-search"))
    os.environ["XIESHANG_DEBUG"] = "0"
    os.environ["XIESHANG_DEMO"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xieshang.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def measure(args: argparse.Namespace) -> int:
    sizes = [int(word) for word in args.sizes.split(",")]
    misses = []
    empty()
    reader = make_reader()
    CLOCK.append(server_clock())
    texts = write_messages(sizes[0])
    misses += judge_ranking(texts, reader)
    texts = answer_messages(sizes[0])
    for size in sizes:
        if size > len(texts):
            texts += write_messages(size - len(texts), first=len(texts), answered=True)
        began = time.monotonic()
        from xieshang.search.index import tidy

        tidy()
        print(f"\n## {len(texts):,} documents, {sum(map(len, texts)) / 1e6:.1f} M characters; index {index_size()}")
        print(f"(put in order in {time.monotonic() - began:.0f} s)\n")
        misses += judge_speed(texts, reader, size, args.queries)
        if not args.no_plain_ways:
            plain_ways(texts, reader, min(args.queries, 25))
    print("\nMissed: " + ("; ".join(misses) or "nothing"))
    return 1 if misses else 0


# ---- The documents


def empty() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_recordentry DISABLE TRIGGER record_entries_are_kept")
        cursor.execute("ALTER TABLE core_recordlink DISABLE TRIGGER record_links_are_kept")
        cursor.execute("SELECT set_config('xieshang.deed', 'bench', false)")
        cursor.execute("TRUNCATE search_findable, voices_message, matters_matter, people_person CASCADE")


def make_reader() -> Any:
    from django.utils import timezone

    from xieshang.core import profile
    from xieshang.people.actions import give_role, open_account
    from xieshang.people.models import Person

    now = timezone.now()
    role = next(code for code, role in profile.current().roles.items() if "proposal.propose" in role.powers)
    person, _word = open_account(by=None, at=now, login="reader", name="读者", name_latin="", password="a-reader-2026")
    give_role(person, by=None, at=now, role=role)
    return Person.objects.get(pk=person.pk)


def write_messages(count: int, first: int = 0, answered: bool = False) -> list[str]:
    """So many messages straight into their table, and their words into the index."""
    from datetime import datetime, timedelta

    from django.db import connection
    from django.utils import timezone

    from xieshang.demo import texts
    from xieshang.matters.models import Matter
    from xieshang.search.index import refresh
    from xieshang.voices.models import Message

    global WRITTEN
    rng = np.random.default_rng(SEED + first)
    made = [] if first else [message for event in texts.events(rng, UNTIL) for message in event.messages]
    made += texts.messages(rng, UNTIL - timedelta(days=1095), UNTIL, count - len(made))
    made = made[:count]
    fillers = rng.permutation(len(made))
    zone = timezone.get_default_timezone()
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('xieshang.deed', 'bench', false)")
    for start in range(0, len(made), 2000):
        batch = made[start : start + 2000]
        moments = [
            datetime(each.day.year, each.day.month, each.day.day, 8, tzinfo=zone) + timedelta(seconds=n)
            for n, each in enumerate(batch)
        ]
        matters = Matter.objects.bulk_create(
            Matter(title=each.title, opened_at=at) for each, at in zip(batch, moments, strict=True)
        )
        rows = Message.objects.bulk_create(
            message_of(each, matter, at, first + start + n, answer_from(made, fillers, start + n) if answered else "")
            for n, (each, matter, at) in enumerate(zip(batch, matters, moments, strict=True))
        )
        refresh("message", [row.pk for row in rows])
        WRITTEN += [(row.pk, each) for row, each in zip(rows, batch, strict=True)]
    print(f"{len(made):,} messages written and indexed in {time.monotonic() - began:.0f} s", flush=True)
    return [
        f"{each.title}\n{each.body}\n{answer_from(made, fillers, n) if answered else ''}" for n, each in enumerate(made)
    ]


WRITTEN: list[tuple[int, Any]] = []


def message_of(text: Any, matter: Any, at: Any, n: int, answer: str) -> Any:
    from xieshang.voices.models import Message

    shown = {"title_shown": text.title[:100], "text_shown": text.body} if hasattr(Message, "title_shown") else {}
    return Message(
        matter=matter,
        number_shown=f"M{n:07d}",
        code_hash="0" * 64,
        title=text.title[:100],
        text=text.body,
        state="answered",
        is_public=n % 3 > 0,
        received_at=at,
        due=text.day,
        answer=answer or "。",
        **shown,
    )


def answer_from(made: list[Any], fillers: Any, n: int) -> str:
    return made[fillers[n]].body + made[fillers[n - 1]].body


def answer_messages(count: int) -> list[str]:
    """Answers for the messages that had none; the texts as they then are."""
    from xieshang.search.index import refresh
    from xieshang.voices.models import Message

    made = [each for _pk, each in WRITTEN]
    fillers = np.random.default_rng(SEED).permutation(len(made))
    rows = list(Message.objects.order_by("pk"))
    for n, row in enumerate(rows):
        row.answer = answer_from(made, fillers, n)
    Message.objects.bulk_update(rows, ["answer"], batch_size=1000)
    began = time.monotonic()
    refresh("message", [row.pk for row in rows])
    print(f"{len(rows):,} messages indexed anew in {time.monotonic() - began:.0f} s", flush=True)
    return [f"{row.title}\n{row.text}\n{row.answer}" for row in rows]


def index_size() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_size_pretty(pg_relation_size('findable_grams')),"
            " pg_size_pretty(pg_total_relation_size('search_findable'))"
        )
        grams, everything = cursor.fetchone()
    return f"{grams}, with the words themselves {everything}"


# ---- Ranking


def judge_ranking(texts: list[str], reader: Any) -> list[str]:
    from benches.search_questions import QUESTIONS
    from xieshang.search.queries import search
    from xieshang.search.words import understand

    precisions, recalls, walls = [], [], []
    print("\n| question | right ones | P@5 | recall@20 |")
    print("|---|--:|--:|--:|")
    for question, is_right in QUESTIONS:
        right = {pk for pk, each in WRITTEN if is_right(each)}
        began = time.perf_counter()
        found = search(reader, understand(question))
        walls.append((time.perf_counter() - began) * 1000)
        ids = [hit.id for hit in [*found.hits, *found.related] if hit.kind == "message"]
        precisions.append(len(right.intersection(ids[:5])) / min(len(right), 5))
        recalls.append(len(right.intersection(ids[:20])) / min(len(right), 20))
        print(f"| {question} | {len(right)} | {precisions[-1]:.2f} | {recalls[-1]:.2f} |")
    p, r = statistics.mean(precisions), statistics.mean(recalls)
    print(f"| **{len(QUESTIONS)} questions** | | **{p:.2f}** | **{r:.2f}** |")
    print(
        f"\n(bounds {PRECISION_AT_5:.2f} and {RECALL_AT_20:.2f}; {statistics.median(walls):.0f} ms median)", flush=True
    )
    return (["P@5"] if p < PRECISION_AT_5 else []) + (["recall@20"] if r < RECALL_AT_20 else [])


# ---- Speed


def queries_of(texts: list[str], count: int) -> dict[str, list[str]]:
    """Pieces of the documents, by length; two words apart; frequent single characters; numbers."""
    rng = np.random.default_rng(SEED + 1)

    def piece(length: int) -> str:
        while True:
            text = texts[rng.integers(len(texts))]
            at = int(rng.integers(max(1, len(text) - length)))
            found = text[at : at + length]
            if len(found) == length and not any(sign.isspace() or sign in '"“”-' for sign in found):
                return found

    return {
        "1 character": [piece(1) for _ in range(count)],
        "2 characters": [piece(2) for _ in range(count)],
        "3 characters": [piece(3) for _ in range(count)],
        "4 characters": [piece(4) for _ in range(count)],
        "8 characters": [piece(8) for _ in range(count)],
        "2 words": [f"{piece(2)} {piece(2)}" for _ in range(count)],
        "a question": [piece(4) + piece(5) for _ in range(count)],
        "a number": [f"M{rng.integers(len(texts)):07d}" for _ in range(count)],
    }


CLOCK: list[Callable[[], float]] = []  # of the server's side


@dataclass(frozen=True)
class Took:
    """Milliseconds on the wall, and of processor time of both sides."""

    wall: float
    cpu: float


def timed(deed: Callable[[], Any]) -> Took:
    clock = CLOCK[0]
    wall, ours, servers = time.perf_counter(), time.process_time(), clock()
    deed()
    cpu = (time.process_time() - ours) * 1000 + clock() - servers
    return Took((time.perf_counter() - wall) * 1000, cpu)


def judge_speed(texts: list[str], reader: Any, size: int, count: int) -> list[str]:
    from xieshang.search.queries import search
    from xieshang.search.words import understand

    print("| query | reader | median CPU ms | p95 CPU ms | median wall ms | p95 wall ms |")
    print("|---|---|--:|--:|--:|--:|")
    everything: list[Took] = []
    search(reader, understand("试"))
    for name, queries in queries_of(texts, count).items():
        for who, person in (("member", reader), ("public", None)):
            took = [timed(lambda q=q, person=person: search(person, understand(q))) for q in queries]  # type: ignore[misc]
            everything += took
            print(f"| {name} | {who} | {figures(took)} |", flush=True)
    bound = next((ms for most, ms in sorted(P95_MS.items()) if size <= most), max(P95_MS.values()))
    print(f"| **all** | | {figures(everything)} |")
    print(f"\n(bound: p95 {bound:.0f} ms of processor time, which is what it takes where nobody else is at work)")
    return [f"p95 at {size:,}"] if p95([each.cpu for each in everything]) > bound else []


def figures(took: list[Took]) -> str:
    cpus, walls = [each.cpu for each in took], [each.wall for each in took]
    parts = (statistics.median(cpus), p95(cpus), statistics.median(walls), p95(walls))
    return " | ".join(f"{each:.1f}" for each in parts)


def p95(walls: list[float]) -> float:
    return sorted(walls)[int(0.95 * (len(walls) - 1))]


# ---- What it is compared with


def plain_ways(texts: list[str], reader: Any, count: int) -> None:
    """The newest 26 with these words: by LIKE over all texts, and by PostgreSQL's own trigrams; nothing counted."""
    from django.db import connection

    from xieshang.search.queries import like, visible

    may, params = visible(reader, ["message"])["message"]
    statement = f"SELECT f.item_id FROM search_findable f WHERE f.plain LIKE %s AND {may} ORDER BY f.at DESC LIMIT 26"
    print("\n| the plain way | 1 | 2 | 3 | 4 | 8 characters (median / p95 CPU ms) |")
    print("|---|--:|--:|--:|--:|--:|")

    def row(name: str) -> None:
        cells = []
        for label, queries in queries_of(texts, count).items():
            if not label.endswith(("character", "characters")):
                continue
            took = []
            for q in queries:
                with connection.cursor() as cursor:
                    took.append(timed(lambda q=q, cursor=cursor: cursor.execute(statement, [like(q.lower()), *params])))  # type: ignore[misc]
            cpus = [each.cpu for each in took]
            cells.append(f"{statistics.median(cpus):.1f} / {p95(cpus):.1f}")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)

    row("LIKE")
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        began = time.monotonic()
        cursor.execute("CREATE INDEX plain_way ON search_findable USING gin (plain gin_trgm_ops)")
        cursor.execute("SELECT pg_size_pretty(pg_relation_size('plain_way'))")
        (size,) = cursor.fetchone()
    row(f"pg_trgm ({size}, built in {time.monotonic() - began:.0f} s)")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX plain_way")
