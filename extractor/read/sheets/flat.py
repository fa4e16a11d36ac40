"""Workbooks as one XML file, which systems export under the suffix .xls (XML Spreadsheet 2003)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from extractor.errors import ReadError
from extractor.read.container import Element, parse_xml
from extractor.read.limits import Limits, megabytes
from extractor.read.sheets.codes import GENERAL
from extractor.read.sheets.package import unescaped
from extractor.read.sheets.sheet import LAST_COLUMN, LAST_ROW, Budget, Sheet
from extractor.read.sheets.shown import shown, shown_text
from extractor.read.sheets.styles import Style

_SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_HEAD = 4096
_SS = f"{{{_SPACE}}}"
_NAMED = {
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Currency": '"¥"#,##0.00',
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "Short Date": "yyyy/m/d",
    "Long Date": 'yyyy"年"m"月"d"日"',
    "General Date": "yyyy/m/d h:mm",
    "Short Time": "h:mm",
}


def is_workbook(data: bytes) -> bool:
    """Tell whether the bytes are such a file."""
    head = data[:_HEAD]
    return (
        head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
        and _SPACE.encode() in head
        and b"<html" not in head
    )


def workbook(data: bytes, limits: Limits) -> list[Sheet]:
    """Return the sheets in order. Raises ReadError: corrupt, too_large."""
    if len(data) > limits.part:
        raise ReadError("too_large", f"表格超过 {megabytes(limits.part)} MB，请拆分后再提交。")
    try:
        root = parse_xml(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
    except etree.XMLSyntaxError as error:
        raise ReadError("corrupt", "工作簿不完整或已损坏，请用原软件打开另存后再提交。") from error
    looks = {style.get(f"{_SS}ID", ""): _style(style) for style in root.iter(f"{_SS}Style")}
    budget = Budget(limits)
    return [_sheet(found, looks, budget) for found in root.iterfind(f"{_SS}Worksheet")]


def _style(style: Element) -> Style:
    format_ = style.find(f"{_SS}NumberFormat")
    code = format_.get(f"{_SS}Format", GENERAL) if format_ is not None else GENERAL
    return Style(_NAMED.get(code, code), style.find(f"{_SS}Borders/{_SS}Border") is not None)


def _sheet(found: Element, looks: dict[str, Style], budget: Budget) -> Sheet:
    visible = found.findtext("{*}WorksheetOptions/{*}Visible", "")
    made = Sheet(found.get(f"{_SS}Name", ""), visible in ("SheetHidden", "SheetVeryHidden"))
    table = found.find(f"{_SS}Table")
    if table is None or made.hidden:
        return made
    for column, first, last in _numbered(table, "Column"):
        if column.get(f"{_SS}Hidden") == "1":
            made.hidden_columns.add(first, last)
    for row, first, last in _numbered(table, "Row"):
        if row.get(f"{_SS}Hidden") == "1":
            made.hidden_rows.add(first, last)
        if first <= LAST_ROW:
            _row(made, row, first, looks, budget)
    return made


def _numbered(table: Element, name: str) -> Iterator[tuple[Element, int, int]]:
    """Yield rows or columns with the first and last number each stands for."""
    last = 0
    for element in table.iterfind(f"{_SS}{name}"):
        first = _attribute(element, "Index", last + 1)
        last = first + _attribute(element, "Span", 0)
        yield element, first, last


def _row(made: Sheet, row: Element, number: int, looks: dict[str, Style], budget: Budget) -> None:
    texts: dict[int, str] = {}
    column, framed = 0, False
    for cell in row.iterfind(f"{_SS}Cell"):
        column = _attribute(cell, "Index", column + 1)
        if column > LAST_COLUMN:
            break
        look = looks.get(cell.get(f"{_SS}StyleID") or row.get(f"{_SS}StyleID") or "", Style())
        framed = framed or look.framed
        across, down = _attribute(cell, "MergeAcross", 0), _attribute(cell, "MergeDown", 0)
        if across or down:
            made.merges.append(
                (number, column, min(number + down, LAST_ROW), min(column + across, LAST_COLUMN))
            )
        if text := _text(cell, look.code).strip():
            texts[column] = text
        column += across
    budget.take(len(texts), sum(map(len, texts.values())))
    if texts:
        made.rows[number] = texts
    elif framed:
        made.framed.add(number, number)


def _text(cell: Element, code: str) -> str:
    held = cell.find(f"{_SS}Data")
    if held is None:
        return ""
    kind, value = held.get(f"{_SS}Type", "String"), "".join(map(str, held.itertext()))
    try:
        if kind == "Number":
            return shown(float(value), code)
        if kind == "DateTime":
            moment = datetime.fromisoformat(value.strip()) - datetime(1899, 12, 30)
            return shown(moment.total_seconds() / 86_400, "yyyy/m/d" if code == GENERAL else code)
    except ValueError:
        return value
    if kind == "Boolean":
        return "TRUE" if value.strip() == "1" else "FALSE"
    return value if kind == "Error" else shown_text(unescaped(value), code)


def _attribute(element: Element, name: str, default: int) -> int:
    text = element.get(f"{_SS}{name}", "")
    return int(text) if text.isdecimal() and len(text) < 8 else default
