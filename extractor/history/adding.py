"""Adds a run to a store: its own parts, and those older parts whose marks change by it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import GoujiError
from extractor.history import commit, disk
from extractor.history.catalog import Held, of_part, of_run, readings, roster_text
from extractor.history.layout import NAMES, SCHEMA, TEXTS, Part
from extractor.history.parts import Mark, Marks, Writers, batches, spread
from extractor.history.store import STORE, UNITS, Added, Store, writing
from extractor.history.submissions import Document, Reading, Submission, identity, last_readings, newest
from extractor.history.units import Units, decoded
from extractor.model import Result
from extractor.runs import Run, open_run

if TYPE_CHECKING:
    import pyarrow

_TEXTS_AT_ONCE = 64
Told = Callable[[int, int], None]  # steps done, steps in all


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an addition did: the run as the store knows it, whether it was new, and how many files were written."""

    run: Added
    is_new: bool
    written: int

    def __str__(self) -> str:
        if self.is_new:
            years = "、".join(f"{year}" if year else "年度不明" for year in self.run.years)
            return f"已加入 {self.run.documents} 份（{years}）。"
        rest = "，名册或格式有更新，已重新整理" if self.written else "，数据库没有改动"
        return f"这次结果以前加过{rest}。"


def add_run(store: Path, run: Path, units: Path | None = None, told: Told | None = None) -> Outcome:
    """Add the output folder of `gouji audit`, whole or not at all. Raises GoujiError.

    `units` becomes the roster of the store; without it the store keeps the one it has.
    """
    source = open_run(run)
    run_id = run_identity(source)
    given = _roster(units) if units else None
    with writing(store) as opened:
        held = roster_text(opened)
        roster = given if given is not None else held
        if opened.has(run_id) and roster == held and not _is_outdated(opened):
            return Outcome(opened.run(run_id), False, 0)
        return _Addition(opened, source, run_id, roster).done(told or (lambda done, steps: None))


class Keeping:
    """A run that goes into a store as soon as it is written."""

    def __init__(self, store: Path, units: Path | None) -> None:
        self._store, self._units = store, units
        self._said = ""

    def pass_on(self, results: Iterator[Result]) -> Iterator[Result]:
        """Pass results on as they are."""
        return results

    def write(self, folder: Path) -> None:
        """Add the run to the store. Raises GoujiError."""
        self._said = str(add_run(self._store, folder, self._units))

    def sentence(self) -> str:
        """Say what was added."""
        return f"历年数据库 {self._store}：{self._said}"


def run_identity(run: Run) -> str:
    """Return what names a run by its content: the first 16 hex digits of a hash over its tables."""
    digest = hashlib.sha256()
    for table in NAMES:
        if table != TEXTS:
            run.open(table, ("document_id", "file")).close()
            with (run.folder / "data" / f"{table}.parquet").open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


class _Addition:
    """One addition being written into staging."""

    def __init__(self, store: Store, run: Run, run_id: str, roster: str) -> None:
        self._store, self._run, self._roster = store, run, roster
        self._units = Units.read(roster, UNITS) if roster else Units(())
        self._is_new = not store.has(run_id)
        self._entry = self._new_entry(run_id) if self._is_new else store.run(run_id)
        self._marks: dict[Document, Mark] = {}
        self._moves: list[str] = []

    def done(self, told: Told) -> Outcome:
        folder = commit.begin(self._store.folder)
        try:
            self._stage(folder, told)
        except Exception:
            disk.remove_folder(folder)
            raise
        commit.commit(self._store.folder, self._moves)
        return Outcome(self._entry, self._is_new, len(self._moves))

    def _new_entry(self, run_id: str) -> Added:
        added = 1 + max((known.added for known in self._store.runs), default=0)
        date = datetime.now(UTC).isoformat(timespec="seconds")
        return Added(run_id, added, date, self._run.folder.name, self._run.version, self._run.digest)

    def _stage(self, folder: Path, told: Told) -> None:
        mine = list(of_run(self._run, self._entry.added, self._units)) if self._is_new else []
        fresh = ((identity(one.document), (one.is_read, one.added)) for one in mine)
        last = last_readings(chain(readings(self._store), fresh))
        years = sorted({*self._store.years(), *(one.year for one in mine)})
        steps = len(years) + len(NAMES)
        for done, year in enumerate(years):
            told(done, steps)
            self._stage_year(folder, year, [one for one in mine if one.year == year], last)
        for done, table in enumerate(NAMES if self._is_new else (), start=len(years)):
            told(done, steps)
            self._stage_table(folder, table)
        self._stage_rest(folder)

    def _stage_year(
        self, folder: Path, year: int, mine: list[Submission], last: Mapping[str, Reading]
    ) -> None:
        """Mark the submissions of a year and write those older parts anew whose marks change."""
        parts = [part for part in self._store.parts("documents") if part.year == year]
        held = {part: list(of_part(self._store, part, self._units)) for part in parts}
        older = (one.submission for found in held.values() for one in found)
        best = newest(chain(older, mine), last)
        for one in mine:
            self._marks[one.document] = _mark(one, best)
        for part, found in held.items():
            self._stage_part(folder, part, found, best)

    def _stage_part(
        self, folder: Path, part: Part, found: Iterable[Held], best: set[tuple[int, Document]]
    ) -> None:
        marks = {one.submission.document: _mark(one.submission, best) for one in found}
        is_changed = any(marks[one.submission.document] != one.mark for one in found)
        run_id = next(run.run_id for run in self._store.runs if run.added == part.added)
        for table in NAMES:
            old = replace(part, table=table)
            if is_changed or self._store.is_outdated(old):
                source = partial(batches, self._store.open(old), table)
                self._write(folder, table, Marks(run_id, part.added, marks), source())

    def _stage_table(self, folder: Path, table: str) -> None:
        """Write what the run brings to a table."""
        marks = Marks(self._entry.run_id, self._entry.added, self._marks)
        if table == TEXTS:
            self._write(folder, table, marks, _texts(self._run, self._marks))
        else:
            self._write(folder, table, marks, batches(self._run.open(table, ()), table))

    def _write(self, folder: Path, table: str, marks: Marks, rows: Iterable[pyarrow.RecordBatch]) -> None:
        writers = Writers(folder, table, marks.added, marks.years)
        spread(rows, marks, writers)
        writers.close()
        self._moves += writers.names()

    def _stage_rest(self, folder: Path) -> None:
        if self._roster != roster_text(self._store):
            disk.write_text(folder / UNITS, self._roster)
            self._moves.append(UNITS)
        if self._is_new:
            years = tuple(sorted({mark.year for mark in self._marks.values()}))
            self._entry = replace(self._entry, documents=len(self._marks), years=years)
        runs = (*self._store.runs, *((self._entry,) if self._is_new else ()))
        disk.write_text(folder / STORE, replace(self._store, runs=runs).as_json())
        self._moves.append(STORE)


def _mark(one: Submission, best: set[tuple[int, Document]]) -> Mark:
    return Mark(one.year, one.unit_id, (one.added, one.document) in best)


def _texts(run: Run, documents: Iterable[Document]) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow as pa

    columns: tuple[list[str], list[str], list[str]] = ([], [], [])
    made = pa.schema([(name, pa.string()) for name in ("document_id", "file", "text")])
    for document_id, file in documents:
        text = run.text(document_id) if document_id else None
        if text is not None:
            for column, cell in zip(columns, (document_id, file, text), strict=True):
                column.append(cell)
        if len(columns[0]) >= _TEXTS_AT_ONCE:
            yield pa.record_batch(list(map(pa.array, columns)), schema=made)
            columns = ([], [], [])
    if columns[0]:
        yield pa.record_batch(list(map(pa.array, columns)), schema=made)


def _is_outdated(store: Store) -> bool:
    return store.schema < SCHEMA or any(
        store.is_outdated(part) for table in NAMES for part in store.parts(table)
    )


def _roster(path: Path) -> str:
    try:
        text = decoded(path.read_bytes())
    except OSError as error:
        raise GoujiError(f"读不到单位名册 {path}，请检查路径。") from error
    Units.read(text, str(path))  # refuses a wrong one before anything is done
    return text
