"""The verdicts, from DESIGN section 2: what a rounding allowance permits, and nothing beyond it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractor.amount import make_amount, printed_step
from extractor.decide import (
    Decision,
    decide_at_most,
    decide_equal,
    decide_hundred,
    decide_rate,
    decide_sum,
    finest_step,
    settle,
)
from extractor.model import Amount

HUNDRED = Decimal(100)
CENT = Decimal("0.01")
SILENT = ("exact", "rounded")


def money(printed: str, unit: str = "万元", hedge: str = "") -> Amount:
    scale = {"元": Decimal(1), "万元": Decimal(10000), "亿元": Decimal(10**8)}[unit]
    widen = (1, 1) if hedge else (0, 0)
    return make_amount(Decimal(printed), unit, scale, printed_step(printed), hedge=hedge, widen=widen)


def count(printed: str) -> Amount:
    return make_amount(Decimal(printed), "人", Decimal(1), Decimal(1), exact=True)


def percent(printed: str) -> Amount:
    return make_amount(Decimal(printed), "%", CENT, printed_step(printed))


def sum_of(total: Amount, parts: Sequence[Amount], complete: bool = True) -> Decision:
    return decide_sum(total, parts, finest_step([total, *parts]), complete=complete)


def share(rate: Amount, part: Amount, whole: Amount) -> Decision:
    return decide_rate(
        rate, [part, whole], lambda v: v[0] / v[1] * HUNDRED, lambda v: v[1], finest_step([part, whole])
    )


def growth(rate: Amount, level: Amount, change: Amount) -> Decision:
    return decide_rate(
        rate,
        [level, change],
        lambda v: v[1] / (v[0] - v[1]) * HUNDRED,
        lambda v: v[0] - v[1],
        finest_step([level, change]),
    )


@pytest.mark.parametrize(
    ("exact", "finest", "own", "verdict"),
    [
        (True, None, True, "exact"),
        (True, True, True, "exact"),
        (True, False, True, "exact"),
        (True, False, False, "exact"),
        (False, None, True, "rounded"),
        (False, None, False, "off"),
        (False, True, True, "rounded"),
        (False, True, False, "rounded"),
        (False, False, True, "suspect"),
        (False, False, False, "off"),
    ],
)
def test_two_readings_make_a_verdict(exact: bool, finest: bool | None, own: bool, verdict: str) -> None:
    assert settle(exact, finest, own) == verdict


@pytest.mark.parametrize(
    ("total", "parts", "verdict"),
    [
        # two addends: one and a half last digits
        ("30.05", "20.02 10.03", "exact"),
        ("30.06", "20.02 10.03", "rounded"),
        ("30.04", "20.02 10.03", "rounded"),
        ("30.07", "20.02 10.03", "off"),
        ("30.03", "20.02 10.03", "off"),
        # three: two last digits
        ("60.08", "20.02 10.03 30.01", "rounded"),
        ("60.09", "20.02 10.03 30.01", "off"),
        # one non-zero addend: one last digit
        ("20.02", "20.02 0", "exact"),
        ("20.03", "20.02 0", "rounded"),
        ("20.04", "20.02 0", "off"),
        ("20.04", "20.02 0 0", "off"),
        ("20.03", "20.02 0.00", "rounded"),
        # trailing zeros dropped: the finest digit counts, each number's own leaves a doubt
        ("30.05", "21 9.05", "exact"),
        ("30.06", "21 9.05", "rounded"),
        ("30.25", "21 9.05", "suspect"),
        ("30.55", "21 9.05", "suspect"),
        ("30.57", "21 9.05", "off"),
        ("87.07", "44.07 43", "exact"),
        ("87.47", "44.07 43", "suspect"),
        ("88.07", "44.07 43", "off"),
        ("19", "16 2.5", "suspect"),
        # whole 万元
        ("2364", "12 1356 995", "rounded"),
        ("2366", "12 1356 995", "off"),
        # twelve addends
        ("12.06", "1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00", "rounded"),
        ("12.07", "1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00", "off"),
        # zeros: a bare one is exact, 0.00 is a rounded number
        ("0", "0 0", "exact"),
        ("0", "0.13 0", "off"),
        ("0.00", "0.01 0", "rounded"),
        ("0.00", "0.02 0", "off"),
        # digits swapped, one dropped
        ("30.50", "20.02 10.03", "off"),
        ("3.05", "20.02 10.03", "off"),
    ],
)
def test_sums_of_money(total: str, parts: str, verdict: str) -> None:
    assert sum_of(money(total), [money(p) for p in parts.split()]).verdict == verdict


@pytest.mark.parametrize(
    ("total", "parts", "verdict"),
    [
        ("5", "3 2", "exact"),
        ("6", "3 2", "off"),
        ("4", "3 2", "off"),
        ("12", "3 4 5", "exact"),
        ("13", "3 4 5", "off"),
    ],
)
def test_counts_are_exact(total: str, parts: str, verdict: str) -> None:
    decision = sum_of(count(total), [count(p) for p in parts.split()])
    assert decision.verdict == verdict
    assert decision.slack == 0


@pytest.mark.parametrize(
    ("total", "parts", "verdict"),
    [
        ("30.05", "20.02 10.03", "exact"),
        ("35.05", "20.02 10.03", "suspect"),  # falls short: something may be left out
        ("25.05", "20.02 10.03", "off"),  # exceeds the total
        ("30.06", "20.02 10.03", "rounded"),
    ],
)
def test_a_list_that_may_be_incomplete(total: str, parts: str, verdict: str) -> None:
    assert sum_of(money(total), [money(p) for p in parts.split()], complete=False).verdict == verdict


def test_units_that_differ_leave_each_number_its_own_precision() -> None:
    total, parts = money("132.912"), [money("1000000", "元"), money("329120.67", "元")]
    assert finest_step([total, *parts]) is None
    assert sum_of(total, parts).verdict == "rounded"
    assert sum_of(money("132.914"), parts).verdict == "off"


def test_a_hedge_leaves_a_difference_open() -> None:
    assert sum_of(money("30", hedge="约"), [money("20.02"), money("10.03")]).verdict == "undetermined"
    assert sum_of(money("30", hedge="约"), [money("20"), money("10")]).verdict == "exact"


def test_signs() -> None:
    total, parts = money("7.00"), [money("10.00"), money("5.00"), money("8.00")]
    assert decide_sum(total, parts, finest_step(parts), [1, 1, -1]).verdict == "exact"
    assert decide_sum(total, parts, finest_step(parts), [1, 1, 1]).verdict == "off"


@pytest.mark.parametrize(
    ("rate", "part", "whole", "verdict"),
    [
        ("33.33", "1.00", "3.00", "exact"),
        ("33.3", "1.00", "3.00", "exact"),
        ("33", "1.00", "3.00", "exact"),
        ("66.66", "2.00", "3.00", "rounded"),  # truncated
        ("66.67", "2.00", "3.00", "exact"),
        ("43", "1.71", "3.00", "off"),  # the complement
        ("57", "1.71", "3.00", "exact"),
        ("1.14", "1.14", "1.00", "off"),  # a fraction printed as a percentage
        ("99.86", "99.868", "100.000", "rounded"),
        ("99.85", "99.868", "100.000", "off"),
        ("0", "0", "3.00", "exact"),
        ("100", "3.00", "3.00", "exact"),
        ("47", "0.53", "1", "suspect"),  # the complement; the bare 1 hides it at its own precision
        ("5", "0.53", "0", "undetermined"),
    ],
)
def test_shares(rate: str, part: str, whole: str, verdict: str) -> None:
    assert share(percent(rate), money(part), money(whole)).verdict == verdict


@pytest.mark.parametrize(
    ("rate", "level", "change", "verdict"),
    [
        ("6.59", "85.27", "5.27", "exact"),
        ("6.58", "85.27", "5.27", "rounded"),
        ("6.18", "85.27", "5.27", "off"),  # divided by this year instead of last
        ("1055.4", "22.59", "20.63", "rounded"),  # the base is small; the point value is 1052.55
        ("23.51", "4125.49", "785.26", "exact"),
        ("100", "5.00", "5.00", "undetermined"),
        ("100", "5.01", "5.00", "undetermined"),  # the base is 0.01 give or take 0.01
        ("100", "5.03", "5.00", "off"),
    ],
)
def test_growth(rate: str, level: str, change: str, verdict: str) -> None:
    assert growth(percent(rate), money(level), money(change)).verdict == verdict


def test_growth_from_zero_says_so() -> None:
    assert growth(percent("100"), money("5.00"), money("5.00")).reason == "zero_base"


@pytest.mark.parametrize(
    ("rates", "verdict"),
    [
        ("78.1 21.9", "exact"),
        ("91.19 8.82", "rounded"),
        ("33.33 33.33 33.33", "rounded"),
        ("81.25 18.76", "rounded"),
        ("81.25 18.78", "off"),
        ("40.02 30.02 30.03", "off"),
        ("60.05 43.63", "off"),
        ("100 0", "exact"),
        ("33 33 33", "rounded"),
        ("50 48", "rounded"),
        ("50 47", "off"),
    ],
)
def test_shares_total_a_hundred(rates: str, verdict: str) -> None:
    assert decide_hundred([percent(r) for r in rates.split()]).verdict == verdict


@pytest.mark.parametrize(
    ("small", "large", "verdict"),
    [
        ("10.00", "12.00", "exact"),
        ("12.00", "12.00", "exact"),
        ("12.01", "12.00", "rounded"),
        ("12.02", "12.00", "off"),
        ("12.3", "12", "suspect"),
        ("13", "12.00", "off"),
        ("13.3", "12", "off"),
    ],
)
def test_at_most(small: str, large: str, verdict: str) -> None:
    first, second = money(small), money(large)
    assert decide_at_most(first, second, finest_step([first, second])).verdict == verdict


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (money("132.91"), money("1329120.67", "元"), "rounded"),
        (money("132.93"), money("1329120.67", "元"), "off"),
        (money("7.29"), money("72890", "元"), "rounded"),
        (money("43"), money("43.4"), "rounded"),
        (money("43"), money("43.6"), "off"),
        (money("5.00"), money("50000", "元"), "exact"),
        (money("5.00"), money("5", "元"), "off"),
        (count("5"), count("6"), "off"),
    ],
)
def test_two_statements_of_one_value(first: Amount, second: Amount, verdict: str) -> None:
    assert decide_equal(first, second).verdict == verdict
    assert decide_equal(second, first).verdict == verdict


# What honest rounding makes of exact numbers must never be an error.

exact_money = st.decimals(min_value=1, max_value=10**6, places=6, allow_nan=False, allow_infinity=False)
places = st.integers(1, 4)


def rounded(value: Decimal, digits: int) -> str:
    return format(value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP), "f")


def dropped(printed: str) -> str:
    return printed.rstrip("0").rstrip(".") if "." in printed else printed


@given(parts=st.lists(exact_money, min_size=2, max_size=12), digits=places)
def test_sums_rounded_to_one_precision_are_silent(parts: list[Decimal], digits: int) -> None:
    total = sum(parts, Decimal(0))
    decision = sum_of(money(rounded(total, digits)), [money(rounded(p, digits)) for p in parts])
    assert decision.verdict in SILENT


@given(parts=st.lists(st.tuples(exact_money, st.integers(0, 3)), min_size=2, max_size=12), of_total=places)
def test_sums_rounded_to_mixed_precisions_are_never_off(
    parts: list[tuple[Decimal, int]], of_total: int
) -> None:
    total = sum((p for p, _ in parts), Decimal(0))
    printed = [money(dropped(rounded(p, digits))) for p, digits in parts]
    decision = sum_of(money(dropped(rounded(total, of_total))), printed)
    assert decision.verdict != "off"


@given(
    part=exact_money,
    rest=exact_money,
    digits=places,
    of_rate=st.integers(0, 2),
    rounding=st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]),
)
def test_shares_of_rounded_amounts_are_silent(
    part: Decimal, rest: Decimal, digits: int, of_rate: int, rounding: str
) -> None:
    whole = part + rest
    assume(part * HUNDRED >= whole)  # a bare 0% would be exact
    rate = (part / whole * HUNDRED).quantize(Decimal(1).scaleb(-of_rate), rounding=rounding)
    decision = share(percent(format(rate, "f")), money(rounded(part, digits)), money(rounded(whole, digits)))
    assert decision.verdict in SILENT


@given(
    part=exact_money,
    rest=exact_money,
    digits=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    of_rate=st.integers(0, 2),
)
def test_shares_of_mixed_precisions_are_never_off(
    part: Decimal, rest: Decimal, digits: tuple[int, int], of_rate: int
) -> None:
    whole = part + rest
    assume(part * HUNDRED >= whole)
    rate = rounded(part / whole * HUNDRED, of_rate)
    operands = [money(dropped(rounded(v, d))) for v, d in zip((part, whole), digits, strict=True)]
    assert share(percent(rate), operands[0], operands[1]).verdict != "off"


@given(
    base=exact_money,
    change=exact_money,
    digits=places,
    of_rate=st.integers(0, 2),
    rounding=st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]),
)
def test_growth_of_rounded_amounts_is_silent(
    base: Decimal, change: Decimal, digits: int, of_rate: int, rounding: str
) -> None:
    assume(change * HUNDRED >= base)
    rate = (change / base * HUNDRED).quantize(Decimal(1).scaleb(-of_rate), rounding=rounding)
    level = money(rounded(base + change, digits))
    assert growth(percent(format(rate, "f")), level, money(rounded(change, digits))).verdict in SILENT


@given(
    parts=st.lists(
        st.decimals(min_value=1, max_value=10**6, places=2, allow_nan=False, allow_infinity=False),
        min_size=2,
        max_size=12,
    ),
    beyond=st.integers(1, 10**6),
    up=st.booleans(),
)
def test_a_sum_beyond_its_allowance_is_caught(parts: list[Decimal], beyond: int, up: bool) -> None:
    allowed = Decimal(len(parts) + 1) / 2 * CENT
    gap = allowed.quantize(CENT, rounding=ROUND_DOWN) + beyond * CENT
    total = sum(parts, Decimal(0)) + (gap if up else -gap)
    assume(total > 0)
    decision = sum_of(money(format(total, ".2f")), [money(format(p, ".2f")) for p in parts])
    assert decision.verdict == "off"
    assert decision.difference == (gap if up else -gap) * 10000


@given(
    part=st.decimals(min_value=1, max_value=1000, places=2, allow_nan=False, allow_infinity=False),
    rest=st.decimals(min_value=1, max_value=1000, places=2, allow_nan=False, allow_infinity=False),
    gap=st.decimals(min_value="0.02", max_value=50, places=2, allow_nan=False, allow_infinity=False),
    up=st.booleans(),
)
def test_a_share_beyond_its_allowance_is_caught(part: Decimal, rest: Decimal, gap: Decimal, up: bool) -> None:
    whole, half = part + rest, Decimal("0.005")
    high = (part + half) / (whole - half) * HUNDRED
    low = (part - half) / (whole + half) * HUNDRED
    stated = Decimal(rounded(high + gap if up else low - gap, 2))
    assume(stated >= 0)
    decision = share(percent(format(stated, ".2f")), money(format(part, ".2f")), money(format(whole, ".2f")))
    assert decision.verdict in ("off", "suspect")


@given(values=st.lists(st.tuples(exact_money, st.integers(0, 4)), min_size=1, max_size=6))
def test_the_finest_digit_is_the_smallest(values: list[tuple[Decimal, int]]) -> None:
    printed = [rounded(v, digits) for v, digits in values]
    finest = min(printed_step(p) for p in printed) * 10000
    assert finest_step([money(p) for p in printed]) == finest
    assert finest_step([*(money(p) for p in printed), money("0")]) == finest
