from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.amount import leading_step, make_amount, printed_step, show

WAN = Decimal(10000)


@pytest.mark.parametrize(
    ("digits", "step"),
    [("93.18", "0.01"), ("43", "1"), ("700", "1"), ("0.00", "0.01"), ("8.76483", "0.00001"), ("78.1", "0.1")],
)
def test_the_last_printed_digit(digits: str, step: str) -> None:
    assert printed_step(digits) == Decimal(step)


@pytest.mark.parametrize(
    ("value", "step"),
    [
        ("700", "100"),
        ("58", "1"),
        ("5000", "1000"),
        ("0", "1"),
        ("2.5", "0.1"),
        ("20000", "10000"),
        ("2.50", "0.1"),
    ],
)
def test_the_digit_a_hedge_speaks_of(value: str, step: str) -> None:
    assert leading_step(Decimal(value)) == Decimal(step)


@pytest.mark.parametrize(
    ("value", "digit", "exact", "widen", "low", "high"),
    [
        ("93.18", "0.01", False, (0, 0), "931750", "931850"),
        ("43", "1", False, (0, 0), "425000", "435000"),
        ("0", "1", False, (0, 0), "0", "0"),
        ("0.00", "0.01", False, (0, 0), "-50", "50"),
        ("0.0", "0.1", False, (0, 0), "-500", "500"),
        ("5", "1", True, (0, 0), "50000", "50000"),
        ("20", "1", False, (1, 1), "95000", "305000"),
        ("20", "1", True, (0, 1), "200000", "300000"),
        ("20", "1", True, (1, 0), "100000", "200000"),
        ("-0.07", "0.01", False, (0, 0), "-750", "-650"),
    ],
)
def test_bounds(value: str, digit: str, exact: bool, widen: tuple[int, int], low: str, high: str) -> None:
    amount = make_amount(Decimal(value), "万元", WAN, Decimal(digit), exact=exact, widen=widen)
    assert (amount.low, amount.high) == (Decimal(low), Decimal(high))


@given(
    value=st.decimals(min_value=-(10**9), max_value=10**9, places=5, allow_nan=False, allow_infinity=False),
    scale=st.sampled_from([Decimal(1), WAN, Decimal(10**8), Decimal("0.01")]),
    places=st.integers(0, 5),
    exact=st.booleans(),
    widen=st.tuples(st.integers(0, 1), st.integers(0, 1)),
)
def test_bounds_hold_the_value(
    value: Decimal, scale: Decimal, places: int, exact: bool, widen: tuple[int, int]
) -> None:
    digit = Decimal(1).scaleb(-places)
    amount = make_amount(value.quantize(digit), "", scale, digit, exact=exact, widen=widen)
    assert amount.low <= amount.base <= amount.high
    assert amount.step >= 0
    if not any(widen):
        assert amount.high - amount.low == amount.step


@given(
    value=st.decimals(min_value=0, max_value=10**9, places=5, allow_nan=False, allow_infinity=False),
    places=st.integers(1, 4),
)
def test_bounds_hold_whatever_was_rounded(value: Decimal, places: int) -> None:
    digit = Decimal(1).scaleb(-places)
    amount = make_amount(value.quantize(digit), "万元", WAN, digit)
    assert amount.low <= value * WAN <= amount.high


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0.00", "0"),
        ("-0.00", "0"),
        ("1E+3", "1000"),
        ("1E-7", "0.0000001"),
        ("7.10", "7.1"),
        ("100", "100"),
        ("-0.50", "-0.5"),
    ],
)
def test_decimals_are_shown_plainly(value: str, text: str) -> None:
    assert show(Decimal(value)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6))
def test_what_is_shown_is_the_value(value: Decimal) -> None:
    assert Decimal(show(value)) == value
    assert "E" not in show(value)
