"""Tables of one figure a row: a rate that is named after two of the rows beside it (总投资, 完成投资, 投资完成率)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from extractor.decide import HELD, capped
from extractor.model import Figure, Relation
from extractor.patterns import Patterns
from extractor.table_lines import Line, rows
from extractor.table_readings import quotient
from extractor.tables import Precision, Table

_RATE = re.compile(r"([一-鿿]{2,})(?:率|进度)(?:[(%].*)?$")
_OTHER = re.compile("增|降|变动|占|得分|满意|控制|税|利率")
_WHOLE = re.compile("总|预算|计划|概算|合同|目标|应|核定|下达|全部|发放|受理")
_REACH = 8
_DIGITS = 3  # of a rate that holds by no chance


def listed_rates(
    table: Table, cells: dict[tuple[int, int], Figure], told: Collection[str], patterns: Patterns
) -> Iterator[Relation]:
    """Yield the rates of a table with one figure a row as those of the two rows that their names point to."""
    if len(cells) < 3 or len({column for _, column in cells}) > 1:
        return
    lines = rows(table, cells, patterns)
    if lines is None:
        return
    precision = Precision(cells)
    for line in lines.lines:
        match = _RATE.search(line.head) if line.kind == "percent" else None
        if match is None or _OTHER.search(line.head) or _figure(line).figure_id in told:
            continue
        near = [o for o in lines.lines if o.kind != "percent" and 0 < abs(o.number - line.number) <= _REACH]
        yield from _of(line, match[1], near, precision)


def _figure(line: Line) -> Figure:
    return next(iter(line.figures.values()))


def _of(line: Line, name: str, near: list[Line], precision: Precision) -> Iterator[Relation]:
    """Yield the one reading that holds; where the names leave one pair only and it fails, a doubt."""
    words = {"".join(pair) for pair in pairwise(name)}
    relate = quotient("completion")
    made: Mapping[tuple[int, int], Relation] = {
        (part.number, whole.number): r
        for part in near
        for whole in near
        if part is not whole and part.kind == whole.kind
        if any(word in part.head for word in words) and _WHOLE.search(whole.head)
        if (r := relate(_figure(line), [_figure(part), _figure(whole)], precision)) is not None
    }
    held = [r for r in made.values() if r.verdict in HELD]
    if len(held) == 1 and (len(made) == 1 or _is_telling(_figure(line))):
        yield held[0]
    elif len(made) == 1 and not held:
        yield from (replace(r, verdict=capped(r.verdict)) for r in made.values())


def _is_telling(rate: Figure) -> bool:
    digits = str(rate.amount.value) if rate.amount is not None else ""
    return len(digits.replace(".", "").lstrip("-0")) >= _DIGITS
