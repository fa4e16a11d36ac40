"""The parts of an OFD container: documents, their pages in reading order, templates, fonts, composite units."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extractor.errors import ReadError
from extractor.read.container import Element, parse_xml, part_of
from extractor.read.limits import Limits
from extractor.read.ofd.values import box, child, children, local, switch, words

_ENTRY = "OFD.xml"
_LOCK = "encryptions.xml"  # GM/T 0099-2020, annex C


@dataclass(frozen=True, slots=True)
class Part:
    """One XML part and its name in the container, from which relative locations start."""

    name: str
    root: Element


@dataclass(slots=True)
class Volume:
    """One document of a container: its pages, and what they share."""

    part: Part
    pages: tuple[str, ...]  # locations, in the document's own order (7.6)
    size: tuple[float, float]  # mm
    templates: dict[str, str] = field(default_factory=dict)
    bold: dict[str, bool] = field(default_factory=dict)
    units: dict[str, Element] = field(default_factory=dict)
    attachments: bool = False


class Package:
    """Opens parts by location (ST_Loc, table 2), whatever the case and slashes a program has written them with."""

    def __init__(self, container: zipfile.ZipFile, limits: Limits) -> None:
        self.limits = limits
        self._container = container
        self._names: dict[str, str] = {}
        for name in container.namelist():
            self._names.setdefault(_plain(name).lower(), name)
        if _LOCK in self._names:
            raise ReadError("encrypted", "OFD 文件设有密码或证书加密，请解密后另存再提交。")

    def volumes(self) -> Iterator[Volume]:
        """Yield the documents of the container. Raises ReadError(corrupt) where there is none."""
        entry = self.find("", _ENTRY)
        if entry is None:
            raise ReadError("corrupt", "OFD 文件不完整（缺少入口文件 OFD.xml），请重新导出后再提交。")
        parts = [self._root(entry, body) for body in children(entry.root, "DocBody")]
        found = [part for part in parts if part is not None]
        if not found:
            raise ReadError("corrupt", "OFD 文件不完整（缺少文档内容），请重新导出后再提交。")
        yield from (self._volume(part) for part in found)

    def find(self, base: str, location: str, *others: str) -> Part | None:
        """Return the part at a location relative to the part `base` (or to `others`), None where it cannot be read."""
        for name in self._candidates(location, (base, *others, "")):
            try:
                return Part(name, parse_xml(part_of(self._container, name, self.limits)))
            except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile):
                continue
            except ReadError as error:
                if error.code != "corrupt":
                    raise
        return None

    def _candidates(self, location: str, bases: tuple[str, ...]) -> Iterator[str]:
        place = location.strip().replace("\\", "/")
        done = set()
        for base in ("",) if place.startswith("/") else bases:
            path = _plain(posixpath.join(posixpath.dirname(base), place.lstrip("/")))
            name = self._names.get(path.lower())
            if name is not None and name not in done:
                done.add(name)
                yield name

    def _root(self, entry: Part, body: Element) -> Part | None:
        """Return the root of a document: that of its current version where there are versions (clause 19)."""
        for version in children(child(body, "Versions"), "Version"):
            if switch(version, "Current", False):
                listed = self.find(entry.name, version.get("BaseLoc") or "")
                location = "" if listed is None else words(listed.root, "DocRoot")
                root = self.find(listed.name, location, entry.name) if listed and location else None
                if root is not None:
                    return root
        return self.find(entry.name, words(body, "DocRoot"))

    def _volume(self, part: Part) -> Volume:
        common = child(part.root, "CommonData")
        pages = tuple(page.get("BaseLoc") or "" for page in children(child(part.root, "Pages"), "Page"))
        templates = {t.get("ID", ""): t.get("BaseLoc") or "" for t in children(common, "TemplatePage")}
        attached = any(local(element) == "Attachments" for element in part.root)
        volume = Volume(part, pages, page_size(common, "PageArea") or (210.0, 297.0), templates)
        volume.attachments = attached and bool(words(part.root, "Attachments"))
        for resource in children(common, "PublicRes", "DocumentRes"):
            self.take_resources(volume, part.name, (resource.text or "").strip())
        return volume

    def take_resources(self, volume: Volume, base: str, location: str) -> None:
        """Add the fonts and composite units that a resource part lists (7.9)."""
        part = self.find(base, location, volume.part.name)
        if part is None:
            return
        for font in children(child(part.root, "Fonts"), "Font"):
            name = (font.get("FontName") or "") + (font.get("FamilyName") or "")
            volume.bold[font.get("ID", "")] = switch(font, "Bold", False) or "bold" in name.lower()
        for unit in children(child(part.root, "CompositeGraphicUnits"), "CompositeGraphicUnit"):
            volume.units[unit.get("ID", "")] = unit


def page_size(parent: Element | None, name: str) -> tuple[float, float] | None:
    """Return width and height in mm of the area that a document or a page declares, None where it does not."""
    area = child(parent, name)
    for kind in ("PhysicalBox", "ApplicationBox", "ContentBox"):
        found = box(words(area, kind))
        if found is not None and found[2] > 0 and found[3] > 0:
            return found[2], found[3]
    return None


def _plain(name: str) -> str:
    path = posixpath.normpath("/" + name.replace("\\", "/"))
    return path.lstrip("/")
