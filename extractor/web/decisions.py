"""Decisions: one is written on the version it was made on, or refused with what came between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from extractor.errors import GoujiError
from extractor.web import trail
from extractor.web.database import Database, IntegrityError
from extractor.web.schema import DECISIONS, DOCUMENTS, FINDINGS, now
from extractor.web.trail import Actor
from extractor.web.verdicts import DISMISSED, OPEN, STATES, Decision, Standing, in_force, standing

REASONS = ("识别有误", "口径不同", "报告另有说明", "四舍五入", "已改正", "不属于本次范围", "其他")
LONGEST_REASON, LONGEST_NOTE = 200, 2_000
_Finding = Row[Any]  # whatever columns a query names


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reviewer wants: a state for a finding (its row), on the version that the reviewer saw."""

    finding: int
    version: int
    state: str
    reason: str = ""
    note: str = ""


class Missing(GoujiError):
    """There is no such finding."""


class Conflict(GoujiError):
    """Somebody decided meanwhile; `wish` is what was not written, `chain` all that was."""

    def __init__(self, wish: Wish, chain: list[Decision]) -> None:
        super().__init__("在您处理期间，另一位审核人员已对这个问题作出结论，请看过后再决定。")
        self.wish = wish
        self.chain = chain


def decide(database: Database, actor: Actor, wish: Wish) -> Standing:
    """Write a decision. Raises Conflict, Missing, GoujiError."""
    _check(wish)
    return _append(database, actor, wish, None)


def undo(database: Database, actor: Actor, finding: int, version: int) -> Standing:
    """Restore the state before the last decision on the finding's operands. Raises Conflict, Missing, GoujiError."""
    with database.reading() as connection:
        row = _finding(connection, finding)
        held = in_force(chain_of(connection, row.report, row.finding_id), row.printed)
    if not held:
        raise GoujiError("这个问题没有可以撤销的结论。")
    before = held[-2] if len(held) > 1 else None
    wish = Wish(
        finding,
        version,
        before.state if before else OPEN,
        before.reason if before else "",
        before.note if before else "",
    )
    return _append(database, actor, wish, held[-1].version)


def chain_of(connection: Connection, report: str, finding_id: str) -> list[Decision]:
    """Return the decisions of a thread, oldest first."""
    return chains_of(connection, report, [finding_id]).get(finding_id, [])


def chains_of(connection: Connection, report: str, finding_ids: Iterable[str]) -> dict[str, list[Decision]]:
    """Return the decisions on findings of a report, oldest first."""
    of_report = DECISIONS.c.report == report
    wanted = of_report & DECISIONS.c.finding_id.in_(list(finding_ids))
    found: dict[str, list[Decision]] = {}
    for row in connection.execute(select(DECISIONS).where(wanted).order_by(DECISIONS.c.version)):
        found.setdefault(row.finding_id, []).append(_decision(row))
    return found


def _check(wish: Wish) -> None:
    if wish.state not in STATES:
        raise GoujiError("结论只能是确认、驳回、待核实或重新打开。")
    if wish.state == DISMISSED and not wish.reason.strip():
        raise GoujiError("驳回要写明理由。")
    if len(wish.reason) > LONGEST_REASON or len(wish.note) > LONGEST_NOTE:
        raise GoujiError(f"理由至多 {LONGEST_REASON} 字，备注至多 {LONGEST_NOTE} 字。")


def _append(database: Database, actor: Actor, wish: Wish, undoes: int | None) -> Standing:
    try:
        with database.writing() as connection:
            return _written(connection, actor, wish, undoes)
    except IntegrityError as error:  # the same version, written by another at the same moment
        with database.reading() as connection:
            row = _finding(connection, wish.finding)
            raise Conflict(wish, chain_of(connection, row.report, row.finding_id)) from error


def _written(connection: Connection, actor: Actor, wish: Wish, undoes: int | None) -> Standing:
    row = _finding(connection, wish.finding)
    if not row.is_newest:
        raise GoujiError("这份报告已有更新的报送，请在新的一份上处理。")
    chain = chain_of(connection, row.report, row.finding_id)
    last = chain[-1].version if chain else 0
    if wish.version != last:
        raise Conflict(wish, chain)
    values = {
        "report": row.report,
        "finding_id": row.finding_id,
        "version": last + 1,
        "unit_name": row.unit_name,
        "state": wish.state,
        "reason": wish.reason.strip(),
        "note": wish.note.strip(),
        "undoes": undoes,
        "user_id": actor.user_id,
        "user_name": actor.name,
        "at": now(),
        "operands": row.operands,
        "printed": row.printed,
    }
    connection.execute(insert(DECISIONS).values(values))
    action = "decide" if undoes is None else "undo"
    trail.log(connection, actor, action, f"{row.unit_name} {row.finding_id}", _told(wish))
    return standing(settle(connection, row.report, row.finding_id), row.printed)


def _told(wish: Wish) -> str:
    return "；".join(filter(None, (STATES[wish.state], wish.reason, wish.note)))


def settle(connection: Connection, report: str, finding_id: str) -> list[Decision]:
    """Repeat in the index what a thread's decisions say of its findings; return the decisions."""
    chain = chain_of(connection, report, finding_id)
    of_thread = and_(FINDINGS.c.report == report, FINDINGS.c.finding_id == finding_id)
    touched = set()
    for row in connection.execute(
        select(FINDINGS.c.id, FINDINGS.c.document, FINDINGS.c.printed).where(of_thread)
    ).all():
        found = standing(chain, row.printed)
        values = {"state": found.state, "stale": found.stale, "version": found.version}
        connection.execute(update(FINDINGS).where(FINDINGS.c.id == row.id).values(values))
        touched.add(row.document)
    for document in sorted(touched):
        count(connection, document)
    return chain


def count(connection: Connection, document: int) -> None:
    """Count a document's findings by state anew; one whose operands changed counts as open and as stale."""
    by_state = (
        select(FINDINGS.c.state, FINDINGS.c.stale, func.count())
        .where(FINDINGS.c.document == document)
        .group_by(FINDINGS.c.state, FINDINGS.c.stale)
    )
    counts = {**dict.fromkeys(STATES, 0), "stale": 0}
    for state, stale, number in connection.execute(by_state):
        counts[state] += number
        counts["stale"] += number if stale else 0
    connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document).values(counts))


def _finding(connection: Connection, number: int) -> _Finding:
    row = connection.execute(select(FINDINGS).where(FINDINGS.c.id == number)).one_or_none()
    if row is None:
        raise Missing("没有这个问题，报告可能已重新导入，请刷新页面。")
    return row


def _decision(row: _Finding) -> Decision:
    return Decision(
        row.version,
        row.state,
        row.reason,
        row.note,
        row.user_name,
        row.at,
        row.printed,
        row.operands,
        row.undoes,
    )
