"""What the labels of a form imply: a relation that holds exactly in three other draws holds whatever the figures."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from random import Random

from accuracy_draw import exact_values
from accuracy_form import Form

# A kind of gouji and a kind of label speak of one equation when they share a family.
FAMILIES: Mapping[str, frozenset[str]] = {
    "sum": frozenset({"additive"}),
    "balance": frozenset({"additive"}),
    "table_sum": frozenset({"additive"}),
    "difference": frozenset({"additive"}),
    "share": frozenset({"ratio"}),
    "completion": frozenset({"ratio"}),
    "rate": frozenset({"ratio", "growth"}),
    "growth": frozenset({"growth"}),
    "subset": frozenset({"bound"}),
    "order": frozenset({"bound"}),
    "limit": frozenset({"bound", "grade"}),
    "score": frozenset({"additive", "ratio", "bound", "grade"}),
    "share_total": frozenset({"share_total"}),
    "count": frozenset({"count"}),
    "agreement": frozenset({"agreement"}),
    "grade": frozenset({"grade"}),
}
_MOST_SIGNS = 7


@cache
def implied(form: Form, kind: str, names: tuple[str, ...]) -> bool:
    """Tell whether a relation of this kind holds exactly in three other draws of the form."""
    drawn = draws(form)
    return bool(drawn) and all(
        any(_holds(family, [abs(values[n]) for n in names]) for family in FAMILIES.get(kind, ()))
        for values in drawn
    )


@cache
def draws(form: Form) -> tuple[dict[str, Fraction], ...]:
    found: list[dict[str, Fraction]] = []
    random = Random(form.id)
    for _ in range(60):
        try:
            values = exact_values(form, random)
        except ZeroDivisionError:
            continue
        if all(v > 0 or form.draw.get(n) == "0" for n, v in values.items()) or _may_be_negative(form, values):
            found.append(values)
        if len(found) == 3:
            break
    return tuple(found)


def _may_be_negative(form: Form, values: Mapping[str, Fraction]) -> bool:
    signed = {slot.name for slot in form.slots() if slot.kind == "choice"}
    return all(v > 0 or n in signed or form.draw.get(n) == "0" or form.is_table for n, v in values.items())


def _holds(family: str, values: Sequence[Fraction]) -> bool:
    first, *rest = values
    if family == "additive":
        return bool(rest) and any(first == total for total in _totals(rest))
    if family == "ratio":
        return len(rest) > 1 and any(b and first == 100 * a / b for a, b in _quotients(rest))
    if family == "growth":
        pairs = [(abs(a - b), b) for a, b in _quotients(rest)] + list(_changes(rest))
        return len(rest) > 1 and any(b and first == 100 * a / b for a, b in pairs)
    if family == "share_total":
        return sum(values) == 100
    if family == "agreement":
        return len(set(values)) == 1
    # A bound that gouji takes to hold is true of these figures; that it is of others cannot be asked.
    return family == "bound"


def _totals(rest: Sequence[Fraction]) -> Iterator[Fraction]:
    if len(rest) > _MOST_SIGNS:
        yield sum(rest, Fraction(0))
        return
    for signs in itertools.product((1, -1), repeat=len(rest)):
        yield sum((s * v for s, v in zip(signs, rest, strict=True)), Fraction(0))


def _quotients(rest: Sequence[Fraction]) -> Iterator[tuple[Fraction, Fraction]]:
    for numerator in rest:
        others = list(rest)
        others.remove(numerator)
        for base in _totals(others):
            yield numerator, base


def _changes(rest: Sequence[Fraction]) -> Iterator[tuple[Fraction, Fraction]]:
    for change, base in itertools.permutations(rest, 2):
        yield change, base
        yield change, base - change
        yield change, base + change
