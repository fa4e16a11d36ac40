"""PDF with text: lines, paragraphs and tables, without headers, footers and page numbers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from extractor.errors import ReadError
from extractor.read.content import Content
from extractor.read.limits import Limits

if TYPE_CHECKING:
    import pypdfium2

FORMATS = ("pdf",)
_HEAD = 1024  # bytes within which the signature stands


def recognise(data: bytes, suffix: str) -> str:
    """Return `pdf` for bytes with a PDF signature near their beginning."""
    return "pdf" if b"%PDF-" in data[:_HEAD] else ""


def read(data: bytes, form: str, limits: Limits) -> Content:
    """Read a PDF.

    Raises ReadError: encrypted, corrupt, too_large, empty (no text on any page, most often a scan).
    """
    from extractor.read.pdf.flow import content

    return content(partial(_open, data), limits)


def _open(data: bytes) -> pypdfium2.PdfDocument:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadError("encrypted", "PDF 设有打开密码，请去掉密码后再提交。") from error
        raise ReadError("corrupt", "PDF 不完整或已损坏，请重新导出后再提交。") from error
    if not len(document):
        raise ReadError("corrupt", "PDF 里没有页面，请重新导出后再提交。")
    return document
