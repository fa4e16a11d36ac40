"""Printed lines as rows of a table that no rule shows: their parts, and which of them are figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.read import wrapping
from extractor.read.layout.bands import Extent, Part, Row, parts_of
from extractor.read.layout.lines import row_groups
from extractor.read.layout.page import Glyph, heights

_FINE = 0.3  # em of white space that may lie between two columns
_APART = 0.8  # em that surely does, if anything does
_FIGURE = re.compile(
    r"[(（]?[-—－+＋±≥≤＞＜><=﹦＝¥￥]?(?:\d[\d,，]*(?:\.\d+)?|\.\d+)[)）]?"
    r"(?:[%％‰]|[万亿]?元|个百分点|人|个|次|件|处|座|辆|户|项|年|天|公里|亩|分)?"
)
_NONE = re.compile(r"[-—－–/／*]{1,4}|无|…|不适用|未发生|#DIV/0!|--%")
_PLAIN = re.compile(r"[1-9]\d{0,3}")
_LEADER = re.compile(r"[.．…·]{3,}")
_STOP = re.compile("[。；;？！]")
_LABELLED = re.compile(
    r"(?!其中).*[:：]"
)  # what follows 其中 are parts of an amount, not the fields of a form
_SIGN = re.compile(r"[÷×+＋≈]")


@dataclass(frozen=True, slots=True)
class LooseRow:
    """One printed line: its parts at the finest gaps, its size in points, and what it says."""

    row: Row
    size: float
    is_anchor: bool

    @property
    def extents(self) -> list[Extent]:
        """Where the parts stand."""
        return [(part.start, part.end) for part in self.row.parts]

    def columns(self, extents: Sequence[Extent]) -> set[int]:
        """Return the columns, from 0, that any part reaches into."""
        return {n for part in self.row.parts for n in part.over(extents)}

    def crosses(self, extents: Sequence[Extent]) -> bool:
        """Tell whether a part reaches into several columns."""
        return any(len(part.over(extents)) > 1 for part in self.row.parts)


def loose_rows(glyphs: Iterable[Glyph]) -> list[LooseRow]:
    """Return the printed lines from top to bottom."""
    rows = (_row(group) for group in row_groups(glyphs))
    return sorted(rows, key=lambda loose: loose.row.top)


def _row(group: Sequence[Glyph]) -> LooseRow:
    inked = [glyph for glyph in group if glyph.char.strip()]
    row = Row(*heights(inked), parts_of(inked, _FINE))
    size = max(glyph.size for glyph in inked)
    return LooseRow(row, size, _is_anchor(row.parts))


def _is_anchor(parts: Sequence[Part]) -> bool:
    """Tell whether a line stands in several parts, one of the later ones nothing but figures."""
    words = "".join(part.words for part in parts)
    if len(parts) < 2 or _STOP.search(words) or _LEADER.search(words):
        return False
    if any(_SIGN.fullmatch(part.words) for part in parts):
        return False  # a formula
    cells: list[list[Part]] = [[parts[0]]]
    for before, part in pairwise(parts):
        if part.start - before.end > _APART * part.glyphs[0].size:
            cells.append([part])
        else:
            cells[-1].append(part)
    return any(all(is_value(part.words) for part in cell) for cell in cells[1:])


def is_figure(words: str) -> bool:
    """Tell whether words are a number, an amount or a rate."""
    return _FIGURE.fullmatch(words) is not None and not wrapping.is_label(words)


def is_blank(words: str) -> bool:
    """Tell whether words say that there is no figure."""
    return not words or _NONE.fullmatch(words) is not None


def is_value(words: str) -> bool:
    """Tell whether words are a figure or say that there is none."""
    return is_figure(words) or (words != "" and is_blank(words))


def is_page_like(words: str) -> bool:
    """Tell whether words are a small whole number, as pages have."""
    return _PLAIN.fullmatch(words) is not None


def is_label(words: str) -> bool:
    """Tell whether words name a field of a form: 单位名称：…"""
    return _LABELLED.match(words) is not None


def in_columns(loose: LooseRow, extents: Sequence[Extent]) -> list[str]:
    """Return the words of a line in each column."""
    words = [""] * len(extents)
    for part in loose.row.parts:
        for n in part.over(extents)[:1]:
            words[n] += part.words
    return words
