"""Columns and rows that follow from those beside them: a rate of two of them, a balance with its movements.

A name says what kind of line it is; which lines a rate is of, the figures say: the quotient that holds in most
places (two at least) is the one meant. In a balance the words of the lines say what comes in and what goes out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, permutations

from extractor.decide import HELD, HUNDRED, capped, decide_rate, decide_sum
from extractor.model import Figure, Relation
from extractor.patterns import Patterns
from extractor.relations import printed, relation, sum_text, with_unit
from extractor.tables import Precision, Table, amounts_of

Cells = Mapping[tuple[int, int], Figure]
_MOST = Fraction(2, 3)
_LINES = 12  # beyond that a table is a matrix, and chance finds readings
_REACH = 6  # lines before and behind that a line may follow from
_RATE = re.compile(r"([一-鿿]{2})(?:率|进度)(?:[(%(].*)?$")
_SHARES = re.compile("占|比重|比例|增|降|变动")
_SUBTOTAL = re.compile("小计|合计|总计")
_CLOSING = re.compile("[年期月]末|结存|结余|余额|剩余|节余|调整后|调整数合计")
_OPENING = re.compile("[年期月]初|上[年期月]|原")
_LESS = re.compile("^减|减少|调减|核减|追减|支出|使用|发放|报废|调出|转出|支付|处置|消耗|核销|缴|分配")
_MORE = re.compile("^加|增|追加|收入|购|调入|转入|拨入|接收")


@dataclass(frozen=True, slots=True)
class _Line:
    """A column with its header and the one above it, or a row with its label, and its figures by place."""

    at: int
    words: str
    above: str
    kind: str
    figures: Mapping[int, Figure]


def follow_relations(
    table: Table, cells: Cells, decided: Collection[str], patterns: Patterns
) -> Iterator[Relation]:
    """Yield the rates and balances of a table, down its columns and along its rows.

    `decided` are the figures that something else explains already.
    """
    precision, known = Precision(dict(cells)), set(decided)
    for lines in (_columns(table, cells), _rows(table, cells)):
        if len(lines) > _LINES:
            continue
        for place, line in enumerate(lines):
            if known.isdisjoint(f.figure_id for f in line.figures.values()):
                found = _follows(lines, place, precision, patterns)
                known |= {r.figure_ids[0] for r in found}
                yield from found


def _follows(
    lines: Sequence[_Line], place: int, precision: Precision, patterns: Patterns
) -> Sequence[Relation]:
    line = lines[place]
    if line.kind == "percent":
        return _rates(lines, place, precision, patterns)
    return _balance(lines, place, precision) if _CLOSING.search(line.words) else ()


def _columns(table: Table, cells: Cells) -> list[_Line]:
    by_column: dict[int, dict[int, Figure]] = {}
    for (row, column), figure in sorted(cells.items()):
        if figure.amount is not None:
            by_column.setdefault(column, {})[row] = figure
    heads = {c: table.heads.get((min(f), c), ()) for c, f in by_column.items()}
    return [_line(c, heads[c], f) for c, f in sorted(by_column.items())]


def _rows(table: Table, cells: Cells) -> list[_Line]:
    by_row: dict[int, dict[int, Figure]] = {}
    for (row, column), figure in sorted(cells.items()):
        if figure.amount is not None:
            by_row.setdefault(row, {})[column] = figure
    made = []
    for row, figures in by_row.items():
        cell = table.at(row, min(figures))
        labels = table.labels(cell) if cell is not None else []
        made.append(_line(row, labels[:1], figures))
    return made


def _line(at: int, names: Sequence[str], figures: Mapping[int, Figure]) -> _Line:
    kinds = {f.kind for f in figures.values()}
    words, above = (*names, "", "")[:2]
    return _Line(at, words, above, kinds.pop() if len(kinds) == 1 else "", figures)


def _rates(
    lines: Sequence[_Line], place: int, precision: Precision, patterns: Patterns
) -> Sequence[Relation]:
    """Return the rates of a line as quotients of two others of one kind, if that is what they are."""
    rate = lines[place]
    if not _RATE.search(rate.words) or _SHARES.search(rate.words):
        return ()
    near = [m for m in lines if m is not rate and m.kind not in ("percent", "") and _is_near(m, rate)]
    readings = [
        made
        for part, whole in permutations(near, 2)
        if part.kind == whole.kind and (made := _quotients(rate, part, whole, precision, patterns))
    ]
    readings.sort(key=lambda made: -_score(made))
    best = readings[0] if readings else ()
    proven = _score(best) >= 2 or (len(best) == 1 and len(near) == 2)
    return best if proven and _score(best) >= len(best) * _MOST else ()


def _is_near(line: _Line, other: _Line) -> bool:
    return abs(line.at - other.at) <= _REACH


def _score(made: Sequence[Relation]) -> int:
    return sum(r.verdict in HELD and bool(r.computed) for r in made)


def _quotients(
    rate: _Line, part: _Line, whole: _Line, precision: Precision, patterns: Patterns
) -> list[Relation]:
    places = [n for n in rate.figures if n in part.figures and n in whole.figures]
    completes = any(
        p.kind == "cue" and p.value == "completion"
        for p in patterns.phrases.find(rate.words, 0, len(rate.words))
    )
    kind = "completion" if completes else "rate"
    found = [_quotient(kind, rate.figures[n], part.figures[n], whole.figures[n], precision) for n in places]
    return [r for r in found if r is not None]


def _quotient(kind: str, rate: Figure, part: Figure, whole: Figure, precision: Precision) -> Relation | None:
    stated, *operands = amounts_of([rate, part, whole])
    if operands[1].value == 0:
        return None
    decision = decide_rate(
        stated, operands, lambda v: v[0] / v[1] * HUNDRED, lambda v: v[1], precision.of([part, whole])
    )
    text = f"{with_unit(part)} ÷ {with_unit(whole)} = {printed(rate)}%"
    return relation(kind, kind, "table", text, decision, [rate, part, whole])


def _balance(lines: Sequence[_Line], place: int, precision: Precision) -> Sequence[Relation]:
    """Return a closing line as its opening line with what came in and went out, as the words of the lines say."""
    closing = lines[place]
    before = [m for m in lines[:place] if m.kind == closing.kind and _is_near(m, closing)]
    opening = next((m for m in reversed(before) if _OPENING.search(m.words)), None)
    if opening is None:
        return ()
    summed = {m.above for m in before if m.above and _SUBTOTAL.search(m.words)}
    before = [m for m in before if m.above not in summed or _SUBTOTAL.search(m.words)]
    moved = [
        (m, sign) for m in before[before.index(opening) + 1 :] if (sign := _sign(m.words) or _sign(m.above))
    ]
    for size in range(len(moved), 0, -1):
        for chosen in combinations(moved, size):
            made = _sums(closing, [(opening, 1), *chosen], precision)
            held = _score(made)
            if held >= 2 and held >= len([r for r in made if r.computed]) * _MOST:
                return made
    # One place proves nothing: the words alone say that these lines make a balance.
    alone = _sums(closing, [(opening, 1), *moved], precision) if len(moved) > 1 else []
    said = {sign for _, sign in moved} == {1, -1} and len(moved) == len(before) - before.index(opening) - 1
    return [replace(r, verdict=capped(r.verdict)) for r in alone] if said and len(alone) == 1 else ()


def _sign(words: str) -> int:
    if _CLOSING.search(words):
        return 0
    less, more = _LESS.search(words), _MORE.search(words)
    if less and more:
        return 1 if more.start() < less.start() else -1
    return -1 if less else 1 if more else 0


def _sums(closing: _Line, operands: Sequence[tuple[_Line, int]], precision: Precision) -> list[Relation]:
    made = []
    for place, figure in closing.figures.items():
        parts = [(line.figures[place], sign) for line, sign in operands if place in line.figures]
        if len(parts) == len(operands):
            figures, signs = [figure, *(f for f, _ in parts)], [sign for _, sign in parts]
            amounts = amounts_of(figures)
            decision = decide_sum(amounts[0], amounts[1:], precision.of(figures), signs)
            text = sum_text(figures, signs)
            made.append(relation("balance", "remainder", "table", text, decision, figures))
    return made
