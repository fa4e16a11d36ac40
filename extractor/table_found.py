"""Columns and rows that are sums or differences of others though no word says so, or only a weak one (全年, 空编, 未付金额).

What holds by figures alone must hold in so many of them that chance is out of the question: each row counts for
the digits of its smallest operand. A word that names a whole or a remainder lets fewer do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise, permutations

from extractor.decide import HELD, capped
from extractor.model import Relation
from extractor.patterns import Patterns
from extractor.table_lines import Line, Lines, columns, near, rows
from extractor.table_readings import (
    DIFFERENCE,
    Reading,
    along,
    bits,
    difference,
    holds_anywhere,
    signed,
    total,
)
from extractor.table_shape import Cells, halves
from extractor.table_single import single_row
from extractor.tables import Precision, Table

_MOST_LINES = 14  # beyond that a table is a matrix
_REACH = 5
_RUN = 8  # the most parts of a whole that no header groups
_CERTAIN, _LONE, _MANY, _ACROSS = 20.0, 8.0, 5.0, 14.0  # bits: without a word, with one in a single row
_PAIR = 3  # figures of a sum of two: one that fails beside it speaks against the reading
_WHOLE = re.compile("总|^全|全[年部期市县区省]|共|合计|小计|累计|资金来源|来源合计|有效|人员数")
_RUNNING = re.compile("累计")
_MOVED = re.compile("增|减|追加|[调转]入|[调转]出")
_SIGNS = {"inflow": 1, "outflow": -1}
_ADDITIVE = ("table_sum", "balance", "difference", "sum")


def found_relations(
    table: Table, cells: Cells, known: Sequence[Relation], patterns: Patterns
) -> Iterator[Relation]:
    """Yield the sums and differences that the figures of a table prove; `known` are its relations so far."""
    precision = Precision(cells)
    place = {figure.figure_id: at for at, figure in cells.items()}
    additive = [r for r in known if r.kind in _ADDITIVE]
    told = {frozenset(r.figure_ids) for r in additive}
    across = rows(table, cells, patterns) if len(halves(table, dict(cells))) == 1 else None
    for lines in (*columns(table, cells, patterns), *((across,) if across is not None else ())):
        if 2 < len(lines.lines) <= _MOST_LINES:
            way = 0 if lines.upright else 1  # figures of one row, or of one column
            stated = {r.figure_ids[0] for r in additive if len({place[id][way] for id in r.figure_ids}) == 1}
            for made in chain(
                _along_lines(lines, stated, precision, patterns), single_row(lines, precision, patterns)
            ):
                new = [r for r in made if frozenset(r.figure_ids) not in told]
                told |= {frozenset(r.figure_ids) for r in new}
                yield from new


def _along_lines(
    lines: Lines, stated: set[str], precision: Precision, patterns: Patterns
) -> Iterator[Reading]:
    """Yield the readings of lines that nothing explains; those called remainders come first."""
    own = [line for line in lines.lines if _is_open(line, stated, patterns)]
    rest = [line for line in own if patterns.tables.is_role("remainder", line.head)]
    for line in rest:
        made = _proven(_differences(line, lines, precision), lines, True)
        yield made if lines.upright or _is_certain(made, lines) else []
    for line in own:
        if line in rest:
            continue
        made = _proven(_sums(line, lines, precision), lines, bool(_WHOLE.search(line.head)))
        if lines.upright and not made:
            moved = _movements(line, lines, precision, patterns)
            made = _proven(iter([*moved, *_running(line, lines, precision)]), lines, True)
        yield made


def _is_open(line: Line, stated: set[str], patterns: Patterns) -> bool:
    return (
        line.kind != "percent"
        and not any(
            patterns.tables.is_role(role, head) for head in line.heads[:1] for role in ("target", "among")
        )
        and stated.isdisjoint(f.figure_id for f in line.figures.values())
    )


def _sums(line: Line, lines: Lines, precision: Precision) -> Iterator[Reading]:
    """Yield the sums of the lines right behind a line, or right before it, most of them first."""
    alike = [o for o in lines.lines if o.kind == line.kind]
    at = alike.index(line)
    for side in (alike[at + 1 :], alike[:at][::-1]):
        for size in range(min(len(side), _RUN), 1, -1):
            parts = sorted(side[:size], key=lambda part: part.number)
            if holds_anywhere(line, parts, precision):
                yield along(line, parts, total, precision)


def _movements(line: Line, lines: Lines, precision: Precision, patterns: Patterns) -> Iterator[Reading]:
    """Yield a line as the one before its movements with these: 结算价 = 签约价 + 变更增加 - 变更减少."""
    alike = [o for o in lines.lines if o.kind == line.kind]
    at = alike.index(line)
    signs: list[int] = []
    while (
        at
        and _MOVED.search(alike[at - 1].head)
        and (sign := _SIGNS.get(patterns.tables.part_of(alike[at - 1].head), 0))
    ):
        signs, at = [sign, *signs], at - 1
    if signs and at:
        parts = alike[at - 1 : at + len(signs)]
        if holds_anywhere(line, parts, precision, [1, *signs]):
            yield along(line, parts, signed("balance", "remainder", [1, *signs]), precision)


def _running(line: Line, lines: Lines, precision: Precision) -> Iterator[Reading]:
    """Yield a line 累计 as itself one row above with another line beside it."""
    relate = signed("table_sum", "table-sum")
    for other in lines.lines if _RUNNING.search(line.head) else ():
        if other is not line and other.kind == line.kind:
            made = [
                relate(line.figures[here], [line.figures[before], other.figures[here]], precision)
                for before, here in pairwise(sorted(line.figures))
                if here in other.figures
            ]
            yield [r for r in made if r is not None]


def _differences(line: Line, lines: Lines, precision: Precision) -> Iterator[Reading]:
    alike = [o for o in near(lines.lines, line, _REACH) if o.kind == line.kind]
    for pair in permutations(alike, 2):
        if holds_anywhere(line, pair, precision, DIFFERENCE):
            yield along(line, pair, difference, precision)


def _proven(readings: Iterator[Reading], lines: Lines, named: bool) -> Reading:
    """Return the reading that most figures prove; a failure is a doubt where no word or half of the rows speak for it."""
    figures = {f.figure_id: f for line in lines.lines for f in line.figures.values()}
    best: tuple[int, Reading] = (0, [])
    for made in readings:
        said = [bits([figures[id] for id in r.figure_ids]) for r in made]
        held = [size for size, r in zip(said, made, strict=True) if size and r.verdict in HELD]
        telling = sum(size > 0 for size in said)
        many = any(len(r.figure_ids) > _PAIR for r in made)
        enough = _MANY if many else _LONE if telling == len(held) else _ACROSS
        if len(held) > best[0] and _suffices(held, telling, named, enough):
            sure = named and len(held) * 3 >= telling * 2
            best = len(held), made if sure else [replace(r, verdict=capped(r.verdict)) for r in made]
            if len(held) == telling:
                break
    return best[1]


def _is_certain(made: Reading, lines: Lines) -> bool:
    """Tell whether rows are so many or so long that no chance made one the difference of others."""
    figures = {f.figure_id: f for line in lines.lines for f in line.figures.values()}
    return sum(bits([figures[id] for id in r.figure_ids]) for r in made if r.verdict in HELD) >= _ACROSS


def _suffices(held: Sequence[float], telling: int, named: bool, enough: float) -> bool:
    most = len(held) * 3 >= telling * 2
    if not named:
        return most and len(held) > 1 and sum(held) >= _CERTAIN
    return (most and len(held) > 1) or (len(held) * 2 >= telling and sum(held) >= enough)
