"""Who asks, and which proposals there are for them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from xieshang.people.models import Person
from xieshang.proposals.models import Proposal


def reader(request: HttpRequest) -> Person | None:
    return request.user if request.user.is_authenticated else None


def visible(request: HttpRequest) -> Any:
    return Proposal.objects.visible_to(reader(request))


def may(request: HttpRequest, power: str) -> bool:
    person = reader(request)
    return person is not None and person.can(power)
