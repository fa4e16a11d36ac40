"""The head of a table without rules: lines of words over its columns, and which columns each word covers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from extractor.read.layout.bands import Band, Extent, Part, is_head
from extractor.read.layout.loose_rows import LooseRow, is_label

_MOST = 6  # lines
_FARTHEST = 4.0  # em between the tops of lines of one head
_CLOSE = 1.45  # em between the lines of one cell
_SIZES = 0.2
_CENTRED = 2.0  # em by which a word over several columns may lie beside the middle of what these hold
_NEAR = 0.3  # em
_EXACT = 1.5  # em within which it is as good as in the middle
_ENDLESS = float("inf")
_TOUCH = 0.1  # points between columns that touch
_NOT_HEAD = re.compile(r"[。；！？]|单位[:：]|[:：][^:：）)]")


def head_above(
    above: Sequence[LooseRow], body: Sequence[LooseRow], columns: Sequence[Extent]
) -> tuple[list[LooseRow], list[Extent]]:
    """Return the lines of the head, the last of those `above` the body, and the columns as wide as it shows them."""
    head: list[LooseRow] = []
    below = body[0]
    for loose in reversed(above[-_MOST:]):
        if not _may_belong(loose, below, columns):
            break
        head.insert(0, loose)
        below = loose
    while head:
        extents = _beside(head, body, columns)
        if _is_head(head, body[0], extents):
            return head, _settled(extents, head)
        head.pop(0)
    return [], list(columns)


def _may_belong(loose: LooseRow, below: LooseRow, columns: Sequence[Extent]) -> bool:
    if below.row.top - loose.row.top > _FARTHEST * loose.size:
        return False
    if abs(loose.size - below.size) > _SIZES * below.size or loose.is_anchor:
        return False
    words = [part.words for part in loose.row.parts]
    if any(_NOT_HEAD.search(text) or is_label(text) for text in words):
        return False
    return all(len(part.over(columns)) < len(columns) for part in loose.row.parts)


def _is_head(head: Sequence[LooseRow], below: LooseRow, columns: Sequence[Extent]) -> bool:
    first = head[0].row
    after = head[1] if len(head) > 1 else below
    alone = len(first.parts) == 1 or len(head[0].columns(columns)) == 1
    wraps = len(head) > 1 and after.row.top - first.top <= _CLOSE * after.size
    if alone and not wraps:
        return False  # a caption
    band = Band(first.top, head[-1].row.bottom, tuple(loose.row for loose in head))
    return is_head(band, columns)


def _beside(head: Sequence[LooseRow], body: Sequence[LooseRow], columns: Sequence[Extent]) -> list[Extent]:
    """Return the columns, wider by the words of their heads that stand beside their figures, not above them."""
    certain = _drawn(head, columns, None)
    flush = _is_flush_left(body, columns)
    either = [_drawn(head, certain, left) for left in (flush, not flush)]
    return max(either, key=lambda extents: _named(head, extents))


def _is_flush_left(body: Sequence[LooseRow], columns: Sequence[Extent]) -> bool:
    """Tell whether figures share their left ends rather than their right ones, so that heads stand to their right."""
    lefts = rights = 0.0
    for low, high in columns[1:]:
        parts = [part for loose in body for part in loose.row.parts if low <= part.start and part.end <= high]
        lefts += sum(part.start - low for part in parts)
        rights += sum(high - part.end for part in parts)
    return lefts <= rights


def _named(head: Sequence[LooseRow], columns: Sequence[Extent]) -> int:
    """Count the columns that have words of their own above them."""
    reached = (part.over(columns) for loose in head for part in loose.row.parts)
    return len({over[0] for over in reached if len(over) == 1})


def _drawn(head: Sequence[LooseRow], columns: Sequence[Extent], left: bool | None) -> list[Extent]:
    extents = list(columns)
    for level in range(len(head) - 1, -1, -1):
        below = {n for loose in head[level + 1 :] for n in loose.columns(extents)}
        for number, part in enumerate(head[level].row.parts):
            if not part.over(extents):
                side = left if left is not None else _side(part, head, extents)
                n = _owner(number, head[level].row.parts, extents, below, side)
                if n is not None:
                    extents[n] = min(extents[n][0], part.start), max(extents[n][1], part.end)
    return extents


def _side(part: Part, head: Sequence[LooseRow], columns: Sequence[Extent]) -> bool | None:
    """Tell whether words are the left or the right ones of two that stand in the same white space."""
    gap = sum(end < part.start for _, end in columns)
    same = (
        other
        for loose in head
        for other in loose.row.parts
        if not other.over(columns) and sum(end < other.start for _, end in columns) == gap
    )
    sides = {other.start > part.end for other in same if other.start > part.end or other.end < part.start}
    return sides.pop() if len(sides) == 1 else None


def _owner(
    number: int,
    parts: Sequence[Part],
    columns: Sequence[Extent],
    below: Collection[int],
    left: bool | None,
) -> int | None:
    """Return the column whose head stands in the white space beside it; `left`: where nothing tells, the left one."""
    if len(parts) == len(columns):
        return number
    behind = sum(end < parts[number].start for _, end in columns)
    if behind in (0, len(columns)):
        return min(behind, len(columns) - 1)
    if {behind - 1, behind} <= {*below}:
        return None  # it stands over both
    taken = {n for part in parts for n in part.over(columns)} | {*below}
    free = [n for n in (behind - 1, behind) if n not in taken]
    if len(free) == 1:
        return free[0]
    return None if left is None or not free else free[0] if left else free[-1]


def _settled(columns: Sequence[Extent], head: Sequence[LooseRow]) -> list[Extent]:
    """Let each word of the head stand for the columns it covers; return these as wide as their own words."""
    for loose in head:
        for left, right in pairwise(loose.row.parts):
            for n in set(left.over(columns)) & set(right.over(columns)):
                _part_with(left, right, columns[n])
    extents = _widened(columns, head[-1:])
    whole = _in_the_middle(head, extents)
    for level, loose in enumerate(head[:-1]):
        for part in loose.row.parts:
            if not _goes_on(part, loose, head[level + 1 :], extents):
                _reach_out(part, loose.row.parts, head[level + 1 :], extents, whole)
    return _widened(extents, head[:-1])


def _in_the_middle(head: Sequence[LooseRow], columns: Sequence[Extent]) -> set[int]:
    """Return the columns whose names are set in the middle of the head's height: nothing stands above them."""
    middle = (head[0].row.top + head[-1].row.bottom) / 2
    found = set()
    for n in range(len(columns)):
        own = [loose for loose in head if any(part.over(columns) == [n] for part in loose.row.parts)]
        if (
            own
            and own[0] is not head[0]
            and abs((own[0].row.top + own[-1].row.bottom) / 2 - middle) < _NEAR * own[0].size
        ):
            found.add(n)
    return found


def _goes_on(part: Part, loose: LooseRow, lower: Sequence[LooseRow], columns: Sequence[Extent]) -> bool:
    """Tell whether the words of one column go on below, in a head that is set at the foot of its height."""
    own = part.over(columns)
    if len(own) != 1 or any(0 in line.columns(columns) for line in (loose, *lower[:-1])):
        return False
    for line in lower:
        for other in line.row.parts:
            if other.over(columns) == own:
                near = line.row.top - loose.row.top <= _CLOSE * loose.size
                middle = abs(part.start + part.end - other.start - other.end) / 2
                return near and min(middle, abs(part.start - other.start)) < _NEAR * loose.size
    return False


def _part_with(left: Part, right: Part, column: Extent) -> None:
    if left.end - column[0] > column[1] - right.start:
        right.start = max(right.start, column[1])
    else:
        left.end = min(left.end, column[0])


def _widened(columns: Sequence[Extent], head: Sequence[LooseRow]) -> list[Extent]:
    """Return the columns as wide as the words above them are, as far as these keep to one column."""
    extents = list(columns)
    for part in (part for loose in head for part in loose.row.parts):
        over = part.over(extents)
        if len(over) == 1:
            n = over[0]
            start, end = min(extents[n][0], part.start), max(extents[n][1], part.end)
            low = extents[n - 1][1] if n else float("-inf")
            high = extents[n + 1][0] if n + 1 < len(extents) else float("inf")
            extents[n] = max(start, low + _TOUCH), min(end, high - _TOUCH)
    return extents


def _reach_out(
    part: Part,
    beside: Sequence[Part],
    lower: Sequence[LooseRow],
    columns: Sequence[Extent],
    whole: Collection[int],
) -> None:
    """Let a word above the middle of several columns that have words of their own stand for all of them."""
    own = part.over(columns)
    taken = {n for other in beside if other is not part for n in other.over(columns)}
    named = {n for loose in lower for n in loose.columns(columns)}
    free = {n for n in range(len(columns)) if n in named and n not in taken and n not in whole}
    middle, size = (part.start + part.end) / 2, part.glyphs[0].size
    found = [
        (max(_EXACT, abs((columns[a][0] + columns[b][1]) / 2 - middle) / size), a - b, a, b)
        for a, b in _stretches(free, len(columns))
        if a < b and columns[a][0] <= part.start + 1 and part.end - 1 <= columns[b][1]
    ]
    off, _, first, last = min(found, default=(_ENDLESS, 0, 0, 0))
    alone = len(own) == 1 and abs(sum(columns[own[0]]) / 2 - middle) < _NEAR * size
    if off <= (_EXACT if alone else _CENTRED):
        part.start, part.end = min(part.start, columns[first][0]), max(part.end, columns[last][1])


def _stretches(free: Collection[int], count: int) -> Iterator[tuple[int, int]]:
    """Yield first and last of unbroken stretches of columns, but not all `count` of them."""
    for first in sorted(free):
        for last in range(first, count):
            if last not in free:
                break
            if last - first < count - 1:
                yield first, last
