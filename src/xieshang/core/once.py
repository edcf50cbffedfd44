"""A form that makes something new makes it once, however often it is sent.

The page carries a mark; the first form with it does the deed, and each later one is led to what was made.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest

FIELD = "once"
A_DAY = 24 * 3600


@dataclass
class Once:
    """`made` is the address of what an earlier form with the same mark made; the deed sets it to its own."""

    made: str = ""


def new_mark() -> str:
    return secrets.token_urlsafe(16)


def key_of(request: HttpRequest, mark: str) -> str:
    return "once:" + hashlib.sha256(f"{request.user.pk}:{mark}".encode()).hexdigest()


def was_sent(request: HttpRequest) -> bool:
    """Whether this very form has made something already, so that sending it again makes nothing."""
    mark = request.POST.get(FIELD, "")
    return bool(mark) and bool(cache.get(key_of(request, mark)))


@contextmanager
def once(request: HttpRequest) -> Iterator[Once]:
    """One transaction around a deed and the note that its form was used: a refusal leaves the form unused.

    Two that arrive together wait for one another, for the note is a row of the database's cache.
    """
    mark = request.POST.get(FIELD, "")
    with transaction.atomic():
        if not mark:
            yield Once()
            return
        key = key_of(request, mark)
        is_first = cache.add(key, "", A_DAY)
        form = Once("" if is_first else cache.get(key, ""))
        yield form
        if is_first:
            cache.set(key, form.made, A_DAY)
