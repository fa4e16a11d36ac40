"""The cells of a DataFrame as plain values."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.write.schema import Cell

if TYPE_CHECKING:
    import pandas


def cells(table: pandas.DataFrame) -> list[list[Cell]]:
    """Return the rows of a frame of texts, decimals and whole numbers, what is missing as None."""
    held = zip(table.itertuples(index=False, name=None), table.isna().to_numpy(), strict=True)
    return [list(map(_cell, row, missing)) for row, missing in held]


def _cell(value: object, is_missing: bool) -> Cell:
    if is_missing:
        return None
    return value if isinstance(value, str | Decimal) else int(str(value).removesuffix(".0"))
