"""What every template may show: the mark of who a form was drawn for, and whom one can be in a demonstration."""

from __future__ import annotations

import json
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from xieshang.people.kept import sender_field


def around(request: HttpRequest) -> dict[str, Any]:
    return {
        "sender": SimpleLazyObject(lambda: sender_field(request.user)),
        "demo_people": SimpleLazyObject(demo_people),
        "passkeys_elsewhere": SimpleLazyObject(lambda: passkeys_elsewhere(request)),
    }


def passkeys_elsewhere(request: HttpRequest) -> dict[str, str]:
    """Where passkeys can be used, if not here: they belong to a name, and browsers take no number for one.

    Empty where they can; `url` is this page at localhost, where the number is this machine's own, else empty.
    """
    here = urlsplit(request.build_absolute_uri())
    try:
        number = ip_address(here.hostname or "")
    except ValueError:
        return {}
    port = f":{here.port}" if here.port else ""
    return {"url": here._replace(netloc=f"localhost{port}").geturl() if number.is_loopback else ""}


def demo_people() -> list[dict[str, str]]:
    """The made-up people a demonstration lets anybody be: login, name, role, password; none anywhere else."""
    path = settings.DEMO_PEOPLE
    if not settings.IS_DEMO or not path.exists():
        return []
    rows: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return rows
