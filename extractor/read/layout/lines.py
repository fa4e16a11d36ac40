"""Glyphs to lines by vertical overlap: digits in another font sit lower than the Chinese of their line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import inf
from operator import itemgetter, sub
from statistics import median, median_low
from typing import NamedTuple

from extractor.read.layout.page import LEVEL, Glyph, heights
from extractor.read.layout.spelling import HANGING, spell
from extractor.read.wrapping import is_han

_OVERLAP = 0.45  # share of the smaller em box that two rows of one line have in common
_MIXED_GAP = 0.25  # em that programs put between Chinese and Latin
_QUOTES = "“”‘’"
_TWIN = 0.06  # em between the two prints of a character that imitate bold type
_LOOKS, _FREE_LOOKS = 4, 20_000  # how often the glyphs of a page may be compared with those of other rows
_NEIGHBOURS, _FEWEST_NEIGHBOURS = 200, 8  # rows below one that may belong to its line: more is no text
_PAIRS = 100_000  # of rows of a page that are compared


class Line(NamedTuple):
    """One printed line. `base` is the base line of its Chinese text.

    `edge` is the right end without punctuation that may hang over the margin, `token` the width of the
    first word, number or character, which cannot be broken. A named tuple because tables hold thousands.
    """

    text: str
    x0: float
    x1: float
    edge: float
    top: float
    bottom: float
    base: float
    size: float
    bold: bool
    page: int
    token: float = 0

    def needs(self, before: Line) -> float:
        """Return the width that the first word of this line would have taken behind `before`."""
        mixed = is_han(before.text.rstrip()[-1]) != is_han(self.text.lstrip()[0])
        return self.token + (_MIXED_GAP * self.size if mixed else 0)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom in points."""
        return (self.x0, self.top, self.x1, self.bottom)


def lines(glyphs: Iterable[Glyph], page: int) -> list[Line]:
    """Return the lines of a page (or a table cell) from top to bottom."""
    found = [line for group in row_groups(glyphs) if (line := _line(group, page)).text.strip()]
    return sorted(found, key=_BASE_AND_LEFT) if len(found) > 1 else found


def row_groups(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Return the glyphs of each printed line, in any order."""
    rows = _rows(glyphs)
    return _merged(rows) if len(rows) > 1 else rows


def cannot_begin(text: str) -> bool:
    """Tell whether a text begins with a mark that is never set at a line's beginning by choice."""
    return text.lstrip()[:1] in HANGING


_BASE_AND_LEFT = itemgetter(Line._fields.index("base"), Line._fields.index("x0"))
_ENDS = itemgetter(Glyph._fields.index("x0"), Glyph._fields.index("x1"))


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Group glyphs that share a base line and size; rows without any ink are dropped."""
    rows: dict[tuple[int, int], list[Glyph]] = {}
    for (base, size), run in groupby(glyphs, LEVEL):
        rows.setdefault((round(base * 2), round(size)), []).extend(run)
    inked = [row for row in rows.values() if not all(glyph[0].isspace() for glyph in row)]
    return sorted(inked, key=lambda row: (row[0].base, -len(row))) if len(inked) > 1 else inked


def _merged(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Unite rows whose em boxes overlap and which stand beside, not on, each other."""
    groups = [list(row) for row in rows]
    owner = list(range(len(rows)))

    def owned(n: int) -> int:
        while owner[n] != n:
            owner[n] = owner[owner[n]]
            n = owner[n]
        return n

    # What overlaps over and over is no text: each glyph is looked at a few times, then no more.
    budget = _LOOKS * sum(map(len, rows)) + _FREE_LOOKS
    for _, i, j in sorted(_candidates(rows)):
        a, b = owned(i), owned(j)
        budget -= len(groups[a]) + len(groups[b])
        if budget < 0:
            break
        if a != b and not _collide(groups[a], groups[b]):
            groups[a] += groups[b]
            groups[b] = []
            owner[b] = a
    return [group for group in groups if group]


def _candidates(rows: Sequence[Sequence[Glyph]]) -> list[tuple[float, int, int]]:
    found = []
    boxes = [(row[0].base, row[0].size, row[0].top, row[0].bottom) for row in rows]
    near = min(_NEIGHBOURS, max(_FEWEST_NEIGHBOURS, _PAIRS // len(rows)))
    for i, (base, size, top, bottom) in enumerate(boxes):
        for j, other in enumerate(boxes[i + 1 : i + near], start=i + 1):
            if other[0] - base > max(size, other[1]) * 1.2:
                break
            ratio = (min(bottom, other[3]) - max(top, other[2])) / min(size, other[1])
            if ratio >= _OVERLAP:
                found.append((-ratio, i, j))
    return found


def _collide(a: Sequence[Glyph], b: Sequence[Glyph]) -> bool:
    marked = sorted(
        [(g[1], g[2], 0) for g in a if not g[0].isspace()]
        + [(g[1], g[2], 1) for g in b if not g[0].isspace()]
    )
    hits = 0
    reach = [float("-inf"), float("-inf")]
    for x0, x1, side in marked:
        if reach[1 - side] - x0 > 0.35 * (x1 - x0):
            hits += 1
        if x1 > reach[side]:
            reach[side] = x1
    return hits > 1 or hits * 2 > min(len(a), len(b))


def _line(group: list[Glyph], page: int) -> Line:
    glyphs = _printed(group)
    words = "".join([glyph[0] for glyph in glyphs])
    inked = glyphs if words.split() == [words] else [g for g in glyphs if not g[0].isspace()]
    first, last = inked[0], inked[-1]
    size, top, bottom, base = _level(inked)
    edge = inked[-2].x1 if last.char in HANGING and len(inked) > 1 else last.x1
    bold = sum([g[5] for g in inked]) * 2 > len(inked) or len(group) >= 1.8 * len(glyphs)
    text = spell(glyphs, size)
    return Line(
        text, first.x0, last.x1, edge, top, bottom, base, round(size, 1), bold, page, _token_width(inked)
    )


def _printed(group: list[Glyph]) -> list[Glyph]:
    """Return the glyphs from left to right, each once."""
    if _is_apart(group):
        return group
    ordered = sorted(group, key=_ENDS)
    return ordered if _is_apart(ordered) else _once(ordered)


def _is_apart(glyphs: Sequence[Glyph]) -> bool:
    """Tell whether each glyph begins further to the right than two prints of one character lie apart."""
    x0s = [glyph[1] for glyph in glyphs]
    return min(map(sub, x0s[1:], x0s), default=inf) > _near(max([glyph[4] for glyph in glyphs]))


def _level(inked: Sequence[Glyph]) -> tuple[float, float, float, float]:
    """Return size, upper and lower edge and base line."""
    first = inked[0]
    if len({glyph[3:5] for glyph in inked}) == 1:
        return first.size, first.top, first.bottom, first.base
    size = median([g[4] for g in inked])
    return size, *heights(inked), median_low([g[3] for g in inked if is_han(g[0])] or [g[3] for g in inked])


def _once(glyphs: list[Glyph]) -> list[Glyph]:
    """Drop characters printed again within a point, which is how bold type is imitated."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        near = min(_near(glyph.size), 0.2 * glyph.size)
        twins = (k for k in kept[-3:] if k.char == glyph.char and abs(k.x0 - glyph.x0) <= near)
        if not any(abs(k.base - glyph.base) <= near for k in twins):
            kept.append(glyph)
    return kept


def _near(size: float) -> float:
    return max(1.0, _TWIN * size)


def _token_width(inked: Sequence[Glyph]) -> float:
    end = 1
    if not is_han(inked[0].char):
        while (
            end < len(inked)
            and not is_han(inked[end].char)
            and inked[end].x0 - inked[end - 1].x1 < 0.15 * inked[0].size
        ):
            end += 1
    elif inked[0].char in "（“‘《〈【〔" and len(inked) > 1:
        end = 2
    # No line breaks beside a quotation mark, which may be an opening or a closing one.
    while end < len(inked) and (inked[end].char in HANGING + _QUOTES or inked[end - 1].char in _QUOTES):
        end += 1
    return inked[end - 1].x1 - inked[0].x0
