"""Tables of one row of figures: each total is that of the columns since the one before, a rest what both totals leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.decide import HELD
from extractor.patterns import Patterns
from extractor.table_lines import Line, Lines
from extractor.table_readings import DIFFERENCE, Reading, along, signed, total
from extractor.tables import Precision


def single_row(lines: Lines, precision: Precision, patterns: Patterns) -> Iterator[Reading]:
    """Yield the totals of a lone row and what is left between two of them, where they hold."""
    rows = {row for line in lines.lines for row in line.figures}
    if not lines.upright or len(rows) != 1:
        return
    run: list[Line] = []
    totals: list[Line] = []
    for line in lines.lines:
        if line.total:
            yield from _held(along(line, run, total, precision) if len(run) > 1 and _alike(line, run) else [])
            run, totals = [], [*totals, line]
        elif len(totals) == 2 and not run and _is_rest(line, patterns) and _alike(line, totals):
            rest = signed("balance", "remainder", DIFFERENCE)
            yield from _held(along(line, totals, rest, precision))
        else:
            run.append(line)


def _held(made: Reading) -> Iterator[Reading]:
    if made and all(r.verdict in HELD and r.computed for r in made):
        yield made


def _alike(line: Line, others: Sequence[Line]) -> bool:
    return all(other.kind == line.kind != "percent" for other in others)


def _is_rest(line: Line, patterns: Patterns) -> bool:
    return patterns.tables.is_role("remainder", line.head) or patterns.tables.part_of(line.head) == "closing"
