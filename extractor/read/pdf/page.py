"""One page as PDFium sees it: glyphs and rules, in points from the top left corner."""

from __future__ import annotations

import pypdfium2

from extractor.read.layout.frame import Frame
from extractor.read.layout.page import Glyph, Page
from extractor.read.pdf.glyphs import Printed, printed
from extractor.read.pdf.rules import drawn

_FEW_OUTLINES = 30  # filled shapes with curves that may well be an emblem


def load(document: pypdfium2.PdfDocument, index: int) -> Page:
    """Read one page, counted from 0."""
    page = document[index]
    try:
        return _read(page, index + 1)
    finally:
        page.close()


def _read(page: pypdfium2.PdfPage, number: int) -> Page:
    shown = _frame(page)
    text = printed(page, shown)
    drawing = drawn(page, text.frame)
    visible = _visible(text)
    area = max(1.0, text.frame.width * text.frame.height)
    return Page(
        number,
        text.frame,
        shown,
        tuple(visible),
        tuple(drawing.rules),
        tuple(drawing.fills),
        text.aside,
        text.slanting,
        len(text.glyphs) - len(visible),
        text.unknown,
        sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in drawing.pictures) / area,
        drawing.outlines > _FEW_OUTLINES,
        text.cut or drawing.cut,
    )


def _visible(text: Printed) -> list[Glyph]:
    """Leave out what stands beyond the visible part of the page."""
    if text.inside:
        return text.glyphs
    width, height = text.frame.width, text.frame.height
    return [
        g for g in text.glyphs if -g.size < g.x0 < width and g.x1 > -g.size and 0 < g.base < height + g.size
    ]


def _frame(page: pypdfium2.PdfPage) -> Frame:
    """Return the frame in which a viewer shows the page."""
    left, low, right, high = page.get_bbox()  # the crop box within the media box, as PDFium shows it
    return Frame(left, low, right, high, page.get_rotation() % 360)
