"""Workbooks of Excel 5 to 2003 and of older WPS (.xls, .et): xlrd reads the records ([MS-XLS] 2.4).

xlrd is the one reader that gives number formats, merged cells and hidden rows of this format; results of formulas
are always stored in it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from extractor.errors import ReadError
from extractor.read.limits import Limits
from extractor.read.ole import MAGIC, streams
from extractor.read.sheets.codes import GENERAL
from extractor.read.sheets.package import unescaped
from extractor.read.sheets.sheet import Budget, Sheet
from extractor.read.sheets.shown import shown, shown_text
from extractor.read.sheets.styles import Style, code_of

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.formatting import XF
    from xlrd.sheet import Sheet as OldSheet

# [MS-XLS] 2.4.21: the first record of a workbook that stands in no compound file, BIFF8 and BIFF5.
_BEGINNINGS = (b"\x09\x08\x10\x00\x00\x06", b"\x09\x08\x08\x00\x00\x05")
_BIFF8 = 80
_CORRUPT = "工作簿不完整或已损坏，请用原软件打开另存后再提交。"
_EMPTY, _TEXT, _NUMBER, _DATE, _TRUTH, _ERROR, _BLANK = range(7)  # xlrd's kinds of cells
_LOOKED_AT = 64


def is_workbook(data: bytes, promised: bool) -> bool:
    """Tell whether the bytes are a compound file with a workbook at its top, or a workbook's bare records.

    A compound file that is too broken to name its streams is taken for what its suffix promised.
    """
    if data.startswith(MAGIC):
        names = {name.lower() for name in streams(data)}
        return not names.isdisjoint({"workbook", "book"}) or (promised and not names)
    return data.startswith(_BEGINNINGS)


def workbook(data: bytes, limits: Limits) -> list[Sheet]:
    """Return the sheets in the order of their tabs. Raises ReadError: encrypted, corrupt, too_large."""
    book, formatted = _opened(_records(data))
    reader = _Reader(book, formatted, Budget(limits))
    return [reader.sheet(number) for number in range(book.nsheets)]


def _records(data: bytes) -> bytes:
    """Return the workbook's records. olefile takes them out: sectors that follow each other in a circle end."""
    if not data.startswith(MAGIC):
        return data
    import olefile

    try:
        with olefile.OleFileIO(data) as compound:
            for name in ("Workbook", "Book"):
                if compound.exists(name) and compound.get_size(name) <= len(data):
                    return bytes(compound.openstream(name).read())
    except (OSError, ValueError, IndexError) as error:
        raise ReadError("corrupt", _CORRUPT) from error
    raise ReadError("corrupt", _CORRUPT)


def _opened(data: bytes) -> tuple[Book, bool]:
    from xlrd.biffh import XLRDError

    try:
        return _book(data, formatted=True), True
    except XLRDError as error:
        if "encrypted" in str(error):
            raise ReadError("encrypted", "文件设有密码，请去掉密码后再提交。") from error
        raise ReadError("corrupt", _CORRUPT) from error
    except MemoryError:
        raise
    except Exception:
        # Some programs write formats that contradict themselves: values are better than nothing.
        return _values_only(data), False


def _values_only(data: bytes) -> Book:
    try:
        return _book(data, formatted=False)
    except MemoryError:
        raise
    except (
        Exception
    ) as error:  # xlrd trusts what it reads, and fails in as many ways as there are kinds of damage
        raise ReadError("corrupt", _CORRUPT) from error


def _book(data: bytes, formatted: bool, encoding: str | None = None) -> Book:
    import xlrd

    book = xlrd.open_workbook(
        file_contents=data,
        logfile=io.StringIO(),
        formatting_info=formatted,
        encoding_override=encoding,
        ragged_rows=True,
    )
    if encoding is None and book.biff_version < _BIFF8 and book.codepage is None:
        # Text in bytes of an unnamed code page: in the files that reach us it is Chinese.
        return _book(data, formatted, "gb18030")
    return book


class _Reader:
    def __init__(self, book: Book, formatted: bool, budget: Budget) -> None:
        self._book = book
        self._formatted = formatted
        self._budget = budget
        self._styles = [self._style(xf) for xf in book.xf_list] if formatted else []
        self._from_1904 = bool(book.datemode)

    def sheet(self, number: int) -> Sheet:
        """Return one sheet; a hidden one only by name."""
        old = self._book.sheet_by_index(number)
        made = Sheet(old.name, bool(old.visibility))
        if made.hidden:
            return made
        if not self._formatted:
            made.notes.append(
                f"工作表“{old.name}”的数字格式已损坏，数字按原值读取，请用原软件打开另存后再提交。"
            )
        made.merges = [(top + 1, left + 1, end, right) for top, end, left, right in old.merged_cells]
        for row in sorted(n for n, info in old.rowinfo_map.items() if info.hidden or info.height == 0):
            made.hidden_rows.add(row + 1, row + 1)
        for column in sorted(n for n, info in old.colinfo_map.items() if info.hidden or info.width == 0):
            made.hidden_columns.add(column + 1, column + 1)
        for row in range(old.nrows):
            texts = dict(self._texts(old, row))
            self._budget.take(len(texts), sum(map(len, texts.values())))
            if texts:
                made.rows[row + 1] = texts
            elif self._is_framed(old, row):
                made.framed.add(row + 1, row + 1)
        return made

    def _texts(self, old: OldSheet, row: int) -> Iterator[tuple[int, str]]:
        kinds = old.row_types(row)
        values = old.row_values(row)
        for column, kind in enumerate(kinds):
            if kind in (_EMPTY, _BLANK):
                continue
            code = self._at(old, row, column).code
            text = self._text(kind, values[column], code, bool(getattr(old, "show_zero_values", 1))).strip()
            if text:
                yield column + 1, text

    def _text(self, kind: int, value: str | float, code: str, zeros: bool) -> str:
        if isinstance(value, str):
            return shown_text(unescaped(value), code)
        if kind == _TRUTH:
            return "TRUE" if value else "FALSE"
        if kind == _ERROR:
            from xlrd.biffh import error_text_from_code

            return error_text_from_code.get(int(value), "#N/A")
        if not self._formatted and kind == _DATE:
            code = "yyyy/m/d"
        return shown(float(value), code, self._from_1904) if value or zeros else ""

    def _at(self, old: OldSheet, row: int, column: int) -> Style:
        if not self._formatted:
            return Style()
        index = old.cell_xf_index(row, column)
        return self._styles[index] if index < len(self._styles) else Style()

    def _is_framed(self, old: OldSheet, row: int) -> bool:
        if not self._formatted:
            return False
        kinds = old.row_types(row, 0, _LOOKED_AT)
        return any(kind == _BLANK and self._at(old, row, n).framed for n, kind in enumerate(kinds))

    def _style(self, xf: XF) -> Style:
        from xlrd.formatting import std_format_strings

        key = int(xf.format_key)
        known = self._book.format_map.get(key)
        code = known.format_str if known is not None else None
        sides = ("left_line_style", "right_line_style", "top_line_style", "bottom_line_style")
        framed = any(getattr(xf.border, side, 0) for side in sides)
        # What xlrd takes for a built-in format is the American one.
        own = {} if not code or code == std_format_strings.get(key) else {str(key): code}
        return Style(code_of(str(key), own) or GENERAL, framed)
