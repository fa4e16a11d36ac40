"""The container of a Word file: its parts, and a copy in which some are others."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping

from lxml import etree

from extractor.errors import ReadError
from extractor.read.container import Element, contents, open_container, parse_xml, part_of
from extractor.read.docx.package import Package
from extractor.read.limits import Limits

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KINDS = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "http://purl.oclc.org/ooxml/officeDocument/relationships/",
}
_MOMENT = (1980, 1, 1, 0, 0, 0)  # what is converted has the time of its conversion
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


class Parts:
    """The parts that comments have to do with; those that are asked for are written anew."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open a file. Raises ReadError as the reader does."""
        package = Package(data, limits)
        self._limits = limits
        self.container = open_container(data, limits)
        self.main = package.member("")
        self.notes = [name for kind in ("footnotes", "endnotes") if (name := package.member(kind))]
        self._comments = package.member("comments")
        self._trees: dict[str, Element] = {}

    def tree(self, name: str) -> Element:
        """Return the tree of a part, the same each time."""
        if name not in self._trees:
            try:
                self._trees[name] = parse_xml(part_of(self.container, name, self._limits))
            except etree.XMLSyntaxError as error:
                raise ReadError("corrupt", f"Word 文件里的 {name} 已损坏。") from error
        return self._trees[name]

    def comments(self) -> Element | None:
        """Return the part with the comments that are there; None where there are none."""
        return self.tree(self._comments) if self._comments else None

    def copy(self, body: Element, comments: Element) -> bytes:
        """Return the file with this body and these comments; all else is byte for byte what it was."""
        changed = {self.main: _bytes(body)}
        added: dict[str, bytes] = {}
        if self._comments:
            changed[self._comments] = _bytes(comments)
        else:
            name = self._free("comments")
            added[name] = _bytes(comments)
            changed |= self._announced(name, etree.QName(comments).namespace or "")
        rels = self._relations_name()
        if rels in changed and rels not in self.container.namelist():
            added[rels] = changed.pop(rels)
        return _written(self.container, changed, added)

    def _free(self, stem: str) -> str:
        taken = {_plain(name).lower() for name in self.container.namelist()}
        folder = posixpath.dirname(_plain(self.main))
        names = (posixpath.join(folder, f"{stem}{number or ''}.xml") for number in range(10_000))
        return next(name for name in names if name.lower() not in taken)

    def _relations_name(self) -> str:
        folder, name = posixpath.split(_plain(self.main))
        wanted = posixpath.join(folder, "_rels", f"{name}.rels")
        return self._named(wanted) or wanted

    def _named(self, wanted: str) -> str:
        names = self.container.namelist()
        return next((name for name in names if _plain(name).lower() == wanted.lower()), "")

    def _announced(self, name: str, space: str) -> Mapping[str, bytes]:
        """Return content types and relationships that name a new part."""
        listed = self._named("[Content_Types].xml")
        if not listed:
            raise ReadError("corrupt", "Word 文件里没有 [Content_Types].xml。")
        types = self.tree(listed)
        etree.SubElement(types, f"{{{_TYPES}}}Override", {"PartName": f"/{name}", "ContentType": _TYPE})
        rels = self._relations_name()
        is_there = rels in self.container.namelist()
        relations = self.tree(rels) if is_there else etree.Element(f"{{{_RELATIONS}}}Relationships")
        taken = {entry.get("Id") for entry in relations}
        key = next(f"rIdGouji{n}" for n in range(1, 10_000) if f"rIdGouji{n}" not in taken)
        etree.SubElement(
            relations,
            f"{{{_RELATIONS}}}Relationship",
            {"Id": key, "Type": f"{_KINDS.get(space, _KIND)}comments", "Target": posixpath.basename(name)},
        )
        return {listed: _bytes(types), rels: _bytes(relations)}


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def _bytes(tree: Element) -> bytes:
    found: bytes = etree.tostring(tree.getroottree(), encoding="UTF-8", xml_declaration=True, standalone=True)
    return found


def _written(container: zipfile.ZipFile, changed: Mapping[str, bytes], added: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for info in container.infolist():
            if not info.is_dir():
                data = changed[info.filename] if info.filename in changed else contents(container, info)
                _add(made, info.filename, data, info.compress_type)
        for name, data in added.items():
            _add(made, name, data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _add(made: zipfile.ZipFile, name: str, data: bytes, packing: int) -> None:
    info = zipfile.ZipInfo(name, _MOMENT)
    info.compress_type = packing
    info.external_attr = 0
    info.create_system = 0  # the same on every machine
    made.writestr(info, data)
