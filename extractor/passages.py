"""Paragraphs with their mentions and lists, the common ground of facts and claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractor.lists import PartList, part_lists
from extractor.mentions import LEVEL, Mention, mentions
from extractor.model import Block, Document, Figure, Span
from extractor.patterns import Patterns
from extractor.subjects import with_subjects


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
        found = _read(document, block, inside, patterns)
        if found:
            made.append(Passage(block, tuple(found), tuple(part_lists(document.plain, found, patterns))))
    return tuple(made)


def _read(document: Document, block: Block, inside: Sequence[Figure], patterns: Patterns) -> list[Mention]:
    found = with_subjects(document.plain, mentions(document, block, inside, patterns), patterns)
    return _named(document, found, patterns)


def _named(document: Document, found: list[Mention], patterns: Patterns) -> list[Mention]:
    """Name the amounts no pattern named letter by letter; jieba and spaCy are loaded at the first of them."""
    return [_name(document, m, patterns) if _is_nameless(m, document) else m for m in found]


def _is_nameless(mention: Mention, document: Document) -> bool:
    unnamed = mention.figure.kind == "money" and mention.role == LEVEL and not mention.indicator
    return unnamed and any("一" <= c <= "鿿" for c in mention.label)


def _name(document: Document, mention: Mention, patterns: Patterns) -> Mention:
    from extractor.words import namer

    clause = mention.chunk.of(document.plain)
    indicator, start, end = namer(patterns).indicator(clause, mention.figure.kind)
    if indicator:
        span = Span(mention.chunk.start + start, mention.chunk.start + end)
        return replace(
            mention, indicator=indicator, label=span.of(document.plain), label_span=span, named_by="nlp"
        )
    return replace(mention, label=namer(patterns).label(mention.label) or mention.label)


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
