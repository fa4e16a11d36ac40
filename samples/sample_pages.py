"""Pages of the samples: PDF in one column or two, tables turned on the page, scans and pictures, OFD."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from documents import Layout, pdf_from_lines
from ofd_parts import Producer, ofd_from_sheets, sheets_of
from PIL import Image
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    PageBreak,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Table,
    TableStyle,
)
from sample_word import parts, settle
from scan_parts import Sheet, scanned, stamped

FONT = "STSong-Light"
MARGIN, GAP, HEAD = 60.0, 26.0, 70.0  # points
SIZE = 11.5  # points, in columns
TOKEN = re.compile(r"[（(“]*(?:[!-~]+|.)[，。、；：！？）”％%]*")  # what a line end cannot divide
LONG = 680.0  # points of a table that is turned
SCAN, COPY = 150, 200  # dots per inch


def write_pdf(lines: Sequence[str], path: Path, layout: Layout) -> None:
    """Write paragraphs, and ruled tables; a table runs over as many pages as it needs."""
    if not any(line.startswith("|") for line in lines):
        pdf_from_lines(lines, path, layout)
        return
    SimpleDocTemplate(str(path), pagesize=A4, **_known(lines)).build(_story(lines))


def write_columns(lines: Sequence[str], path: Path) -> None:
    """Write two columns under a title that runs across them."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    wide, high = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN
    column = (wide - GAP) / 2
    columns = [Frame(x, MARGIN, column, high - HEAD) for x in (MARGIN, MARGIN + column + GAP)]
    title = Frame(MARGIN, A4[1] - MARGIN - HEAD, wide, HEAD)
    layout = BaseDocTemplate(str(path), pagesize=A4, **_known(lines))
    layout.addPageTemplates(PageTemplate("page", [title, *columns]))
    centred = ParagraphStyle("title", fontName=FONT, fontSize=18, leading=26, alignment=1)
    body = ParagraphStyle(
        "column", fontName=FONT, fontSize=SIZE, leading=19, firstLineIndent=2 * SIZE, wordWrap="CJK"
    )
    story = [Paragraph(escape(line), body) for line in lines[1:]]
    layout.build([Paragraph(lines[0], centred), FrameBreak(), *story])


def write_turned(lines: Sequence[str], path: Path) -> None:
    """Write each table on a page of its own, turned a quarter to the left."""
    story: list[Flowable] = []
    for is_table, group in parts(lines):
        story += (
            [PageBreak(), _Turned(_table(group, LONG)), PageBreak()] if is_table else map(_paragraph, group)
        )
    SimpleDocTemplate(str(path), pagesize=A4, **_known(lines)).build(story)


def write_scan(lines: Sequence[str], path: Path) -> None:
    """Write a PDF of a scanned page without text: a little askew, a red stamp over the last lines."""
    sheet = _drawn(lines, SCAN)
    image = stamped(sheet.image, 175, sheet.y - 34, 118, sheet.scale)
    image = scanned(image, angle=0.7, noise=2)
    date = time.struct_time((2024, 1, 1, 0, 0, 0, 0, 1, 0))
    with io.BytesIO() as kept:
        image.save(kept, "JPEG", quality=42)
        Image.open(kept).save(path, "PDF", resolution=SCAN, quality=42, creationDate=date, modDate=date)


def write_png(lines: Sequence[str], path: Path) -> None:
    """Write the picture of a page as a copier makes it, in black and white."""
    image = scanned(_drawn(lines, COPY).image, angle=-0.4, noise=2).convert("L")
    image.point(lambda level: 255 * (level > 150)).convert("1").save(path, dpi=(COPY, COPY), optimize=True)


def write_ofd(lines: Sequence[str], path: Path) -> None:
    """Write what a PDF would show."""
    with TemporaryDirectory() as folder:
        page = Path(folder, "page.pdf")
        write_pdf(lines, page, Layout(titles=2))
        ofd_from_sheets(sheets_of(page), path, Producer(text="runs", rules="areas"))
    settle(path)


def _broken(text: str, room: float) -> list[str]:
    """Return the lines of a paragraph: indented, no mark at the beginning of a line, no number cut."""
    lines, line = [], "\u3000\u3000"
    for token in TOKEN.findall(text):
        if _width(line + token, SIZE) > room:
            lines.append(line)
            line = ""
        line += token
    return [*lines, line]


def _known(lines: Sequence[str]) -> dict[str, object]:
    return {"invariant": True, "title": lines[0], "author": ""}


def _story(lines: Sequence[str]) -> list[Flowable]:
    story: list[Flowable] = []
    for is_table, group in parts(lines):
        story += [_table(group)] if is_table else map(_paragraph, group)
    return story


def _paragraph(line: str) -> Flowable:
    _register()
    style = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
    return Paragraph(escape(line), style)


def _table(lines: Sequence[str], long: float = 0) -> Table:
    """Return a ruled table, as wide as its words or as it is wanted."""
    _register()
    rows = [line[1:].split("|") for line in lines]
    style = [("FONT", (0, 0), (-1, -1), FONT, 10), ("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    widths = [max(_width(row[column]) for row in rows) + 16 for column in range(len(rows[0]))]
    widths = [width * max(1, long / sum(widths)) for width in widths]
    return Table([list(row) for row in rows], colWidths=widths, repeatRows=1, style=TableStyle(style))


def _register() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def _width(text: str, size: float = 10) -> float:
    _register()
    return float(pdfmetrics.stringWidth(text, FONT, size))


class _Turned(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A table that reads from bottom to top."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table = table
        self._size = (0.0, 0.0)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._size = self._table.wrapOn(self.canv, height, width)
        return self._size[1], self._size[0]

    def draw(self) -> None:
        self.canv.rotate(90)
        self._table.drawOn(self.canv, 0, -self._size[1])


def _drawn(lines: Sequence[str], dpi: int) -> Sheet:
    sheet = Sheet(dpi=dpi, size=13)
    for number, (is_table, group) in enumerate(parts(lines)):
        if is_table:
            rows = [line[1:].split("|") for line in group]
            sheet.table(rows, [475 / len(rows[0])] * len(rows[0]))
            continue
        titles = 2 if number == 0 else 0
        for line in group[:titles]:
            sheet.title(line)
        for line in group[titles:]:
            sheet.paragraph(line)
    return sheet
