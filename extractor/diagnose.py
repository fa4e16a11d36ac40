"""What probably happened when a relation is off: said only where one explanation fits exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from extractor.decide import HUNDRED
from extractor.model import Amount

MIXED_UNITS = "万元与元混用，差一万倍"
ONE_DIGIT = "一位数字写错"
SWAPPED = "两位数字颠倒"
TOO_MANY, TOO_FEW = "多写一位数字", "漏写一位数字"
REST = "写成了余下部分的百分比"
_POWERS = (1, 2, 3, 4)
_NUMBER = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?").fullmatch


def decimals(value: Decimal) -> int:
    """Return how many decimals a number is printed with."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def slip(wrong: Decimal, right: Decimal) -> str:
    """Return how a printed number became another: digits swapped, dropped, doubled, one changed, a power of ten.

    Both are in the printed unit. Returns an empty sentence fragment where nothing fits.
    """
    if wrong < 0 and right < 0:
        wrong, right = -wrong, -right
    if wrong == right or wrong <= 0 or right <= 0:
        return ""
    ratio = wrong / right
    for power, words in (
        (10000, MIXED_UNITS),
        (1000, "差一千倍"),
        (100, "差一百倍"),
        (10, "小数点错一位"),
    ):
        if ratio in (Decimal(power), 1 / Decimal(power)):
            return words
    if words := _one_more(format(wrong, "f"), format(right.normalize(), "f")):
        return words
    return _digits(*_aligned(wrong, right))


def _aligned(wrong: Decimal, right: Decimal) -> tuple[str, str]:
    places = max(-_exponent(wrong), -_exponent(right), 0)
    return format(wrong, f".{places}f"), format(right, f".{places}f")


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def _digits(wrong: str, right: str) -> str:
    if len(wrong) == len(right):
        differing = [i for i in range(len(wrong)) if wrong[i] != right[i]]
        if len(differing) == 1:
            return ONE_DIGIT
        if len(differing) == 2 and [wrong[i] for i in differing] == [right[i] for i in reversed(differing)]:
            return SWAPPED
        return ""
    return _one_more(wrong, right)


def _one_more(wrong: str, right: str) -> str:
    """Tell whether one of two numbers has one digit more than the other and else the same."""
    longer, shorter, words = (wrong, right, TOO_MANY) if len(wrong) > len(right) else (right, wrong, TOO_FEW)
    if len(longer) - len(shorter) != 1 or ("." in longer) != ("." in shorter):
        return ""
    return words if any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))) else ""


def rate_slip(stated: Decimal, computed: Decimal, unit: Decimal) -> str:
    """Return why a printed percentage differs from the computed one; all in percent, `unit` its last digit."""
    near = unit
    if abs(HUNDRED - stated - computed) <= near:
        return REST
    if abs(stated * HUNDRED - computed) <= near * HUNDRED:
        return "小数写成了百分数，差一百倍"
    if abs(stated - computed - HUNDRED) <= near:
        return "写成了占基数的百分比，多了100%"
    return ""


def undone(wrong: Decimal) -> Sequence[Decimal]:
    """Return the numbers that two neighbouring digits swapped, one left out or written too much, or a point made this."""
    return _undone(format(wrong, "f"))


@lru_cache(maxsize=4096)
def _undone(text: str) -> Sequence[Decimal]:
    found = {text[:i] + text[i + 1] + text[i] + text[i + 2 :] for i in range(len(text) - 1)}
    found |= {text[:i] + text[i + 1 :] for i in range(len(text))}
    found |= {text[:i] + digit + text[i:] for i in range(len(text) + 1) for digit in "0123456789"}
    moved = [Decimal(text).scaleb(sign * power) for power in _POWERS for sign in (1, -1)]
    # In their order, so that of 2.1 and 2.10 the same one is kept in every run.
    return (*sorted({Decimal(t) for t in sorted(found - {text}) if _NUMBER(t)}), *moved)


def other_unit(unit: str) -> str:
    """Return what is written by mistake for a unit of money."""
    return "万元" if unit == "元" else "元"


def mistaken(amount: Amount, right: Decimal) -> str:
    """Say what a printed number should be, with its decimals, and how it probably became what it is."""
    words = slip(amount.value, right)
    short = right.normalize()
    printed = -_exponent(amount.value) if words != TOO_MANY else 0
    places = max(printed, -_exponent(short), 0)
    return f"“{amount.value:,f}”应为“{short:,.{places}f}”" + (f"，可能是{words}" if words else "")
