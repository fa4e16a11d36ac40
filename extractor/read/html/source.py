"""From bytes to a tree: encoding, single-file web pages (RFC 2557), and what Word writes that is no HTML."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from lxml import etree

from extractor.errors import ReadError
from extractor.read.container import Element
from extractor.read.encoding import DAMAGED, decode_most
from extractor.read.html.bounds import parsable
from extractor.read.limits import Limits, megabytes

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:-]+)""",
    re.IGNORECASE,
)
_HEAD = 16_384  # bytes within which a page says how it is encoded
_REVEALED = re.compile(r"<!\[(?:if\b[^\]<>]{0,200}|endif)\]>", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:font|span|b|i|u|em|strong|a|o:p|small|big)\b[^>]{0,2000}>", re.IGNORECASE)
_NO_TEXT = re.compile(r"tabstrip|filelist|^header\.htm", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed page and the note on what of it could not be read."""

    root: Element
    note: str = ""


def sources(data: bytes, form: str, limits: Limits) -> Iterator[Source]:
    """Yield the pages that a file holds, the main one first. Raises ReadError: too_large, corrupt; MemoryError."""
    for page, charset in _web_archive(data) if form == "mht" else ((data, ""),):
        if len(page) > limits.part:
            raise ReadError("too_large", f"网页超过 {megabytes(limits.part)} MB，请拆分后再提交。")
        text, damaged = decode_most(page, charset or _declared(page))
        root = _parsed(parsable(_REVEALED.sub("", text.replace("\0", "")), limits))
        if root is not None:
            yield Source(root, DAMAGED if damaged else "")


def _declared(page: bytes) -> str:
    found = _DECLARED.search(page[:_HEAD])
    return (found.group(1) or found.group(2)).decode("ascii", "ignore") if found else ""


def _parsed(text: str) -> Element | None:
    root, deep = _tree(text)
    if deep:
        # Tags that are opened again and again without an end: only those that begin no paragraph are taken out.
        root, deep = _tree(_INLINE.sub("", text))
    if deep:
        raise ReadError("corrupt", "网页的标签嵌套过深，请用浏览器打开后另存为 Word 文件再提交。")
    return root


def _tree(text: str) -> tuple[Element | None, bool]:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "ignore"), parser)
    except etree.XMLSyntaxError:
        root = None
    if any(entry.type == etree.ErrorTypes.ERR_NO_MEMORY for entry in parser.error_log):
        raise MemoryError
    deep = any("depth" in entry.message for entry in parser.error_log.filter_from_fatals())
    return root, deep


def _web_archive(data: bytes) -> Iterator[tuple[bytes, str]]:
    """Yield the HTML parts of a web archive with the encodings that their headers name, the first one first."""
    message = email.message_from_bytes(data.lstrip())
    for part in message.walk():
        if part.get_content_type() == "text/html" and not _NO_TEXT.search(_location(part)):
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                yield body, part.get_content_charset() or ""


def _location(part: Message) -> str:
    return str(part.get("Content-Location") or "").rpartition("/")[2]
