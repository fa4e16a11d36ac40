"""Writes the wide table for analysts: a workbook, CSV and Parquet, with the source of every cell."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.history import disk
from extractor.history.catalog import units_of
from extractor.history.cells import cells
from extractor.history.roster import roster_of_store, write_roster
from extractor.history.sheets import write_workbook
from extractor.history.store import open_store
from extractor.history.wide import Wide, wide
from extractor.write.dataset import decimal_text, harmless
from extractor.write.folder import refusal, whole
from extractor.write.schema import DIGITS, PLACES, Cell

if TYPE_CHECKING:
    import pyarrow

NAMES = ("indicators", "sources", "columns")
WORKBOOK = "indicators.xlsx"
_WHOLE = ("年度", "year", "page", "fiscal_year")


def export(folder: str | Path, out: str | Path | None = None) -> Wide:
    """Write the wide table of a store into `out` (STORE/export when None) and return it. Raises GoujiError."""
    store = open_store(folder)
    target = Path(out) if out else store.folder / "export"
    made = wide(store)
    try:
        disk.make_folder(target)
        for name, table in zip(NAMES, (made.table, made.sources, made.columns), strict=True):
            rows = cells(table)
            _replace(target / f"{name}.csv", _csv(list(table.columns), rows))
            _replace(target / f"{name}.parquet", _parquet(list(table.columns), rows, made))
        _replace(target / WORKBOOK, lambda path: write_workbook(path, made))
        units = units_of(store)
        if units.units:
            write_roster(roster_of_store(store, units), target)
    except OSError as error:
        raise refusal(target, error) from error
    return made


def _replace(path: Path, write: Callable[[Path], None]) -> None:
    with whole(path) as passing:
        write(passing)


def _csv(columns: list[str], rows: list[list[Cell]]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
            table = csv.writer(file)
            table.writerow(columns)
            table.writerows([decimal_text(harmless(cell)) for cell in row] for row in rows)

    return write


def _parquet(columns: list[str], rows: list[list[Cell]], made: Wide) -> Callable[[Path], None]:
    """Write a table whose fields carry the ids of their columns."""
    import pyarrow as pa
    from pyarrow import parquet

    ids = dict(zip(made.columns["column"], made.columns["column_id"], strict=True))
    money = {*ids, "amount", "value"}
    fields = [_field(name, ids.get(name, ""), name in money) for name in columns]
    held = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [pa.array(list(column), field.type) for column, field in zip(held, fields, strict=True)]
    table = pa.Table.from_arrays(arrays, schema=pa.schema(fields))
    return lambda path: parquet.write_table(table, path, compression="zstd")


def _field(name: str, id: str, is_decimal: bool) -> pyarrow.Field:
    import pyarrow

    whole = pyarrow.int64() if name in _WHOLE else pyarrow.string()
    kind = pyarrow.decimal128(DIGITS, PLACES) if is_decimal else whole
    return pyarrow.field(name, kind, metadata={"id": id} if id else None)
