"""The cell styles of the workbook, made when first used."""

from __future__ import annotations

from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from extractor.write.display import plain_number

Look = dict[str, str | int | bool]

_FONT: Look = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter"}
_CELL: Look = {**_FONT, "text_wrap": True, "border": 1, "border_color": "#DDE2E8"}
_RED: Look = {"bg_color": "#FBE3E0", "font_color": "#9B1C12", "bold": True}
_AMBER: Look = {"bg_color": "#FDF1D3", "font_color": "#7A4D00", "bold": True}
_BLUE: Look = {"bg_color": "#E8F0FA", "font_color": "#1F4E8C"}
_GREY: Look = {"bg_color": "#ECEEF1", "font_color": "#4A5260"}

_LOOKS: dict[str, Look] = {
    "": {},
    "link": {"font_color": "#1D4F91", "underline": 1},
    "year": {"num_format": "0", "align": "center", "indent": 0},
    "error": _RED,
    "off": _RED,
    "failed": _RED,
    "warning": _AMBER,
    "suspect": _AMBER,
    "partial": _AMBER,
    "conflict": _AMBER,
    "info": _BLUE,
    "rounded": _BLUE,
    "undetermined": _GREY,
    "exact": {"font_color": "#1E6B3A"},
    **{f"indent{level}": {"align": "left", "indent": 2 * (level - 1)} for level in range(1, 10)},
}
_PLAIN: dict[str, Look] = {
    "head": {
        **_FONT,
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": "#2F4A6D",
        "text_wrap": True,
        "valign": "vcenter",
        "align": "center",
        "border": 1,
        "border_color": "#FFFFFF",
    },
    "title": {**_FONT, "font_size": 16, "bold": True},
    "line": _FONT,
    "right": {**_CELL, "align": "right", "indent": 1, "num_format": "@"},
    "note": {**_FONT, "italic": True, "font_color": "#4A5260"},
}


class Styles:
    """Formats of one workbook by name."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Format] = {}

    def plain(self, name: str) -> Format:
        """Return the style of a header, a title line or a right-aligned text."""
        return self._format(name, "")

    def text(self, name: str) -> Format:
        """Return the style of a text cell."""
        return self._format(name, "@")

    def whole(self, name: str) -> Format:
        """Return the style of a whole number."""
        return self._format(name, "#,##0")

    def number(self, value: Decimal, style: str = "") -> Format:
        """Return the style that shows every digit of a decimal, its last zeros too; yuan have two decimals at least."""
        if style == "percent":
            return self._format("", "0.0%")
        places = max(len(plain_number(value).partition(".")[2]), 2 if style == "yuan" else 0)
        return self._format("", "#,##0" + ("." + "0" * places if places else ""))

    def _format(self, name: str, number: str) -> Format:
        if (name, number) not in self._made:
            aside: Look = {} if number == "@" else {"align": "right", "indent": 1}
            look = _PLAIN.get(name) or {**_CELL, "num_format": number, **aside, **_LOOKS.get(name, {})}
            self._made[name, number] = self._book.add_format(dict(look))
        return self._made[name, number]
