"""What is printed on one page: glyphs and rules, in points from the top left corner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from extractor.read.layout.frame import Box, Frame

_ASCENT, _DESCENT = 0.88, 0.12  # the em box of a Chinese character around its base line
_FEW_UNKNOWN = 5  # characters without a meaning: bullets and the like
_MANY_UNKNOWN = 0.08  # share beyond which a page cannot be read: the rest are the digits of another font


class Glyph(NamedTuple):
    """One character with its em box: the font's own height does not enter.

    A named tuple because pages hold thousands: it is made several times faster than a dataclass.
    """

    char: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool = False

    @property
    def top(self) -> float:
        """Upper edge of the em box."""
        return self.base - _ASCENT * self.size

    @property
    def bottom(self) -> float:
        """Lower edge of the em box."""
        return self.base + _DESCENT * self.size


LEVEL = itemgetter(Glyph._fields.index("base"), Glyph._fields.index("size"))  # what a printed row shares


def heights(glyphs: Iterable[Glyph]) -> tuple[float, float]:
    """Return the upper and the lower edge of the em boxes of at least one glyph."""
    looks = {LEVEL(glyph): glyph for glyph in glyphs}.values()
    return min([glyph.top for glyph in looks]), max([glyph.bottom for glyph in looks])


class Rule(NamedTuple):
    """A straight line: `at` on the axis it crosses, from `start` to `end` along its own."""

    upright: bool
    at: float
    start: float
    end: float


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
