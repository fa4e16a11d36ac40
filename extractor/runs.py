"""The output folder of an earlier run, opened for reading: run.json, the tables, the texts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import GoujiError, WriteError
from extractor.write.folder import whole
from extractor.write.schema import Cell, encodable

if TYPE_CHECKING:
    from pyarrow import Table
    from pyarrow.parquet import ParquetFile

Row = Mapping[str, Cell]
Document = tuple[str, str]  # document_id, empty where no bytes could be read, and file
_KEY = ("document_id", "file")


@dataclass(frozen=True, slots=True)
class Run:
    """What `gouji audit` wrote; `version` and `digest` (hash of the patterns) are empty where not recorded."""

    folder: Path
    version: str
    digest: str
    finished: str
    patterns: Path | None

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
        """Yield the rows of a table one by one; memory does not grow with the run."""
        source = self.open(table, columns)
        try:
            for batch in source.iter_batches(columns=list(columns)):
                yield from batch.to_pylist()
        except (OSError, ValueError) as error:
            raise _damaged(self._path(table)) from error

    def by_document(self, table: str, columns: Sequence[str]) -> ByDocument:
        """Return a table whose rows are asked for by document."""
        source = self.open(table, (*_KEY, *columns))
        try:
            # In one piece: a slice of many pieces would cost as much as there are pieces.
            return ByDocument(source.read(columns=[*_KEY, *columns]).combine_chunks())
        except (OSError, ValueError) as error:
            raise _damaged(self._path(table)) from error

    def text(self, document_id: str) -> str | None:
        """Return the text that offsets point into; None where the file is gone."""
        try:
            path = self.folder / "text" / f"{document_id}.txt"
            with path.open(encoding="utf-8", newline="") as file:
                return file.read()
        except (OSError, UnicodeDecodeError):
            return None

    def open(self, table: str, columns: Sequence[str]) -> ParquetFile:
        """Open a table that has these columns. Raises GoujiError."""
        from pyarrow import parquet

        path = self._path(table)
        if not path.is_file():
            raise GoujiError(f"{self.folder} 缺少 data/{path.name}，请用 gouji audit 重新核对后再试。")
        try:
            source = parquet.ParquetFile(path)
        except (OSError, ValueError) as error:
            raise _damaged(path) from error
        if missing := [name for name in columns if name not in source.schema_arrow.names]:
            raise GoujiError(
                f"{path} 里没有 {missing[0]} 一列，可能是旧版本写的，请用现在的 gouji audit 重新核对后再试。"
            )
        return source

    def _path(self, table: str) -> Path:
        return self.folder / "data" / f"{table}.parquet"


class ByDocument:
    """A table held in columns; the rows of one document are made when they are asked for."""

    def __init__(self, data: Table) -> None:
        self._data = data
        self._places: dict[Document, list[tuple[int, int]]] = {}
        last: Document | None = None
        start = 0
        for number, key in enumerate(_keys(data)):
            if key != last:
                self._place(last, start, number)
                last, start = key, number
        self._place(last, start, data.num_rows)

    def __len__(self) -> int:
        return int(self._data.num_rows)

    def documents(self) -> tuple[Document, ...]:
        """Return the documents that have rows, in the order of the table."""
        return tuple(self._places)

    def of(self, document: Document) -> list[Row]:
        """Return the rows of a document, none for one that is not there."""
        return [
            row
            for start, end in self._places.get(document, ())
            for row in self._data.slice(start, end - start).to_pylist()
        ]

    def _place(self, document: Document | None, start: int, end: int) -> None:
        if document is not None:
            self._places.setdefault(document, []).append((start, end))


def open_run(folder: Path) -> Run:
    """Open the output folder of `gouji audit`; raise GoujiError where it is none."""
    path = folder / "run.json"
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GoujiError(
            f"{folder} 不是 gouji audit 的输出文件夹（里面没有 run.json），请检查路径。"
        ) from error
    except ValueError as error:
        raise _damaged(path) from error
    if not isinstance(run, dict):
        raise _damaged(path)
    options = run.get("options")
    patterns = options.get("patterns") if isinstance(options, dict) else None
    version, digest, finished = (_text(run.get(name)) for name in ("version", "patterns", "finished"))
    return Run(folder, version, digest, finished, Path(patterns) if isinstance(patterns, str) else None)


def write_file(path: Path, text: str) -> None:
    """Write a text as a file whole or not at all; raise WriteError where it cannot be written."""
    try:
        with whole(path) as partial:
            partial.write_text(encodable(text), encoding="utf-8")
    except OSError as error:
        raise WriteError(f"无法写入 {path}（{_why(error)}），请换一个位置后再试。") from error


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "上级文件夹不存在"
    if isinstance(error, PermissionError):
        return "没有写入权限"
    if isinstance(error, IsADirectoryError):
        return "它是文件夹"
    return error.strerror or type(error).__name__


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _damaged(path: Path) -> GoujiError:
    return GoujiError(f"{path} 已损坏，读不出来，请用 gouji audit 重新核对后再试。")


def _keys(data: Table) -> Iterator[Document]:
    for batch in data.select(list(_KEY)).to_batches():
        for document_id, file in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield document_id or "", file
