"""Learning anew, going back, and saying whether two items are on the same matter."""

from __future__ import annotations

import io
from datetime import datetime
from time import perf_counter

from django.db import connection, transaction
from django.utils import timezone

from xieshang.core.calendar import local_day
from xieshang.core.deeds import deed, open_the_door
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.models import Item
from xieshang.core.verdicts import No
from xieshang.engines.text import Model, UntrainableError, train
from xieshang.learning.lifecycle import LIFE, PAIR_LIFE
from xieshang.learning.models import LearnedModel, ModelFile, Pair, PairState, TrainingOrder, VersionState
from xieshang.learning.norms import norm
from xieshang.learning.rules import may_judge, may_keep_models
from xieshang.learning.tasks import COMPARED, TASKS, as_one, masked
from xieshang.matters.actions import link
from xieshang.matters.models import Link, LinkType
from xieshang.people.models import Person

# How much worse on unseen cases a new version may be and still follow by itself
MAY_BE_WORSE = 0.02
LOCK = 7315090  # advisory lock of whoever trains; it goes with its session, however that ends


def order(task: str, *, by: Person | None, at: datetime) -> TrainingOrder:
    """Ask for a training; asking again while one is open changes nothing."""
    if isinstance(verdict := may_keep_models(by, None), No):
        raise NotYoursError(str(verdict.reason))
    if task not in TASKS:
        raise KeyError(task)
    made, _new = TrainingOrder.objects.get_or_create(task=task, done_at=None, defaults={"asked_at": at, "asked_by": by})
    return made


def order_all(*, at: datetime) -> None:
    for task in TASKS:
        order(task, by=None, at=at)


def carry_out(*, at: datetime | None = None) -> int:
    """Every training that was ordered and not done yet; how many were done.

    One process at a time does it. Each is one transaction: whoever is stopped within it has left nothing, the order
    stands, and the next who comes by begins it again.
    """
    done = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        try:
            for row in list(TrainingOrder.objects.filter(done_at=None).order_by("pk")):
                now = at or timezone.now()
                told = learn(row.task, by=row.asked_by, at=now) if row.task in TASKS else "unknown"
                TrainingOrder.objects.filter(pk=row.pk).update(done_at=at or timezone.now(), told=told)
                done += 1
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return done


def learn(task: str, *, by: Person | None, at: datetime) -> str:
    """Learn a task from the cases there are. Returns a code: used, waits, worse, unchanged or nothing.

    A new version is put to use unless somebody holds an earlier one (waits) or it does clearly worse on unseen cases
    (worse); both wait to be chosen by hand.
    """
    work = TASKS[task]
    begun = perf_counter()
    cases = list(work.cases())
    texts = [as_one(masked(case.writing)) for case in cases]
    keys = [f"{work.kind}:{case.id}" for case in cases]
    last = LearnedModel.objects.filter(task=task).order_by("-number").first()
    try:
        model = train(texts, [case.label for case in cases], keys=keys, names=work.names(), about={"task": task})
    except UntrainableError:
        return "nothing"
    if last is not None and (last.fingerprint, last.labels, last.size > 0) == (
        model.fingerprint,
        len(model.labels),
        True,
    ):
        return "unchanged"
    return keep(model, task, last, seconds=perf_counter() - begun, by=by, at=at)


@transaction.atomic
def keep(model: Model, task: str, last: LearnedModel | None, *, seconds: float, by: Person | None, at: datetime) -> str:
    content = io.BytesIO()
    model.write(content)
    seen = model.holdout
    row = LearnedModel(
        task=task,
        number=last.number + 1 if last else 1,
        made_at=at,
        fingerprint=model.fingerprint,
        cases=model.cases,
        labels=len(model.labels),
        accuracy=seen.accuracy if seen else None,
        top2=seen.top2 if seen else None,
        macro_f1=seen.macro_f1 if seen else None,
        ece=seen.ece if seen else None,
        coverage=[list(each) for each in seen.coverage] if seen else [],
        seconds=round(seconds, 2),
        size=content.tell(),
    )
    with deed("train", on=row, by=by, at=at) as row:
        ModelFile.objects.create(model=row, content=content.getvalue())
    active = LearnedModel.objects.filter(task=task, state=VersionState.ACTIVE).first()
    empty_old(task, at=at)
    if active is not None and active.is_chosen:
        return "waits"
    if active is not None and active.accuracy and (row.accuracy or 0) < active.accuracy - MAY_BE_WORSE:
        return "worse"
    put_to_use(row, by=by, at=at, is_chosen=False)
    return "used"


def empty_old(task: str, *, at: datetime) -> None:
    """Of versions beyond those the norm keeps only the figures stay."""
    rows = LearnedModel.objects.filter(task=task, size__gt=0).order_by("-number")
    for old in rows[norm("advice.versions_kept", local_day(at)) :]:
        if old.state != VersionState.ACTIVE:
            with deed("empty", on=old, by=None, at=at) as item:
                LIFE.take("empty", item, None)  # type: ignore[arg-type]
                item.size = 0
                ModelFile.objects.filter(model=item).delete()


@transaction.atomic
def put_to_use(version: LearnedModel, *, by: Person | None, at: datetime, is_chosen: bool) -> LearnedModel:
    for other in LearnedModel.objects.filter(task=version.task, state=VersionState.ACTIVE).exclude(pk=version.pk):
        with deed("relieve", on=other, by=by, at=at) as item:
            LIFE.take("relieve", item, by)  # type: ignore[arg-type]
            item.is_chosen = False
    with deed("use", on=version, by=by, at=at) as item:
        LIFE.take("use", item, by)  # type: ignore[arg-type]
        item.is_chosen = is_chosen
    return item


def use(version: LearnedModel, *, by: Person, at: datetime) -> LearnedModel:
    """Somebody chooses a version. An earlier one is held from then on; the newest lets newer ones follow."""
    newest = LearnedModel.objects.filter(task=version.task).order_by("-number").values_list("pk", flat=True).first()
    return put_to_use(version, by=by, at=at, is_chosen=version.pk != newest)


def let_go(version: LearnedModel, *, by: Person, at: datetime) -> LearnedModel:
    with deed("let_go", on=version, by=by, at=at) as version:
        LIFE.take("let_go", version, by)
        version.is_chosen = False
    return version


def judge(first: Item, second: Item, *, is_same: bool, likeness: float, by: Person, at: datetime) -> Pair:
    """Somebody says whether two items are on the same matter; saying it again otherwise is a new deed on the same pair."""
    ends = sorted([first, second], key=lambda item: (item.item_kind(), item.pk))
    if ends[0].item_kind() == ends[1].item_kind() and ends[0].pk == ends[1].pk:
        raise MoveNotOpenError("One item is not two.")
    where = {
        "first_kind": ends[0].item_kind(),
        "first_id": ends[0].pk,
        "second_kind": ends[1].item_kind(),
        "second_id": ends[1].pk,
    }
    wanted = PairState.SAME if is_same else PairState.OTHER
    with transaction.atomic():
        open_the_door("judge")
        pair = Pair.objects.select_for_update().filter(**where).first()
        if pair is None:
            pair = Pair(**where, state=wanted, likeness=likeness, judged_at=at)
            if isinstance(verdict := may_judge(by, pair), No):
                raise NotYoursError(str(verdict.reason))
            with deed("judge", on=pair, by=by, at=at) as pair:
                pass
        elif pair.state != wanted:
            with deed("same" if is_same else "other", on=pair, by=by, at=at) as pair:
                PAIR_LIFE.take("same" if is_same else "other", pair, by)
                pair.judged_at = at
        if all(COMPARED[item.item_kind()].joins for item in ends):
            if is_same:
                link(LinkType.SAME_MATTER, ends[0], ends[1], at=at)
            else:
                Link.objects.filter(
                    type=LinkType.SAME_MATTER,
                    from_kind=where["first_kind"],
                    from_id=where["first_id"],
                    to_kind=where["second_kind"],
                    to_id=where["second_id"],
                ).delete()
    return pair
