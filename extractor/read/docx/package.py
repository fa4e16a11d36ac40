"""Opens the container with python-docx and hands out the parts that hold text."""

from __future__ import annotations

import io
from typing import cast

from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.package import OpcPackage
from docx.oxml.parser import parse_xml
from docx.package import Package as WordPackage
from lxml import etree

from extractor.errors import ReadError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
_OFF = {"0", "false", "off", "none"}

Element = etree._Element


class Package:
    """The parts of a Word file: body, styles, numbering and notes, each an element or None."""

    def __init__(self, data: bytes) -> None:
        self._package: OpcPackage = WordPackage.open(io.BytesIO(data))
        try:
            self._main = self._package.main_document_part
        except KeyError as error:
            raise ReadError(
                "unsupported", "这是 Strict 格式的 Word 文件，请用 Word 另存为普通 .docx 后再提交。"
            ) from error
        root = self._root(self._main)
        body = root.find(f"{W}body")
        if body is None:
            raise ReadError("corrupt", "Word 文件里没有正文，请用 Word 打开另存后再提交。")
        self.body = body
        self.styles = self._related(RELATION.STYLES)
        self.numbering = self._related(RELATION.NUMBERING)
        self.footnotes = self._related(RELATION.FOOTNOTES)
        self.endnotes = self._related(RELATION.ENDNOTES)

    def _related(self, relation: str) -> Element | None:
        try:
            return self._root(self._main.part_related_by(relation))
        except KeyError:
            return None

    @staticmethod
    def _root(part: object) -> Element:
        # Parts of unregistered types (macros, templates, notes) come as bytes.
        element = getattr(part, "_element", None)
        root = cast("Element", parse_xml(part.blob) if element is None else element)  # type: ignore[attr-defined]
        if root.getroottree().docinfo.internalDTD is not None:
            raise ReadError("corrupt", "Word 文件里有不应出现的实体定义，请用 Word 打开另存后再提交。")
        return root


def value(parent: Element | None, tag: str) -> str | None:
    """Return the w:val of the child `tag` (without prefix); None where there is no such child."""
    child = None if parent is None else parent.find(W + tag)
    return None if child is None else child.get(VAL)


def integer(parent: Element | None, tag: str) -> int | None:
    """Return the w:val of the child `tag` as a number; None where it is absent or not a number."""
    raw = value(parent, tag)
    try:
        return None if raw is None else int(raw)
    except ValueError:
        return None


def switch(parent: Element | None, tag: str) -> bool | None:
    """Return an on/off property; None where it is not set."""
    child = None if parent is None else parent.find(W + tag)
    return None if child is None else child.get(VAL, "1") not in _OFF
