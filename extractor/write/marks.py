"""Marks the operands of a finding inside its quotation."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.document import Span
from extractor.model import Figure, Finding
from extractor.surroundings import GAP
from extractor.write.schema import View

_NEAR = 1_000  # characters of the text around an operand in which its quotation begins


class Piece(NamedTuple):
    """A stretch of a quotation, marked where an operand stands."""

    text: str
    mark: bool


def marked(finding: Finding, view: View, limit: int) -> tuple[Piece, ...]:
    """Cut a quotation into marked and unmarked pieces; of a long one `limit` characters stay."""
    figures = [view.figures[id] for id in finding.figure_ids if id in view.figures]
    ranges = sorted({r for f in figures for r in _placed(f.span, finding.quote, view.text)})
    return tuple(_cut(finding.quote, ranges or _searched(figures, finding.quote), limit))


def _placed(operand: Span, quote: str, text: str) -> list[tuple[int, int]]:
    """Return where an operand stands in a quotation, by its place in the text."""
    at = 0
    for part in quote.split(GAP):
        words = part.strip("…")
        offset = at + part.find(words)
        for start in range(operand.start, max(-1, operand.start - _NEAR), -1):
            if words and text[start : start + 1] == words[0]:
                found = _along(words, text, start, operand)
                if found:
                    return [(offset + found[0], offset + found[1])]
        at += len(part) + len(GAP)
    return []


def _along(words: str, text: str, start: int, operand: Span) -> tuple[int, int] | None:
    """Follow a quotation through the text, where a blank stands for any white space, to an operand's range."""
    at, places = start, {}
    for number, character in enumerate(words):
        places[at] = number
        if character == " " and text[at : at + 1].isspace():
            while text[at : at + 1].isspace():
                at += 1
        elif text[at : at + 1] == character:
            at += 1
        else:
            return None
    places[at] = len(words)
    first, last = places.get(operand.start), places.get(operand.end)
    return None if first is None or last is None else (first, last)


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
