"""What happens at its hour, with nobody clicking: letters, reminders, sessions that are over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from procrastinate.contrib.django import app

from xieshang.people import notices, sessions


def moment(timestamp: int) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)


Work = TypeVar("Work", bound=Callable[..., Any])


def job(cron: str, name: str) -> Callable[[Work], Work]:
    """A job of the clock: never twice at the same time, and never queued up behind itself."""

    def decorate(work: Work) -> Work:
        task: Any = app.periodic(cron=cron)(app.task(name=name, queueing_lock=name, lock=name)(work))
        return task

    return decorate


@job("* * * * *", "people.mail_at_once")
def mail_at_once(timestamp: int) -> int:
    return notices.mail_at_once(at=moment(timestamp))


# Sent from eight on by the assembly's clock; asked again and again, so that a server that stood still at eight catches up
@job("*/10 * * * *", "people.mail_digests")
def mail_digests(timestamp: int) -> int:
    return notices.mail_digests(at=moment(timestamp))


@job("7 * * * *", "people.remind")
def remind(timestamp: int) -> int:
    return notices.remind(at=moment(timestamp))


@job("41 3 * * *", "people.forget_sessions")
def forget_sessions(timestamp: int) -> None:
    sessions.SessionStore.clear_expired()
