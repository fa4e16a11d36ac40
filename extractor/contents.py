"""Tables of contents: runs of short lines that repeat later, end in page numbers or carry dot leaders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractor.document import Block, Document
from extractor.patterns.headings import Headings

_LEADER = re.compile(r"(?:[.…·_-]\s?){4,}\s*[-(（]?\s*\d{0,4}\s*[-)）]?\s*$|PAGEREF|\t\s*\d{1,4}\s*$")
_PAGE_NUMBER = re.compile(r"[\s.…·_-]*(?:PAGEREF.*|[-(]?\s*\d{1,4}\s*[-)]?)\s*$")
_DIGITS_LAST = re.compile(r"\D\d{1,4}\s*$")
_LEADER_ENDS = ".…·_-()（）"
_CLAUSE = re.compile("[^。:;]*")
_LONGEST_ENTRY = 70
_SHORTEST_RUN = 4


class _Line(NamedTuple):
    """A paragraph as an entry: `key` is its words without page number, `sure` tells that it is no heading.

    `joined` are its first words and the next paragraph's, for headings set on two lines.
    """

    block: int
    key: str
    joined: str
    short: bool
    sure: bool
    page: bool
    title: bool


def contents_blocks(document: Document, headings: Headings) -> frozenset[int]:
    """Return the indices of the blocks that belong to a table of contents."""
    paragraphs = [(i, b) for i, b in enumerate(document.blocks) if b.kind == "paragraph"]
    begun = ["".join(b.span.of(document.plain)[:_LONGEST_ENTRY].split()) for _, b in paragraphs]
    lines = [
        _line(document, index, block, words, after, headings)
        for (index, block), words, after in zip(paragraphs, begun, [*begun, ""][1:], strict=True)
    ]
    last = _last_occurrence(document, lines)
    dropped = {line.block for line in lines if line.sure}
    position = 0
    while position < len(lines):
        end = _run_end(lines, position, last)
        if end > position:
            dropped.update(line.block for line in lines[position:end])
        position = max(end, position + 1)
    return frozenset(dropped)


def _line(document: Document, index: int, block: Block, begun: str, after: str, headings: Headings) -> _Line:
    words, printed = block.span.of(document.plain), block.span.of(document.text)
    bare = begun if len(words) <= _LONGEST_ENTRY else "".join(words.split())
    short = len(words) <= _LONGEST_ENTRY and "。" not in words and ";" not in words
    key, leader, page = bare if short else "", False, False
    if short and _may_end_in_page(words):
        key = "".join(_PAGE_NUMBER.sub("", words).split())
        page = _DIGITS_LAST.search(words) is not None
    if short and _may_end_in_page(printed):
        leader = _LEADER.search(printed) is not None
    key = key if len(key) >= 4 else ""
    return _Line(index, key, begun + after, short, leader, page or leader, bare in headings.contents)


def _may_end_in_page(words: str) -> bool:
    """Tell whether a line may end in a page number or a dot leader; most do not, and are looked at no further."""
    last = words.rstrip()[-1:]
    return last.isdecimal() or last in _LEADER_ENDS or "PAGEREF" in words


def _last_occurrence(document: Document, lines: Sequence[_Line]) -> dict[str, int]:
    """Where each line is seen last, also as the beginning of a line on which text goes on."""
    last = {line.key: position for position, line in enumerate(lines) if line.key}
    for position, line in enumerate(lines):
        words = document.blocks[line.block].span.of(document.plain)[:_LONGEST_ENTRY]
        clause = _CLAUSE.match(words)
        for said in ("".join(clause[0].split()) if clause else "", line.joined):
            if said in last:
                last[said] = max(last[said], position)
    return last


def _run_end(lines: Sequence[_Line], start: int, last: dict[str, int]) -> int:
    """Return the position after the run of entries that begins at `start`; `start` where there is none.

    Below the title 目录 some entries may be unlike the headings they announce; elsewhere all must repeat.
    """
    titled = lines[start].title
    end = position = start + titled
    seen: set[str] = set()
    while position < len(lines) and lines[position].short:
        line = lines[position]
        if line.key in seen or line.joined in seen:
            # The text has begun: its first heading repeats the first entry.
            end = position if titled else end
            break
        if line.page or last.get(line.key, position) > position:
            end = position + 1
        elif not titled:
            break
        seen.add(line.key or line.joined)
        position += 1
    if titled:
        return end
    run = lines[start:end]
    if len(run) < _SHORTEST_RUN or not (any(line.sure for line in run) or all(line.key for line in run)):
        return start
    return end if _repeats(run, last, start) else start


def _repeats(run: Sequence[_Line], last: dict[str, int], start: int) -> bool:
    """Tell whether at least half of a run without title is said again further down."""
    later = sum(last.get(line.key, 0) >= start + len(run) for line in run)
    return later * 2 >= len(run)
