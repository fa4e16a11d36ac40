"""Output folders of several years, written by hand, for tests of the history."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from handmade import Names, result

from extractor.model import Result
from extractor.write import write


def report(
    unit: str = "青岚县档案馆",
    year: int | None = 2021,
    file: str = "",
    date: str = "",
    title: str = "",
    kind: str = "部门整体支出绩效自评报告",
    spent: str = "109.58",
    region: str = "青岚县",
) -> Result:
    """A report of a unit and year; other figures or another title make another document."""
    name = file or f"报送/{unit}{year}.docx"
    base = result(name, unit=unit)
    assert base.extract is not None
    old = base.extract
    about = replace(
        old.profile,
        unit_name=unit,
        region=region,
        fiscal_year=year,
        report_date=date,
        title=title or f"{unit}{year}年度报告",
        report_type=kind,
    )
    facts = tuple(replace(f, key=replace(f.key, entity=unit, year=year)) for f in old.facts)
    digest = hashlib.sha256("\x1f".join([name, unit, str(year), title, date, spent]).encode()).hexdigest()
    text = old.document.text.replace("109.58", spent)
    document = replace(old.document, document_id=digest, file=name, text=text, plain=text)
    return replace(
        base, document_id=digest, extract=replace(old, profile=about, facts=facts, document=document)
    )


def run(folder: Path, *results: Result) -> Path:
    """Write an output folder."""
    write(results, folder, Names())
    return folder


def bytes_of(folder: Path, without: Sequence[str] = ()) -> dict[str, bytes]:
    """Return every file of a folder, the lock apart."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".gouji-lock" and path.name not in without
    }
