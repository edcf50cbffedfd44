"""What is found: the search of the pages, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from xieshang.search import queries
from xieshang.search.kinds import KINDS
from xieshang.search.words import LONGEST, Term, related_terms, snippet, understand
from xieshang.web.api.callers import reader
from xieshang.web.api.readings.pages import Limit, reading


class HitRow(BaseModel):
    """Something found; `snippet` is the passage around the words, which `marks` tells as stretches of it."""

    kind: str
    kind_shown: str
    id: int
    title: str
    snippet: str
    marks: list[tuple[int, int]]
    number: str
    state_shown: str
    by: str
    at: datetime | None
    url: str

    @classmethod
    def of(cls, hit: queries.Hit, terms: tuple[Term, ...]) -> HitRow | None:
        if hit.told is None:
            return None
        marks, at = [], 0
        shown = snippet(hit.body.replace("\n", " "), terms)
        for piece in shown:
            if piece.hit:
                marks.append((at, at + len(piece.text)))
            at += len(piece.text)
        return cls(
            kind=hit.kind,
            kind_shown=str(KINDS[hit.kind].label),
            id=hit.id,
            title=hit.title,
            snippet="".join(piece.text for piece in shown),
            marks=marks,
            number=hit.told.number,
            state_shown=hit.told.state,
            by=hit.told.by,
            at=hit.at if hit.has_moment else None,
            url=hit.told.url,
        )


class Found(BaseModel):
    rows: list[HitRow]
    older: str | None = Field(description="Ask with after=… for the next page; null at the end.")
    counts: dict[str, int] = Field(
        description=f"How many of each kind you may see, up to {queries.MOST_COUNTED + 1}, which says: more."
    )
    related: list[HitRow] = Field(description="Where few were found: what shares much of the question, not all of it.")


def add(router: Router) -> None:
    @reading(router, "/search", Found, tag="search", summary="What has these words in it, as far as you may see it")
    def search(
        request: HttpRequest,
        q: Annotated[
            str, Query(max_length=LONGEST, description="Words apart, “words together”, -words that must not be there.")
        ],
        limit: Limit,
        kind: Annotated[str, Query("", description="Only this kind; empty for all.")],
        order: Annotated[Literal["best", "newest"], Query(queries.BEST)],
        after: Annotated[str, Query("", max_length=100, description="The key of the page before.")],
    ) -> Any:
        query = understand(q)
        if kind and kind not in KINDS:
            return Found(rows=[], older=None, counts={}, related=[])
        found = queries.search(
            reader(request), query, kind=kind, order=order, after=queries.as_key(after), length=limit
        )
        return Found(
            rows=[row for hit in found.hits if (row := HitRow.of(hit, query.wanted))],
            older=str(found.older) if found.older else None,
            counts=found.counts,
            related=[row for hit in found.related if (row := HitRow.of(hit, related_terms(query)))],
        )
