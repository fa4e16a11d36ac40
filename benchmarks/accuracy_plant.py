"""Plants one error of one kind in an instance, and only where the benchmark's own decision sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

import accuracy_mistakes as mistakes
import accuracy_slips as slips
from accuracy_decide import FAILS
from accuracy_draw import Instance
from accuracy_form import Label
from accuracy_variants import Planter, bare


@dataclass(frozen=True, slots=True)
class Planted:
    """An instance with one error: its kind, the relations it breaks, the slots that changed."""

    instance: Instance
    kind: str
    broken: tuple[Label, ...]
    changed: tuple[str, ...]
    right: tuple[str, ...]  # what stood there, without separators


def plant(instance: Instance, kind: str, random: Random) -> Planted | None:
    """Return the instance with an error of this kind, None where none can be planted that shows."""
    variants = list(PLANTERS[kind](instance, random))
    random.shuffle(variants)
    for changed, slots in variants:
        broken = tuple(_broken(instance, changed, kind))
        if broken:
            right = tuple(bare(instance.numbers[name]) for name in slots if name in instance.numbers)
            return Planted(changed, kind, broken, slots, right)
    return None


def _broken(before: Instance, after: Instance, kind: str) -> Iterator[Label]:
    for label in after.form.labels:
        if label.required:
            verdict = after.verdict(label, after.own_finest(label))
            if verdict in FAILS or (kind == "growth from zero" and _from_zero(label, after)):
                yield label


def _from_zero(label: Label, instance: Instance) -> bool:
    return label.kind == "growth" and instance.verdict(label, None) == "undetermined"


PLANTERS: Mapping[str, Planter] = {
    "digits swapped": slips.digits(slips.swapped),
    "digit dropped": slips.digits(slips.dropped),
    "digit doubled": slips.digits(slips.doubled),
    "digit changed": slips.digits(slips.replaced),
    "last decimal changed": slips.digits(slips.last_digit),
    "factor of ten": slips.shifted(1),
    "factor of hundred": slips.shifted(2),
    "unit 元 for 万元": slips.unit_misprinted,
    "shares swapped": slips.exchanged("share", number_kind="percent"),
    "amounts exchanged": slips.exchanged(number_kind="money"),
    "complement": mistakes.complement,
    "fraction as percentage": mistakes.fraction_printed,
    "digit of percentage": mistakes.percent_digit,
    "wrong base": mistakes.wrong_base,
    "wrong denominator": mistakes.wrong_denominator,
    "rate of another operand": mistakes.wrong_numerator,
    "addend missing": mistakes.addend_missing,
    "total used as part": mistakes.total_as_part,
    "last year's value": mistakes.last_year,
    "direction turned": mistakes.direction_turned,
    "order turned": mistakes.order_turned,
    "count against list": mistakes.count_off,
    "part of a count": mistakes.part_of_count,
    "part of a change": mistakes.part_of_change,
    "stated twice": mistakes.stated_twice,
    "growth from zero": mistakes.from_nothing,
    "score above full mark": mistakes.above_full,
    "score total": mistakes.score_total,
    "grade outside band": mistakes.grade_off,
    "shares off 100": mistakes.shares_total,
    "part above total": mistakes.part_above_total,
}

# What a diagnosis that names the cause would say; kinds without one have no cause a reader could tell.
DIAGNOSES: Mapping[str, str] = {
    "digits swapped": "颠倒",
    "digit dropped": "漏写",
    "digit doubled": "多写",
    "digit changed": "一位数字|写错",
    "last decimal changed": "一位数字|写错",
    "factor of ten": "小数点|十倍",
    "factor of hundred": "一百倍|小数点",
    "unit 元 for 万元": "单位|一万倍",
    "shares swapped": "对调|互换|颠倒|写反|交换",
    "amounts exchanged": "对调|互换|颠倒|写反|交换",
    "complement": "余下|互补",
    "fraction as percentage": "小数写成",
    "wrong base": "基数|除以|分母|上年",
    "wrong denominator": "分母|按.{0,24}计算|口径",
    "addend missing": "漏加|漏计",
    "total used as part": "总数",
    "last year's value": "上年",
    "growth from zero": "基数|为零|为0",
}
