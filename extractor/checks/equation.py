"""Relations in a form that can be tried with other values: linear, a quotient, or a limit."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.decide import HUNDRED
from extractor.model import Amount, Figure, Relation

_ADDS = ("sum", "table_sum")
_LINEAR = (*_ADDS, "balance", "difference", "agreement")
RATES = ("share", "growth", "completion", "rate")
_SIGNED = 8  # operands whose signs are looked for
_NEAR = Decimal("1e-9")
# What a rate of two operands may be of them: a quotient, a growth from b to a, or a growth of a by b.
_QUOTIENTS: Mapping[str, Callable[[Decimal, Decimal], tuple[Decimal, Decimal]]] = {
    "quotient": lambda a, b: (a, b),
    "change": lambda a, b: (a - b, b),
    "fall": lambda a, b: (b - a, b),
    "by": lambda a, b: (b, a - b),
    "from": lambda a, b: (b, a + b),
    "by_turned": lambda a, b: (-b, a - b),  # 减少2万元，增长10%
    "from_turned": lambda a, b: (-b, a + b),
}


@dataclass(frozen=True, slots=True)
class Equation:
    """A relation as Σ sign × operand = constant, as a quotient, or as a limit; operands in its own unit."""

    relation: Relation
    form: str  # linear | limit | unknown | one of the quotients
    values: Mapping[str, Decimal]
    scales: Mapping[str, Decimal]  # relation units in one printed unit
    signs: Mapping[str, int] = field(default_factory=dict)
    constant: Decimal = Decimal(0)
    total: Decimal = Decimal(0)  # Σ sign × operand

    def solved(self, id: str) -> Decimal | None:
        """Return what an operand must be, as printed, for this to hold."""
        if self.form != "linear":
            return None
        right = self.values[id] + self.signs[id] * (self.constant - self.total)
        return right / self.scales.get(id, Decimal(1))

    def holds(self, id: str, printed: Decimal) -> bool | None:
        """Tell whether this holds with another value of an operand; None where nobody can say."""
        return self.holds_with({id: printed})

    def holds_with(self, changes: Mapping[str, Decimal]) -> bool | None:
        """Tell whether this holds with other values, as printed, of its operands; None where nobody can say."""
        gap = self._gap({id: v * self.scales[id] for id, v in changes.items() if id in self.scales})
        allowed = self.relation.slack or Decimal(0)
        return None if gap is None else abs(gap) <= allowed

    @property
    def is_quotient(self) -> bool:
        """Tell whether this is a rate of two operands."""
        return self.form in _QUOTIENTS

    def rate(self, form: str, changes: Mapping[str, Decimal]) -> Decimal | None:
        """Return a rate in percent of the operands, in base units, that this or another form makes of them."""
        _, first, second = ({**self.values, **changes}).values()
        above, base = _QUOTIENTS[form](first, second)
        return None if base == 0 else above / base * HUNDRED

    def rounds_to(
        self, changes: Mapping[str, Decimal], unit: Decimal, halves: Sequence[Decimal]
    ) -> bool | None:
        """Tell whether a rate of two operands is what is printed, but for its unit and half of each one's last digit.

        `changes` are values as printed, `unit` is in percent, `halves` are in base units; None for a base of nothing.
        """
        scaled = {id: v * self.scales[id] for id, v in changes.items() if id in self.scales}
        stated, first, second = ({**self.values, **scaled}).values()
        above, base = _QUOTIENTS[self.form](first, second)
        if base == 0:
            return None
        rate, wide = above / base * HUNDRED, sum(halves)
        gap = abs(stated - rate) - unit
        room = abs(base) - wide
        # No operands that near make a rate that far off: most values that are tried end here.
        if gap <= 0 or (room > wide and gap > 2 * wide * (HUNDRED + abs(rate)) / room):
            return gap <= 0
        return gap <= self._spread((first, second), halves)

    def _spread(self, operands: Sequence[Decimal], halves: Sequence[Decimal]) -> Decimal:
        """Return how far a rate of two operands may be off when each varies by half its last digit, in base units."""
        parts = _QUOTIENTS[self.form]
        rates = []
        for a, b in itertools.product(*((v - h, v + h) for v, h in zip(operands, halves, strict=True))):
            above, base = parts(a, b)
            rates.append(above / base * HUNDRED if base else Decimal(0))
        return (max(rates) - min(rates)) / 2

    def _gap(self, changes: Mapping[str, Decimal]) -> Decimal | None:
        if self.form == "unknown":
            return None
        if self.is_quotient:
            rate = self.rate(self.form, changes)
            stated = next(iter({**self.values, **changes}.values()))
            return None if rate is None else stated - rate
        total = self.total
        for id, value in changes.items():
            total += self.signs[id] * (value - self.values[id])
        return total - self.constant if self.form == "linear" else max(total, Decimal(0))


def equation(relation: Relation, figures: Mapping[str, Figure]) -> Equation:
    """Return a relation in a form that can be solved; the form is checked against what was computed."""
    amounts = {id: a for id in relation.figure_ids if (a := figures[id].amount) is not None}
    unknown = Equation(relation, "unknown", {}, {})
    if len(amounts) != len(relation.figure_ids) or relation.stated is None or relation.computed is None:
        return unknown
    scales = {id: _scale(relation, n, a) for n, (id, a) in enumerate(amounts.items())}
    values = {id: a.value * scales[id] for id, a in amounts.items()}
    form, signs, constant = _form(relation, list(values.values()))
    if not form:
        return unknown
    total = sum((s * v for s, v in zip(signs, values.values(), strict=False)), Decimal(0))
    return Equation(relation, form, values, scales, dict(zip(values, signs, strict=False)), constant, total)


def _scale(relation: Relation, place: int, amount: Amount) -> Decimal:
    printed = relation.kind == "share_total" or (relation.kind in RATES and place == 0)
    if relation.kind == "difference" and amount.unit.endswith(("%", "百分点")):
        return Decimal(1)
    if relation.kind == "agreement":
        said = relation.computed if place else relation.stated
        printed = said == amount.value != amount.base
    return Decimal(1) if printed else amount.scale


def _form(relation: Relation, values: Sequence[Decimal]) -> tuple[str, tuple[int, ...], Decimal]:
    first, rest = values[0], values[1:]
    if relation.kind == "share_total":
        return "linear", (1,) * len(values), HUNDRED
    if relation.kind in ("subset", "limit"):
        sign = 1 if relation.kind == "limit" else -1
        return "limit", (sign, *(-sign for _ in rest)), Decimal(0)
    if relation.kind in _LINEAR and relation.stated == first and relation.computed is not None:
        signs = _signs(rest, relation.computed, relation.kind in _ADDS)
        return ("linear", (1, *(-s for s in signs)), Decimal(0)) if signs else ("", (), Decimal(0))
    if relation.kind in RATES and len(rest) == 2:
        return next(_quotients(rest, relation.computed or Decimal(0)), ""), (), Decimal(0)
    return "", (), Decimal(0)


def _quotients(operands: Sequence[Decimal], computed: Decimal) -> Iterator[str]:
    for form, parts in _QUOTIENTS.items():
        above, base = parts(*operands)
        if base != 0 and abs(above / base * HUNDRED - computed) < _NEAR:
            yield form


def _signs(values: Sequence[Decimal], total: Decimal, adds: bool) -> tuple[int, ...]:
    """Return the signs with which values make a total; empty where there are none or many."""
    plus = (1,) * len(values)
    if sum(values) == total:
        return plus
    if adds or len(values) > _SIGNED:
        return ()
    choices = itertools.product((1, -1), repeat=len(values))
    found = [s for s in choices if sum(x * v for x, v in zip(s, values, strict=True)) == total]
    return found[0] if found else ()
