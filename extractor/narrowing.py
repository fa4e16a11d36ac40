"""Where a paragraph begins to speak of a part of the year or of one thing of several, found once for all its figures."""

from __future__ import annotations

from bisect import bisect_right

from extractor.document import Span
from extractor.masks import ONE_THING, PART_OF_YEAR
from extractor.mentions import STOP

_AHEAD = 4  # characters behind a name that may make it another one


class Narrowing:
    """What the words of a paragraph make of the figures behind them."""

    def __init__(self, plain: str, span: Span) -> None:
        self._plain, self._span = plain, span
        self._stops = [m.end() for m in STOP.finditer(plain, span.start, span.end)]
        self._parts = [m.span() for m in PART_OF_YEAR.finditer(plain, span.start, span.end)]
        thing = ONE_THING.search(plain, span.start, span.end)
        self._thing = thing.end() if thing else span.end + _AHEAD

    def before(self, end: int, known: bool = False) -> bool:
        """Tell whether the words up to here make a figure one of a part of the year or of one thing.

        Of a `known` thing the figure may be all there is.
        """
        stop = bisect_right(self._stops, end)
        sentence = self._stops[stop - 1] if stop else self._span.start
        part = bisect_right(self._parts, end, key=lambda found: found[1])
        if part and self._parts[part - 1][0] >= sentence:
            return True
        if known:
            return False
        # What follows a name may change it (项目支出), but nothing behind the figure does.
        near = max(self._span.start, end - 2 * _AHEAD)
        return self._thing + _AHEAD <= end or ONE_THING.search(self._plain, near, end) is not None
