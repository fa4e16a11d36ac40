"""Decides the relations of forms, apart from the engine: written from section 2 of the design.

The planter needs to know that an error can be seen at all, the generator that a clean instance is clean.
Nothing here is shared with extractor.decide.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from accuracy_form import Label
from accuracy_formula import Formula

FAILS = ("suspect", "off")
HOLDS = ("exact", "rounded")
PERCENT_KINDS = ("share", "growth", "completion", "rate")
BANDS = (90, 80, 60, 0)  # 优 良 中 差
_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed. `sign` is that of the direction word before it, `scale` yuan in one printed unit."""

    text: str
    value: Decimal
    kind: str
    step: Decimal = Decimal(0)
    scale: int = 1
    sign: int = 1

    @property
    def base(self) -> Fraction:
        """The value with its sign, in yuan for money, as printed for others."""
        return Fraction(self.value) * self.scale * self.sign

    @property
    def width(self) -> Fraction:
        """One last digit in the unit of `base`; zero for exact numbers."""
        return Fraction(self.step) * self.scale


@dataclass(frozen=True, slots=True)
class Words:
    """What the words around the numbers state: the sign or band each choice says, the length of each list."""

    choices: Mapping[str, int]
    lists: Mapping[str, int]


def finest(numbers: Iterable[Printed]) -> Fraction | None:
    """Return the smallest last digit of the non-zero amounts of money; None where their units differ."""
    used = [n for n in numbers if n.kind == "money" and n.value != 0]
    if len({n.scale for n in used}) > 1:
        return None
    return min((n.width for n in used), default=Fraction(0))


def decide(label: Label, numbers: Mapping[str, Printed], words: Words, fine: Fraction | None) -> str:
    """Return the verdict on one relation; `fine` is the smallest last digit of its context (see `finest`)."""
    operands = [numbers[name] for name in label.names]
    if label.kind == "count":
        return _exactly(operands[0].value == words.lists.get(label.names[0], operands[0].value))
    if label.kind == "grade":
        return _exactly(words.choices[label.names[0]] == band(operands[0].base))
    if label.kind == "order":
        return _order(label, numbers, words)
    if label.kind == "share_total":
        return _hundred(operands)
    assert label.left is not None
    assert label.right is not None
    if label.sign in ("<=", ">="):
        return _at_most(label, numbers, fine)
    if label.kind in PERCENT_KINDS:
        return _rate(operands[0], label.right, numbers, fine)
    if "*" in label.right.source or "/" in label.right.source:
        return _product(operands[0], label.right, numbers)
    # Text against table: each number's own precision only.
    return _linear(label, numbers, None if label.kind == "agreement" else fine)


def band(score: Fraction) -> int:
    """Return the number of the grade band (优 良 中 差) of a score."""
    return next(at for at, least in enumerate(BANDS) if score >= least)


def _exactly(holds: bool) -> str:
    return "exact" if holds else "off"


def _settle(exact: bool, fine_holds: bool, own_holds: bool) -> str:
    if exact:
        return "exact"
    if fine_holds:
        return "rounded"
    return "suspect" if own_holds else "off"


def _step(number: Printed, fine: Fraction | None) -> Fraction:
    if fine is None or number.kind != "money":
        return number.width
    return Fraction(0) if number.value == 0 else min(fine, number.width)


def _linear(label: Label, numbers: Mapping[str, Printed], fine: Fraction | None) -> str:
    assert label.left is not None
    assert label.right is not None
    values = {name: numbers[name].base for name in label.names}
    gap = abs(label.left(values) - label.right(values))
    if label.is_open and label.left(values) > label.right(values):
        return "rounded"
    own = sum((numbers[name].width for name in label.names), Fraction(0)) * _HALF
    stated = label.left.bare
    allowed = sum((_step(numbers[n], fine) for n in label.names if n != stated), Fraction(0)) * _HALF
    if stated:
        whole = numbers[stated]
        least = whole.width if fine is None or whole.kind != "money" else min(fine, whole.width)
        allowed += least * _HALF
    return _settle(gap == 0, gap <= allowed, gap <= own)


def _at_most(label: Label, numbers: Mapping[str, Printed], fine: Fraction | None) -> str:
    assert label.left is not None
    assert label.right is not None
    values = {name: numbers[name].base for name in label.names}
    gap = label.left(values) - label.right(values)
    gap = gap if label.sign == "<=" else -gap
    own = sum((numbers[name].width for name in label.names), Fraction(0)) * _HALF
    allowed = sum((_step(numbers[name], fine) for name in label.names), Fraction(0)) * _HALF
    return _settle(gap <= 0, gap <= allowed, gap <= own)


def _hundred(shares: Sequence[Printed]) -> str:
    gap = abs(sum((s.base for s in shares), Fraction(0)) - 100)
    allowed = sum((s.width for s in shares if s.value != 0), Fraction(0))
    return _settle(gap == 0, gap <= allowed, gap <= allowed)


def _order(label: Label, numbers: Mapping[str, Printed], words: Words) -> str:
    first, second = (numbers[name] for name in label.names[:2])
    said = words.choices[f"{label.names[0]} - {label.names[1]}"]
    gap = first.base - second.base
    return _exactly((gap > 0) == (said == 0) and gap != 0)


def _product(stated: Printed, right: Formula, numbers: Mapping[str, Printed]) -> str:
    """Decide 得分 = 分值 x 执行率: the printed score may have been rounded or cut."""
    low, high = _range(right, numbers, None)
    unit = stated.width or Fraction(1, 100)
    holds = low - unit <= stated.base <= high + unit
    return _settle(stated.base in (low, high), holds, holds)


def _rate(stated: Printed, right: Formula, numbers: Mapping[str, Printed], fine: Fraction | None) -> str:
    values = {name: numbers[name].base for name in right.names}
    base = right.base
    if base is not None and _straddles_zero(base, numbers, fine):
        return "undetermined"
    exact = _rounded(100 * right(values), stated.step) == stated.base
    held = [_meets(stated, _range(right, numbers, precision)) for precision in (fine, None)]
    return _settle(exact, held[0], held[1])


def _rounded(value: Fraction, step: Decimal) -> Fraction:
    number = Decimal(value.numerator) / Decimal(value.denominator)
    return Fraction(number.quantize(step, rounding=ROUND_HALF_UP) if step else number)


def _meets(stated: Printed, bounds: tuple[Fraction, Fraction]) -> bool:
    low, high = bounds
    return 100 * low <= stated.base + stated.width and stated.base - stated.width <= 100 * high


def _straddles_zero(base: Formula, numbers: Mapping[str, Printed], fine: Fraction | None) -> bool:
    found = [_range(base, numbers, precision) for precision in (fine, None)]
    return any(low <= 0 <= high for low, high in found)


def _range(
    formula: Formula, numbers: Mapping[str, Printed], fine: Fraction | None
) -> tuple[Fraction, Fraction]:
    """Return the least and the greatest value at the corners of the operands' intervals."""
    ends = []
    for name in formula.names:
        number = numbers[name]
        half = _step(number, fine) * _HALF
        ends.append((number.base - half, number.base + half) if half else (number.base,))
    found = [formula(dict(zip(formula.names, corner, strict=True))) for corner in itertools.product(*ends)]
    return min(found), max(found)
