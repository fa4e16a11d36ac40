"""Execution rates in tables: the rate column of a row against its budget and outturn columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.decide import HELD, HUNDRED, decide_rate, finest_step
from extractor.document import Block
from extractor.model import Figure, Relation
from extractor.patterns import Patterns
from extractor.relations import printed, relation, score_of_rate, with_unit
from extractor.scores import mark_role
from extractor.tables import Table, by_row

_RULE = re.compile(
    r"(?:分值|满分|权重|分数)[*×xX]?(?:预算)?执行率|执行率[*×xX](?:\d+分?|分值|满分|权重|该指标)|按(?:预算)?执行率(?:的?比例)?(?:计|得|折|给)"
)
_EXECUTION = re.compile("(?:预算|资金)执行(?:率|进度|情况)?(?:[(]%[)])?$")
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


def rate_scores(
    table: Table,
    cells: dict[tuple[int, int], Figure],
    rates: Sequence[Relation],
    patterns: Patterns,
) -> Iterator[Relation]:
    """Yield 分值 × 执行率 = 得分, capped at 分值, for each row in which all three stand under their headers.

    `rates` are the relations of the rates themselves: a wrong one proves nothing of its score.
    """
    decided = {r.figure_ids[0] for r in rates}  # the money block of the ministry's form is its own rule
    wrong = {r.figure_ids[0] for r in rates if r.verdict not in HELD}
    for row, figures in by_row(cells):
        found: dict[str, Figure] = {}
        for column, figure in figures:
            role = _role(table, row, column, figure, patterns)
            if figure.kind == "score":
                role = mark_role(table, row, column, patterns)
            if role in ("rate", "full_mark", "mark"):
                found[role] = figure
        if len(found) == 3 and found["rate"].figure_id not in wrong:
            known = found["rate"].figure_id in decided or _has_rule(table)
            made = score_of_rate(found["mark"], found["full_mark"], found["rate"], "table", known)
            if made is not None:
                yield made


def _has_rule(table: Table) -> bool:
    """Tell whether a cell of the table says that the mark is the full mark times the rate."""
    return any(_RULE.search(table.words(block)) for block in table.blocks)


def _is_rate(table: Table, cell: Block | None, header: str, patterns: Patterns) -> bool:
    """Tell whether a percentage is how far something was completed: of 完成值 only that of a row 预算执行率."""
    if patterns.tables.is_role("outcome", header) and "率" not in header:
        labels = table.labels(cell) if cell is not None else []
        return any(_EXECUTION.search(label) for label in labels)
    found = patterns.phrases.find(header, 0, len(header))
    return any(p.kind == "cue" and p.value == "completion" for p in found)


def _role(table: Table, row: int, column: int, figure: Figure, patterns: Patterns) -> str:
    """Return rate, or the stage a money column's nearest header names."""
    cell = table.at(row, column)
    header = next(iter(table.headers(cell)), "") if cell is not None else ""
    phrases = patterns.phrases.find(header, 0, len(header))
    if figure.kind == "percent":
        return "rate" if _is_rate(table, cell, header, patterns) else ""
    if figure.kind != "money" or any(p.kind in ("year", "cue") for p in phrases):
        return ""
    stages = [p.value for p in phrases if p.kind == "stage"]
    return stages[-1] if stages else ""
