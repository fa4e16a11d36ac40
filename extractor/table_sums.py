"""Sums of table rows: 合计 and 小计 over their rows, numbered and coded rows under theirs, 其中 under the row above.

Nobody writes down which rows a total adds. A group of rows is taken for the parts of another only where its sum holds
in half of the columns at least; the columns in which it then fails are findings. Codes follow the classification of
government accounts (2019年政府收支分类科目: 类 3 digits, 款 5, 项 7), a code being a part of its own beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.decide import HELD, capped
from extractor.model import Relation
from extractor.patterns import Patterns
from extractor.scores import mark_role
from extractor.table_amongs import amongs, held_runs
from extractor.table_groups import Group, decided
from extractor.table_rows import NO_RANK, Row, sections
from extractor.table_shape import Cells, Half, crowned, halves
from extractor.table_shares import whole_shares
from extractor.table_totals import blocks, with_total
from extractor.tables import Precision, Table

_ROLES = ("full_mark", "mark")
_CHANGES = ("up", "down", "compare")
_WITH = re.compile(r"[含加][^()\d]*(\d{1,3}(?:\.\d+)?)分")
_SOME = re.compile(r"^[….·]{2,}$|未列|未逐一|部分(?:重点|主要|典型)|仅列|只列|不再?(?:逐一|一一)列")
_FIRST = re.compile(r"[(（]?(?:1(?!\d)|一)")


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
    yield from blocks(read, precision)
    for rows in read:
        within = held_runs(rows, precision)
        section = with_total(rows, precision, whole_shares(table, half.cells), within)
        tops, groups = _nested(section)
        tops = [row for row in tops if row.number not in within]
        whole = scores.head.number if scores is not None else 0
        yield from _coded([group for group in groups if group.head.code], precision)
        for group in groups:
            if not group.head.code:
                yield from decided(group, precision)
        split = _is_split(table, section, patterns) or is_open(table)
        totals = [
            replace(group, claimed=group.claimed and not split and _is_plain(group.head, patterns))
            for group in _totals(section, tops)
            if group.head.number != whole
        ]
        if totals:
            yield from _subtotalled(totals, precision)
        yield from amongs(section, precision)
    if scores is not None:
        yield from (r for r in decided(scores, precision) if not _says_more(scores.head, r))


def _says_more(total: Row, made: Relation) -> bool:
    """Tell whether a total names what it adds besides its rows: 总分（含预算执行率10分）."""
    match = _WITH.search(total.label)
    return match is not None and made.verdict not in HELD and made.difference == Decimal(match[1])


def _is_plain(row: Row, patterns: Patterns) -> bool:
    """Tell whether a total is called no more than that; what a change is made of may be told in part."""
    found = patterns.phrases.find(row.label, 0, len(row.label))
    return not any(p.kind == "cue" and p.value in _CHANGES for p in found)


def is_open(table: Table) -> bool:
    """Tell whether a table lists only some of what its total adds: a row of dots, 含未列项目, 仅列主要项目."""
    return any(_SOME.search(words) for words in (*map(table.words, table.blocks), *table.above[-2:]))


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
    if len(totals) == 1:  # 资金结余 below 运用合计
        return [Group(totals[0], tuple(row for row in tops if row.number < totals[0].number))]
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


def _holds(groups: Sequence[Group], precision: Precision) -> bool:
    """Tell whether one of some groups adds up in every column, and to more than nothing."""
    read = [list(decided(group, precision)) for group in groups]
    return any(any(r.computed for r in made) and all(r.verdict in HELD for r in made) for made in read)


def _coded(groups: Sequence[Group], precision: Precision) -> Iterator[Relation]:
    """Yield the sums of account codes; where one adds up, all are meant to.

    Parts that fall short may be left out on purpose (not every 款 of a 类 is listed): suspect at most.
    """
    proven = _holds([group for group in groups if len(group.parts) > 1], precision)
    for group in groups:
        usual = list(decided(group, precision))
        for made in usual or decided(group, precision, proven):
            short = made.difference is not None and made.difference > 0 and not usual
            yield replace(made, verdict=capped(made.verdict)) if short else made


def _subtotalled(groups: Sequence[Group], precision: Precision) -> Iterator[Relation]:
    """Yield subtotals and their grand total; where one of each holds, all are meant to."""
    last = groups[-1].head
    kinds = ([g for g in groups if g.head is not last], [g for g in groups if g.head is last])
    proven = all(_holds(kind, precision) for kind in kinds)
    # All that stands below the subtotals makes the grand total, or every subtotal holds and nothing else stands there.
    under = [row for group in kinds[0] for row in group.parts]
    rest = [row for group in kinds[1][1:] for row in group.parts]
    leaves = Group(last, (*under, *rest))
    sure = len(kinds[0]) > 1 and _holds([leaves], precision)
    whole = len(kinds[0]) > 1 and not rest and all(_holds([group], precision) for group in kinds[0])
    for group in groups:
        is_last = group.head is last
        yield from decided(group, precision, ((proven or sure) and not is_last) or (whole and is_last))
