"""The cells of a document's tables that hold bare numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.document import Block, Document
from extractor.model import Figure
from extractor.patterns import Patterns
from extractor.tables import Table, tables

Cells = Sequence[tuple[Table, Block, Figure]]


def table_cells(
    document: Document, figures: Sequence[Figure], patterns: Patterns
) -> Iterator[tuple[Table, Block, Figure]]:
    """Yield the cells that hold a bare number, with their table and figure."""
    by_start = {f.span.start: f for f in figures if f.table is not None and f.kind != "date"}
    for table in tables(document, patterns):
        for block in table.blocks:
            for start in range(block.span.start, min(block.span.start + 3, block.span.end)):
                if start in by_start and table.is_numeric(block):
                    yield table, block, by_start[start]
                    break


def by_table(found: Cells) -> Iterator[tuple[Table, dict[tuple[int, int], Figure]]]:
    """Yield each table with its figures by row and column."""
    by_number: dict[int, tuple[Table, dict[tuple[int, int], Figure]]] = {}
    for table, block, figure in found:
        place = (block.anchor.row or 0, block.anchor.column or 0)
        by_number.setdefault(table.number, (table, {}))[1][place] = figure
    yield from by_number.values()
