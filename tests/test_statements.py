"""No page asks the database more than fifteen times, whoever reads it: numbers are asserted here, times in the bench."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from xieshang.demo import loading
from xieshang.learning import likeness
from xieshang.learning import queries as learned
from xieshang.learning.tasks import TASKS
from xieshang.matters.models import Commitment
from xieshang.people.models import Person
from xieshang.places.mentions import lookup
from xieshang.places.models import Place
from xieshang.proposals.lifecycle import CONTACT_LIFE, HANDLING_LIFE, LIFE, SIGNING_LIFE
from xieshang.proposals.models import Contact, Feedback, Handling, Proposal, Signing
from xieshang.voices.lifecycle import HOT_LIFE, REFERRAL_LIFE, REPORT_LIFE
from xieshang.voices.lifecycle import LIFE as MESSAGE_LIFE
from xieshang.voices.models import HotIssue, Message, Referral, Report

MOST = 15
NO_PAGE = {"people:my_data"}  # all that is known of a person, as a file
READERS = [
    "",
    "member",
    "reviewer",
    "clerk",
    "party-office",
    "gov-office",
    "information",
    "secretary",
    "audit",
    "secadmin",
    "sysadmin",
]
OURS = ("web", "proposals", "voices", "matters", "people", "plenaries", "intake", "look", "search", "places")
MOVES = {
    "move": LIFE, "signing_move": SIGNING_LIFE, "handling_move": HANDLING_LIFE, "contact_move": CONTACT_LIFE,
    "message_move": MESSAGE_LIFE, "report_move": REPORT_LIFE, "referral_move": REFERRAL_LIFE,
    "hot_move": HOT_LIFE,
}  # fmt: skip


def pages(resolver: URLResolver | None = None, app: str = "") -> Iterator[tuple[str, URLPattern]]:
    for row in (resolver or get_resolver()).url_patterns:
        if isinstance(row, URLResolver):
            yield from pages(row, row.namespace or app)
        elif app in OURS and row.name and f"{app}:{row.name}" not in NO_PAGE:
            yield f"{app}:{row.name}", row


def newest(model: Any) -> list[int]:
    """A few of each state, the newest first: open ones have more to show."""
    states = model.objects.order_by().values_list("state", flat=True).distinct()
    return [
        pk
        for state in states
        for pk in model.objects.filter(state=state).order_by("-pk").values_list("pk", flat=True)[:2]
    ]


def addresses(name: str, pattern: URLPattern) -> list[str]:
    """Where a page is found in the demo; none where the demo has nothing it could show."""
    app, word = name.split(":")
    wanted = set(pattern.pattern.converters)
    if not wanted:
        return [reverse(name)]
    if app == "proposals":
        model = {
            "signing_move": Signing, "handling": Handling, "reply": Handling, "handling_move": Handling,
            "contact_move": Contact, "feedback": Feedback,
        }.get(word, Proposal)  # fmt: skip
        moves = [{"move": move} for move in MOVES[word].moves] if "move" in wanted else [{}]
        return [each for pk in newest(model) for move in moves if (each := found(name, {"pk": pk, **move}))]
    if app == "voices":
        moves = [{"move": move} for move in MOVES[word].moves] if "move" in wanted else [{}]
        if "number" in wanted:
            keys = [{"number": each} for each in Message.objects.values_list("number_shown", flat=True)[:5]]
        else:
            model = {"hot": HotIssue, "referral": Referral}.get(word.split("_")[0], Report)
            keys = [{"pk": pk} for pk in newest(model)]
        return [each for key in keys for move in moves if (each := found(name, {**key, **move}))]
    if app == "matters":
        keys = newest(Commitment) if word != "matter" else Proposal.objects.values_list("matter_id", flat=True)[:5]
        moves = [{"move": "report_kept"}, {"move": "confirm"}] if "move" in wanted else [{}]
        return [reverse(name, kwargs={"pk": pk, **move}) for pk in keys for move in moves]
    if app == "people" and word == "person":
        return [reverse(name, args=[pk]) for pk in Person.objects.values_list("pk", flat=True)[:3]]
    if app == "places":
        return [reverse(name, args=[code]) for code in Place.objects.values_list("code", flat=True)[:70:5]]
    if app == "intake" and word == "new":
        return [reverse(name, args=[kind]) for kind in ("messages", "drafts", "papers", "members")]
    return []


def found(name: str, kwargs: dict[str, Any]) -> str | None:
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return None  # a move nobody makes by hand has no address


def read_once_a_process() -> None:
    """Models, the weighing of words and the gazetteer: the first page of a process reads them for all that follow."""
    for task in TASKS:
        learned.in_use(task)
    likeness.weighing()
    lookup()


class TestStatements(TestCase):
    """Some forty proposals live once, so that most states are met with."""

    @classmethod
    def setUpTestData(cls) -> None:
        loading.load(proposals=45, messages=20, say=lambda _text: None)

    def test_every_page_stays_within_its_statements(self) -> None:
        read_once_a_process()
        unit = loading.busiest_unit()
        too_many = []
        opened = 0
        for login in [*READERS, f"{unit.code}-clerk", f"{unit.code}-leader"]:
            client = Client(raise_request_exception=True)
            if login:
                client.force_login(Person.objects.get(login=login))
            client.get("/")
            for name, pattern in pages():
                for address in addresses(name, pattern):
                    with CaptureQueriesContext(connection) as asked:
                        answer = client.get(address)
                    opened += answer.status_code == 200
                    statements = [row for row in asked if not row["sql"].startswith(("SAVEPOINT", "RELEASE"))]
                    if len(statements) > MOST:
                        too_many.append(f"{len(statements)} {address} ({login or 'public'})")
        assert opened > 100
        assert not too_many, "\n".join(sorted(set(too_many), reverse=True)[:40])

    def test_lists_ask_no_more_for_many_rows_than_for_few(self) -> None:
        client = Client()
        client.force_login(Person.objects.get(login="reviewer"))
        client.get("/")
        listing = reverse("proposals:list")
        with CaptureQueriesContext(connection) as few:
            client.get(f"{listing}?state=draft")
        with CaptureQueriesContext(connection) as many:
            client.get(listing)
        assert len(many) <= len(few) + 1  # the units of the rows that are there


@pytest.mark.parametrize("app", OURS)
def test_the_pages_of_each_app_are_found(app: str) -> None:
    assert any(name.startswith(f"{app}:") for name, _pattern in pages())
