from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.write.arrow import arrow_table
from extractor.write.schema import DECIMAL, INTEGER, TEXT, Cell, Column, Table


@pytest.mark.parametrize("length", [1, 7, 8, 9, 1000])
@pytest.mark.parametrize(
    ("type", "cells"),
    [
        (TEXT, ["支出", None, "", "😀", "=1"]),
        (INTEGER, [0, None, -1, 2**63 - 1, -(2**63)]),
        (
            DECIMAL,
            [Decimal("-1E-10"), None, Decimal("9" * 28), Decimal("-" + "9" * 28), Decimal("109.18")],
        ),
        (TEXT, [None]),
    ],
)
def test_cells_come_back_from_arrow(type: str, cells: list[Cell], length: int) -> None:
    expected = (cells * length)[:length]
    table: Table[Cell] = Table("t", "", "", lambda result: (), (Column("c", type, "", "", lambda v, r: r),))
    stored = arrow_table(table, [[cell] for cell in expected])
    stored.validate(full=True)
    assert stored.column("c").to_pylist() == expected
    assert stored.column("c").null_count == expected.count(None)
