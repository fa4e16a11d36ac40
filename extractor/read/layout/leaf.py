"""One page ready to be put in order: its lines, its tables, or what was recognised on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractor.read import wrapping
from extractor.read.layout import open_tables, tables, unruled
from extractor.read.layout.columns import Placed, placed
from extractor.read.layout.frame import Frame
from extractor.read.layout.grid import Grid
from extractor.read.layout.lines import Line, lines
from extractor.read.layout.loose_rest import first_rows
from extractor.read.layout.loose_rows import LooseRow
from extractor.read.layout.page import Page

if TYPE_CHECKING:
    from extractor.read.ocr.page import Reading

_FEW = 30  # characters on a scan that may be a stamp or a page number printed on it
_EMBLEM = 0.01  # share of a page that a picture without meaning covers at most
_SCAN = 0.4  # share that a scan covers at least


@dataclass(slots=True)
class Leaf:
    """What was read on one page.

    Places are those of `frame`, in which the text stands upright; `shown` is what a viewer shows. `upright`
    holds the lines that stand upright for the viewer of a page whose text is turned: its header and footer.
    """

    number: int
    frame: Frame | None = None
    shown: Frame | None = None
    lines: list[Placed] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    upright: list[Line] = field(default_factory=list)
    reading: Reading | None = None
    first: tuple[LooseRow, ...] = ()  # lines at its top that may be the rest of a table without rules

    @property
    def width(self) -> float:
        """Width in points."""
        return self.frame.width if self.frame else 0

    @property
    def height(self) -> float:
        """Height in points."""
        return self.frame.height if self.frame else 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was read."""
        return not (self.lines or self.grids or self.upright or self.reading)

    def items(self) -> list[Placed | Grid]:
        """Return lines and tables in reading order."""
        items: list[Placed | Grid] = list(self.lines)
        for grid in sorted(self.grids, key=lambda grid: grid.bottom):
            behind = (n for n, item in enumerate(items) if isinstance(item, Placed) and _is_below(item, grid))
            items.insert(next(behind, len(items)), grid)
        return items


def _is_below(item: Placed, grid: Grid) -> bool:
    line, column = item.line, item.column
    beside = column is not None and (column[1] < grid.xs[0] or grid.xs[-1] < column[0])
    return line.bottom > grid.bottom and not beside


def leaf_of(page: Page) -> Leaf:
    """Find the lines and tables of a page."""
    found = open_tables.completed(tables.find(page), page)
    text = placed(found.outside, page.number)
    if unruled.looks_tabular(text):
        whole = unruled.completed(found, page, text)
        if len(whole.grids) > len(found.grids):
            found, text = whole, placed(whole.outside, page.number)
    grids = [grid for grid in found.grids if any(cell.text for cell in grid.cells)]
    made = Leaf(page.number, page.frame, page.shown, text, grids, first=first_rows(found.outside, text))
    for turn, glyphs in page.aside.items():
        frame = page.frame.turned(turn)
        own = lines(glyphs, page.number)
        if turn == page.shown.turn:
            made.upright = own
        else:
            _add(made, _moved(own, frame, page.frame))
    for grid in grids:
        grid.forget()
    return made


def settle(made: Leaf, kept: Iterable[Line]) -> None:
    """Put those of the upright lines that are no header or footer where they stand."""
    if made.frame and made.shown:
        _add(made, _moved(kept, made.shown, made.frame))


def lack(page: Page, made: Leaf) -> str:
    """Say why the text of a page cannot be used, in the words of a note; empty where it can."""
    if page.is_unreadable:
        return "的文字没有编码信息，读出来是乱码"
    if made.is_empty:
        scan = "没有文字，可能是扫描图片" if page.pictured > _EMBLEM else ""
        return scan or ("的文字画成了图形" if page.outlined else "")
    few = not made.grids and sum(len(item.line.text) for item in made.lines) < _FEW
    return "几乎没有文字，可能是扫描图片" if few and page.pictured > _SCAN else ""


def _moved(found: Iterable[Line], old: Frame, new: Frame) -> list[Line]:
    moved = []
    for line in found:
        x0, top, x1, bottom = old.moved(line.box, new)
        moved.append(line._replace(x0=x0, x1=x1, edge=x1, top=top, bottom=bottom, base=bottom))
    return moved


def _add(made: Leaf, found: Iterable[Line]) -> None:
    """Put lines that are turned otherwise into the cells they stand in, or among the other lines."""
    for line in found:
        x, y = (line.x0 + line.x1) / 2, (line.top + line.bottom) / 2
        cell = next((cell for grid in made.grids if (cell := grid.cell_at(x, y))), None)
        if cell:
            cell.text = wrapping.join(cell.text, line.text.strip())
            cell.lines = cell.lines or [line]
        else:
            after = (n for n, item in enumerate(made.lines) if item.line.base > line.base)
            made.lines.insert(next(after, len(made.lines)), Placed(line))
