"""Ruled tables drawn at random, in all the ways in which programs draw rules; with what each cell holds."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

_WORDS = (
    *("基本支出", "项目支出", "公务接待费", "其中：财政拨款", "年初预算数"),
    *("农村饮水安全", "合计", "水利局", "“三公”经费"),
)
_FONTS = ("STSong-Light", "Times-Roman", "Helvetica", "Courier")


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell: its place and spans, counted from 0, and its words."""

    row: int
    column: int
    tall: int
    wide: int
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A table to be drawn: widths, heights, cells."""

    widths: tuple[float, ...]
    heights: tuple[float, ...]
    spots: tuple[Spot, ...]

    def box(self, spot: Spot, left: float, top: float) -> tuple[float, float, float, float]:
        """Return left, bottom, right and top of a cell, the table's corner being at (left, top)."""
        xs = [left, *accumulate(self.widths, initial=left)][1:]
        ys = [top, *(top - height for height in accumulate(self.heights))]
        return xs[spot.column], ys[spot.row + spot.tall], xs[spot.column + spot.wide], ys[spot.row]


def random_table(chance: random.Random, merges: int = 3) -> Drawing:
    """Return a table of 2 to 7 columns and 2 to 9 rows with some merged and some empty cells."""
    columns, rows = chance.randint(2, 7), chance.randint(2, 9)
    widths = tuple(chance.choice((45.0, 60.0, 66.0)) for _ in range(columns))
    heights = tuple(chance.choice((18.0, 22.0, 30.0)) for _ in range(rows))
    taken: dict[tuple[int, int], Spot] = {}
    spots: list[Spot] = []
    for _ in range(chance.randint(0, merges)):
        tall, wide = chance.randint(1, min(3, rows - 1)), chance.randint(1, min(3, columns - 1))
        row, column = chance.randint(1, rows - tall), chance.randint(0, columns - wide)
        fields = [(r, c) for r in range(row, row + tall) for c in range(column, column + wide)]
        if not any(field in taken for field in fields):
            spot = Spot(row, column, tall, wide, _text(chance, 45.0))
            spots.append(spot)
            taken |= dict.fromkeys(fields, spot)
    for row in range(rows):
        for column in range(columns):
            if (row, column) not in taken:
                empty = row > 0 and chance.random() < 0.1
                spots.append(Spot(row, column, 1, 1, "" if empty else _text(chance, widths[column])))
    return Drawing(widths, heights, tuple(sorted(spots, key=lambda s: (s.row, s.column))))


def _text(chance: random.Random, width: float) -> str:
    if chance.random() < 0.5:
        return chance.choice(_WORDS)[: int(width / 10)]
    number = chance.randrange(1, 10 ** chance.randint(3, 7)) / 100
    return f"{number:,.2f}" if chance.random() < 0.8 else f"{number % 100:.1f}%"


Border = Callable[[Canvas, float, float, float, float], None]


def _lines(canvas: Canvas, left: float, low: float, right: float, high: float) -> None:
    for ends in (
        (left, low, right, low),
        (left, high, right, high),
        (left, low, left, high),
        (right, low, right, high),
    ):
        canvas.line(*ends)


def _rectangle(canvas: Canvas, left: float, low: float, right: float, high: float) -> None:
    canvas.rect(left, low, right - left, high - low)


def _thin_fills(canvas: Canvas, left: float, low: float, right: float, high: float) -> None:
    for y in (low, high):
        canvas.rect(left, y - 0.25, right - left, 0.5, stroke=0, fill=1)
    for x in (left, right):
        canvas.rect(x - 0.25, low, 0.5, high - low, stroke=0, fill=1)


def _double(canvas: Canvas, left: float, low: float, right: float, high: float) -> None:
    _lines(canvas, left - 0.8, low - 0.8, right + 0.8, high + 0.8)
    _lines(canvas, left + 0.8, low + 0.8, right - 0.8, high - 0.8)


def _dashed(canvas: Canvas, left: float, low: float, right: float, high: float) -> None:
    canvas.setDash(3, 2)
    _lines(canvas, left, low, right, high)
    canvas.setDash()


def _pieces(canvas: Canvas, left: float, low: float, right: float, high: float) -> None:
    for y in (low, high):
        for x in _steps(left, right):
            canvas.line(x, y, min(x + 4, right), y)
    for x in (left, right):
        for y in _steps(low, high):
            canvas.line(x, y, x, min(y + 4, high))


def _steps(start: float, end: float) -> Iterator[float]:
    while start < end - 1:
        yield start
        start += 6


def _background(canvas: Canvas, left: float, low: float, right: float, high: float) -> None:
    canvas.saveState()
    canvas.setFillColor(HexColor("#dde8f4"))
    canvas.rect(left, low, right - left, high - low, stroke=0, fill=1)
    canvas.restoreState()


BORDERS: dict[str, Border] = {
    "lines": _lines,
    "rectangles": _rectangle,
    "thin fills": _thin_fills,
    "double": _double,
    "dashed": _dashed,
    "pieces": _pieces,
    "backgrounds": _background,
}


def draw(
    canvas: Canvas, table: Drawing, left: float, top: float, border: Border, size: float, font: str
) -> None:
    """Draw a table with its words; digits in `font`, Chinese in STSong-Light."""
    for spot in table.spots:
        border(canvas, *table.box(spot, left, top))
    for spot in table.spots:
        x, _, _, high = table.box(spot, left, top)
        canvas.setFont(font if spot.text.isascii() else "STSong-Light", size)
        canvas.drawString(x + 4, high - 4 - size, spot.text)


def tables_pdf(path: Path, canvas: Canvas, seed: int, pages: int) -> Path:
    """Write pages with two random tables each, one border after the other; the last pages in form XObjects."""
    chance = random.Random(seed)
    names = list(BORDERS)
    for page in range(pages):
        in_form = page >= pages - 3
        if in_form:
            canvas.beginForm(f"form{page}")
        for place in range(2):
            table = random_table(chance)
            font, size = chance.choice(_FONTS), chance.choice((7.0, 8.0, 9.0))
            border = BORDERS[names[(2 * page + place) % len(names)]]
            left = 50 + chance.random() * 40 + 5 * place
            draw(canvas, table, left, A4[1] - 60 - 360 * place, border, size, font)
        if in_form:
            canvas.endForm()
            canvas.doForm(f"form{page}")
        canvas.showPage()
    canvas.save()
    return path


def html_tables(seed: int, count: int) -> str:
    """Return a page with so many random tables, borders collapsed or apart."""
    chance = random.Random(seed)
    parts = []
    for number in range(count):
        table = random_table(chance)
        rows = "".join(f"<tr>{_html_row(table.spots, row)}</tr>" for row in range(len(table.heights)))
        collapse = ("collapse", "collapse", "separate; border-spacing: 0")[number % 3]
        columns = "".join(f"<col style='width:{width}pt'>" for width in table.widths)
        parts.append(
            f"<p>表{number + 1}</p><table style='border-collapse:{collapse};break-inside:avoid;"
            f"table-layout:fixed;width:{sum(table.widths)}pt'>{columns}{rows}</table>"
        )
    style = "td{border:1px solid black;padding:2pt;font:8pt serif} p{break-after:avoid}"
    return (
        f"<html><head><meta charset='utf-8'><style>{style}</style></head><body>{''.join(parts)}</body></html>"
    )


def _html_row(spots: Sequence[Spot], row: int) -> str:
    return "".join(
        f"<td rowspan={spot.tall} colspan={spot.wide}>{spot.text or '&nbsp;'}</td>"
        for spot in spots
        if spot.row == row
    )
