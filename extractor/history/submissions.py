"""Which of many submissions of one report is the newest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extractor.history.layout import NO_YEAR
from extractor.history.names import normal_name

Document = tuple[str, str]  # document_id, empty where no bytes could be read, and file
# What of the documents table says whose report it is.
SOURCE_COLUMNS = (
    *("document_id", "file", "status", "title", "unit_name", "region"),
    *("report_type", "report_date"),
)


@dataclass(frozen=True, slots=True)
class Submission:
    """One document of one run.

    `year` is NO_YEAR where the report names none, `unit_id` empty without a unit; `is_single` says that a unit
    hands in one report of this type a year, and not one for each project.
    """

    document: Document
    added: int
    year: int
    unit_name: str
    region: str
    unit_id: str
    report_type: str
    title: str
    report_date: str
    is_read: bool
    is_single: bool

    def report(self) -> tuple[str, ...]:
        """Return what two submissions of the same report have in common."""
        if not self.unit_id or self.year == NO_YEAR:
            return (identity(self.document),)
        project = "" if self.is_single else normal_name(self.title)
        return (self.unit_id, str(self.year), self.report_type, project)

    def age(self) -> tuple[int, str, str]:
        """Return what the newest submission of a report has most of: order of adding, date, file name."""
        return (self.added, self.report_date, self.document[1])


Reading = tuple[bool, int]  # was it read, and in which run


def identity(document: Document) -> str:
    """Return what stays the same when a document is handed in or read once more."""
    return document[0] or document[1]


def last_readings(found: Iterable[tuple[str, Reading]]) -> dict[str, Reading]:
    """Return the last run that read each document; a run that failed to read it counts only where all did."""
    last: dict[str, Reading] = {}
    for name, reading in found:
        last[name] = max(last.get(name, reading), reading)
    return last


def newest(year: Iterable[Submission], last: Mapping[str, Reading]) -> set[tuple[int, Document]]:
    """Return the newest submissions of one year, each by its run and document.

    A document that a later run read again is not the newest even where that run puts it in another year.
    """
    best: dict[tuple[str, ...], Submission] = {}
    for one in year:
        if last[identity(one.document)] != (one.is_read, one.added):
            continue
        report = one.report()
        if report not in best or best[report].age() < one.age():
            best[report] = one
    return {(one.added, one.document) for one in best.values()}
