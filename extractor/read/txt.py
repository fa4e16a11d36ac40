"""Plain text: one block per line, or one per paragraph where the lines were wrapped by hand."""

from __future__ import annotations

import codecs
import unicodedata
from collections import Counter

from extractor.errors import ReadError
from extractor.model import Anchor
from extractor.read import wrapping
from extractor.read.content import Content, Piece
from extractor.read.limits import Limits

FORMATS = ("txt",)
RANK = 100  # text has no signature: asked after every reader that has one
_SUFFIXES = {"", ".txt", ".text", ".md"}
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NARROW, _WIDE = 24, 160  # columns between which a page width lies
_SLACK = 4  # columns by which full lines differ in proportional type


def recognise(data: bytes, suffix: str) -> str:
    """Return `txt` for bytes without control characters whose suffix promises nothing else."""
    if suffix not in _SUFFIXES:
        return ""
    if data.startswith(tuple(bom for bom, _ in _BOMS)) or _is_bare_utf16(data):
        return "txt"
    controls = sum(data.count(code) for code in (*range(9), *range(14, 27), *range(28, 32)))
    return "" if controls * 1000 > len(data) else "txt"


def read(data: bytes, form: str, limits: Limits) -> Content:
    """Read a text file.

    Raises ReadError(corrupt) when no encoding fits, ReadError(empty) when there are only blanks.
    """
    lines = _decode(data).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    groups = _paragraphs(lines)
    if not groups:
        raise ReadError("empty", "文件里没有文字，请核对后重新提交。")
    return Content(
        tuple(Piece("\n".join(lines[a:b]), Anchor(paragraph=a + 1)) for a, b in groups),
    )


def _decode(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding) or _give_up()
    if guess := _is_bare_utf16(data):
        return _strict(data, guess) or _give_up()
    text = _strict(data, "utf-8")
    if text is not None:
        return text
    text = _strict(data, "gb18030")
    if text is not None and not _is_doubtful(text):
        return text
    return _guessed(data) or text or _give_up()


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _guessed(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return None if best is None else str(best)


def _give_up() -> str:
    raise ReadError("corrupt", "文字编码无法识别，请用记事本另存为 UTF-8 编码后再试。")


def _is_bare_utf16(data: bytes) -> str:
    # Line breaks and ASCII digits leave every other byte zero.
    if len(data) % 2 or b"\0" not in data:
        return ""
    if b"\n\0" in data and data[1::2].count(0) * 50 > len(data):
        return "utf-16-le"
    return "utf-16-be" if b"\0\n" in data and data[::2].count(0) * 50 > len(data) else ""


def _is_doubtful(text: str) -> bool:
    # Other legacy encodings read as GB18030 yield private-use and unassigned characters.
    odd = sum(unicodedata.category(c) in ("Co", "Cn") for c in text)
    return odd * 200 > len(text)


def _paragraphs(lines: list[str]) -> list[tuple[int, int]]:
    """Return the line ranges of the paragraphs, without blank lines at their ends."""
    width = _wrap_width([line for line in lines if line.strip()])
    indented = _is_indented(lines)
    groups: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        if groups:
            start, end = groups[-1]
            blank = end < index
            if _continues(lines[end - 1], line, width if not blank else None, indented):
                groups[-1] = (start, index + 1)
                continue
        groups.append((index, index + 1))
    return groups


def _continues(line: str, following: str, width: int | None, indented: bool) -> bool:
    if wrapping.starts_item(following) or wrapping.ends_in_leader(line):
        return False
    if wrapping.columns(line.strip()) >= _NARROW and wrapping.cuts_amount(line, following):
        return True
    if width is None or _indent(following) > 1:
        return False
    ended = wrapping.ends_in_full_stop(line)
    if ended and not indented:
        return False
    used = wrapping.columns(line.rstrip()) + wrapping.columns(wrapping.first_token(following))
    return used > width - (_SLACK if ended else _SLACK + 2)


def _indent(line: str) -> int:
    return wrapping.columns(line[: len(line) - len(line.lstrip())])


def _is_indented(lines: list[str]) -> bool:
    return sum(_indent(line) > 1 for line in lines) > 1


def _wrap_width(lines: list[str]) -> int | None:
    """Return the width in columns at which the lines were wrapped; None where one line is one paragraph.

    Wrapped text has many lines of nearly one width, hardly any longer, most of them cut inside a sentence.
    """
    widths = Counter(wrapping.columns(line.rstrip()) for line in lines)
    window = {
        w: sum(widths[v] for v in range(w - _SLACK - 1, w + 1)) for w in widths if _NARROW <= w <= _WIDE
    }
    if not window:
        return None
    width = max(window, key=lambda w: (window[w], w))
    full = [n for n, line in enumerate(lines) if 0 <= width - wrapping.columns(line.rstrip()) <= _SLACK + 1]
    longer = sum(count for w, count in widths.items() if w > width + _SLACK)
    cut = sum(not wrapping.ends_sentence(lines[n]) for n in full)
    if (
        len(full) < 3
        or len(full) * 10 < len(lines) * 3
        or longer * 20 > len(lines)
        or cut * 10 < len(full) * 6
    ):
        return None
    return width
