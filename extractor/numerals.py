"""Chinese numerals to `Decimal` (GB/T 15835: 一二三 and the financial forms 壹贰叁)."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")
}
_DIGITS |= {"两": 2, "〇": 0, "俩": 2, "弌": 1}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
NUMERAL_CHARS = "".join(_DIGITS) + "".join(_SMALL) + "".join(_LARGE)


def chinese_number(words: str) -> Decimal | None:
    """Return the value of a numeral such as 一百二十, 两万, 二〇二一, 三点五; None when it is not one.

    A digit after a unit without 零 counts in the next lower unit (一万二 = 12000), as spoken.
    """
    whole, point, fraction = words.partition("点")
    if point:
        digits = _run_of_digits(fraction)
        head = chinese_number(whole)
        if digits is None or head is None:
            return None
        return head + Decimal(digits) / (Decimal(10) ** len(fraction))
    if not whole or any(c not in NUMERAL_CHARS for c in whole):
        return None
    run = _run_of_digits(whole)
    return Decimal(run) if run is not None else _positional(whole)


def _run_of_digits(words: str) -> str | None:
    if not words or any(c not in _DIGITS for c in words):
        return None
    return "".join(str(_DIGITS[c]) for c in words)


def _positional(words: str) -> Decimal | None:
    total = section = 0
    digit: int | None = None
    scale = 1
    for c in words:
        if c in _DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = _DIGITS[c]
            scale = 1 if digit == 0 else scale
        elif c in _SMALL:
            section += (1 if digit is None else digit) * _SMALL[c]
            digit, scale = None, _SMALL[c] // 10
        else:
            base = section + (digit or 0)
            if base == 0 and total == 0:
                return None
            total = (total + base) * _LARGE[c] if c == "亿" else total + base * _LARGE[c]
            section, digit, scale = 0, None, _LARGE[c] // 10
    return Decimal(total + section + (digit or 0) * (scale if _ends_in_digit(words) else 1))


def _ends_in_digit(words: str) -> bool:
    # 一万二 is 12000, but 一百零二 is 102 and 二十五 is 25 (its scale is 1 already).
    return len(words) > 1 and words[-1] in _DIGITS and words[-2] not in _DIGITS
