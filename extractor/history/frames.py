"""DataFrames over all years of a store, by column and year, so that memory stays bounded.

    history = open_store("历年")
    for year in history.years():
        facts(history, years=[year])

Amounts are `Decimal`, whole numbers `Int64`; a missing fiscal year is <NA>.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from extractor.errors import GoujiError
from extractor.history.layout import FISCAL_YEAR, NO_YEAR, TEXTS, Part, column_names
from extractor.history.layout import schema as part_schema
from extractor.history.store import Store, open_store

if TYPE_CHECKING:
    import pandas
    import pyarrow

__all__ = [
    "FACT_COLUMNS",
    "documents",
    "facts",
    "findings",
    "frame",
    "open_store",
    "sections",
    "text",
    "texts",
]

# The place and the words a fact was read from, by its figure.
_SOURCE = ("kind", "page", "table", "row", "column", "start", "end", "raw", "low", "high", "quote", "via")
_OF_FIGURE = ("document_id", "file", "added", "figure_id")
_TEXTS_AT_ONCE = 64
FACT_COLUMNS = (*column_names("facts"), *_SOURCE)


def documents(
    store: Store,
    columns: Sequence[str] | None = None,
    years: Collection[int] | None = None,
    newest: bool = True,
) -> pandas.DataFrame:
    """Return the documents of some fiscal years (all when None); `columns` in the order asked for."""
    return frame(store, "documents", columns, years, newest)


def sections(
    store: Store,
    columns: Sequence[str] | None = None,
    years: Collection[int] | None = None,
    newest: bool = True,
) -> pandas.DataFrame:
    """Return the headings of the reports of some fiscal years."""
    return frame(store, "sections", columns, years, newest)


def findings(
    store: Store,
    columns: Sequence[str] | None = None,
    years: Collection[int] | None = None,
    newest: bool = True,
) -> pandas.DataFrame:
    """Return the findings on the reports of some fiscal years."""
    return frame(store, "findings", columns, years, newest)


def facts(
    store: Store,
    columns: Sequence[str] | None = None,
    years: Collection[int] | None = None,
    newest: bool = True,
    indicators: Collection[str] | None = None,
) -> pandas.DataFrame:
    """Return the facts of the reports of some fiscal years, each with the place and the words it was read from.

    `fiscal_year` is the report's year, `year` that of the figure: a report of 2022 has facts of 2021 as well.
    `columns` are of FACT_COLUMNS; `indicators` are ids.
    """
    wanted = list(FACT_COLUMNS if columns is None else columns)
    _refuse_unknown(wanted, FACT_COLUMNS, "facts")
    source = [name for name in wanted if name in _SOURCE]
    own = [name for name in wanted if name not in _SOURCE]
    keys = [name for name in (*_OF_FIGURE, "indicator") if name not in own]
    found = frame(store, "facts", [*own, *keys], years, newest)
    if indicators is not None:
        found = found[found["indicator"].isin(list(indicators))]
    if source:
        figures = frame(store, "figures", [*_OF_FIGURE, *source], years, newest)
        found = found.merge(figures, on=list(_OF_FIGURE), how="left")
    return found[wanted].reset_index(drop=True)


def text(store: Store, document_id: str, added: int | None = None) -> str | None:
    """Return the text that offsets point into, as the run `added` read it (the last one when None)."""
    from pyarrow import compute

    for part in sorted(store.parts(TEXTS), key=lambda part: -part.added):
        if added is None or part.added == added:
            opened = store.open(part)
            for group in range(opened.num_row_groups):
                ids = opened.read_row_group(group, columns=["document_id"]).column(0)
                at = compute.index(ids, document_id).as_py()
                if at >= 0:
                    return str(opened.read_row_group(group, columns=["text"]).column(0)[at])
    return None


def texts(store: Store, year: int) -> Iterator[Mapping[str, object]]:
    """Yield document_id, file, unit_id, added and text of the newest reports of a fiscal year, a few at a time."""
    columns = ["document_id", "file", "unit_id", "added", "text", "is_newest"]
    for part in store.parts(TEXTS):
        if part.year == year:
            for batch in store.open(part).iter_batches(batch_size=_TEXTS_AT_ONCE, columns=columns):
                yield from (row for row in batch.to_pylist() if row["is_newest"])


def frame(
    store: Store,
    table: str,
    columns: Sequence[str] | None = None,
    years: Collection[int] | None = None,
    newest: bool = True,
) -> pandas.DataFrame:
    """Return a table of the store, its columns in the order asked for (all when None).

    `years` are fiscal years of reports, NO_YEAR for reports without one; `newest` leaves out what was handed in anew.
    Raises GoujiError for a column that the table does not have.
    """
    import pandas as pd
    import pyarrow as pa

    wanted = list(column_names(table) if columns is None else columns)
    _refuse_unknown(wanted, column_names(table), table)
    held = list(_read(store, table, wanted, years, newest))
    made = pa.concat_tables(held) if held else _empty(table, wanted)
    whole = {pa.int64(): pd.Int64Dtype()}
    found: pandas.DataFrame = made.to_pandas(types_mapper=whole.get)
    return found


def _read(
    store: Store, table: str, columns: Sequence[str], years: Collection[int] | None, newest: bool
) -> Iterator[pyarrow.Table]:
    for part in store.parts(table):
        if years is None or part.year in years:
            yield _part(store, part, columns, newest)


def _part(store: Store, part: Part, columns: Sequence[str], newest: bool) -> pyarrow.Table:
    import pyarrow as pa

    opened = store.open(part)
    held = set(opened.schema_arrow.names)
    try:
        rows = opened.read(columns=sorted({*(set(columns) & held), "is_newest"}))
    except (OSError, ValueError) as error:
        raise GoujiError(f"{store.folder / part.path} 已损坏，读不出来，请恢复备份后再试。") from error
    if newest:
        rows = rows.filter(rows.column("is_newest"))
    fields = _fields(part.table)
    year = pa.scalar(None if part.year == NO_YEAR else part.year, pa.int64())
    made = {FISCAL_YEAR: pa.repeat(year, rows.num_rows)}
    for name in columns:
        if name not in made:
            made[name] = rows.column(name) if name in held else pa.nulls(rows.num_rows, fields[name])
    return pa.table({name: made[name] for name in columns})


def _empty(table: str, columns: Sequence[str]) -> pyarrow.Table:
    import pyarrow as pa

    fields = _fields(table)
    return pa.schema([(name, fields[name]) for name in columns]).empty_table()


def _fields(table: str) -> dict[str, pyarrow.DataType]:
    import pyarrow as pa

    return {field.name: field.type for field in part_schema(table)} | {FISCAL_YEAR: pa.int64()}


def _refuse_unknown(columns: Sequence[str], known: Collection[str], table: str) -> None:
    for name in columns:
        if name not in known:
            raise GoujiError(f"{table} 没有 {name} 一列，请查看 docs/dataset.md。")
