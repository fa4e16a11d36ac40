"""One page as PDFium sees it: glyphs and rules, in points from the top left corner."""

from __future__ import annotations

from dataclasses import dataclass, field

import pypdfium2

from extractor.read.pdf.frame import Box, Frame
from extractor.read.pdf.glyphs import Glyph, Printed, printed
from extractor.read.pdf.rules import Rule, drawn

__all__ = ["Glyph", "Page", "Rule", "load"]

_FEW_UNKNOWN = 5  # characters without a meaning: bullets and the like
_MANY_UNKNOWN = 0.08  # share beyond which a page cannot be read: the rest are the digits of another font
_FEW_OUTLINES = 30  # filled shapes with curves that may well be an emblem


@dataclass(frozen=True, slots=True)
class Page:
    """What is printed on one page.

    The page is turned so that most of its text stands upright; `shown` is the frame of the viewer, `frame`
    that of the glyphs and rules. `aside` holds the glyphs turned otherwise, in frames of their own; `slanting`
    the words drawn across the page, which are left out; `outside` counts glyphs beyond its visible part, `unknown`
    those whose meaning the file does not tell.
    """

    number: int
    frame: Frame
    shown: Frame
    glyphs: tuple[Glyph, ...] = ()
    rules: tuple[Rule, ...] = ()
    fills: tuple[Box, ...] = ()
    aside: dict[int, list[Glyph]] = field(default_factory=dict)
    slanting: str = ""
    outside: int = 0
    unknown: int = 0
    pictured: float = 0  # share of the page that pictures cover
    outlined: bool = False
    cut: bool = False

    @property
    def width(self) -> float:
        """Width in points, turned."""
        return self.frame.width

    @property
    def is_unreadable(self) -> bool:
        """Whether so many characters have no meaning that the text is none."""
        return self.unknown > max(_FEW_UNKNOWN, _MANY_UNKNOWN * len(self.glyphs)) or (
            0 < self.unknown >= len(self.glyphs)
        )

    @property
    def height(self) -> float:
        """Height in points, turned."""
        return self.frame.height


def load(document: pypdfium2.PdfDocument, index: int) -> Page:
    """Read one page, counted from 0."""
    page = document[index]
    try:
        return _read(page, index + 1)
    finally:
        page.close()


def _read(page: pypdfium2.PdfPage, number: int) -> Page:
    shown = Frame.of(page)
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
