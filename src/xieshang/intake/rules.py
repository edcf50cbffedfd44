"""Who may bring in a file, and what stands against undoing it."""

from __future__ import annotations

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from xieshang.core.models import Item, RecordEntry
from xieshang.core.verdicts import No, NotYours, Verdict, Yes
from xieshang.intake.models import POWER_FOR, Batch, BatchKind, State
from xieshang.matters.models import Link
from xieshang.people.models import Person
from xieshang.people.rules import has_power

# What strangers do at the door of an account is nobody's work on it
NO_WORK = ("person.sign_in_failed", "person.locked_out")
NAMED = 5  # items named in a refusal


def may_bring_in(person: Person, kind: str) -> Verdict:
    verdict = has_power(person, POWER_FOR[kind])
    return verdict and has_power(person, "message.enter") if kind == BatchKind.MESSAGES else verdict


def may_handle(person: Person, batch: Batch) -> Verdict:
    """Whoever may bring in files of its kind."""
    return may_bring_in(person, batch.kind)


def has_no_faults(batch: Batch) -> Verdict:
    if batch.faults:
        return No(
            ngettext_lazy(
                "%(n)d thing is wrong in the file; nothing is imported until it is right.",
                "%(n)d things are wrong in the file; nothing is imported until they are right.",
                batch.faults,
            )
            % {"n": batch.faults}
        )
    return Yes() if batch.rows else No(gettext_lazy("No row is left to import."))


def is_new(batch: Batch) -> Verdict:
    """The same file is not imported twice."""
    same = Batch.objects.filter(
        sha256=batch.sha256, kind=batch.kind, state__in=[State.IMPORTED, State.IMPORTING]
    ).exclude(pk=batch.pk)
    if other := same.first():
        return No(
            gettext_lazy("This very file is imported already, as number %(number)s. Undo that import first.")
            % {"number": other.pk}
        )
    return Yes()


def may_import(person: Person, batch: Batch) -> Verdict:
    """The same, when nothing in the file is wrong and it was not imported before."""
    return may_handle(person, batch) and has_no_faults(batch) and is_new(batch)


def only_the_worker(person: Person | None, batch: Batch) -> Verdict:
    """A step nobody takes by hand: the import itself does."""
    return Yes() if person is None else NotYours(gettext_lazy("The import does this by itself."))


def worked_on(batch: Batch) -> list[Item]:
    """The items of a batch that somebody has touched since, or from which something has grown."""
    found: list[Item] = []
    for kind in batch.taken.values_list("kind", flat=True).distinct().order_by("kind"):
        ids = batch.taken.filter(kind=kind).values("item_id")
        touched = set(
            RecordEntry.objects.filter(kind=kind, item_id__in=ids, id__gt=batch.last_entry or 0)
            .exclude(deed__in=NO_WORK)
            .values_list("item_id", flat=True)
        )
        touched |= set(Link.objects.filter(from_kind=kind, from_id__in=ids).values_list("from_id", flat=True))
        touched |= set(Link.objects.filter(to_kind=kind, to_id__in=ids).values_list("to_id", flat=True))
        found += list(model_of(kind)._base_manager.filter(pk__in=touched).order_by("pk"))
    return found


def model_of(kind: str) -> type[Item]:
    """The model of a kind of item."""
    return next(model for model in apps.get_models() if issubclass(model, Item) and model.item_kind() == kind)


def is_untouched(batch: Batch) -> Verdict:
    items = worked_on(batch)
    if not items:
        return Yes()
    names = [getattr(item, "number_shown", "") or getattr(item, "login", "") or item.record_title() for item in items]
    named = _(", ").join(names[:NAMED]) + ("…" if len(names) > NAMED else "")
    return No(
        ngettext_lazy(
            "Somebody has worked on %(n)d of its items already: %(named)s. It can no longer be undone.",
            "Somebody has worked on %(n)d of its items already: %(named)s. It can no longer be undone.",
            len(items),
        )
        % {"n": len(items), "named": named}
    )


def may_undo(person: Person, batch: Batch) -> Verdict:
    """The same, while nobody has worked on what came in."""
    return may_handle(person, batch) and is_untouched(batch)
