"""Score tables: no line may score more than its full mark."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.decide import decide_at_most
from extractor.model import Figure, Relation
from extractor.patterns import Patterns
from extractor.relations import printed, relation
from extractor.tables import Table, by_row


def score_limits(
    table: Table, cells: dict[tuple[int, int], Figure], patterns: Patterns
) -> Iterator[Relation]:
    """Yield 得分 ≤ 分值 for each row in which both stand under their headers."""
    for row, figures in by_row(cells):
        marks = {
            role: figure
            for column, figure in figures
            if figure.kind == "score" and (role := mark_role(table, row, column, patterns))
        }
        full, mark = marks.get("full_mark"), marks.get("mark")
        if full is None or mark is None or full.amount is None or mark.amount is None:
            continue
        decision = decide_at_most(mark.amount, full.amount, None)
        expression = f"{printed(mark)} ≤ {printed(full)}（分）"
        yield relation("score", "score-limit", "table", expression, decision, [mark, full])


def mark_role(table: Table, row: int, column: int, patterns: Patterns) -> str:
    """Return whether a column holds full marks or marks where it crosses a row; empty for neither."""
    cell = table.at(row, column)
    headers = table.headers(cell) if cell is not None else ()
    for header in headers[:2]:
        for role in ("full_mark", "mark"):
            if patterns.tables.is_role(role, header):
                return role
    return ""
