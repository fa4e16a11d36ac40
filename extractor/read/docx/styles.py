"""What a paragraph or run inherits from its style, through basedOn and the document defaults (17.7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from extractor.read.docx.names import Element, W, child, integer, switch, value

T = TypeVar("T")
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_BODY_LEVEL = 9  # outlineLvl of text that is no heading
_ANCESTORS = 100  # a longer chain of basedOn is none that Word wrote


@dataclass(frozen=True, slots=True)
class Style:
    """The inherited properties of one style.

    `ids` runs from the style up to its ancestors, `levels` holds the list level that each of them states.
    """

    ids: tuple[str, ...] = ()
    levels: tuple[int | None, ...] = ()
    num_id: str | None = None
    outline: int | None = None
    half_points: int | None = None
    bold: bool = False
    hidden: bool = False
    font: str | None = None


class Styles:
    """Looks up styles by id, each resolved once."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._resolved: dict[str | None, Style] = {}
        self._default: str | None = None
        self._half_points: int | None = None
        self.hides = False  # whether any style can hide text
        if root is not None:
            self._index(root)

    def paragraph(self, style_id: str | None) -> Style:
        """Return a paragraph style; the default one where the id is missing or unknown."""
        return self.get(style_id if style_id in self._elements else self._default)

    def get(self, style_id: str | None) -> Style:
        """Return a style of any kind, empty where it is unknown."""
        found = self._resolved.get(style_id)
        if found is None:
            found = self._resolved[style_id] = self._resolve(style_id)
        return found

    def _index(self, root: Element) -> None:
        for style in root.iterchildren(f"{W}style"):
            style_id = style.get(f"{W}styleId")
            if style_id is None:
                continue
            self._elements[style_id] = style
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
                self._default = style_id
        self._half_points = integer(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"), "sz")
        self.hides = next(root.iter(f"{W}vanish"), None) is not None

    def _chain(self, style_id: str | None) -> Iterator[tuple[str, Element]]:
        seen: set[str] = set()
        while style_id in self._elements and style_id not in seen and len(seen) < _ANCESTORS:
            seen.add(style_id)
            yield style_id, self._elements[style_id]
            style_id = value(self._elements[style_id], "basedOn")

    def _resolve(self, style_id: str | None) -> Style:
        chain = list(self._chain(style_id))
        elements = [element for _, element in chain]
        runs = [child(element, "rPr") for element in elements]
        lists = [child(child(element, "pPr"), "numPr") for element in elements]
        return Style(
            ids=tuple(name for name, _ in chain),
            levels=tuple(integer(element, "ilvl") for element in lists),
            num_id=_first(lists, lambda e: value(e, "numId")),
            outline=_first(elements, _outline),
            half_points=_first(runs, lambda e: integer(e, "sz")) or self._half_points,
            bold=bool(_first(runs, lambda e: switch(e, "b"))),
            hidden=bool(_first(runs, lambda e: switch(e, "vanish"))),
            font=_first(runs, font_of),
        )


def outline_level(outline: int | None) -> int | None:
    """Turn w:outlineLvl (0 to 9) into a heading level (1 to 9); None for body text."""
    return None if outline is None or not 0 <= outline < _BODY_LEVEL else outline + 1


def font_of(properties: Element | None) -> str | None:
    """Return the font that run properties name for letters and signs."""
    fonts = child(properties, "rFonts")
    return None if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi")


def _outline(style: Element) -> int | None:
    stated = integer(child(style, "pPr"), "outlineLvl")
    if stated is not None:
        return stated
    named = _HEADING.match(value(style, "name") or "")
    return int(named.group(1)) - 1 if named else None


def _first(elements: list[Element] | list[Element | None], get: Callable[[Element], T | None]) -> T | None:
    found = (get(element) for element in elements if element is not None)
    return next((item for item in found if item is not None), None)
