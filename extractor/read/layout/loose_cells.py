"""Which printed lines of a table without rules make one row: words that went on in their cell, figures beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.read.layout.bands import Extent, Part
from extractor.read.layout.lines import lines
from extractor.read.layout.loose_rows import LooseRow, is_label, is_value
from extractor.read.layout.tables import runs_on

_SAME = 1.06  # times the smallest distance of lines: still the distance of lines in a cell
_BESIDE = 0.2  # em by which lines of one row overlap
_MOST_OUTSIDE = 3  # lines of the first row above its figures, or of the last below
_CLOSE = 1.4  # em between the tops of lines of one cell, where nothing else tells


@dataclass(slots=True)
class _Spot:
    """Words at their place in a column: the line they stand in, counted in the body."""

    line: int
    part: Part
    top: float


def together(body: Sequence[LooseRow], extents: Sequence[Extent]) -> list[list[LooseRow]]:
    """Return the lines of each row, from top to bottom."""
    leading = _leading(body, extents)
    tied = {(a, b) for a, b in _tied(body, extents, leading)}
    groups: list[list[LooseRow]] = []
    low, reach = float("-inf"), -1
    for n, loose in enumerate(body):
        beside = groups and loose.row.top < low - _BESIDE * loose.size
        if groups and (beside or n <= reach):
            groups[-1].append(loose)
            low = max(low, loose.row.bottom)
        else:
            groups.append([loose])
            low = loose.row.bottom
        reach = max([reach, *(b for a, b in tied if a == n)])
    return groups


def ends(
    rows: Sequence[LooseRow], first: int, behind: int, columns: Sequence[Extent], wordy: Collection[int]
) -> tuple[int, int]:
    """Return where a table begins and ends with the lines of words around its first and last figures."""
    leading = _leading(rows[first:behind], columns)
    end, most = behind, min(len(rows), behind + _MOST_OUTSIDE)
    while end < most and _goes_on(rows[first:end], rows[end], columns, wordy, leading):
        end += 1
    start, least = first, max(0, first - _MOST_OUTSIDE)
    while start > least and _comes_before(rows[start:end], rows[start - 1], columns, wordy, leading):
        start -= 1
    return start, end


def _words_only(loose: LooseRow, columns: Sequence[Extent], wordy: Collection[int]) -> bool:
    reached = loose.columns(columns)
    return bool(reached) and reached <= {*wordy} and not loose.crosses(columns) and not loose.is_anchor


def _goes_on(
    body: Sequence[LooseRow],
    loose: LooseRow,
    columns: Sequence[Extent],
    wordy: Collection[int],
    leading: float,
) -> bool:
    if not _words_only(loose, columns, wordy):
        return False
    last = len(body)
    pairs = [(a, b, n) for a, b, n in _steps([*body, loose], columns) if b.line == last]
    if not pairs or any(map(is_label, (b.part.words for _, b, _ in pairs))):
        return False
    if leading:
        return all(below.top - above.top <= _SAME * leading for above, below, _ in pairs)
    return all(
        below.top - above.top <= _CLOSE * loose.size and _runs_on(above.part, below.part, columns[n])
        for above, below, n in pairs
    )


def _comes_before(
    body: Sequence[LooseRow],
    loose: LooseRow,
    columns: Sequence[Extent],
    wordy: Collection[int],
    leading: float,
) -> bool:
    if not _words_only(loose, columns, wordy):
        return False
    first = body[0]
    if not first.columns(columns) & loose.columns(columns) and len(body) > 1:
        after = body[1]  # the middle of the row: its words go on below
        beside = first.row.top - loose.row.top < first.size
        return beside and not after.is_anchor and after.row.top - first.row.top < first.size
    steps = [b.top - a.top for a, b, _ in _steps([loose, *body], columns) if a.line == 0]
    return bool(leading and steps) and all(step <= _SAME * leading for step in steps)


def _columns(body: Sequence[LooseRow], extents: Sequence[Extent]) -> list[list[_Spot]]:
    """Return the words of each column from top to bottom, one spot for each line."""
    held: list[list[_Spot]] = [[] for _ in extents]
    for line, loose in enumerate(body):
        for part in loose.row.parts:
            for n in part.over(extents)[:1]:
                if held[n] and held[n][-1].line == line:
                    last = held[n][-1].part
                    held[n][-1].part = Part([*last.glyphs, *part.glyphs], last.start, part.end)
                else:
                    held[n].append(_Spot(line, part, loose.row.top))
    return held


def _steps(body: Sequence[LooseRow], extents: Sequence[Extent]) -> Iterator[tuple[_Spot, _Spot, int]]:
    """Yield words under each other in one column that are no figures, and the column."""
    for n, spots in enumerate(_columns(body, extents)):
        for above, below in pairwise(spots):
            if not (is_value(above.part.words) or is_value(below.part.words)):
                yield above, below, n


def _leading(body: Sequence[LooseRow], extents: Sequence[Extent]) -> float:
    """Return the distance of lines in a cell, where it is smaller than that of rows; 0 where it is not."""
    steps = [(below.top - above.top, above, below) for above, below, _ in _steps(body, extents)]
    if not steps:
        return 0
    least = min(step for step, _, _ in steps)
    near = [(above, below) for step, above, below in steps if step <= _SAME * least]
    if any(body[above.line].is_anchor and body[below.line].is_anchor for above, below in near):
        return 0  # each has figures of its own
    return least


def _tied(body: Sequence[LooseRow], extents: Sequence[Extent], leading: float) -> Iterator[tuple[int, int]]:
    """Yield pairs of lines of which the lower goes on with words of the upper."""
    for above, below, column in _steps(body, extents):
        if is_label(below.part.words) or is_label(above.part.words) or below.part.words.startswith("其中"):
            continue
        if leading:
            goes_on = below.top - above.top <= _SAME * leading
        else:
            goes_on = not body[below.line].is_anchor and _runs_on(above.part, below.part, extents[column])
        if goes_on:
            yield above.line, below.line


def _runs_on(above: Part, below: Part, column: Extent) -> bool:
    upper, lower = lines(above.glyphs, 0), lines(below.glyphs, 0)
    return bool(upper and lower) and runs_on(upper[0], lower[0], column[1] - column[0])
