"""What every page shows around its content: who reads, where one can go, what is unread."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from xieshang.core import profile
from xieshang.core.models import Notice


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"shell": SimpleLazyObject(lambda: read_shell(request))}


def read_shell(request: HttpRequest) -> dict[str, Any]:
    person: Any = request.user if getattr(request, "user", None) and request.user.is_authenticated else None
    language = get_language()
    return {
        "assembly": str(profile.current().assembly),
        "nav": navigation(request, person),
        "person": person,
        "unread": Notice.objects.filter(to=person, read_at=None)[:100].count() if person else 0,
        "languages": [
            {"code": code, "label": {"zh-hans": "中文", "en": "English"}[code], "current": code == language}
            for code, _name in settings.LANGUAGES
        ],
        "search_url": reverse("search:results"),
        "notices_url": reverse("people:notices") if person else "",
        "account_url": reverse("people:me") if person else "",
        "source_url": settings.SOURCE_URL,
        "public_url": reverse("matters:commitments"),
        "theme": (person.theme if person else request.COOKIES.get("theme", "")) or "",
        "size": (person.size if person else request.COOKIES.get("size", "")) or "",
        "is_demo": settings.IS_DEMO,
    }


# What somebody goes to most comes first, by the first power of theirs that stands here; a phone's bar has room for three
# places beside home, a desk's line for five, and the rest stands behind "More".
OFTEN: list[tuple[str, list[str]]] = [
    ("people.accounts", ["people:list", "intake:list"]),
    ("people.roles", ["people:list"]),
    ("record.audit", ["web:record", "people:list"]),
    ("proposal.assign", ["proposals:desk", "proposals:list", "matters:commitments"]),
    ("handling.receive", ["proposals:list", "matters:commitments", "voices:reports"]),
    ("reply.sign", ["proposals:list", "matters:commitments", "voices:reports"]),
    ("proposal.review", ["proposals:list", "voices:list", "intake:list", "matters:commitments"]),
    ("report.read", ["voices:list", "voices:reports", "proposals:list"]),
    ("consultation.plan", ["consultations:list", "proposals:list", "voices:list"]),
    ("statement.moderate", ["consultations:list", "voices:list", "proposals:list"]),
    ("proposal.propose", ["proposals:list", "consultations:list", "voices:reports"]),
]
OUTSIDE = ["voices:send", "matters:commitments", "consultations:list"]


def navigation(request: HttpRequest, person: Any) -> list[dict[str, Any]]:
    """Where one can go, what one goes to most first; each power adds what it needs."""
    is_in = person is not None
    rows = [
        ("web:home", _("Home"), "home", True),
        ("proposals:desk", pgettext("navigation", "Assign"), "check", is_in and person.can("proposal.assign")),
        ("proposals:list", _("Proposals"), "document", True),
        ("voices:send", _("Write to the assembly"), "edit", not is_in),
        ("voices:list", pgettext("navigation", "Messages"), "message", True),
        ("voices:reports", pgettext("navigation", "Reports"), "edit", is_in and reports(person)),
        ("consultations:list", _("Consultations"), "calendar", True),
        ("matters:commitments", _("Promises"), "promise", True),
        ("places:map", _("Places"), "place", True),
        ("plenaries:list", _("Papers"), "hall", True),
        ("intake:list", _("Imports"), "upload", is_in and any(person.can(power) for power in INTAKE_POWERS)),
        ("people:list", _("People"), "people", is_in),
        ("learning:models", _("Models"), "display", is_in and person.can("models.keep")),
        ("web:record", _("Record"), "history", is_in and person.can("record.audit")),
    ]
    first = ["web:home", *often(person)]
    rows.sort(key=lambda row: first.index(row[0]) if row[0] in first else len(first))
    links = [(reverse(name), label, icon) for name, label, icon, shown in rows if shown]
    # The longest address the path begins with is where one is
    here = max((url for url, _label, _icon in links if is_current(request.path, url)), key=len, default="")
    return [{"label": label, "url": url, "icon": icon, "current": url == here} for url, label, icon in links]


def often(person: Any) -> list[str]:
    if person is None:
        return OUTSIDE
    return next((places for power, places in OFTEN if person.can(power)), [])


def reports(person: Any) -> bool:
    """Whether somebody has to do with reports on what residents say: to write, choose, sign or read them, or for a unit."""
    if not profile.current().roles_with("report.write"):
        return False
    return bool(person.unit_ids) or any(power.startswith("report.") for power in person.powers)


INTAKE_POWERS = ("intake.import", "people.accounts", "paper.publish")


def is_current(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
