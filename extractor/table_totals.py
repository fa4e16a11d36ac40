"""Rows that total others without being called 合计: 全年 below the halves of it, 总投资; 总计 over the blocks of a table."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from extractor.decide import HELD
from extractor.model import Relation
from extractor.table_groups import Group, decided
from extractor.table_readings import bits
from extractor.table_rows import NO_RANK, Row
from extractor.tables import Precision

_WHOLE = re.compile(
    "总|季度$|半年$|^全[年部期省市县区校院]|^年度|合计|共计|累计|有效|填写|作答|回收|参与|受访"
    "|^本?年?度?(?:收入|支出)(?:数|额)?$"
)
_FEW, _LONG = 2, 100
_CERTAIN, _NAMED, _MIXED = 22.0, 4.0, 12.0  # bits; where a column fails beside those that hold


def with_total(
    rows: list[Row], precision: Precision, whole: Collection[int] = (), within: Collection[int] = ()
) -> list[Row]:
    """Return rows in which one counts as a total though it is not called one, if the last or first of them is.

    `whole` are the rows whose share is 100 %, `within` those that are parts of the row above them.
    """
    if len(rows) < 3 or any(row.total for row in rows):
        return rows
    for at in (-1, 0):
        head = rows[at]
        others = [
            row for row in (rows[:-1] if at else rows[1:]) if not row.among and row.number not in within
        ]
        if head.code or head.among or len(others) < 2 or head.rank < min(row.rank for row in others):
            continue
        top = min(row.rank for row in others)
        parts = tuple(row for row in others if row.rank == top)
        if _is_total(Group(head, parts), precision, head.number in whole):
            return [replace(row, total=True, rank=NO_RANK) if row is head else row for row in rows]
    return rows


def _is_total(group: Group, precision: Precision, whole: bool) -> bool:
    made = list(decided(group, precision))
    held = [r for r in made if r.verdict in HELD and r.computed]
    named = whole or bool(_WHOLE.search(group.head.label))
    mixed = len(group.parts) < 2 or not held or len(held) < len(made)
    if mixed and (not named or len(held) * 2 < len(made) or not held):
        return False
    figures = {f.figure_id: f for row in (group.head, *group.parts) for f in row.figures.values()}
    counts = {f.kind for f in group.head.figures.values()} == {"count"}
    if named and counts and len(group.parts) > _FEW and any(_is_long(r) for r in held):
        return True
    said = sum(bits([figures[id] for id in r.figure_ids]) for r in held)
    enough = _NAMED if len(held) == len(made) or len(group.parts) > _FEW else _MIXED
    return said >= (enough if named else _CERTAIN)


def _is_long(made: Relation) -> bool:
    """Tell whether a sum that holds is of so many units that chance hardly made it."""
    return made.stated is not None and abs(made.stated) >= _LONG


def blocks(sections: Sequence[Sequence[Row]], precision: Precision) -> Iterator[Relation]:
    """Yield the last total of a table as the sum of the subtotals that its blocks end with."""
    read = [list(rows) for rows in sections if rows]
    if len(read) < 2 or len(read[-1]) < 1 or not read[-1][-1].total:
        return
    head, last = read[-1][-1], read[-1][:-1]
    ends = [rows[-1] for rows in (*read[:-1], *([last] if last else []))]
    if len(ends) < 2 or not all(row.total and row.counts_like(head) for row in ends):
        return
    proven = all(_holds(rows, precision) for rows in (*read[:-1], *([last] if last else [])))
    yield from decided(Group(head, tuple(ends)), precision, proven)


def _holds(rows: Sequence[Row], precision: Precision) -> bool:
    """Tell whether the last row of a block is the sum of the others in every column."""
    made = list(decided(Group(rows[-1], tuple(rows[:-1])), precision))
    return bool(made) and all(r.verdict in HELD for r in made)
