"""Score tables: no line may score more than its full mark, and the full marks of a level add to those above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.decide import decide_at_most, decide_sum
from extractor.model import Figure, Relation
from extractor.patterns import Patterns
from extractor.relations import printed, relation, sum_text
from extractor.tables import Table, by_row


def score_limits(
    table: Table, cells: dict[tuple[int, int], Figure], patterns: Patterns
) -> Iterator[Relation]:
    """Yield 得分 ≤ 分值 for each row in which both stand under their headers."""
    sums: list[Relation] = []
    for row, figures in by_row(cells):
        roles = [
            (role, figure)
            for column, figure in figures
            if figure.kind == "score" and (role := mark_role(table, row, column, patterns))
        ]
        if [role for role, _ in roles].count("full_mark") > 1:
            yield from _in_pairs(roles)
            sums += _added(roles)
        else:
            marks = dict(roles)
            yield from limit(marks.get("mark"), marks.get("full_mark"))
    if any(r.verdict == "exact" for r in sums):
        yield from sums
    yield from _limits_across(table, cells, patterns)


def _in_pairs(roles: Sequence[tuple[str, Figure]]) -> Iterator[Relation]:
    """Yield the limit of each mark right behind its full mark: 分值 得分 分值 得分 总得分."""
    for (role, full), (other, mark) in pairwise(roles):
        if role == "full_mark" and other == "mark":
            yield from limit(mark, full)


def _added(roles: Sequence[tuple[str, Figure]]) -> Iterator[Relation]:
    """Yield what the marks behind full marks come to, where one mark more stands at the end."""
    pairs = list(pairwise(roles))
    behind = [mark for (role, _), (other, mark) in pairs if (role, other) == ("full_mark", "mark")]
    ends = len(roles) > 1 and roles[-1][0] == roles[-2][0] == "mark" and len(roles) == 2 * len(behind) + 1
    if ends and len(behind) > 1:
        figures = [roles[-1][1], *behind]
        amounts = [f.amount for f in figures if f.amount is not None]
        if len(amounts) == len(figures):
            decision = decide_sum(amounts[0], amounts[1:], None)
            yield relation("table_sum", "table-sum", "table", sum_text(figures), decision, figures)


def _limits_across(
    table: Table, cells: dict[tuple[int, int], Figure], patterns: Patterns
) -> Iterator[Relation]:
    """Yield 得分 ≤ 分值 for each column of a table in which both are rows."""
    rows: dict[str, dict[int, Figure]] = {}
    for (row, column), figure in sorted(cells.items()):
        cell = table.at(row, column)
        label = next(iter(table.labels(cell)), "") if cell is not None and figure.kind == "score" else ""
        for role in ("full_mark", "mark"):
            if label and patterns.tables.is_role(role, label) and patterns.tables.kind_named(label):
                rows.setdefault(role, {}).setdefault(column, figure)
    for column, full in rows.get("full_mark", {}).items():
        yield from limit(rows.get("mark", {}).get(column), full)


def limit(mark: Figure | None, full: Figure | None) -> Iterator[Relation]:
    """Yield mark ≤ full mark where both are known."""
    if full is None or mark is None or full.amount is None or mark.amount is None:
        return
    decision = decide_at_most(mark.amount, full.amount, None)
    expression = f"{printed(mark)} ≤ {printed(full)}（分）"
    yield relation("score", "score-limit", "table", expression, decision, [mark, full])


def score_levels(
    table: Table, cells: dict[tuple[int, int], Figure], patterns: Patterns
) -> Iterator[Relation]:
    """Yield for each full mark over several lines the full marks of the next level, which it adds up.

    Forms that give 分值 at each level of indicators print each level in a column of its own, its cells over
    the rows of what they hold. Two levels are taken for such only where most of the cells add up.
    """
    columns: dict[str, dict[int, dict[int, Figure]]] = {"full_mark": {}, "mark": {}}
    for (row, column), figure in sorted(cells.items()):
        if figure.kind == "score" and (role := mark_role(table, row, column, patterns)):
            columns[role].setdefault(column, {})[row] = figure
    full, marks = columns["full_mark"], columns["mark"]
    for above, below in pairwise(sorted(full)):
        made = list(_level(table, above, full[above], full[below]))
        if not _most_hold(made):
            continue
        yield from made
        # Where each level has its marks right behind, these add up as well.
        if above + 1 in marks and below + 1 in marks:
            marked = list(_level(table, above + 1, marks[above + 1], marks[below + 1]))
            yield from marked if _most_hold(marked) else ()


def _most_hold(made: Sequence[Relation]) -> bool:
    held = sum(r.verdict == "exact" for r in made)
    return held > 1 and held * 3 >= len(made) * 2


def _level(
    table: Table, column: int, wholes: dict[int, Figure], parts: dict[int, Figure]
) -> Iterator[Relation]:
    for row, whole in wholes.items():
        cell = table.at(row, column)
        rows = range(row, row + (cell.anchor.row_span if cell is not None else 1))
        inside = [part for line, part in parts.items() if line in rows]
        amounts = [f.amount for f in (whole, *inside) if f.amount is not None]
        if inside and len(amounts) == len(inside) + 1:
            decision = decide_sum(amounts[0], amounts[1:], None)
            figures: Sequence[Figure] = [whole, *inside]
            yield relation("table_sum", "table-sum", "table", sum_text(figures), decision, figures)


def mark_role(table: Table, row: int, column: int, patterns: Patterns) -> str:
    """Return whether a column holds full marks or marks where it crosses a row; empty for neither."""
    cell = table.at(row, column)
    headers = table.headers(cell) if cell is not None else ()
    for header in headers[:2]:
        for role in ("full_mark", "mark"):
            if patterns.tables.is_role(role, header):
                return role
    return ""
