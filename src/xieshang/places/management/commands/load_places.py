"""Take in the gazetteer of the district from a GeoJSON file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from xieshang.places.loading import from_geojson, load


class Command(BaseCommand):
    help = "Makes the places what the file says: areas with their outlines, and what lies in them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="GeoJSON; properties code, kind, name, name_en, aliases, parent")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            given = from_geojson(json.loads(options["file"].read_text(encoding="utf-8")))
        except (OSError, ValueError) as trouble:
            raise CommandError(str(trouble)) from trouble
        except ValidationError as faults:
            raise CommandError("\n".join(faults.messages)) from faults
        print(f"{load(given):,} places.")
