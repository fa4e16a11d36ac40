"""The words of one printed line, with the spaces a reader sees and without those that only justify it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import sub
from statistics import median

from extractor.read.layout.page import Glyph
from extractor.read.wrapping import is_han, is_label

_WIDE_GAP = 0.8  # em beyond the line's own spread: white space between columns of text
_COLUMN_GAP = 2.0  # em between columns: shown as a tab
_SPACE_GAP = 0.22  # em between Chinese characters of an evenly set line: a printed space
_EVEN = 0.06  # em by which the gaps of an evenly set line differ
_WORD_GAP = 0.2
_DIGIT_GAP = 0.5
_SMALLEST = min(_WIDE_GAP, _SPACE_GAP, _WORD_GAP, _DIGIT_GAP)
_LONGEST_LABEL = 20
HANGING = "，。、；：！？,.;:）)”》】"  # marks that never begin a line, and may hang over its end
_HAN = "[\u2e80-\uffef“”‘’]"
_SPREAD = re.compile(f"(?<={_HAN}) (?={_HAN})")
_TIGHT = re.compile(f"(?<={_HAN})(?={_HAN})")
_SPREAD_ANY = re.compile(f"(?<={_HAN}) (?=[{_HAN[1:-1]}0-9])|(?<=[0-9%]) (?={_HAN})")


def spell(glyphs: Sequence[Glyph], size: float) -> str:
    """Write out a line whose glyphs are in order from left to right; `size` is its em in points."""
    words = [glyph[0] for glyph in glyphs]
    x1s = [glyph[2] for glyph in glyphs]
    gaps = list(map(sub, [glyph[1] for glyph in glyphs[1:]], x1s))
    if gaps and max(gaps) > _SMALLEST * size:
        words = _spaced(glyphs, words, gaps, size)
    return _unspread("".join(words).strip("\u3000"))


def _spaced(glyphs: Sequence[Glyph], chars: list[str], gaps: Sequence[float], size: float) -> list[str]:
    spread, even = _spread(chars, gaps, size)
    joins = _joins_scripts(chars, gaps, spread + _EVEN * size)
    words = [chars[0]]
    for n, gap in enumerate(gaps):
        if gap > _SMALLEST * size and _is_apart(chars[n], chars[n + 1], (gap - spread) / size, even, joins):
            words.append(_white("".join(words) if len(words) < _LONGEST_LABEL else "", gap / size))
        words.append(chars[n + 1])
    return words


def _white(before: str, gap: float) -> str:
    """Return the white space for a gap of so many em; the tab behind a list number is none."""
    if is_label(before):
        return " " if before[-1:].isalpha() or before[-1:].isdecimal() else ""
    return "\t" if gap > _COLUMN_GAP else " "


def _spread(chars: Sequence[str], gaps: Sequence[float], size: float) -> tuple[float, bool]:
    """Return the usual gap between Chinese characters in points and whether most gaps are alike."""
    han = list(map(is_han, chars))
    between = [gap for gap, a, b in zip(gaps, han, han[1:], strict=False) if a and b]
    if not between:
        return 0.0, False
    middle = median(between)
    alike = sum(abs(gap - middle) <= _EVEN * size for gap in between)
    return max(0.0, middle), alike * 10 >= len(between) * 8


def _joins_scripts(chars: Sequence[str], gaps: Sequence[float], most: float) -> bool:
    """Tell whether Chinese and Latin stand close together anywhere in a line: its program adds no white space there."""
    pairs = zip(gaps, chars, chars[1:], strict=False)
    return any(
        gap <= most and before.isascii() != char.isascii() and _is_mixed(before, char)
        for gap, before, char in pairs
    )


def _is_mixed(before: str, char: str) -> bool:
    return before.isascii() != char.isascii() and before.isalnum() and char.isalnum()


def _is_apart(before: str, char: str, gap: float, even: bool, joins: bool) -> bool:
    """Tell whether a gap, in em beyond the usual one, shows as white space."""
    if before.isspace() or char.isspace():
        return False
    if gap > _WIDE_GAP:
        return True
    if is_han(before) or is_han(char):
        # Between Latin and Chinese programs leave white space of their own, most of them; behind a digit
        # it may be what is left of the room of a wide character.
        alone = even and (is_han(char) or before in HANGING)
        typed = joins and _is_mixed(before, char)
        return is_han(before) and (alone or typed) and gap > _SPACE_GAP
    number = before in "0123456789.," and char in "0123456789.,%"
    return gap > (_DIGIT_GAP if number else _WORD_GAP)


def _unspread(text: str) -> str:
    """Take out the single spaces by which some programs justify a line (经 费 总预 算)."""
    if " " not in text:
        return text
    spaced, tight = len(_SPREAD.findall(text)), len(_TIGHT.findall(text))
    if spaced < 3 or tight == 0 or spaced * 10 < 3 * (spaced + tight):
        return text
    return _SPREAD_ANY.sub("", text)
