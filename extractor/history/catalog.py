"""What is known of every document, in the store and in a run: whose report it is, and which submission."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from extractor.history.layout import MARKS, NO_YEAR, Part
from extractor.history.parts import Mark
from extractor.history.store import UNITS, Store
from extractor.history.submissions import SOURCE_COLUMNS, Reading, Submission, identity
from extractor.history.units import Units
from extractor.patterns import default_folder
from extractor.patterns.profile import ProfileWords, load_profile
from extractor.runs import Run
from extractor.write.schema import Cell

if TYPE_CHECKING:
    from extractor.runs import Row


@dataclass(frozen=True, slots=True)
class Held:
    """A submission in the store, with the mark it carries there."""

    submission: Submission
    mark: Mark


def roster_text(store: Store) -> str:
    """Return the roster that a store holds as it was given, empty where it has none."""
    path = store.folder / UNITS
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def units_of(store: Store) -> Units:
    """Return the roster that a store holds."""
    text = roster_text(store)
    return Units.read(text, UNITS) if text else Units(())


def of_run(run: Run, added: int, units: Units) -> Iterator[Submission]:
    """Yield the documents of an output folder."""
    for row in run.rows("documents", (*SOURCE_COLUMNS, "fiscal_year")):
        year = row["fiscal_year"]
        yield _submission(row, added, year if isinstance(year, int) else NO_YEAR, units)


def of_part(store: Store, part: Part, units: Units) -> Iterator[Held]:
    """Yield the documents of one part, their units named anew."""
    for batch in store.open(part).iter_batches(columns=[*SOURCE_COLUMNS, *MARKS]):
        for row in batch.to_pylist():
            one = _submission(row, part.added, part.year, units)
            yield Held(one, Mark(part.year, row["unit_id"] or "", row["is_newest"]))


def of_store(store: Store, units: Units) -> Iterator[Submission]:
    """Yield the documents of all years, older submissions too."""
    for part in store.parts("documents"):
        yield from (held.submission for held in of_part(store, part, units))


def readings(store: Store) -> Iterator[tuple[str, Reading]]:
    """Yield which run read which document, of all years; little is held of each."""
    for part in store.parts("documents"):
        for batch in store.open(part).iter_batches(columns=["document_id", "file", "status"]):
            for row in batch.to_pylist():
                document = (row["document_id"] or "", row["file"])
                yield identity(document), (row["status"] != "failed", part.added)


@cache
def report_words() -> ProfileWords:
    """Return the shipped words of report types."""
    return load_profile(default_folder())


def _submission(row: Mapping[str, Cell] | Row, added: int, year: int, units: Units) -> Submission:
    text = {name: _text(row[name]) for name in SOURCE_COLUMNS}
    return Submission(
        document=(text["document_id"], text["file"]),
        added=added,
        year=year,
        unit_id=units.identify(text["unit_name"], year, text["region"]),
        is_read=text["status"] != "failed",
        is_single=report_words().is_single(text["report_type"]),
        **{name: text[name] for name in ("unit_name", "region", "report_type", "title", "report_date")},
    )


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else ""
