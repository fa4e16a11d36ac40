"""Decides a relation twice: at the finest precision of its operands and at each number's own precision.

Rounding intervals follow XBRL Calculations 1.1 (round mode): a printed number stands for half a unit of its
last digit on both sides. Reports drop trailing zeros, so all non-zero operands of one sentence, list or table
are first read at the smallest last digit among them. Both readings go through `settle`, the only place where
a verdict is made.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from extractor.amount import HALF, ZERO
from extractor.model import Amount
from extractor.records import flat

EXACT, ROUNDED, SUSPECT, OFF, UNDETERMINED = "exact", "rounded", "suspect", "off", "undetermined"
HELD = (EXACT, ROUNDED)
HUNDRED = Decimal(100)
_RATES = ("%", "‰")


@flat
@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its figures, in base units (money) or printed units (rates).

    `slack` is the allowance of the finest precision, `own_slack` that of each number's own; equal where only
    one applies. `reason` is a short code: empty, hedged, zero_base, missing…
    """

    verdict: str
    stated: Decimal | None = None
    computed: Decimal | None = None
    slack: Decimal | None = None
    own_slack: Decimal | None = None
    reason: str = ""

    @property
    def difference(self) -> Decimal | None:
        """Stated minus computed."""
        if self.stated is None or self.computed is None:
            return None
        return self.stated - self.computed


def undetermined(reason: str, stated: Decimal | None = None, computed: Decimal | None = None) -> Decision:
    """Return the verdict for a relation that cannot be decided."""
    return Decision(UNDETERMINED, stated, computed, reason=reason)


def settle(exact: bool, finest_holds: bool | None, own_holds: bool) -> str:
    """Turn the two readings into a verdict; `finest_holds` is None where only own precision applies."""
    if exact:
        return EXACT
    if finest_holds is None:
        return ROUNDED if own_holds else OFF
    if finest_holds:
        return ROUNDED
    return SUSPECT if own_holds else OFF


def capped(verdict: str) -> str:
    """Return the most that can be said where a number may have been misread: a failure is only suspect."""
    return SUSPECT if verdict == OFF else verdict


def finest_step(amounts: Iterable[Amount]) -> Decimal | None:
    """Return the smallest last digit among the non-zero, inexact amounts of one unit.

    None when the amounts mix units (元 beside 万元): each number's own precision is all there is then.
    """
    used = [a for a in amounts if a.value != 0]
    if len({a.scale for a in used}) > 1:
        return None
    steps = [a.step for a in used if a.step > 0]
    return min(steps) if steps else ZERO


def _half(amount: Amount, finest: Decimal | None) -> Decimal:
    if finest is None:
        return amount.step * HALF
    return ZERO if amount.value == 0 or amount.step == 0 else min(finest, amount.step) * HALF


def _hedged(amounts: Iterable[Amount]) -> bool:
    return any(a.hedge for a in amounts)


def decide_sum(
    total: Amount,
    parts: Sequence[Amount],
    finest: Decimal | None,
    signs: Sequence[int] | None = None,
    complete: bool = True,
) -> Decision:
    """Decide total = Σ parts, each with its sign; money in yuan, counts in the counted thing.

    `finest` is the smallest last digit of the context (see `finest_step`). With `complete` false the list may
    leave something out: falling short by more than the allowance is then suspect, not off.
    """
    signs = signs or [1] * len(parts)
    computed = sum((s * p.base for s, p in zip(signs, parts, strict=True)), ZERO)
    gap = total.base - computed
    operands = [total, *parts]
    if gap != 0 and _hedged(operands):
        return undetermined("hedged", total.base, computed)
    own = sum((a.step * HALF for a in operands), ZERO)
    slack = own
    if finest is not None:
        # A total of 0.00 is a rounded number too; among the addends only the non-zero ones count.
        slack = sum((_half(p, finest) for p in parts), min(finest, total.step) * HALF)
    verdict = settle(gap == 0, None if finest is None else abs(gap) <= slack, abs(gap) <= own)
    if verdict == OFF and not complete and gap > 0:
        verdict = SUSPECT
    return Decision(verdict, total.base, computed, slack, own, "incomplete" if not complete else "")


def decide_at_most(small: Amount, large: Amount, finest: Decimal | None) -> Decision:
    """Decide small ≤ large; it fails only beyond the rounding allowance of the two."""
    gap = small.base - large.base
    if gap > 0 and _hedged((small, large)):
        return undetermined("hedged", small.base, large.base)
    own = (small.step + large.step) * HALF
    slack = own if finest is None else _half(small, finest) + _half(large, finest)
    verdict = settle(gap <= 0, None if finest is None else gap <= slack, gap <= own)
    return Decision(verdict, small.base, large.base, slack, own)


def decide_equal(first: Amount, second: Amount, certain: bool = True) -> Decision:
    """Decide whether two statements of one value agree, at each number's own precision.

    Money and counts in base units, rates in the printed unit of the first. Unless it is `certain` that both
    speak of one thing, a difference is only suspect.
    """
    unit = first.scale if first.unit.endswith(_RATES) else Decimal(1)
    stated, other = first.base / unit, second.base / unit
    gap, own = stated - other, (first.step + second.step) * HALF / unit
    if gap != 0 and _hedged((first, second)):
        return undetermined("hedged", stated, other)
    verdict = settle(gap == 0, None, abs(gap) <= own)
    return Decision(verdict if certain else capped(verdict), stated, other, own, own)


def decide_hundred(rates: Sequence[Amount]) -> Decision:
    """Decide whether printed shares total 100: allowed are n of their last digits, the 100 is exact."""
    computed = sum((r.value for r in rates), ZERO)
    if computed != HUNDRED and _hedged(rates):
        return undetermined("hedged", HUNDRED, computed)
    slack = sum((r.step / r.scale for r in rates if r.value != 0), ZERO)
    gap = abs(computed - HUNDRED)
    return Decision(settle(gap == 0, gap <= slack, gap <= slack), HUNDRED, computed, slack, slack)


def decide_rate(
    rate: Amount,
    operands: Sequence[Amount],
    formula: Callable[[Sequence[Decimal]], Decimal],
    base_of: Callable[[Sequence[Decimal]], Decimal],
    finest: Decimal | None,
) -> Decision:
    """Decide rate = formula(operands), all in printed percent.

    [p−u, p+u] (u one last digit, since people truncate) must meet the range the formula takes when each
    operand varies by half a last digit. `base_of` gives the denominator; an interval of it that holds 0
    cannot be decided.
    """
    stated, unit = rate.value, rate.step / rate.scale
    values = [a.base for a in operands]
    if base_of(values) == 0:
        return undetermined("zero_base", stated)
    own = _range(operands, None, formula, base_of)
    fine = own if finest is None else _range(operands, finest, formula, base_of)
    if own is None or fine is None:
        return undetermined("base_near_zero", stated)
    computed = formula(values)
    exact = computed.quantize(unit, rounding=ROUND_HALF_UP) == stated if unit > 0 else computed == stated
    if not exact and _hedged([rate, *operands]):
        return undetermined("hedged", stated, computed)
    fine_slack, own_slack = (_reach(stated, computed, bounds, unit) for bounds in (fine, own))
    gap = abs(stated - computed)
    verdict = settle(exact, None if finest is None else gap <= fine_slack, gap <= own_slack)
    return Decision(verdict, stated, computed, fine_slack, own_slack)


def _reach(stated: Decimal, computed: Decimal, bounds: tuple[Decimal, Decimal], unit: Decimal) -> Decimal:
    low, high = bounds
    return unit + (high - computed if stated >= computed else computed - low)


def _range(
    operands: Sequence[Amount],
    finest: Decimal | None,
    formula: Callable[[Sequence[Decimal]], Decimal],
    base_of: Callable[[Sequence[Decimal]], Decimal],
) -> tuple[Decimal, Decimal] | None:
    """Return the least and greatest value at the corners; None when a base touches or straddles zero."""
    halves = [(a.base - h, a.base + h) for a in operands for h in [_half(a, finest)]]
    corners = list(itertools.product(*halves))
    bases = [base_of(corner) for corner in corners]
    if min(bases) <= 0 <= max(bases):
        return None
    results = [formula(corner) for corner in corners]
    return min(results), max(results)
