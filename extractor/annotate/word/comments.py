"""The part of a Word file that holds the comments, old and new (ECMA-376 part 1, 17.13.4)."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from extractor.annotate.marks import AUTHOR, Mark
from extractor.annotate.word.anchors import local
from extractor.plain import plain
from extractor.read.container import Element
from extractor.xml_text import writable

_INITIALS = "勾"
_HALF_POINTS = "18"  # 9 pt, whatever the report's own text is set in
_COLOURS = {"error": "C00000", "warning": "7F6000", "info": "1F3864"}
MOST = 32_767  # ranges that Word opens (MS-OI29500 2.1.315 a)
_MARKUP = ("comment", "commentRangeStart", "commentRangeEnd", "commentReference")


def empty(space: str) -> Element:
    """Return a part without comments."""
    return etree.Element(f"{{{space}}}comments", nsmap={"w": space})


def next_id(parts: Sequence[Element]) -> int:
    """Return an id above all that comments of these parts have."""
    taken = [-1]
    for part in parts:
        for element in part.iter(*(f"{{*}}{name}" for name in _MARKUP)):
            raw = next((v for k, v in element.items() if str(k).rpartition("}")[2] == "id"), "")
            digits = plain(str(raw)).strip()
            taken += [int(digits)] if digits.isdecimal() and len(digits) < 10 else []
    return max(taken) + 1


def count(parts: Sequence[Element]) -> int:
    """Count the ranges of comments in these parts."""
    return sum(1 for part in parts for _ in part.iter("{*}commentRangeStart"))


def add(part: Element, number: int, mark: Mark, aside: str) -> None:
    """Add a comment; `aside` says where its words stand if not in the body."""
    w = f"{{{etree.QName(part).namespace}}}"
    comment = etree.SubElement(part, f"{w}comment", {f"{w}id": str(number), f"{w}author": AUTHOR})
    comment.set(f"{w}initials", _INITIALS)
    lines = [mark.lines[0], *([aside] if aside else []), *mark.lines[1:]]
    for place, line in enumerate(lines):
        head, colon, rest = line.partition("：")
        paragraph = _paragraph(comment, w)
        if place == 0:
            etree.SubElement(_run(paragraph, w), f"{w}annotationRef")
            _say(paragraph, w, head + colon, bold=True, colour=_COLOURS.get(mark.severity, ""))
            _say(paragraph, w, rest)
        else:
            _say(paragraph, w, line)


def _paragraph(comment: Element, w: str) -> Element:
    paragraph = etree.SubElement(comment, f"{w}p")
    # What the report's usual paragraph has (an indent, wide lines) is not for the margin.
    properties = etree.SubElement(paragraph, f"{w}pPr")
    _set(properties, w, "spacing", before="0", after="0", line="240", lineRule="auto")
    _set(properties, w, "ind", firstLineChars="0", firstLine="0")
    return paragraph


def _say(paragraph: Element, w: str, words: str, bold: bool = False, colour: str = "") -> None:
    if not words:
        return
    run = _run(paragraph, w, bold, colour)
    text = etree.SubElement(run, f"{w}t")
    text.text = writable(words)
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _run(paragraph: Element, w: str, bold: bool = False, colour: str = "") -> Element:
    run = etree.SubElement(paragraph, f"{w}r")
    properties = etree.SubElement(run, f"{w}rPr")
    _set(properties, w, "b", val="1" if bold else "0")
    if colour:
        _set(properties, w, "color", val=colour)
    _set(properties, w, "sz", val=_HALF_POINTS)
    _set(properties, w, "szCs", val=_HALF_POINTS)
    return run


def _set(parent: Element, w: str, name: str, **values: str) -> None:
    etree.SubElement(parent, f"{w}{name}", {f"{w}{key}": value for key, value in values.items()})


def put(first: Element, last: Element, number: int, w: str) -> None:
    """Put a comment around the runs or objects from the first to the last."""
    start = first.makeelement(f"{w}commentRangeStart", {f"{w}id": str(number)})
    end = first.makeelement(f"{w}commentRangeEnd", {f"{w}id": str(number)})
    reference = first.makeelement(f"{w}r")
    look = next((child for child in last if local(child) == "rPr"), None) if local(last) == "r" else None
    if look is not None:
        # As large as its neighbours, so that no line grows.
        sizes = [child for child in look if local(child) in ("sz", "szCs")]
        properties = etree.SubElement(reference, f"{w}rPr")
        for size in sizes:
            properties.append(deepcopy(size))
    etree.SubElement(reference, f"{w}commentReference", {f"{w}id": str(number)})
    first.addprevious(start)
    last.addnext(end)
    end.addnext(reference)
