"""The process of one job: `python -m extractor.web.work STORE NUMBER`. The batch, the history, the index."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from extractor.auditing import Order, audited
from extractor.errors import GoujiError, ReadError, WriteError
from extractor.history.adding import add_run
from extractor.model import Result
from extractor.read.limits import Limits
from extractor.sources import Gathered, gather
from extractor.web import derived, jobs
from extractor.web.database import Database
from extractor.web.importing import import_all
from extractor.web.jobs import Unread
from extractor.web.settings import Settings
from extractor.web.uploads import keep_bytes
from extractor.web.worker import DATABASE

_PERIOD = 0.5  # seconds between two notes of progress
_TRIES, _PAUSE = 60, 5.0  # of adding to a store that another writes, seconds between them
_HERE = Path(".")


class Watch:
    """Sees every result of the batch: counts it, keeps where its words stand, notes what was not read."""

    def __init__(self, settings: Settings, database: Database, number: int, total: int) -> None:
        self._settings, self._database, self._number, self._total = settings, database, number, total
        self._done = self._failed = 0
        self._told = 0.0
        self._unread: list[Unread] = []

    def pass_on(self, results: Iterator[Result]) -> Iterator[Result]:
        """Pass results on as they are."""
        for result in results:
            yield result
            self._done += 1
            self._failed += result.status == "failed"
            self._see(result)
            if time.monotonic() - self._told > _PERIOD:
                self._tell()
        self._tell()

    def write(self, folder: Path) -> None:
        """Write nothing: all of it stands in the database."""

    def sentence(self) -> str:
        """Say how many there were."""
        return f"{self._done} 份"

    def _see(self, result: Result) -> None:
        derived.keep_blocks(self._settings, result)
        if result.status != "ok":
            notes = result.extract.document.notes if result.extract else ()
            reason = result.error or "；".join(notes)
            self._unread.append(Unread(result.file, result.status, result.error_code, reason))

    def _tell(self) -> None:
        self._told = time.monotonic()
        values = {"step": "核对", "total": self._total, "done": self._done, "failed": self._failed}
        jobs.advance(self._database, self._number, **values)
        jobs.note(self._database, self._number, self._unread)
        self._unread = []


def main(store: Path, number: int) -> int:
    """Do a job; whatever becomes of it stands in its row."""
    settings = Settings(store, os.environ.get(DATABASE, ""))
    database = Database.connect(settings)
    jobs.advance(database, number, pid=os.getpid())
    try:
        _do(settings, database, number)
    except GoujiError as error:
        jobs.finish(database, number, str(error))
        return 1
    finally:
        database.close()
    return 0


def _do(settings: Settings, database: Database, number: int) -> None:
    folder = settings.job(number)
    os.chdir(folder / "files")  # so that the files are named as they were handed in
    jobs.forget_notes(database, number)
    found = gather([_HERE])
    _keep_members(settings, found)
    skipped = [
        Unread(name, "passed_over", "", "不是报告的文件类型，没有处理。") for name in found.passed_over
    ]
    jobs.note(database, number, skipped)
    watch = Watch(settings, database, number, len(found.sources))
    audited(Order(paths=(_HERE,), out=folder / "run", quiet=True), [watch])
    jobs.advance(database, number, step="加入历年数据库")
    added = _added(settings.store, folder / "run")
    jobs.advance(database, number, step="导入审核室")
    import_all(settings, database)
    jobs.finish(database, number, added=added)


def _keep_members(settings: Settings, found: Gathered) -> None:
    """Keep the reports inside archives as files of their own, so that each can be opened."""
    limits = Limits()
    for source in found.sources:
        if source.inner:
            with suppress(ReadError, MemoryError):
                keep_bytes(settings, source.load(limits))


def _added(store: Path, run: Path) -> int:
    """Add a run to the history, waiting for whoever writes it now. Raises GoujiError."""
    for left in reversed(range(_TRIES)):
        try:
            return add_run(store, run).run.added
        except WriteError:
            if not left:
                raise
            time.sleep(_PAUSE)
    raise AssertionError


def _end_with_parent() -> None:
    """End when the room has gone: nobody would hear of the result, and it will begin anew."""

    def wait() -> None:
        sys.stdin.buffer.read()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    with suppress(AttributeError, OSError):
        os.nice(10)
    _end_with_parent()
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
