"""Ways to change what an instance prints, for the planters of errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random

from accuracy_decide import Printed
from accuracy_draw import Instance

Variant = tuple[Instance, tuple[str, ...]]  # the changed instance and the slots whose words changed
Planter = Callable[[Instance, Random], Iterator[Variant]]
RATIOS = ("share", "completion", "rate")


def reprint(instance: Instance, changes: Mapping[str, str]) -> Variant:
    """Print other text in some slots."""
    made = {name: _reprinted(instance.numbers[name], text) for name, text in changes.items()}
    return replace(instance, numbers={**instance.numbers, **made}), tuple(changes)


def _reprinted(number: Printed, text: str) -> Printed:
    value = Decimal(text.replace(",", ""))
    exact = number.kind in ("count", "score") or text == "0"
    step = Decimal(0) if exact else Decimal(1).scaleb(int(value.as_tuple().exponent))
    return replace(number, text=text, value=value, step=step)


def in_relations(instance: Instance, *kinds: str) -> Iterator[str]:
    """Yield the numbers that stand in relations which are not only allowed (of these kinds, if any are given)."""
    labels = [x for x in instance.form.labels if x.required and (not kinds or x.kind in kinds)]
    yield from dict.fromkeys(name for label in labels for name in label.names)


def of_kind(instance: Instance, *kinds: str) -> Iterator[tuple[str, Printed]]:
    for name in in_relations(instance):
        number = instance.numbers[name]
        if number.kind in kinds and number.value != 0:
            yield name, number


def bare(number: Printed) -> str:
    return number.text.replace(",", "")


def grouped(text: str, like: Printed) -> str:
    if "," not in like.text:
        return text
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}"
