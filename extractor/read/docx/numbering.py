"""Automatic numbering: the label Word shows in front of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from extractor.read.docx.labels import render
from extractor.read.docx.package import Element, W, integer, switch, value
from extractor.read.docx.styles import Style

_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    """A w:num: its levels, the abstract list it counts with, and the numbers it begins again from."""

    counter: str
    levels: dict[int, _Level]
    starts: dict[int, int]


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

    def label(self, properties: Element | None, style: Style) -> str:
        """Count one paragraph and return its label with the white space that belongs behind it."""
        own = None if properties is None else properties.find(f"{W}numPr")
        num_id = value(own, "numId") or style.num_id
        if num_id is None or num_id == "0":
            return ""
        found = self._list(num_id)
        if found is None:
            return ""
        ilvl = self._ilvl(own, style, found)
        level = found.levels.get(ilvl)
        if level is None:
            return ""
        self._count(num_id, ilvl, found)
        return self._shown(found, level, ilvl)

    @staticmethod
    def _ilvl(own: Element | None, style: Style, found: _List) -> int:
        stated = integer(own, "ilvl")
        if stated is not None:
            return stated
        if value(own, "numId") is None:
            linked = (n for name in style.ids for n, level in found.levels.items() if level.style == name)
            by_style = next(linked, None)
            if by_style is not None:
                return by_style
        return style.ilvl or 0

    def _count(self, num_id: str, ilvl: int, found: _List) -> None:
        counts = self._counts.setdefault(found.counter, {})
        first = (num_id, ilvl) not in self._begun
        self._begun.add((num_id, ilvl))
        if first and ilvl in found.starts:
            counts[ilvl] = found.starts[ilvl]
        elif ilvl in counts:
            counts[ilvl] += 1
        else:
            counts[ilvl] = found.starts.get(ilvl, found.levels[ilvl].start)
        for deeper in [n for n in counts if n > ilvl]:
            restart = found.levels[deeper].restart if deeper in found.levels else None
            if restart is None or ilvl < restart:
                del counts[deeper]

    def _shown(self, found: _List, level: _Level, ilvl: int) -> str:
        counts = self._counts[found.counter]

        def number(match: re.Match[str]) -> str:
            n = int(match.group(1)) - 1
            part = found.levels.get(n, _Level())
            return render(counts.get(n, part.start), "decimal" if level.legal else part.form)

        if level.form == "bullet":
            text = "".join("•" if "\ue000" <= c <= "\uf8ff" else c for c in level.text)
        else:
            text = _PLACE.sub(number, level.text)
        text = text.strip()
        glued = text[-1:].isascii() and text[-1:].isalnum()
        spaced = (text[-1:].isalpha() or text[-1:].isdecimal()) and level.suffix != "nothing"
        return f"{text} " if glued or spaced else text

    def _list(self, num_id: str) -> _List | None:
        if num_id not in self._lists:
            self._lists[num_id] = self._resolve(num_id, set())
        return self._lists[num_id]

    def _resolve(self, num_id: str, seen: set[str]) -> _List | None:
        num = self._nums.get(num_id)
        abstract_id = value(num, "abstractNumId")
        if num is None or abstract_id not in self._abstract or num_id in seen:
            return None
        abstract = self._abstract[abstract_id]
        levels = _levels(abstract)
        link = value(abstract, "numStyleLink")
        if link is not None and not levels and link in self._links:
            linked = self._resolve(self._links[link], seen | {num_id})
            if linked is not None:
                abstract_id, levels = linked.counter, dict(linked.levels)
        starts: dict[int, int] = {}
        for override in num.iterchildren(f"{W}lvlOverride"):
            levels |= _levels(override)
            start = integer(override, "startOverride")
            if start is not None:
                starts[int(override.get(f"{W}ilvl", "0"))] = start
        return _List(abstract_id, levels, starts)


def style_links(styles: Element | None) -> dict[str, str]:
    """Return the list (numId) of every numbering style."""
    found = {}
    for style in () if styles is None else styles.iterchildren(f"{W}style"):
        num_id = value(style.find(f"{W}pPr/{W}numPr"), "numId")
        if style.get(f"{W}type") == "numbering" and num_id is not None:
            found[style.get(f"{W}styleId", "")] = num_id
    return found


def _by_id(elements: Iterable[Element], name: str) -> dict[str, Element]:
    return {element.get(W + name, ""): element for element in elements}


def _levels(parent: Element) -> dict[int, _Level]:
    return {int(lvl.get(f"{W}ilvl", "0")): _level(lvl) for lvl in parent.iterchildren(f"{W}lvl")}


def _level(lvl: Element) -> _Level:
    start = integer(lvl, "start")
    return _Level(
        start=0 if start is None else start,
        form=value(lvl, "numFmt") or "decimal",
        text=value(lvl, "lvlText") or "",
        suffix=value(lvl, "suff") or "tab",
        restart=integer(lvl, "lvlRestart"),
        legal=bool(switch(lvl, "isLgl")),
        style=value(lvl, "pStyle"),
    )
