"""The wide table of indicators: one row per unit and year, one column per indicator, scope and stage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from extractor.model import Fact
from extractor.write.display import plain_number, reading, unit_of
from extractor.write.labels import STAGES
from extractor.write.schema import Cell, View
from extractor.write.tables import FACTS

_ROWS = 20_000  # keeps memory flat; every fact is in data/facts
_Head = tuple[str, str, str, str]  # indicator, scope, stage, unit

_STAGE_ORDER = {stage: order for order, stage in enumerate(STAGES)}


class Indicators:
    """Collects the facts of all results by unit and year."""

    TITLE: ClassVar[str] = "指标"

    def __init__(self) -> None:
        self._names: dict[str, str] = {}  # in order of first appearance
        self._heads: set[_Head] = set()
        self._rows: dict[tuple[str, int], dict[_Head, list[Cell]]] = {}

    def add(self, view: View) -> None:
        """Take the facts of one result."""
        extract = view.result.extract
        for fact in extract.facts if extract else ():
            self._take(view, fact)

    def _take(self, view: View, fact: Fact) -> None:
        value, key = reading(fact.figure), fact.key
        place = (key.entity or view.unit_name or view.result.file, key.year or 0)
        if value is None or (place not in self._rows and len(self._rows) >= _ROWS):
            return
        self._names.setdefault(key.indicator, view.names.indicator_name(key.indicator))
        head = (key.indicator, key.scope, key.stage, unit_of(fact.figure))
        self._heads.add(head)
        values = self._rows.setdefault(place, {}).setdefault(head, [])
        if value not in values:
            values.append(value)

    def titles(self) -> list[str]:
        """Return the header: unit, year, then indicator, stage and unit of measure in three lines."""
        return [
            FACTS.column("unit_name").title,
            FACTS.column("year").title,
            *map(self._title, self._columns()),
        ]

    def widths(self) -> list[int]:
        """Return the width of each column in characters."""
        return [30, 8, *(15 for _ in self._heads)]

    def rows(self) -> Iterator[list[tuple[Cell, str]]]:
        """Yield the rows by unit and year; a cell with several values is a marked text."""
        columns = self._columns()
        for entity, year in sorted(self._rows):
            values = self._rows[entity, year]
            yield [(entity, ""), (year or None, "year"), *(_cell(values.get(head, [])) for head in columns)]

    def _columns(self) -> list[_Head]:
        order = {indicator: position for position, indicator in enumerate(self._names)}
        return sorted(
            self._heads, key=lambda h: (order[h[0]], h[1], _STAGE_ORDER.get(h[2], len(STAGES)), h[3])
        )

    def _title(self, head: _Head) -> str:
        indicator, scope, stage, unit = head
        name = self._names[indicator] + (f"（{scope}）" if scope else "")
        return "\n".join(line for line in (name, stage, f"（{unit}）" if unit else "") if line)


def _cell(values: list[Cell]) -> tuple[Cell, str]:
    if len(values) <= 1:
        return (values[0], "") if values else (None, "")
    return " / ".join(plain_number(v) for v in values if not isinstance(v, str | int)), "conflict"
