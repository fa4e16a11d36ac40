"""Text objects to glyphs (GB/T 33190-2016, clause 11): every character is placed by offsets, none by its font."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import atan2, degrees, hypot

from extractor.read.container import Element
from extractor.read.ofd.pages import Glyph
from extractor.read.ofd.values import (
    POINTS,
    Matrix,
    children,
    number,
    offsets,
    placement,
    product,
    switch,
    turning,
)
from extractor.read.wrapping import columns, is_han

_ESCAPED = re.compile(r"\\([0-9A-Fa-f]{4})")
_BROKEN = re.compile(r"\s*[\r\n]\s*")
_HEAVY = 600  # weight from which type is bold
_SLANT = 4.0  # degrees off the axes from which words lie across the page
_NARROW, _CAPITALS, _BROAD = "iljtfI.,:;'!|()[]` ", "ABCDEFGHKNOPQRSUVXYZw&", "MW%@m"


@dataclass(frozen=True, slots=True)
class Words:
    """The glyphs of one text object, in points of the page turned by `turn` degrees, in which they stand upright.

    `across`: they lie askew, as watermarks do.
    """

    glyphs: tuple[Glyph, ...]
    turn: int = 0
    across: bool = False


def words_of(
    element: Element, bold_fonts: Mapping[str, bool], outer: Matrix, size: tuple[float, float]
) -> Words | None:
    """Return the glyphs of a text object on a page of this size in mm, None where it is not shown."""
    if not _is_shown(element):
        return None
    at = product(placement(element), outer)
    angle = degrees(atan2(at[1], at[0])) % 360
    turn = -round(angle / 90) * 90 % 360
    bold = number(element.get("Weight"), 400) >= _HEAVY or bold_fonts.get(element.get("Font", ""), False)
    setter = _Setter(element, product(at, turning(turn, *size)), bold)
    glyphs = tuple(glyph for code in children(element, "TextCode") for glyph in setter.glyphs(code))
    return Words(glyphs, turn, _SLANT < angle % 90 < 90 - _SLANT)


def _is_shown(element: Element) -> bool:
    painted = switch(element, "Fill", True) or switch(element, "Stroke", False)
    return switch(element, "Visible", True) and painted


class _Setter:
    """Sets the characters of one text object; a TextCode without a place goes on where the last one ended."""

    def __init__(self, element: Element, at: Matrix, bold: bool) -> None:
        self._at = at
        self._bold = bold
        self._size = number(element.get("Size") or element.get("size")) or 1.0  # some programs write it small
        self._stretch = number(element.get("HScale"), 1.0) or 1.0
        self._down = round(number(element.get("ReadDirection"))) % 360 == 90
        self._x = self._y = 0.0
        self._start = (0.0, 0.0)

    def glyphs(self, code: Element) -> Iterator[Glyph]:
        """Yield the glyphs of one TextCode."""
        text = _characters(code)
        if code.get("X") is not None or code.get("Y") is not None:
            self._start = number(code.get("X"), self._start[0]), number(code.get("Y"), self._start[1])
            self._x, self._y = self._start
        across, down = self._steps(code, text)
        even = len(set(across[:-1])) == 1  # whoever set it has not measured: its gaps say nothing
        for place, char in enumerate(text):
            x, y = self._x, self._y
            width = em(char) * self._size * self._stretch
            self._x, self._y = x + across[place], y + down[place]
            if char >= " ":
                yield self._glyph(
                    char, x, y, self._extent(char, width, across[place], place + 1 == len(text), even)
                )

    def _steps(self, code: Element, text: str) -> tuple[list[float], list[float]]:
        """Return for each character how far the next one is off; some programs leave out offsets that repeat."""
        most = len(text) - 1
        if most < 1:
            width = em(text) * self._size * self._stretch if text else 0.0
            return ([0.0], [width]) if self._down else ([width], [0.0])
        across, down = offsets(code.get("DeltaX"), most), offsets(code.get("DeltaY"), most)
        own = [em(char) * self._size * self._stretch for char in text]
        if not any(across) and not any(down):
            return ([0.0] * len(own), own) if self._down else (own, [0.0] * len(own))
        across += [across[-1] if any(across) else 0.0] * (most - len(across))
        down += [down[-1] if any(down) and not any(across) else 0.0] * (most - len(down))
        upright = any(down) and not any(across)
        return ([*across, 0.0], [*down, own[-1]]) if upright else ([*across, own[-1]], [*down, 0.0])

    def _extent(self, char: str, width: float, step: float, is_last: bool, even: bool) -> float:
        """Return the width of a character: the step to the next one where that can be all of it."""
        spare = 0.0 if is_han(char) else max(self._size - width, 0) if even else self._size / 4
        return step if 0 < step <= width + spare and not is_last else width

    def _glyph(self, char: str, x: float, y: float, width: float) -> Glyph:
        a, b, c, d, e, f = self._at
        edges = a * x + c * y + e, a * (x + width) + c * y + e
        size = self._size * hypot(c, d) * POINTS or 1.0
        base = (b * x + d * y + f) * POINTS
        return Glyph(char, min(edges) * POINTS, max(edges) * POINTS, base, abs(size), self._bold)


@lru_cache(10_000)
def em(char: str) -> float:
    """Return about how wide a character is, in em: the fonts are not asked."""
    if columns(char) == 2 or is_han(char):
        return 1.0
    if char in _NARROW:
        return 0.3
    return 0.9 if char in _BROAD else 0.7 if char in _CAPITALS else 0.52


def _characters(code: Element) -> str:
    """Return the characters of a TextCode; those that XML cannot hold are escaped (table 45)."""
    text = code.text or ""
    if len(code) or "\n" in text or "\r" in text:
        text = _BROKEN.sub("", "".join(map(str, code.itertext())))
    if "\\" not in text:
        return text
    plain = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text)
    if plain == text or len(offsets(code.get("DeltaX"), len(text))) == len(text) - 1:
        return text
    return plain
