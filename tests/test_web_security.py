from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from fastapi.routing import APIRoute
from history_parts import report
from openpyxl import load_workbook
from sqlalchemy import select, update
from starlette.testclient import TestClient
from web_parts import ORIGIN, PASSWORD, Opened, changed, post, sign_in, token

from extractor.web import accounts
from extractor.web.app import create_app
from extractor.web.guards import COOKIE
from extractor.web.pages.account import local_path
from extractor.web.schema import FINDINGS, SESSIONS, TRAIL, now
from extractor.web.settings import Intake

OPEN = {("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/api/session")}
OWN = {"/sign-out", "/password", "/api/session"}  # anybody's own session and password


def routes(room: Opened, *methods: str) -> Iterator[tuple[str, str]]:
    """Yield the method and address of everything the application answers, numbers filled in."""
    found = [route for route in _flat(room.app.routes) if isinstance(route, APIRoute)]
    assert len(found) > 30
    for route in found:
        for method in route.methods or ():
            address = route.path.replace("{number}", "1")
            if method in methods and (method, address) not in OPEN:
                yield method, address


def _flat(routes: Any) -> Iterator[Any]:
    for route in routes:
        yield route
        yield from _flat(getattr(getattr(route, "original_router", None), "routes", ()))


@pytest.fixture
def filled(room: Opened) -> Opened:
    room.add(report())
    return room


def test_nothing_is_shown_without_sign_in(filled: Opened) -> None:
    browser = filled.browser()
    for method, address in routes(filled, "GET", "POST", "PATCH", "DELETE"):
        answer = browser.request(method, address)
        wanted = 401 if address.startswith("/api/") else 303
        assert (answer.status_code, "青岚" in answer.text) == (wanted, False), (method, address)


def test_nothing_changes_without_the_token_of_the_session(filled: Opened) -> None:
    browser = filled.browser("赵管理", "admin")
    other = token(filled.browser("钱管理", "admin").get("/password"))
    for method, address in routes(filled, "POST", "PATCH", "DELETE"):
        sent: dict[str, Any] = (
            {"json": _body(address)} if address.startswith("/api/") else {"data": {"csrf": other}}
        )
        answer = browser.request(method, address, headers={"X-CSRF-Token": other}, **sent)
        assert answer.status_code == 403, (method, address)
    assert browser.get("/reports").status_code == 200


def _body(address: str) -> dict[str, Any]:
    bodies: dict[str, dict[str, Any]] = {
        "/api/users": {"name": "孙", "role": "admin"},
        "/api/users/1": {"role": "admin", "active": True},
        "/api/findings/1/undo": {"version": 0},
    }
    return bodies.get(address, {"version": 0, "state": "confirmed"})


def test_a_reader_changes_nothing(filled: Opened) -> None:
    browser = filled.browser("周只读", "reader")
    csrf = token(browser.get("/password"))
    for method, address in routes(filled, "POST", "PATCH", "DELETE"):
        if address in OWN:
            continue
        sent: dict[str, Any] = (
            {"json": _body(address)} if address.startswith("/api/") else {"data": {"csrf": csrf}}
        )
        answer = browser.request(method, address, headers={"X-CSRF-Token": csrf}, **sent)
        assert answer.status_code == 403, (method, address)
    assert "decide" not in browser.get("/reports/1").text


@pytest.mark.parametrize("role", ["reader", "reviewer"])
@pytest.mark.parametrize("path", ["/users", "/trail", "/api/users", "/api/trail"])
def test_only_administrators_see_users_and_log(filled: Opened, role: str, path: str) -> None:
    assert filled.browser("吴", role).get(path).status_code == 403


def test_the_cookie_is_for_this_room_alone(filled: Opened) -> None:
    browser = filled.browser()
    filled.user("郑", "reader")
    header = sign_in(browser, "郑").headers["set-cookie"].lower()
    assert all(word in header for word in ("httponly", "samesite=strict", "path=/"))
    assert "secure" not in header
    safe = TestClient(filled.app, base_url="https://127.0.0.1", follow_redirects=False)
    assert "secure" in sign_in(safe, "郑").headers["set-cookie"].lower()


def test_a_session_given_to_somebody_is_not_the_one_they_get(filled: Opened) -> None:
    victim, attacker = filled.browser(), filled.browser("坏人", "reader")
    given = attacker.cookies[COOKIE]
    victim.cookies.set(COOKIE, given, domain="127.0.0.1")
    filled.user("王", "admin")
    answer = sign_in(victim, "王")
    assert answer.cookies[COOKIE] != given
    assert attacker.get("/users").status_code == 303


def test_a_session_ends(filled: Opened) -> None:
    who = filled.user("冯", "reader")
    assert who.user_id
    ended = []
    for how in ("sign-out", "password", "expiry", "role", "closed"):
        browser = filled.browser()
        sign_in(browser, "冯")
        assert browser.get("/reports").status_code == 200
        if how == "sign-out":
            held = browser.cookies[COOKIE]
            post(browser, "/sign-out")
            browser.cookies.set(COOKIE, held, domain="127.0.0.1")
        elif how == "expiry":
            with filled.database.writing() as connection:
                connection.execute(update(SESSIONS).values(expires=now()))
        elif how == "password":
            with filled.database.reading() as connection:
                user = accounts.find(connection, who.user_id)
            assert user
            accounts.change_password(filled.database, who, user, PASSWORD, must_change=False)
        else:
            filled.user("陈", "admin") if how == "role" else None
            role, active = ("reviewer", True) if how == "role" else ("reviewer", False)
            accounts.change(filled.database, who, who.user_id, role, active)
        ended.append(browser.get("/reports").status_code)
    assert ended == [303] * 5
    assert sign_in(filled.browser(), "冯").status_code == 401


def test_wrong_passwords_are_counted_also_over_a_restart(filled: Opened) -> None:
    filled.user("褚", "reader")
    filled.user("卫", "reader")
    statuses = [sign_in(filled.browser(), "褚", f"不对的密码 {n}").status_code for n in range(5)]
    again = TestClient(create_app(filled.settings, filled.database, works=False), base_url=ORIGIN)
    told = sign_in(again, "褚")
    assert (statuses, told.status_code) == ([401] * 5, 429)
    assert "分钟后再试" in told.text
    assert sign_in(filled.browser(), "卫").status_code == 303


def test_who_is_not_there_is_answered_like_a_wrong_password(filled: Opened) -> None:
    filled.user("蒋", "reader")
    there, not_there = (sign_in(filled.browser(), name, "不对的密码 1") for name in ("蒋", "沈"))
    assert there.status_code == not_there.status_code == 401
    assert "用户名或密码不对" in there.text
    assert "用户名或密码不对" in not_there.text


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://example.com"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_another_site_changes_nothing(filled: Opened, headers: dict[str, str]) -> None:
    browser = filled.browser("韩", "reviewer")
    csrf = token(browser.get("/password"))
    fields = {"csrf": csrf, "version": "0", "state": "confirmed"}
    assert browser.post("/findings/1/decision", data=fields, headers=headers).status_code == 403
    assert browser.post("/findings/1/decision", data=fields, headers={"Origin": ORIGIN}).status_code == 303


def test_every_answer_says_that_nothing_comes_from_elsewhere(filled: Opened) -> None:
    browser = filled.browser("杨", "admin")
    for _, address in routes(filled, "GET"):
        headers = browser.get(address).headers
        assert headers["content-security-policy"].startswith("default-src 'self';"), address
        assert headers["x-content-type-options"] == "nosniff", address


SCRIPT = '<script>alert(1)</script><img src=x onerror="alert(2)">'


def test_a_script_in_a_report_is_only_words(room: Opened) -> None:
    name = f"青岚县{SCRIPT}馆"
    odd = changed(
        report(name, title=SCRIPT, file=f"{SCRIPT.replace('/', '')}.docx"), message=SCRIPT, quote=SCRIPT
    )
    room.add(odd)
    browser = room.browser("朱", "reviewer")
    post(browser, "/findings/1/decision", version=0, state="dismissed", reason=SCRIPT, note=SCRIPT)
    for address in ("/reports", "/reports/1", "/findings", f"/reports?text={SCRIPT}"):
        page = browser.get(address).text
        assert "<script>alert" not in page, address
        assert "<img" not in page, address
        assert "&lt;script&gt;" in page, address


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1"])
def test_a_formula_in_a_report_is_only_words(room: Opened, cell: str) -> None:
    room.add(changed(report(), message=cell, quote=cell))
    browser = room.browser("秦", "reviewer")
    post(browser, "/findings/1/decision", version=0, state="dismissed", reason=cell, note=cell)
    book = load_workbook(BytesIO(browser.get("/exports/workbook").content))
    sheet = book.worksheets[0]
    cells = [
        (c.data_type, c.value) for row in sheet.iter_rows(min_row=2) for c in row if isinstance(c.value, str)
    ]
    assert {kind for kind, _ in cells} == {"s"}
    assert sum(str(value).strip() == cell.strip() for _, value in cells) == 4


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/findings?text=a", "/findings?text=a"),
        ("//example.com", ""),
        ("/\\example.com", ""),
        ("https://example.com", ""),
        ("/a\r\nSet-Cookie: b", ""),
        ("", ""),
    ],
)
def test_sign_in_leads_nowhere_else(wanted: str, led: str) -> None:
    assert local_path(wanted) == led


def test_a_long_form_is_refused_as_it_arrives(room: Opened) -> None:
    app = create_app(replace(room.settings, intake=Intake(body=5_000)), room.database, works=False)
    browser = TestClient(app, base_url=ORIGIN, follow_redirects=False)
    room.user("尤", "reader")
    sign_in(browser, "尤")
    assert browser.post("/password", data={"old": "x" * 6_000}).status_code == 413
    many = iter([b"old=" + b"x" * 3_000, b"x" * 3_000])
    answer = browser.post(
        "/password", content=many, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 413
    assert "太大" in answer.text


def test_another_name_for_this_machine_is_refused(room: Opened) -> None:
    app = create_app(replace(room.settings, names=("127.0.0.1",)), room.database, works=False)
    assert TestClient(app, base_url="http://evil.example").get("/sign-in").status_code == 400
    assert TestClient(app, base_url=ORIGIN).get("/sign-in").status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/nothing", 404, "没有这个页面"),
        ("/reports/999", 404, "没有这份报告"),
        ("/reports/x", 400, "请求不完整"),
        ("/reports/99999999999999999999", 400, "请求不完整"),
        ("/jobs/9", 400, "没有这个任务"),
        ("/api/nothing", 404, "没有这个页面"),
        ("/api/findings/7", 404, "没有这个问题"),
        ("/api/findings/x", 422, "不对"),
    ],
)
def test_what_went_wrong_is_said_in_chinese(filled: Opened, path: str, status: int, said: str) -> None:
    answer = filled.browser("许", "reader").get(path)
    assert (answer.status_code, said in answer.text) == (status, True)


def test_a_fault_of_ours_shows_a_number_and_no_traceback(
    filled: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = filled.browser("何", "reader")

    def broken(*given: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("extractor.web.searching.reports", broken)
    answer = browser.get("/reports")
    assert answer.status_code == 500
    assert "系统出错" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_what_was_tried_and_done_stands_in_the_log(filled: Opened) -> None:
    filled.user("吕", "reviewer")
    browser = filled.browser()
    sign_in(browser, "吕", "不对的密码 1")
    sign_in(browser, "吕")
    post(browser, "/findings/1/decision", version=0, state="confirmed")
    post(browser, "/findings/1/undo", version=1)
    browser.get("/exports/workbook")
    post(browser, "/sign-out")
    with filled.database.reading() as connection:
        actions = connection.scalars(
            select(TRAIL.c.action).where(TRAIL.c.user_name == "吕").order_by(TRAIL.c.id)
        )
        told = actions.all()
        assert connection.scalars(select(FINDINGS.c.version)).all() == [2]
    assert told == ["sign_in_failed", "sign_in", "decide", "undo", "export", "sign_out"]
