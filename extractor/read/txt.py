"""Plain text: one block per line, or one per paragraph where the lines were wrapped by hand."""

from __future__ import annotations

from collections import Counter

from extractor.document import Anchor
from extractor.errors import ReadError
from extractor.read import wrapping
from extractor.read.content import Content, Piece
from extractor.read.encoding import DAMAGED, decode_most, is_text
from extractor.read.limits import Limits

FORMATS = ("txt",)
RANK = 100  # text has no signature: asked after every reader that has one
_SUFFIXES = {"", ".txt", ".text"}
_NARROW, _WIDE = 24, 160  # columns between which a page width lies
_SLACK = 4  # columns by which full lines differ in proportional type


def recognise(data: bytes, suffix: str) -> str:
    """Return `txt` for bytes without control characters whose suffix promises nothing else."""
    return "txt" if suffix in _SUFFIXES and is_text(data) else ""


def read(data: bytes, form: str, limits: Limits) -> Content:
    """Read a text file.

    Raises ReadError(corrupt) when no encoding fits, ReadError(empty) when there are only blanks.
    """
    text, damaged = decode_most(data)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    groups = _paragraphs(lines)
    if not groups:
        raise ReadError("empty", "文件里没有文字，请核对后重新提交。")
    return Content(
        tuple(Piece("\n".join(lines[a:b]), Anchor(paragraph=a + 1)) for a, b in groups),
        notes=(DAMAGED,) if damaged else (),
    )


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
