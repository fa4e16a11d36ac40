"""The parts of an .xlsx container: workbook, relationships, shared strings (ECMA-376 part 1, 12 and 18.4; part 2)."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import IO

from lxml import etree

from extractor.errors import ReadError
from extractor.read.container import Element, open_container, parse_xml
from extractor.read.limits import Limits, megabytes

_WORTH_TRIMMING = 2**22
_VALUES = (b"</v>", b"</is>", b"</f>", b"<f ")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MARKS = 2_000_000  # of tags and attributes between two rows; 16,384 cells with all that they can have take 300,000
_ENTITIES = "文件里有不应出现的实体定义，请用原软件打开另存后再提交。"


class Package:
    """Finds parts by name, whatever the case and the strokes of the names (part 2, 6.2.2 and 7.3)."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._container = open_container(data, limits)
        self._limits = limits
        self._names = {
            info.filename.replace("\\", "/").lstrip("/").lower(): info for info in self._container.infolist()
        }

    def has(self, name: str) -> bool:
        """Tell whether a part is there."""
        return name.lower() in self._names

    def open(self, name: str) -> IO[bytes]:
        """Open a part to be read piece by piece. Raises KeyError where there is none."""
        return self._container.open(self._names[name.lower()])

    def open_sheet(self, name: str) -> IO[bytes]:
        """Open a sheet without the rows behind the last value: many are formatted down to row 1,048,576."""
        if self._names[name.lower()].file_size < _WORTH_TRIMMING:
            return self.open(name)
        with self.open(name) as part:
            data = part.read()
        value = max(data.rfind(mark) for mark in _VALUES)
        start, end = data.find(b"</row>", max(value, 0)) + len(b"</row>"), data.rfind(b"</sheetData>")
        return io.BytesIO(data[:start] + data[end:] if 0 < value < start < end else data)

    def tree(self, name: str) -> Element:
        """Return a small part as a tree. Raises KeyError where there is none, ReadError: too_large, corrupt."""
        info = self._names[name.lower()]
        if info.file_size > self._limits.part:
            raise ReadError(
                "too_large", f"文件内的 {name} 超过 {megabytes(self._limits.part)} MB，请拆分后再提交。"
            )
        return parse_xml(self._container.read(info))

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Return the relationships of a part: id to kind (the last word of the type) and the part's name."""
        folder, file = posixpath.split(name)
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        if not self.has(rels):
            return {}
        found = {}
        for link in self.tree(rels).iter("{*}Relationship"):
            target = link.get("Target", "")
            if link.get("TargetMode") == "External" or not target:
                continue
            path = posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")
            found[link.get("Id", "")] = (link.get("Type", "").rpartition("/")[2], path)
        return found

    def main(self) -> str:
        """Return the name of the workbook part."""
        return next(
            (path for kind, path in self.related("").values() if kind == "officeDocument"), "xl/workbook.xml"
        )


class _Counted:
    """A part that is read piece by piece; what has been read since the last `rest` is bounded in marks."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part = part
        self._marks = 0

    def rest(self) -> None:
        """Begin to count anew."""
        self._marks = 0

    def read(self, size: int = -1) -> bytes:
        """Read on. Raises ReadError(too_large) when one element, which is kept until it ends, goes on and on."""
        data = self._part.read(size)
        self._marks += data.count(b"<") + 2 * data.count(b"=")
        if self._marks > _MARKS:
            raise ReadError("too_large", "表格里有一行的内容过多，请拆分后再提交。")
        return data


def elements(part: IO[bytes], *tags: str) -> Iterator[Element]:
    """Yield the elements with these names as they end, and forget what came before them.

    Raises ReadError: corrupt for a document type, too_large for an element without end; etree.XMLSyntaxError for
    what is no XML, MemoryError.
    """
    wanted = [f"{{*}}{tag}" for tag in tags]
    counted = _Counted(part)
    checked = False
    with part:
        for element in _ended(counted, wanted):
            if not checked:
                checked = True
                if element.getroottree().docinfo.internalDTD is not None:
                    raise ReadError("corrupt", _ENTITIES)
            yield element
            counted.rest()
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _ended(part: _Counted, wanted: list[str]) -> Iterator[Element]:
    try:
        for _, element in etree.iterparse(
            part, tag=wanted, resolve_entities=False, no_network=True, huge_tree=False
        ):
            yield element
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise


def shared_strings(package: Package, name: str, limits: Limits) -> list[str]:
    """Return the texts that cells refer to by number. Raises ReadError(too_large)."""
    found: list[str] = []
    room = limits.part
    for item in elements(package.open(name), "si"):
        text = text_of(item)
        room -= len(text) + 8
        if room < 0:
            raise ReadError("too_large", "表格里的文字过多，请拆分后再提交。")
        found.append(text)
    return found


def text_of(item: Element) -> str:
    """Return the text of a string item without its phonetic hints (18.4.8)."""
    if len(item) == 1 and item[0].tag.endswith("}t"):
        return unescaped(item[0].text or "")
    parts = (t.text or "" for t in item.iter("{*}t") if not _is_phonetic(t))
    return unescaped("".join(parts))


def unescaped(text: str) -> str:
    """Return text with its escaped characters (22.9.2.19, _x000D_) and one kind of line break."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _is_phonetic(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag.endswith("}rPh")


def form_of(data: bytes, suffix: str) -> str:
    """Return xlsx or xlsm for a container with a workbook; a broken one is judged by its suffix."""
    promised = suffix[1:] if suffix in (".xlsx", ".xlsm") else ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            names = {name.replace("\\", "/").lower() for name in container.namelist()}
            # The main part of a Word file may hold whole workbooks, but no part of this name.
            if not names & {"xl/workbook.xml", "xl/workbook.bin"} and not _names_workbook(container):
                return ""
    except Exception:
        return promised
    return "xlsm" if "xl/vbaproject.bin" in names else "xlsx"


def _names_workbook(container: zipfile.ZipFile) -> bool:
    try:
        with container.open("[Content_Types].xml") as types:
            return b"spreadsheetml.sheet.main+xml" in types.read(2**20)
    except KeyError:
        return False
