"""One line of a table related to others, figure by figure, and the reading that its figures prove."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from extractor.decide import HELD, HUNDRED, Decision, decide_at_most, decide_rate, decide_sum
from extractor.model import Amount, Figure, Relation
from extractor.relations import printed, relation, sum_text, unit_note, with_unit
from extractor.table_lines import Line
from extractor.tables import Precision, amounts_of

Reading = list[Relation]
DIFFERENCE = (1, -1)
Relate = Callable[[Figure, Sequence[Figure], Precision], Relation | None]


def along(line: Line, others: Sequence[Line], relate: Relate, precision: Precision) -> Reading:
    """Relate the figures that stand in one row; a line that has no figure there counts for nothing in a total."""
    made = []
    for place, figure in line.figures.items():
        operands = [other.figures[place] for other in others if place in other.figures]
        whole = len(operands) == len(others)
        if (whole or (relate is total and operands)) and (
            found := relate(figure, operands, precision)
        ) is not None:
            made.append(found)
    return made


def holds_anywhere(
    line: Line, others: Sequence[Line], precision: Precision, signs: Sequence[int] | None = None
) -> bool:
    """Tell whether a figure is the sum of those beside it: most readings fail in every row, and need no words."""
    for place, figure in line.figures.items():
        operands = [other.figures[place] for other in others if place in other.figures]
        if (signs and len(operands) < len(others)) or any(o.kind != figure.kind for o in operands):
            continue
        amounts = amounts_of([figure, *operands])
        if decide_sum(amounts[0], amounts[1:], precision.of([figure, *operands]), signs).verdict in HELD:
            return True
    return False


def chained(line: Line, other: Line, precision: Precision) -> Reading:
    """Relate each rate of change to a figure of another line and the one before it there (环比, year by year)."""
    made = []
    for before, place in pairwise(sorted(other.figures)):
        if place in line.figures:
            ends = [other.figures[place], other.figures[before]]
            found = growth(line.figures[place], ends, precision)
            made += [found] if found is not None else []
    return made


def best(readings: Iterable[Reading], least: Fraction) -> Reading:
    """Return the reading that holds in most of its rows, if that says anything: rows of zeros do not."""
    chosen: Reading = []
    score = 0
    for reading in readings:
        telling = [r for r in reading if r.computed]
        held = sum(r.verdict in HELD for r in telling)
        if held > score and held >= 2 and held >= len(telling) * least:
            chosen, score = reading, held
    return chosen


def proofs(made: Reading) -> int:
    """Return how many relations hold and say more than that nothing is nothing."""
    return sum(r.verdict in HELD and bool(r.computed) for r in made)


def bits(figures: Sequence[Figure]) -> float:
    """Return how much it says that figures add up: the digits of the smallest of them, less what rounding allows."""
    values = [f.amount.value for f in figures if f.amount is not None and f.amount.value]
    if not values:
        return 0.0
    digit = min(min(int(v.normalize().as_tuple().exponent), 0) for v in values)
    smallest = min(abs(v) for v in values).scaleb(-digit)
    return max(0.1, math.log2(1 + float(smallest)) - math.log2(len(figures)))


def total(figure: Figure, parts: Sequence[Figure], precision: Precision) -> Relation | None:
    """Relate a total to its parts; rates do not add up."""
    if figure.kind == "percent":
        return None
    return signed("table_sum", "table-sum")(figure, parts, precision)


def difference(figure: Figure, ends: Sequence[Figure], precision: Precision) -> Relation | None:
    """Relate a difference to the two amounts it is between, the greater one of them first."""
    return signed("difference", "difference", DIFFERENCE)(figure, ends, precision)


def signed(kind: str, rule: str, signs: Sequence[int] | None = None) -> Relate:
    """Return what relates a figure to others that it adds or takes away."""

    def relate(figure: Figure, parts: Sequence[Figure], precision: Precision) -> Relation | None:
        if any(not _alike(part, figure) for part in parts):
            return None
        amounts = amounts_of([figure, *parts])
        decision = decide_sum(amounts[0], amounts[1:], precision.of([figure, *parts]), signs)
        return made(kind, rule, figure, parts, decision, sum_text([figure, *parts], signs))

    return relate


def at_most(figure: Figure, ends: Sequence[Figure], precision: Precision) -> Relation | None:
    """Relate a part to the whole that it may not exceed, which comes first in the relation."""
    if ends[0].kind != figure.kind:
        return None
    part, whole = amounts_of([figure, *ends])
    decision = decide_at_most(part, whole, precision.of([ends[0], figure]))
    text = f"{printed(figure)} ≤ {printed(ends[0])}{unit_note([*ends, figure])}"
    return made("subset", "subset", ends[0], [figure], decision, text)


def growth(figure: Figure, ends: Sequence[Figure], precision: Precision) -> Relation | None:
    """Relate a rate of change to the new amount and its base, which come in this order."""
    rate, new, base = amounts_of([figure, *ends])
    if not _alike(*ends) or (base.value == 0 and rate.value == 0):
        return None
    a, b = with_unit(ends[0]), with_unit(ends[1])
    decision = decide_rate(
        rate, [new, base], lambda v: (v[0] - v[1]) / v[1] * HUNDRED, lambda v: v[1], precision.of(ends)
    )
    return made("growth", "growth", figure, ends, decision, f"({a} - {b}) ÷ {b} = {printed(figure)}%")


def saving(figure: Figure, ends: Sequence[Figure], precision: Precision) -> Relation | None:
    """Relate a rate of saving to what it was before and what it is: (控制价 - 中标价) ÷ 控制价."""
    rate, old, new = amounts_of([figure, *ends])
    if old.value == 0 or not _alike(*ends):
        return None
    a, b = with_unit(ends[0]), with_unit(ends[1])
    decision = decide_rate(
        rate, [old, new], lambda v: (v[0] - v[1]) / v[0] * HUNDRED, lambda v: v[0], precision.of(ends)
    )
    return made("growth", "growth", figure, ends, decision, f"({a} - {b}) ÷ {a} = {printed(figure)}%")


def growth_of_change(figure: Figure, ends: Sequence[Figure], precision: Precision) -> Relation | None:
    """Relate a rate of change to the change and its base."""
    return quotient("rate")(figure, ends, precision)


def _alike(one: Figure, other: Figure) -> bool:
    """Tell whether two figures are of one kind; where neither names a unit, what they are of is a guess."""
    return one.kind == other.kind or one.unit_from == other.unit_from == "missing"


def _as_rounded(amount: Amount, least: int) -> Amount:
    """Return a mark with so many decimals or more as the rounded number it is; others are given as they are printed."""
    decimals = -int(amount.value.as_tuple().exponent)
    if amount.step or decimals < least:
        return amount
    step = Decimal(1).scaleb(-decimals) * amount.scale
    return replace(amount, step=step, low=amount.base - step / 2, high=amount.base + step / 2)


def quotient(kind: str, least: int = 2) -> Relate:
    """Return what relates a rate to the two amounts it is of; marks with `least` decimals count as rounded."""

    def relate(figure: Figure, ends: Sequence[Figure], precision: Precision) -> Relation | None:
        rate, *exact = amounts_of([figure, *ends])
        operands = [_as_rounded(amount, least) for amount in exact]
        if operands[1].value == 0 or not _alike(*ends):
            return None
        finest = precision.of(ends) if operands == exact else None
        decision = decide_rate(rate, operands, lambda v: v[0] / v[1] * HUNDRED, lambda v: v[1], finest)
        text = f"{with_unit(ends[0])} ÷ {with_unit(ends[1])} = {printed(figure)}%"
        return made(kind, kind, figure, ends, decision, text)

    return relate


def quotient_of_two(figure: Figure, ends: Sequence[Figure], precision: Precision) -> Relation | None:
    """Relate a rate to two amounts that are together part of a third: (非常满意 + 满意) ÷ 有效份数."""
    if len({end.kind for end in ends}) > 1:
        return None
    rate, *operands = amounts_of([figure, *ends])
    if operands[2].value == 0:
        return None
    decision = decide_rate(
        rate, operands, lambda v: (v[0] + v[1]) / v[2] * HUNDRED, lambda v: v[2], precision.of(ends)
    )
    one, other, whole = (with_unit(end) for end in ends)
    return made("rate", "rate", figure, ends, decision, f"({one} + {other}) ÷ {whole} = {printed(figure)}%")


def made(
    kind: str, rule: str, figure: Figure, others: Sequence[Figure], decision: Decision, expression: str
) -> Relation:
    """Return the relation of a table that a decision makes."""
    return relation(kind, rule, "table", expression, decision, [figure, *others])
