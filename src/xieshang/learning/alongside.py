"""What a deed on an item means for what is learned and compared; in the deed's own transaction."""

from __future__ import annotations

from xieshang.core.models import Item
from xieshang.learning import likeness, queries
from xieshang.learning.models import Decision
from xieshang.learning.tasks import COMPARED, DECIDED, TASKS, as_one, masked
from xieshang.search.index import IS_LATER

# Fields a change of which is a change of the words, for any kind
WORDS = frozenset(
    {"title", "text", "title_shown", "text_shown", "situation", "analysis", "suggestions", "place", "state"}
)


def follow(item: Item, changed: set[str]) -> None:
    if IS_LATER.get():
        return
    kind = item.item_kind()
    if kind in COMPARED and (changed & WORDS or item.version == 1):
        likeness.refresh(kind, [item.pk])
    for decided in DECIDED.get(kind, ()):
        found = decided(item, changed)
        if found is not None:
            note(*found)


def note(task: str, item_id: int, decided: str) -> None:
    """Keep what would have been suggested beside what was decided."""
    found = queries.in_use(task)
    writing = TASKS[task].writing(item_id) if found else None
    if found is None or writing is None or not decided:
        return
    told = found[1].suggest_all([as_one(masked(writing))])[0]
    if told.label:
        Decision.objects.update_or_create(
            task=task,
            item_id=item_id,
            defaults={
                "model": found[0],
                "suggested": told.label[:40],
                "confidence": told.confidence,
                "decided": decided[:40],
            },
        )
