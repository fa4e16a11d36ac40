"""Passes each result once through every writer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from extractor.model import Result, Rule
from extractor.write.dataset import TableFile
from extractor.write.folder import Staging, Texts, Timings, refusal, write_run
from extractor.write.links import way_to
from extractor.write.page import Page
from extractor.write.schema import Names, View
from extractor.write.standing import Standing
from extractor.write.summary import Summary
from extractor.write.tables import TABLES
from extractor.write.workbook import Workbook


class _Writers:
    """Every writer of a run, opened in the staging folder."""

    def __init__(self, folder: Path, passed_over: Sequence[str]) -> None:
        self._folder = folder
        self.summary = Summary(passed_over=tuple(passed_over))
        self._standing = Standing()
        self._tables = [TableFile(table, folder / "data") for table in TABLES]
        self._texts = Texts(folder / "text")
        self._timings = Timings(folder / "timings.csv")
        self._workbook = Workbook(folder / "gouji.xlsx")
        self._page = Page(folder / "report.html")

    def add(self, view: View) -> None:
        self.summary.add(view.result)
        self._standing.add(view.result)
        for table in self._tables:
            table.add(view)
        self._texts.add(view.result)
        self._timings.add(view.result)
        self._workbook.add(view)
        self._page.add(view)

    def close(self, digest: str, options: Mapping[str, object]) -> None:
        for table in self._tables:
            table.close()
        self._timings.close()
        self._workbook.close(self.summary, self._standing)
        self._page.close(self.summary, self._standing)
        write_run(self._folder / "run.json", digest, options, self.summary)

    def abandon(self) -> None:
        """Release the files of a run that failed; a full disk may refuse even that."""
        tables = (table.abandon for table in self._tables)
        for release in (*tables, self._timings.close, self._workbook.abandon, self._page.abandon):
            with suppress(OSError):
                release()


def write_all(
    results: Iterable[Result],
    folder: Path,
    names: Names,
    options: Mapping[str, object],
    rules: Mapping[str, Rule],
    passed_over: Sequence[str] = (),
) -> Summary:
    """Write every output of a run; nothing is moved into `folder` before all of it is whole."""
    staging = Staging(folder)
    try:
        with _refusing(folder):
            writers = _Writers(staging.path, passed_over)
        try:
            for result in results:
                with _refusing(folder):
                    view = View.of(result, names, rules)
                    view.places.source = way_to(result.file, folder)
                    writers.add(view)
            with _refusing(folder):
                writers.close(names.digest, options)
                staging.publish()
        except BaseException:
            writers.abandon()
            raise
    except BaseException:
        staging.discard()
        raise
    return writers.summary


@contextmanager
def _refusing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise refusal(folder, error) from error
