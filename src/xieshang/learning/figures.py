"""How well each model does: on cases it had not seen, and on what was decided since."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from xieshang.core import profile
from xieshang.learning import queries
from xieshang.learning.models import Decision, LearnedModel, Pair, TrainingOrder, VersionState
from xieshang.learning.norms import norm
from xieshang.learning.tasks import TASKS

SHARES = (0.85, 0.9, 0.95, 0.98)  # what the page tells a threshold would mean
VERSIONS = 25


def overview(today: date) -> list[dict[str, Any]]:
    """A row a task: what is in use, how many cases are missing, what was decided since."""
    active = {row.task: row for row in LearnedModel.objects.filter(state=VersionState.ACTIVE)}
    open_orders = set(TrainingOrder.objects.filter(done_at=None).values_list("task", flat=True))
    said = since(list(active.values()))
    least = norm("advice.least_cases", today)
    return [
        {
            "task": code,
            "label": task.label,
            "version": active.get(code),
            "missing": max(0, least - (active[code].cases if code in active else 0)),
            "since": said.get(code),
            "is_ordered": code in open_orders,
        }
        for code, task in TASKS.items()
    ]


def since(versions: list[LearnedModel]) -> dict[str, dict[str, int]]:
    """By task: how many decisions were made with these versions, and in how many the suggestion was taken."""
    rows = (
        Decision.objects.filter(model__in=versions)
        .values("task")
        .annotate(n=Count("pk"), taken=Count("pk", filter=Q(suggested=F("decided"))))
    )
    return {
        row["task"]: {"n": row["n"], "taken": row["taken"], "percent": round(100 * row["taken"] / row["n"])}
        for row in rows
    }


def task_page(code: str, today: date) -> dict[str, Any]:
    versions = list(LearnedModel.objects.filter(task=code).order_by("-number")[:VERSIONS])
    row = next((each for each in versions if each.state == VersionState.ACTIVE), None) or queries.active(code)
    least, right = norm("advice.least_cases", today), norm("advice.right_share", today)
    last_order = TrainingOrder.objects.filter(task=code).order_by("-pk").first()
    return {
        "task": code,
        "label": TASKS[code].label,
        "version": row,
        "versions": [version_row(each) for each in versions],
        "coverage": coverage(row, right) if row else [],
        "shares": shares(row, right) if row else [],
        "threshold": profile.current().norm_row("advice.right_share", today),
        "right_percent": percent(right),
        "missing": max(0, least - (row.cases if row else 0)),
        "since": since([row]).get(code) if row else None,
        "order": last_order,
        "is_ordered": last_order is not None and last_order.done_at is None,
        "is_held": row is not None and row.is_chosen,
        "pairs": Pair.objects.count(),
    }


def version_row(row: LearnedModel) -> dict[str, Any]:
    return {
        "version": row,
        "accuracy": percent(row.accuracy),
        "top2": percent(row.top2),
        "tone": {"active": "good", "waiting": "neutral", "emptied": "ended"}[row.state],
        "may_use": row.state == VersionState.WAITING and row.size > 0,
    }


def percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def coverage(row: LearnedModel, right: float) -> list[dict[str, Any]]:
    """How many are right among the surest tenth, two tenths … of the cases it had not seen."""
    return [
        {
            "share": percent(share),
            "right": percent(share_right),
            "sure": percent(sure),
            "is_enough": share_right >= right,
        }
        for sure, share, share_right in row.coverage[1::2]
    ]


def shares(row: LearnedModel, right: float) -> list[dict[str, Any]]:
    """What a threshold would mean: from which confidence on it fills in, and how many it would fill in."""
    told = []
    for wanted in sorted({*SHARES, right}):
        sure = queries.fill_from(row, wanted)
        filled = max((share for at, share, _right in row.coverage if at >= sure), default=0.0)
        told.append(
            {
                "wanted": percent(wanted),
                "sure": percent(sure) if sure <= 1 else None,
                "filled": percent(filled),
                "is_set": wanted == right,
            }
        )
    return told
