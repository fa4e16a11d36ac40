"""Draws exact values for the slots of a form so that its equations hold before anything is rounded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from random import Random

from accuracy_decide import PERCENT_KINDS
from accuracy_form import Form, Label, kind_of

_TIED = re.compile(r"(?P<other>[a-z]\w*)\*(?P<low>-?[\d.]+)\.\.(?P<high>-?[\d.]+)$")
_RANGE = re.compile(r"(?P<low>-?[\d.]+)\.\.(?P<high>-?[\d.]+)$")
# How large a number is beside the one it is measured by, where the form does not say.
_NEAR: Mapping[str, tuple[float, float]] = {
    "completion": (0.55, 1.03),
    "rate": (0.6, 1.0),
    "share": (0.03, 0.75),
    "subset": (0.05, 0.9),
    "limit": (0.8, 1.0),
    "growth": (0.6, 1.5),
    "difference": (0.6, 1.5),
}
_CHANGE = (-0.4, 0.45)
_FULL_MARKS = (4, 5, 6, 8, 10, 12, 15, 20)


class Solver:
    """One draw of a form: `solve` returns every slot's exact value, money in 万元, rates in percent."""

    def __init__(self, form: Form, random: Random, places: int) -> None:
        """`places` is the number of decimals of 万元 that drawn amounts have."""
        self._form, self._random, self._places = form, random, places
        self._defined = definitions(form)
        self._tied = _ties(form)
        self._scale = 10 ** random.uniform(0.9, 3.6)
        self._values: dict[str, Fraction] = {}
        self._open: set[str] = set()

    def solve(self) -> dict[str, Fraction]:
        """Return the values. Raises ZeroDivisionError where a drawn base is zero."""
        for label in self._form.labels:
            if label.kind == "share_total" and not set(label.names) & set(self._defined):
                self._split(label.names)
        for name in self._form.numbers:
            self._value(name)
        return self._values

    def _split(self, names: tuple[str, ...]) -> None:
        weights = [Fraction(self._random.randint(20, 1000)) for _ in names]
        whole = sum(weights)
        self._values.update((n, 100 * w / whole) for n, w in zip(names, weights, strict=True))

    def _value(self, name: str) -> Fraction:
        if name not in self._values:
            self._values[name] = self._computed(name) if name in self._defined else self._drawn(name)
        return self._values[name]

    def _computed(self, name: str) -> Fraction:
        if name in self._open:
            raise ValueError(f"{self._form.id}: {name} is defined by itself")
        self._open.add(name)
        label = self._defined[name]
        assert label.right is not None
        for other in label.right.names:
            self._value(other)
        self._open.discard(name)
        return label.right(self._values) * (100 if label.kind in PERCENT_KINDS else 1)

    def _drawn(self, name: str) -> Fraction:
        said = self._form.draw.get(name, "")
        if said and not _RANGE.match(said) and not _TIED.match(said):
            return Fraction(self._random.choice(said.split(",")).strip())
        if match := _RANGE.match(said):
            return self._round(name, self._random.uniform(float(match["low"]), float(match["high"])))
        if match := _TIED.match(said):
            other, low, high = match["other"], float(match["low"]), float(match["high"])
        elif name in self._tied and self._value(self._tied[name][0]) != 0:
            other, low, high = self._tied[name]
        else:
            return self._free(name)
        return self._round(name, float(self._value(other)) * self._random.uniform(low, high))

    def _free(self, name: str) -> Fraction:
        kind = kind_of(name)
        if name[0] == "w":
            return Fraction(self._random.choice(_FULL_MARKS))
        if kind == "count":
            return Fraction(self._random.randint(2, 48))
        if kind == "score":
            return self._round(name, self._random.uniform(70, 99))
        if kind == "percent":
            return self._round(name, self._random.uniform(2, 99))
        return self._round(name, self._scale * self._random.uniform(0.05, 1))

    def _round(self, name: str, value: float) -> Fraction:
        kind = kind_of(name)
        if kind == "count":
            return Fraction(max(round(value), 1))
        if kind == "score":
            return Fraction(round(value * 2), 2)
        return Fraction(Decimal(f"{value:.{self._places if kind == 'money' else 2}f}"))


@cache
def definitions(form: Form) -> Mapping[str, Label]:
    """Return the equation by which each computed slot is defined: the first with it alone on the left."""
    found: dict[str, Label] = {}
    for label in form.labels:
        name = label.left.bare if label.left and label.sign == "=" else ""
        if name and name not in form.draw:
            found.setdefault(name, label)
    return found


@cache
def _ties(form: Form) -> Mapping[str, tuple[str, float, float]]:
    """Return for drawn slots the slot that they are near to, with the least and greatest ratio."""
    found: dict[str, tuple[str, float, float]] = {}
    defined = definitions(form)
    for label in form.labels:
        tie = _tie(label, {s.name for s in form.slots() if s.kind == "choice"})
        if tie and tie[0] not in found and tie[0] not in defined and tie[0] != tie[1]:
            found[tie[0]] = tie[1:]
    kept = {
        name: (match["other"], 0.0, 0.0) for name, said in form.draw.items() if (match := _TIED.match(said))
    }
    for name, near in found.items():
        if name not in form.draw and name not in _needed(near[0], defined, kept):
            kept[name] = near
    return kept


def _needed(
    name: str, defined: Mapping[str, Label], ties: Mapping[str, tuple[str, float, float]]
) -> set[str]:
    """Return the slots that must have a value before this one, itself among them."""
    needed, waiting = set[str](), [name]
    while waiting:
        one = waiting.pop()
        if one not in needed:
            needed.add(one)
            label = defined.get(one)
            waiting += label.right.names if label and label.right else ()
            waiting += [ties[one][0]] if one in ties else []
    return needed


def _tie(label: Label, signed: set[str]) -> tuple[str, str, float, float] | None:
    if label.kind not in _NEAR or label.right is None or label.left is None:
        return None
    low, high = _NEAR[label.kind]
    if label.sign == "<=":
        pair = (label.left.bare, label.right.bare)
        return (*pair, low, high) if all(pair) else None
    names = label.right.names
    if label.right.base is not None and label.right.base.bare:
        if len(names) == 2 and names[1] == label.right.base.bare:
            return (names[0], names[1], low, high)
        return (names[0], label.right.base.bare, low, high)
    if len(names) != 2:
        return None
    if label.kind == "growth":  # d / (cur - d): the change beside this year's value
        return (names[0], names[1], *(_CHANGE if names[0] in signed else (0.02, 0.4)))
    return (names[0], names[1], low, high)
