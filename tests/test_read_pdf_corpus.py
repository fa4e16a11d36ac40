from __future__ import annotations

import random
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from unicodedata import normalize

import pdfplumber
import pytest
from docx import Document as new_document
from docx.shared import Pt
from pdf_parts import song
from pdf_tables import html_tables, random_table, tables_pdf

from extractor.document import Document
from extractor.read import read

# Where our cells are not those of pdfplumber, and why ours are right: (file, page, table on the page) -> reason.
DEVIATIONS: Mapping[tuple[str, int, int], str] = {}

Cells = list[tuple[int, int, str]]  # row, column, words without white space


def normal(text: str) -> str:
    """Return the characters alone: Chromium maps some to radicals that look the same, PDFium undoes that."""
    return normalize("NFKC", "".join(text.split()))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("corpus")
    return [
        tables_pdf(folder / "reportlab.pdf", song(folder / "reportlab.pdf"), seed=11, pages=30),
        by_soffice(folder),
        by_chromium(folder),
    ]


def by_soffice(folder: Path) -> Path:
    chance = random.Random(12)
    document = new_document()
    for number in range(16):
        drawing = random_table(chance)
        caption = document.add_paragraph(f"表{number + 1}")
        caption.paragraph_format.page_break_before = number % 2 == 0
        table = document.add_table(len(drawing.heights), len(drawing.widths), "Table Grid")
        table.autofit = False
        for spot in drawing.spots:
            last = table.cell(spot.row + spot.tall - 1, spot.column + spot.wide - 1)
            cell = table.cell(spot.row, spot.column).merge(last)
            cell.text = spot.text
        for row in table.rows:
            for cell, width in zip(row.cells, drawing.widths, strict=True):
                cell.width = Pt(width)
    document.save(str(folder / "soffice.docx"))
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), str(folder / "soffice.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "soffice.pdf"


def by_chromium(folder: Path) -> Path:
    (folder / "a.html").write_text(html_tables(seed=13, count=14), "utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--user-data-dir={folder / 'chromium'}", f"--print-to-pdf={folder / 'chromium.pdf'}"]
    subprocess.run([*command, (folder / "a.html").as_uri()], check=True, capture_output=True, timeout=120)
    return folder / "chromium.pdf"


def ours(document: Document) -> Iterator[tuple[int, float, Cells]]:
    """Yield page, upper edge and cells of each table; tables that cross pages do not occur."""
    tables: dict[int, tuple[int, float, Cells]] = {}
    for block in document.blocks:
        anchor = block.anchor
        if (
            block.kind == "cell"
            and anchor.table
            and anchor.page
            and anchor.box
            and anchor.row
            and anchor.column
        ):
            found = tables.setdefault(anchor.table, (anchor.page, anchor.box[1], []))
            found[-1].append((anchor.row - 1, anchor.column - 1, normal(block.span.of(document.text))))
    yield from tables.values()


def theirs(path: Path) -> Iterator[tuple[int, float, Cells]]:
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            for table in page.find_tables():
                rows = table.extract(y_tolerance=5)
                cells = [
                    (r, c, normal(text))
                    for r, row in enumerate(rows)
                    for c, text in enumerate(row)
                    if text and text.strip()
                ]
                yield page.page_number, table.bbox[1], cells


def by_place(tables: Iterable[tuple[int, float, Cells]]) -> dict[tuple[int, int], Cells]:
    """Number the tables of each page from top to bottom."""
    placed: dict[tuple[int, int], Cells] = {}
    for page, _, cells in sorted(tables, key=lambda table: table[:2]):
        if len(cells) > 1:
            placed[page, 1 + sum(key[0] == page for key in placed)] = cells
    return placed


def test_cells_are_those_of_pdfplumber(corpus: list[Path]) -> None:
    compared = cells = 0
    wrong = {}
    for path in corpus:
        mine, other = by_place(ours(read(path))), by_place(theirs(path))
        for key in mine.keys() | other.keys():
            if mine.get(key) == other.get(key):
                compared, cells = compared + 1, cells + len(mine[key])
            else:
                wrong[path.stem, *key] = (mine.get(key), other.get(key))
    assert {key: found for key, found in wrong.items() if key not in DEVIATIONS} == {}
    assert DEVIATIONS.keys() <= wrong.keys()
    assert compared >= 60
    assert cells > 1500
