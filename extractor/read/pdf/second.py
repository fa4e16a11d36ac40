"""pdfplumber as the second reader: it finds the cells where rules and white space together make a table."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from extractor.read.pdf.page import Page, Rule

if TYPE_CHECKING:
    import pdfplumber.page
    import pdfplumber.pdf

_MEET = 5  # points between edges that still cross
_SHORTEST = 6  # points of an edge

Box = tuple[float, float, float, float]


class SecondReader:
    """Opens the PDF with pdfplumber, which is slow to load and to read, when a page first asks for it."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._pdf: pdfplumber.pdf.PDF | None = None

    def cells(self, page: Page, box: Box, edges: Sequence[Rule]) -> list[Box]:
        """Return the cells that the page's own rules and `edges` make inside `box`, in points as shown.

        Nothing where pdfplumber cannot read the page.
        """
        try:
            return self._cells(page, box, edges)
        except Exception:
            # PDFium has read the page: what pdfplumber trips over costs a table's form, not the text.
            return []

    def _cells(self, shown: Page, box: Box, edges: Sequence[Rule]) -> list[Box]:
        page = self._page(shown.number)
        left, top, right, bottom = page.bbox
        dx, dy = left - shown.sheet[0], top - shown.sheet[1]
        area = (
            max(left, box[0] + dx - 1),
            max(top, box[1] + dy - 1),
            min(right, box[2] + dx + 1),
            min(bottom, box[3] + dy + 1),
        )
        settings = {
            "explicit_vertical_lines": _lines((e for e in edges if e.upright), dx, dy),
            "explicit_horizontal_lines": _lines((e for e in edges if not e.upright), dx, dy),
            "intersection_tolerance": _MEET,
            "edge_min_length": _SHORTEST,
        }
        found = [table.cells for table in page.crop(area).find_tables(settings)]
        page.close()
        largest = max(found, key=len, default=[])
        return [(x0 - dx, y0 - dy, x1 - dx, y1 - dy) for x0, y0, x1, y1 in largest]

    def close(self) -> None:
        """Close the PDF where it was opened."""
        if self._pdf is not None:
            self._pdf.close()

    def _page(self, number: int) -> pdfplumber.page.Page:
        import pdfplumber

        if self._pdf is None:
            # Its warnings on odd files mean nothing to a user: PDFium has read them.
            logging.getLogger("pdfminer").setLevel(logging.ERROR)
            self._pdf = pdfplumber.open(io.BytesIO(self._data))
        return self._pdf.pages[number - 1]


def _lines(edges: Iterable[Rule], dx: float, dy: float) -> list[dict[str, object]]:
    return [_line(*_ends(edge), dx, dy) for edge in edges]


def _ends(edge: Rule) -> Box:
    if edge.upright:
        return edge.at, edge.start, edge.at, edge.end
    return edge.start, edge.at, edge.end, edge.at


def _line(x0: float, top: float, x1: float, bottom: float, dx: float, dy: float) -> dict[str, object]:
    return {
        "object_type": "line",
        "x0": x0 + dx,
        "x1": x1 + dx,
        "top": top + dy,
        "bottom": bottom + dy,
        "width": x1 - x0,
        "height": bottom - top,
    }
