"""Workbooks and delimited tables of the samples."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from sample_word import settle
from sheet_parts import Form, Printed, Value, fill

SHEET, HIDDEN = "==", "--"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:;(?P<code>.+))?")


def write_xlsx(lines: Sequence[str], path: Path) -> None:
    """Write the sheets; rows that begin with | have borders, a number may name its format after a semicolon."""
    book = Workbook()
    del book["Sheet"]
    for line, rows in _sheets(lines):
        sheet = book.create_sheet(line[2:])
        sheet.sheet_state = "hidden" if line.startswith(HIDDEN) else "visible"
        fill(sheet, _form(line[2:], rows))
    book.save(path)
    settle(path, written_now=True)


def write_csv(lines: Sequence[str], path: Path, encoding: str) -> None:
    """Write rows with the line ends of Windows."""
    text = io.StringIO()
    csv.writer(text).writerows(_split(line) for line in lines)
    path.write_bytes(text.getvalue().encode(encoding))


def _sheets(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    name = ""
    for is_name, group in groupby(lines, lambda line: line.startswith((SHEET, HIDDEN))):
        found = list(group)
        if is_name:
            name = found[-1]
        else:
            yield name, found


def _split(line: str) -> list[str]:
    return line[1:].split("|") if line.startswith("|") else [line]


def _form(name: str, lines: Sequence[str]) -> Form:
    rows = [_split(line) for line in lines]
    ruled = [number for number, line in enumerate(lines, start=1) if line.startswith("|")]
    values = tuple(tuple(map(_value, row)) for row in rows)
    return Form(name, values, tuple(_merges(rows)), (ruled[0], ruled[-1]) if ruled else (0, 0))


def _value(text: str) -> Value | Printed:
    if text in ("", "<", "^"):
        return None
    found = NUMBER.fullmatch(text)
    if found is None:
        return text
    number = float(text.partition(";")[0])
    return (number, found["code"]) if found["code"] else number


def _merges(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the areas of cells that others belong to."""
    for top, row in enumerate(rows):
        for left, text in enumerate(row):
            if text in ("<", "^"):
                continue
            right, bottom = left, top
            while right + 1 < len(row) and row[right + 1] == "<":
                right += 1
            while bottom + 1 < len(rows) and rows[bottom + 1][left : left + 1] == ["^"]:
                bottom += 1
            if (right, bottom) != (left, top):
                yield f"{get_column_letter(left + 1)}{top + 1}:{get_column_letter(right + 1)}{bottom + 1}"
