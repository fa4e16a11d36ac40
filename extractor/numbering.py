"""Candidates for headings: numbered or Word-styled starts of paragraphs, and numbers inside them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from extractor.document import Block, Document, Span
from extractor.numerals import chinese_number
from extractor.patterns.headings import Headings, Style
from extractor.records import flat

_LONGEST_TITLE = 60
_SENTENCE_END = re.compile(r"[。;:!?]\s*(?=\S)")
_DECORATION = re.compile(r"[\s\u200b\ufeff#*■□◆●★▲•]*")
_OPEN, _CLOSE = "([“‘《<", ")]”’》>"
_MARK = re.compile(f"[{re.escape(_OPEN + _CLOSE)}。;!?:]")

_Number = tuple[Style, re.Match[str]]
_Inside = list[
    tuple[int, _Number]
]  # the numbers behind the marks of a paragraph, each with the place of its mark


@flat
@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be a heading or a numbered item. `likeness` is 0 for a sentence, 1 for a title.

    `ordinal` is None for a Word heading without number; `prefix` holds the 1. of 1.2; `inline` numbers stand
    inside a paragraph; `bare` ones have no text of their own up to the next candidate.
    """

    block: int
    style: str
    rank: int
    ordinal: int | None
    number: Span
    title: Span
    likeness: float
    inline: bool = False
    level: int | None = None
    prefix: str = ""
    bare: bool = False

    @property
    def start(self) -> int:
        """Where the number (or the unnumbered title) begins."""
        return self.number.start

    @property
    def head(self) -> Span:
        """Number and title."""
        return Span(self.number.start, max(self.number.end, self.title.end))


def candidates(document: Document, headings: Headings, dropped: frozenset[int]) -> tuple[Candidate, ...]:
    """Return the candidates in text order; `dropped` are block indices of a table of contents."""
    found: list[Candidate] = []
    paragraphs = [(i, b) for i, b in enumerate(document.blocks) if b.kind == "paragraph" and i not in dropped]
    for position, (index, block) in enumerate(paragraphs):
        following = paragraphs[position + 1][1] if position + 1 < len(paragraphs) else None
        inside = _inside(document, headings, block)
        first = _first(document, headings, index, block, inside)
        if first is not None:
            found.append(_with_next_line(document, headings, first, following))
        found.extend(_inline(document, index, block, inside, first))
    return tuple(_mark_bare(document, found))


def first_candidate(document: Document, headings: Headings, index: int, block: Block) -> Candidate | None:
    """Return the candidate at the start of a block, None where there is no number and no Word level."""
    return _first(document, headings, index, block, _inside(document, headings, block))


def _first(
    document: Document, headings: Headings, index: int, block: Block, inside: _Inside
) -> Candidate | None:
    start = skip_residue(document, headings, block.span)
    number = _number_at(document.plain, headings, start, block.span.end)
    if number is None:
        return _unnumbered(document, index, block, start)
    return _numbered(document, index, block, number, inside)


def skip_residue(document: Document, headings: Headings, span: Span) -> int:
    """Return where the words of a block begin after decoration and Word residue."""
    start = -1
    end = span.start
    while start != end:
        start = end
        decoration = _DECORATION.match(document.plain, start, span.end)
        end = decoration.end() if decoration else start
        if not headings.any_residue.match(document.text, end, span.end):
            return end
        for _, pattern in headings.residues:
            residue = pattern.match(document.text, end, span.end)
            end = residue.end() if residue else end
    return start


def _number_at(plain: str, headings: Headings, start: int, end: int) -> _Number | None:
    if start >= end:
        return None
    for style, pattern in headings.beginning_with[plain[start]]:
        match = pattern.match(plain, start, end)
        if match is not None:
            return style, match
    return None


def _numbered(
    document: Document, index: int, block: Block, found: _Number, inside: _Inside, inline: bool = False
) -> Candidate | None:
    style, match = found
    ordinal, prefix = _ordinal(match["n"], style.numeral)
    if ordinal is None or ordinal == 0:
        return None
    # The title ends where the next number of the same paragraph begins.
    following = (number.start() for mark, (_, number) in inside if mark >= match.end())
    shape = Shape.of(document.plain, match.end(), next(following, block.span.end))
    name = f"{style.id}{prefix.count('.')}" if prefix else style.id
    number = Span(match.start(), match.start() + len(match.group().rstrip()))
    likeness = 1.0 if block.level and not inline else min(1.0, shape.likeness + (0.2 if block.bold else 0.0))
    rank = style.rank * 10 + prefix.count(".")
    level = None if inline else block.level
    return Candidate(index, name, rank, ordinal, number, shape.title, likeness, inline, level, prefix)


def _inside(document: Document, headings: Headings, block: Block) -> _Inside:
    found: _Inside = []
    end = block.span.end
    for mark in _SENTENCE_END.finditer(document.plain, max(0, block.span.start - 1), end):
        number = _number_at(document.plain, headings, mark.end(), end)
        if number is not None:
            found.append((mark.start() + 1, number))
    return found


@lru_cache
def _ordinal(numeral: str, kind: str) -> tuple[int | None, str]:
    if kind == "han":
        value = chinese_number(numeral)
        return (None if value is None or value != int(value) else int(value)), ""
    if kind == "symbol":
        return int(unicodedata.numeric(numeral)), ""
    prefix, dot, last = numeral.rpartition(".")
    return int(last), prefix + dot


def _unnumbered(document: Document, index: int, block: Block, start: int) -> Candidate | None:
    if not block.level or block.span.end - start > _LONGEST_TITLE:
        return None
    shape = Shape.of(document.plain, start, block.span.end)
    if shape.title.end == shape.title.start or shape.runs_on:
        return None
    number = Span(shape.title.start, shape.title.start)
    return Candidate(index, "", block.level * 10, None, number, shape.title, 1.0, level=block.level)


def _inline(
    document: Document, index: int, block: Block, inside: _Inside, first: Candidate | None
) -> Iterator[Candidate]:
    begin = first.number.end if first else block.span.start
    for mark, number in inside:
        if mark >= begin:
            candidate = _numbered(document, index, block, number, inside, inline=True)
            if candidate is not None:
                yield candidate


def _with_next_line(
    document: Document, headings: Headings, candidate: Candidate, following: Block | None
) -> Candidate:
    """Take the next paragraph as title where the number stands alone on its line."""
    if (
        candidate.title.start < candidate.title.end
        or following is None
        or following.span.end - following.span.start > 30
    ):
        return candidate
    start = skip_residue(document, headings, following.span)
    if _number_at(document.plain, headings, start, following.span.end) is not None:
        return candidate
    shape = Shape.of(document.plain, start, following.span.end)
    return candidate if shape.runs_on else replace(candidate, title=shape.title, likeness=shape.likeness)


def _mark_bare(document: Document, found: list[Candidate]) -> Iterator[Candidate]:
    for position, candidate in enumerate(found):
        end = found[position + 1].start if position + 1 < len(found) else len(document.plain)
        between = document.plain[candidate.head.end : end].strip(" \n\t。;:.")
        bare = not between
        likeness = candidate.likeness
        if not candidate.inline and 0 < likeness < 0.6 and _own_body(document, candidate, end):
            likeness += 0.3
        changed = bare != candidate.bare or likeness != candidate.likeness
        yield replace(candidate, bare=bare, likeness=likeness) if changed else candidate


def _own_body(document: Document, candidate: Candidate, end: int) -> bool:
    """Tell whether the candidate is a paragraph of one sentence with further paragraphs below it."""
    block = document.blocks[candidate.block].span
    one_sentence = not document.plain[candidate.title.end : block.end].strip(" 。;:!?")
    return one_sentence and bool(document.plain[block.end : end].strip())


@dataclass(frozen=True, slots=True)
class Shape:
    """What follows a number: its title, how much it looks like one, and whether text goes on after it."""

    title: Span
    likeness: float
    runs_on: bool

    @staticmethod
    def of(plain: str, start: int, end: int) -> Shape:
        """Split the words in [start, end) into title and text that goes on."""
        while start < end and plain[start] in " \n.、:":
            start += 1
        stop = _first_stop(plain, start, end)
        head = plain[start:stop].rstrip()
        mark = plain[stop] if stop < end else ""
        runs_on = bool(plain[stop + 1 : end].strip())
        likeness = _likeness(head, mark, runs_on)
        if len(head) > _LONGEST_TITLE:
            comma = min((p for p in (head.find("，"), head.find(",")) if p > 0), default=_LONGEST_TITLE)
            head = head[: min(comma, _LONGEST_TITLE)]
        return Shape(Span(start, start + len(head)), likeness, runs_on)


def _first_stop(plain: str, start: int, end: int) -> int:
    depth = 0
    for mark in _MARK.finditer(plain, start, end):
        at, char = mark.start(), mark.group()
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif _stops(plain, at) and (depth == 0 or char == "。" or at - start > _LONGEST_TITLE):
            # Brackets that never close must not hide the end of the sentence.
            return at
    return end


def _stops(plain: str, at: int) -> bool:
    return plain[at] in "。;!?" or (plain[at] == ":" and not plain[at - 1].isdigit())


def _likeness(head: str, mark: str, runs_on: bool) -> float:
    length = len("".join(head.split()))
    commas = head.count("，") + head.count(",")
    if length == 0:
        return 0.3
    if mark == "":
        return 1.0 if length <= 30 else 0.9 if length <= 50 and commas <= 2 else 0.2
    if mark == ":":
        return 0.8 if length <= 28 and not commas else 0.4 if length <= 30 else 0.1
    if mark == ";":
        return 0.1
    if runs_on:
        return 0.8 if length <= 20 and not commas else 0.5 if length <= 30 and commas <= 1 else 0.1
    return 0.5 if length <= 12 and not commas else 0.3 if length <= 25 and not commas else 0.1
