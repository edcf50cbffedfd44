"""Keep the words of everything anew: after an upgrade, or when a unit was renamed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from xieshang.search.index import rebuild
from xieshang.search.kinds import KINDS


class Command(BaseCommand):
    help = "Brings the words that the search looks through up to date; what is right already is left as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", action="append", choices=sorted(KINDS), help="only this kind; may be repeated")

    def handle(self, *args: Any, **options: Any) -> None:
        count = rebuild(options["kind"], say=print)
        print(f"{count:,} items can be found.")
