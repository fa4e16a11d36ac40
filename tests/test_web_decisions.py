from __future__ import annotations

import threading
from typing import Any

import pytest
from history_parts import report
from sqlalchemy import Row, select, text
from sqlalchemy.exc import DBAPIError
from web_parts import Opened, changed, reports

from extractor.errors import GoujiError
from extractor.web import decisions
from extractor.web.decisions import Conflict, Missing, Wish
from extractor.web.reading import finding
from extractor.web.schema import DECISIONS, DOCUMENTS, FINDINGS, TRAIL
from extractor.web.trail import Actor
from extractor.web.verdicts import Standing

UNIT = "青岚县档案馆"


def findings(room: Opened, unit: str = UNIT, newest: bool = True) -> list[Row[Any]]:
    chosen = select(FINDINGS).where(FINDINGS.c.unit_name == unit, FINDINGS.c.is_newest == newest)
    with room.database.reading() as connection:
        return list(connection.execute(chosen.order_by(FINDINGS.c.id)).all())


def count(room: Opened, unit: str = UNIT) -> tuple[int, ...]:
    names = ("open", "confirmed", "dismissed", "pending", "stale")
    chosen = select(*(DOCUMENTS.c[name] for name in names))
    with room.database.reading() as connection:
        found = connection.execute(chosen.where(DOCUMENTS.c.is_newest, DOCUMENTS.c.unit_name == unit)).one()
    return tuple(found)


@pytest.fixture
def reviewer(room: Opened) -> Actor:
    room.add(*reports())
    return room.user("李审核", "reviewer")


def decide(
    room: Opened, who: Actor, state: str, version: int, reason: str = "", unit: str = UNIT
) -> Standing:
    wish = Wish(findings(room, unit)[0].id, version, state, reason)
    return decisions.decide(room.database, who, wish)


@pytest.mark.parametrize(
    ("state", "reason", "counted"),
    [
        ("confirmed", "", (0, 1, 0, 0, 0)),
        ("dismissed", "识别有误", (0, 0, 1, 0, 0)),
        ("pending", "", (0, 0, 0, 1, 0)),
    ],
)
def test_a_decision_stands_in_the_lists(
    room: Opened, reviewer: Actor, state: str, reason: str, counted: tuple[int, ...]
) -> None:
    assert decide(room, reviewer, state, 0, reason) == Standing(state, "", 1)
    assert (findings(room)[0].state, count(room)) == (state, counted)
    assert count(room, "白水县图书馆") == (1, 0, 0, 0, 0)
    with room.database.reading() as connection:
        logged = connection.execute(select(TRAIL).where(TRAIL.c.action == "decide")).one()
    assert logged.user_name == "李审核"
    assert UNIT in logged.subject


@pytest.mark.parametrize(
    ("state", "reason", "note"),
    [
        ("dismissed", "", ""),
        ("dismissed", "  ", ""),
        ("deleted", "", ""),
        ("confirmed", "字" * 201, ""),
        ("confirmed", "", "字" * 2001),
    ],
)
def test_what_cannot_be_decided_is_refused(
    room: Opened, reviewer: Actor, state: str, reason: str, note: str
) -> None:
    with pytest.raises(GoujiError):
        decisions.decide(room.database, reviewer, Wish(findings(room)[0].id, 0, state, reason, note))
    assert count(room) == (1, 0, 0, 0, 0)


def test_undo_goes_back_step_by_step(room: Opened, reviewer: Actor) -> None:
    number = findings(room)[0].id
    decide(room, reviewer, "pending", 0)
    decide(room, reviewer, "dismissed", 1, "四舍五入")
    decide(room, reviewer, "confirmed", 2)
    told = []
    for version in (3, 4, 5):
        found = decisions.undo(room.database, reviewer, number, version)
        with room.database.reading() as connection:
            current = finding(connection, number)[1].current
        told.append((found.state, current.reason if current else None))
    assert told == [("dismissed", "四舍五入"), ("pending", ""), ("open", None)]
    with pytest.raises(GoujiError, match="没有可以撤销"):
        decisions.undo(room.database, reviewer, number, 6)


def test_after_an_undo_another_decision_can_be_undone(room: Opened, reviewer: Actor) -> None:
    number = findings(room)[0].id
    decide(room, reviewer, "confirmed", 0)
    decisions.undo(room.database, reviewer, number, 1)
    decide(room, reviewer, "pending", 2)
    assert decisions.undo(room.database, reviewer, number, 3) == Standing("open", "", 4)


def test_who_comes_second_sees_what_came_first(room: Opened, reviewer: Actor) -> None:
    other = room.user("王审核", "reviewer")
    decide(room, reviewer, "confirmed", 0)
    with pytest.raises(Conflict) as caught:
        decide(room, other, "dismissed", 0, "口径不同")
    assert [(d.user_name, d.state) for d in caught.value.chain] == [("李审核", "confirmed")]
    assert (caught.value.wish.state, caught.value.wish.reason) == ("dismissed", "口径不同")
    assert decide(room, other, "dismissed", 1, "口径不同") == Standing("dismissed", "", 2)


def test_of_many_at_the_same_moment_one_wins_and_the_others_hear_of_it(room: Opened, reviewer: Actor) -> None:
    number, outcomes, start = findings(room)[0].id, [], threading.Barrier(8)

    def click() -> None:
        start.wait()
        try:
            decisions.decide(room.database, reviewer, Wish(number, 0, "confirmed"))
            outcomes.append("kept")
        except Conflict:
            outcomes.append("told")

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept", *["told"] * 7]


def test_a_decision_stays_when_the_report_is_read_again(room: Opened, reviewer: Actor) -> None:
    decide(room, reviewer, "dismissed", 0, "识别有误")
    room.add(*(changed(each, message="换了说法。") for each in reports()))
    assert [(f.message, f.state, f.version) for f in findings(room)] == [("换了说法。", "dismissed", 1)]
    assert count(room) == (0, 0, 1, 0, 0)


def test_a_decision_made_before_is_not_applied_to_other_figures(room: Opened, reviewer: Actor) -> None:
    decide(room, reviewer, "dismissed", 0, "识别有误")
    room.add(report(UNIT, spent="209.58"))
    found = findings(room)[0]
    assert (found.state, found.stale, found.version) == ("open", "dismissed", 1)
    assert count(room) == (1, 0, 0, 0, 1)
    with room.database.reading() as connection:
        assert finding(connection, found.id)[1].before == [("总支出", "109.58万元", "209.58万元")]
    assert decide(room, reviewer, "confirmed", 1) == Standing("confirmed", "", 2)
    assert decisions.undo(room.database, reviewer, found.id, 2) == Standing("open", "dismissed", 3)


def test_figures_that_return_have_their_decision_again(room: Opened, reviewer: Actor) -> None:
    decide(room, reviewer, "dismissed", 0, "识别有误")
    room.add(report(UNIT, spent="209.58"))
    room.add(report(UNIT, date="2022-10-01"))
    assert [(f.state, f.stale) for f in findings(room)] == [("dismissed", "")]


def test_an_older_submission_takes_no_decision(room: Opened, reviewer: Actor) -> None:
    room.add(report(UNIT, spent="209.58"))
    older = findings(room, newest=False)[0]
    with pytest.raises(GoujiError, match="更新的报送"):
        decisions.decide(room.database, reviewer, Wish(older.id, 0, "confirmed"))


def test_two_projects_of_a_unit_have_decisions_of_their_own(room: Opened) -> None:
    kind = "项目支出绩效自评报告"
    room.add(
        *(report(UNIT, title=f"{name}项目", file=f"{name}.docx", kind=kind) for name in ("修缮", "扫描"))
    )
    first, second = findings(room)
    decisions.decide(room.database, room.user("李审核", "reviewer"), Wish(first.id, 0, "confirmed"))
    assert first.finding_id == second.finding_id
    assert [each.state for each in findings(room)] == ["confirmed", "open"]


def test_a_finding_that_is_not_there(room: Opened, reviewer: Actor) -> None:
    with pytest.raises(Missing):
        decisions.decide(room.database, reviewer, Wish(999, 0, "confirmed"))


@pytest.mark.parametrize("table", ["decisions", "trail"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET user_name = '别人'"])
def test_what_was_written_cannot_be_changed(
    room: Opened, reviewer: Actor, table: str, statement: str
) -> None:
    decide(room, reviewer, "confirmed", 0)
    with pytest.raises(DBAPIError), room.database.writing() as connection:
        connection.execute(text(statement.format(table)))
    with room.database.reading() as connection:
        assert connection.scalars(select(DECISIONS.c.user_name)).all() == ["李审核"]
