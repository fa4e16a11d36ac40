"""How a table is declared: each column once, with type, Chinese title, meaning and the value it takes.

The declaration drives CSV, Parquet, the sheet headers and docs/dataset.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import Generic, Protocol, TypeVar

from extractor.model import Fact, Figure, Relation, Result, Rule, Section

R = TypeVar("R")
Cell = str | int | Decimal | None

TEXT, INTEGER, DECIMAL = "text", "integer", "decimal"

PLACES = 10
DIGITS = 38
_LAST = Decimal(1).scaleb(-PLACES)
_CONTEXT = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)


class Names(Protocol):
    """What writers need of the patterns."""

    @property
    def digest(self) -> str:
        """Hash of the pattern files."""

    def indicator_name(self, id: str, /) -> str:
        """Return the Chinese name of an indicator."""


@dataclass(slots=True)
class Places:
    """Where a report and its records are found: its file seen from the output folder, rows of the workbook by id."""

    source: str = ""
    figures: dict[str, int] = field(default_factory=dict)
    relations: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """One result with its records by id, so that a column finds them at once."""

    result: Result
    names: Names
    rules: Mapping[str, Rule] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    places: Places = field(default_factory=Places)

    @classmethod
    def of(cls, result: Result, names: Names, rules: Mapping[str, Rule]) -> View:
        """Index the records of a result."""
        extract = result.extract
        if extract is None:
            return cls(result, names, rules)
        return cls(
            result,
            names,
            rules,
            {s.section_id: s for s in extract.sections},
            {f.figure_id: f for f in extract.figures},
            {f.figure.figure_id: f for f in reversed(extract.facts)},
            {r.relation_id: r for r in extract.relations},
        )

    def rule_name(self, rule: str) -> str:
        """Return the Chinese name of a rule, its id where it has none."""
        return self.rules[rule].name if rule in self.rules else rule

    @property
    def text(self) -> str:
        """The words of the document, empty when it could not be read."""
        return self.result.extract.document.text if self.result.extract else ""

    @property
    def unit_name(self) -> str:
        """The unit that wrote the report, empty where unknown."""
        return self.result.extract.profile.unit_name if self.result.extract else ""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column: `value` takes it from a record; None is null, an empty text stays an empty text."""

    name: str
    type: str
    title: str
    meaning: str
    value: Callable[[View, R], Cell]


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """A table: its records come from a result, its cells from the columns."""

    name: str
    title: str
    meaning: str
    records: Callable[[Result], Iterable[R]]
    columns: tuple[Column[R], ...]

    def rows(self, view: View) -> Iterator[list[Cell]]:
        """Yield the rows of one result, decimals rounded to the last place of the dataset."""
        values = [column.value for column in self.columns]
        decimals = [i for i, column in enumerate(self.columns) if column.type == DECIMAL]
        for record in self.records(view.result):
            row = [value(view, record) for value in values]
            for i in decimals:
                row[i] = quantised(row[i])
            yield row

    def column(self, name: str) -> Column[R]:
        """Return the column of this name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def quantised(number: Cell) -> Decimal | None:
    """Round half even at the tenth place; None when 38 digits cannot hold the number."""
    if not isinstance(number, Decimal) or not number.is_finite():
        return None
    try:
        return number.quantize(_LAST, context=_CONTEXT)
    except InvalidOperation:
        return None


def plain_decimal(number: Decimal) -> str:
    """Write a number without exponent, separators and trailing zeros, the same for every way to store it."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def encodable(text: str) -> str:
    """Replace lone surrogates (file names and broken files have them), the length unchanged."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if 0xD800 <= ord(c) < 0xE000 else c for c in text)
    return text


def joined(values: Sequence[str]) -> str | None:
    """Join a list the way the dataset does; None for an empty one."""
    return ";".join(values) or None
