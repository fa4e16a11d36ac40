"""Execution rates in tables: the rate column of a row against its budget and outturn columns."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.decide import HUNDRED, decide_rate, finest_step
from extractor.model import Figure, Relation
from extractor.patterns import Patterns
from extractor.relations import printed, relation, with_unit
from extractor.tables import Table, by_row

_REVISED = ("全年预算", "调整预算")


def table_rates(table: Table, cells: dict[tuple[int, int], Figure], patterns: Patterns) -> Iterator[Relation]:
    """Yield outturn ÷ budget = rate for each row in which all three stand under their headers.

    Source: the self-evaluation forms, 执行率 = 全年执行数 ÷ 全年（调整后）预算数.
    """
    money = [f.amount for f in cells.values() if f.kind == "money" and f.amount]
    finest = finest_step(money)
    for row, figures in by_row(cells):
        columns = {
            role: figure
            for column, figure in figures
            if (role := _role(table, row, column, figure, patterns))
        }
        rate, outturn = columns.get("rate"), columns.get("决算")
        budgets = [columns[s] for s in _REVISED if s in columns] or [
            columns[s] for s in ("预算", "年初预算") if s in columns
        ]
        if rate is None or outturn is None or len(budgets) != 1:
            continue
        amounts = [f.amount for f in (outturn, budgets[0]) if f.amount]
        if rate.amount is None or amounts[1].value == 0:
            continue
        decision = decide_rate(rate.amount, amounts, lambda v: v[0] / v[1] * HUNDRED, lambda v: v[1], finest)
        text = f"{with_unit(outturn)} ÷ {with_unit(budgets[0])} = {printed(rate)}%"
        yield relation("completion", "completion", "table", text, decision, [rate, outturn, budgets[0]])


def _role(table: Table, row: int, column: int, figure: Figure, patterns: Patterns) -> str:
    """Return rate, or the stage a money column's nearest header names."""
    cell = table.at(row, column)
    header = next(iter(table.headers(cell)), "") if cell is not None else ""
    phrases = patterns.phrases.find(header, 0, len(header))
    if figure.kind == "percent":
        completes = any(p.kind == "cue" and p.value == "completion" for p in phrases)
        return "rate" if completes else ""
    if figure.kind != "money" or any(p.kind in ("year", "cue") for p in phrases):
        return ""
    stages = [p.value for p in phrases if p.kind == "stage"]
    return stages[-1] if stages else ""
