"""What makes a sheet: columns that take title and value from the tables' declarations, styles and links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from extractor.write import labels
from extractor.write.links import for_sheet
from extractor.write.schema import Cell, Table, View

R = TypeVar("R")
Show = Callable[[View, R], Cell]
Style = Callable[[R], str]
Link = Callable[[View, R], str]


def _unstyled(record: object) -> str:
    return ""


def year(record: object) -> str:
    """Style a year, which has no thousands."""
    return "year"


def _source(view: View, record: object) -> str:
    return for_sheet(view.places.source)


@dataclass(frozen=True, slots=True)
class SheetColumn(Generic[R]):
    """A column of a sheet: title, width in characters, what it shows, its style and its link by record."""

    title: str
    width: int
    show: Show[R]
    style: Style[R] = _unstyled
    link: Link[R] | None = None
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Sheet(Generic[R]):
    """A sheet that grows document by document: its first columns stay in view, `keep` takes the row of a record."""

    title: str
    records: Callable[[View], Iterable[R]]
    columns: tuple[SheetColumn[R], ...]
    frozen: int = 1
    keep: Callable[[View, R, int], None] | None = None


def of(
    table: Table[R], name: str, width: int, show: Show[R] | None = None, style: Style[R] = _unstyled
) -> SheetColumn[R]:
    """Take title and value of a table's column."""
    column = table.column(name)
    return SheetColumn(column.title, width, show or column.value, style)


def file_of(table: Table[R], width: int) -> SheetColumn[R]:
    """Take the name of the file, which leads to the file itself."""
    column = table.column("file")
    return SheetColumn(column.title, width, column.value, link=_source)


def translated(
    table: Table[R], name: str, width: int, names: Mapping[str, str], style: Style[R] = _unstyled
) -> SheetColumn[R]:
    """Take a column whose members of a closed list are told in Chinese."""
    value = table.column(name).value

    def show(view: View, record: R) -> Cell:
        cell = value(view, record)
        return labels.chinese(names, cell) if isinstance(cell, str) else cell

    return of(table, name, width, show, style)


def borrowed(
    table: Table[Any], name: str, width: int, show: Show[R], style: Style[R] = _unstyled
) -> SheetColumn[R]:
    """Borrow the title of another table's column."""
    return SheetColumn(table.column(name).title, width, show, style)
