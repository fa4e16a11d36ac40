"""A folder of reports as a province receives them: Word and PDF, each different, one in twenty made to do harm.

What the reports say comes from the labelled forms (forms/README.md), so that their sentences and tables vary.
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import hostile_parts as hostile
from accuracy_form import Form, load_forms
from accuracy_report import reports, write
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Block, Document

_TENS, _ONES = "青白清云石金玉文安平", "溪河湖山岭川泉峰林塘"
_OFFICES = (
    "水利",
    "教育",
    "民政",
    "交通运输",
    "农业农村",
    "文化和旅游",
    "卫生健康",
    "应急管理",
    "审计",
    "统计",
)
HARM = 20  # one in so many
_FONT, _SIZE, _LINE, _MARGIN, _PADDING = "STSong-Light", 11, 18, 60, 3
_FOLDER = 500  # files


def build(folder: Path, number: int, seed: int = 1) -> Iterator[Path]:
    """Write so many files, some of them hostile, and yield each."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    random, kinds = Random(seed), list(HOSTILE.items())
    made = reports([form for form in load_forms() if not _has_tall_cells(form)], number, seed)
    for n, drawn in enumerate(made):
        report = replace(drawn, unit=_unit(n))
        place = folder / f"{n // _FOLDER:03}"
        place.mkdir(parents=True, exist_ok=True)
        if n % HARM == HARM - 1:
            name, harm = kinds[n // HARM % len(kinds)]
            path = place / f"{n:05}{name}"
            path.write_bytes(harm(n))
        else:
            path = place / f"{n:05}.{'pdf' if random.random() < 0.4 else 'docx'}"
            (pdf if path.suffix == ".pdf" else docx)(write(report).document, path)
        yield path


def _has_tall_cells(form: Form) -> bool:
    return any("^" in row for row in form.rows)


def _unit(number: int) -> str:
    """Return a unit's name that no other report has."""
    county, office = divmod(number, len(_OFFICES))
    return f"{_TENS[county // 100 % 10]}{_TENS[county // 10 % 10]}{_ONES[county % 10]}县{_OFFICES[office]}局"


def _pieces(document: Document) -> Iterator[tuple[bool, Sequence[Block]]]:
    """Yield paragraphs one by one, and the cells of each table together."""
    for table, blocks in groupby(document.blocks, key=lambda block: block.anchor.table):
        together = list(blocks)
        if table is not None:
            yield True, together
        else:
            yield from ((False, [block]) for block in together)


def _rows(cells: Sequence[Block], text: str) -> list[list[tuple[str, int]]]:
    """Return the rows of a table as (words, columns taken); empty cells, which are no blocks, come back."""
    width = max((cell.anchor.column or 1) + cell.anchor.column_span - 1 for cell in cells)
    rows = groupby(cells, key=lambda cell: cell.anchor.row)
    return [list(_filled(list(row), width, text)) for _, row in rows]


def _filled(row: Sequence[Block], width: int, text: str) -> Iterator[tuple[str, int]]:
    column = 1
    for cell in row:
        yield from [("", 1)] * ((cell.anchor.column or 1) - column)
        yield cell.span.of(text), cell.anchor.column_span
        column = (cell.anchor.column or 1) + cell.anchor.column_span
    yield from [("", 1)] * (width + 1 - column)


# Word


def docx(document: Document, path: Path) -> None:
    """Write a document as Word does, without anything but its words and tables."""
    body = "".join(
        _table(_rows(blocks, document.text)) if is_table else _paragraph(blocks[0].span.of(document.text))
        for is_table, blocks in _pieces(document)
    )
    parts = hostile.docx_parts(body)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _table(rows: Sequence[Sequence[tuple[str, int]]]) -> str:
    lines = ("".join(map(_cell, row)) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def _cell(cell: tuple[str, int]) -> str:
    text, span = cell
    width = f'<w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>' if span > 1 else ""
    return f"<w:tc>{width}{_paragraph(text)}</w:tc>"


# PDF


def pdf(document: Document, path: Path) -> None:
    """Write a document as a PDF with ruled tables."""
    canvas = Canvas(str(path), pagesize=A4, invariant=True, pageCompression=1)
    page = _Page(canvas)
    for is_table, blocks in _pieces(document):
        if is_table:
            for row in _rows(blocks, document.text):
                page.row(row)
        else:
            page.words(blocks[0].span.of(document.text))
    canvas.save()


class _Page:
    """Lines and rows from top to bottom, on as many pages as they need."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._top = A4[1]
        self._room(A4[1])

    def words(self, text: str) -> None:
        for line in _lines(text, A4[0] - 2 * _MARGIN):
            self._room(_LINE)
            self._canvas.drawString(_MARGIN, self._top, line)

    def row(self, cells: Sequence[tuple[str, int]]) -> None:
        width = (A4[0] - 2 * _MARGIN) / sum(span for _, span in cells)
        filled = [(_lines(text, span * width - 2 * _PADDING), span * width) for text, span in cells]
        height = _LINE * max(len(lines) for lines, _ in filled)
        self._room(height)
        x = float(_MARGIN)
        for lines, wide in filled:
            self._canvas.rect(x, self._top - 5, wide, height)
            for number, line in enumerate(lines, start=1):
                self._canvas.drawString(x + _PADDING, self._top + height - _LINE * number, line)
            x += wide

    def _room(self, height: float) -> None:
        self._top -= height
        if self._top < _MARGIN:
            if height < A4[1]:
                self._canvas.showPage()
            self._top = A4[1] - _MARGIN - height
        self._canvas.setFont(_FONT, _SIZE)


def _lines(text: str, width: float) -> list[str]:
    """Break a text where the next character would not fit."""
    lines = [""]
    for character in text:
        if lines[-1] and pdfmetrics.stringWidth(lines[-1] + character, _FONT, _SIZE) > width:
            lines.append("")
        lines[-1] += character
    return lines


# Harm

_GOOD = hostile.docx(_paragraph(hostile.TEXT))
HOSTILE: dict[str, Callable[[int], bytes]] = {
    "空.docx": lambda n: b"",
    "截断.docx": lambda n: _GOOD[: len(_GOOD) // 2] + bytes([n % 251]),
    "截断.pdf": lambda n: b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\n%" + str(n).encode(),
    "乱码.doc": lambda n: Random(n).randbytes(5000),
    "加密.docx": lambda n: hostile.compound(("EncryptionInfo", "EncryptedPackage")) + bytes([n % 251]),
    "炸弹.docx": lambda n: hostile.crafted(
        [hostile.bomb("word/document.xml", 300), hostile.true(str(n), b"")]
    ),
    "实体.docx": lambda n: hostile.docx(main=hostile.laughs("w:document")) + bytes(n % 7),
    "外部.xlsx": lambda n: hostile.xlsx(hostile.outside("worksheet", "file:///etc/passwd")) + bytes(n % 7),
    "越界.zip": lambda n: hostile.packed({f"../../{n}.txt": hostile.TEXT.encode() + str(n).encode()}),
    "套娃.zip": lambda n: hostile.nested(str(n).encode(), 5),
    "谎报.zip": lambda n: hostile.crafted([hostile.bomb(f"{n}.txt", 600, 10)]),
    "图片.png": lambda n: hostile.png(60_000, 60_000) + bytes(n % 7),
    "改名.pdf": lambda n: _GOOD + bytes([n % 251]) * (n % 5),
    "程序.docx": lambda n: b"MZ" + Random(n).randbytes(3000),
}
