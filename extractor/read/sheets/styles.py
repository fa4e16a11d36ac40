"""Cell formats of an .xlsx workbook: the number format and whether there is a border (ECMA-376 part 1, 18.8)."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.read.container import Element
from extractor.read.sheets.codes import GENERAL

# 18.8.30: ids without a code of their own; where they depend on the language, those of zh-cn.
_ALWAYS = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"\\-#,##0',
    6: '"¥"#,##0;"¥"\\-#,##0',
    7: '"¥"#,##0.00;"¥"\\-#,##0.00',
    8: '"¥"#,##0.00;"¥"\\-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    37: "#,##0;\\-#,##0",
    38: "#,##0;\\-#,##0",
    39: "#,##0.00;\\-#,##0.00",
    40: "#,##0.00;\\-#,##0.00",
    41: '#,##0;\\-#,##0;"-";@',
    42: '"¥"#,##0;"¥"\\-#,##0;"¥""-";@',
    43: '#,##0.00;\\-#,##0.00;"-"??;@',
    44: '"¥"#,##0.00;"¥"\\-#,##0.00;"¥""-"??;@',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
_YEAR_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
_NOON, _NOON_SECONDS = '上午/下午h"时"mm"分"', '上午/下午h"时"mm"分"ss"秒"'
_CHINESE = {
    27: _YEAR_MONTH,
    28: _MONTH_DAY,
    29: _MONTH_DAY,
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: _NOON,
    35: _NOON_SECONDS,
    36: _YEAR_MONTH,
    50: _YEAR_MONTH,
    51: _MONTH_DAY,
    52: _YEAR_MONTH,
    53: _MONTH_DAY,
    54: _MONTH_DAY,
    55: _NOON,
    56: _NOON_SECONDS,
    57: _YEAR_MONTH,
    58: _MONTH_DAY,
}
_BUILT_IN = _ALWAYS | _CHINESE
_SIDES = ("left", "right", "top", "bottom", "start", "end")


@dataclass(frozen=True, slots=True)
class Style:
    """What a cell's style index says of its looks."""

    code: str = GENERAL
    framed: bool = False


def styles(root: Element) -> list[Style]:
    """Return the cell formats by index (18.8.10)."""
    own = {n.get("numFmtId", ""): n.get("formatCode", "") for n in root.iterfind("{*}numFmts/{*}numFmt")}
    borders = [_is_framed(b) for b in root.iterfind("{*}borders/{*}border")]
    found = []
    for xf in root.iterfind("{*}cellXfs/{*}xf"):
        border = _number(xf.get("borderId"))
        framed = border < len(borders) and borders[border]
        found.append(Style(code_of(xf.get("numFmtId", "0"), own), framed))
    return found


def code_of(number: str, own: dict[str, str]) -> str:
    """Return the format code of an id: the workbook's own one, or the built-in one."""
    return own.get(number) or _BUILT_IN.get(_number(number), GENERAL)


def _is_framed(border: Element) -> bool:
    return any(
        side.get("style", "none") != "none" for name in _SIDES for side in border.iterfind(f"{{*}}{name}")
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
