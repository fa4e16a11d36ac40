"""Runs and paragraphs that may hide or delete their words or show signs for letters, found in one pass.

They are few. All others are read without a look at their properties.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractor.read.docx.names import PROPERTIES, RUN_PROPERTIES, Element, W

_HIDING = tuple(W + name for name in ("vanish", "specVanish", "webHidden", "rStyle", "del", "moveFrom"))
_FONTS = f"{W}rFonts"
_SIGNS = re.compile("dings|ymbol")
_OF_PROPERTIES = (PROPERTIES, RUN_PROPERTIES)


def is_of_signs(font: str) -> bool:
    """Tell whether a font shows signs for letters (Wingdings, Webdings, Symbol)."""
    return _SIGNS.search(font) is not None


def odd_ones(roots: Iterable[Element | None], hides: bool, signs: bool) -> set[Element]:
    """Return the elements whose own properties say so: runs, paragraphs for their end marks.

    `hides`: words may be hidden or deleted, by styles too; `signs`: fonts of signs are in use.
    """
    found: set[Element] = set()
    for root in roots:
        if root is None:
            continue
        if hides:
            found.update(_owner(mark) for mark in root.iter(*_HIDING))
        if signs:
            named = (fonts for fonts in root.iter(_FONTS) if any(map(is_of_signs, map(str, fonts.values()))))
            found.update(_owner(fonts) for fonts in named)
    return found


def _owner(mark: Element) -> Element:
    owner = mark.getparent()
    while owner is not None and owner.tag in _OF_PROPERTIES:
        owner = owner.getparent()
    return mark if owner is None else owner
