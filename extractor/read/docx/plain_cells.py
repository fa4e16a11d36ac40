"""Cells with one paragraph of plain words, as nearly all are: read without asking what else could be in them."""

from __future__ import annotations

from extractor.read.docx.names import (
    CELL_PROPERTIES,
    PARAGRAPH,
    PROPERTIES,
    RUN,
    RUN_PROPERTIES,
    TEXT,
    Element,
    W,
)
from extractor.read.docx.runs import text_of

# Properties of a paragraph that change its words or its level.
_TELLING = {W + name for name in ("pStyle", "numPr", "outlineLvl", "sectPr")}
_MARKS = {W + name for name in ("bookmarkStart", "bookmarkEnd", "proofErr")}


def plain_words(cell: Element, odd: set[Element]) -> tuple[str, Element | None] | None:
    """Return the words and the first run that has some; None for a cell that holds anything but words.

    `odd`: the runs and paragraphs whose properties may hide or delete words or make signs of letters.
    """
    paragraph = None
    for element in cell:
        if element.tag == PARAGRAPH and paragraph is None:
            paragraph = element
        elif element.tag != CELL_PROPERTIES:
            return None
    return None if paragraph is None else _words(paragraph, odd)


def _words(paragraph: Element, odd: set[Element]) -> tuple[str, Element | None] | None:
    if paragraph in odd:
        return None
    words: list[str] = []
    first = None
    for element in paragraph:
        tag = element.tag
        if tag == RUN:
            before = len(words)
            if element in odd or not _take(element, words):
                return None
            first = element if first is None and len(words) > before else first
        elif tag == PROPERTIES:
            if not _TELLING.isdisjoint(part.tag for part in element):
                return None
        elif tag not in _MARKS:
            return None
    return "".join(words), first


def _take(run: Element, words: list[str]) -> bool:
    """Add the words of a run; tell whether there was nothing else in it."""
    for part in run:
        if part.tag == TEXT:
            words.append(text_of(part))
        elif part.tag != RUN_PROPERTIES:
            return False
    return True
