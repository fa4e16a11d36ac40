"""PDF reports as Word prints them: justified lines, digits in another font and lower, ruled tables over pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from reader_content import Counter, Heading, Item, Words
from reader_truth import Grid, Truth
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

HEADER = "示例县财政支出绩效自评内部资料"
_FONT, _DIGITS = "STSong-Light", "Helvetica"
_SIZE, _LEADING, _DROP = 16.0, 28.0, 4.8  # points; digits stand lower than their line
_LEFT, _RIGHT, _TOP, _BOTTOM = 80.0, 520.0, 742.0, 90.0
_CELL, _ROW = 9.0, 12.0
_TOKEN = re.compile(r"[（(“‘《]*(?:[!-~]+|.)[，。、；：？！）”’》%…]*")
_FIGURES = frozenset("0123456789.,%")
_RUN = re.compile(r"[0-9.,%]+|[^0-9.,%]+")


class PdfReport:
    """A PDF report in the making, and what a person sees of it."""

    def __init__(self, path: Path, ruled: bool = True) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
        self.truth = Truth(margins=[HEADER])
        self.pages = 0
        self._ruled = ruled
        self._canvas = Canvas(str(path), pagesize=A4, invariant=True)
        self._counter = Counter()
        self._y = 0.0

    def write(self, items: Iterable[Item]) -> Truth:
        """Set all items and return what a person sees."""
        self._turn()
        for item in items:
            if isinstance(item, Heading):
                text = self._counter.next(item.level) + item.title
                self.truth.headings.append(text)
                self._paragraph(text)
            elif isinstance(item, Words):
                self.truth.paragraphs.append(item.text)
                self.truth.amounts += item.amounts
                self._paragraph(item.text)
            else:
                self.truth.grids.append(item)
                self._table(item)
        self._canvas.save()
        return self.truth

    def _turn(self) -> None:
        if self.pages:
            self._canvas.showPage()
        self.pages += 1
        self.truth.margins.append(f"—{self.pages}—")
        self._canvas.setFont(_FONT, 9)
        self._canvas.drawCentredString(A4[0] / 2, A4[1] - 50, HEADER)
        self._canvas.drawCentredString(A4[0] / 2, 45, f"— {self.pages} —")
        self._y = _TOP

    def _paragraph(self, text: str) -> None:
        lines = _broken(text, _SIZE, _RIGHT - _LEFT, 2 * _SIZE)
        for number, line in enumerate(lines):
            if self._y < _BOTTOM:
                self._turn()
            left = _LEFT + (0 if number else 2 * _SIZE)
            slack = _RIGHT - left - _width(line, _SIZE)
            full = number < len(lines) - 1 and len(line) > 1
            self._line(line, left, self._y, _SIZE, slack / (len(line) - 1) if full else 0.0, _DROP)
            self._y -= _LEADING

    def _line(self, line: str, x: float, y: float, size: float, spread: float, drop: float) -> None:
        for run in _RUN.findall(line):
            digits = run[0] in _FIGURES
            words = self._canvas.beginText(x, y - (drop if digits else 0))
            words.setFont(_DIGITS if digits else _FONT, size)
            words.setCharSpace(spread)
            words.textOut(run)
            self._canvas.drawText(words)
            x += _width(run, size) + spread * len(run)

    def _table(self, grid: Grid) -> None:
        edges = self._edges(grid)
        wrapped = [
            [
                _broken(cell, _CELL, b - a - 6) if cell else []
                for cell, a, b in zip(row, edges, edges[1:], strict=False)
            ]
            for row in grid.rows
        ]
        heights = [_ROW * max(1, *map(len, row)) + 6 for row in wrapped]
        self._y += _LEADING - _SIZE
        if self._y - sum(heights[: grid.header + 1]) < _BOTTOM - 20:
            self._turn()
        for number, height in enumerate(heights):
            if self._y - height < _BOTTOM - 20:
                if self._ruled:
                    self._canvas.line(_LEFT, self._y, _RIGHT, self._y)
                self._turn()
                for above in range(grid.header):
                    self._row(grid, wrapped, above, heights[above], edges)
            self._row(grid, wrapped, number, height, edges)
        self._y -= _LEADING

    def _edges(self, grid: Grid) -> list[float]:
        """Return where the columns begin and end; the names of a table without rules get three times the room."""
        shares = [1.0 if self._ruled else 3.0, *(1.0 for _ in grid.rows[0][1:])]
        size = (_RIGHT - _LEFT) / sum(shares)
        return [_LEFT + size * sum(shares[:n]) for n in range(len(shares) + 1)]

    def _row(
        self, grid: Grid, wrapped: list[list[list[str]]], number: int, height: float, edges: list[float]
    ) -> None:
        top, below = self._y, self._y - height
        for column, lines in enumerate(wrapped[number]):
            left, right = edges[column : column + 2]
            if not self._ruled:
                self._beams(grid, number, (left, top, right, below))
            else:
                self._rules(grid, number, column, (left, top, right, below))
            for place, line in enumerate(lines):
                self._line(line, left + 3, top - 3 - _CELL - place * _ROW, _CELL, 0.0, 0.0)
        self._y = below

    def _beams(self, grid: Grid, row: int, box: tuple[float, float, float, float]) -> None:
        """Draw the three lines that every second table without rules has."""
        left, top, right, below = box
        if len(self.truth.grids) % 2 == 0:
            if row == 0:
                self._canvas.line(left, top, right, top)
            if row in (grid.header - 1, len(grid.rows) - 1):
                self._canvas.line(left, below, right, below)

    def _rules(self, grid: Grid, row: int, column: int, box: tuple[float, float, float, float]) -> None:
        left, top, right, below = box
        first = grid.covered.get((row, column), (row, column))
        if first[0] == row or row == grid.header or top == _TOP:
            self._canvas.line(left, top, right, top)
        if first[1] == column:
            self._canvas.line(left, top, left, below)
        if column == len(grid.rows[0]) - 1:
            self._canvas.line(right, top, right, below)
        if row in (len(grid.rows) - 1, grid.header - 1):
            self._canvas.line(left, below, right, below)


def _broken(text: str, size: float, room: float, indent: float = 0.0) -> list[str]:
    lines: list[str] = []
    line = ""
    for token in _TOKEN.findall(text):
        if line and _width(line + token, size) > room - (0 if lines else indent):
            lines.append(line)
            line = ""
        line += token
    return [*lines, line]


def _width(text: str, size: float) -> float:
    return float(
        sum(
            pdfmetrics.stringWidth(run, _DIGITS if run[0] in _FIGURES else _FONT, size)
            for run in _RUN.findall(text)
        )
    )
