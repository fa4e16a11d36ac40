"""How a store lies on disk: its tables, their columns, and the path of each part.

    STORE/store.json                                   schema, runs added
    STORE/units.csv                                    the roster in use, if any
    STORE/TABLE/fiscal_year=2022/part-0003.parquet     what the third run added to that year

The fiscal year stands in the folder's name only: a column of that name inside as well would clash in pandas.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.write.schema import INTEGER, TEXT
from extractor.write.tables import TABLES

if TYPE_CHECKING:
    import pyarrow

SCHEMA = 1
FISCAL_YEAR = "fiscal_year"
# A number, so that every tool reads the folder names as numbers; no report is of the year 0.
NO_YEAR = 0
TEXTS = "texts"
NAMES = (*(table.name for table in TABLES), TEXTS)
BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Added:
    """A column that the store adds behind those of the dataset."""

    name: str
    type: str
    title: str
    meaning: str


ADDED = (
    Added("unit_id", TEXT, "单位编号", "名册中的代码；名册里没有的，是规范化的单位名称；没有单位名称的为空"),
    Added("run_id", TEXT, "批次编号", "由哪一次核对加入，见 store.json"),
    Added("added", INTEGER, "加入次序", "第几次加入，从 1 起"),
    Added("is_newest", BOOLEAN, "最新", "是否为同一份报告最新的一次报送"),
)
MARKS = tuple(column.name for column in ADDED)


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """What one run added to one table and year; `year` is NO_YEAR for reports without one."""

    table: str
    year: int
    added: int

    @property
    def path(self) -> str:
        """Return the path inside the store, with / between its parts."""
        return f"{self.table}/{FISCAL_YEAR}={self.year}/part-{self.added:04}.parquet"


def parts(folder: Path, table: str) -> Iterator[Part]:
    """Yield the parts of a table by year and order of adding."""
    yield from sorted(filter(None, (_part(table, path) for path in (folder / table).glob("*/*.parquet"))))


def _part(table: str, path: Path) -> Part | None:
    key, _, year = path.parent.name.partition("=")
    word, _, number = path.stem.partition("-")
    if key == FISCAL_YEAR and word == "part" and year.isdigit() and number.isdigit():
        return Part(table, int(year), int(number))
    return None


def schema(table: str) -> pyarrow.Schema:
    """Return the Parquet schema of a part; each field carries its Chinese title."""
    import pyarrow as pa

    types = {TEXT: pa.string(), INTEGER: pa.int64(), BOOLEAN: pa.bool_()}
    more = [pa.field(c.name, types[c.type], metadata={"title": c.title}) for c in ADDED]
    return pa.schema([*_own_fields(table), *more])


def _own_fields(table: str) -> list[pyarrow.Field]:
    import pyarrow as pa

    from extractor.write.arrow import arrow_schema

    if table == TEXTS:
        titles = {"document_id": "文档编号", "file": "文件", "text": "文本"}
        return [pa.field(name, pa.string(), metadata={"title": title}) for name, title in titles.items()]
    declared = next(t for t in TABLES if t.name == table)
    return [field for field in arrow_schema(declared) if field.name != FISCAL_YEAR]


def column_names(table: str) -> tuple[str, ...]:
    """Return every column that a reader of the store sees: the dataset's, the store's, and the year."""
    from extractor.write.tables import TABLES as declared

    own = next((tuple(c.name for c in t.columns) for t in declared if t.name == table), None)
    names = own or ("document_id", "file", "text")
    return (*names, *MARKS, *(() if FISCAL_YEAR in names else (FISCAL_YEAR,)))
