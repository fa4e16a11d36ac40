"""The API against its own description: whatever is sent, it answers as it says, and never fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from web_parts import ORIGIN, PASSWORD, Opened, reports

from extractor.web.api import described
from extractor.web.database import Database
from extractor.web.settings import Settings

ADMIN = "何管理"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 15  # for each operation


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("schema")
    given = Settings(folder / "store")
    database = Database.open(given)
    room = Opened(given, database, folder)
    room.add(*reports())
    room.user(ADMIN, "admin")
    yield room
    database.close()


@pytest.fixture(scope="module")
def headers(opened: Opened) -> dict[str, str]:
    """What a program sends that has signed in."""
    client = opened.browser()
    me = client.post("/api/session", json={"name": ADMIN, "password": PASSWORD})
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    return {"Cookie": cookies, "X-CSRF-Token": me.json()["csrf"], "Origin": ORIGIN}


@pytest.fixture(scope="module")
def api(opened: Opened) -> schemathesis.BaseSchema:
    held = schemathesis.openapi.from_dict(described(opened.app))
    held.app = opened.app
    held.config.update(base_url=ORIGIN)
    return held


def test_every_operation_answers_as_described(api: schemathesis.BaseSchema, headers: dict[str, str]) -> None:
    # Signing in and out would end the session; they have tests of their own.
    found = list(api.exclude(path="/api/session").get_all_operations())
    chosen = [each.ok() for each in found if isinstance(each, Ok)]
    assert (len(chosen) > 10, len(chosen)) == (True, len(found))
    for operation in chosen:
        _answers(operation, headers)


def _answers(operation: APIOperation[Any, Any, Any, Any], headers: dict[str, str]) -> None:
    @given(operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def answered(case: Case[Any]) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    answered()


def test_every_operation_asks_for_a_session(api: schemathesis.BaseSchema, opened: Opened) -> None:
    client = opened.browser()
    for path, operations in described(opened.app)["paths"].items():
        for method in operations:
            if (method, path) != ("post", "/api/session"):
                answer = client.request(method, path.replace("{number}", "1"))
                assert (answer.status_code, list(answer.json())) == (401, ["error"]), (method, path)
