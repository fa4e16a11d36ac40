"""Tables without any rules: lines that follow each other, whose parts stand under each other, most of them figures.

A false table breaks sentences apart, so everything that may be text stays text: lines with sentences, fields
of a form, tables of contents, and what has too few lines, columns or figures to show that it is a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from extractor.read.layout.bands import Extent, united
from extractor.read.layout.columns import Placed
from extractor.read.layout.loose_cells import ends
from extractor.read.layout.loose_head import head_above
from extractor.read.layout.loose_plan import grid_of
from extractor.read.layout.loose_rows import (
    LooseRow,
    in_columns,
    is_blank,
    is_figure,
    is_label,
    is_page_like,
    is_value,
    loose_rows,
)
from extractor.read.layout.page import Page
from extractor.read.layout.tables import Found, fill

_FEWEST = 3  # lines with figures
_FEWEST_OF_TWO = 4  # where there are but two columns
_MOST_ROWS = 400
_LATELY = 10  # lines that tell the columns of figures while a table is followed
_MOST_BETWEEN = 6  # lines without figures between two with
_MOST_BEFORE = 3  # lines before the first that may be like it
_FARTHEST = 4.0  # em between the tops of lines that follow each other
_UNEVEN = 1.8  # times the widest distance so far
_FILLED = 0.5  # share of the fields that hold something
_FILLED_ALONE = 0.75  # where no head tells the columns
_FIGURES = 0.6  # share of the filled fields of a column of figures
_LABELS = 0.3  # share of the lines that hold a label and its value
_SIZES = 0.2  # share by which the sizes of neighbouring lines differ


def looks_tabular(places: Iterable[Placed]) -> bool:
    """Tell at once whether a page may hold such a table: some lines with white space and figures."""
    gapped = (p.line.text for p in places if p.column is None and ("\t" in p.line.text or " " in p.line.text))
    return sum(any(map(str.isdecimal, text)) for text in gapped) >= _FEWEST


def completed(found: Found, page: Page, places: Sequence[Placed]) -> Found:
    """Add the tables that stand among the glyphs outside of ruled ones; `places` are the lines of these."""
    rows = loose_rows(found.outside)
    if len(rows) > _MOST_ROWS:
        return found
    barred = [(p.line.top, p.line.bottom) for p in places if p.column]
    grids, outside, taken = list(found.grids), found.outside, 0
    for run in _runs(rows, barred):
        figures = _figure_columns(run.anchors, run.columns)
        wordy = [n for n in range(len(run.columns)) if n not in figures]
        first, behind = ends(rows, run.first, run.first + len(run.rows), run.columns, wordy)
        body = rows[max(first, taken) : behind]
        columns = united([*run.columns, *(extent for loose in body for extent in loose.extents)])
        head, columns = head_above(rows[taken:first], body, columns)
        if not _is_table(run, bool(head)):
            continue
        if grid := grid_of(head, body, columns, page.number):
            grids.append(grid)
            outside = fill([grid], outside)
            taken = behind
    return Found(grids, outside, found.spare)


@dataclass(slots=True)
class _Run:
    """Lines that follow each other from one with figures to another, and the columns that those make."""

    first: int
    rows: list[LooseRow] = field(default_factory=list)
    columns: list[Extent] = field(default_factory=list)
    widest: float = 0

    @property
    def anchors(self) -> list[LooseRow]:
        return [loose for loose in self.rows if loose.is_anchor]

    def takes(self, between: Sequence[LooseRow], loose: LooseRow) -> bool:
        """Tell whether an anchor goes on with the table, `between` being the lines since the last."""
        if len(between) > _MOST_BETWEEN or not self._is_near([self.rows[-1], *between, loose]):
            return False
        columns = united([*self.columns, *loose.extents])
        if len(columns) < 2 or (len(columns) < len(self.columns) and len(self.anchors) >= _FEWEST):
            return False
        return not any(line.crosses(columns) or self._begins_anew(line, columns) for line in between)

    def is_of_its_kind(self, loose: LooseRow) -> bool:
        """Tell whether a line whose parts stand close together has figures where the table has them."""
        if len(loose.row.parts) < 2 or len(self.anchors) < _FEWEST or loose.crosses(self.columns):
            return False
        words = in_columns(loose, self.columns)
        values = [
            is_value(words[n]) for n in _figure_columns(self.anchors[-_LATELY:], self.columns) if words[n]
        ]
        return len(values) > 1 and all(values)

    def add(self, between: Sequence[LooseRow], loose: LooseRow) -> None:
        steps = pairwise([*self.rows[-1:], *between, loose])
        self.widest = max([self.widest, *(b.row.top - a.row.top for a, b in steps)])
        self.rows += [*between, loose]
        self.columns = united(
            [*self.columns, *(extent for line in [*between, loose] for extent in line.extents)]
        )

    def look_back(self, rows: list[LooseRow]) -> None:
        """Begin with the line before the first, or the one before that, if it has figures in the same columns."""
        for n in range(self.first - 1, max(-1, self.first - 1 - _MOST_BEFORE), -1):
            between = rows[n + 1 : self.first]
            if any(line.crosses(self.columns) for line in between):
                return
            if self._is_near([rows[n], *between, self.rows[0]]) and self.is_of_its_kind(rows[n]):
                rows[n] = replace(rows[n], is_anchor=True)
                self.rows = [rows[n], *between, *self.rows]
                self.first = n

    def _is_near(self, lines: Sequence[LooseRow]) -> bool:
        for above, below in pairwise(lines):
            step = below.row.top - above.row.top
            if step > _FARTHEST * below.size or (len(self.rows) > 2 and step > _UNEVEN * self.widest):
                return False
            if abs(above.size - below.size) > _SIZES * below.size:
                return False
        return True

    def _begins_anew(self, line: LooseRow, columns: Sequence[Extent]) -> bool:
        """Tell whether a line is the head of another table: words in a column of figures."""
        words = in_columns(line, columns)
        worded = [n for n, text in enumerate(words) if not (is_blank(text) or is_figure(text))]
        figures = _figure_columns(self.anchors[-_LATELY:], columns)
        return len(worded) > 1 and any(n in figures for n in worded)


def _runs(rows: list[LooseRow], barred: Sequence[Extent]) -> list[_Run]:
    runs: list[_Run] = []
    behind = 0  # the line after the last of the latest run
    for n, loose in enumerate(rows):
        near = runs and n - behind <= _MOST_BETWEEN
        if near and not loose.is_anchor and runs[-1].is_of_its_kind(loose):
            loose = rows[n] = replace(loose, is_anchor=True)
        if not loose.is_anchor or any(top < loose.row.bottom and loose.row.top < low for top, low in barred):
            continue
        between = rows[behind:n]
        if not (runs and runs[-1].takes(between, loose)):
            runs.append(_Run(n))
            between = []
        runs[-1].add(between, loose)
        behind = n + 1
    for run in runs:
        run.look_back(rows)
    return [run for run in runs if len(run.anchors) >= _FEWEST]


def _is_table(run: _Run, has_head: bool) -> bool:
    anchors, columns = run.anchors, run.columns
    words = [in_columns(loose, columns) for loose in anchors]
    filled = sum(bool(text) for row in words for text in row)
    least = _FILLED if has_head else _FILLED_ALONE
    if filled < least * len(columns) * len(anchors) or _is_form(words) or _is_contents(words):
        return False
    figures = _figure_columns(anchors, columns)
    if len(columns) < 3:
        return has_head and len(anchors) >= _FEWEST_OF_TWO and 1 in figures
    return len(figures) > (0 if has_head else 1)


def _figure_columns(anchors: Sequence[LooseRow], columns: Sequence[Extent]) -> set[int]:
    """Return the columns, from 0, in which nearly everything is a figure."""
    held = zip(*(in_columns(loose, columns) for loose in anchors), strict=True)
    found = set()
    for n, texts in enumerate(held):
        filled = [text for text in texts if text]
        figures = sum(is_figure(text) for text in filled)
        blanks = sum(is_blank(text) for text in filled)
        if figures and figures + blanks >= _FIGURES * len(filled):
            found.add(n)
    return found


def _is_form(words: Sequence[Sequence[str]]) -> bool:
    return sum(any(map(is_label, row)) for row in words) > _LABELS * len(words)


def _is_contents(words: Sequence[Sequence[str]]) -> bool:
    """Tell whether titles are followed by the pages they stand on."""
    pages = [row[-1] for row in words if row[-1]]
    others = [text for row in words for text in row[1:-1]]
    rising = all(map(is_page_like, pages)) and all(int(a) <= int(b) for a, b in pairwise(pages))
    return rising and len(pages) > 1 and not any(map(is_figure, others))
