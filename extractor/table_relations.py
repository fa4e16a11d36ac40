"""The relations between the cells of each table: sums, score limits, rates, columns that follow from others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from extractor.decide import HELD
from extractor.model import Figure, Relation
from extractor.patterns import Patterns
from extractor.scores import score_levels, score_limits
from extractor.table_carried import carried
from extractor.table_cells import Cells, by_table
from extractor.table_columns import column_relations
from extractor.table_follows import follow_relations
from extractor.table_found import found_relations
from extractor.table_listed import listed_rates
from extractor.table_rates import form_rates, rate_scores, table_rates
from extractor.table_shape import counted_rows, shifted_rows
from extractor.table_shares import hundreds
from extractor.table_sums import row_sums
from extractor.table_wholes import wholes
from extractor.tables import Table

_NUMBERS = re.compile(r"\d+(?:\.\d+)?")


def table_relations(found: Cells, patterns: Patterns) -> Iterator[Relation]:
    """Yield the relations between the cells of each table (see `table_cells`)."""
    for table, every in by_table(found):
        counted = set(counted_rows(table, every, patterns))
        cells = {place: figure for place, figure in every.items() if place[0] not in counted}
        sums = [*row_sums(table, cells, patterns), *wholes(table, cells, patterns)]
        yield from sums
        yield from carried(table, cells, patterns)
        moved = shifted_rows(table, cells, patterns)
        cells = {place: figure for place, figure in cells.items() if place[0] not in moved}
        made = list(_along_rows(table, cells, patterns))
        made += hundreds(made, sums, cells)
        # A total of its column may be a balance too.
        told = {r.figure_ids[0] for r in made if r.kind != "table_sum"}
        made += follow_relations(table, cells, told, patterns)
        made += listed_rates(table, cells, {r.figure_ids[0] for r in made}, patterns)
        made += found_relations(table, cells, [*sums, *made], patterns)
        yield from (r for r in made if not _is_explained(r, table, cells))


def _along_rows(table: Table, cells: dict[tuple[int, int], Figure], patterns: Patterns) -> Iterator[Relation]:
    yield from score_limits(table, cells, patterns)
    yield from score_levels(table, cells, patterns)
    rates = _meant(list(table_rates(table, cells, patterns)), cells)
    rates = rates or list(form_rates(table, cells, patterns))
    yield from rates
    yield from rate_scores(table, cells, rates, patterns)
    told = frozenset(r.figure_ids[0] for r in rates)
    yield from column_relations(table, cells, told, patterns)


def _meant(rates: list[Relation], cells: dict[tuple[int, int], Figure]) -> list[Relation]:
    """Return the rates of the columns in which one holds: where none of several does, they are of something else."""
    columns = {figure.figure_id: column for (_, column), figure in cells.items()}
    by_column: dict[int, list[Relation]] = {}
    for rate in rates:
        by_column.setdefault(columns[rate.figure_ids[0]], []).append(rate)
    read_wrongly = {
        column
        for column, found in by_column.items()
        if len(found) > 1 and not any(r.verdict in HELD for r in found)
    }
    return [rate for rate in rates if columns[rate.figure_ids[0]] not in read_wrongly]


def _is_explained(made: Relation, table: Table, cells: Mapping[tuple[int, int], Figure]) -> bool:
    """Tell whether words beside figures that do not add up name what is between them: 收回5万元."""
    if made.kind not in ("difference", "balance", "table_sum") or made.verdict in HELD or not made.difference:
        return False
    first = next(f for f in cells.values() if f.figure_id == made.figure_ids[0])
    row, amount = first.row or 0, first.amount
    gap = abs(made.difference) / (amount.scale if amount is not None else 1)
    remarks = [table.words(cell) for cell in table.row(row) if not table.is_numeric(cell)]
    return any(Decimal(n) == gap for words in remarks for n in _NUMBERS.findall(words))
