"""What every template may show: the mark of who a form was drawn for, and whom one can be in a demonstration."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from xieshang.people.kept import sender_field


def around(request: HttpRequest) -> dict[str, Any]:
    return {
        "sender": SimpleLazyObject(lambda: sender_field(request.user)),
        "demo_people": SimpleLazyObject(demo_people),
    }


def demo_people() -> list[dict[str, str]]:
    """The made-up people a demonstration lets anybody be: login, name, role, password; none anywhere else."""
    path = settings.DEMO_PEOPLE
    if not settings.IS_DEMO or not path.exists():
        return []
    rows: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return rows
