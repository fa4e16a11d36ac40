"""The text that Excel shows for a value under its number format (ECMA-376 part 1, 18.8.30 and 18.8.31)."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from extractor.read.sheets import moments, numbers
from extractor.read.sheets.codes import GENERAL, Section, sections

_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_ZERO = Decimal(0)
# Excel keeps 15 significant digits: what lies beyond is noise of binary arithmetic.
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)


_PLAIN = re.compile(r"(?P<grouped>#,##)?0(?P<decimals>\.0{1,9})?_?\s*")


def shown(value: float, code: str, from_1904: bool = False) -> str:
    """Return the text of a number; a width that is too small never turns it into #####."""
    if not math.isfinite(value):
        return str(value)
    if code == GENERAL:
        return numbers.general(value)
    exact = _FIFTEEN.create_decimal(repr(value))
    plain = _plain(code)
    if plain is not None:
        return format(_WIDE.quantize(exact, plain[0]), plain[1])
    section, signed = _chosen(exact, sections(code))
    if section.is_date:
        text = moments.moment(exact, section, from_1904)
        return text if text is not None else numbers.general(value)
    text = numbers.number(abs(exact), section)
    return f"-{text}" if signed else text


@lru_cache(maxsize=1024)
def _plain(code: str) -> tuple[Decimal, str] | None:
    """Return last digit and manner of the most common codes (0, 0.00, #,##0.00); None for others."""
    match = _PLAIN.fullmatch(code)
    if match is None:
        return None
    places = len(match["decimals"] or ".") - 1
    return Decimal(1).scaleb(-places), ",f" if match["grouped"] else "f"


def shown_text(text: str, code: str) -> str:
    """Return what is shown for text: as typed, unless the format has a section for text."""
    found = sections(code)
    section = found[3] if len(found) > 3 else next((s for s in found if s.is_text), None)
    if section is None or (section.has("digit", "date", "general") and len(found) < 4):
        return text
    return "".join(text if t.kind == "char" and t.text == "@" else t.text for t in section.tokens)


def _chosen(value: Decimal, found: Sequence[Section]) -> tuple[Section, bool]:
    """Return the section that prints a value, and whether a minus sign goes before it."""
    negative = value < 0
    numeric = found[:3]
    if not any(section.condition for section in numeric):
        # A lone section prints every number; the second of two prints the negative ones without their sign.
        place = 1 if negative else 2 if value == 0 and len(numeric) > 2 else 0
        if place >= len(numeric) or (place == 1 and numeric[1].is_text):
            return numeric[0], negative
        return numeric[place], negative and place == 0
    for place, section in enumerate(numeric):
        if _holds(value, section, place, len(numeric)):
            return section, negative and not _only_negative(section, place)
    return numeric[-1], negative


def _holds(value: Decimal, section: Section, place: int, of: int) -> bool:
    if section.condition is not None:
        sign, limit = section.condition
        return _COMPARE[sign](value, limit)
    if place == of - 1:
        return True
    return value > 0 if place == 0 else value < 0


def _only_negative(section: Section, place: int) -> bool:
    if section.condition is None:
        return place == 1
    sign, limit = section.condition
    return (sign == "<" and limit <= _ZERO) or (sign == "<=" and limit < _ZERO)
