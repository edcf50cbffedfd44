"""Fill an empty platform with the made-up district, or let the one that is there grow.

xieshang demo                     900 proposals and 1,500 messages, lived deed by deed (a few minutes)
xieshang demo --size 100000       and copies of the finished ones, up to a million; cut off, it goes on where it stopped
"""

from __future__ import annotations

import argparse
import os

LIVED = 900


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", type=int, default=LIVED, help="proposals in all, at most 1,000,000 (default 900)")
    parser.add_argument("--messages", type=int, default=1500, help="residents' messages (default 1,500)")
    parser.add_argument("--open", action="store_true", help="copy open proposals too, with what waits on whom")


def run(args: argparse.Namespace) -> int:
    os.environ.setdefault("XIESHANG_DEMO", "1")
    from xieshang.cli import set_up_django
    from xieshang.cli.serve import is_behind, say

    set_up_django()
    from django.core.management import call_command

    from xieshang.demo import loading, multiplying

    if not 1 <= args.size <= multiplying.MOST:
        say(f"--size must be between 1 and {multiplying.MOST:,}.")
        return 2
    if is_behind():
        say("Bringing the database up to date …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    if loading.is_empty():
        say("Filling it with the made-up district …")
        loading.load(proposals=min(args.size, LIVED), messages=args.messages, say=say)
    elif not multiplying.is_the_demo():
        say("This platform is somebody's own and stays as it is: the demo is for an empty one.")
        return 1
    if args.size > LIVED:
        say("Copying …")
        found = multiplying.multiply(args.size, also_open=args.open, say=say)
        say(f"{found:,} proposals.")
    return 0
