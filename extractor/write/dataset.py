"""The six tables as CSV and Parquet: written as results pass, in flat memory, and read again."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.errors import GoujiError
from extractor.write.arrow import arrow_schema, arrow_table
from extractor.write.schema import DECIMAL, TEXT, Cell, Table, View, plain_decimal
from extractor.write.tables import TABLES

if TYPE_CHECKING:
    import pandas

# A fixed size, so that the same rows give the same bytes.
_GROUP = 10_000
# Tab and line ends hide a formula behind them; a spreadsheet reads the full-width signs as their ASCII twins.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def harmless(cell: Cell) -> Cell:
    """Return a text as CSV holds it: one that a spreadsheet would compute gets an apostrophe in front."""
    return "'" + cell if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def decimal_text(cell: Cell) -> Cell:
    """Return a decimal as CSV holds it, in plain notation."""
    return plain_decimal(cell) if isinstance(cell, Decimal) else cell


# Whole numbers need nothing; the csv module writes None as an empty cell.
_SHOW: dict[str, Callable[[Cell], Cell]] = {TEXT: harmless, DECIMAL: decimal_text}


class TableFile:
    """One table being written into `folder` as NAME.csv and NAME.parquet."""

    def __init__(self, table: Table[Any], folder: Path) -> None:
        from pyarrow import parquet

        self._table = table
        self._pending: list[list[Cell]] = []
        self._shows = [(i, _SHOW[c.type]) for i, c in enumerate(table.columns) if c.type in _SHOW]
        # Lone surrogates (broken file names have them) must not stop a run.
        path = folder / f"{table.name}.csv"
        self._file = path.open("w", encoding="utf-8-sig", newline="", errors="replace")
        self._csv = csv.writer(self._file)
        self._csv.writerow(column.name for column in table.columns)
        self._parquet = parquet.ParquetWriter(
            folder / f"{table.name}.parquet", arrow_schema(table), compression="zstd"
        )

    def add(self, view: View) -> None:
        """Append the rows of one result."""
        rows = list(self._table.rows(view))
        self._csv.writerows(map(self._shown, rows))
        self._pending += rows
        while len(self._pending) >= _GROUP:
            self._flush(self._pending[:_GROUP])
            del self._pending[:_GROUP]

    def close(self) -> None:
        """Write what is left and close both files."""
        if self._pending:
            self._flush(self._pending)
            self._pending = []
        self.abandon()

    def abandon(self) -> None:
        """Close both files without writing more."""
        self._file.close()
        self._parquet.close()

    def _shown(self, row: list[Cell]) -> list[Cell]:
        cells = row.copy()
        for i, show in self._shows:
            cells[i] = show(cells[i])
        return cells

    def _flush(self, rows: Sequence[Sequence[Cell]]) -> None:
        self._parquet.write_table(arrow_table(self._table, rows))


def load(folder: str | Path) -> dict[str, pandas.DataFrame]:
    """Read the six tables of an output folder; decimal columns hold `Decimal`, whole numbers may be missing.

    Raises GoujiError where the folder holds no dataset.
    """
    import pandas as pd
    import pyarrow as pa
    from pyarrow import parquet

    data = Path(folder) / "data"
    for table in TABLES:
        if not (data / f"{table.name}.parquet").is_file():
            raise GoujiError(f"{data} 里没有 {table.name}.parquet，请给出 gouji audit 的输出文件夹。")
    whole = {pa.int64(): pd.Int64Dtype()}
    return {
        table.name: parquet.read_table(data / f"{table.name}.parquet").to_pandas(types_mapper=whole.get)
        for table in TABLES
    }
