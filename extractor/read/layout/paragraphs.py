"""Lines to paragraphs: a line that was broken by the margin goes on in the next, across pages too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.document import Anchor
from extractor.read import wrapping
from extractor.read.content import Piece
from extractor.read.layout.bands import is_number
from extractor.read.layout.lines import Line

_INDENT = 0.9  # em that make an indent
_LOOSE = 1.3  # times the usual pitch: the white space between paragraphs


@dataclass(frozen=True, slots=True)
class Measure:
    """The text area in points: margins, usual size and pitch; `indented`: first lines of paragraphs are.

    `flowing`: most lines that reach the right margin are cut inside a sentence, so it is a margin.
    """

    left: float
    right: float
    size: float
    pitch: float
    indented: bool
    flowing: bool


Aligned = tuple[Line, Measure]  # a line with the text area it stands in


def measure(lines: Sequence[Line], width: float) -> Measure:
    """Find margins and pitch from all the lines on pages of one width."""
    size = Counter(line.size for line in lines).most_common(1)[0][0]
    few = max(2, len(lines) // 30)
    left, right, indented, flowing = margins(
        [(line.x0, line.edge, line.text) for line in lines], size, few, width
    )
    return Measure(left, right, size, _pitch(lines, right, size), indented, flowing)


def margins(
    lines: Sequence[tuple[float, float, str]], size: float, few: int, width: float, indent: float = _INDENT
) -> tuple[float, float, bool, bool]:
    """Return left and right margin of lines (start, end, words), and whether they are indented and flowing.

    A margin is where `few` lines start or end together; `indent` is in em; see `Measure` for the rest.
    """
    left = _shared(sorted(start for start, _, _ in lines), few, size / 2)
    right = -_shared(sorted(-end for _, end, _ in lines), few, size)
    indents = sum(indent < (start - left) / size < 4 for start, _, _ in lines)
    full = [(end, words) for _, end, words in lines if end > right - size]
    flowing = sum(not wrapping.ends_sentence(words) for _, words in full) * 2 > len(full)
    beyond = sum(end > right + size for end, _ in full)
    if not flowing or len(full) < 3 or beyond * 10 > len(full):
        # Nothing shows the margin; it is hardly wider than the left one with an indent.
        right = max(right, width - left - 2 * size)
    return left, right, indents * 12 > len(lines), flowing


def _shared(ordered: Sequence[float], few: int, near: float) -> float:
    """Return the smallest value that `few` lines share within `near` points."""
    for n in range(len(ordered) - few + 1):
        if ordered[n + few - 1] - ordered[n] <= near:
            return ordered[n]
    return ordered[0]


def _pitch(lines: Sequence[Line], right: float, size: float) -> float:
    steps = Counter(
        round(after.base - line.base)
        for line, after in pairwise(lines)
        if line.page == after.page and line.edge > right - 3 * size and line.base < after.base
    )
    return min(steps, key=lambda step: (-steps[step], step)) if steps else 2 * size


def paragraphs(lines: Iterable[Line], area: Measure) -> list[Piece]:
    """Join the lines of an unbroken stretch of text in one text area."""
    return joined((line, area) for line in lines)


def joined(lines: Iterable[Aligned]) -> list[Piece]:
    """Join the lines of an unbroken stretch of text, which may go on in other text areas."""
    groups: list[list[Line]] = []
    before: Measure | None = None
    for line, area in lines:
        if groups and before and _goes_on(groups[-1], line, before, area):
            groups[-1].append(line)
        else:
            groups.append([line])
        before = area
    return [_piece(group) for group in groups]


def _piece(group: Sequence[Line]) -> Piece:
    first = group[0]
    text = first.text
    for line in group[1:]:
        text = wrapping.join(text, line.text)
    same = [line for line in group if line.page == first.page]
    box = (
        min(line.x0 for line in same),
        min(line.top for line in same),
        max(line.x1 for line in same),
        max(line.bottom for line in same),
    )
    rounded = tuple(round(edge, 1) for edge in box)
    anchor = Anchor(page=first.page, box=(rounded[0], rounded[1], rounded[2], rounded[3]))
    return Piece(text, anchor, size=first.size, bold=all(line.bold for line in group))


def _goes_on(group: Sequence[Line], line: Line, before: Measure, area: Measure) -> bool:
    """Tell whether a line continues a paragraph, whose last line stands in the area `before`."""
    last = group[-1]
    if abs(last.size - line.size) > 0.12 * line.size or wrapping.ends_in_leader(last.text):
        return False
    if "\t" in last.text and "\t" in line.text:
        return False  # rows of a table without rules
    turned = last.page != line.page or before != area
    if turned and is_number(last.text) and is_number(line.text):
        return False
    if _is_apart(last, line, area, turned):
        return False
    if not turned and _in_middle(group[0], area) and _in_middle(line, area) and line.size > 1.1 * area.size:
        return last.x1 - last.x0 + line.needs(last) > area.right - area.left
    if not _is_full(last, line, before):
        return False
    if wrapping.cuts_amount(last.text, line.text):
        return True
    return _may_start_there(group, line, area)


def _is_full(last: Line, line: Line, area: Measure) -> bool:
    # The break was forced: what comes next had no room left.
    return last.x1 + line.needs(last) > area.right - 0.1 * last.size


def _is_apart(last: Line, line: Line, area: Measure, turned: bool) -> bool:
    """Tell whether white space lies between two lines; `turned`: a page or a column ends between them."""
    ended = wrapping.ends_in_full_stop(last.text) if area.flowing else wrapping.ends_sentence(last.text)
    if not area.indented and (turned or not area.flowing) and ended:
        # Nothing but white space tells a new paragraph, and a page break hides it.
        return True
    if turned:
        return False
    pitch = area.pitch * max(1, line.size / area.size)
    return line.base - last.base > max(_LOOSE * pitch, pitch + 4)


def _in_middle(line: Line, area: Measure) -> bool:
    before, behind = line.x0 - area.left, area.right - line.x1
    return abs(before - behind) < 1.2 * line.size


def _may_start_there(group: Sequence[Line], line: Line, area: Measure) -> bool:
    """Tell whether the left end and the first words of `line` are those of a continuation."""
    em = line.size
    first, last = group[0], group[-1]
    item = wrapping.starts_item(line.text)
    if item and (not area.indented or wrapping.ends_sentence(last.text) or line.x0 > first.x0 - em / 2):
        return False
    if line.x0 - area.left <= _INDENT * em:
        return True
    if len(group) > 1:
        return abs(line.x0 - last.x0) <= em / 2
    hanging = wrapping.starts_item(first.text) and 0 < line.x0 - first.x0 < 4 * em
    return hanging and not item
