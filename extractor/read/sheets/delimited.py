"""Tables as text (.csv, .tsv, and what systems export as .xls): encoding, separator and quoted cells (RFC 4180)."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter

from extractor.errors import ReadError
from extractor.read.limits import Limits
from extractor.read.sheets.sheet import LAST_COLUMN, Budget, Sheet

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SIGNATURES = (b"PK\x03\x04", b"%PDF", b"{\\rtf", b"\xd0\xcf\x11\xe0", b"<", b"\x89PNG", b"\xff\xd8\xff")
_SEPARATORS = ",\t;|，"
_UNKNOWN = "\ufffd"
_TOLERATED = 50  # one character in so many may be broken
_SAMPLE = 200  # lines that tell the separator
_DECLARED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's own first line
_AS_TEXT = re.compile(r'="([^"]*)"')  # how programs keep Excel from taking a code for a number


def is_table(data: bytes, suffix: str, workbooks: tuple[str, ...]) -> bool:
    """Tell whether the bytes are text whose suffix promises a table; tabs where it promises a workbook."""
    if suffix not in (".csv", ".tsv", *workbooks):
        return False
    start = data[:4096]
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_SIGNATURES):
        return False
    if start.startswith(tuple(bom for bom, _ in _BOMS)) or _bare_utf16(start[: len(start) // 2 * 2]):
        return True
    controls = sum(start.count(code) for code in (*range(9), *range(14, 27), *range(28, 32)))
    if controls * 100 > len(start):
        return False
    return suffix in (".csv", ".tsv") or b"\t" in start or b"," in start


def workbook(data: bytes, limits: Limits) -> list[Sheet]:
    """Return the one sheet of a text. Raises ReadError: corrupt, too_large."""
    text, lost = _decoded(data)
    text = text.replace("\0", "")
    declared = _DECLARED.match(text)
    text = text[declared.end() :] if declared else text
    separator = declared[1] if declared else _separator(text)
    sheet, budget = Sheet(""), Budget(limits)
    if lost:
        sheet.notes.append(f"有 {lost} 个字的编码有误，没有读出，请用 Excel 打开另存为 .xlsx 后再提交。")
    csv.field_size_limit(max(limits.part, 2**17))
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
            texts = {n: t for n, held in enumerate(row[:LAST_COLUMN], start=1) if (t := _shown(held))}
            budget.take(len(texts), sum(map(len, texts.values())))
            if texts:
                sheet.rows[number] = texts
    except csv.Error as error:
        raise ReadError(
            "corrupt", "表格的分隔符或引号有误，请用 Excel 打开另存为 .xlsx 后再提交。"
        ) from error
    return [sheet]


def _shown(held: str) -> str:
    text = held.strip()
    match = _AS_TEXT.fullmatch(text)
    return (match[1] if match else text).replace("\r\n", "\n").replace("\r", "\n")


def _separator(text: str) -> str:
    """Return the sign that divides most lines into equally many cells, outside quotation marks."""
    lines = text[: 2**18].splitlines()[:_SAMPLE]
    scores = {sign: _score([_outside(line).count(sign) for line in lines]) for sign in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda sign: scores[sign])
    return best if scores[best] else ","


def _score(counts: list[int]) -> int:
    common = Counter(count for count in counts if count).most_common(1)
    return common[0][0] * common[0][1] if common else 0


def _outside(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)


def _decoded(data: bytes) -> tuple[str, int]:
    """Return the text, and how many characters of it no encoding explains. Raises ReadError(corrupt)."""
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "") or _bare_utf16(data)
    for name in (encoding,) if encoding else ("utf-8", "gb18030"):
        text = data.decode(name, "replace")
        lost = text.count(_UNKNOWN)
        # Chinese of another encoding breaks most characters, a damaged file few of them.
        if lost * _TOLERATED <= sum(char > "\x7f" for char in text):
            return text, lost
    raise ReadError("corrupt", "文字编码无法识别，请用 Excel 打开另存为 .xlsx 后再提交。")


def _bare_utf16(data: bytes) -> str:
    # Line breaks, separators and digits leave every other byte zero.
    if b"\n\0" in data and data[1::2].count(0) * 50 > len(data):
        return "utf-16-le"
    return "utf-16-be" if b"\0\n" in data and data[::2].count(0) * 50 > len(data) else ""
