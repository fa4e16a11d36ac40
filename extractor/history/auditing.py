"""`gouji history audit`: every check over the years of a store, and what it writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from extractor.history.checks import modules
from extractor.history.checks.notes import Note, in_order
from extractor.history.store import open_store
from extractor.write.labels import SEVERITIES
from extractor.write.listing import Listing, write_sheet, write_table
from extractor.write.schema import Cell

SHEET, TABLE = "历年问题清单.xlsx", "history_findings.csv"
_LISTING = Listing(
    "历年问题清单",
    (
        *(("程度", 8), ("单位", 24), ("年度", 7), ("规则", 18), ("问题", 56), ("建议", 26), ("依据一", 34)),
        *(("依据二", 34), ("问题编号", 19)),
    ),
    {"error": "#F8CBAD", "warning": "#FFE699"},
)
_COLUMNS = (
    *("finding_id", "unit_id", "unit_name", "fiscal_year", "rule", "category", "severity", "message"),
    *(
        "stated",
        "expected",
        "difference",
        "suggestion",
        "document_ids",
        "files",
        "figure_ids",
        "pages",
        "quotes",
    ),
)


def audit_store(store: Path, told: Callable[[int, int], None] | None = None) -> list[Note]:
    """Return what the checks find in a store, errors first. Raises GoujiError. `told` hears of each check done."""
    opened = open_store(store)
    found: list[Note] = []
    checks = modules()
    for done, module in enumerate(checks, start=1):
        found += module.check(opened)
        if told:
            told(done, len(checks))
    return in_order(found)


def write_notes(folder: Path, notes: Sequence[Note]) -> None:
    """Write 历年问题清单.xlsx and history_findings.csv. Raises WriteError."""
    folder.mkdir(parents=True, exist_ok=True)
    write_sheet(folder / SHEET, _LISTING, ((_severity(note), _cells(note)) for note in notes))
    write_table(folder / TABLE, _COLUMNS, map(_record, notes))


def _severity(note: Note) -> str:
    return note.severity or note.rule.severity


def _cells(note: Note) -> list[Cell]:
    places = [_place(note, n) for n in range(2)]
    severity = SEVERITIES[_severity(note)]
    about = (severity, note.unit_name, note.year, note.rule.name, note.message, note.suggestion)
    return [*about, *places, note.finding_id]


def _place(note: Note, number: int) -> str:
    if number >= len(note.sources):
        return ""
    source = note.sources[number]
    page = f" 第 {source.page} 页" if source.page else ""
    quote = f"：{source.quote}" if source.quote else ""
    return f"{source.year} 年度 {source.file}{page}{quote}"


def _record(note: Note) -> list[Cell]:
    of = note.sources
    lists = (
        ";".join(source.document_id for source in of),
        ";".join(source.file for source in of),
        ";".join(source.figure_id for source in of),
        ";".join(str(source.page or "") for source in of),
        "\n".join(source.quote for source in of),
    )
    about = (note.finding_id, note.unit_id, note.unit_name, note.year, note.rule.id, note.rule.category)
    values = (note.stated, note.expected, note.difference)
    return [*about, _severity(note), note.message, *values, note.suggestion, *lists]
