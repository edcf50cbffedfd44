"""Every change to papers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from xieshang.core.actions import ACTIONS
from xieshang.core.deeds import deed
from xieshang.core.lifecycle import NotYoursError
from xieshang.core.verdicts import No
from xieshang.people.models import Person, Session
from xieshang.people.rules import has_power
from xieshang.plenaries.lifecycle import LIFE
from xieshang.plenaries.models import Paper


def take_in(
    *,
    by: Person,
    at: datetime,
    title: str,
    lines: list[str],
    body: list[dict[str, Any]],
    session: Session | None = None,
) -> Paper:
    """A new paper, seen only by those who may publish it."""
    if isinstance(verdict := has_power(by, "paper.publish"), No):
        raise NotYoursError(str(verdict.reason))
    paper = Paper(title=title, lines=lines, body=body, session=session, taken_in_by=by, taken_in_at=at)
    with deed("take_in", on=paper, by=by, at=at) as paper:
        pass
    return paper


def publish(paper: Paper, *, by: Person, at: datetime) -> Paper:
    """From now on anybody reads it."""
    with deed("publish", on=paper, by=by, at=at) as paper:
        LIFE.take("publish", paper, by)
    return paper


def take_back(paper: Paper, *, by: Person, at: datetime) -> Paper:
    with deed("take_back", on=paper, by=by, at=at) as paper:
        LIFE.take("take_back", paper, by)
    return paper


def register() -> None:
    ACTIONS["paper"] = {"publish": publish, "take_back": take_back}
