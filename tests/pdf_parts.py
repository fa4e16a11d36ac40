"""Builders of PDFs for tests of the reader: long ones, and such as other programs would write."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from documents import Layout, pdf_from_lines
from pdf_fonts import square_font
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

__all__ = ["Layout", "long_pdf", "pdf_from_lines", "song"]

_FONT = "STSong-Light"
_SQUARES = "Squares"
_DIGITS = "Times-Roman"
_UNITS = ("水利局", "教育局", "交通运输局", "农业农村局", "林业局", "民政局")
_TASKS = (
    "水库除险加固",
    "农村饮水安全巩固提升",
    "防汛抗旱物资储备",
    "中小河流治理",
    "校舍维修改造",
    "农村公路养护",
    "高标准农田建设",
    "困难群众救助",
)
_HEADER = "青河县部门整体支出绩效自评报告"
_HEADS = ("序号", "项目名称", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
_SENTENCE = (
    "2023年{0}{4}项目年初预算{1:.2f}万元，全年执行{2:.2f}万元，占项目支出的{3:.2f}%，"
    "主要用于{5}和{6}等方面，按照合同约定支付到位；"
)


def song(path: Path, size: float = 12, pagesize: tuple[float, float] = A4) -> Canvas:
    """Return a canvas with a Chinese font set."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    canvas = Canvas(str(path), pagesize=pagesize, invariant=True)
    canvas.setFont(_FONT, size)
    return canvas


def long_pdf(path: Path, pages: int = 26) -> Path:
    """Write a report of so many pages: about 900 characters each, every third one with a table of 25 rows.

    Digits are set in another font than the Chinese, as Word does.
    """
    chance = random.Random(pages)
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    words = "".join((*_TASKS, *_UNITS, _SENTENCE, _HEADER, *_HEADS))
    font = square_font(path.with_suffix(".ttf"), words)
    pdfmetrics.registerFont(TTFont(_SQUARES, str(font)))
    for number in range(1, pages + 1):
        canvas.setFont(_SQUARES, 9)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 45, _HEADER)
        if number % 3:
            _text_page(canvas, chance, 17)
        else:
            _text_page(canvas, chance, 0)
            _table(canvas, chance)
        canvas.setFont(_DIGITS, 9)
        canvas.drawCentredString(A4[0] / 2, 40, f"- {number} -")
        canvas.showPage()
    canvas.save()
    return path


def _text_page(canvas: Canvas, chance: random.Random, lines: int) -> None:
    y, words = A4[1] - 80, ""
    for _ in range(lines):
        while len(words) < 60:
            words += _sentence(chance)
        x, room = 80.0, A4[0] - 155
        while words:
            width = _width(words[0])
            if width > room:
                break
            room -= width
            canvas_font = _DIGITS if words[0].isascii() else _SQUARES
            run = 1
            while run < len(words) and words[run].isascii() == words[0].isascii():
                if room < _width(words[run]):
                    break
                room -= _width(words[run])
                run += 1
            canvas.setFont(canvas_font, 12)
            canvas.drawString(x, y, words[:run])
            x = A4[0] - 75 - room
            words = words[run:]
        y -= 22


def _width(char: str) -> float:
    return 6.0 if char.isascii() and char not in ".," else 3.0 if char.isascii() else 12.0


def _sentence(chance: random.Random) -> str:
    before, after = chance.randrange(10_000, 900_000), chance.randrange(10_000, 900_000)
    tasks = (chance.choice(_TASKS) for _ in range(3))
    share = chance.randrange(1, 9999) / 100
    return _SENTENCE.format(chance.choice(_UNITS), before / 100, after / 100, share, *tasks)


def _table(canvas: Canvas, chance: random.Random) -> None:
    rows = [list(_HEADS)]
    for n in range(1, 25):
        amounts = [f"{chance.randrange(100_000, 99_999_999) / 100:,.2f}" for _ in range(3)]
        rate, score = f"{chance.randrange(5000, 10000) / 100:.2f}%", f"{chance.randrange(10, 100) / 10}"
        rows.append([str(n), chance.choice(_TASKS)[:7], *amounts, "10", rate, score])
    style: list[Sequence[object]] = [
        ("FONT", (0, 0), (-1, -1), _DIGITS, 9),
        ("FONT", (0, 0), (-1, 0), _SQUARES, 9),
        ("FONT", (1, 0), (1, -1), _SQUARES, 9),
        ("ALIGN", (2, 1), (-1, -1), "RIGHT"),
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
    ]
    table = Table(rows, colWidths=[30, 80, 70, 70, 70, 35, 50, 35], rowHeights=21)
    table.setStyle(TableStyle(style))
    table.wrapOn(canvas, 0, 0)
    table.drawOn(canvas, 75, 70)


def raw_pdf(objects: Sequence[bytes], root: int = 1) -> bytes:
    """Return a PDF with these objects, numbered from 1, and a cross reference table."""
    data = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)
    return bytes(data)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data)


def page_of(
    content: bytes, box: bytes = b"0 0 595 842", more: bytes = b"", objects: Sequence[bytes] = ()
) -> bytes:
    """Return a PDF of one page with this content; /F1 is Helvetica, further objects are numbered from 6."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%b>>>>" % (
        box,
        more,
    )
    return raw_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page,
            stream(content),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            *objects,
        ]
    )
