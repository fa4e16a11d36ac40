"""From which character of which element of a Word file each character of its text was read.

The reader itself tells: it reads the same file with every letter replaced by a sign of its own, and what comes out
says where each sign went. So this cannot drift apart from the reader, whatever that does with fields, notes, text
boxes, tables, tracked changes, numbers.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from extractor.errors import ReadError
from extractor.read import docx
from extractor.read.container import Element, contents
from extractor.read.content import flatten
from extractor.read.docx.runs import UNSEEN
from extractor.read.limits import Limits

SPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_MATHS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
)
_WORDS = frozenset(f"{{{space}}}t" for space in (*SPACES, *_MATHS))
# Planes without white space and without letters that a report could hold.
_FIRST, _LAST = 0x30000, 0x10FFFF
_READ = (".xml", ".rels")
_DRIFTED = "文件的文字与核对时读到的不一致"


class Untraceable(Exception):
    """The text cannot be led back to the file; `str(error)` says why in Chinese."""


@dataclass(frozen=True, slots=True)
class Place:
    """A character: the element that holds it and its place in the text of that."""

    element: Element
    index: int


class Origins:
    """Where the characters of one text stand in the trees of a Word file."""

    def __init__(self, signs: Sequence[Place], text: str, traced: str) -> None:
        self._signs = signs
        self._text = text
        self._traced = traced

    def at(self, offset: int) -> Place | None:
        """Return the place of a character of the text; None for what no element holds (automatic numbers, blanks)."""
        number = ord(self._traced[offset]) - _FIRST
        if not 0 <= number < len(self._signs):
            return None
        return self._signs[number]

    def ends(self, start: int, end: int) -> tuple[Place, Place] | None:
        """Return the first and the last character of a range that have a place."""
        offsets = range(start, end)
        first = next((place for offset in offsets if (place := self.at(offset))), None)
        last = next((place for offset in reversed(offsets) if (place := self.at(offset))), None)
        return (first, last) if first and last else None


def trace(
    container: zipfile.ZipFile, trees: Mapping[str, Element], form: str, text: str, limits: Limits
) -> Origins:
    """Find the origins of a document's text in these trees, the parts of the container that hold words.

    Raises Untraceable where the text is not that of the file, or too long; ReadError as the reader does.
    """
    signs: list[Place] = []
    marked = {name: _marked(tree, signs) for name, tree in trees.items()}
    if len(signs) > _LAST - _FIRST:
        raise Untraceable("文件的文字过多")
    roomy = replace(limits, part=2 * limits.part, unpacked=2 * limits.unpacked)
    try:
        content = docx.read(_container(container, marked), form, roomy)
    except ReadError as error:
        raise Untraceable(str(error).rstrip("。")) from error
    traced, _ = flatten(content.pieces)
    origins = Origins(signs, text, traced)
    if not _agrees(signs, text, traced):
        raise Untraceable(_DRIFTED)
    return origins


def _marked(tree: Element, signs: list[Place]) -> bytes:
    """Return a part with a sign for every letter, and put the places of the letters behind those known."""
    replaced: list[tuple[Element, str]] = []
    for element in tree.iter(*_WORDS):
        if words := element.text:
            replaced.append((element, words))
            element.text = "".join(_signed(element, words, signs))
    data: bytes = etree.tostring(tree, encoding="UTF-8", xml_declaration=True, standalone=True)
    for element, words in replaced:
        element.text = words
    return data


def _signed(element: Element, words: str, signs: list[Place]) -> Iterable[str]:
    for index, letter in enumerate(words):
        if letter.isspace() or UNSEEN.match(letter) or len(signs) > _LAST - _FIRST:
            yield letter
        else:
            yield chr(_FIRST + len(signs))
            signs.append(Place(element, index))


def _agrees(signs: Sequence[Place], text: str, traced: str) -> bool:
    """Tell whether two readings are of the same text; letters of symbol fonts are read as other signs."""
    if len(text) != len(traced):
        return False
    strangers = 0
    for own, sign in zip(text, traced, strict=True):
        number = ord(sign) - _FIRST
        if 0 <= number < len(signs):
            place = signs[number]
            strangers += (place.element.text or "")[place.index] != own
        elif own != sign:
            return False
    return strangers <= len(text) // 20


def _container(container: zipfile.ZipFile, marked: Mapping[str, bytes]) -> bytes:
    """Return a container with what the reader looks at, some of its parts replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as made:
        for info in container.infolist():
            if info.filename in marked:
                made.writestr(info.filename, marked[info.filename])
            elif info.filename.lower().endswith(_READ):
                made.writestr(info.filename, contents(container, info))
    return target.getvalue()
