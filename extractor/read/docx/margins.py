"""The words of headers and footers, each once, as the sections of a document show them (17.10)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.read.docx.body import Walker
from extractor.read.docx.names import Element, R, W, switch
from extractor.read.docx.package import Package
from extractor.read.limits import Limits

_KINDS = (f"{W}headerReference", f"{W}footerReference")
_NO_WORDS = re.compile(r"[\W\d_第页共总頁]*")  # what is left of a page number without its fields


def margins_of(package: Package, sections: list[Element], limits: Limits) -> tuple[str, ...]:
    """Return each distinct paragraph of the headers and footers that are shown; page numbers are no words.

    `sections` are the properties of all sections but the last, whose own stand at the end of the body.
    """
    even = bool(switch(package.settings, "evenAndOddHeaders"))
    last = package.body.iterchildren(f"{W}sectPr")
    parts = [package.related(key) for key in dict.fromkeys(_shown([*sections, *last], even))]
    shown = [part for part in parts if part is not None]
    if not shown:
        return ()
    walker = Walker(package, limits, shown)
    found: dict[str, None] = {}
    for part in shown:
        for piece in walker.story(part):
            text = " ".join(piece.text.split())
            if not _NO_WORDS.fullmatch(text):
                found[text] = None
    return tuple(found)


def _shown(sections: Iterable[Element], even: bool) -> Iterator[str]:
    """Yield the relationship ids in order: a section without a reference goes on with the one before (17.10.1)."""
    current: dict[tuple[str, str], str] = {}
    for section in sections:
        for reference in section.iterchildren(*_KINDS):
            current[reference.tag, reference.get(f"{W}type", "default")] = reference.get(f"{R}id", "")
        types = ["default", *(["first"] if switch(section, "titlePg") else []), *(["even"] if even else [])]
        yield from (key for kind in _KINDS for name in types if (key := current.get((kind, name))))
