"""Lists by key: a page of rows, newest first, and the key to ask the next one with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Query, Router
from pydantic import BaseModel, Field

from xieshang.core.paging import PAGE_LENGTH, key_page
from xieshang.web.api.callers import ANYBODY, KNOWN, OPEN_TO_ALL
from xieshang.web.api.fields import Id
from xieshang.web.api.refusals import ERRORS

T = TypeVar("T")
LONGEST_PAGE = 100

Before = Annotated[Id | None, Query(None, description="Rows older than this key.")]
Limit = Annotated[int, Query(PAGE_LENGTH, ge=1, le=LONGEST_PAGE, description="How many rows at most.")]


class Page(BaseModel, Generic[T]):
    rows: list[T]
    older: int | None = Field(description="Ask with before=… for the next page; null at the end.")


def page_of(shape: Any, found: QuerySet[Any], before: int | None, limit: int, *options: Any, **more: Any) -> Any:
    """A page of rows, each written by `shape.of(row, *options, **more)`."""
    page = key_page(found, before=before, length=limit)
    return Page[shape](rows=[shape.of(row, *options, **more) for row in page.rows], older=page.older)


def reading(
    router: Router, path: str, answers: Any, *, tag: str, summary: str, is_public: bool = True
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A GET address; the public ones answer passers-by too."""
    extra: dict[str, Any] = {"openapi_extra": OPEN_TO_ALL} if is_public else {}
    return router.get(
        path,
        auth=ANYBODY if is_public else KNOWN,
        response={200: answers, **ERRORS},
        summary=summary,
        tags=[tag],
        **extra,
    )
