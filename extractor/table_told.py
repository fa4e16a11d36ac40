"""What a table leaves to the lines beside it: the whole of its shares and rates, or the total of a column without one.

共安排500万元，分配如下 over amounts and their shares; a title 支出进度表（全年预算289.29万元） over what was spent by then.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from extractor.decide import HELD, HUNDRED, OFF, capped, decide_hundred, decide_sum
from extractor.document import Block, Document
from extractor.model import Figure, Relation
from extractor.patterns import Patterns
from extractor.relations import printed, relation, sum_text
from extractor.scores import mark_role
from extractor.table_amongs import held_runs
from extractor.table_cells import Cells, by_table
from extractor.table_lines import Line, columns
from extractor.table_readings import Reading, proofs, quotient
from extractor.table_rows import Row, sections
from extractor.table_shape import halves
from extractor.table_shares import is_share
from extractor.table_sums import is_open
from extractor.tables import Precision, Table, amounts_of

_BEFORE = 2  # paragraphs in front of a table
_MOST = 12  # figures beside a table that may be a whole
_KINDS = ("money", "count", "score")
_RATE = re.compile("率$|进度$|^完成|占|程度|比例|比重|构成")
_LEADS = re.compile("如下|[下附]表|见表|表\\d|[:：]$")
_SUMMED = re.compile("[共总]|合计")
_LEAST = 100  # last digits of a sum of two that no chance makes
_TOTAL = re.compile("合计|总计|小计|总分|总得分|共计")
_UNIT = re.compile("\\([^()]*\\)|金额|数额|资金|经费|数量?$|额$")
_CLAUSES = re.compile("[，,；;。]")
_DETAILED = re.compile("(?:具体|明细|构成|分配)[^，。]{0,6}如下|分别为?[:：]$")
_DOUBT = "请核对表中各项与文中总数"


def told_relations(
    document: Document, figures: Sequence[Figure], found: Cells, made: Sequence[Relation], patterns: Patterns
) -> Iterator[Relation]:
    """Yield the shares, rates and sums of tables whose whole stands in a line beside them; `made`: what is decided."""
    near = _figures_beside(document, figures)
    inside = _in_words(figures, found)
    stated = {r.figure_ids[0] for r in made}
    parts = {id for r in made if r.kind in ("sum", "table_sum") for id in r.figure_ids[1:]}
    for table, cells in by_table(found):
        wholes = near.get(table.number, ())
        of_shares = [
            *(whole for whole, _ in wholes),
            *inside.get(table.number, ()),
            *_named_rows(table, cells),
        ]
        if of_shares or any(f.kind == "percent" for f in cells.values()):
            yield from _shares(table, cells, of_shares, stated, patterns)
        yield from _marks(table, cells, [w for w, _ in wholes if w.kind == "score"], parts, patterns)
        if wholes and len(halves(table, cells)) == 1:
            yield from _sum(table, cells, wholes, parts, patterns)


def _figures_beside(
    document: Document, figures: Sequence[Figure]
) -> Mapping[int, Sequence[tuple[Figure, str]]]:
    """Return for each table the amounts and counts in the lines beside it, nearest first, with the words of the line.

    Those behind a table stand with empty words: they lead to nothing.
    """
    of_line = _by_block(document, figures)
    blocks = document.blocks
    found: dict[int, list[tuple[Figure, str]]] = {}
    last = 0
    for place, block in enumerate(blocks):
        number = block.anchor.table
        if number is not None and number != last:
            last = number
            for line in range(place - 1, max(place - 1 - _BEFORE, -1), -1):
                if blocks[line].anchor.table is not None:
                    break
                words = blocks[line].span.of(document.plain) if line == place - 1 else ""
                found.setdefault(number, []).extend((f, words) for f in of_line.get(line, ()))
        elif number is None and last and blocks[place - 1].anchor.table == last:
            found.setdefault(last, []).extend((f, "") for f in of_line.get(place, ()))
    return {number: pairs[:_MOST] for number, pairs in found.items()}


def _in_words(figures: Sequence[Figure], found: Cells) -> Mapping[int, Sequence[Figure]]:
    """Return by table the amounts and counts that stand among words in one of its cells: （全年预算289.29万元）."""
    bare = {figure.figure_id for _, _, figure in found}
    told: dict[int, list[Figure]] = {}
    for figure in figures:
        number = figure.table
        if number is None or not figure.amount or figure.kind not in _KINDS[:2]:
            continue
        if figure.figure_id not in bare and len(told.get(number, ())) < _MOST:
            told.setdefault(number, []).append(figure)
    return told


def _named_rows(table: Table, cells: Mapping[tuple[int, int], Figure]) -> Iterator[Figure]:
    """Yield the amounts of rows that the header of a column of shares names: 全年预算 and 占全年预算比重."""
    heads = {
        head
        for place, figure in cells.items()
        if figure.kind == "percent" and _RATE.search(head := next(iter(table.heads.get(place, ())), ""))
    }
    if not heads:
        return
    for (row, column), figure in cells.items():
        cell = table.at(row, column)
        label = next(iter(table.labels(cell)), "") if cell is not None and figure.kind == "money" else ""
        if len(label) > 1 and any(label in head for head in heads):
            yield figure


def _by_block(document: Document, figures: Sequence[Figure]) -> Mapping[int, Sequence[Figure]]:
    """Return the figures of each paragraph by its place among the blocks."""
    found: dict[int, list[Figure]] = {}
    told = (f for f in figures if f.table is None and f.kind in _KINDS and f.amount is not None)
    rest = iter(sorted(told, key=lambda figure: figure.span.start))
    figure = next(rest, None)
    for place, block in enumerate(document.blocks):
        while figure is not None and figure.span.start < block.span.end:
            if block.anchor.table is None and figure.span.start >= block.span.start:
                found.setdefault(place, []).append(figure)
            figure = next(rest, None)
    return found


def _shares(
    table: Table,
    cells: dict[tuple[int, int], Figure],
    wholes: Sequence[Figure],
    stated: Collection[str],
    patterns: Patterns,
) -> Iterator[Relation]:
    """Yield the shares or rates of a column that nothing in the table explains as those of a figure beside it."""
    precision = Precision(cells)
    for lines in columns(table, cells, patterns):
        for line in lines.lines:
            if line.kind != "percent" or not _RATE.search(line.head):
                continue
            own = {f.figure_id for f in line.figures.values()}
            if not own.isdisjoint(stated) or len(own) < 2:
                continue
            others = [o for o in lines.lines if o.kind in ("money", "count")]
            best: Reading = []
            for whole in wholes:
                for other in others:
                    read = _of(line, other, whole, precision) if other.kind == whole.kind else []
                    best = read if proofs(read) > proofs(best) else best
            yield from best
            if is_share(line):
                yield from _hundred(line)


def _of(line: Line, other: Line, whole: Figure, precision: Precision) -> Reading:
    relate = quotient("share" if is_share(line) else "completion")
    pairs = [(rate, other.figures[at]) for at, rate in line.figures.items() if at in other.figures]
    made = [r for rate, part in pairs if (r := relate(rate, [part, whole], precision)) is not None]
    held = proofs(made)
    return made if held > 1 and held * 3 >= len(made) * 2 else []


def _hundred(line: Line) -> Iterator[Relation]:
    """Yield that all shares of a column make 100, where they do."""
    shares = [f for f in line.figures.values() if f.amount and f.amount.value]
    if len(shares) > 1 and all(f.amount and f.amount.value < HUNDRED for f in shares):
        decision = decide_hundred(amounts_of(shares))
        if decision.verdict in HELD:
            text = f"{' + '.join(printed(share) for share in shares)} = 100%"
            yield relation("share_total", "share-total", "table", text, decision, shares)


def _marks(
    table: Table,
    cells: Mapping[tuple[int, int], Figure],
    wholes: Sequence[Figure],
    parts: Collection[str],
    patterns: Patterns,
) -> Iterator[Relation]:
    """Yield the marks of a form without a total, one in each row and under whatever headers, as the sum beside it tells."""
    if not wholes:
        return
    found: dict[int, list[Figure]] = {}
    for (row, column), figure in sorted(cells.items()):
        if figure.kind == "score" and mark_role(table, row, column, patterns) == "mark":
            found.setdefault(row, []).append(figure)
    marks = [figure for row in found.values() for figure in row]
    plain = len(marks) == len(found) > 2 and not any(f.figure_id in parts for f in marks)
    if not plain or any(_TOTAL.search(table.words(cell)) for cell in _first_cells(table, found)):
        return
    made = (_added(whole, marks, Precision(dict(cells))) for whole in wholes)
    yield from islice((r for r in made if r is not None and r.verdict in HELD), 1)


def _first_cells(table: Table, rows: Iterable[int]) -> Iterator[Block]:
    return (cell for row in rows for cell in islice(table.row(row), 2))


def _sum(
    table: Table,
    cells: dict[tuple[int, int], Figure],
    wholes: Sequence[tuple[Figure, str]],
    parts: Collection[str],
    patterns: Patterns,
) -> Iterator[Relation]:
    """Yield a figure beside a table as the sum of a column that has no total: the column in which it holds.

    Where the line right above leads to the table and states one total only, over one column, a failure is a doubt.
    """
    precision = Precision(cells)
    (half,) = halves(table, cells)
    read = [rows for rows in sections(table, half, patterns) if rows]
    if len(read) != 1 or any(row.total or row.optional for row in read[0]) or is_open(table):
        return
    by_column = _tops(read[0], precision, parts)
    for whole, words in wholes:
        made = {
            column: r
            for column, figures in by_column.items()
            if (r := _added(whole, figures, precision)) is not None
        }
        held = [r for r in made.values() if r.verdict in HELD]
        leads = bool(words) and _LEADS.search(words.strip()) is not None and _SUMMED.search(words) is not None
        if held and (leads or _is_certain(held[0], whole)):
            yield held[0]
            by_column = {
                column: figures for column, figures in by_column.items() if made.get(column) not in held
            }
            continue
        alone = len(made) == 1 and sum(w.kind == whole.kind for w, _ in wholes) == 1
        if leads and alone and len(read[0]) > 2:
            ((column, doubt),) = made.items()
            head = next(iter(table.heads.get((read[0][0].number, column), ())), "")
            if doubt.verdict == OFF and _names(whole, words, head):
                yield replace(doubt, verdict=capped(OFF), reason=f"{doubt.reason}，{_DOUBT}")
            return


def _names(whole: Figure, words: str, head: str) -> bool:
    """Tell whether a line names the column that it totals: 安排资金 by 共安排500万元, 金额 by 共500万元，具体分配如下."""
    core = _UNIT.sub("", head)
    clause = next((part for part in _CLAUSES.split(words) if whole.raw in part), "")
    if len(core) > 1 and core in clause:
        return True
    return _DETAILED.search(words) is not None and (len(core) < 2 or core in words)


def _tops(rows: Sequence[Row], precision: Precision, parts: Collection[str]) -> Mapping[int, list[Figure]]:
    """Return by column the figures of the rows that stand under no other, of columns filled in each of them."""
    within = held_runs(rows, precision)
    tops = [row for row in rows if not row.among and row.number not in within]
    rank = min((row.rank for row in tops), default=0)
    tops = [row for row in tops if row.rank == rank]
    found: dict[int, list[Figure]] = {}
    for row in tops:
        for column, figure in row.figures.items():
            if figure.figure_id not in parts:
                found.setdefault(column, []).append(figure)
    return {column: figures for column, figures in found.items() if len(figures) == len(tops) > 1}


def _added(whole: Figure, figures: Sequence[Figure], precision: Precision) -> Relation | None:
    if any(figure.kind != whole.kind for figure in figures):
        return None
    amounts = amounts_of([whole, *figures])
    decision = decide_sum(amounts[0], amounts[1:], precision.of(figures))
    text = sum_text([whole, *figures])
    return relation("table_sum", "table-sum", "table", text, decision, [whole, *figures])


def _is_certain(made: Relation, whole: Figure) -> bool:
    """Tell whether a sum is of so many digits or parts that chance hardly made it."""
    amount = whole.amount
    return len(made.figure_ids) > 3 or (
        amount is not None and amount.base >= _LEAST * (amount.step or amount.scale)
    )
