"""Numbers that name one of several: 一期9万元，二期5万元; 一类60人、二类120人、三类86人."""

from __future__ import annotations

import re

from extractor.model import Figure

_ORDINAL = re.compile("([二三四五六七八九])(期|类|档|批|包|组|等|级|标段?|区|队|线)")
_COUNTING = re.compile("[分共成为有计各第余近约达这上下前后两]$")
_DIGITS = "一二三四五六七八九"


class Ordinals:
    """The ordinals of a paragraph in reading order: 二 counts nothing (that is 两), and 三 goes on from it."""

    def __init__(self, plain: str) -> None:
        self._plain = plain
        self._last: dict[str, int] = {}

    def holds(self, figure: Figure) -> bool:
        """Tell whether a count is none, but names the next one of its kind."""
        found = _ORDINAL.fullmatch(figure.raw) if figure.kind == "count" else None
        if found is None or _COUNTING.search(self._plain, max(0, figure.span.start - 1), figure.span.start):
            return False
        number = _DIGITS.index(found[1]) + 1
        if number != self._last.get(found[2], 1) + 1:
            return False
        self._last[found[2]] = number
        return True
