"""Marks against the full marks that headers and labels write behind their words: 党建工作（20分）, 得分（20分×执行率）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from extractor.decide import HELD, capped, decide_equal, decide_sum
from extractor.model import Figure, Relation
from extractor.patterns import Patterns
from extractor.relations import relation, score_of_rate, sum_text, with_unit
from extractor.scores import limit, mark_role
from extractor.table_cells import Cells, by_table
from extractor.tables import Table

_FULL = re.compile(r"\((?:满分|分值|权重)?:?(\d{1,3}(?:\.\d+)?)分(?P<times>[*×xX][^()]*率)?\)$")
_YEAR = re.compile(r"(?:19|20)\d\d年?度?|[本上前]年度?|第?[一二三四]季度")
_FEW = 3
_ADDED = re.compile("总分|总得分|得分合计|合计得分|综合得分|总计得分")
_NO_MARK = re.compile("标准|扣分|扣减|增|减|差|平均|排名|失分|系数")
_Places = dict[tuple[int, int], Figure]


def mark_relations(cells: Cells, figures: Sequence[Figure], patterns: Patterns) -> Iterator[Relation]:
    """Yield that a mark is at most the full mark in the header over it or the label beside it, or that times a rate.

    `figures` are all of the document: the full mark is one in a cell of words.
    """
    full = {
        (f.table, f.row, f.column): f
        for f in figures
        if f.kind == "score" and f.table is not None and f.row is not None and f.column is not None
    }
    for table, every in by_table(cells):
        marks = {place: f for place, f in every.items() if f.kind == "score"}
        if marks and any(key[0] == table.number for key in full):
            named = {(key[1] or 0, key[2] or 0): f for key, f in full.items() if key[0] == table.number}
            yield from _under(table, marks, every, named, patterns)
            yield from _beside(table, marks, named, patterns)
            yield from _levels(table, marks, named, patterns)
        yield from _by_year(table, marks, patterns)


def _under(
    table: Table, marks: _Places, cells: _Places, full: _Places, patterns: Patterns
) -> Iterator[Relation]:
    for (row, column), mark in sorted(marks.items()):
        head = table.at(table.head_rows.get((row, column), 0), column)
        place = (head.anchor.row or 0, head.anchor.column or 0) if head is not None else (0, 0)
        match = _FULL.search(table.words(head)) if head is not None and place in full else None
        if match is None:
            continue
        if match["times"]:
            yield from _said_twice(full, place)
            rates = [f for (r, c), f in cells.items() if r == row and c < column and f.kind == "percent"]
            made = score_of_rate(mark, full[place], rates[-1], "table", True) if rates else None
            yield from [made] if made is not None else []
        elif not _is_total(table, row, column, patterns):
            yield from limit(mark, full[place])


def _said_twice(full: _Places, place: tuple[int, int]) -> Iterator[Relation]:
    """Yield that a row of headers says one full mark: 预算执行情况（20分） beside 得分（20分×执行率）."""
    others = [figure for other, figure in full.items() if other[0] == place[0] and other[1] < place[1]]
    one, two = full[place].amount, others[0].amount if len(others) == 1 else None
    if one is not None and two is not None:
        text = f"{with_unit(others[0])} = {with_unit(full[place])}"
        pair = [others[0], full[place]]
        yield relation("agreement", "agreement", "table", text, decide_equal(two, one), pair)


def _beside(table: Table, marks: _Places, full: _Places, patterns: Patterns) -> Iterator[Relation]:
    """Yield the limits of the rows whose own label ends in a full mark, where nothing else in the row is one."""
    for (row, column), mark in sorted(marks.items()):
        if mark_role(table, row, column, patterns) != "mark":
            continue
        if any(r == row and mark_role(table, r, c, patterns) == "full_mark" for r, c in marks):
            continue
        block = table.at(row, column)
        for label in table.label_cells(block) if block is not None else []:
            place = (label.anchor.row or 0, label.anchor.column or 0)
            if label.anchor.row_span == 1 and place in full and _FULL.search(table.words(label)):
                yield from limit(mark, full[place])
                break


def _levels(table: Table, marks: _Places, full: _Places, patterns: Patterns) -> Iterator[Relation]:
    """Yield the full marks that labels over several rows name as the sums of those of these rows: 过程（45分）.

    Those of the rows stand in a column of their own or in the labels of the next level; doubts where few hold.
    """
    column = {
        (row, c): f for (row, c), f in marks.items() if mark_role(table, row, c, patterns) == "full_mark"
    }
    if not marks or len({c for _, c in column}) > 1:
        return
    first = min(row for row, _ in marks)
    labels = {place: f for place, f in full.items() if place[0] >= first and _is_label(table, place)}
    by_row: dict[int, list[tuple[int, Figure]]] = {}
    for (row, c), figure in sorted({**column, **labels}.items()):
        by_row.setdefault(row, []).append((c, figure))
    made = [r for place, whole in labels.items() if (r := _level(table, place, whole, by_row)) is not None]
    held = sum(r.verdict in HELD for r in made)
    if held * 2 >= len(made):
        yield from made if held > 1 else [replace(r, verdict=capped(r.verdict)) for r in made]


def _is_label(table: Table, place: tuple[int, int]) -> bool:
    cell = table.at(*place)
    match = _FULL.search(table.words(cell)) if cell is not None else None
    return match is not None and not match["times"]


def _level(
    table: Table, place: tuple[int, int], whole: Figure, by_row: Mapping[int, list[tuple[int, Figure]]]
) -> Relation | None:
    cell = table.at(*place)
    rows = range(place[0], place[0] + (cell.anchor.row_span if cell is not None else 1))
    inside = [(c, f) for row in rows for c, f in by_row.get(row, ()) if c > place[1]]
    nearest = min((c for c, _ in inside), default=0)
    parts = [f for c, f in inside if c == nearest]
    amounts = [f.amount for f in (whole, *parts) if f.amount is not None]
    if len(rows) < 2 or len(parts) < 2 or len(amounts) <= len(parts):
        return None
    decision = decide_sum(amounts[0], amounts[1:], None)
    figures = [whole, *parts]
    return relation("table_sum", "table-sum", "table", sum_text(figures), decision, figures)


def _by_year(table: Table, marks: _Places, patterns: Patterns) -> Iterator[Relation]:
    """Yield the limits of marks under years (2021年) or names (甲镇) beside the only column of full marks."""
    roles = {place: mark_role(table, *place, patterns) for place in marks}
    full = {row: f for (row, column), f in marks.items() if roles[row, column] == "full_mark"}
    if "mark" in roles.values() or len({c for (_, c), role in roles.items() if role == "full_mark"}) != 1:
        return
    added = len(marks) > _FEW and any(_ADDED.fullmatch(text) for text in table.texts.values())
    for (row, column), mark in sorted(marks.items()):
        heads = table.heads.get((row, column), ())[:1]
        if row not in full or mark is full[row]:
            continue
        several = added and not roles[row, column] and not _is_total(table, row, column, patterns)
        if several or any(_YEAR.fullmatch(head) for head in heads):
            yield from limit(mark, full[row])


def _is_total(table: Table, row: int, column: int, patterns: Patterns) -> bool:
    """Tell whether a row adds marks up, or its column is no mark (增减, 平均)."""
    block = table.at(row, column)
    labels = table.labels(block) if block is not None else []
    heads = table.heads.get((row, column), ())[:1]
    return any(patterns.tables.is_role("total", label) for label in labels) or any(
        _NO_MARK.search(head) for head in heads
    )
