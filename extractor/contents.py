"""Tables of contents: runs of short lines that repeat later, end in page numbers or carry dot leaders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from extractor.document import Block, Document
from extractor.patterns.headings import Headings

_LEADER = re.compile(r"(?:[.…·_-]\s?){4,}\s*[-(（]?\s*\d{0,4}\s*[-)）]?\s*$|PAGEREF|\t\s*\d{1,4}\s*$")
_PAGE_NUMBER = re.compile(r"[\s.…·_-]*(?:PAGEREF.*|[-(]?\s*\d{1,4}\s*[-)]?)\s*$")
_LONGEST_ENTRY = 70
_SHORTEST_RUN = 4


@dataclass(frozen=True, slots=True)
class _Line:
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
    following = [block for _, block in paragraphs[1:]]
    lines = [
        _line(document, index, block, after, headings)
        for (index, block), after in zip_longest(paragraphs, following)
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


def _line(document: Document, index: int, block: Block, after: Block | None, headings: Headings) -> _Line:
    words = block.span.of(document.plain)
    short = len(words) <= _LONGEST_ENTRY and "。" not in words and ";" not in words
    key = "".join(_PAGE_NUMBER.sub("", words).split()) if short else ""
    leader = short and bool(_LEADER.search(block.span.of(document.text)))
    page = leader or (short and re.search(r"\D\d{1,4}\s*$", words) is not None)
    title = "".join(words.split()) in headings.contents
    joined = _compact(words) + (_compact(after.span.of(document.plain)) if after else "")
    return _Line(index, key if len(key) >= 4 else "", joined, short, leader, page, title)


def _compact(words: str) -> str:
    return "".join(words[:_LONGEST_ENTRY].split())


def _last_occurrence(document: Document, lines: Sequence[_Line]) -> dict[str, int]:
    """Where each line is seen last, also as the beginning of a line on which text goes on."""
    last = {line.key: position for position, line in enumerate(lines) if line.key}
    for position, line in enumerate(lines):
        words = document.blocks[line.block].span.of(document.plain)[:_LONGEST_ENTRY]
        key = "".join(re.split("[。:;]", words, maxsplit=1)[0].split())
        for said in (key, line.joined):
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
    sure = any(line.sure for line in lines[start:end]) or all(line.key for line in lines[start:end])
    return end if end - start >= _SHORTEST_RUN and sure and _repeats(lines[start:end], last, start) else start


def _repeats(run: Sequence[_Line], last: dict[str, int], start: int) -> bool:
    """Tell whether at least half of a run without title is said again further down."""
    later = sum(last.get(line.key, 0) >= start + len(run) for line in run)
    return later * 2 >= len(run)
