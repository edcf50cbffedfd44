"""Serve the platform: its database, its pages, its clock; Ctrl-C stops all of it."""

from __future__ import annotations

import argparse
import hashlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="fill an empty platform with the made-up district first")
    parser.add_argument("--port", type=int, default=int(os.environ.get("XIESHANG_PORT", "8000")))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--workers", type=int, default=1, help="processes that answer pages")
    parser.add_argument("--no-clock", action="store_true", help="leave out the worker for reminders and mail")


def say(text: str) -> None:
    print(text, flush=True)


def run(args: argparse.Namespace) -> int:
    started = time.monotonic()
    os.environ.setdefault("XIESHANG_ADDRESS", f"http://{args.host}:{args.port}")
    if args.demo:
        os.environ.setdefault("XIESHANG_DEMO", "1")
    say("Starting the database …")
    folder = var_folder()
    if not os.environ.get("DATABASE_URL"):
        from xieshang.config import postgres

        postgres.start(folder / "postgres")
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        if not is_as_before(folder, args.demo):
            prepare(args.demo)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / STAMP).write_text(digest(folder, args.demo), encoding="utf-8")
        processes = start(args)
        wait_until_it_answers(args, processes)
        say(f"\nXieshang is ready ({time.monotonic() - started:.1f} s): http://{args.host}:{args.port}")
        if args.host == "127.0.0.1":
            say(f"(with passkeys: http://localhost:{args.port}, for browsers bind them to a name)")
        say("")
        if args.demo:
            say_who_can_sign_in(folder)
        return watch(processes)
    except KeyboardInterrupt:
        return 0
    finally:
        end(processes)
        if not os.environ.get("DATABASE_URL"):
            from xieshang.config import postgres

            postgres.stop(folder / "postgres")
        say("\nStopped.")


STAMP = "prepared"


def var_folder() -> Path:
    """Where the settings will keep what the platform writes; known here without loading them."""
    return Path(os.environ.get("XIESHANG_VAR", Path(__file__).resolve().parents[3] / "var"))


def digest(folder: Path, demo: bool) -> str:
    """What the database must be prepared anew for: migrations, packages, another database, the demo wanted or not."""
    root = Path(__file__).resolve().parents[1]
    parts = [str(path.relative_to(root)) for path in sorted(root.glob("*/migrations/*.py"))]
    pins = root.parents[1] / "requirements" / "run.txt"
    parts += [hashlib.sha256(pins.read_bytes()).hexdigest()] if pins.exists() else []
    version = folder / "postgres" / "PG_VERSION"
    parts += [str(version.stat().st_mtime_ns) if version.exists() else "", str(demo)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def is_as_before(folder: Path, demo: bool) -> bool:
    """Whether the embedded database was prepared by this very code; another database is looked at each time."""
    if os.environ.get("DATABASE_URL") or not (folder / STAMP).exists():
        return False
    return (folder / STAMP).read_text(encoding="utf-8") == digest(folder, demo)


def prepare(demo: bool) -> None:
    """Migrate, and fill an empty demo."""
    from xieshang.cli import set_up_django

    set_up_django()
    from django.core.management import call_command
    from django.db import connections

    if is_behind():
        say("Bringing the database up to date …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    if demo:
        from xieshang.demo import loading

        if loading.is_empty():
            say("Filling it with the made-up district (once, some minutes) …")
            loading.load(say=say)
    connections.close_all()


def is_behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def end_with_parent() -> None:
    """In a child: ask Linux for SIGTERM when the parent dies, so that kill -9 leaves no server on the port."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


# Each lane is a worker: what may take minutes keeps nothing waiting that has its hour
LANES = {"clock": "default,builtin", "imports": "imports"}


def start(args: argparse.Namespace) -> dict[str, subprocess.Popen[bytes]]:
    """The web server, the clock and the lane of long imports, each in a process group of its own so that one signal ends each."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "xieshang.config.settings"}
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", args.host, "--port", str(args.port),
        "--workers", str(args.workers), "--blocking-threads", "1", "--log-level", "warning", "--no-ws",
        "xieshang.config.wsgi:application",
    ]  # fmt: skip
    processes = {"pages": subprocess.Popen(web, env=environment, start_new_session=True, preexec_fn=end_with_parent)}
    for name, queues in {} if args.no_clock else LANES.items():
        worker = [sys.executable, "-m", "xieshang", "manage", "procrastinate", "worker", "--concurrency", "1"]
        processes[name] = subprocess.Popen(
            [*worker, "--name", name, "--queues", queues],
            env=environment,
            start_new_session=True,
            preexec_fn=end_with_parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    return processes


def wait_until_it_answers(args: argparse.Namespace, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    address = f"http://{args.host}:{args.port}/accounts/login/"
    for _try in range(300):
        if processes["pages"].poll() is not None:
            raise SystemExit(f"The web server did not start; is port {args.port} in use?")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The web server does not answer.")


def watch(processes: dict[str, subprocess.Popen[bytes]]) -> int:
    """Until one of them ends: then all do, with its exit code."""
    while True:
        for name, process in processes.items():
            code = process.poll()
            if code is not None:
                say(f"{name} ended with code {code}")
                return code or 1
        time.sleep(0.5)


def end(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for process in processes.values():
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
    for process in processes.values():
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def say_who_can_sign_in(folder: Path) -> None:
    import json

    people = json.loads((folder / "demo-people.json").read_text(encoding="utf-8"))
    say("You can sign in as any of these; the password is the same for all:\n")
    for row in people:
        say(f"  {row['login']:<14} {row['name']}  {row['role']}")
    say(f"\n  password: {people[0]['password']}\n\nCtrl-C stops everything.")
