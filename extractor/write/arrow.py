"""Cells to Arrow arrays, laid out by hand: `pyarrow.array` imports pandas, too slow for a small run."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from decimal import Context, Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from extractor.write.schema import DECIMAL, DIGITS, INTEGER, PLACES, TEXT, Cell, Table, encodable

if TYPE_CHECKING:
    import pyarrow

_EXACT = Context(prec=DIGITS)


def arrow_schema(table: Table[Any]) -> pyarrow.Schema:
    """Return the Parquet schema of a table; each field carries its Chinese title."""
    import pyarrow as pa

    types = {TEXT: pa.string(), INTEGER: pa.int64(), DECIMAL: pa.decimal128(DIGITS, PLACES)}
    return pa.schema([pa.field(c.name, types[c.type], metadata={"title": c.title}) for c in table.columns])


def arrow_table(table: Table[Any], rows: Sequence[Sequence[Cell]]) -> pyarrow.Table:
    """Return rows as an Arrow table."""
    import pyarrow as pa

    schema = arrow_schema(table)
    arrays = []
    for field, column, cells in zip(schema, table.columns, zip(*rows, strict=True), strict=True):
        buffers = [pa.py_buffer(buffer) for buffer in (_valid(cells), *_LAYOUTS[column.type](cells))]
        arrays.append(pa.Array.from_buffers(field.type, len(cells), buffers))
    return pa.Table.from_arrays(arrays, schema=schema)


def _valid(cells: Sequence[Cell]) -> bytes:
    bits = "".join("0" if cell is None else "1" for cell in reversed(cells))
    return int(bits, 2).to_bytes(len(cells) // 8 + 1, "little")


def _integers(cells: Sequence[Cell]) -> list[bytes]:
    return [array("q", [cell if isinstance(cell, int) else 0 for cell in cells]).tobytes()]


def _decimals(cells: Sequence[Cell]) -> list[bytes]:
    whole = (int(c.scaleb(PLACES, _EXACT)) if isinstance(c, Decimal) else 0 for c in cells)
    return [b"".join(number.to_bytes(16, "little", signed=True) for number in whole)]


def _texts(cells: Sequence[Cell]) -> list[bytes]:
    encoded = [encodable(cell).encode() if isinstance(cell, str) else b"" for cell in cells]
    return [array("i", [0, *accumulate(map(len, encoded))]).tobytes(), b"".join(encoded)]


_LAYOUTS: dict[str, Callable[[Sequence[Cell]], list[bytes]]] = {
    TEXT: _texts,
    INTEGER: _integers,
    DECIMAL: _decimals,
}
