"""What stands on a sheet beside its cells: text boxes, pictures, printed headers and footers."""

from __future__ import annotations

import re

from lxml import etree

from extractor.read.container import Element
from extractor.read.sheets.package import Package
from extractor.read.sheets.sheet import Sheet

# ECMA-376 part 1, 18.3.1.46: && is a sign, &L &C &R begin a part, the others set fonts or stand for fields.
_CODE = re.compile(r'&(?:(?P<part>[LCR])|"[^"]*"|\d{1,3}|K(?:[0-9A-Fa-f]{6}|\d\d[+-]\d{3})|(?P<sign>&)|.)')
_SHAPES = 2000


def printed(text: str) -> list[str]:
    """Return the words of a header or footer without codes and fields (page numbers, dates, file names)."""
    plain = _CODE.sub(lambda match: "\0" if match["part"] else "&" if match["sign"] else "", text)
    words = (" ".join(part.split()) for part in plain.split("\0"))
    return [part for part in words if re.search(r"[^\W\d_]", part) and not re.fullmatch(r"第\s*页.*", part)]


def fill(sheet: Sheet, package: Package, part: str) -> None:
    """Add the text boxes of a sheet, and count its pictures."""
    for kind, target in package.related(part).values():
        if kind == "drawing" and package.has(target):
            try:
                root = package.tree(target)
            except etree.XMLSyntaxError:
                continue
            sheet.pictures += sum(1 for _ in root.iter("{*}pic"))
            for shape in list(root.iter("{*}txBody"))[:_SHAPES]:
                sheet.shapes += [text for p in shape.iterfind("{*}p") if (text := _words(p))]


def _words(paragraph: Element) -> str:
    return "".join(t.text or "" for t in paragraph.iter("{*}t")).strip()
