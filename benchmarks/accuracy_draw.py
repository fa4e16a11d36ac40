"""Instances of forms: exact values printed as people print them, with the words that go with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

from accuracy_decide import HOLDS, Printed, Words, band, decide, finest
from accuracy_form import Form, Label, kind_of, pools
from accuracy_formula import formula
from accuracy_solve import Solver

_TRIES = 600
_OWN_AMOUNT = re.compile(r"(?<!万)元|\d\s*万元")
WAN = 10_000
_BY_ENDING = {"_y": 1, "_e": 100_000_000}
_UNITS = {"万元": WAN, "元": 1}


class Exhausted(Exception):
    """A pool of labels has none left for this report."""


@dataclass(slots=True)
class Names:
    """Draws labels without replacement within a report."""

    random: Random
    _left: dict[str, list[str]] = field(default_factory=dict)

    def take(self, pool: str) -> str:
        """Return a label not yet used in this report. Raises Exhausted."""
        if pool not in self._left:
            self._left[pool] = self.random.sample(pools()[pool], len(pools()[pool]))
        if not self._left[pool]:
            raise Exhausted(pool)
        return self._left[pool].pop()


@dataclass(frozen=True, slots=True)
class Style:
    """How one writer prints numbers."""

    unit: str
    places: int
    percent_places: int
    drops_zeros: bool
    separators: bool
    truncates: bool
    forces_shares: bool
    rounds_parts: bool


@dataclass(frozen=True, slots=True)
class Instance:
    """A form with values: what each slot prints, and what its words say."""

    form: Form
    style: Style
    year: int
    numbers: Mapping[str, Printed]
    words: Words
    labels: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    units: Mapping[str, str] = field(default_factory=dict)  # slots whose unit is misprinted

    def verdict(self, label: Label, fine: Fraction | None) -> str:
        """Return what this benchmark's own decision makes of a relation."""
        return decide(label, self.numbers, self.words, fine)

    def own_finest(self, label: Label) -> Fraction | None:
        """Return the smallest last digit among the operands of a relation."""
        return finest(self.numbers[name] for name in label.names)


def draw(form: Form, random: Random, names: Names, year: int) -> Instance:
    """Return an instance of which every relation holds. Raises Exhausted; ValueError where none is found."""
    labels, pooled = {}, {}
    for slot in form.slots():
        if slot.kind == "label" and slot.pool:
            labels[slot.name] = names.take(slot.pool)
    lengths = _lengths(form, random)
    for slot in form.slots():
        if slot.kind == "list":
            pooled[slot.name] = tuple(names.take(slot.pool) for _ in range(lengths[slot.name]))
    for _ in range(_TRIES):
        instance = _attempt(form, random, year, lengths)
        if instance is not None:
            return _with_names(instance, labels, pooled)
    raise ValueError(f"{form.id}: no clean instance in {_TRIES} draws")


def _with_names(
    instance: Instance, labels: Mapping[str, str], lists: Mapping[str, tuple[str, ...]]
) -> Instance:
    return Instance(
        instance.form, instance.style, instance.year, instance.numbers, instance.words, labels, lists
    )


def _lengths(form: Form, random: Random) -> dict[str, int]:
    return {slot.name: random.randint(3, 6) for slot in form.slots() if slot.kind == "list"}


def _attempt(form: Form, random: Random, year: int, lengths: Mapping[str, int]) -> Instance | None:
    style = _style(form, random)
    try:
        exact = exact_values(form, random, 6 if style.unit == "元" else style.places + 2 * style.rounds_parts)
    except ZeroDivisionError:
        return None
    exact |= {name: Fraction(n) for name, n in lengths.items()}
    numbers = _numbers(form, exact, style, random)
    words = Words(_choices(form, exact), lengths)
    instance = Instance(form, style, year, numbers, words, {}, {})
    return instance if _is_clean(instance) else None


def exact_values(form: Form, random: Random, places: int = 4) -> dict[str, Fraction]:
    """Return one draw of the slots before anything is printed."""
    return Solver(form, random, places).solve()


def _style(form: Form, random: Random) -> Style:
    # Amounts in 元 have two decimals more, and separators more often.
    yuan = not form.fixed_unit and not _names_yuan(form) and random.random() < 0.14
    places = 2 if yuan else random.choices((2, 0, 1, 4), (80, 9, 6, 5))[0]
    return Style(
        unit="元" if yuan else "万元",
        places=places,
        percent_places=random.choices((2, 1, 0), (78, 15, 7))[0],
        drops_zeros=random.random() < 0.35,
        separators=random.random() < (0.6 if yuan else 0.35 if form.is_table else 0.04),
        truncates=random.random() < 0.15,
        forces_shares=random.random() < 0.3,
        rounds_parts=random.random() < 0.45 and not form.from_printed,
    )


def _names_yuan(form: Form) -> bool:
    """Tell whether the form has an amount that is part of its words, or speaks of 元 already."""
    return any(_OWN_AMOUNT.search(part) for part in form.parts() if isinstance(part, str))


def _numbers(form: Form, exact: Mapping[str, Fraction], style: Style, random: Random) -> dict[str, Printed]:
    signed = {slot.name for slot in form.slots() if slot.kind == "choice" and len(slot.words) == 2}
    made = {name: _printed(name, exact[name], style, name in signed) for name in form.numbers}
    for label in form.labels:
        if label.kind == "share_total" and style.forces_shares:
            made |= _forced(label, made, style)
    return made


def _forced(label: Label, made: Mapping[str, Printed], style: Style) -> dict[str, Printed]:
    *others, last = label.names
    rest = Decimal(100) - sum(made[name].value for name in others)
    return {last: _number(last, Fraction(rest), style, False)} if rest > 0 else {}


def _printed(name: str, value: Fraction, style: Style, signed: bool) -> Printed:
    return _number(name, value, style, signed)


def _number(name: str, value: Fraction, style: Style, signed: bool) -> Printed:
    kind = kind_of(name)
    sign = -1 if signed and value < 0 else 1
    value *= sign
    if kind in ("count", "score"):
        return _plain(kind, value, sign, style)
    if kind == "percent":
        printed = _decimal(value, style.percent_places, style.truncates)
        return _as_printed(kind, printed, style, 1, sign)
    scale = _BY_ENDING.get(name[-2:], _UNITS[style.unit])
    places = 2 if scale == 1 else style.places
    return _as_printed(kind, _decimal(value * WAN / scale, places, False), style, scale, sign)


def _plain(kind: str, value: Fraction, sign: int, style: Style) -> Printed:
    number = _decimal(value, 2, False).normalize()
    text = format(number, "f")
    if kind == "score" and style.forces_shares and style.rounds_parts:
        text = f"{number:.2f}"
    return Printed(text, Decimal(text), kind, sign=sign)


def _as_printed(kind: str, number: Decimal, style: Style, scale: int, sign: int) -> Printed:
    if number == 0 and style.drops_zeros:
        return Printed("0", Decimal(0), kind, Decimal(0), scale, sign)
    number = Decimal(format(number.normalize(), "f")) if style.drops_zeros else number
    places = max(-int(number.as_tuple().exponent), 0)
    text = format(number, f",.{places}f" if style.separators and kind == "money" else f".{places}f")
    return Printed(text, number, kind, Decimal(1).scaleb(-places), scale, sign)


def _decimal(value: Fraction, places: int, truncates: bool) -> Decimal:
    number = Decimal(value.numerator) / Decimal(value.denominator)
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN if truncates else ROUND_HALF_UP)


def _choices(form: Form, exact: Mapping[str, Fraction]) -> dict[str, int]:
    found = {}
    for slot in form.slots():
        if slot.kind == "choice":
            value = formula(slot.name)(exact)
            found[slot.name] = band(value) if len(slot.words) == 4 else int(value < 0)
    return found


def _is_clean(instance: Instance) -> bool:
    return (
        _signs_fit(instance)
        and _distinct(instance)
        and all(instance.verdict(label, fine) in HOLDS for label, fine in _contexts(instance))
    )


def _contexts(instance: Instance) -> Iterator[tuple[Label, Fraction | None]]:
    whole = finest(instance.numbers.values())
    for label in instance.form.labels:
        own = instance.own_finest(label)
        yield label, own
        yield label, whole if own is not None else None


def _signs_fit(instance: Instance) -> bool:
    """Only tables print a minus; no number may vanish by rounding unless the form says so."""
    for name, number in instance.numbers.items():
        if number.value < 0 and not instance.form.is_table:
            return False
        if number.value == 0 and instance.form.draw.get(name) != "0" and not _may_vanish(instance.form, name):
            return False
    return True


def _may_vanish(form: Form, name: str) -> bool:
    zeros = {n for n, said in form.draw.items() if said == "0"}
    return any(name in label.names and zeros & set(label.names) for label in form.labels)


def _distinct(instance: Instance) -> bool:
    """Different slots print different amounts, unless they state one value twice."""
    same = {n for label in instance.form.labels if label.kind == "agreement" for n in label.names}
    values = [
        (n.kind, n.value)
        for name, n in instance.numbers.items()
        if n.value != 0 and n.kind == "money" and name not in same and not _may_vanish(instance.form, name)
    ]
    return len(values) == len(set(values))
