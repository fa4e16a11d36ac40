"""Cells with one paragraph of plain words, as nearly all are: read without asking what else could be in them."""

from __future__ import annotations

import re

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
_HIDING = tuple(
    W + name for name in ("vanish", "specVanish", "webHidden", "rStyle", "del", "moveFrom", "rFonts")
)
_FONTS = f"{W}rFonts"
_SIGNS = re.compile("dings|ymbol")
_MARKS = {W + name for name in ("bookmarkStart", "bookmarkEnd", "proofErr")}


def is_of_signs(font: str) -> bool:
    """Tell whether a font shows signs for letters (Wingdings, Webdings, Symbol)."""
    return _SIGNS.search(font) is not None


def plain_words(cell: Element, careful: bool) -> tuple[str, Element | None] | None:
    """Return the words and the first run that has some; None for a cell that holds anything but words.

    `careful`: words of this document may be hidden, deleted or set in a font of signs.
    """
    paragraph = None
    for element in cell:
        if element.tag == PARAGRAPH and paragraph is None:
            paragraph = element
        elif element.tag != CELL_PROPERTIES:
            return None
    return None if paragraph is None else _words(paragraph, careful)


def _words(paragraph: Element, careful: bool) -> tuple[str, Element | None] | None:
    words: list[str] = []
    first = None
    for element in paragraph:
        tag = element.tag
        if tag == RUN:
            before = len(words)
            if not _take(element, words, careful):
                return None
            first = element if first is None and len(words) > before else first
        elif tag == PROPERTIES:
            if not _TELLING.isdisjoint(part.tag for part in element) or (careful and _hides(element)):
                return None
        elif tag not in _MARKS:
            return None
    return "".join(words), first


def _take(run: Element, words: list[str], careful: bool) -> bool:
    """Add the words of a run; tell whether there was nothing else in it."""
    for part in run:
        if part.tag == TEXT:
            words.append(text_of(part))
        elif part.tag != RUN_PROPERTIES or (careful and _hides(part)):
            return False
    return True


def _hides(properties: Element) -> bool:
    """Tell whether properties may hide or delete words or the end of a paragraph, or make signs of letters."""
    return any(
        part.tag != _FONTS or any(is_of_signs(str(font)) for font in part.values())
        for part in properties.iter(*_HIDING)
    )
