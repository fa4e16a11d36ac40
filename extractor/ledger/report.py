"""What became of the ledger, row by row: a sheet for people and a table for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from extractor.ledger.check import VERDICTS, Comparison, Held
from extractor.write.listing import Listing, write_sheet, write_table
from extractor.write.schema import Cell

SHEET, TABLE = "台账核对.xlsx", "ledger.csv"
_LISTING = Listing(
    "台账核对",
    (
        *(
            ("台账行", 8),
            ("单位名称", 28),
            ("指标", 26),
            ("年度", 8),
            ("阶段", 10),
            ("口径", 14),
            ("台账", 16),
        ),
        *(("报告", 16), ("差额", 14), ("计量单位", 10), ("结论", 10), ("文件", 40), ("页", 6)),
    ),
    {"off": "#F8CBAD", "not_reported": "#EDEDED"},
)
_COLUMNS = (
    *("row", "unit_name", "indicator", "year", "stage", "scope", "amount", "reported", "difference"),
    *("verdict", "document_id", "file", "figure_id", "page"),
)


class Ledger(Comparison):
    """The comparison with its outputs."""

    def write(self, folder: Path) -> None:
        """Write 台账核对.xlsx and data/ledger.csv. Raises WriteError."""
        listed = list(self.rows())
        write_sheet(folder / SHEET, _LISTING, ((held.verdict, _cells(held, self.names)) for held in listed))
        write_table(folder / "data" / TABLE, _COLUMNS, map(_record, listed))

    def sentence(self) -> str:
        """Say in Chinese how many rows agree."""
        counts = Counter(held.verdict for held in self.rows())
        told = "、".join(f"{title} {counts[verdict]}" for verdict, title in VERDICTS.items())
        return f"与台账核对：{told}，逐行见 {SHEET}。"


def _record(held: Held) -> list[Cell]:
    entry, gap = held.entry, None
    if held.reported is not None:
        gap = held.reported - entry.amount
    key = (entry.row, entry.unit_name, entry.indicator, entry.year, entry.stage, entry.scope)
    place = (held.document_id, held.file, held.figure_id, held.page)
    return [*key, entry.amount, held.reported, gap, held.verdict, *place]


def _cells(held: Held, names: Mapping[str, str]) -> list[Cell]:
    entry = held.entry
    own = None if held.reported is None else held.reported / entry.scale
    gap = None if own is None else own - entry.value
    name = names.get(entry.indicator, entry.indicator)
    what = (entry.row, entry.unit_name, name, entry.year, entry.stage, entry.scope)
    return [*what, entry.value, own, gap, entry.measure, VERDICTS[held.verdict], held.file, held.page]
