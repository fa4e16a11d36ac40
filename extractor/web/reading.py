"""A report as its page shows it: its row, its findings with their decisions, its other submissions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from extractor.web.decisions import Missing, chain_of, chains_of
from extractor.web.schema import DOCUMENTS, FINDINGS
from extractor.web.verdicts import Decision, in_force


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding with its operands (label, as printed) and its decisions, oldest first."""

    row: Row[Any]
    operands: Sequence[Sequence[str]]
    chain: Sequence[Decision]

    @property
    def current(self) -> Decision | None:
        """The decision in force, None while the finding is open."""
        held = in_force(self.chain, self.row.printed)
        return held[-1] if held and self.row.state != "open" else None

    @property
    def before(self) -> Sequence[tuple[str, str, str]]:
        """Where the operands have changed since the last decision: label, as printed then, as printed now."""
        if not self.row.stale:
            return ()
        other = [d for d in self.chain if d.printed != self.row.printed]
        then = json.loads(other[-1].operands) if other else []
        if len(then) != len(self.operands):
            return [("", "、".join(p for _, p in then), "、".join(p for _, p in self.operands))]
        pairs = zip(then, self.operands, strict=True)
        return [(new[0] or old[0], old[1], new[1]) for old, new in pairs if old[1] != new[1]]

    @property
    def can_undo(self) -> bool:
        """Tell whether there is a decision on these operands to take back."""
        return bool(in_force(self.chain, self.row.printed))


@dataclass(frozen=True, slots=True)
class Reading:
    """A report with its findings in their order, and all submissions of it, the newest first."""

    row: Row[Any]
    findings: Sequence[Entry]
    submissions: Sequence[Row[Any]]


def row(connection: Connection, number: int) -> Row[Any]:
    """Return the row of a report by its number. Raises Missing."""
    found = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == number)).one_or_none()
    if found is None:
        raise Missing("没有这份报告。")
    return found


def report(connection: Connection, number: int) -> Reading:
    """Return a report by its number. Raises Missing."""
    document = row(connection, number)
    listed = select(FINDINGS).where(FINDINGS.c.document == number).order_by(FINDINGS.c.place)
    rows = connection.execute(listed).all()
    chains = chains_of(connection, document.report, {each.finding_id for each in rows})
    found = [_entry(each, chains.get(each.finding_id, [])) for each in rows]
    same = select(DOCUMENTS).where(DOCUMENTS.c.report == document.report).order_by(DOCUMENTS.c.added.desc())
    return Reading(document, found, connection.execute(same).all())


def finding(connection: Connection, number: int) -> tuple[Row[Any], Entry]:
    """Return a report and one of its findings by the finding's number. Raises Missing."""
    found = connection.execute(select(FINDINGS).where(FINDINGS.c.id == number)).one_or_none()
    if found is None:
        raise Missing("没有这个问题。")
    document = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == found.document)).one()
    return document, _entry(found, chain_of(connection, found.report, found.finding_id))


def _entry(row: Row[Any], chain: Sequence[Decision]) -> Entry:
    return Entry(row, json.loads(row.operands), chain)
