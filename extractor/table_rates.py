"""Execution rates in tables: the rate column of a row against its budget and outturn columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice

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
_NAMES = 2  # cells of a row that may name it
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
        if (made := _rate(rate, outturn, budgets[0], finest)) is not None:
            yield made


def form_rates(table: Table, cells: dict[tuple[int, int], Figure], patterns: Patterns) -> Iterator[Relation]:
    """Yield outturn ÷ budget = rate of a form whose figures each have a label of their own on the left, and no header."""
    found: dict[str, list[Figure]] = {}
    for (row, column), figure in sorted(cells.items()):
        label = table.at(row, column - 1)
        alone = label is not None and not table.is_numeric(label) and (row, column + 1) not in cells
        words = table.words(label) if label is not None and alone else ""
        if (role := _role_of(words, figure, patterns)) and not _has_head(table, row, column, patterns):
            found.setdefault(role, []).append(figure)
    budgets = next((found[stage] for stage in (*_REVISED, "预算", "年初预算") if stage in found), [])
    rates, spent = found.get("rate", []), found.get("决算", [])
    if len(rates) == len(spent) == len(budgets) == 1 and (
        made := _rate(rates[0], spent[0], budgets[0], None)
    ):
        yield made


def _has_head(table: Table, row: int, column: int, patterns: Patterns) -> bool:
    """Tell whether a header over a figure says what it is."""
    heads = table.heads.get((row, column), ())[:1]
    found = [p for head in heads for p in patterns.phrases.find(head, 0, len(head))]
    return any(p.kind in ("stage", "year") for p in found)


def _rate(rate: Figure, outturn: Figure, budget: Figure, finest: Decimal | None) -> Relation | None:
    amounts = [f.amount for f in (outturn, budget) if f.amount]
    if rate.amount is None or amounts[1].value == 0:
        return None
    decision = decide_rate(rate.amount, amounts, lambda v: v[0] / v[1] * HUNDRED, lambda v: v[1], finest)
    text = f"{with_unit(outturn)} ÷ {with_unit(budget)} = {printed(rate)}%"
    return relation("completion", "completion", "table", text, decision, [rate, outturn, budget])


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
    made: list[tuple[bool, Relation]] = []
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
            score = score_of_rate(found["mark"], found["full_mark"], found["rate"], "table", known)
            made += [(_is_total(table, row, patterns), score)] if score is not None else []
    # The mark of a total adds those of the rows.
    plain = sum(not total for total, _ in made) > 1
    yield from (score for total, score in made if not (total and plain))


def _is_total(table: Table, row: int, patterns: Patterns) -> bool:
    return any(patterns.tables.is_role("total", table.words(cell)) for cell in islice(table.row(row), _NAMES))


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
    if figure.kind == "percent":
        return "rate" if _is_rate(table, cell, header, patterns) else ""
    return _role_of(header, figure, patterns)


def _role_of(words: str, figure: Figure, patterns: Patterns) -> str:
    """Return rate, or the stage that words name of an amount."""
    phrases = patterns.phrases.find(words, 0, len(words))
    if figure.kind == "percent":
        return "rate" if any(p.kind == "cue" and p.value == "completion" for p in phrases) else ""
    if figure.kind != "money" or any(p.kind in ("year", "cue") for p in phrases):
        return ""
    stages = [p.value for p in phrases if p.kind == "stage"]
    return stages[-1] if stages else ""
