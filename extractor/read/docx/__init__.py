"""Word documents (.docx, .docm, .dotx): own walk of the XML in document order, numbering as Word shows it.

Footnotes and endnotes follow the body, each with the number of the paragraph that refers to it; headers and
footers are not text of the report and are left out.
"""

from __future__ import annotations

import io
import re
import zipfile

from extractor.errors import ReadError
from extractor.read.content import Content

FORMATS = ("docx", "docm", "dotx")
_LARGEST = 200 * 2**20  # bytes of all parts together, unpacked
_TYPES = "[Content_Types].xml"
_PARTS = 20_000  # members of the container
_MAIN_TYPES = (
    (b"wordprocessingml.document.main+xml", "docx"),
    (b"ms-word.document.macroEnabled.main+xml", "docm"),
    (b"wordprocessingml.template.main+xml", "dotx"),
    (b"ms-word.template.macroEnabledTemplate.main+xml", "dotx"),
)


def recognise(data: bytes, suffix: str) -> str:
    """Return the Word format of a container, judged by its content types; broken ones by their suffix."""
    if not data.startswith(b"PK\x03\x04"):
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


def read(data: bytes, form: str) -> Content:
    """Read a Word document.

    Raises ReadError: too_large for a container that unpacks beyond the limit, corrupt, empty.
    """
    _refuse_bombs(data)
    from extractor.read.docx.body import walk
    from extractor.read.docx.package import Package

    content = walk(Package(data))
    if not any(piece.text.strip() for piece in content.pieces):
        raise ReadError("empty", "文件里没有文字，可能全是扫描图片，请提交带文字的文件。")
    return content


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            members = container.infolist()
    except zipfile.BadZipFile as error:
        raise ReadError("corrupt", "Word 文件不完整或已损坏，请用 Word 打开另存后再提交。") from error
    if len(members) > _PARTS or sum(member.file_size for member in members) > _LARGEST:
        raise ReadError("too_large", f"文件解开后超过 {_LARGEST >> 20} MB，请压缩图片或拆分后再提交。")
    if any(member.flag_bits & 1 for member in members):
        raise ReadError("encrypted", "文件设有密码，请去掉密码后再提交。")
