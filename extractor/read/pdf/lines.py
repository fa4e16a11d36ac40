"""Glyphs to lines by vertical overlap: digits in another font sit lower than the Chinese of their line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, median_low

from extractor.read.pdf.page import Glyph
from extractor.read.wrapping import is_han, is_label

_OVERLAP = 0.45  # share of the smaller em box that two rows of one line have in common
_WIDE_GAP = 0.8  # em beyond the line's own spread: white space between columns of text
_COLUMN_GAP = 2.0  # em between columns: shown as a tab
_SPACE_GAP = 0.22  # em between Chinese characters of an evenly set line: a printed space
_EVEN = 0.06  # em by which the gaps of an evenly set line differ
_MIXED_GAP = 0.25  # em that programs put between Chinese and Latin
_WORD_GAP = 0.2
_DIGIT_GAP = 0.5
_QUOTES = "“”‘’"
_HANGING = "，。、；：！？,.;:）)”》】"
_HAN = "[\u2e80-\uffef“”‘’]"
_SPREAD = re.compile(f"(?<={_HAN}) (?={_HAN})")
_TIGHT = re.compile(f"(?<={_HAN})(?={_HAN})")
_SPREAD_ANY = re.compile(f"(?<={_HAN}) (?=[{_HAN[1:-1]}0-9])|(?<=[0-9%]) (?={_HAN})")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line. `base` is the base line of its Chinese text.

    `edge` is the right end without punctuation that may hang over the margin, `token` the width of the
    first word, number or character, which cannot be broken.
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
    found = [_line(group, page) for group in row_groups(glyphs)]
    return sorted((line for line in found if line.text.strip()), key=lambda line: (line.base, line.x0))


def row_groups(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Return the glyphs of each printed line, in any order."""
    return _merged(_rows(glyphs))


def cannot_begin(text: str) -> bool:
    """Tell whether a text begins with a mark that is never set at a line's beginning by choice."""
    return text.lstrip()[:1] in _HANGING


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Group glyphs that share a base line and size; rows without any ink are dropped."""
    rows: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        rows.setdefault((round(glyph.base * 2), round(glyph.size)), []).append(glyph)
    inked = (row for row in rows.values() if any(not g.char.isspace() for g in row))
    return sorted(inked, key=lambda row: (row[0].base, -len(row)))


def _merged(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Unite rows whose em boxes overlap and which stand beside, not on, each other."""
    groups = [list(row) for row in rows]
    owner = list(range(len(rows)))
    for _, i, j in sorted(_candidates(rows)):
        a, b = owner[i], owner[j]
        if a != b and not _collide(groups[a], groups[b]):
            groups[a] += groups[b]
            groups[b] = []
            owner = [a if o == b else o for o in owner]
    return [group for group in groups if group]


def _candidates(rows: Sequence[Sequence[Glyph]]) -> list[tuple[float, int, int]]:
    found = []
    for i, upper in enumerate(rows):
        for j in range(i + 1, len(rows)):
            a, b = upper[0], rows[j][0]
            if b.base - a.base > max(a.size, b.size) * 1.2:
                break
            shared = min(a.bottom, b.bottom) - max(a.top, b.top)
            ratio = shared / min(a.size, b.size)
            if ratio >= _OVERLAP:
                found.append((-ratio, i, j))
    return found


def _collide(a: Sequence[Glyph], b: Sequence[Glyph]) -> bool:
    marked = sorted(
        [(g.x0, g.x1, 0) for g in a if g.char.strip()] + [(g.x0, g.x1, 1) for g in b if g.char.strip()]
    )
    hits = 0
    reach = [float("-inf"), float("-inf")]
    for x0, x1, side in marked:
        if reach[1 - side] - x0 > 0.35 * (x1 - x0):
            hits += 1
        reach[side] = max(reach[side], x1)
    return hits > 1 or hits * 2 > min(len(a), len(b))


def _line(group: list[Glyph], page: int) -> Line:
    glyphs = _once(sorted(group, key=lambda g: (g.x0, g.x1)))
    inked = [g for g in glyphs if not g.char.isspace()]
    size = median(g.size for g in inked)
    last = inked[-1]
    edge = inked[-2].x1 if last.char in _HANGING and len(inked) > 1 else last.x1
    text = _spell(glyphs, size)
    return Line(
        text=text,
        x0=inked[0].x0,
        x1=last.x1,
        edge=edge,
        top=min(g.top for g in inked),
        bottom=max(g.bottom for g in inked),
        base=median_low([g.base for g in inked if is_han(g.char)] or [g.base for g in inked]),
        size=round(size, 1),
        bold=sum(g.bold for g in inked) * 2 > len(inked) or len(group) >= 1.8 * len(glyphs),
        page=page,
        token=_token_width(inked),
    )


def _once(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Drop characters printed again within a point, which is how bold type is imitated."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        near = min(1.0, 0.2 * glyph.size)
        twins = (k for k in kept[-3:] if k.char == glyph.char and abs(k.x0 - glyph.x0) <= near)
        if not any(abs(k.base - glyph.base) <= near for k in twins):
            kept.append(glyph)
    return kept


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
    while end < len(inked) and (inked[end].char in _HANGING + _QUOTES or inked[end - 1].char in _QUOTES):
        end += 1
    return inked[end - 1].x1 - inked[0].x0


def _spell(glyphs: Sequence[Glyph], size: float) -> str:
    """Write the line out with the spaces a reader sees."""
    spread, even = _spread(glyphs, size)
    words: list[str] = []
    before: Glyph | None = None
    for glyph in glyphs:
        if before is not None and _is_apart(before, glyph, spread, even, size):
            words.append(_white("".join(words), (glyph.x0 - before.x1) / size))
        words.append(glyph.char)
        before = glyph
    return _unspread("".join(words).strip("\u3000") if words else "")


def _white(before: str, gap: float) -> str:
    """Return the white space for a gap of so many em; the tab behind a list number is none."""
    if is_label(before):
        return " " if before[-1:].isalpha() or before[-1:].isdecimal() else ""
    return "\t" if gap > _COLUMN_GAP else " "


def _spread(glyphs: Sequence[Glyph], size: float) -> tuple[float, bool]:
    """Return the usual gap between Chinese characters in points and whether most gaps are alike."""
    gaps = sorted(b.x0 - a.x1 for a, b in pairwise(glyphs) if is_han(a.char) and is_han(b.char))
    if not gaps:
        return 0.0, False
    middle = median(gaps)
    alike = sum(abs(gap - middle) <= _EVEN * size for gap in gaps)
    return max(0.0, middle), alike * 10 >= len(gaps) * 8


def _is_apart(before: Glyph, glyph: Glyph, spread: float, even: bool, size: float) -> bool:
    if before.char.isspace() or glyph.char.isspace():
        return False
    gap = (glyph.x0 - before.x1 - spread) / size
    if gap > _WIDE_GAP:
        return True
    if is_han(before.char) or is_han(glyph.char):
        # Between Latin and Chinese programs leave white space of their own.
        alone = is_han(glyph.char) or before.char in _HANGING
        return is_han(before.char) and alone and even and gap > _SPACE_GAP
    number = before.char in "0123456789.," and glyph.char in "0123456789.,%"
    return gap > (_DIGIT_GAP if number else _WORD_GAP)


def _unspread(text: str) -> str:
    """Take out the single spaces by which some programs justify a line (经 费 总预 算)."""
    spaced, tight = len(_SPREAD.findall(text)), len(_TIGHT.findall(text))
    if spaced < 3 or tight == 0 or spaced * 10 < 3 * (spaced + tight):
        return text
    return _SPREAD_ANY.sub("", text)
