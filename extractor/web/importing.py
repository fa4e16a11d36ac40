"""From the history into the index: what was added to the store and is not in the room yet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, insert, select, update

from extractor.history.catalog import of_part, units_of
from extractor.history.layout import NO_YEAR, Part
from extractor.history.names import normal_name
from extractor.history.parts import Mark
from extractor.history.store import Added, Store, is_store, open_store
from extractor.history.submissions import Document, Submission, identity
from extractor.history.units import Units
from extractor.runs import Row
from extractor.web import derived, trail
from extractor.web.database import Database
from extractor.web.entries import document_values, finding_values, words_of
from extractor.web.grouped import Grouped
from extractor.web.indexing import add_words, counted, placed
from extractor.web.schema import DOCUMENTS, FINDINGS, RUNS, now
from extractor.web.settings import Settings
from extractor.web.trail import Actor

_AT_ONCE = 50  # documents in one transaction: other writers wait meanwhile
Told = Callable[[int], None]  # documents imported so far


@dataclass(frozen=True, slots=True)
class _Entry:
    """A document on its way into the index."""

    row: Row
    findings: Sequence[Row]
    held: derived.Derived
    submission: Submission
    mark: Mark


def import_all(settings: Settings, database: Database, told: Told | None = None) -> int:
    """Import every run of the history that the index lacks; return how many. Raises GoujiError."""
    if not is_store(settings.store):
        return 0
    store = open_store(settings.store)
    with database.reading() as connection:
        known = set(connection.scalars(select(RUNS.c.run_id)))
    missing = [run for run in store.runs if run.run_id not in known]
    units = units_of(store)
    for run in missing:
        _import_run(settings, database, store, run, units, told or (lambda done: None))
    if missing:
        _refresh_marks(database, store, units)
    return len(missing)


def report_key(one: Submission) -> str:
    """Return what two submissions of a report have in common, whatever the roster says of its unit."""
    parts: tuple[str, ...] = (identity(one.document),)
    if one.unit_name and one.year != NO_YEAR:
        project = "" if one.is_single else normal_name(one.title)
        parts = (normal_name(one.unit_name), str(one.year), one.report_type, project)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _import_run(
    settings: Settings, database: Database, store: Store, run: Added, units: Units, told: Told
) -> None:
    done = 0
    for part in (p for p in store.parts("documents") if p.added == run.added):
        entries = _entries(store, part, units)
        while some := list(islice(entries, _AT_ONCE)):
            for entry in some:
                derived.keep(settings, run.added, _key(entry.row), entry.held)
            with database.writing() as connection:
                for entry in some:
                    _import_document(connection, run, entry, database.is_sqlite)
            done += len(some)
            told(done)
    with database.writing() as connection:
        values = {"added": run.added, "run_id": run.run_id, "date": run.date, "imported": now()}
        connection.execute(insert(RUNS).values(values))
        trail.log(connection, Actor(), "import", run.run_id, f"{done} 份")


def _entries(store: Store, part: Part, units: Units) -> Iterator[_Entry]:
    """Yield the documents of one part with all the tables say of each; memory does not grow with the part."""
    tables = {
        name: Grouped(store, Part(name, part.year, part.added), columns)
        for name, columns in {**derived.TABLES, "texts": ("text",), "findings": None}.items()
    }
    rows = Grouped(store, part, None)
    for held in of_part(store, part, units):
        document = held.submission.document
        row = {**rows.of(document)[0], "fiscal_year": part.year or None}
        found = {name: table.of(document) for name, table in tables.items()}
        texts, findings = found.pop("texts"), found.pop("findings")
        text = texts[0]["text"] if texts else ""
        page = derived.Derived(text if isinstance(text, str) else "", **found)
        yield _Entry(row, findings, page, held.submission, held.mark)


def _import_document(connection: Connection, run: Added, entry: _Entry, is_sqlite: bool) -> None:
    document_id, file = _key(entry.row)
    here = (DOCUMENTS.c.added == run.added) & (DOCUMENTS.c.document_id == document_id)
    if connection.scalar(select(DOCUMENTS.c.id).where(here & (DOCUMENTS.c.file == file))):
        return  # by an import that was cut short
    report = report_key(entry.submission)
    values = document_values(entry.row, run.added, report, entry.mark)
    made = connection.execute(insert(DOCUMENTS).values(values))
    assert made.inserted_primary_key is not None
    number = made.inserted_primary_key[0]
    findings = finding_values(values, number, entry.findings, entry.held.figures)
    if findings:
        placed(connection, report, findings)
        numbers = list(
            connection.scalars(
                insert(FINDINGS).returning(FINDINGS.c.id, sort_by_parameter_order=True), findings
            )
        )
        add_words(connection, is_sqlite, zip(numbers, map(words_of, findings), strict=True))
    counted(connection, number, findings)


def _refresh_marks(database: Database, store: Store, units: Units) -> None:
    """Bring up to date which submission is the newest, and whose it is."""
    with database.reading() as connection:
        columns = (DOCUMENTS.c.id, DOCUMENTS.c.added, DOCUMENTS.c.document_id, DOCUMENTS.c.file)
        rows = connection.execute(select(*columns, DOCUMENTS.c.is_newest, DOCUMENTS.c.unit_id)).all()
    known = {(row.added, (row.document_id, row.file)): row for row in rows}
    changed = []
    for part in store.parts("documents"):
        for held in of_part(store, part, units):
            row = known.get((part.added, held.submission.document))
            if row and (row.is_newest, row.unit_id) != (held.mark.is_newest, held.mark.unit_id):
                changed.append((row.id, {"is_newest": held.mark.is_newest, "unit_id": held.mark.unit_id}))
    with database.writing() as connection:
        for number, values in changed:
            connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == number).values(values))
            connection.execute(update(FINDINGS).where(FINDINGS.c.document == number).values(values))


def _key(row: Row) -> Document:
    return str(row["document_id"] or ""), str(row["file"] or "")
