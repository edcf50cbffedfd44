"""Every move of every life cycle as an address: POST /api/{kind}s/{id}/{move}, read from the tables."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction
from django.http import HttpRequest
from django.utils import timezone, translation
from ninja import Router
from ninja.params import functions as param
from pydantic import BaseModel, Field, create_model

from xieshang.core.actions import ACTIONS
from xieshang.core.lifecycle import LIVES, NotYoursError
from xieshang.core.models import Item
from xieshang.core.verdicts import NotYours
from xieshang.people.models import Person, RoleHeld
from xieshang.web.api.answers import ROWS, Offered, plural, row_of
from xieshang.web.api.callers import KNOWN, person_calling
from xieshang.web.api.fields import Asked, Id, as_asked, body_of, model_named, parameters
from xieshang.web.api.items import find
from xieshang.web.api.refusals import ERRORS, WrongFieldError, unknown_number

DRY_RUN = "Judge and carry out everything, answer what would be, and change nothing."


class Made(BaseModel):
    """What a deed made besides changing its item."""

    kind: str
    id: int


class Done(BaseModel):
    """What a deed answers: the item as it is now and what may follow."""

    offers: list[Offered]
    dry_run: bool = Field(description="Whether this only would be so.")
    made: Made | None
    first_password: str | None = Field(None, description="Told this once; with people's reset_password.")


@contextmanager
def rehearsal(is_dry: bool) -> Iterator[None]:
    """Where it is only tried: everything happens, the checks at commit too, and nothing of it stays."""
    with transaction.atomic():
        yield
        if is_dry:
            connection.check_constraints()
            transaction.set_rollback(True)


def done_shape(kind: str) -> type[Done]:
    return create_model(f"{kind.title()}Done", __base__=Done, __doc__=Done.__doc__, item=(ROWS[kind], ...))


def arguments(body: Asked | None, asked: dict[str, tuple[Any, Any]], item: Item | None) -> dict[str, Any]:
    """What the action is handed: the body, its objects as dataclasses and its numbers as the rows they name."""
    found = {}
    for name in asked if body is not None else ():
        value = getattr(body, name)
        model = model_named(asked[name][0])
        found[name] = row_named(model, name, value, item) if model else as_asked(asked[name][0], value)
    return found


def row_named(model: type[models.Model], name: str, pk: int | None, item: Item | None) -> models.Model | None:
    if pk is None:
        return None
    rows: Any = model._default_manager.filter(pk=pk)
    if model is RoleHeld:  # a role somebody else holds is none of this person's
        rows = rows.filter(person=item)
    row: models.Model | None = rows.first()
    if row is None:
        raise WrongFieldError(name, unknown_number())
    return row


def carry_out(
    kind: str, move: str, pk: int, body: Asked | None, asked: dict[str, tuple[Any, Any]], by: Person, is_dry: bool
) -> Done:
    with rehearsal(is_dry):
        item = find(kind, pk, by)
        if isinstance(verdict := LIVES[kind].judge(move, item, by), NotYours):
            raise NotYoursError(str(verdict.reason))  # before anything of the request is looked up
        result = ACTIONS[kind][move](item, by=by, at=timezone.now(), **arguments(body, asked, item))
        word = result[1] if isinstance(result, tuple) else None
        result = result[0] if isinstance(result, tuple) else result
        is_other = isinstance(result, models.Model) and type(result) is not type(item)
        made = Made(kind=str(result._meta.model_name), id=result.pk) if is_other else None
        now = type(item)._base_manager.get(pk=pk)
        return done_shape_of(kind)(
            item=row_of(now, by),
            offers=Offered.all(now, by),
            dry_run=is_dry,
            made=made,
            first_password=None if is_dry else word,
        )


SHAPES: dict[str, type[Any]] = {}


def done_shape_of(kind: str) -> type[Any]:
    if kind not in SHAPES:
        SHAPES[kind] = done_shape(kind)
    return SHAPES[kind]


def view_of(
    name: str, body: type[Asked] | None, act: Callable[..., Any], *, with_id: bool = True
) -> Callable[..., Any]:
    """A view whose signature says what it takes, for the document is read from it."""

    def view(request: HttpRequest, **given: Any) -> Any:
        return act(request, **given)

    keyword = inspect.Parameter.KEYWORD_ONLY
    rows = [inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=HttpRequest)]
    if with_id:
        rows.append(inspect.Parameter("id", keyword, annotation=Id, default=param.Path(...)))
    if body is not None:
        needs_body = any(field.is_required() for field in body.model_fields.values())
        rows.append(
            inspect.Parameter("body", keyword, annotation=body, default=param.Body(... if needs_body else body()))
        )
    rows.append(inspect.Parameter("dry_run", keyword, annotation=bool, default=param.Query(False, description=DRY_RUN)))
    view.__signature__ = inspect.Signature(rows)  # type: ignore[attr-defined]
    view.__name__ = name
    return view


def add_deed(router: Router, kind: str, move: str) -> None:
    action = ACTIONS[kind][move]
    asked = parameters(action)
    body = body_of(f"{kind.title()}{move.title().replace('_', '')}", kind, asked)

    def act(request: HttpRequest, *, id: int, dry_run: bool, body: Asked | None = None) -> Done:
        return carry_out(kind, move, id, body, asked, person_calling(request), dry_run)

    with translation.override("en"):
        label = str(LIVES[kind].moves[move].label)
    router.add_api_operation(
        f"/{plural(kind)}/{{id}}/{move}",
        ["POST"],
        view_of(f"{kind}_{move}", body, act),
        auth=KNOWN,
        response={200: done_shape_of(kind), **ERRORS},
        operation_id=f"{kind}_{move}",
        summary=label,
        description=inspect.getdoc(action) or None,
        tags=[plural(kind)],
    )


def add_deeds(router: Router) -> None:
    """Each row of each table that has an action; what only the clock does has none."""
    for kind, actions in ACTIONS.items():
        for move in actions:
            add_deed(router, kind, move)
