"""Where a place of one text stands in another: two versions may read a file a little differently."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import accumulate

Move = Callable[[int, int], tuple[int, int] | None]


def moves(old: str | None, new: str | None) -> Move:
    """Return what moves a span of the old text into the new one; None for a place in a line that changed.

    Where a text is gone, spans stay where they are.
    """
    if old is None or new is None or old == new:
        return lambda start, end: (start, end)
    first, second = old.splitlines(keepends=True), new.splitlines(keepends=True)
    before, after = ([0, *accumulate(map(len, lines))] for lines in (first, second))
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    ranges = [(before[b.a], before[b.a + b.size], after[b.b] - before[b.a]) for b in blocks if b.size]
    starts = [start for start, _, _ in ranges]

    def move(start: int, end: int) -> tuple[int, int] | None:
        number = bisect_right(starts, start) - 1
        if number < 0 or end > ranges[number][1]:
            return None
        return start + ranges[number][2], end + ranges[number][2]

    return move
