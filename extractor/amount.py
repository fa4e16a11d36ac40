"""Amounts: a printed number, its unit and the interval it stands for."""

from __future__ import annotations

from decimal import Decimal

from extractor.model import Amount

ZERO = Decimal(0)
HALF = Decimal("0.5")


def printed_step(digits: str) -> Decimal:
    """Return the weight of the last printed digit of a number such as 93.18 (0.01) or 43 (1)."""
    _, point, fraction = digits.partition(".")
    return Decimal(1).scaleb(-len(fraction)) if point else Decimal(1)


def leading_step(value: Decimal) -> Decimal:
    """Return the weight of the last non-zero digit: 700 gives 100, 58 gives 1.

    A hedge word speaks of this digit (700余 is below 800).
    """
    if value == 0:
        return Decimal(1)
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(1).scaleb(exponent)


def make_amount(
    value: Decimal,
    unit: str,
    scale: Decimal,
    digit: Decimal,
    *,
    exact: bool = False,
    hedge: str = "",
    widen: tuple[int, int] = (0, 0),
) -> Amount:
    """Build an Amount; `digit` is the last printed digit in printed units, `widen` says which sides a hedge opens.

    A bare 0 is exact, 0.00 is a rounded number (DESIGN, section 2). Half a last digit lies on both sides.
    """
    base = value * scale
    step = ZERO if exact or (value == 0 and digit == 1) else digit * scale
    half = step * HALF
    low, high = base - half, base + half
    if any(widen):
        reach = leading_step(value) * scale
        low, high = low - reach * widen[0], high + reach * widen[1]
    return Amount(value=value, unit=unit, scale=scale, step=step, low=low, high=high, hedge=hedge)


def show(value: Decimal) -> str:
    """Print a Decimal plainly: no exponent, no trailing zeros, no negative zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
