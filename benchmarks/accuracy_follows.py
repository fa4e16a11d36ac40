"""Which labels follow from the relations found: the other direction of what labels imply.

A label follows when an error in any of its operands would break a relation that was found. So the relations found
must hold all its operands and state it exactly: an equation of amounts by adding and subtracting them; a
percentage by one that names it, numerator and base alike but for what such equations say is equal.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from accuracy_form import Form, Label
from accuracy_formula import Formula, formula
from accuracy_implied import FAMILIES, draws

Vector = Mapping[str, Fraction]
_MOST = 6  # operands, as all their signs are tried
_EQUATIONS = frozenset({"additive", "agreement"})
_PERCENTAGES = frozenset({"ratio", "growth"})


@dataclass(frozen=True, slots=True)
class Found:
    """A relation of gouji that holds and that a label states or implies."""

    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Quotient:
    stated: str
    above: Vector
    below: Vector


def follows(form: Form, label: Label, found: Sequence[Found]) -> bool:
    """Tell whether relations found together hold all operands of a label and state it exactly."""
    if label.sign != "=" or label.is_open or label.left is None or label.right is None:
        return False
    operands = {name for relation in found for name in relation.names}
    if not operands.issuperset(label.names) or not draws(form):
        return False
    sums = [vector for relation in found for vector in _sum(form, relation)]
    if not FAMILIES[label.kind] & _PERCENTAGES:
        equation = _linear(form, label.left, label.right)
        return equation is not None and _spanned(equation, sums)
    wanted = _stated(form, label)
    return wanted is not None and any(
        _spanned(_less(wanted.above, other.above), sums) and _spanned(_less(wanted.below, other.below), sums)
        for relation in found
        if relation.names[0] == wanted.stated
        for other in _quotients(form, relation)
    )


def _linear(form: Form, left: Formula, right: Formula | None = None) -> Vector | None:
    """Return the coefficients of left - right; None where it is not a sum of slots."""
    sides = (left, right) if right is not None else (left,)
    names = tuple(dict.fromkeys(name for side in sides for name in side.names))

    def value(values: Vector) -> Fraction:
        return left(values) - (right(values) if right is not None else 0)

    try:
        nothing = value(dict.fromkeys(names, Fraction(0)))
        found = {n: value({m: Fraction(m == n) for m in names}) for n in names}
    except ZeroDivisionError:
        return None
    same = all(sum(found[n] * d[n] for n in names) == value(d) for d in draws(form))
    return found if nothing == 0 and same else None


def _stated(form: Form, label: Label) -> _Quotient | None:
    """Return a label p = a / t as a quotient of two sums."""
    assert label.left is not None
    assert label.right is not None
    tree, base = label.right.tree, label.right.base
    if base is None or not label.left.bare or not isinstance(tree, ast.BinOp):
        return None
    above, below = _linear(form, formula(ast.unparse(tree.left))), _linear(form, base)
    return None if above is None or below is None else _Quotient(label.left.bare, above, below)


def _sum(form: Form, relation: Found) -> Iterator[Vector]:
    """Yield the equation of amounts that a relation found stands for."""
    if not FAMILIES.get(relation.kind, frozenset()) & _EQUATIONS or len(relation.names) > _MOST:
        return
    for vector in _signed(relation.names):
        if all(_at(vector, values) == 0 for values in draws(form)):
            yield vector
            return


def _quotients(form: Form, relation: Found) -> Iterator[_Quotient]:
    """Yield what a percentage found is of what: of two sums of its operands that hold in every draw."""
    stated, *rest = relation.names
    families = FAMILIES.get(relation.kind, frozenset()) & _PERCENTAGES
    if not families or len(rest) not in (2, 3):
        return
    for above, below in itertools.product(_part_sums(rest), repeat=2):
        named = {n for n in (*above, *below) if above.get(n) or below.get(n)}
        if named == set(rest) and all(
            values[stated] * _at(below, values) == 100 * _at(above, values) for values in draws(form)
        ):
            yield _Quotient(stated, above, below)


def _part_sums(names: Sequence[str]) -> Iterator[Vector]:
    for size in range(1, len(names) + 1):
        for chosen in itertools.combinations(names, size):
            yield from _signed(chosen)


def _signed(names: Sequence[str]) -> Iterator[Vector]:
    first, *rest = names
    for signs in itertools.product((1, -1), repeat=len(rest)):
        yield {first: Fraction(1), **{n: Fraction(s) for n, s in zip(rest, signs, strict=True)}}


def _at(vector: Vector, values: Vector) -> Fraction:
    return sum((factor * values[name] for name, factor in vector.items()), Fraction(0))


def _less(left: Vector, right: Vector) -> Vector:
    return {name: left.get(name, Fraction(0)) - right.get(name, Fraction(0)) for name in (*left, *right)}


def _spanned(wanted: Vector, rows: Iterable[Vector]) -> bool:
    """Tell whether a vector is a sum of multiples of others."""
    rest = {name: factor for name, factor in wanted.items() if factor}
    steps: list[tuple[str, Vector]] = []
    for row in rows:
        reduced = _reduced(row, steps)
        if reduced:
            steps.append((next(iter(reduced)), reduced))
    return not _reduced(rest, steps)


def _reduced(row: Vector, steps: Iterable[tuple[str, Vector]]) -> dict[str, Fraction]:
    left = {name: factor for name, factor in row.items() if factor}
    for pivot, step in steps:
        if pivot in left:
            factor = left[pivot] / step[pivot]
            taken = _less(left, {name: factor * value for name, value in step.items()})
            left = {name: value for name, value in taken.items() if value}
    return left
