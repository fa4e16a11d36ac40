"""What probably happened when a relation is off: said only where one explanation fits exactly."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractor.decide import HUNDRED
from extractor.model import Amount, Relation

MIXED_UNITS = "万元与元混用，差一万倍"
ONE_DIGIT = "一位数字写错"


def slip(wrong: Decimal, right: Decimal) -> str:
    """Return how a printed number became another: digits swapped, dropped, doubled, one changed, a power of ten.

    Both are in the printed unit. Returns an empty sentence fragment where nothing fits.
    """
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
            return "两位数字颠倒"
        return ""
    longer, shorter, words = (
        (wrong, right, "多写一位数字") if len(wrong) > len(right) else (right, wrong, "漏写一位数字")
    )
    if len(longer) - len(shorter) != 1:
        return ""
    return words if any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))) else ""


def rate_slip(stated: Decimal, computed: Decimal, unit: Decimal) -> str:
    """Return why a printed percentage differs from the computed one; all in percent, `unit` its last digit."""
    near = unit
    if abs(HUNDRED - stated - computed) <= near:
        return "写成了余下部分的百分比"
    if abs(stated * HUNDRED - computed) <= near * HUNDRED:
        return "小数写成了百分数，差一百倍"
    if abs(stated - computed - HUNDRED) <= near:
        return "写成了占基数的百分比，多了100%"
    return ""


def sum_slip(relation: Relation, amounts: Sequence[Amount]) -> str:
    """Return the explanation of a sum that is off, when exactly one operand explains it exactly."""
    if relation.stated is None or relation.computed is None or len(amounts) < 2:
        return ""
    gap = relation.stated - relation.computed
    total, parts = amounts[0], amounts[1:]
    found = []
    for index, amount in enumerate(amounts):
        right = amount.base - gap if index == 0 else amount.base + gap
        words = slip(amount.value, right / amount.scale) if amount.step > 0 else ""
        if words == MIXED_UNITS:
            found.append(f"“{amount.value:,f}{amount.unit}”的单位可能应为“{_other_unit(amount.unit)}”")
        elif words and words != ONE_DIGIT:
            found.append(mistaken(amount, right / amount.scale))
    for part in parts:
        if part.base != 0 and part.base == -gap:
            found.append(f"总数里可能漏加“{part.value:,f}”")
    if any(p.base == total.base for p in parts) and sum(1 for p in parts if p.base) > 1:
        found.append("分项里可能误写了总数")
    return found[0] if len(found) == 1 else ""


def _other_unit(unit: str) -> str:
    return "万元" if unit == "元" else "元"


def mistaken(amount: Amount, right: Decimal) -> str:
    """Say what a printed number should be, with its decimals, and how it probably became what it is."""
    words = slip(amount.value, right)
    short = right.normalize()
    places = max(-_exponent(amount.value), -_exponent(short), 0)
    return f"“{amount.value:,f}”应为“{short:,.{places}f}”" + (f"，可能是{words}" if words else "")
