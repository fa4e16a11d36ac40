"""The order of a PDF's text: paragraphs and tables page by page, tables joined across pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import pypdfium2
import pypdfium2.raw as pdfium

from extractor.errors import ReadError
from extractor.read.content import Content, Piece
from extractor.read.pdf import open_tables, tables
from extractor.read.pdf.continued import Table
from extractor.read.pdf.furniture import without_furniture
from extractor.read.pdf.lines import Line, lines
from extractor.read.pdf.page import load
from extractor.read.pdf.paragraphs import Measure, measure, paragraphs
from extractor.read.pdf.second import SecondReader
from extractor.read.pdf.tables import Grid


@dataclass(slots=True)
class _Leaf:
    height: float
    width: float
    lines: list[Line] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)

    def items(self) -> list[Line | Grid]:
        """Return lines and tables from top to bottom."""
        items: list[Line | Grid] = [*self.lines, *self.grids]
        return sorted(items, key=lambda item: item.bottom)


def content(document: pypdfium2.PdfDocument, second: SecondReader) -> Content:
    """Read all pages; one that fails is left out with a note. `second` reads tables that lack rules.

    Raises ReadError(empty) when no page holds text.
    """
    leaves: list[_Leaf] = []
    notes: list[str] = []
    for index in range(len(document)):
        try:
            leaf = _leaf(document, index, second)
        except Exception:
            leaf = _Leaf(0, 0)
            notes.append(f"第{index + 1}页已损坏，没有读取，请重新导出 PDF 后再提交。")
        else:
            if not leaf.lines and not leaf.grids and _has_picture(document, index):
                notes.append(f"第{index + 1}页没有文字，可能是扫描图片，没有读取，请提交带文字的文件。")
        leaves.append(leaf)
    if not any(leaf.lines or leaf.grids for leaf in leaves):
        raise ReadError("empty", "PDF 里没有文字，可能是扫描件，请提交由 Word 导出的 PDF 或 Word 文件。")
    kept = without_furniture([leaf.lines for leaf in leaves], [leaf.height for leaf in leaves])
    for leaf, body in zip(leaves, kept, strict=True):
        leaf.lines = body
    return Content(tuple(_pieces(leaves)), pages=len(leaves), notes=tuple(notes))


def _leaf(document: pypdfium2.PdfDocument, index: int, second: SecondReader) -> _Leaf:
    page = load(document, index)
    found = open_tables.find(tables.find(page), second, page)
    grids = [grid for grid in found.grids if any(cell.text for cell in grid.cells)]
    return _Leaf(page.height, page.width, lines(found.outside, page.number), grids)


def _has_picture(document: pypdfium2.PdfDocument, index: int) -> bool:
    page = document[index]
    try:
        objects = (pdfium.FPDFPage_GetObject(page, n) for n in range(pdfium.FPDFPage_CountObjects(page)))
        kinds = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)
        return any(pdfium.FPDFPageObj_GetType(item) in kinds for item in objects)
    finally:
        page.close()


def _pieces(leaves: Sequence[_Leaf]) -> Iterator[Piece]:
    areas = _areas(leaves)
    for stretch in _stretches(leaves):
        if isinstance(stretch, Table):
            yield from stretch.pieces()
        else:
            for width, same in groupby(stretch, key=lambda item: item[0]):
                yield from paragraphs([line for _, line in same], areas[width])


def _areas(leaves: Sequence[_Leaf]) -> dict[int, Measure]:
    # Upright and landscape pages have their own margins.
    by_width: dict[int, list[Line]] = {}
    for leaf in leaves:
        by_width.setdefault(round(leaf.width), []).extend(leaf.lines)
    return {width: measure(found, width) for width, found in by_width.items() if found}


def _stretches(leaves: Sequence[_Leaf]) -> list[Table | list[tuple[int, Line]]]:
    """Return runs of lines (with the page width) and tables, in order; a table after its own kind goes on."""
    found: list[Table | list[tuple[int, Line]]] = []
    for leaf in leaves:
        fresh = True  # nothing on this page yet: a table here may go on from the page before
        for item in leaf.items():
            last = found[-1] if found else None
            if isinstance(item, Line):
                if not isinstance(last, list):
                    last = []
                    found.append(last)
                last.append((round(leaf.width), item))
            elif isinstance(last, Table) and fresh and last.fits(item):
                last.add(item)
            else:
                table = Table(1 + sum(isinstance(part, Table) for part in found), item.xs)
                table.add(item)
                found.append(table)
            fresh = False
    return found
