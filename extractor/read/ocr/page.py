"""One picture of a page to paragraphs and table cells in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image

from extractor.document import Anchor
from extractor.errors import ReadError
from extractor.read.content import Piece
from extractor.read.limits import Limits
from extractor.read.ocr import engine, paragraphs, rules
from extractor.read.ocr.boxes import Box, around
from extractor.read.ocr.clean import cleaned
from extractor.read.ocr.crops import Cutter
from extractor.read.ocr.grid import Cell, Grid, grid
from extractor.read.ocr.lines import Line, Word, even_sizes, lines
from extractor.read.ocr.pages import Reading, together
from extractor.read.ocr.strokes import read_line
from extractor.read.ocr.turn import Upright, upright

_Part = tuple[Piece, bool, bool]  # begins, ends within a paragraph if it is the first, the last
_VIA = "ocr"
_FINEST = 4.2  # pixels per point (300 dpi) beyond which nothing is gained
_DOUBTFUL = 0.8  # how sure a word must be
_ZONE = 0.1  # share of the page height at either end where page numbers stand
_PADDING = 5.7  # points between rule and text on both sides of a cell, as Word and others set it
_SIDE = r"[-—－–─~·•.\s]*"
_PAGE_NUMBER = re.compile(
    rf"{_SIDE}第?\s*(?:\d{{1,4}}|[一二三四五六七八九十百]{{1,5}})\s*页?(?:\s*[/／,，]?\s*共?\s*\d{{1,4}}\s*页?)?{_SIDE}"
)

__all__ = ["Reading", "read_image", "read_page", "together"]


@dataclass(frozen=True, slots=True)
class _Text:
    """What was read of one line, and where that belongs."""

    word: Word
    grid: int | None
    cell: Cell | None


def read_image(image: Image.Image, number: int, scale: float, limits: Limits) -> list[Piece]:
    """Return the paragraphs and cells of a page; `scale` is pixels per point.

    Raises ReadError: too_large, missing_tool.
    """
    return list(read_page(image, number, scale, limits).pieces)


def read_page(image: Image.Image, number: int, scale: float, limits: Limits) -> Reading:
    """Read a page as `read_image` does, with what joining pages and judging them needs."""
    if image.width * image.height > limits.pixels:
        raise ReadError(
            "too_large", f"第{number}页的图片超过 {limits.pixels // 10_000} 万像素，请降低分辨率后再提交。"
        )
    image, finest = _reduced(image, scale)
    grey = cleaned(image, finest)
    page = upright(grey, engine.find(grey, finest))
    groups = rules.find(page.grey, finest)
    found = [(made, group) for group in groups if (made := grid(group, finest))]
    grids = [made for made, _ in found]
    clean = rules.wipe(page.grey, [group for _, group in found])
    texts = list(_texts(clean, Cutter(clean, grids, page.boxes, finest)))
    return _Composer(page, grids, texts, number, finest, scale).reading()


def _reduced(image: Image.Image, scale: float) -> tuple[Image.Image, float]:
    if scale <= _FINEST:
        return image, scale
    factor = _FINEST / scale
    size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
    if image.mode in ("1", "P", "PA"):
        image = image.convert("RGBA" if "transparency" in image.info else "RGB" if image.mode != "1" else "L")
    return image.resize(size, Image.Resampling.BOX), _FINEST


def _texts(grey: engine.Grey, cutter: Cutter) -> Iterator[_Text]:
    for crop in cutter.crops():
        text, sure = read_line(cutter.picture(grey, crop), cutter.em)
        if text:
            yield _Text(Word(text, crop.ink.scaled(1 / cutter.scale), sure), crop.grid, crop.cell)


class _Composer:
    """Puts the words of one page into cells, lines and paragraphs. Lengths are in points of the upright page."""

    def __init__(
        self,
        page: Upright,
        grids: Sequence[Grid],
        texts: Sequence[_Text],
        number: int,
        finest: float,
        scale: float,
    ) -> None:
        self._page = page
        self._grids = grids
        self._texts = texts
        self._number = number
        self._finest = finest
        self._scale = scale
        self._height, self._width = (extent / finest for extent in page.grey.shape)

    def reading(self) -> Reading:
        """Return what the page says."""
        free = even_sizes(lines(text.word for text in self._texts if text.cell is None))
        free = self._without_number(free)
        parts: list[tuple[float, list[_Part]]] = []
        tables = [table.box.scaled(1 / self._finest) for table in self._grids]
        spans = paragraphs.measure(free, self._width)
        for stretch in _stretches(free, tables):
            for group in paragraphs.groups(stretch, spans):
                ends = paragraphs.continues(group[0], spans), paragraphs.breaks_off(group[-1], spans)
                parts.append((group[0].box.top, [(self._paragraph(group), *ends)]))
        for number in range(len(tables)):
            parts.append((tables[number].top, [(cell, False, False) for cell in self._cells(number)]))
        parts.sort(key=lambda part: part[0])
        found = [part for _, group in parts for part in group]
        pieces, starts, stops = zip(*found, strict=True) if found else ((), (), ())
        doubtful = sum(text.word.sure < _DOUBTFUL for text in self._texts)
        return Reading(
            tuple(pieces),
            len(self._texts),
            doubtful,
            begun=bool(starts) and starts[0],
            open=bool(stops) and stops[-1],
            height=self._height,
            starts=tuple(starts),
            stops=tuple(stops),
        )

    def _without_number(self, free: list[Line]) -> list[Line]:
        """Drop a page number above or below everything else."""
        tops = [text.word.box.top for text in self._texts]
        for n in (-1, 0):
            if not free:
                break
            line = free[n]
            low = line.box.top > (1 - _ZONE) * self._height and line.box.top >= max(tops) - line.size
            high = line.box.bottom < _ZONE * self._height and line.box.top <= min(tops) + line.size
            if (low or high) and _PAGE_NUMBER.fullmatch(line.text):
                free = free[:-1] if n else free[1:]
        return free

    def _paragraph(self, group: Sequence[Line]) -> Piece:
        box = around(line.box for line in group)
        anchor = Anchor(page=self._number, box=self._place(box))
        return Piece(paragraphs.joined(group), anchor, size=group[0].size, via=_VIA)

    def _cells(self, number: int) -> Iterator[Piece]:
        words: dict[tuple[int, int], list[Word]] = {}
        for text in self._texts:
            if text.grid == number and text.cell:
                words.setdefault((text.cell.row, text.cell.column), []).append(text.word)
        for cell in self._grids[number].cells:
            box = cell.box.scaled(1 / self._finest)
            held = even_sizes(lines(words.get((cell.row, cell.column), [])))
            anchor = Anchor(
                page=self._number,
                box=self._place(box),
                table=number + 1,
                row=cell.row,
                column=cell.column,
                row_span=cell.row_span,
                column_span=cell.column_span,
            )
            content = paragraphs.in_cell(held, box.width - 2 * _PADDING)
            yield Piece(content, anchor, "cell", size=held[0].size if held else None, via=_VIA)

    def _place(self, box: Box) -> tuple[float, float, float, float]:
        """Return a box in points of the page as it came, before it was turned."""
        whole = Box(0, 0, self._width, self._height)
        origin = self._page.origin(box.common(whole).scaled(self._finest)).scaled(1 / self._finest)
        return round(origin.x0, 1), round(origin.top, 1), round(origin.x1, 1), round(origin.bottom, 1)


def _stretches(free: Sequence[Line], tables: Sequence[Box]) -> Iterator[list[Line]]:
    """Divide lines where a table stands between them."""
    stretch: list[Line] = []
    for line in free:
        if stretch and any(stretch[-1].box.top < table.top < line.box.top for table in tables):
            yield stretch
            stretch = []
        stretch.append(line)
    if stretch:
        yield stretch
