"""Running headers, footers and page numbers: what stands at the same place on page after page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.read.layout.lines import Line

_ZONE = 0.13  # share of the page height at either end
_DEPTH = 3  # lines at either end that are looked at
_DIGITS = re.compile(r"\d+")
Key = tuple[str, int, str]
_SIDE = r"[-—－–─~·•\s]*"
_NUMBER = re.compile(
    rf"{_SIDE}(?:第?\s*(?:\d{{1,4}}|[ivxIVX]{{1,5}}|[一二三四五六七八九十百]{{1,5}})\s*页?)"
    rf"(?:\s*[/／,，]?\s*共?\s*\d{{1,4}}\s*页?)?{_SIDE}"
)


def furniture(
    pages: Sequence[Sequence[Line]], heights: Sequence[float], count: int, bare: Sequence[bool]
) -> list[set[int]]:
    """Return which lines of each page are headers, footers and page numbers; the document has `count` pages.

    Plain digits that are all there is on a page are its number only if they give it, or if others like them show
    that they do; `bare` tells which pages hold nothing but their lines.
    """
    body = _Body.of(pages)
    ends = [_ends(lines, height, body) for lines, height in zip(pages, heights, strict=True)]
    seen = Counter(key for page in ends for key in {key for keys in page.values() for key in keys})
    enough = max(2, (count + 2) // 3)
    found = []
    for lines, page, alone in zip(pages, ends, bare, strict=True):
        repeated = {n for n, keys in page.items() if any(seen[key] >= enough for key in keys)}
        every = repeated | _page_numbers(lines, page)
        left = alone and len(every) == len(lines) and any(_may_be_amount(lines[n]) for n in every)
        found.append(repeated if left else every)
    return found


@dataclass(frozen=True, slots=True)
class _Body:
    """What text looks like, which furniture does not: usual font size and distance of lines, in points."""

    size: float
    pitch: float

    @classmethod
    def of(cls, pages: Sequence[Sequence[Line]]) -> _Body:
        sizes = Counter[float]()
        for lines in pages:
            for line in lines:
                sizes[line.size] += len(line.text)
        steps = Counter(round(b.base - a.base) for lines in pages for a, b in pairwise(lines))
        return cls(*(counter.most_common(1)[0][0] if counter else 0 for counter in (sizes, steps)))

    def reaches(self, line: Line, inner: Line | None) -> bool:
        """Tell whether a line is set like the text and as near to it as its lines are to each other."""
        if inner is None or abs(line.size - self.size) > 0.08 * self.size:
            return False
        return abs(line.base - inner.base) < 1.2 * self.pitch


def _ends(lines: Sequence[Line], height: float, body: _Body) -> dict[int, tuple[Key, Key]]:
    """Return for each line near an end of the page what it looks like: as printed, and counted by pages."""
    found: dict[int, tuple[Key, Key]] = {}
    count = len(lines)
    for n in {*range(min(_DEPTH, count)), *range(max(0, count - _DEPTH), count)}:
        line = lines[n]
        words = "".join(line.text.split())
        # A number that grows with the pages is a page number; any other difference is text.
        counted = _by_page(words, line.page)
        inner = lines[n + 1] if line.base < height / 2 and n + 1 < count else lines[n - 1] if n else None
        if body.reaches(line, inner) and not _NUMBER.fullmatch(line.text):
            continue
        if line.bottom < _ZONE * height:
            place = ("head", round(line.top / 6))
        elif line.top > (1 - _ZONE) * height:
            place = ("foot", round((height - line.bottom) / 6))
        else:
            continue
        found[n] = ((*place, words), (*place, counted))
    return found


def _page_numbers(lines: Sequence[Line], page: Mapping[int, object]) -> set[int]:
    return {n for n in page if n in (0, len(lines) - 1) and _NUMBER.fullmatch(lines[n].text)}


def _may_be_amount(line: Line) -> bool:
    words = line.text.strip()
    return words.isdecimal() and int(words) != line.page


def _by_page(words: str, page: int) -> str:
    return _DIGITS.sub(lambda run: f"#{int(run.group()[-9:]) - page}#", words)
