"""An opened store: which runs it holds, its parts, its roster; one writer at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import GoujiError
from extractor.history import commit
from extractor.history.layout import SCHEMA, Part, parts, schema
from extractor.write.folder import LOCK, refusal, tool_version
from extractor.write.folder import alone as locked

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

STORE = "store.json"
UNITS = "units.csv"
_ROOM = "room"  # where the review room keeps its own things, perhaps before the first run is there
_PATIENCE = 60  # seconds a reader waits for a writer that is about to finish


@dataclass(frozen=True, slots=True)
class Added:
    """A run in the store; `added` counts from 1, `date` is the day it was added, `years` are those of its reports."""

    run_id: str
    added: int
    date: str
    folder: str
    version: str
    patterns: str
    documents: int = 0
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of Parquet files, and what its store.json says."""

    folder: Path
    schema: int = SCHEMA
    version: str = ""
    runs: tuple[Added, ...] = ()

    def parts(self, table: str) -> list[Part]:
        """Return the parts of a table by year and order of adding."""
        return list(parts(self.folder, table))

    def years(self) -> tuple[int, ...]:
        """Return the years that have reports; NO_YEAR stands for those without a year."""
        return tuple(sorted({part.year for part in self.parts("documents")}))

    def open(self, part: Part) -> ParquetFile:
        """Open a part for reading. Raises GoujiError where it is damaged."""
        from pyarrow import parquet

        try:
            return parquet.ParquetFile(self.folder / part.path)
        except (OSError, ValueError) as error:
            raise GoujiError(f"{self.folder / part.path} 已损坏，读不出来，请恢复备份后再试。") from error

    def is_outdated(self, part: Part) -> bool:
        """Tell whether an older version wrote a part, with fewer columns."""
        return bool(self.open(part).schema_arrow.names != schema(part.table).names)

    def run(self, run_id: str) -> Added:
        """Return a run that has been added; KeyError where there is none."""
        for run in self.runs:
            if run.run_id == run_id:
                return run
        raise KeyError(run_id)

    def has(self, run_id: str) -> bool:
        """Tell whether a run has been added."""
        return any(run.run_id == run_id for run in self.runs)

    def as_json(self) -> str:
        """Return what store.json holds."""
        runs = [asdict(run) for run in self.runs]
        held = {"schema": SCHEMA, "version": tool_version(), "runs": runs}
        return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def is_store(folder: Path) -> bool:
    """Tell whether a folder is a store, be it one whose last change was cut short."""
    return (folder / STORE).is_file() or commit.is_pending(folder)


def open_store(folder: str | Path) -> Store:
    """Open a store for reading, after finishing a change that was cut short. Raises GoujiError."""
    folder = Path(folder)
    if commit.is_pending(folder):
        with alone(folder, _PATIENCE):
            pass
    if not is_store(folder):
        raise GoujiError(f"{folder} 不是历年数据库（里面没有 {STORE}），请先用 gouji history add 加入结果。")
    return _opened(folder)


@contextmanager
def writing(folder: Path) -> Iterator[Store]:
    """Hold a store, new or old, for one writer. Raises GoujiError, and WriteError where it cannot be written."""
    _refuse_other_use(folder)
    with alone(folder, 0):
        yield _opened(folder) if (folder / STORE).is_file() else Store(folder)


@contextmanager
def alone(folder: Path, patience: float) -> Iterator[None]:
    """Keep other writers out, `patience` in seconds, with whatever was cut short settled first."""
    with locked(folder, patience, f"另一个 gouji 正在写 {folder}，请等它结束后再试。"):
        try:
            commit.settle(folder)
            yield
        except OSError as error:
            raise refusal(folder, error) from error


def _refuse_other_use(folder: Path) -> None:
    ours = (LOCK, commit.STAGING, _ROOM)
    if folder.is_dir() and not is_store(folder) and any(p.name not in ours for p in folder.iterdir()):
        raise GoujiError(f"{folder} 里有别的文件，不是历年数据库，请给出一个新的或空的文件夹。")


def _opened(folder: Path) -> Store:
    try:
        held = json.loads((folder / STORE).read_text(encoding="utf-8"))
        schema, runs = int(held["schema"]), tuple(_run(run) for run in held["runs"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GoujiError(f"{folder / STORE} 已损坏，读不出来，请恢复备份后再试。") from error
    if schema > SCHEMA:
        raise GoujiError(f"{folder} 是更新版本的 gouji 写的，请升级 gouji 后再打开。")
    return Store(folder, schema, str(held.get("version", "")), runs)


def _run(held: Mapping[str, object]) -> Added:
    text = {name: str(held.get(name, "")) for name in ("run_id", "date", "folder", "version", "patterns")}
    added, documents = (int(str(held.get(name, 0))) for name in ("added", "documents"))
    years = held.get("years")
    return Added(
        added=added, documents=documents, years=tuple(years if isinstance(years, list) else ()), **text
    )
