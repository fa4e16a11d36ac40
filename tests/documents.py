"""Builders of the documents that tests read: Word and PDF from lines, lists and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docx import Document as new_document
from docx.oxml.parser import parse_xml
from lxml import etree
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FONT = "STSong-Light"
_TOKEN = re.compile(r"[（(“‘《〈【〔]*(?:[!-~]+|.)[，。、；：？！）”’》〉】〕％…]*")
_RUN = re.compile(r"[0-9.,%]+|[^0-9.,%]+")


def docx_from_lines(lines: Sequence[str], path: Path) -> Path:
    """Write one paragraph per line."""
    document = new_document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))
    return path


def docx_from_table(
    rows: Sequence[Sequence[str]], path: Path, merges: Sequence[tuple[int, ...]] = ()
) -> Path:
    """Write one table; a merge is (row, column, last row, last column), counted from 0."""
    document = new_document()
    table = document.add_table(len(rows), len(rows[0]))
    for row, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    for top, left, bottom, right in merges:
        text = table.cell(top, left).text
        table.cell(top, left).merge(table.cell(bottom, right)).text = text
    document.save(str(path))
    return path


def docx_from_body(xml: str, path: Path, numbering: str = "", styles: str = "") -> Path:
    """Write a document whose body is this WordprocessingML; `numbering` and `styles` add their elements.

    List definitions come with ids of 100 and more, apart from those of the default template.
    """
    document = new_document()
    body = document.element.body
    for place, child in enumerate(_elements(xml)):
        body.insert(place, child)
    root = document.part.numbering_part.element
    for child in _elements(numbering):
        # The schema wants abstract lists before lists; Word insists on it.
        root.insert(0, child) if child.tag.endswith("}abstractNum") else root.append(child)
    for child in _elements(styles):
        document.styles.element.append(child)
    document.save(str(path))
    return path


def _elements(xml: str) -> list[etree._Element]:
    return list(parse_xml(f"<w:body {_NS} {_MORE}>{xml}</w:body>"))


_MORE = " ".join(
    (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
        'xmlns:v="urn:schemas-microsoft-com:vml"',
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"',
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"',
    )
)


def level(ilvl: int, form: str, text: str, start: int = 1, more: str = "") -> str:
    """Return one w:lvl of a list definition."""
    return (
        f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract_list(number: int, *levels: str) -> str:
    """Return a w:abstractNum."""
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def word_list(number: int, abstract: int, overrides: str = "") -> str:
    """Return a w:num that uses an abstract list."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'


def item(text: str, num: int | None = None, ilvl: int | None = None, style: str = "") -> str:
    """Return a numbered paragraph."""
    parts = "" if ilvl is None else f'<w:ilvl w:val="{ilvl}"/>'
    parts += "" if num is None else f'<w:numId w:val="{num}"/>'
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += f"<w:numPr>{parts}</w:numPr>" if parts else ""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def style(name: str, properties: str, kind: str = "paragraph") -> str:
    """Return a w:style with these properties."""
    return f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{properties}</w:style>'


@dataclass(frozen=True, slots=True)
class Layout:
    """How a PDF is set. Lengths in points; `drop` lowers the digits, which are then in another font."""

    size: float = 16
    leading: float = 28
    left: float = 80
    right: float = 75
    top: float = 100
    bottom: float = 90
    titles: int = 0  # lines at the beginning set in the middle, larger
    drop: float = 0
    digits: str = ""
    header: str = ""
    bold_twice: bool = False  # a title is made bold by printing it twice, a little apart
    justify: bool = True
    page_number: str = "- {} -"


class _Press:
    """Sets paragraphs as Word does: first-line indent, justified, no comma at a line's start."""

    def __init__(self, path: Path, layout: Layout) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
        self._layout = layout
        self._canvas = Canvas(str(path), pagesize=A4, invariant=True)
        self._page = 0
        self._y = 0.0
        self._turn()

    def paragraph(self, text: str, centred: bool = False) -> None:
        layout = self._layout
        size = layout.size + 6 if centred else layout.size
        indent = 0 if centred else 2 * size
        broken = self._broken(text, size, indent)
        for number, line in enumerate(broken):
            if self._y < layout.bottom:
                self._turn()
            x = layout.left + (indent if number == 0 else 0)
            room = A4[0] - layout.right - x
            width = self._width(line, size)
            spread = 0.0
            if centred:
                x += (room - width) / 2
            elif layout.justify and number < len(broken) - 1 and len(line) > 1:
                spread = (room - width) / (len(line) - 1)
            self._line(line, x, size, spread)
            if centred and layout.bold_twice:
                self._line(line, x + 0.4, size, spread)
            self._y -= layout.leading

    def close(self) -> None:
        self._number()
        self._canvas.save()

    def _turn(self) -> None:
        if self._page:
            self._number()
            self._canvas.showPage()
        self._page += 1
        self._y = A4[1] - self._layout.top
        if self._layout.header:
            self._canvas.setFont(_FONT, 9)
            self._canvas.drawCentredString(A4[0] / 2, A4[1] - 50, self._layout.header)

    def _number(self) -> None:
        if self._layout.page_number:
            self._canvas.setFont("Helvetica" if self._layout.page_number.isascii() else _FONT, 10)
            self._canvas.drawCentredString(A4[0] / 2, 45, self._layout.page_number.format(self._page))

    def _broken(self, text: str, size: float, indent: float) -> list[str]:
        lines: list[str] = []
        line = ""
        room = A4[0] - self._layout.left - self._layout.right
        for token in _TOKEN.findall(text):
            if line and self._width(line + token, size) > room - (0 if lines else indent):
                lines.append(line)
                line = ""
            line += token
        return [*lines, line]

    def _runs(self, text: str) -> list[tuple[str, str, float]]:
        layout = self._layout
        if not layout.digits:
            return [(text, _FONT, 0)]
        found = (run for run in _RUN.findall(text))
        return [(r, layout.digits, layout.drop) if r[0].isdigit() else (r, _FONT, 0) for r in found]

    def _width(self, text: str, size: float) -> float:
        return float(sum(pdfmetrics.stringWidth(run, font, size) for run, font, _ in self._runs(text)))

    def _line(self, text: str, x: float, size: float, spread: float) -> None:
        for run, font, drop in self._runs(text):
            words = self._canvas.beginText(x, self._y - drop)
            words.setFont(font, size)
            words.setCharSpace(spread)
            words.textOut(run)
            self._canvas.drawText(words)
            x += float(pdfmetrics.stringWidth(run, font, size)) + spread * len(run)


def pdf_from_lines(lines: Sequence[str], path: Path, layout: Layout | None = None) -> Path:
    """Write one paragraph per line on A4 pages with page numbers."""
    layout = layout or Layout()
    press = _Press(path, layout)
    for number, line in enumerate(lines):
        press.paragraph(line, centred=number < layout.titles)
    press.close()
    return path


RULES: dict[str, list[tuple[object, ...]]] = {
    "grid": [("GRID", (0, 0), (-1, -1))],
    "three-line": [
        ("LINEABOVE", (0, 0), (-1, 0)),
        ("LINEBELOW", (0, 0), (-1, 0)),
        ("LINEBELOW", (0, -1), (-1, -1)),
    ],
    "beams": [("LINEABOVE", (0, 0), (-1, -1)), ("LINEBELOW", (0, -1), (-1, -1))],
    "frame": [("BOX", (0, 0), (-1, -1)), ("LINEBELOW", (0, 0), (-1, 0))],
    "frame and beams": [("BOX", (0, 0), (-1, -1)), ("LINEBELOW", (0, 0), (-1, -1))],
    "posts": [("BOX", (0, 0), (-1, -1)), ("LINEAFTER", (0, 0), (-1, -1)), ("LINEBELOW", (0, 0), (-1, 0))],
    "open sides": [
        ("INNERGRID", (0, 0), (-1, -1)),
        ("LINEABOVE", (0, 0), (-1, 0)),
        ("LINEBELOW", (0, -1), (-1, -1)),
    ],
}


def pdf_from_table(
    rows: Sequence[Sequence[str]],
    path: Path,
    merges: Sequence[tuple[int, ...]] = (),
    header_rows: int = 0,
    rules: str = "grid",
    align: str = "LEFT",
    around: tuple[str, str] = ("", ""),
) -> Path:
    """Write one table, over several pages where it is long; merges as in `docx_from_table`.

    `rules` names one of RULES, `align` sets all columns but the first, `around` is a line before and one
    after.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    style: list[tuple[object, ...]] = [
        ("FONT", (0, 0), (-1, -1), _FONT, 11),
        ("ALIGN", (1, 0), (-1, -1), align),
    ]
    style += [(*rule, 0.5, colors.black) for rule in RULES[rules]]
    style += [("SPAN", (left, top), (right, bottom)) for top, left, bottom, right in merges]
    table = Table([list(row) for row in rows], colWidths=[100] * len(rows[0]), repeatRows=header_rows)
    table.setStyle(TableStyle(style))
    before, after = (
        Table([[line]], colWidths=[100 * len(rows[0])], style=[("FONT", (0, 0), (-1, -1), _FONT, 11)])
        for line in around
    )
    SimpleDocTemplate(str(path), pagesize=A4, invariant=True).build([before, table, after])
    return path
