"""Opens the package of a Word file (ECMA-376 part 2) and hands out the parts that hold text."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from lxml import etree

from extractor.errors import ReadError
from extractor.read.container import open_container, parse_xml, part_of
from extractor.read.docx.names import Element, child
from extractor.read.limits import Limits

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_USUAL = "word/document.xml"
_CELL_BYTES = 19  # <w:tc><w:p/></w:tc>
_DELETIONS = (b":del", b"<del", b"moveFrom")
_SYMBOL_FONTS = (b"dings", b"ymbol")  # Wingdings, Webdings, Symbol
# Strict files (part 1) use names of their own for what part 4 (transitional) keeps under the older ones.
_OLDER = "http://schemas.openxmlformats.org/"
_STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": f"{_OLDER}wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": f"{_OLDER}officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/math": f"{_OLDER}officeDocument/2006/math",
}


class Package:
    """The parts of a Word file: body, styles, numbering, notes and settings, each an element or None."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        self._container = open_container(data, limits)
        # Whether a part read so far can hold hidden text, words in a symbol font, deletions.
        self.hides = self.symbols = self.cuts = False
        # Part names ignore case (part 2, 6.2.2.3); some programs write backslashes.
        self._names = {_key(name): name for name in self._container.namelist()}
        self.main = self._main()
        self._related = self._relations(self.main)
        root = self._root(self.main)
        body = child(root, "body") if root is not None else None
        if body is None:
            raise ReadError("corrupt", "Word 文件里没有正文，请用 Word 打开另存后再提交。")
        self.body = body
        self.styles = self._by_kind("styles")
        self.numbering = self._by_kind("numbering")
        self.footnotes = self._by_kind("footnotes")
        self.endnotes = self._by_kind("endnotes")
        self.settings = self._by_kind("settings")

    def related(self, key: str | None) -> Element | None:
        """Return the part that a relationship id (r:id) of the main part leads to."""
        return next((self._root(target) for name, _, target in self._related if name == key), None)

    def member(self, kind: str) -> str:
        """Return the name in the container of the part that is so related to the main one (footnotes); empty for none.

        Without a kind: of the main part itself.
        """
        found = (target for _, of, target in self._related if of == kind)
        return self._names.get(_key(next(found, "") if kind else self.main), "")

    def _by_kind(self, kind: str) -> Element | None:
        return next((self._root(target) for _, found, target in self._related if found == kind), None)

    def _main(self) -> str:
        start = [target for _, kind, target in self._relations("") if kind == "officeDocument"]
        found = next((name for name in start if _key(name) in self._names), "")
        return found or next((name for name in self._typed() if _key(name) in self._names), _USUAL)

    def _typed(self) -> list[str]:
        """Return the parts that the content types call a main document."""
        types = self._root("[Content_Types].xml")
        overrides = () if types is None else types.iterchildren(_OVERRIDE)
        return [
            e.get("PartName", "") for e in overrides if e.get("ContentType", "").lower().endswith(".main+xml")
        ]

    def _relations(self, source: str) -> list[tuple[str, str, str]]:
        """Return id, kind and target of the relationships inside the package."""
        folder, name = posixpath.split(source.lstrip("/"))
        root = self._root(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = []
        for entry in () if root is None else root.iterchildren(_RELATION):
            if entry.get("TargetMode", "Internal") == "Internal":
                target = posixpath.normpath(posixpath.join("/", folder, unquote(entry.get("Target", ""))))
                # Strict and transitional types differ in all but their last word.
                found.append((entry.get("Id", ""), entry.get("Type", "").rpartition("/")[2], target))
        return found

    def _bytes(self, name: str) -> bytes | None:
        real = self._names.get(_key(name))
        return None if real is None else part_of(self._container, real, self._limits)

    def _root(self, name: str) -> Element | None:
        data = self._bytes(name)
        if data is None:
            return None
        if len(data) > _CELL_BYTES * self._limits.cells and data.count(b"</w:tc>") > self._limits.cells:
            raise too_many_cells(self._limits)
        wide = b"\0" in data[:4]  # UTF-16: its words cannot be looked for as they are
        self.hides = self.hides or wide or b"vanish" in data
        self.cuts = self.cuts or wide or any(mark in data for mark in _DELETIONS)
        self.symbols = self.symbols or wide or any(font in data for font in _SYMBOL_FONTS)
        try:
            return _transitional(parse_xml(data))
        except etree.XMLSyntaxError as error:
            raise ReadError(
                "corrupt", f"Word 文件里的 {name.lstrip('/')} 已损坏或嵌套过深，请用 Word 打开另存后再提交。"
            ) from error


def too_many_cells(limits: Limits) -> ReadError:
    """Return the error for tables beyond the limit."""
    return ReadError("too_large", f"表格超过 {limits.cells} 个单元格，请拆分后再提交。")


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _transitional(root: Element) -> Element:
    if not root.tag.startswith("{http://purl.oclc.org/"):
        return root
    for element in root.iter(etree.Element):
        element.tag = _renamed(element.tag)
        for name, text in element.items():
            if (new := _renamed(str(name))) != name:
                del element.attrib[name]
                element.set(new, text)
    return root


def _renamed(name: str) -> str:
    space, found, local = name.rpartition("}")
    usual = _STRICT.get(space[1:])
    return f"{{{usual}}}{local}" if found and usual else name
