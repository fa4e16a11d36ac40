"""Marks the operands of a finding inside its quotation."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.model import Figure, Finding
from extractor.write.schema import View

_NEAR = 200


class Piece(NamedTuple):
    """A stretch of a quotation, marked where an operand stands."""

    text: str
    mark: bool


def marked(finding: Finding, view: View, limit: int) -> tuple[Piece, ...]:
    """Cut a quotation into marked and unmarked pieces; of a long one `limit` characters stay."""
    figures = [view.figures[id] for id in finding.figure_ids if id in view.figures]
    at = view.text.find(finding.quote, max(0, finding.span.start - _NEAR)) if finding.quote else -1
    ranges = [] if at < 0 else _placed(figures, at, len(finding.quote))
    return tuple(_cut(finding.quote, ranges or _searched(figures, finding.quote), limit))


def _placed(figures: list[Figure], at: int, length: int) -> list[tuple[int, int]]:
    spans = sorted({(f.span.start - at, f.span.end - at) for f in figures})
    return [(start, end) for start, end in spans if 0 <= start < end <= length]


def _searched(figures: list[Figure], quote: str) -> list[tuple[int, int]]:
    """Find the printed numbers in a quotation that is not a stretch of the text, whole numbers only."""
    ranges: set[tuple[int, int]] = set()
    for raw in {f.raw for f in figures if f.raw}:
        ranges.update(m.span() for m in re.finditer(rf"(?<![\d.]){re.escape(raw)}(?![\d])", quote))
    return sorted(ranges)


def _cut(quote: str, ranges: list[tuple[int, int]], limit: int) -> list[Piece]:
    first, last = _window(ranges, len(quote), limit)
    pieces = [Piece("…", False)] if first else []
    at = first
    for start, end in ranges:
        if start < at or end > last:
            continue
        pieces += [Piece(quote[at:start], False), Piece(quote[start:end], True)]
        at = end
    pieces += [Piece(quote[at:last], False)]
    if last < len(quote):
        pieces.append(Piece("…", False))
    return [piece for piece in pieces if piece.text]


def _window(ranges: list[tuple[int, int]], length: int, limit: int) -> tuple[int, int]:
    if length <= limit:
        return 0, length
    first = max(0, min(ranges[0][0] - limit // 4, length - limit)) if ranges else 0
    return first, min(length, first + limit)
