"""Divides runs so that a comment begins and ends at a letter; nobody sees that they are divided."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import deepcopy

from extractor.annotate.word.anchors import local
from extractor.read.container import Element

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Pieces:
    """The pieces of texts whose runs were divided."""

    def __init__(self, cuts: Iterable[tuple[Element, int]]) -> None:
        """Divide runs in front of these letters of their texts (behind the last one, where it is the length)."""
        places: dict[Element, set[int]] = defaultdict(set)
        for text, index in cuts:
            places[text].add(index)
        self._pieces: dict[Element, list[tuple[int, Element]]] = {}
        runs = dict.fromkeys(run for text in places if (run := text.getparent()) is not None)
        for run in runs:
            self._divide(run, places)

    def run(self, text: Element, index: int) -> Element | None:
        """Return the run that holds a letter now."""
        pieces = self._pieces.get(text, [(0, text)])
        at = bisect_right(pieces, index, key=lambda piece: piece[0]) - 1
        return pieces[at][1].getparent()

    def _divide(self, run: Element, places: Mapping[Element, set[int]]) -> None:
        # From the end, so that what is in front stays where it is.
        for text in reversed([child for child in run if child in places]):
            found: list[tuple[int, Element]] = []
            length = len(text.text or "")
            for index in sorted(places[text], reverse=True):
                if index >= length:
                    _move(run, text.getnext())
                elif index > 0:
                    found.append((index, _split(run, text, index)))
                elif _has_words_before(text):
                    _move(run, text)
            self._pieces[text] = [(0, text), *reversed(found)]


def _has_words_before(text: Element) -> bool:
    before = text.getprevious()
    return before is not None and local(before) != "rPr"


def _split(run: Element, text: Element, index: int) -> Element:
    """Move what follows a letter, that included, to a run of its own; return the text that begins with it."""
    words = text.text or ""
    rest = deepcopy(text)
    rest.tail = None
    for child in list(rest):
        rest.remove(child)
    text.addnext(rest)
    for child in list(text):  # what an editor left inside the words (comments of XML) follows them
        rest.append(child)
    text.text, rest.text = words[:index], words[index:]
    for part in (text, rest):
        if (part.text or "").strip() != (part.text or ""):
            part.set(_SPACE, "preserve")
    _move(run, rest)
    return rest


def _move(run: Element, first: Element | None) -> None:
    """Move a child of a run and all that follow it to a run of the same look behind it."""
    if first is None:
        return
    made = run.makeelement(run.tag)
    for name, value in run.items():
        made.set(name, value)
    properties = next((child for child in run if local(child) == "rPr"), None)
    if properties is not None:
        made.append(deepcopy(properties))
    moved = [first, *first.itersiblings()]
    run.addnext(made)
    made.extend(moved)
