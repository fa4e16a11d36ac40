"""Plain text: one block per line, per paragraph where lines were wrapped by hand, per cell where tabs make a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from extractor.document import Anchor
from extractor.errors import ReadError
from extractor.read import wrapping
from extractor.read.content import Content, Piece
from extractor.read.encoding import BOMS, DAMAGED, bare_utf16, decode_most, is_text
from extractor.read.limits import Limits
from extractor.read.typed_tables import TypedTable, typed_tables

FORMATS = ("txt",)
RANK = 100  # text has no signature: asked after every reader that has one
_SUFFIXES = {"", ".txt", ".text"}
_WORD = {".doc", ".dot", ".wps", ".wpt"}  # Word and WPS open plain text under these names
_HEAD = 4096
_BLANK = b"\xef\xbb\xbf \t\r\n"
# Text too, but made for programs: XML, rich text, PostScript, shortcuts, mail.
_MARKS = (b"<", b"{", b"%", b"[", b"From ")
_MAIL = re.compile(
    rb"^(?:mime-version|content-type|return-path|received|message-id):", re.IGNORECASE | re.MULTILINE
)
_NARROW, _WIDE = 24, 160  # columns between which a page width lies
_SLACK = 4  # columns by which full lines differ in proportional type


def recognise(data: bytes, suffix: str) -> str:
    """Return `txt` for bytes without control characters whose suffix promises nothing else, or a document of Word."""
    promised = suffix in _SUFFIXES or (suffix in _WORD and _is_written(data))
    return "txt" if promised and is_text(data) else ""


def _is_written(data: bytes) -> bool:
    """Tell whether these are words: Chinese ones, in an encoding that holds for the beginning."""
    start = data[:_HEAD]
    if start.lstrip(_BLANK).startswith(_MARKS) or _MAIL.search(start[:1024]):
        return False
    encoding = next((name for bom, name in BOMS if start.startswith(bom)), "") or bare_utf16(data)
    for name in (encoding,) if encoding else ("utf-8", "gb18030"):
        words = start.decode(name, "ignore")
        if len(words.encode(name)) + 8 >= len(start):  # a character may be cut at the end
            return sum(map(wrapping.is_han, words)) * 5 > len(words)
    return False


def read(data: bytes, form: str, limits: Limits) -> Content:
    """Read a text file.

    Raises ReadError: corrupt when no encoding fits, empty when there are only blanks, too_large for too many cells.
    """
    text, damaged = decode_most(data)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    tables = _tables(lines, limits)
    groups = _paragraphs(lines, tables)
    if not groups and not tables:
        raise ReadError("empty", "文件里没有文字，请核对后重新提交。")
    return Content(tuple(_pieces(lines, groups, tables)), notes=(DAMAGED,) if damaged else ())


def _tables(lines: list[str], limits: Limits) -> list[TypedTable]:
    found, cells = [], 0
    for table in typed_tables(lines):
        cells += len(table.rows) * len(table.rows[0])
        if cells > limits.cells:
            raise ReadError("too_large", f"表格超过 {limits.cells} 个单元格，请拆分后再提交。")
        found.append(table)
    return found


def _pieces(lines: list[str], groups: list[tuple[int, int]], tables: list[TypedTable]) -> Iterator[Piece]:
    """Yield paragraphs and tables in order of their lines."""
    number = 0
    for start, end in sorted([*groups, *((table.start, table.end) for table in tables)]):
        if number < len(tables) and tables[number].start == start:
            number += 1
            yield from _cells(tables[number - 1], number)
        else:
            yield Piece("\n".join(lines[start:end]), Anchor(paragraph=start + 1))


def _cells(table: TypedTable, number: int) -> Iterator[Piece]:
    for row, fields in enumerate(table.rows, start=1):
        for column, text in enumerate(fields, start=1):
            if text:
                yield Piece(text, Anchor(table=number, row=row, column=column), "cell")


def _paragraphs(lines: list[str], tables: list[TypedTable]) -> list[tuple[int, int]]:
    """Return the line ranges of the paragraphs, without blank lines at their ends."""
    taken = {n for table in tables for n in range(table.start, table.end)}
    rest = [line for n, line in enumerate(lines) if n not in taken]
    width, indented = _wrap_width([line for line in rest if line.strip()]), _is_indented(rest)
    groups: list[tuple[int, int]] = []
    is_open = False
    for index, line in enumerate(lines):
        if index in taken:
            is_open = False
        elif line.strip():
            start, end = groups[-1] if groups else (index, index)
            near = width if end == index else None
            if is_open and _continues(lines[end - 1], line, near, indented):
                groups[-1] = (start, index + 1)
            else:
                groups.append((index, index + 1))
            is_open = True
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
