"""Who asks, and what there is for them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from xieshang.consultations.models import Consultation
from xieshang.people.models import Person


def reader(request: HttpRequest) -> Person | None:
    return request.user if request.user.is_authenticated else None


def visible(request: HttpRequest) -> Any:
    return Consultation.objects.visible_to(reader(request))


def found(request: HttpRequest, pk: int) -> Consultation:
    item: Consultation = get_object_or_404(visible(request).select_related("called_by", "topic", "matter"), pk=pk)
    return item
