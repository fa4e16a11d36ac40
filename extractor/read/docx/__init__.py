"""Word documents (.docx, .docm, .dotx): own walk of the XML in document order, numbering as Word shows it.

Footnotes and endnotes follow the body, each with the number of the paragraph that refers to it; headers and
footers are not text of the report and are left out.
"""

from __future__ import annotations

import io
import re
import zipfile

from extractor.errors import ReadError
from extractor.read.container import ZIP, open_container
from extractor.read.content import Content
from extractor.read.limits import Limits

FORMATS = ("docx", "docm", "dotx")
_TYPES = "[Content_Types].xml"
_MAIN_TYPES = (
    (b"wordprocessingml.document.main+xml", "docx"),
    (b"ms-word.document.macroEnabled.main+xml", "docm"),
    (b"wordprocessingml.template.main+xml", "dotx"),
    (b"ms-word.template.macroEnabledTemplate.main+xml", "dotx"),
)


def recognise(data: bytes, suffix: str) -> str:
    """Return the Word format of a container, judged by its content types; broken ones by their suffix."""
    if not data.startswith(ZIP):
        return ""
    promised = suffix[1:] if suffix[1:] in FORMATS else ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container, container.open(_TYPES) as types:
            head = types.read(2**20)
    except KeyError:
        return ""
    except Exception:
        return promised
    return next((form for mark, form in _MAIN_TYPES if re.search(re.escape(mark), head, re.IGNORECASE)), "")


def read(data: bytes, form: str, limits: Limits) -> Content:
    """Read a Word document.

    Raises ReadError: too_large for a container that unpacks beyond the limit, corrupt, empty.
    """
    open_container(data, limits).close()
    from extractor.read.docx.body import walk
    from extractor.read.docx.package import Package

    content = walk(Package(data))
    if not any(piece.text.strip() for piece in content.pieces):
        raise ReadError("empty", "文件里没有文字，可能全是扫描图片，请提交带文字的文件。")
    return content
