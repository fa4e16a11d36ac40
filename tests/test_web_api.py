from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient
from web_parts import PASSWORD, Opened, reports

from extractor.web.api import described


@pytest.fixture
def caller(room: Opened) -> TestClient:
    room.add(*reports())
    room.user("何", "admin")
    client = room.browser()
    me = client.post("/api/session", json={"name": "何", "password": PASSWORD}).json()
    client.headers["X-CSRF-Token"] = me["csrf"]
    return client


def test_a_program_reviews(caller: TestClient) -> None:
    listed = caller.get("/api/reports", params={"text": "档案馆"}).json()
    assert (listed["total"], listed["rows"][0]["unit_name"], listed["rows"][0]["open"]) == (
        1,
        "青岚县档案馆",
        1,
    )
    number = listed["rows"][0]["id"]
    held = caller.get(f"/api/reports/{number}").json()["findings"][0]
    assert held["operands"][0] == ["总支出", "109.58万元"]
    address = f"/api/findings/{held['finding']['id']}"
    sent = {"version": 0, "state": "dismissed", "reason": "识别有误"}
    assert caller.post(f"{address}/decision", json=sent).json() == {
        "state": "dismissed",
        "stale": "",
        "version": 1,
    }
    clash = caller.post(f"{address}/decision", json=sent)
    assert (clash.status_code, clash.json()["by"], clash.json()["version"]) == (409, "何", 1)
    assert caller.post(f"{address}/undo", json={"version": 1}).json()["state"] == "open"
    assert [d["state"] for d in caller.get(address).json()["decisions"]] == ["dismissed", "open"]
    assert caller.get("/api/findings", params={"state": "open", "text": "支出"}).json()["total"] == 2


def test_a_program_manages_users(caller: TestClient) -> None:
    made = caller.post("/api/users", json={"name": "吕", "role": "reader"})
    assert (made.status_code, made.json()["user"]["must_change"]) == (201, True)
    number = made.json()["user"]["id"]
    changed = caller.patch(f"/api/users/{number}", json={"role": "reviewer", "active": False}).json()
    assert [(u["name"], u["role"], u["active"]) for u in changed] == [
        ("何", "admin", True),
        ("吕", "reviewer", False),
    ]
    assert caller.get("/api/trail").json()[0]["action"] == "user_change"
    assert caller.delete("/api/session").status_code == 204
    assert caller.get("/api/session").status_code == 401


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"version": 0, "state": "gone"}, 422),
        ({"version": -1, "state": "open"}, 422),
        ({"version": 0, "state": "open", "more": 1}, 422),
        ({"version": 0, "state": "dismissed"}, 400),
        ({}, 422),
    ],
)
def test_what_a_program_sends_wrongly_is_said(caller: TestClient, sent: dict[str, Any], status: int) -> None:
    answer = caller.post("/api/findings/1/decision", json=sent)
    assert (answer.status_code, list(answer.json())) == (status, ["error"])


def test_files_by_program(caller: TestClient) -> None:
    made = caller.post("/api/jobs", files=[("files", ("a.txt", b"x"))])
    assert (made.status_code, made.json()) == (202, {"id": 1})
    job = caller.get("/api/jobs/1").json()["job"]
    assert (job["state"], job["files"]) == ("queued", 1)
    assert [each["id"] for each in caller.get("/api/jobs").json()] == [1]


def test_the_description_names_every_operation(caller: TestClient, room: Opened) -> None:
    paths = caller.get("/api/openapi.json").json()["paths"]
    assert paths == described(room.app)["paths"]
    operations = [operation for path in paths.values() for operation in path.values()]
    assert len(operations) == 17
    assert all(operation["description"] for operation in operations)
