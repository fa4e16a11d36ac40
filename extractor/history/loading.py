"""Results as DataFrames: of one run, or of a store of many."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from extractor.history.frames import frame
from extractor.history.store import is_store, open_store
from extractor.write import dataset
from extractor.write.tables import TABLES

if TYPE_CHECKING:
    import pandas


def load(folder: str | Path, newest: bool = False) -> dict[str, pandas.DataFrame]:
    """Read the six tables of an output folder or of a store; decimal columns hold `Decimal`, whole numbers may be missing.

    A store's tables have the columns unit_id, run_id, added, is_newest and fiscal_year besides; `newest` leaves
    out the submissions that were handed in anew. Raises GoujiError where the folder holds no dataset.
    """
    if not is_store(Path(folder)):
        return dataset.load(folder)
    store = open_store(folder)
    return {table.name: frame(store, table.name, newest=newest) for table in TABLES}
