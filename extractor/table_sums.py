"""Sums of table rows: 合计 and 小计 over their rows, numbered and coded rows under theirs, 其中 under the row above.

Nobody writes down which rows a total adds. A group of rows is taken for the parts of another only where its sum holds
in half of the columns at least; the columns in which it then fails are findings. Codes follow the classification of
government accounts (2019年政府收支分类科目: 类 3 digits, 款 5, 项 7), a code being a part of its own beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.decide import capped, decide_at_most, decide_sum
from extractor.document import Block
from extractor.model import Figure, Relation
from extractor.patterns import Patterns
from extractor.relations import printed, relation, sum_text, unit_note
from extractor.scores import mark_role
from extractor.tables import Precision, Table, amounts_of

Cells = dict[tuple[int, int], Figure]
_CODE = re.compile(r"\s*(\d{3}(?:\d{2}){0,3})(?!\d)")
_NO_RANK = 99
_ROLES = ("full_mark", "mark")
_HELD = ("exact", "rounded")
_FIRST, _OPTIONAL = re.compile("[(（]?(?:1(?!\\d)|一)"), re.compile("可选|任选|选填|选择填")


@dataclass(frozen=True, slots=True)
class Row:
    """A row with figures: what its label says of its place among the others.

    `rank` is the height of its number (一、 above （一）), `code` its account code, `total` and `among` whether it is
    called a sum or a part of the row above, `figures` its money, counts and scores by column.
    """

    number: int
    label: str
    rank: int
    code: str
    total: bool
    among: bool
    figures: dict[int, Figure]
    optional: bool = False  # an alternative to other rows (效益指标（可选项）)


@dataclass(frozen=True, slots=True)
class Group:
    """A row and the rows that may make it up; `claimed`: a label says so, whatever the figures do."""

    head: Row
    parts: tuple[Row, ...]
    claimed: bool = False


def row_sums(table: Table, cells: Cells, patterns: Patterns) -> Iterator[Relation]:
    """Yield the sums that the rows of a table state."""
    precision = Precision(cells)
    sections = [section for section in _sections(table, cells, patterns) if section]
    scores = _of_scores(table, sections, patterns)
    for section in sections:
        tops, groups = _nested(section)
        whole = scores.head.number if scores is not None else 0
        yield from _coded([group for group in groups if group.head.code], precision)
        for group in groups:
            if not group.head.code:
                yield from _decided(group, precision)
        totals = [group for group in _totals(section, tops) if group.head.number != whole]
        if totals:
            yield from _subtotalled(totals, precision)
        yield from _amongs(section, precision)
    if scores is not None:
        yield from _decided(scores, precision)


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


def _sections(table: Table, cells: Cells, patterns: Patterns) -> Iterator[list[Row]]:
    """Yield the rows under one header, in order: a form may hold several tables one under another."""
    rows: dict[int, dict[int, Figure]] = {}
    for (row, column), figure in sorted(cells.items()):
        if figure.kind in ("money", "count", "score") and figure.amount is not None:
            rows.setdefault(row, {})[column] = figure
    section: list[Row] = []
    under: dict[int, int] = {}
    for number, figures in rows.items():
        heads = {column: table.head_rows.get((number, column), 0) for column in figures}
        known = [column for column in heads if column in under]
        moved = [column for column in known if heads[column] != under[column]]
        # One cell of words among figures (详见附件) is no header.
        if len(moved) > 1 or (moved and len(moved) == len(known)):
            yield section
            section, under = [], {}
        under |= heads
        section.append(_row(table, number, figures, patterns))
    yield section


def _row(table: Table, number: int, figures: dict[int, Figure], patterns: Patterns) -> Row:
    first = min(figures)
    left = [cell for cell in table.row(number) if (cell.anchor.column or 0) < first]
    named = [cell for cell in left if not table.is_numeric(cell)]
    # A cell beside several rows names their group.
    words = next((cell for cell in named if cell.anchor.row_span == 1), named[0] if named else None)
    label = table.words(words) if words is not None else ""
    total = patterns.tables.is_role("total", label)
    among = patterns.tables.is_role("among", label)
    optional = any(_OPTIONAL.search(table.words(cell)) for cell in named)
    rank = _rank(table, words, patterns)
    return Row(number, label, rank, _code(table, left), total, among, figures, optional)


def _rank(table: Table, label: Block | None, patterns: Patterns) -> int:
    if label is None:
        return _NO_RANK
    plain, start, end = table.document.plain, label.span.start, label.span.end
    found = (style.rank for style, p in patterns.headings.expressions if p.match(plain, start, end))
    return next(found, _NO_RANK)


def _code(table: Table, left: Sequence[Block]) -> str:
    found = (_CODE.match(table.document.plain, cell.span.start, cell.span.end) for cell in left)
    return next((match[1] for match in found if match), "")


def _nested(rows: Sequence[Row]) -> tuple[list[Row], list[Group]]:
    """Return the rows that stand under no other, and the groups that codes, numbers and 其中 make."""
    groups: list[Group] = []
    tops = [row for row in rows if not row.total and not row.among]
    coded = {row.code: row for row in tops if row.code}
    if len(coded) > 1:
        parents = {row.number: _parent(row.code, coded) for row in tops if row.code}
        for head in coded.values():
            groups.append(Group(head, tuple(r for r in tops if parents.get(r.number) == head.code), True))
        tops = [row for row in tops if not parents.get(row.number)]
    groups += _by_rank(tops)
    ranks = sorted({row.rank for row in tops if row.rank < _NO_RANK})
    if ranks:
        tops = [row for row in tops if row.rank == ranks[0]]
    return tops, [group for group in groups if group.parts]


def _parent(code: str, coded: dict[str, Row]) -> str:
    return next((code[:size] for size in range(len(code) - 2, 2, -2) if code[:size] in coded), "")


def _by_rank(rows: Sequence[Row]) -> list[Group]:
    """Return for each numbered row those right below it that are numbered lower or not at all.

    Below a row without number those of one rank count from 1 (项目支出: 1、…, 2、…).
    """
    groups = []
    for place, head in enumerate(rows):
        after, plain = rows[place + 1 :], head.rank == _NO_RANK
        if not after or (plain and (head.code or not _FIRST.match(after[0].label))):
            continue
        below: list[Row] = []
        for row in after:
            if row.rank != after[0].rank or row.rank == _NO_RANK if plain else row.rank <= head.rank:
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
        plain = all(row.rank == _NO_RANK and not row.code for row in rows) and not any(r.among for r in rows)
        return [Group(totals[0], tuple(tops), plain and len(tops) == len(rows) - 1)]
    start = 0
    subtotals = []
    for total in totals[:-1]:
        inside = tuple(row for row in tops if start < row.number < total.number)
        subtotals.append(total)
        groups.append(Group(total, inside))
        start = total.number
    if subtotals and totals[-1] is rows[-1]:
        rest = [row for row in tops if row.number > start]
        groups.append(Group(totals[-1], (*subtotals, *rest)))
        groups.append(Group(totals[-1], tuple(row for row in tops if row.number > start)))
    return groups


def _decided(group: Group, precision: Precision, proven: bool = False) -> Iterator[Relation]:
    """Yield the sums of a group by column, if they are its sums; `proven`: others of its kind say that they are."""
    columns = sorted({column for row in (group.head, *group.parts) for column in row.figures})
    made = [r for c in columns if (r := _sum(group, c, precision)) is not None]
    telling = [r for r in made if r.computed or r.stated]  # columns of zeros hold for any reading
    held = sum(r.verdict in _HELD for r in telling)
    if any(row.optional for row in group.parts):
        # Of alternatives only those that were chosen add up.
        yield from (r for r in made if r.verdict in _HELD)
    # One column that fails beside others that hold is a finding; where none holds the group is read wrongly.
    elif not telling or (held and held * 2 >= len(telling)) or (proven and len(group.parts) > 1):
        yield from made
    elif group.claimed and len(made) == 1 and len(group.parts) > 2:
        # A total over all rows of a plain table, in its only column: something is wrong, perhaps the reading.
        (lone,) = made
        yield replace(lone, verdict=capped(lone.verdict))


def _holds(groups: Sequence[Group], precision: Precision) -> bool:
    """Tell whether one of some groups adds up in every column, and to more than nothing."""
    read = [list(_decided(group, precision)) for group in groups]
    return any(any(r.computed for r in made) and all(r.verdict in _HELD for r in made) for made in read)


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


def _amongs(rows: Sequence[Row], precision: Precision) -> Iterator[Relation]:
    """Yield for each 其中 row the sum it begins, as far as one holds, else that it is at most the row above."""
    for place, row in enumerate(rows):
        heads = [r for r in rows[:place] if not r.among]
        if not row.among or not heads:
            continue
        head = heads[-1]
        run = [row]
        for after in rows[place + 1 :]:
            if after.among or after.total or after.rank <= head.rank < _NO_RANK:
                break
            run.append(after)
        sums = [list(_decided(Group(head, tuple(run[:size])), precision)) for size in range(len(run), 1, -1)]
        best = next((made for made in sums if made), None)
        below = best if best is not None else list(_at_most(head, row, precision))
        # A total left at 0 over filled parts is one slip, however many columns it has.
        blank = best is None and all(not f.amount or f.amount.value == 0 for f in head.figures.values())
        failed = [r for r in below if r.verdict not in _HELD]
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
