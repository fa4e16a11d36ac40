"""Mistakes of meaning: wrong bases, missing addends, last year's values, words against figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from accuracy_decide import Words
from accuracy_draw import Instance
from accuracy_slips import is_number, replaced
from accuracy_variants import RATIOS, Variant, bare, grouped, in_relations, of_kind, reprint


def complement(instance: Instance, random: Random) -> Iterator[Variant]:
    for name in in_relations(instance, *RATIOS):
        number = instance.numbers[name]
        if number.kind == "percent" and 0 < number.value < 100:
            yield reprint(instance, {name: str(100 - number.value)})


def fraction_printed(instance: Instance, random: Random) -> Iterator[Variant]:
    for name in in_relations(instance, *RATIOS, "growth"):
        number = instance.numbers[name]
        if number.kind == "percent" and number.value >= 1:
            yield reprint(instance, {name: f"{number.value / 100:.2f}"})


def wrong_base(instance: Instance, random: Random) -> Iterator[Variant]:
    """The growth divided by this year's value."""
    for label in instance.form.labels:
        if label.kind == "growth" and label.right is not None and label.right.base is not None:
            values = {n: instance.numbers[n].base for n in label.names}
            change = abs(label.right(values) * label.right.base(values)) if label.right.base(values) else 0
            for name in label.names[1:]:
                yield from _rate(instance, label.names[0], Fraction(change), values[name])


def wrong_denominator(instance: Instance, random: Random) -> Iterator[Variant]:
    """A rate of another amount of the sentence."""
    for rate, top, other in _others(instance, kept=0):
        yield from _rate(instance, rate, top, other)


def wrong_numerator(instance: Instance, random: Random) -> Iterator[Variant]:
    """A rate of another operand over the right base."""
    for rate, base, other in _others(instance, kept=1):
        yield from _rate(instance, rate, other, base)


def _others(instance: Instance, kept: int) -> Iterator[tuple[str, Fraction, Fraction]]:
    """Yield for each rate of two operands one of them, and each figure of its kind that may be put beside it."""
    for label in instance.form.labels:
        if label.kind in RATIOS and label.right is not None and len(label.right.names) == 2:
            operand = instance.numbers[label.right.names[kept]]
            for name, number in of_kind(instance, operand.kind):
                if name not in label.names:
                    yield label.names[0], operand.base, number.base


def _rate(instance: Instance, name: str, top: Fraction, base: Fraction) -> Iterator[Variant]:
    number = instance.numbers[name]
    if base > 0 and top > 0:
        places = max(-int(number.value.as_tuple().exponent), 0)
        text = f"{float(100 * top / base):.{places}f}"
        if text != number.text:
            yield reprint(instance, {name: text})


def addend_missing(instance: Instance, random: Random) -> Iterator[Variant]:
    for total, parts in _sums(instance):
        for part in parts:
            number = instance.numbers[total].value - instance.numbers[part].value
            if number > 0 and len(parts) > 1:
                yield reprint(instance, {total: grouped(f"{number:f}", instance.numbers[total])})


def total_as_part(instance: Instance, random: Random) -> Iterator[Variant]:
    for total, parts in _sums(instance):
        for part in parts:
            yield reprint(instance, {part: instance.numbers[total].text})


def _sums(instance: Instance) -> Iterator[tuple[str, tuple[str, ...]]]:
    for label in instance.form.labels:
        if label.kind in ("sum", "table_sum") and label.left and label.left.bare and label.required:
            same = {(instance.numbers[n].scale, instance.numbers[n].kind) for n in label.names}
            if len(same) == 1:
                yield label.names[0], label.names[1:]


def last_year(instance: Instance, random: Random) -> Iterator[Variant]:
    """Last year's value left where this year's belongs."""
    for label in instance.form.labels:
        if label.kind in ("growth", "difference") and label.right and len(label.right.names) == 2:
            now, before = label.right.names
            same = instance.numbers[now].kind == instance.numbers[before].kind
            if same and instance.numbers[now].scale == instance.numbers[before].scale:
                yield reprint(instance, {now: instance.numbers[before].text})


def direction_turned(instance: Instance, random: Random) -> Iterator[Variant]:
    """增加 for 减少: the word before one change says the opposite."""
    for slot in instance.form.slots():
        if slot.kind == "choice" and len(slot.words) == 2 and slot.name in instance.numbers:
            number = instance.numbers[slot.name]
            made = {**instance.numbers, slot.name: replace(number, sign=-number.sign)}
            yield replace(_choosing(instance, slot.name), numbers=made), (slot.name,)


def order_turned(instance: Instance, random: Random) -> Iterator[Variant]:
    for label in instance.form.labels:
        if label.kind == "order":
            yield _choosing(instance, f"{label.names[0]} - {label.names[1]}"), label.names


def grade_off(instance: Instance, random: Random) -> Iterator[Variant]:
    for label in instance.form.labels:
        if label.kind == "grade":
            now = instance.words.choices[label.names[0]]
            for other in {0, 1, 2, 3} - {now}:
                yield _choosing(instance, label.names[0], other), label.names


def _choosing(instance: Instance, key: str, to: int | None = None) -> Instance:
    choices = dict(instance.words.choices)
    choices[key] = 1 - choices[key] if to is None else to
    return replace(instance, words=Words(choices, instance.words.lists))


def count_off(instance: Instance, random: Random) -> Iterator[Variant]:
    for label in instance.form.labels:
        if label.kind == "count":
            name = label.names[0]
            for change in (-1, 1, 2):
                yield reprint(instance, {name: str(int(instance.numbers[name].value) + change)})


def part_of_count(instance: Instance, random: Random) -> Iterator[Variant]:
    for name in in_relations(instance, "sum", "table_sum"):
        number = instance.numbers[name]
        if number.kind == "count":
            for change in (-1, 1, 2):
                if number.value + change > 0:
                    yield reprint(instance, {name: str(int(number.value) + change)})


def part_of_change(instance: Instance, random: Random) -> Iterator[Variant]:
    """A part of a change, or a change itself, that does not fit the rest."""
    signed = {slot.name for slot in instance.form.slots() if slot.kind == "choice"}
    for name in in_relations(instance, "difference", "sum", "growth"):
        number = instance.numbers[name]
        if number.kind == "money" and name in signed | set(_differences(instance)):
            for factor in ("1.3", "0.6"):
                made = (number.value * Decimal(factor)).quantize(number.step or Decimal(1))
                yield reprint(instance, {name: grouped(f"{made:f}", number)})


def _differences(instance: Instance) -> Iterator[str]:
    for label in instance.form.labels:
        if label.kind == "difference" and label.left and label.left.bare:
            yield label.left.bare


def stated_twice(instance: Instance, random: Random) -> Iterator[Variant]:
    """One of two statements of the same value differs."""
    for label in instance.form.labels:
        if label.kind == "agreement":
            for name in label.names:
                number = instance.numbers[name]
                change = max(abs(number.value) / 20, number.step * 30, Decimal(1) if not number.step else 0)
                made = (number.value + change).quantize(number.step or Decimal(1))
                yield reprint(instance, {name: grouped(f"{made:f}", number)})


def from_nothing(instance: Instance, random: Random) -> Iterator[Variant]:
    """Growth of 100% over a last year of nothing."""
    for label in instance.form.labels:
        base = label.right.base if label.kind == "growth" and label.right else None
        if base is not None and base.bare:
            yield reprint(instance, {base.bare: "0", label.names[0]: "100"})


def above_full(instance: Instance, random: Random) -> Iterator[Variant]:
    for label in instance.form.labels:
        if label.kind == "limit" and label.sign == "<=" and label.right and label.right.bare:
            full = instance.numbers[label.right.bare].value
            for more in (1, 2):
                yield reprint(instance, {label.names[0]: f"{full + more:f}"})


def score_total(instance: Instance, random: Random) -> Iterator[Variant]:
    for label in instance.form.labels:
        name = label.left.bare if label.kind in ("sum", "table_sum", "score") and label.left else ""
        if name and instance.numbers[name].kind == "score":
            for change in (-1, -2, 1):
                if instance.numbers[name].value + change > 0:
                    yield reprint(instance, {name: f"{instance.numbers[name].value + change:f}"})


def shares_total(instance: Instance, random: Random) -> Iterator[Variant]:
    for name in in_relations(instance, "share_total"):
        number = instance.numbers[name]
        if number.kind == "percent":
            for change in (Decimal("2.3"), Decimal("0.7"), Decimal("-1.6")):
                made = (number.value + change).quantize(max(number.step, Decimal("0.01")))
                if 0 < made < 100:
                    yield reprint(instance, {name: f"{made:f}"})


def part_above_total(instance: Instance, random: Random) -> Iterator[Variant]:
    for label in instance.form.labels:
        if label.kind == "subset" and label.left and label.left.bare and label.right and label.right.bare:
            total = instance.numbers[label.right.bare]
            if total.scale == instance.numbers[label.left.bare].scale:
                made = (total.value * Decimal("1.2")).quantize(total.step or Decimal(1)) + 1
                yield reprint(instance, {label.left.bare: grouped(f"{made:f}", total)})


def percent_digit(instance: Instance, random: Random) -> Iterator[Variant]:
    for name in in_relations(instance, *RATIOS, "growth"):
        number = instance.numbers[name]
        if number.kind == "percent" and number.value != 0:
            text = bare(number)
            for at in range(len(text)):
                if is_number(made := replaced(text, at)) and made != text:
                    yield reprint(instance, {name: made})
