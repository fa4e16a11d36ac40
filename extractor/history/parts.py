"""Rows streamed into the parts of a store: each to its year, with its marks, in flat memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.history.layout import FISCAL_YEAR, MARKS, TEXTS, Part, schema
from extractor.history.submissions import Document

if TYPE_CHECKING:
    import pyarrow
    from pyarrow.parquet import ParquetFile, ParquetWriter

_GROUP = 10_000  # rows; a fixed size, so that the same rows give the same bytes
_TEXT_GROUP = 64
_APART = "\x1f"


@dataclass(frozen=True, slots=True)
class Mark:
    """What the store says of one document."""

    year: int
    unit_id: str
    is_newest: bool


class Marks:
    """The marks of one run's documents, laid out so that whole columns are looked up at once."""

    def __init__(self, run_id: str, added: int, marks: Mapping[Document, Mark]) -> None:
        import pyarrow as pa

        self.added = added
        self._run_id = run_id
        self._keys = pa.array([_APART.join(document) for document in marks], pa.string())
        self._years = pa.array([mark.year for mark in marks.values()], pa.int64())
        self._units = pa.array([mark.unit_id or None for mark in marks.values()], pa.string())
        self._newest = pa.array([mark.is_newest for mark in marks.values()], pa.bool_())
        self.years = sorted({mark.year for mark in marks.values()})

    def by_year(
        self, batch: pyarrow.RecordBatch, made: pyarrow.Schema
    ) -> Iterator[tuple[int, pyarrow.Table]]:
        """Yield the rows of each year in the columns of the store; a column the batch lacks is empty."""
        import pyarrow as pa
        from pyarrow import compute

        ids = compute.fill_null(batch.column("document_id"), "")
        key = compute.binary_join_element_wise(ids, batch.column("file"), _APART)
        at = compute.index_in(key, value_set=self._keys)
        count = batch.num_rows
        marks = {
            "unit_id": self._units.take(at),
            "run_id": pa.repeat(pa.scalar(self._run_id, pa.string()), count),
            "added": pa.repeat(pa.scalar(self.added, pa.int64()), count),
            "is_newest": self._newest.take(at),
        }
        held = {name: batch.column(name) for name in batch.schema.names if name not in MARKS} | marks
        columns = [_column(held.get(field.name), field.type, count) for field in made]
        whole, years = pa.Table.from_arrays(columns, schema=made), self._years.take(at)
        for year in compute.unique(years).to_pylist():
            yield year, whole.filter(compute.equal(years, year))


def _column(values: pyarrow.Array | None, kind: pyarrow.DataType, count: int) -> pyarrow.Array:
    import pyarrow as pa

    return pa.nulls(count, kind) if values is None else values.cast(kind)


class Writers:
    """The parts of one table and one run being written into a staging folder, one a year."""

    def __init__(self, staging: Path, table: str, added: int, years: Iterable[int]) -> None:
        self.schema = schema(table)
        self._group = _TEXT_GROUP if table == TEXTS else _GROUP
        self._parts = {year: Part(table, year, added) for year in years}
        self._open: dict[int, ParquetWriter] = {}
        self._pending: dict[int, list[pyarrow.Table]] = {}
        for year, part in self._parts.items():
            self._start(year, staging / part.path)

    def names(self) -> list[str]:
        """Return the paths of the parts inside the store."""
        return [part.path for part in self._parts.values()]

    def add(self, year: int, rows: pyarrow.Table) -> None:
        """Append rows; whole row groups go to disk."""
        self._pending[year].append(rows)
        if sum(held.num_rows for held in self._pending[year]) >= self._group:
            self._flush(year, everything=False)

    def close(self) -> None:
        """Write what is left; a part without rows is a file as well, so that every table has every year."""
        for year, writer in self._open.items():
            self._flush(year, everything=True)
            writer.close()

    def _start(self, year: int, path: Path) -> None:
        from pyarrow import parquet

        path.parent.mkdir(parents=True, exist_ok=True)
        self._open[year] = parquet.ParquetWriter(path, self.schema, compression="zstd")
        self._pending[year] = []

    def _flush(self, year: int, everything: bool) -> None:
        import pyarrow as pa

        rows = pa.concat_tables(self._pending[year]) if self._pending[year] else self.schema.empty_table()
        start = 0
        while rows.num_rows - start >= self._group or (everything and start < rows.num_rows):
            group = rows.slice(start, self._group).combine_chunks()
            self._open[year].write_table(group, row_group_size=self._group)
            start += self._group
        self._pending[year] = [rows.slice(start)] if start < rows.num_rows else []


def spread(source: Iterable[pyarrow.RecordBatch], marks: Marks, writers: Writers) -> None:
    """Send every row of a table to the part of its year."""
    for batch in source:
        for year, rows in marks.by_year(batch, writers.schema):
            writers.add(year, rows)


def batches(source: ParquetFile, table: str) -> Iterator[pyarrow.RecordBatch]:
    """Yield a file's rows; the year is left out, as it stands in the folder's name."""
    columns = [name for name in source.schema_arrow.names if name != FISCAL_YEAR]
    yield from source.iter_batches(_TEXT_GROUP if table == TEXTS else _GROUP, columns=columns)
