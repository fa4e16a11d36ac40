"""HTML as a browser shows it: published pages, and Word or Excel files that are HTML inside (also as one .mht)."""

from __future__ import annotations

import re

from extractor.read.content import Content
from extractor.read.encoding import BOMS, bare_utf16, is_text
from extractor.read.limits import Limits

FORMATS = ("html", "mht")
RANK = 50  # no true signature: asked after every reader that has one, before plain text
_HEAD = 4096
_NAMED = {".html", ".htm", ".shtml", ".xhtml", ".shtm"}
_PLAIN = {".txt", ".text", ".md", ".markdown", ".csv", ".xml"}
_BEFORE = (("<?xml", "?>"), ("<!--", "-->"))
_PAGE = re.compile(r"<(?:!doctype\s+html|html)[\s>]")
_PIECE = re.compile(
    r"<(?:head|body|meta|title|style|table|div|center|p|h[1-6]|font|span|script|link|base)[\s>]"
)
_MIME = re.compile(r"content-type:\s*(?:multipart/related|text/html)", re.IGNORECASE)


def recognise(data: bytes, suffix: str) -> str:
    """Return `html` or `mht`, whatever the suffix: many a .doc or .xls is a web page."""
    head = _head(data)
    if not head:
        return ""
    if _MIME.search(head) and re.match(r"[\w-]+:[ \t]", head):
        return "mht"
    start = _first_mark(head)
    if _PAGE.match(start) or (
        suffix not in _PLAIN and (_PIECE.match(start) or re.search(r"<html[\s>]", start))
    ):
        return "html"
    return "html" if suffix in _NAMED else ""


def _head(data: bytes) -> str:
    """Return the beginning as lower-case text, empty for what is no text."""
    start = data[:_HEAD]
    encoding = next((name for bom, name in BOMS if start.startswith(bom)), "") or bare_utf16(start)
    if not is_text(data):
        return ""
    return start.decode(encoding or "latin-1", "ignore").replace("\0", "").lstrip().lower()


def _first_mark(head: str) -> str:
    """Return the text behind blanks, comments and declarations of XML."""
    head = head.lstrip()
    while ends := [end for begin, end in _BEFORE if head.startswith(begin)]:
        _, closed, rest = head.partition(ends[0])
        if not closed:
            break
        head = rest.lstrip()
    return head


def read(data: bytes, form: str, limits: Limits) -> Content:
    """Read a web page.

    Raises ReadError: corrupt when no encoding fits, too_large beyond the limits, empty for a frame without text.
    """
    from extractor.read.html.page import content

    return content(data, form, limits)
