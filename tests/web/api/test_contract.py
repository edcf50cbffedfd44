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

from tests.cast import Cast, make_proposal
from tests.web.api.conftest import key_of
from xieshang.config.wsgi import application
from xieshang.voices.actions import receive
from xieshang.web.api import api

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
EXAMPLES = 15  # of an operation at most: half of them as the document asks, half of them not
FEWER = 4  # where every one of them is refused for the same reason
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


def operations() -> Iterator[tuple[Any, bool]]:
    """Every operation, and whether it is open to passers-by."""
    document = json.loads(json.dumps(api.get_openapi_schema()))
    del document["components"]["securitySchemes"]  # who calls is ours to say
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
    """Items with low numbers in several states, so that the numbers tried meet something now and then."""
    for state in ("cosigning", "submitted", "allotted", "assigned", "replied"):
        make_proposal(cast, state)
    receive(at=timezone.now(), title="路灯", text="坏了")
    return cast


def test_a_passer_by_gets_answers_as_promised(a_few_of_all: Cast) -> None:
    answered = call_everything(LANGUAGES, lambda method, is_public: EXAMPLES if is_public else FEWER)
    assert {200, 201} & answered["POST /api/messages"]
    assert answered["POST /api/proposals"] <= {400, 401, 422}
    assert 200 in answered["GET /api/proposals"]


def test_a_clerk_gets_answers_as_promised(a_few_of_all: Cast) -> None:
    answered = call_everything(
        {"Authorization": f"Bearer {key_of(a_few_of_all.clerk)}", **LANGUAGES},
        lambda method, is_public: EXAMPLES if method == "get" else EXAMPLES // 2,
    )
    assert all(401 not in statuses for statuses in answered.values())
    assert 200 in answered["GET /api/me/waits"]
