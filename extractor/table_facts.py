"""Facts and sums of tables: the row's label names the indicator, the column's header stage and year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.document import Block, Document
from extractor.facts import OUTTURN
from extractor.model import Evidence, Fact, Figure, Key, Profile, Relation
from extractor.patterns import Patterns
from extractor.patterns.phrases import Phrase
from extractor.scores import score_limits
from extractor.table_columns import column_relations
from extractor.table_rates import table_rates
from extractor.table_sums import row_sums
from extractor.tables import Table, cell_label, tables

_JOINS = ("和", "及", "与", "、")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")


Cells = Sequence[tuple[Table, Block, Figure]]


def table_facts(cells: Cells, profile: Profile, patterns: Patterns) -> Iterator[Fact]:
    """Yield the facts of table cells (see `table_cells`) whose row or column names an indicator."""
    for table, block, figure in cells:
        fact = _fact(table, block, figure, profile, patterns)
        if fact is not None:
            yield fact


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


def _fact(table: Table, block: Block, figure: Figure, profile: Profile, patterns: Patterns) -> Fact | None:
    labels, headers = table.labels(block)[:2], table.headers(block)[:3]
    if any(_is_change(header, patterns) for header in headers):
        return None
    if headers and patterns.tables.is_role("target", headers[0]):
        return None
    named_row = figure.kind == "percent" and bool(labels) and not patterns.tables.is_role("total", labels[0])
    if figure.unit_from == "missing" or (named_row and _is_rate(headers, patterns)):
        return None
    named = _indicator(labels, figure, patterns)
    # A header names the figure only where the row does not speak of something else (one project of many).
    unnamed = not labels or (patterns.tables.is_role("total", labels[0]) and not _speaks(labels[0], patterns))
    if named is None and unnamed:
        named = _indicator(headers, figure, patterns)
    if named is None:
        return None
    phrases = [p for words in (*headers, *labels) for p in patterns.phrases.find(words, 0, len(words))]
    stage, scope, year = (_first(phrases, kind) for kind in ("stage", "scope", "year"))
    fiscal = profile.fiscal_year
    when = fiscal + int(year) if year and fiscal is not None else fiscal
    written = [int(m[1]) for words in (*headers, *labels) if (m := _YEAR.search(words))]
    when = written[0] if written else when
    stage = "" if figure.kind in ("count", "score") else stage or OUTTURN
    key = Key(profile.unit_name, named, when, stage, scope)
    because = (
        Evidence("indicator", "header", None),
        Evidence("year", "header" if year else "title", None),
        Evidence("stage", "header" if stage else "default", None),
        Evidence("scope", "header" if scope else "default", None),
    )
    return Fact(key, replace(figure, label=cell_label(table, block)), because)


def _is_rate(headers: Sequence[str], patterns: Patterns) -> bool:
    """Tell whether a column holds how far each row was completed, not the row's own figure."""
    phrases = [p for words in headers[:1] for p in patterns.phrases.find(words, 0, len(words))]
    return any(p.kind == "cue" and p.value == "completion" for p in phrases)


def _speaks(label: str, patterns: Patterns) -> bool:
    """Tell whether a total row's label names something of its own (收入合计)."""
    return any(p.kind == "indicator" for p in patterns.phrases.find(label, 0, len(label)))


def _is_change(header: str, patterns: Patterns) -> bool:
    """Tell whether a column holds changes or remainders (较上年增减、差额), which are facts of nothing."""
    roles = {p.value for p in patterns.phrases.find(header, 0, len(header)) if p.kind == "cue"}
    return bool(roles & {"up", "down", "apart", "rest", "compare"})


def _indicator(words: Sequence[str], figure: Figure, patterns: Patterns) -> str | None:
    for label in words:
        found = [
            p
            for p in patterns.phrases.find(label, 0, len(label))
            if p.kind == "indicator" and not p.weak and patterns.words.by_id[p.value].kind == figure.kind
            if label[p.end : p.end + 1] not in _JOINS  # 公务用车购置和维护经费 is more than 公务用车购置
        ]
        if found:
            return found[-1].value
    return None


def _first(phrases: Sequence[Phrase], kind: str) -> str:
    return next((p.value for p in phrases if p.kind == kind), "")


def table_sums(found: Cells, patterns: Patterns) -> Iterator[Relation]:
    """Yield the relations between the cells of each table: sums, score limits, rates."""
    by_table: dict[int, tuple[Table, dict[tuple[int, int], Figure]]] = {}
    for table, block, figure in found:
        place = (block.anchor.row or 0, block.anchor.column or 0)
        by_table.setdefault(table.number, (table, {}))[1][place] = figure
    for table, cells in by_table.values():
        yield from row_sums(table, cells, patterns)
        yield from score_limits(table, cells, patterns)
        yield from table_rates(table, cells, patterns)
        yield from column_relations(table, cells, patterns)
