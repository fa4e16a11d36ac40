"""Cells as people read them: money in 万元, marks beside colours, numbers a spreadsheet can hold."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractor.model import Figure
from extractor.write.labels import REASONS, chinese
from extractor.write.schema import PLACES, Cell, View, plain_decimal, quantised

_WORKBOOKS = ("xlsx", "xlsm", "xls", "et", "xml", "ods")
_TABLES = ("csv", "tsv")
WAN = Decimal(10_000)
_HELD = 15  # significant digits that a spreadsheet keeps
_RATE_PLACES = 2


def operand(view: View, figure_ids: Sequence[str]) -> Figure | None:
    """Return the stated operand: the first one that is known."""
    return next((view.figures[id] for id in figure_ids if id in view.figures), None)


def unit_of(figure: Figure | None) -> str:
    """Return the unit in which people read a value: 万元 for money, else as printed."""
    if figure is None or figure.kind == "money":
        return "万元" if figure else ""
    return figure.amount.unit if figure.amount else ""


def scaled(value: Decimal | None, figure: Figure | None) -> Decimal | None:
    """Return a value of a relation or finding in the unit of `unit_of`."""
    if value is None:
        return None
    if figure is not None and figure.kind == "money":
        return value / WAN
    # A computed rate has no end: as many places as are printed, and two at least.
    return round(value, _places(figure)) if figure is not None and figure.kind == "percent" else value


def _places(figure: Figure) -> int:
    printed = figure.amount.value.as_tuple().exponent if figure.amount else 0
    return max(_RATE_PLACES, -printed if isinstance(printed, int) else 0)


def reading(figure: Figure) -> Decimal | None:
    """Return a figure in the unit of `unit_of`."""
    if figure.amount is None:
        return None
    return figure.amount.base / WAN if figure.kind == "money" else figure.amount.value


def plain_number(value: Decimal | None) -> str:
    """Return a number for reading, thousands separated, with its own decimals; empty for None."""
    if value is None:
        return ""
    exponent = value.as_tuple().exponent
    places = min(max(-exponent, 0), PLACES) if isinstance(exponent, int) else 0
    return format(value, f",.{places}f")


def _digits(value: Decimal) -> str:
    short = quantised(value)
    return plain_decimal(value if short is None else short)


def number_or_text(value: Decimal) -> float | str:
    """Return the number a spreadsheet cell holds; the text where a float would change its digits."""
    text = _digits(value)
    digits = sum(map(str.isdigit, text.lstrip("-0.")))
    # A cell is for reading; exact values are in data/.
    return float(text) if digits <= _HELD else text


def reason(code: str) -> str:
    """Return a reason in Chinese."""
    return chinese(REASONS, code) if code else ""


def clipped(text: str, limit: int = 400) -> str:
    """Shorten a long quotation for a cell; the whole of it is in data/."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def place(view: View, section: str, page: Cell) -> str:
    """Return section and page (in a workbook the sheet) in one line."""
    if view.result.format in _TABLES:
        return section
    noun = "张工作表" if view.result.format in _WORKBOOKS else "页"
    return "，".join(part for part in (section, f"第 {page} {noun}" if page else "") if part)


def file_name(file: str) -> str:
    """Return a file's name for reading; a member of an archive is said to be in it."""
    return " 内 ".join(part.strip("/") if number else part for number, part in enumerate(file.split("!/")))
