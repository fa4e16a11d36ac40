"""What probably made relations fail: every slip that fits all of them exactly, told where there is only one.

A slip is a change of one or two printed figures. It fits when each relation that fails with them comes out, rates at
their last printed digit, and none that held fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from extractor.checks.equation import RATES, Equation
from extractor.checks.trial import Trial
from extractor.decide import HUNDRED
from extractor.diagnose import (
    MIXED_UNITS,
    ONE_DIGIT,
    REST,
    SWAPPED,
    TOO_FEW,
    TOO_MANY,
    decimals,
    mistaken,
    other_unit,
    rate_slip,
    slip,
    undone,
)
from extractor.model import Amount, Figure

# No chance makes it so; a slip with a name; one that comes out only nearly; any one digit.
_SURE, _CLEAR, _LOOSE, _WEAK = 0, 1, 2, 3
_OPEN = 2  # figures of which nobody can say which is wrong
_MORE = 2  # decimals a number may have had more than it has
_MANY = 10_000
TURNED = "增减方向写反"
_ADDS = ("sum", "table_sum")
_RATIOS = ("share", "completion", "rate")


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing that may have happened: in words, and the printed figures it would put right."""

    rank: int
    words: str
    changes: Mapping[str, Decimal]
    kind: str = ""
    tells: bool = True  # whether the change says what the figure should be
    maybe: tuple[
        tuple[str, Decimal], ...
    ] = ()  # figures of which one is wrong, each with what it would have to be


def _is_odd(amount: Amount) -> bool:
    """Tell whether an amount is too small for 元 or too large for 万元 in the accounts of a public body."""
    return amount.value < _MANY if amount.unit == "元" else amount.value >= _MANY


def exchanged(one: Amount, other: Amount) -> str:
    """Say that two figures stand in each other's place."""
    return f"“{one.value:,f}”与“{other.value:,f}”可能互相写反"


class Broken:
    """Relations that fail together, and what may have been written wrong in them."""

    def __init__(self, trial: Trial, near: Callable[[], Sequence[Figure]]) -> None:
        self._trial, self._near = trial, near
        self._failed, self._figures, self._fits = trial.failed, trial.figures, trial.fits
        self._amount = trial.amount

    def explained(self, id: str = "") -> Slip | None:
        """Return the one slip that fits, of one figure where it is given; None where none or several do."""
        if not self._trial.ids:
            return self._by_result()
        fitting = [s for s in self._slips() if not id or s.changes.keys() == {id}]
        best = min((s.rank for s in fitting), default=_SURE)
        return self._only([s for s in fitting if s.rank == best]) if fitting else None

    def _by_result(self) -> Slip | None:
        """Explain a rate whose operands are no figures by its result."""
        for relation in (e.relation for e in self._failed if e.relation.kind in RATES):
            amount = self._amount(relation.figure_ids[0])
            if relation.computed is None:  # of a budget of nothing, where another one makes it hold
                return Slip(_SURE, "分母用语写错", {}, tells=False)
            if len(self._failed) == 1:
                words = rate_slip(amount.value, relation.computed, amount.step / amount.scale)
                return Slip(_SURE, words, {}, tells=False) if words else None
        return None

    def _only(self, found: Sequence[Slip]) -> Slip | None:
        """Return what the best slips have in common: all of it, or its kind where only the figure is open."""
        told = {s.words: s for s in found}
        first = found[0]
        if len(told) == 1:
            return first
        if not first.kind or any(s.kind != first.kind for s in found):
            return None
        places = list(dict.fromkeys(id for s in found for id in s.changes))
        if len(places) > _OPEN or (first.rank == _WEAK and len(told) > _OPEN):
            return None
        shown = "或".join(f"“{self._amount(id).value:,f}”" for id in places)
        pairs = tuple({(id, right): None for s in found for id, right in s.changes.items()})
        maybe = pairs if len(pairs) <= _OPEN and first.kind != MIXED_UNITS else ()
        return Slip(first.rank, f"{shown}可能是{first.kind}", first.changes, tells=False, maybe=maybe)

    def _slips(self) -> Iterator[Slip]:
        """Yield the slips that fit; what fits is known before a word is made of it."""
        for id in self._trial.ids:
            if id in self._trial.open:
                yield from self._written_wrong(id)
        yield from self._exchanged()
        for equation in self._failed:
            if equation.relation.kind in _ADDS and equation.form == "linear":
                yield from self._left_out(equation)
            if equation.is_quotient:
                yield from self._of_another(equation)
            yield from self._of_last_year(equation)

    def _written_wrong(self, id: str) -> Iterator[Slip]:
        """Yield the values of one figure that a slip of the pen made what is printed."""
        amount = self._amount(id)
        if amount.step <= 0:
            return
        solved = set(self._trial.solved(id))
        rates = [e for e in self._trial.uses[id] if e.is_quotient and next(iter(e.values)) == id]
        solved |= {r for e in rates if (r := self._computed(e)) is not None}
        named = {v for v in solved if slip(amount.value, v)}
        for right in named or self._trial.within(id, undone(amount.value)):
            if not self._fits({id: right}):
                continue
            words = slip(amount.value, right)
            guessed = words == TOO_FEW and bool(solved) and not named  # which digit, nobody can tell
            if not words or guessed or right != round(right, decimals(amount.value) + _MORE):
                continue
            if words == MIXED_UNITS:
                if not _is_odd(amount):
                    continue
                told = f"“{amount.value:,f}{amount.unit}”的单位可能应为“{other_unit(amount.unit)}”"
                yield Slip(_CLEAR, told, {id: right}, words, tells=False)
            else:
                rank = self._rank(id, right, words, bool(named), bool(solved))
                yield Slip(rank, mistaken(amount, right), {id: right}, words)

    def _rank(self, id: str, right: Decimal, words: str, is_solved: bool, is_summed: bool) -> int:
        """Return how much a slip of the pen says: many digits could be missing, few numbers be ten times too large."""
        value = self._amount(id).value
        if words == ONE_DIGIT or (words == SWAPPED and right not in undone(value)):
            return _WEAK
        others = next((places for places, other in self._places if other != id), 0)
        if words == TOO_MANY and decimals(value) > others >= decimals(right.normalize()):
            return _SURE  # 297.699 beside numbers of two decimals
        missing = words == TOO_FEW and (not is_solved or decimals(right.normalize()) > others)
        return _LOOSE if missing or (is_summed and not is_solved) else _CLEAR

    @cached_property
    def _places(self) -> list[tuple[int, str]]:
        """The decimals of the figures, the most first."""
        ids = self._trial.ids
        return sorted(((decimals(self._amount(id).value), id) for id in ids), reverse=True)

    def _computed(self, equation: Equation) -> Decimal | None:
        """Return the rate that its operands make, as it would be printed."""
        rate = equation.rate(equation.form, {})
        return None if rate is None else self._rounded(equation, rate)

    def _rounded(self, equation: Equation, rate: Decimal) -> Decimal:
        amount = self._amount(equation.relation.figure_ids[0])
        unit = amount.step / amount.scale
        return rate.quantize(unit, rounding=ROUND_HALF_UP) if unit > 0 else rate

    def _exchanged(self) -> Iterator[Slip]:
        """Yield the pairs of like figures that stand in each other's place."""
        for first, second in self._trial.pairs():
            a, b = self._amount(first), self._amount(second)
            changes = {first: b.value, second: a.value}
            alike = a.scale == b.scale and a.unit == b.unit and a.value != b.value
            if alike and self._fits(changes):
                yield Slip(_CLEAR, exchanged(a, b), changes)

    def _left_out(self, equation: Equation) -> Iterator[Slip]:
        """Yield what a sum may lack: an addend in its total, or a part that is the total once more."""
        total, *parts = equation.values
        whole = self._amount(total)
        filled, right = [id for id in parts if self._amount(id).value], equation.solved(total)
        for id in filled:
            part = self._amount(id)
            with_part = (equation.values[total] + equation.values[id]) / whole.scale
            if self._fits({total: with_part}):
                rank = _CLEAR if with_part == right else _LOOSE
                yield Slip(rank, f"总数里可能漏加“{part.value:,f}”", {total: with_part})
            mended = equation.solved(id) if part.base == whole.base and len(filled) > 1 else None
            if mended and self._fits({id: mended}):
                yield Slip(_CLEAR, "分项里可能误写了总数", {id: mended})

    def _of_last_year(self, equation: Equation) -> Iterator[Slip]:
        """Yield this year's value where it is last year's once more."""
        changes = equation.form == "change" or equation.relation.kind == "difference"
        if not changes or len(equation.values) != 3:
            return
        _, now, before = equation.values
        if self._amount(now).base != self._amount(before).base:
            return
        words = f"“{self._amount(now).value:,f}”与上年数相同，可能误用了上年数"
        if solved := self._trial.solved(now):
            right, tells = solved[0], True
        elif equation.form == "change":
            rate = next(iter(equation.values.values()))
            right, tells = self._amount(before).value * (1 + rate / 100), False
        else:
            return
        if self._fits({now: right}):
            yield Slip(_SURE, words, {now: right}, tells=tells)

    def _of_another(self, equation: Equation) -> Iterator[Slip]:
        """Yield why a rate is that of other operands, of the rest, or a fraction."""
        id = next(iter(equation.values))
        computed, right = equation.rate(equation.form, {}), self._computed(equation)
        if computed is None or right is None or not self._fits({id: right}):
            return
        amount = self._amount(id)
        unit = amount.step / amount.scale
        open_ = max(unit, min(equation.relation.slack or unit, unit * 10))
        words = rate_slip(amount.value, computed, open_)
        if words and not (words == REST and equation.relation.kind == "growth"):
            yield Slip(_SURE, words, {id: right}, tells=False)
        if right == -amount.value and equation.relation.kind == "growth":
            yield Slip(_SURE, TURNED, {id: right}, tells=False)
        for told, rate in self._rates(equation):
            if abs(self._rounded(equation, rate)) == abs(amount.value):
                rank = _SURE if equation.relation.kind == "growth" else _CLEAR
                yield Slip(rank, told, {id: right}, tells=False)

    def _rates(self, equation: Equation) -> Iterator[tuple[str, Decimal]]:
        """Yield the rates that wrong operands would make."""
        _, first, second = equation.values.values()
        if equation.relation.kind == "growth":
            yield from _with_other_base(equation.form, first, second)
        elif equation.relation.kind in _RATIOS and equation.form == "quotient":
            for figure in self._beside(equation):
                assert figure.amount is not None
                shown, other = f"{figure.amount.value:,f}", figure.amount.base
                yield f"可能误以“{shown}”为分母计算", first / other * HUNDRED
                if second:
                    yield f"可能误以“{shown}”为分子计算", other / second * HUNDRED

    def _beside(self, equation: Equation) -> Iterator[Figure]:
        """Yield the figures that may have been taken for an operand: of its kind, with another value."""
        ids = list(equation.values)
        known = {Decimal(0), *(self._amount(id).base for id in ids)}
        for figure in self._near():
            alike = figure.kind == self._figures[ids[2]].kind
            if alike and figure.amount is not None and figure.amount.base not in known:
                yield figure


def _with_other_base(form: str, now: Decimal, second: Decimal) -> Iterator[tuple[str, Decimal]]:
    """Yield the growth over this year's value, or over the change itself, in percent."""
    change = now - second if form in ("change", "fall") else second
    if now:
        yield "可能误以本年数为基数，应除以上年数", change / now * HUNDRED
    if form not in ("change", "fall"):
        yield "可能误以增减额本身为基数，应除以上年数", HUNDRED
