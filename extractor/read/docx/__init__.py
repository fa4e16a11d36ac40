"""Word documents (.docx, .docm, .dotx): own walk of the XML in document order, numbering as Word shows it.

Footnotes and endnotes follow the body, each with the number of the paragraph that refers to it; the words of
headers and footers are kept apart; comments are no text of the report.
"""

from __future__ import annotations

import io
import re
import zipfile

from extractor.errors import ReadError
from extractor.read.container import ZIP
from extractor.read.content import Content
from extractor.read.limits import Limits

FORMATS = ("docx", "docm", "dotx")
_TYPES = "[content_types].xml"
_USUAL = "word/document.xml"
# The main part's content type; the glossary of a template ends in document.glossary+xml and is not meant.
_MAIN_TYPES = (
    (re.compile(rb"wordprocessingml\.document\.main\+xml", re.IGNORECASE), "docx"),
    (re.compile(rb"ms-word\.document\.macroEnabled(?:Document)?\.main\+xml", re.IGNORECASE), "docm"),
    (re.compile(rb"wordprocessingml\.template\.main\+xml", re.IGNORECASE), "dotx"),
    (re.compile(rb"ms-word\.template\.macroEnabled(?:Template)?\.main\+xml", re.IGNORECASE), "dotx"),
)


def recognise(data: bytes, suffix: str) -> str:
    """Return the Word format of a container, judged by its content types; broken ones by their suffix."""
    if not data.startswith(ZIP):
        return ""
    promised = suffix[1:] if suffix[1:] in FORMATS else ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            names = {name.replace("\\", "/").lstrip("/").lower(): name for name in container.namelist()}
            if _TYPES in names:
                with container.open(names[_TYPES]) as types:
                    head = types.read(2**20).replace(b"\0", b"")  # UTF-16 too
            else:
                head = b""
    except Exception:
        return promised
    form = next((form for mark, form in _MAIN_TYPES if mark.search(head)), "")
    return form or ((promised or "docx") if _USUAL in names else "")


def read(data: bytes, form: str, limits: Limits) -> Content:
    """Read a Word document.

    Raises ReadError: too_large for a container that unpacks beyond the limits or too many cells, corrupt, empty.
    """
    from extractor.read.docx.body import Walker
    from extractor.read.docx.margins import margins_of
    from extractor.read.docx.package import Package
    from extractor.read.docx.struck import remark

    try:
        package = Package(data, limits)
        walker = Walker(package, limits)
        pieces = (*walker.story(package.body), *walker.notes())
        margins = margins_of(package, walker.sections, limits)
    except RecursionError as error:
        raise ReadError("corrupt", "Word 文件嵌套过深，请用 Word 打开另存后再提交。") from error
    if not any(piece.text.strip() for piece in pieces):
        raise ReadError("empty", "文件里没有文字，可能全是扫描图片，请提交带文字的文件。")
    struck = remark(package.body)
    remarks = (struck,) if struck else ()
    return Content(pieces, notes=tuple(walker.unread), margins=margins, remarks=remarks)
