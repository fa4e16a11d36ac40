"""The heading tree of a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from extractor.contents import contents_blocks
from extractor.document import Document, Span
from extractor.model import Section
from extractor.numbering import Candidate, candidates
from extractor.sequence import Place, resolve

if TYPE_CHECKING:
    from extractor.patterns import Patterns

_RANK_OF_LISTS = 50  # 1. and below are used for lists as well as for headings
_TITLE_LIKE = 0.5


@dataclass(frozen=True, slots=True)
class Item:
    """A number in its place: a heading or an entry of a list."""

    candidate: Candidate
    place: Place
    heading: bool


@lru_cache(maxsize=1)  # the outline and the check of its numbers ask for the same document
def items(document: Document, patterns: Patterns) -> tuple[Item, ...]:
    """Return every numbered heading and list entry in text order."""
    dropped = contents_blocks(document, patterns.headings)
    found = _without_title(document, candidates(document, patterns.headings, dropped))
    places = resolve(found)
    runs: dict[int, list[Place]] = {}
    for place in places:
        runs.setdefault(place.run, []).append(place)
    headed = {run for run, members in runs.items() if _are_headings([found[m.index] for m in members])}
    headed |= _above_headings(places, runs, headed, found)
    return tuple(Item(found[p.index], p, p.run in headed and not found[p.index].inline) for p in places)


def outline(document: Document, patterns: Patterns) -> tuple[Section, ...]:
    """Return the headings as a tree in text order, resolved from numbering and Word levels."""
    return sections(document, items(document, patterns))


def sections(document: Document, found: Sequence[Item]) -> tuple[Section, ...]:
    """Build the sections from the headings among `found`."""
    headings = [item for item in found if item.heading]
    built: list[Section] = []
    open_: list[tuple[int, Section]] = []
    levels = _levels(headings)
    for number, item in enumerate(headings):
        while open_ and open_[-1][0] >= levels[number]:
            open_.pop()
        later = (n for n in range(number + 1, len(headings)) if levels[n] <= levels[number])
        following = next(later, None)
        end = len(document.text) if following is None else headings[following].candidate.start
        parent = open_[-1][1] if open_ else None
        section = _section(document, item, number, parent, end)
        built.append(section)
        open_.append((levels[number], section))
    return tuple(built)


def _levels(headings: Sequence[Item]) -> list[int]:
    """Depths in the numbering; a run of list entries between two headings is no level, for it owns none."""
    return [item.place.depth for item in headings]


def _section(document: Document, item: Item, number: int, parent: Section | None, end: int) -> Section:
    candidate = item.candidate
    printed = _squeezed(document, candidate.number).rstrip(":：")
    title = _squeezed(document, candidate.title).rstrip("：:。. ")
    gap = " " if printed.startswith("第") else ""
    name = f"{printed}{gap}{title}"
    start = candidate.start
    return Section(
        section_id=f"s{number + 1}",
        parent_id=parent.section_id if parent else "",
        level=parent.level + 1 if parent else 1,
        number=printed,
        title=title,
        path=f"{parent.path} / {name}" if parent else name,
        page=document.blocks[candidate.block].anchor.page,
        span=Span(start, end),
        head=candidate.head,
        irregular=item.place.irregular,
    )


def _squeezed(document: Document, span: Span) -> str:
    return "".join(line.strip() for line in span.of(document.text).splitlines())


def _without_title(document: Document, found: Sequence[Candidate]) -> list[Candidate]:
    """Leave out Word headings at the very beginning that are the report's own title."""
    first = next((n for n, c in enumerate(found) if not _is_title(document, c)), len(found))
    return list(found[first:])


def _is_title(document: Document, candidate: Candidate) -> bool:
    words = _squeezed(document, candidate.title)
    return candidate.ordinal is None and (
        words.endswith(("报告", "报告书", "自评表", "总结")) or "年度" in words
    )


def _are_headings(run: Sequence[Candidate]) -> bool:
    """Decide for siblings together: sentences make a list, titles make sections."""
    own = [c for c in run if not c.inline]
    if not own:
        return False
    if sum(c.likeness for c in own) < _TITLE_LIKE * len(own) + 0.01:
        return False
    if own[0].rank < _RANK_OF_LISTS or own[0].level is not None:
        return True
    return len(own) == len(run) and not (len(own) >= 3 and all(c.bare for c in own[:-1]))


def _above_headings(
    places: Sequence[Place], runs: dict[int, list[Place]], headed: set[int], found: Sequence[Candidate]
) -> set[int]:
    """Runs of sentences that own sections are headings themselves, if their style is one of headings."""
    above: set[int] = set()
    open_: list[int] = []
    for place in places:
        open_[place.depth :] = [place.run]
        if place.run in headed and len(runs[place.run]) > 1:
            above.update(r for r in open_ if found[r].rank < _RANK_OF_LISTS and not found[r].inline)
    return above
