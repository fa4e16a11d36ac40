"""Where words stand on the pages of a PDF, letter by letter, in the coordinates of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractor.annotate.marks import Mark
from extractor.read.layout.frame import Box, Frame
from extractor.read.layout.page import Glyph
from extractor.read.pdf.page import load

if TYPE_CHECKING:
    import pypdfium2

_BEFORE, _BEHIND = 12, 6  # letters around a figure by which it is told from its equals
_ROW = 0.5  # of a letter's size: letters whose base lines are nearer stand in one row
_MARGIN = 1.5  # points around a block's box
_LEAST = 2.0  # points: a box is never thinner


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter and its box as the viewer shows it, in points from the top left corner; `turn` is how it stands upright."""

    char: str
    box: Box
    turn: int

    def is_in(self, box: Box) -> bool:
        """Tell whether its middle lies inside a box."""
        x, y = (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2
        return box[0] - _MARGIN <= x <= box[2] + _MARGIN and box[1] - _MARGIN <= y <= box[3] + _MARGIN


@dataclass(frozen=True, slots=True)
class Place:
    """The boxes of a mark, one for each row of it, as (left, low, right, high) of the file.

    `shown` is how a viewer turns the page; in `frame` the words stand upright, whatever the viewer makes of it.
    """

    page: int
    boxes: tuple[Box, ...]
    frame: Frame
    shown: Frame
    is_exact: bool


class Letters:
    """The letters of the pages of one document; a page that was asked for lately is at hand."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self._document = document
        self._pages: dict[int, tuple[Frame, list[Letter]]] = {}

    def of(self, page: int) -> tuple[Frame, list[Letter]]:
        """Return the frame in which a viewer shows a page, counted from 1, and its letters as they were printed."""
        if page not in self._pages:
            if len(self._pages) > 2:
                del self._pages[next(iter(self._pages))]
            read = load(self._document, page - 1)
            turned = [(read.frame, read.glyphs), *((read.frame.turned(t), g) for t, g in read.aside.items())]
            letters = [letter for frame, glyphs in turned for letter in _shown(frame, read.shown, glyphs)]
            self._pages[page] = read.shown, letters
        return self._pages[page]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._document)


def _shown(frame: Frame, shown: Frame, glyphs: Sequence[Glyph]) -> Iterator[Letter]:
    for glyph in _in_rows(glyphs):
        box = frame.moved((glyph.x0, glyph.top, glyph.x1, glyph.bottom), shown)
        yield from (Letter(char, box, frame.turn) for char in glyph.char if not char.isspace())


def _in_rows(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return glyphs row by row, from left to right."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.base):
        if rows and glyph.base - rows[-1][0].base < _ROW * max(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [glyph for row in rows for glyph in sorted(row, key=lambda g: g.x0)]


def place_of(letters: Letters, mark: Mark, text: str) -> Place | None:
    """Return where the words of a mark stand, or the block around them; None where neither is known."""
    if mark.page is None or not 1 <= mark.page <= letters.pages:
        return None
    frame, printed = letters.of(mark.page)
    wanted, before, behind = _context(mark, text)
    if wanted:
        inside = [each for each in printed if mark.box is None or each.is_in(mark.box)]
        # A block may go on on the next page.
        for page, among in ((mark.page, inside), (mark.page, printed), (mark.page + 1, None)):
            if among is None:
                if page > letters.pages:
                    continue
                frame, among = letters.of(page)
            found = _found(among, wanted, before, behind)
            if found:
                return Place(page, tuple(_boxes(found, frame)), frame.turned(found[0].turn), frame, True)
    frame, _ = letters.of(mark.page)
    if mark.box is None:
        return None
    return Place(mark.page, (_original(mark.box, frame),), frame, frame, False)


def _context(mark: Mark, text: str) -> tuple[str, str, str]:
    """Return the letters of a mark's words and of those around them in their block."""
    words = _letters(mark.span.of(text))
    before = _letters(text[mark.block.start : mark.span.start])
    behind = _letters(text[mark.span.end : mark.block.end])
    return words, before, behind


def _letters(words: str) -> str:
    return "".join(words.split())


def _found(letters: Sequence[Letter], wanted: str, before: str, behind: str) -> Sequence[Letter]:
    """Return the letters of words: where they stand once, or once between these others."""
    # One letter may be several characters, so places are counted in characters of the letters themselves.
    line = "".join(each.char for each in letters)
    near, next_ = before[-_BEFORE:], behind[:_BEHIND]
    # The whole block, what of it is on this page, the nearest words, the words alone.
    whole = ((before, behind), (before, ""), ("", behind))
    some = ((near, next_), (near, ""), ("", next_), (near[-3:], next_[:1]), ("", ""))
    for left, right in (*whole, *some):
        around = left + wanted + right
        at = line.find(around)
        if at >= 0 and line.find(around, at + 1) < 0:
            start = at + len(left)
            return letters[start : start + len(wanted)]
    return ()


def _boxes(letters: Sequence[Letter], frame: Frame) -> Iterator[Box]:
    """Yield one box for each row of letters, in the coordinates of the file."""
    row: list[Letter] = []
    for letter in letters:
        if row and not _is_beside(row[-1], letter):
            yield _original(_around(row), frame)
            row = []
        row.append(letter)
    yield _original(_around(row), frame)


def _is_beside(first: Letter, second: Letter) -> bool:
    """Tell whether two letters stand in one row, or in one column where the page is turned."""
    across = min(first.box[3], second.box[3]) - max(first.box[1], second.box[1])
    along = min(first.box[2], second.box[2]) - max(first.box[0], second.box[0])
    high = min(first.box[3] - first.box[1], second.box[3] - second.box[1])
    wide = min(first.box[2] - first.box[0], second.box[2] - second.box[0])
    return across > high / 2 or along > wide / 2


def _around(letters: Sequence[Letter]) -> Box:
    boxes = [letter.box for letter in letters]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _original(box: Box, frame: Frame) -> Box:
    (ax, ay), (bx, by) = frame.original(box[0], box[1]), frame.original(box[2], box[3])
    left, low, right, high = min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
    return left, low, max(right, left + _LEAST), max(high, low + _LEAST)
