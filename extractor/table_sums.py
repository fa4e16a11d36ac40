"""Sums of table rows: 合计 and 小计 over their rows, numbered and coded rows under theirs, 其中 under the row above.

Nobody writes down which rows a total adds. A group of rows is taken for the parts of another only where its sum holds
in half of the columns at least; the columns in which it then fails are findings. Codes follow the classification of
government accounts (2019年政府收支分类科目: 类 3 digits, 款 5, 项 7), a code being a part of its own beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.decide import HELD, capped, decide_at_most, decide_sum
from extractor.model import Relation
from extractor.patterns import Patterns
from extractor.relations import printed, relation, sum_text, unit_note
from extractor.scores import mark_role
from extractor.table_rows import NO_RANK, Row, sections
from extractor.table_shape import Cells, Half, crowned, halves
from extractor.tables import Precision, Table, amounts_of

_ROLES = ("full_mark", "mark")
_CHANGES = ("up", "down", "compare")
_FIRST = re.compile(r"[(（]?(?:1(?!\d)|一)")


@dataclass(frozen=True, slots=True)
class Group:
    """A row and the rows that may make it up; `claimed`: a label says so, whatever the figures do."""

    head: Row
    parts: tuple[Row, ...]
    claimed: bool = False


def row_sums(table: Table, cells: Cells, patterns: Patterns) -> Iterator[Relation]:
    """Yield the sums that the rows of a table state, of each half where two tables stand side by side."""
    precision = Precision(cells)
    crown = crowned(table, cells, patterns)
    own = {place: figure for place, figure in cells.items() if crown is None or figure is not crown[0]}
    for half in halves(table, own):
        yield from _half_sums(table, half, precision, patterns)


def _half_sums(table: Table, half: Half, precision: Precision, patterns: Patterns) -> Iterator[Relation]:
    read = [section for section in sections(table, half, patterns) if section]
    scores = _of_scores(table, read, patterns) if read else None
    for section in read:
        tops, groups = _nested(section)
        within = _held_runs(section, precision)
        tops = [row for row in tops if row.number not in within]
        whole = scores.head.number if scores is not None else 0
        yield from _coded([group for group in groups if group.head.code], precision)
        for group in groups:
            if not group.head.code:
                yield from _decided(group, precision)
        split = _is_split(table, section, patterns)
        totals = [
            replace(group, claimed=group.claimed and not split and _is_plain(group.head, patterns))
            for group in _totals(section, tops)
            if group.head.number != whole
        ]
        if totals:
            yield from _subtotalled(totals, precision)
        yield from _amongs(section, precision)
    if scores is not None:
        yield from _decided(scores, precision)


def _is_plain(row: Row, patterns: Patterns) -> bool:
    """Tell whether a total is called no more than that; what a change is made of may be told in part."""
    found = patterns.phrases.find(row.label, 0, len(row.label))
    return not any(p.kind == "cue" and p.value in _CHANGES for p in found)


def _is_split(table: Table, rows: Sequence[Row], patterns: Patterns) -> bool:
    """Tell whether rows 按…分 stand among others: what is below one is no part of the same sum as the rest."""
    inside = range(rows[0].number, rows[-1].number + 1)
    return any(
        block.anchor.row in inside and patterns.tables.is_role("axis", table.words(block))
        for block in table.blocks
    )


def _of_scores(table: Table, sections: Sequence[Sequence[Row]], patterns: Patterns) -> Group | None:
    """Return the total of a form's last row over the scores of all its tables: 10 for the budget, 90 for the rest.

    The tables of a form need not keep their scores in the same columns: their headers say which are full marks.
    None where the last row is no such total, or where lines at several levels have scores of their own.
    """
    rows = [row for section in sections for row in section]
    if len(sections) < 2 or not rows[-1].total or any(f.kind != "score" for f in rows[-1].figures.values()):
        return None
    made = []
    for row in rows:
        named = [
            (mark_role(table, row.number, c, patterns), f)
            for c, f in row.figures.items()
            if f.kind == "score"
        ]
        roles = [role for role, _ in named if role]
        if len(roles) != len(set(roles)):
            return None
        made.append(replace(row, figures={_ROLES.index(role): f for role, f in named if role}))
    return Group(made[-1], tuple(row for row in made[:-1] if row.figures))


def _nested(rows: Sequence[Row]) -> tuple[list[Row], list[Group]]:
    """Return the rows that stand under no other, and the groups that codes, numbers and 其中 make."""
    groups: list[Group] = []
    inner = _among_runs(rows)
    tops = [row for row in rows if not row.total and not row.among and row.number not in inner]
    coded = {row.code: row for row in tops if row.code}
    if len(coded) > 1:
        parents = {row.number: _parent(row.code, coded) for row in tops if row.code}
        for head in coded.values():
            groups.append(Group(head, tuple(r for r in tops if parents.get(r.number) == head.code), True))
        tops = [row for row in tops if not parents.get(row.number)]
    groups += _by_rank(tops)
    ranks = sorted({row.rank for row in tops if row.rank < NO_RANK})
    if ranks:
        tops = [row for row in tops if row.rank == ranks[0]]
    return tops, [group for group in groups if group.parts]


def _among_runs(rows: Sequence[Row]) -> set[int]:
    """Return the rows without a number that go on with a 其中 where other rows have numbers."""
    found: set[int] = set()
    if all(row.rank == NO_RANK or row.total for row in rows):
        return found
    inside = False
    for row in rows:
        inside = row.among or (inside and row.rank == NO_RANK and not row.total)
        if inside and not row.among:
            found.add(row.number)
    return found


def _parent(code: str, coded: dict[str, Row]) -> str:
    return next((code[:size] for size in range(len(code) - 2, 2, -2) if code[:size] in coded), "")


def _by_rank(rows: Sequence[Row]) -> list[Group]:
    """Return for each numbered row those right below it that are numbered lower or not at all.

    Below a row without number those of one rank count from 1 (项目支出: 1、…, 2、…).
    """
    groups = []
    for place, head in enumerate(rows):
        after, plain = rows[place + 1 :], head.rank == NO_RANK
        if not after or (plain and (head.code or not _FIRST.match(after[0].label))):
            continue
        below: list[Row] = []
        for row in after:
            if row.rank != after[0].rank or row.rank == NO_RANK if plain else row.rank <= head.rank:
                break
            below.append(row)
        lowest = min((row.rank for row in below), default=0)
        parts = tuple(row for row in below if row.rank == lowest)
        if len(parts) > 1:
            groups.append(Group(head, parts))
    return groups


def _totals(rows: Sequence[Row], tops: Sequence[Row]) -> list[Group]:
    """Return the groups of the rows called totals: subtotals add what stands since the last one."""
    groups: list[Group] = []
    totals = [row for row in rows if row.total]
    if len(totals) == 1 and totals[0] in (rows[0], rows[-1]):
        plain = all(row.rank == NO_RANK and not row.code for row in rows) and not any(r.among for r in rows)
        return [Group(totals[0], tuple(tops), plain and len(tops) == len(rows) - 1)]
    start = 0
    subtotals = []
    for total in totals[:-1]:
        inside = tuple(row for row in tops if start < row.number < total.number)
        subtotals.append(total)
        groups.append(Group(total, inside))
        start = total.number
    if subtotals and totals[-1] is rows[-1]:
        rest = tuple(row for row in rows if row.number > start and not row.total and not row.among)
        rest = tuple(row for row in rest if row in tops) or rest  # 年初结转 behind 一、二、三、本年收入合计
        groups.append(Group(totals[-1], (*subtotals, *rest)))
        groups.append(Group(totals[-1], rest))
    return groups


def _decided(group: Group, precision: Precision, proven: bool = False) -> Iterator[Relation]:
    """Yield the sums of a group by column, if they are its sums; `proven`: others of its kind say that they are."""
    columns = sorted({column for row in (group.head, *group.parts) for column in row.figures})
    made = [r for c in columns if (r := _sum(group, c, precision)) is not None]
    telling = [r for r in made if r.computed or r.stated]  # columns of zeros hold for any reading
    held = sum(r.verdict in HELD for r in telling)
    if any(row.optional for row in group.parts):
        # Of alternatives only those that were chosen add up.
        yield from (r for r in made if r.verdict in HELD)
    # One column that fails beside others that hold is a finding; where none holds the group is read wrongly.
    elif not telling or (held and held * 2 >= len(telling)) or (proven and len(group.parts) > 1):
        yield from made
    elif group.claimed and len(made) == len(group.head.figures) == 1 and len(group.parts) > 2:
        # A total over all rows of a plain table, in its only column: something is wrong, perhaps the reading.
        (lone,) = made
        yield replace(lone, verdict=capped(lone.verdict))


def _holds(groups: Sequence[Group], precision: Precision) -> bool:
    """Tell whether one of some groups adds up in every column, and to more than nothing."""
    read = [list(_decided(group, precision)) for group in groups]
    return any(any(r.computed for r in made) and all(r.verdict in HELD for r in made) for made in read)


def _coded(groups: Sequence[Group], precision: Precision) -> Iterator[Relation]:
    """Yield the sums of account codes; where one adds up, all are meant to.

    Parts that fall short may be left out on purpose (not every 款 of a 类 is listed): suspect at most.
    """
    proven = _holds([group for group in groups if len(group.parts) > 1], precision)
    for group in groups:
        usual = list(_decided(group, precision))
        for made in usual or _decided(group, precision, proven):
            short = made.difference is not None and made.difference > 0 and not usual
            yield replace(made, verdict=capped(made.verdict)) if short else made


def _subtotalled(groups: Sequence[Group], precision: Precision) -> Iterator[Relation]:
    """Yield subtotals and their grand total; where one of each holds, all are meant to."""
    last = groups[-1].head
    kinds = ([g for g in groups if g.head is not last], [g for g in groups if g.head is last])
    proven = all(_holds(kind, precision) for kind in kinds)
    for group in groups:
        yield from _decided(group, precision, proven and group.head is not last)


def _sum(group: Group, column: int, precision: Precision) -> Relation | None:
    head = group.head.figures.get(column)
    items = [row.figures[column] for row in group.parts if column in row.figures]
    if head is None or not items or any(item.kind != head.kind for item in items):
        return None
    if len(items) < 2 and not group.head.code:
        return None
    figures = [head, *items]
    amounts = amounts_of(figures)
    decision = decide_sum(amounts[0], amounts[1:], precision.of(figures))
    return relation("table_sum", "table-sum", "table", sum_text(figures), decision, figures)


def _among_groups(rows: Sequence[Row]) -> Iterator[list[Group]]:
    """Yield for each 其中 row the row above it with the rows that may go on with it, most of them first."""
    for place, row in enumerate(rows):
        heads = [r for r in rows[:place] if not r.among]
        if not row.among or not heads:
            continue
        run = [row]
        for after in rows[place + 1 :]:
            ends = after.among or after.total or after.rank <= heads[-1].rank < NO_RANK
            if ends or not row.counts_like(after):
                break
            run.append(after)
        yield [Group(heads[-1], tuple(run[:size])) for size in range(len(run), 0, -1)]


def _held_runs(rows: Sequence[Row], precision: Precision) -> set[int]:
    """Return the rows behind a 其中 that make the row above it together: a total adds that row alone."""
    found: set[int] = set()
    for groups in _among_groups(rows):
        for group in groups:
            if len(group.parts) > 1 and any(r.computed for r in _decided(group, precision)):
                found |= {row.number for row in group.parts}
                break
    return found


def _amongs(rows: Sequence[Row], precision: Precision) -> Iterator[Relation]:
    """Yield for each 其中 row the sum it begins, as far as one holds, else that it is at most the row above."""
    for groups in _among_groups(rows):
        head, row = groups[-1].head, groups[-1].parts[0]
        sums = [list(_decided(group, precision)) for group in groups[:-1]]
        best = next((made for made in sums if made), None)
        below = best if best is not None else list(_at_most(head, row, precision))
        # A total left at 0 over filled parts is one slip, however many columns it has.
        blank = best is None and all(not f.amount or f.amount.value == 0 for f in head.figures.values())
        failed = [r for r in below if r.verdict not in HELD]
        yield from (r for r in below if not blank or r not in failed[1:])


def _at_most(head: Row, part: Row, precision: Precision) -> Iterator[Relation]:
    for column, small in part.figures.items():
        large = head.figures.get(column)
        if large is None or large.kind != small.kind:
            continue
        part_of, whole = amounts_of([small, large])
        decision = decide_at_most(part_of, whole, precision.of([large, small]))
        expression = f"{printed(small)} ≤ {printed(large)}{unit_note([large, small])}"
        yield relation("subset", "subset", "table", expression, decision, [large, small])
