"""Tables with a row for each year: what one year leaves over is what the next one begins with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

from extractor.decide import OFF, capped, decide_equal
from extractor.model import Figure, Relation
from extractor.patterns import Patterns
from extractor.relations import relation, with_unit
from extractor.tables import Table, by_row

_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_NAMES = 2  # cells of a row that may name its year
_RESTS = re.compile("结转|结余|余额|结存|余款")
_DOUBT = "请核对上年结余是否收回或调整"


def carried(table: Table, cells: dict[tuple[int, int], Figure], patterns: Patterns) -> Iterator[Relation]:
    """Yield 上年结转 = 年末结转 of the row of the year before, suspect where they differ: rests may be taken back."""
    by_year: dict[int, Mapping[str, Figure]] = {}
    for place, row in by_row(cells):
        names = (table.words(cell) for cell in islice(table.row(place), _NAMES))
        told = next((found for name in names if (found := _YEAR.fullmatch(name)) is not None), None)
        if told is None:
            continue
        if int(told[1]) in by_year:
            return  # several things a year
        by_year[int(told[1])] = _ends(table, row, patterns)
    for year, ends in by_year.items():
        opening, closing = ends.get("opening"), by_year.get(year - 1, {}).get("closing")
        if opening is not None and closing is not None and opening.amount and closing.amount:
            decision = decide_equal(opening.amount, closing.amount)
            text = f"{with_unit(opening)} = {with_unit(closing)}"
            made = relation("agreement", "agreement", "table", text, decision, [opening, closing])
            doubtful = made.verdict == OFF
            yield replace(made, verdict=capped(OFF), reason=f"{made.reason}，{_DOUBT}") if doubtful else made


def _ends(table: Table, row: list[tuple[int, Figure]], patterns: Patterns) -> Mapping[str, Figure]:
    """Return what a row begins and ends with, where one column each says so."""
    found: dict[str, list[Figure]] = {}
    for column, figure in row:
        block = table.at(figure.row or 0, column)
        heads = table.headers(block) if block is not None and figure.kind == "money" else ()
        part = next((patterns.tables.part_of(head) for head in heads if _RESTS.search(head)), "")
        found.setdefault(part, []).append(figure)
    return {part: figures[0] for part, figures in found.items() if len(figures) == 1}
