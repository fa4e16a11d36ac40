"""Slips of the pen: digits, decimal points, units, numbers in each other's place."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from accuracy_draw import WAN, Instance
from accuracy_form import Form
from accuracy_variants import Planter, Variant, bare, grouped, in_relations, of_kind, reprint


def digits(change: Callable[[str, int], str]) -> Planter:
    """Make a planter that changes the digits of one amount at one place."""

    def planter(instance: Instance, random: Random) -> Iterator[Variant]:
        for name, number in of_kind(instance, "money"):
            text = bare(number)
            found = {change(text, at) for at in range(len(text))} - {text, ""}
            for made in sorted(t for t in found if is_number(t)):
                yield reprint(instance, {name: grouped(made, number)})

    return planter


def is_number(text: str) -> bool:
    return (
        text[0].isdigit() and text[-1].isdigit() and not (len(text) > 1 and text[0] == "0" and text[1] != ".")
    )


def swapped(text: str, at: int) -> str:
    pair = text[at : at + 2]
    return text[:at] + pair[::-1] + text[at + 2 :] if len(pair) == 2 and pair.isdigit() else text


def dropped(text: str, at: int) -> str:
    return text[:at] + text[at + 1 :] if text[at].isdigit() and len(text) > 1 else text


def doubled(text: str, at: int) -> str:
    return text[: at + 1] + text[at:] if text[at].isdigit() else text


def replaced(text: str, at: int) -> str:
    return text[:at] + str((int(text[at]) + 3) % 10) + text[at + 1 :] if text[at].isdigit() else text


def last_digit(text: str, at: int) -> str:
    """Change the last decimal a little: seen only where no wider allowance hides it."""
    last = at == len(text) - 1 and "." in text
    return text[:at] + str((int(text[at]) + 4) % 10) if last and text[at].isdigit() else text


def shifted(power: int) -> Planter:
    def planter(instance: Instance, random: Random) -> Iterator[Variant]:
        for name, number in of_kind(instance, "money"):
            for made in (number.value.scaleb(power), number.value.scaleb(-power)):
                places = max(-int(made.as_tuple().exponent), 0)
                if places <= 4:
                    yield reprint(instance, {name: grouped(f"{made:.{places}f}", number)})

    return planter


def unit_misprinted(instance: Instance, random: Random) -> Iterator[Variant]:
    """万元 written as 元 behind one amount."""
    for name in in_relations(instance):
        number = instance.numbers[name]
        if number.kind == "money" and number.scale == WAN and _has_own_unit(instance.form, name):
            made = {**instance.numbers, name: replace(number, scale=1)}
            yield replace(instance, numbers=made, units={name: "元"}), (name,)


def _has_own_unit(form: Form, name: str) -> bool:
    parts = list(form.parts())
    pairs = itertools.pairwise(parts)
    return any(
        not isinstance(a, str) and a.name == name and isinstance(b, str) and b.startswith("万元")
        for a, b in pairs
    )


def exchanged(*kinds: str, number_kind: str) -> Planter:
    """Make a planter that exchanges two numbers that stand in like places of one form."""

    def planter(instance: Instance, random: Random) -> Iterator[Variant]:
        names = [n for n in in_relations(instance, *kinds) if instance.numbers[n].kind == number_kind]
        for at, first in enumerate(names):
            for second in names[at + 1 :]:
                a, b = instance.numbers[first], instance.numbers[second]
                if a.scale == b.scale and a.value != b.value:
                    yield reprint(instance, {first: b.text, second: a.text})

    return planter
