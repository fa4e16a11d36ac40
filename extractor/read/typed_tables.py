"""Tables in plain text: columns kept apart by tabs, bars, commas (RFC 4180), or two blanks and more."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extractor.read import wrapping

_FEW = 1000  # fields of a line; no table of a report is wider
_LONG = 4000  # characters of a line up to which it may be a row
_BARS = re.compile(r"[|│┃｜]")
_RULE = re.compile(r"[\s|│┃｜:+\-─━═=┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝╤╪╧╟╢╥╨╞╡]+")
_GAP = re.compile(r"[ \u3000]{2,}")
_VALUE = re.compile(r"[-+≥≤<>=]?\s*[¥￥]?\d[\d,.]*\s*(?:[%％‰]|[万亿]?元)?|[-—–/]+|无")
_PAGE = re.compile(r"[.．…·\s]*\d{1,3}")
_SENTENCE = re.compile(r"[。；;！？]")

Fields = list[str]
Split = Callable[[str], Fields]


@dataclass(frozen=True, slots=True)
class TypedTable:
    """Lines `start` to `end` (half-open) as rows of cells, a blank one an empty string; no rows: no table there."""

    start: int
    end: int
    rows: tuple[tuple[str, ...], ...]


def typed_tables(lines: Sequence[str]) -> Iterator[TypedTable]:
    """Yield the tables among the lines of a text, in order."""
    at = 0
    tried = [0] * len(_KINDS)  # up to where the lines are no table of a kind
    while at < len(lines):
        for kind, find in enumerate(_KINDS):
            if tried[kind] <= at:
                found = find(lines, at)
                if found.rows:
                    yield found
                    at = found.end - 1
                    break
                tried[kind] = found.end
        at += 1


def _tabs(line: str) -> Fields:
    return [field.strip() for field in line.split("\t", _FEW)] if "\t" in line else []


def _bars(line: str) -> Fields:
    if not _BARS.search(line):
        return []
    fields = [field.strip() for field in _BARS.split(line.strip(), _FEW)]
    first, last = (0 if fields[0] else 1), (len(fields) if fields[-1] else -1)
    return fields[first:last] if _BARS.match(line.strip()) else fields


def _commas(line: str) -> Fields:
    if "," not in line or _SENTENCE.search(line) or wrapping.starts_item(line):
        return []
    try:
        fields = next(csv.reader([line.strip()], strict=True), [])
    except csv.Error:
        return []
    return [] if any(field[:1].isspace() for field in fields) else [field.strip() for field in fields]


def _blanks(line: str) -> Fields:
    return [line[a:b] for a, b in _extents(line)]


def _extents(line: str) -> list[tuple[int, int]]:
    """Return where the parts of a line lie that two blanks or more keep apart."""
    found, start = [], len(line) - len(line.lstrip())
    for gap in _GAP.finditer(line.rstrip(), start):
        found.append((start, gap.start()))
        start = gap.end()
    return [*found, (start, len(line.rstrip()))] if found else []


def _by_tabs(lines: Sequence[str], at: int) -> TypedTable:
    rows = _same(lines, at, _tabs, shorter=True)
    clear = len(rows) > 1 and not _is_numbered(rows) and _is_filled(rows)
    return _table(at, at + len(rows), rows if clear else [])


def _by_bars(lines: Sequence[str], at: int) -> TypedTable:
    end, rows, count = at, list[Fields](), 0
    while end < len(lines) and (_is_rule(lines[end]) or (fields := _bars(lines[end]))):
        if not _is_rule(lines[end]):
            if count not in (0, len(fields)):
                break
            count = len(fields)
            rows.append(fields)
        end += 1
    clear = len(rows) > 1 and count > 1 and _is_filled(rows)
    return _table(at, end, rows if clear else [])


def _by_commas(lines: Sequence[str], at: int) -> TypedTable:
    rows = _same(lines, at, _commas)
    clear = len(rows) > 2 and len(rows[0]) > 2 and not any(map(_VALUE.fullmatch, rows[0]))
    return _table(at, at + len(rows), rows if clear and _has_values(rows) else [])


def _by_blanks(lines: Sequence[str], at: int) -> TypedTable:
    rows = _same(lines, at, _blanks)
    end = at + len(rows)
    if len(rows) < 2 or _is_numbered(rows) or any(map(_VALUE.fullmatch, rows[0])):
        return _table(at, end, [])
    columns = _columns(lines[at:end])
    while end < len(lines) and (row := _placed(lines[end], columns)):
        rows.append(row)
        end += 1
    return _table(at, end, rows if len(rows) > 2 and _has_values(rows) else [])


_KINDS = (_by_tabs, _by_bars, _by_commas, _by_blanks)


def _same(lines: Sequence[str], at: int, split: Split, shorter: bool = False) -> list[Fields]:
    """Return the lines from one on that have as many fields as it has; `shorter` where blanks may be cut off."""
    rows: list[Fields] = []
    for n in range(at, len(lines)):
        line = lines[n]
        fields = split(line) if len(line) <= _LONG and line.strip() else []
        whole = len(rows[0]) if rows else len(fields)
        cut = shorter and len(rows) > 1 and 1 < len(fields) < whole
        if len(fields) < 2 or (len(fields) != whole and not cut):
            break
        rows.append(fields + [""] * (whole - len(fields)))
    return rows


def _columns(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return between which columns of the screen the fields of these lines lie."""
    extents = [[_on_screen(line, e) for e in _extents(line)] for line in lines]
    return [(min(a for a, _ in column), max(b for _, b in column)) for column in zip(*extents, strict=True)]


def _on_screen(line: str, extent: tuple[int, int]) -> tuple[int, int]:
    start = wrapping.columns(line[: extent[0]])
    return start, start + wrapping.columns(line[extent[0] : extent[1]])


def _placed(line: str, columns: Sequence[tuple[int, int]]) -> Fields:
    """Return the fields of a line with blank cells, each in the one column it stands under; none where one does not."""
    row, last = [""] * len(columns), -1
    for extent in _extents(line) if len(line) <= _LONG else []:
        start, end = _on_screen(line, extent)
        under = [n for n, (a, b) in enumerate(columns) if start < b and a < end]
        if len(under) != 1 or under[0] <= last:
            return []
        last = under[0]
        row[last] = line[extent[0] : extent[1]]
    return row if last >= 0 else []


def _is_rule(line: str) -> bool:
    words = line.strip()
    return len(words) > 2 and len(words) <= _LONG and not words.isspace() and bool(_RULE.fullmatch(words))


def _is_numbered(rows: Sequence[Fields]) -> bool:
    """Tell whether these are list items behind their numbers, or entries of a table of contents."""
    if any(wrapping.is_label(row[0]) for row in rows):
        return True
    pages = all(_PAGE.fullmatch(row[-1]) for row in rows)
    return pages and (len(rows[0]) == 2 or any(wrapping.starts_item(row[0]) for row in rows))


def _is_filled(rows: Sequence[Fields]) -> bool:
    """Tell whether these are cells, not paragraphs that begin with a tab."""
    filled = [sum(map(bool, row)) for row in rows]
    return filled[0] > 1 and sum(n > 1 for n in filled) * 2 >= len(rows)


def _has_values(rows: Sequence[Fields]) -> bool:
    """Tell whether some column holds nothing but values below its header."""
    columns = zip(*rows[1:], strict=True)
    return any(any(column) and all(not f or _VALUE.fullmatch(f) for f in column) for column in columns)


def _table(start: int, end: int, rows: Sequence[Fields]) -> TypedTable:
    return TypedTable(start, max(end, start + 1), tuple(map(tuple, rows)))
