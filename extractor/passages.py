"""Paragraphs with their mentions and lists, the common ground of facts and claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.lists import PartList, part_lists
from extractor.mentions import Mention, mentions
from extractor.model import Block, Document, Figure
from extractor.patterns import Patterns


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph: its figures in context and the lists they form."""

    block: Block
    mentions: tuple[Mention, ...]
    lists: tuple[PartList, ...]


def passages(document: Document, figures: Sequence[Figure], patterns: Patterns) -> tuple[Passage, ...]:
    """Return the paragraphs (and text cells) that hold figures."""
    made = []
    for block, inside in _by_block(document.blocks, figures):
        found = mentions(document, block, inside, patterns)
        if found:
            made.append(Passage(block, tuple(found), tuple(part_lists(document.plain, found, patterns))))
    return tuple(made)


def _by_block(blocks: Iterable[Block], figures: Sequence[Figure]) -> Iterable[tuple[Block, list[Figure]]]:
    index = 0
    for block in blocks:
        inside = []
        while index < len(figures) and figures[index].span.start < block.span.end:
            if figures[index].unit_from not in ("header", "caption", "label"):
                inside.append(figures[index])
            index += 1
        if inside:
            yield block, inside
