"""What a deed asks, read from the action that carries it out: its keyword parameters become the request's body."""

from __future__ import annotations

import dataclasses
import inspect
import types
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from django.db import models
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, create_model
from pydantic_core import PydanticCustomError, core_schema

from xieshang.consultations.models import (
    Agreed,
    Consultation,
    Exchange,
    Material,
    Output,
    Response,
    Seat,
    Statement,
    Topic,
    Visit,
)
from xieshang.core import profile
from xieshang.matters.models import Commitment
from xieshang.people.models import Person, RoleHeld
from xieshang.proposals.models import (
    Contact,
    Feedback,
    Handling,
    Point,
    PointVerdict,
    Proposal,
    Reply,
    Signing,
    UnitRole,
)
from xieshang.voices.models import Instruction, Lead, Message, Report, Use
from xieshang.voices.norms import LONGEST_TEXT

LONGEST = 20_000  # characters of a text no column bounds; the norms of the day bind tighter
MOST = 200  # entries of a list

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
StrictId = Annotated[int, Field(ge=1, le=2**63 - 1, strict=True)]
# Postgres keeps no NUL in a text
Words = Annotated[str, Field(max_length=200, pattern="^[^\u0000]*$")]


def only_written(value: Any) -> Any:
    """A day is written 2026-03-05; seconds since 1970 and times of day are not taken for one."""
    if isinstance(value, date) or (isinstance(value, str) and len(value) == 10):
        return value
    raise PydanticCustomError("date_type", "expected a day written 2026-03-05")


Day = Annotated[date, BeforeValidator(only_written)]


class Asked(BaseModel):
    """A request's body: unknown names are refused, so that a misspelt one is not silently lost."""

    model_config = ConfigDict(extra="forbid")


# The models whose columns bound a kind's texts: its own and those of what belongs to it.
BOUNDS: dict[str, tuple[type[models.Model], ...]] = {
    "proposal": (Proposal, Handling),
    "signing": (Signing,),
    "handling": (Handling, Reply, Contact, Point),
    "contact": (Contact,),
    "feedback": (Feedback,),
    "commitment": (Commitment,),
    "message": (Message,),
    "report": (Report, Use, Instruction),
    "person": (Person, RoleHeld),
    "topic": (Topic,),
    "consultation": (Consultation, Visit, Material, Exchange, Agreed, Output, Response),
    "seat": (Seat,),
    "statement": (Statement,),
}
TEXT_BOUNDS = {("message", "text"): LONGEST_TEXT}
# What must be one of a list: a list of the profile, its roles, or words that are the same everywhere.
LISTED: dict[tuple[str, str], str | type[models.TextChoices]] = {
    ("proposal", "topic_class"): "proposal_class",
    ("proposal", "kind"): "proposer_kind",
    ("proposal", "ground"): "refusal_ground",
    ("proposal", "role"): UnitRole,
    ("handling", "way"): "contact_way",
    ("handling", "reply_class"): "reply_class",
    ("handling", "verdict"): PointVerdict,
    ("handling", "ground"): "impossible_ground",
    ("feedback", "attitude"): "attitude",
    ("feedback", "result"): "result",
    ("message", "topic"): "message_topic",
    ("message", "ground"): "message_decline_ground",
    ("message", "consent"): "message_consent",
    ("message", "lead"): Lead,
    ("report", "source"): "report_source",
    ("report", "ground"): "report_not_taken",
    ("report", "product"): "report_product",
    ("report", "level"): "report_level",
    ("report", "how"): "report_use",
    ("report", "addressees"): "report_addressee",
    ("person", "role"): "roles",
    ("topic", "source"): "topic_source",
    ("topic", "form"): "consultation_form",
    ("topic", "test"): "topic_test",
    ("consultation", "form"): "consultation_form",
    ("consultation", "part"): "seat_part",
    ("consultation", "output"): "output_kind",
    ("seat", "leave_reason"): "leave_reason",
    ("seat", "rating"): "rating",
    ("statement", "ground"): "statement_ground",
}


class Listed:
    """Text that must be a code of a list; read when it is asked, for the profile is the installation's."""

    def __init__(self, of: str | type[models.TextChoices], *, may_be_empty: bool) -> None:
        self.of, self.may_be_empty = of, may_be_empty

    def codes(self) -> list[str]:
        if not isinstance(self.of, str):
            return [str(code) for code in self.of.values]
        here = profile.current()
        return list(here.roles if self.of == "roles" else here.lists[self.of])

    def check(self, value: str) -> str:
        if value in self.codes() or (self.may_be_empty and not value):
            return value
        raise PydanticCustomError("not_listed", "expected one of: {codes}", {"codes": ", ".join(self.codes())})

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        written: dict[str, Any] = handler(schema)
        return {**written, "enum": [*self.codes(), ""] if self.may_be_empty else self.codes()}


def longest(kind: str, name: str) -> int:
    for model in BOUNDS.get(kind, ()):
        for field in model._meta.concrete_fields:
            if field.name == name and isinstance(field, models.CharField) and field.max_length:
                return field.max_length
    return TEXT_BOUNDS.get((kind, name), LONGEST)


def text(kind: str, name: str, *, is_required: bool) -> Any:
    """Text within the bounds of its column; what is required may not be blank."""
    bounds: Any = Annotated[
        str,
        Field(
            min_length=1 if is_required else None,
            max_length=longest(kind, name),
            pattern="^[^\u0000]*[^\\s\u0000][^\u0000]*$" if is_required else "^[^\u0000]*$",
        ),
    ]
    of = LISTED.get((kind, name))
    return Annotated[bounds, Listed(of, may_be_empty=not is_required)] if of else bounds


def shape(kind: str, name: str, annotation: Any, *, is_required: bool = True) -> Any:
    """How a parameter of an action is written in JSON."""
    if get_origin(annotation) in (Union, types.UnionType):
        (inner,) = [each for each in get_args(annotation) if each is not type(None)]
        return shape(kind, name, inner, is_required=is_required) | None
    if get_origin(annotation) is list:
        (inner,) = get_args(annotation)
        return Annotated[list[shape(kind, name, inner)], Field(max_length=MOST)]  # type: ignore[misc]
    if annotation is str:
        return text(kind, name, is_required=is_required)
    if annotation is int or is_model(annotation):
        return StrictId
    if annotation is bool:
        return StrictBool
    if annotation is date:
        return Day
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        return nested(kind, annotation)
    raise TypeError(f"{kind}.{name}: the API does not know how to ask for {annotation!r}")


def is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, models.Model)


def nested(kind: str, of: type[Any]) -> type[Asked]:
    """A dataclass as an object of the same fields."""
    hints = get_type_hints(of)
    fields: dict[str, Any] = {
        field.name: (
            shape(
                kind, field.name, hints[field.name], is_required=(is_required := field.default is dataclasses.MISSING)
            ),
            ... if is_required else field.default,
        )
        for field in dataclasses.fields(of)
    }
    return create_model(f"{of.__name__}Asked", __base__=Asked, __doc__=of.__doc__, **fields)


def parameters(action: Callable[..., Any], without: tuple[str, ...] = ("by", "at")) -> dict[str, tuple[Any, Any]]:
    """What an action asks: name -> (annotation, default or `...`)."""
    hints = get_type_hints(action)
    return {
        each.name: (hints[each.name], ... if each.default is inspect.Parameter.empty else each.default)
        for each in inspect.signature(action).parameters.values()
        if each.kind is inspect.Parameter.KEYWORD_ONLY and each.name not in without
    }


def body_of(name: str, kind: str, asked: dict[str, tuple[Any, Any]], **more: Any) -> type[Asked] | None:
    """The body's model; None where nothing is asked."""
    fields: dict[str, Any] = {
        each: (shape(kind, each, annotation, is_required=default is ...), default)
        for each, (annotation, default) in asked.items()
    }
    fields |= more
    return create_model(name, __base__=Asked, **fields) if fields else None


def as_asked(annotation: Any, value: Any) -> Any:
    """What came in JSON, as the action takes it: objects become its dataclasses."""
    if isinstance(value, list):
        inner = next(get_args(each)[0] for each in (annotation, *get_args(annotation)) if get_origin(each) is list)
        return [as_asked(inner, each) for each in value]
    if isinstance(value, Asked):
        return annotation(**{name: getattr(value, name) for name in type(value).model_fields})
    return value


def model_named(annotation: Any) -> type[models.Model] | None:
    """The model a parameter takes a row of, if it takes one."""
    return next((each for each in (annotation, *get_args(annotation)) if is_model(each)), None)
