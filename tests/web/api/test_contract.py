"""The document keeps its word: whatever is sent, no answer is a fault of ours, and each is of the shape promised."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any
from unittest import SkipTest

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.cast import Cast, make_person, make_proposal, make_referral, make_report
from tests.web.api.conftest import key_of
from xieshang.config.wsgi import application
from xieshang.core import profile
from xieshang.matters.models import Commitment, Matter
from xieshang.people.models import Person, Unit
from xieshang.proposals.models import Contact, Feedback, Handling, Proposal, Signing, Suggestion
from xieshang.voices.actions import receive
from xieshang.voices.models import Message, Referral, Report
from xieshang.web.api import api

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
EXAMPLES = 6  # of an operation at most (tried with 15): half of them as the document asks, half of them not
FEWER = 2  # where every one of them is refused for the same reason
LANGUAGES = {"Accept-Language": "en"}


def few(n: int) -> settings:
    return settings(
        max_examples=n,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def of_these(numbers: list[int]) -> dict[str, Any]:
    return {"type": "integer", "enum": numbers}


def meet_something(document: dict[str, Any]) -> None:
    """Numbers that are there, so that the deeds get beyond "not found"."""
    kinds = {"proposals": Proposal, "signings": Signing, "handlings": Handling, "contacts": Contact, "people": Person}
    kinds |= {"feedbacks": Feedback, "commitments": Commitment, "messages": Message, "matters": Matter}
    kinds |= {"reports": Report, "referrals": Referral}
    there = {name: list(model.objects.values_list("pk", flat=True)) for name, model in kinds.items()}  # type: ignore[attr-defined]
    for address, path in document["paths"].items():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                kind = address.split("/")[2]
                if parameter["in"] == "path" and there.get(kind):
                    parameter["schema"] = of_these(there[kind])
    units, suggestions = (list(model.objects.values_list("pk", flat=True)) for model in (Unit, Suggestion))
    schemas = document["components"]["schemas"]
    schemas["ShareAsked"]["properties"]["unit"] = schemas["HandlingReassign"]["properties"]["unit"] = of_these(units)
    schemas["AnswerAsked"]["properties"]["suggestion"] = of_these(suggestions)
    schemas["ProposalMerge"]["properties"]["into"] = of_these(there["proposals"])
    schemas["ProposalInvite"]["properties"]["people"]["items"] = of_these(there["people"])


def operations() -> Iterator[tuple[Any, bool]]:
    """Every operation, and whether it is open to passers-by."""
    document = json.loads(json.dumps(api.get_openapi_schema()))
    del document["components"]["securitySchemes"]  # who calls is ours to say
    meet_something(document)
    public = set()
    for address, path in document["paths"].items():
        for method, operation in path.items():
            if {} in operation.pop("security"):
                public.add(f"{method.upper()} {address}")
    schema = schemathesis.openapi.from_dict(document)
    schema.app = application
    for found in schema.get_all_operations():
        operation = found.ok()
        yield operation, operation.label in public


def call_everything(headers: dict[str, str], most: Callable[[str, bool], int]) -> dict[str, set[int]]:
    """Each operation a few times with good and bad input; what each answered."""
    answered: dict[str, set[int]] = {}
    for operation, is_public in operations():
        statuses = answered.setdefault(operation.label, set())
        n = most(operation.method, is_public)
        call(operation, GenerationMode.POSITIVE, n - n // 2, headers, statuses)
        call(operation, GenerationMode.NEGATIVE, n // 2, headers, statuses)
    return answered


def call(operation: Any, mode: GenerationMode, n: int, headers: dict[str, str], statuses: set[int]) -> None:
    @few(n)
    @given(case=operation.as_strategy(generation_mode=mode))
    def keeps_its_word(case: Any) -> None:
        response = case.call(headers=headers)
        statuses.add(response.status_code)
        case.validate_response(response, checks=CHECKS, headers=headers)

    with contextlib.suppress(Unsatisfiable, SkipTest):  # nothing can be wrong where nothing is asked
        keeps_its_word()


@pytest.fixture
def one_connection() -> Iterator[None]:
    """As Django's own test client does: the answer does not close the connection the test's transaction is on."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def a_few_of_all(cast: Cast, one_connection: None) -> Cast:
    """Proposals in several states, some written by the one who holds every office at once, and a message."""
    offices = [role for role in profile.current().roles.values() if "proposal.assign" in role.powers]
    # One office: nobody holds both, for each must agree with the other.
    roles = ["member", "proposals_clerk", "unit_clerk", "unit_leader", "information_officer", offices[0].code]
    author, cast.clerk = cast.author, make_person(*roles, unit=cast.unit)
    for writer in (author, cast.clerk):
        cast.author = writer
        for state in ("draft", "cosigning", "submitted", "filed", "allotted", "assigned", "replied"):
            make_proposal(cast, state)
    receive(at=timezone.now(), title="路灯", text="坏了")
    cast.author = author
    for state in ("draft", "submitted", "chosen", "signed"):
        make_report(cast, state)
    make_referral(cast)
    return cast


def test_a_passer_by_gets_answers_as_promised(a_few_of_all: Cast) -> None:
    answered = call_everything(LANGUAGES, lambda method, is_public: EXAMPLES if is_public else FEWER)
    assert {200, 201} & answered["POST /api/messages"]
    assert answered["POST /api/proposals"] <= {400, 401, 422}
    assert 200 in answered["GET /api/proposals"]


def test_a_clerk_with_every_office_gets_answers_as_promised(a_few_of_all: Cast) -> None:
    headers = {"Authorization": f"Bearer {key_of(a_few_of_all.clerk)}", **LANGUAGES}
    answered = call_everything(headers, lambda method, is_public: FEWER if method == "get" else EXAMPLES)
    assert all(401 not in statuses for statuses in answered.values())
    assert 200 in answered["GET /api/me/waits"]
    done = [label for label, statuses in answered.items() if label.startswith("POST") and {200, 201} & statuses]
    assert len(done) > 10, done
