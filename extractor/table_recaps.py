"""Sums of a column that the line below its table tells: 以上合同累计支付9万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from extractor.decide import HELD, decide_sum
from extractor.mentions import LEVEL, Mention
from extractor.model import Figure, Relation
from extractor.passages import Passage
from extractor.patterns import Patterns
from extractor.relations import relation, sum_text
from extractor.tables import Precision, Table, amounts_of

_RECAP = re.compile(r"^\s*(?:以上|上述|上表)[^，。；;：:\d]{0,10}?(?:累计|合计|共计|总计|共)")
_LEAST = 100  # last digits of a sum that no chance makes


def recapped(
    plain: str,
    passage: Passage,
    table: Table,
    figures: Mapping[tuple[int, int], Figure],
    patterns: Patterns,
) -> Iterator[Relation]:
    """Yield the total that begins the line below a table as the sum of a column without one, where it holds."""
    total = next((m for m in passage.mentions if m.role == LEVEL), None)
    if total is None or not _RECAP.match(total.chunk.of(plain)):
        return
    columns: dict[int, dict[int, Figure]] = {}
    for (row, column), figure in sorted(figures.items()):
        if figure.kind == total.figure.kind and figure.amount is not None:
            columns.setdefault(column, {})[row] = figure
    rows = {row for found in columns.values() for row in found}
    for column, found in reversed(columns.items()):
        if len(found) > 1 and set(found) == rows and not _has_total(table, found, column, patterns):
            made = _sum(total, list(found.values()), Precision(dict(figures)))
            if made is not None:
                yield made
                return


def _has_total(table: Table, found: Mapping[int, Figure], column: int, patterns: Patterns) -> bool:
    """Tell whether one of the rows of a column is called a total."""
    cells = (table.at(row, column) for row in found)
    labels = (label for cell in cells if cell is not None for label in table.labels(cell)[:1])
    return any(patterns.tables.is_role("total", label) for label in labels)


def _sum(total: Mention, parts: list[Figure], precision: Precision) -> Relation | None:
    figures = [total.figure, *parts]
    amounts = amounts_of(figures)
    if amounts[0].base < _LEAST * (amounts[0].step or amounts[0].scale):
        return None
    decision = decide_sum(amounts[0], amounts[1:], precision.of(parts))
    if decision.verdict not in HELD:
        return None
    return relation("table_sum", "table-sum", "table", sum_text(figures), decision, figures)
