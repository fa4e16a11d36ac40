"""The ranking of the page: units with all their reports added up, each with its reports below it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extractor.model import Result
from extractor.write import labels
from extractor.write.display import file_name
from extractor.write.links import for_browser
from extractor.write.schema import View
from extractor.write.standing import Standing, Tally, unit_key


@dataclass(frozen=True, slots=True)
class Listed:
    """A report in the ranking; its rendered findings lie in the spool."""

    number: int
    key: str
    file: str
    source: str
    unit_name: str
    fiscal_year: int | None
    status: str
    reading: str
    errors: int
    warnings: int
    infos: int
    undetermined: int
    error: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Group:
    """A unit with its place, what its reports add up to, and those of them that are listed."""

    rank: int | None
    tally: Tally
    reports: tuple[Listed, ...]


def listed(view: View, number: int, spooled: tuple[int, int]) -> Listed:
    """Return a report as the ranking lists it."""
    result, extract = view.result, view.result.extract
    return Listed(
        number,
        unit_key(result),
        file_name(result.file),
        for_browser(view.places.source),
        view.unit_name,
        extract.profile.fiscal_year if extract else None,
        result.status,
        labels.status_of(result),
        result.count("error"),
        result.count("warning"),
        result.count("info"),
        sum(r.verdict == "undetermined" for r in extract.relations) if extract else 0,
        _unread(result),
        *spooled,
    )


def grouped(standing: Standing, reports: Iterable[Listed]) -> list[Group]:
    """Return the units in their order, without those that have no report in the list."""
    by_unit: dict[str, list[Listed]] = {}
    for report in reports:
        by_unit.setdefault(report.key, []).append(report)
    return [
        Group(rank, tally, tuple(by_unit[key])) for rank, key, tally in standing.ranked() if key in by_unit
    ]


def _unread(result: Result) -> str:
    """Say why a file was not read, or what of it was not."""
    reading = labels.status_of(result)
    if result.extract is None:
        return f"{reading}：{result.error}"
    document = result.extract.document
    left_out = f"按约定略去：{'；'.join(document.remarks)}" if document.remarks else ""
    words = "；".join(filter(None, (*document.notes, left_out, labels.via(document.via))))
    return f"{reading}：{words}" if words else ""
