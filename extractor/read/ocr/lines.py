"""Words that were read to printed lines, in points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractor.read import wrapping
from extractor.read.ocr.boxes import Box, around

_SHARED = 0.5  # of the lower one's height, between words of one line
_WORD_GAP = 0.8  # em
_COLUMN_GAP = 2.0  # em: shown as a tab
_HAN_HEIGHT, _DIGIT_HEIGHT = 0.92, 0.72  # em that ink is high
_MANY = 8  # columns from which the width tells the size
_OPENING, _HANGING = "（“‘《〈【〔", "，。、；：！？）”’》〉】〕"
_HALF = 0.5  # em of white inside a full-width mark
_IN_NUMBER = re.compile(r"(?<=\d) (?=[.,，．]\d)|(?<=\d\d[.,]) (?=\d)|(?<=\d[.,]\d) (?=\d)")


@dataclass(frozen=True, slots=True)
class Word:
    """What was read in one place; `box` is its ink in points, `sure` between 0 and 1."""

    text: str
    box: Box
    sure: float


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line. `x0` and `x1` count the white inside full-width marks at its ends as part of it."""

    text: str
    box: Box
    x0: float
    x1: float
    size: float

    @property
    def token(self) -> float:
        """Width of the first word, number or character, which cannot be broken."""
        return wrapping.columns(wrapping.first_token(self.text)) * self.size / 2

    @property
    def middle(self) -> float:
        """Height of the line's middle, which a mark below the others moves little."""
        return self.box.middle[1]


def lines(words: Iterable[Word]) -> list[Line]:
    """Return the lines from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.box.middle[1]):
        row = next((row for row in rows[::-1][:4] if _beside(row, word)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    found = [_line(sorted(row, key=lambda w: w.box.x0)) for row in rows]
    return sorted(found, key=lambda line: line.middle)


def even_sizes(found: Sequence[Line]) -> list[Line]:
    """Return lines whose sizes differ no more than measuring does with one size."""
    if not found:
        return []
    usual = median(size for line in found for size in [line.size] * (1 + len(line.text) // 8))
    return [_sized(line, usual) for line in found]


def _sized(line: Line, usual: float) -> Line:
    size = usual if abs(line.size - usual) <= 0.12 * usual else line.size
    return Line(line.text, line.box, line.x0, line.x1, round(size * 2) / 2)


def _beside(row: Sequence[Word], word: Word) -> bool:
    box = around(w.box for w in row)
    shared = min(box.bottom, word.box.bottom) - max(box.top, word.box.top)
    least = _SHARED * min(word.box.height, *(w.box.height for w in row))
    crossed = any(w.box.common(word.box).width > 0.3 * min(w.box.width, word.box.width) for w in row)
    return shared > max(least, 0) and not crossed


def _line(row: Sequence[Word]) -> Line:
    box = around(word.box for word in row)
    size = median(_size(word) for word in row)
    text = row[0].text
    for left, right in pairwise(row):
        gap = (right.box.x0 - left.box.x1) / size
        gap -= _HALF * ((left.text[-1] in _HANGING) + (right.text[0] in _OPENING))
        text += "\t" if gap > _COLUMN_GAP else " " if gap > _WORD_GAP else ""
        text += right.text
    text = _IN_NUMBER.sub("", text)
    x0 = box.x0 - (_HALF * size if text[0] in _OPENING else 0)
    x1 = box.x1 + (_HALF * size if text[-1] in _HANGING else 0)
    return Line(text, box, x0, x1, size)


def _size(word: Word) -> float:
    columns = wrapping.columns(word.text)
    high = word.box.height / (_HAN_HEIGHT if any(map(wrapping.is_han, word.text)) else _DIGIT_HEIGHT)
    wide = 2 * word.box.width / max(1, columns)
    if columns >= _MANY or not 0.6 < high / max(wide, 0.1) < 1.6:
        return max(wide, 1.0)
    return max(high, 1.0)
