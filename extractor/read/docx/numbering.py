"""Automatic numbering: the label Word shows in front of a paragraph (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from extractor.read.docx.labels import custom, render
from extractor.read.docx.names import ALTERNATIVES, CHOICES, Element, W, child, integer, number, switch, value
from extractor.read.docx.styles import Style, font_of
from extractor.read.docx.symbols import shown

_PLACE = re.compile(r"%([1-9])")
_LINKS = 10  # numbering styles that lead to one another, at most
_TEXT = 255  # characters of a label text that are used; Word shows 31


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    hidden: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    """A w:num: its levels, the abstract list it counts with, and the numbers it begins again from."""

    counter: str
    levels: dict[int, _Level]
    starts: dict[int, int]
    by_style: dict[str, int]


class Numbering:
    """Counts the numbered paragraphs of one document in order."""

    def __init__(self, root: Element | None, link: dict[str, str] | None = None) -> None:
        self._abstract: dict[str, Element] = {}
        self._nums: dict[str, Element] = {}
        self._links = link or {}
        if root is not None:
            self._abstract = _by_id(root.iterchildren(f"{W}abstractNum"), "abstractNumId")
            self._nums = _by_id(root.iterchildren(f"{W}num"), "numId")
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Count a text box or note by itself: lists do not go on from the body into it (MS-DOC 2.4.6.4, 2.2.3)."""
        outer = self._counts, self._begun
        self._counts, self._begun = {}, set()
        try:
            yield
        finally:
            self._counts, self._begun = outer

    def label(self, own: Element | None, style: Style) -> str:
        """Count one paragraph, given its w:numPr, and return its label with the white space behind it."""
        if own is None and style.num_id is None:
            return ""
        num_id = value(own, "numId") or style.num_id
        found = None if num_id is None or num_id == "0" else self._list(num_id)
        if num_id is None or found is None:
            return ""
        ilvl = _ilvl(own, style, found)
        level = found.levels.get(ilvl)
        if level is None:
            return ""
        self._count(num_id, ilvl, found)
        return "" if level.hidden else self._shown(found, level, ilvl)

    def _count(self, num_id: str, ilvl: int, found: _List) -> None:
        counts = self._counts.setdefault(found.counter, {})
        if (num_id, ilvl) not in self._begun and ilvl in found.starts:
            counts[ilvl] = found.starts[ilvl]
        elif ilvl in counts:
            counts[ilvl] += 1
        else:
            counts[ilvl] = _start(found, ilvl)
        self._begun.add((num_id, ilvl))
        for higher in range(ilvl):
            # A level that was skipped counts as used once (Microsoft Q110380): after 1.1 comes 2.
            counts.setdefault(higher, _start(found, higher))
        for deeper in [n for n in counts if n > ilvl]:
            restart = found.levels[deeper].restart if deeper in found.levels else None
            if restart is None or ilvl < restart:
                del counts[deeper]

    def _shown(self, found: _List, level: _Level, ilvl: int) -> str:
        counts = self._counts[found.counter]

        def part(match: re.Match[str]) -> str:
            place = int(match.group(1)) - 1
            form = found.levels[place].form if place in found.levels else "decimal"
            legal = level.legal and form != "none"
            return render(counts.get(place, 0), "decimal" if legal else form)

        if level.form == "bullet":
            text = level.text
        elif any(int(place) > ilvl + 1 for place in _PLACE.findall(level.text)):
            text = ""  # MS-OI29500 2.1.283 c: Word shows nothing of it
        else:
            text = _PLACE.sub(part, level.text)
        apart = level.suffix != "nothing" or text[-1:].isspace()
        text = text.strip()
        glued = text[-1:].isascii() and text[-1:].isalnum()
        spaced = (text[-1:].isalpha() or text[-1:].isdecimal()) and apart
        return f"{text} " if glued or spaced else text

    def _list(self, num_id: str) -> _List | None:
        if num_id not in self._lists:
            self._lists[num_id] = self._resolve(num_id, 0)
        return self._lists[num_id]

    def _resolve(self, num_id: str, depth: int) -> _List | None:
        num = self._nums.get(num_id)
        abstract_id = value(num, "abstractNumId")
        if num is None or abstract_id not in self._abstract or depth > _LINKS:
            return None
        abstract = self._abstract[abstract_id]
        levels = _levels(abstract)
        link = value(abstract, "numStyleLink")
        if link is not None and not levels and link in self._links:
            linked = self._resolve(self._links[link], depth + 1)
            if linked is not None:
                abstract_id, levels = linked.counter, dict(linked.levels)
        starts: dict[int, int] = {}
        for override in num.iterchildren(f"{W}lvlOverride"):
            levels |= _levels(override)
            start = integer(override, "startOverride")
            if start is not None:
                starts[number(override.get(f"{W}ilvl")) or 0] = start
        by_style = {level.style: ilvl for ilvl, level in reversed(levels.items()) if level.style}
        return _List(abstract_id, levels, starts, by_style)


def style_links(styles: Element | None) -> dict[str, str]:
    """Return the list (numId) of every numbering style."""
    found = {}
    for style in () if styles is None else styles.iterchildren(f"{W}style"):
        if style.get(f"{W}type") == "numbering":
            num_id = value(child(child(style, "pPr"), "numPr"), "numId")
            if num_id is not None:
                found[style.get(f"{W}styleId", "")] = num_id
    return found


def _ilvl(own: Element | None, style: Style, found: _List) -> int:
    stated = integer(own, "ilvl")
    if stated is not None:
        return stated
    linked = value(own, "numId") is None
    for name, level in zip(style.ids, style.levels, strict=True):
        # A style's own level number counts only where no level names the style (17.3.1.19).
        if linked and name in found.by_style:
            return found.by_style[name]
        if level is not None:
            return level
    return 0


def _start(found: _List, ilvl: int) -> int:
    if ilvl in found.starts:
        return found.starts[ilvl]
    return found.levels[ilvl].start if ilvl in found.levels else 1


def _by_id(elements: Iterable[Element], name: str) -> dict[str, Element]:
    return {element.get(W + name, ""): element for element in elements}


def _levels(parent: Element) -> dict[int, _Level]:
    return {number(lvl.get(f"{W}ilvl")) or 0: _level(lvl) for lvl in parent.iterchildren(f"{W}lvl")}


def _level(lvl: Element) -> _Level:
    start = integer(lvl, "start")
    form = _form(lvl)
    properties = child(lvl, "rPr")
    text = (value(lvl, "lvlText") or "")[:_TEXT]
    if form == "bullet":
        text = "•" if child(lvl, "lvlPicBulletId") is not None else shown(text, font_of(properties))
    return _Level(
        start=0 if start is None else start,  # 17.9.25
        form=form,
        text=text,
        suffix=value(lvl, "suff") or "tab",
        restart=integer(lvl, "lvlRestart"),
        legal=bool(switch(lvl, "isLgl")),
        hidden=bool(switch(properties, "vanish")),
        style=value(lvl, "pStyle"),
    )


def _form(lvl: Element) -> str:
    """Return the number format; a custom one (17.9.17) stands beside a usual one for older programs."""
    found = child(lvl, "numFmt")
    for alternatives in lvl.iterchildren(ALTERNATIVES):
        for branch in alternatives.iterchildren(*CHOICES):
            if found is None:
                found = child(branch, "numFmt")
    if found is None:
        return "decimal"
    form = found.get(f"{W}val", "decimal")
    return custom(found.get(f"{W}format", "")) if form == "custom" else form
