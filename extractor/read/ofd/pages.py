"""Laid-out pages to content: the one place where this reader meets the geometry that fixed layouts share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.read.content import Content, Piece
from extractor.read.layout.frame import Box, Frame
from extractor.read.layout.leaf import Leaf, leaf_of
from extractor.read.layout.margins import strip
from extractor.read.layout.order import in_order
from extractor.read.layout.page import Glyph, Page, Rule

__all__ = ["Box", "Glyph", "Pages", "Rule", "Sheet"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed on one page, in points from the top left corner.

    `text` holds the glyphs by the turn (degrees clockwise) of the page in which they stand upright, in the
    coordinates of the page so turned; rules and fills (coloured areas) are those of the page as shown.
    """

    width: float
    height: float
    text: Mapping[int, Sequence[Glyph]]
    rules: Sequence[Rule] = ()
    fills: Sequence[Box] = ()


class Pages:
    """Gathers pages; their glyphs are kept as lines and tables only."""

    def __init__(self) -> None:
        self._leaves: list[Leaf] = []
        self._starts: list[int] = []
        self.cells = 0

    @property
    def count(self) -> int:
        """How many pages there are so far."""
        return len(self._leaves)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was read on any page."""
        return all(leaf.is_empty for leaf in self._leaves)

    def begin(self) -> None:
        """Begin another document: nothing of the one before goes on in it."""
        self._starts.append(self.count)

    def add(self, sheet: Sheet | None) -> None:
        """Take the next page, None for one that could not be read."""
        leaf = Leaf(self.count + 1) if sheet is None else leaf_of(_page(self.count + 1, sheet))
        self.cells += sum(len(grid.cells) for grid in leaf.grids)
        self._leaves.append(leaf)

    def content(self) -> Content:
        """Return the text of all pages in reading order."""
        margins = strip(self._leaves)
        return Content(tuple(self._pieces()), pages=self.count, margins=margins)

    def _pieces(self) -> Iterator[Piece]:
        tables = 0
        nothing = Leaf(0)
        for start, end in zip(self._starts, [*self._starts[1:], self.count], strict=True):
            most = tables
            for piece in in_order([*[nothing] * start, *self._leaves[start:end]] if end > start else []):
                number = piece.anchor.table
                if number is not None:
                    most = max(most, number + tables)
                    piece = replace(piece, anchor=replace(piece.anchor, table=number + tables))
                yield piece
            tables = most


def _page(number: int, sheet: Sheet) -> Page:
    """Turn a page so that most of its text stands upright."""
    shown = Frame(0, 0, sheet.width, sheet.height, 0)
    main = max(sheet.text, key=lambda turn: len(sheet.text[turn]), default=0)
    frame = shown.turned(main)
    return Page(
        number,
        frame,
        shown,
        tuple(sheet.text.get(main, ())),
        tuple(_turned(rule, shown, frame) for rule in sheet.rules) if main else tuple(sheet.rules),
        tuple(shown.moved(box, frame) for box in sheet.fills),
        {turn: list(glyphs) for turn, glyphs in sheet.text.items() if turn != main and glyphs},
    )


def _turned(rule: Rule, shown: Frame, frame: Frame) -> Rule:
    ends = (
        (rule.at, rule.start, rule.at, rule.end) if rule.upright else (rule.start, rule.at, rule.end, rule.at)
    )
    left, top, right, bottom = shown.moved(ends, frame)
    upright = right - left < bottom - top
    return Rule(True, left, top, bottom) if upright else Rule(False, top, left, right)
