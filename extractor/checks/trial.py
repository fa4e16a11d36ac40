"""Relations that fail together, tried with other values of their figures, the cheapest test first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import combinations, islice

from extractor.amount import HALF
from extractor.checks.equation import Equation
from extractor.model import Amount, Figure

_PLACES = 200  # different places in equations whose figures are tried in each other's place
_PAIRS = 5_000


class Trial:
    """Relations that fail together and those that hold with the same figures."""

    def __init__(
        self, failed: Sequence[Equation], sound: Sequence[Equation], figures: Mapping[str, Figure]
    ) -> None:
        self.failed, self._sound, self.figures = failed, sound, figures
        self.ids = list(dict.fromkeys(id for e in failed for id in e.values))
        self._adds_up = any(e.form == "linear" for e in failed)
        self._tried: dict[tuple[str, Decimal], bool] = {}

    def amount(self, id: str) -> Amount:
        """Return the amount of a figure that a relation was computed of."""
        amount = self.figures[id].amount
        assert amount is not None
        return amount

    def fits(self, changes: Mapping[str, Decimal]) -> bool:
        """Tell whether all that fails comes out with these values, and all that held still holds."""
        if len(changes) > 1:
            return self._fits(changes)
        id, value = next(iter(changes.items()))
        if id not in self.open:
            return False
        if (id, value) not in self._tried:
            self._tried[id, value] = self._fits(changes)
        return self._tried[id, value]

    def _fits(self, changes: Mapping[str, Decimal]) -> bool:
        if not all(any(id in e.values for id in changes) for e in self._stubborn):
            return False
        any_holds = False
        for equation in self.failed:
            made = self._comes_out(equation, changes)
            if made is False:
                return False
            any_holds = any_holds or made is True
        touched = (e for e in self._sound if not changes.keys().isdisjoint(e.values))
        return any_holds and all(e.holds_with(changes) is not False for e in touched)

    def _comes_out(self, equation: Equation, changes: Mapping[str, Decimal]) -> bool | None:
        """Tell whether a failed relation holds with other values: a rate as people cut or round it.

        It may be off by its last digit and its operands'; not where a sum settles what the values are.
        """
        if not equation.is_quotient or self._adds_up:
            return equation.holds_with(changes)
        amount = self.amount(equation.relation.figure_ids[0])
        halves = [self._half(id, changes.get(id)) for id in list(equation.values)[1:]]
        return equation.rounds_to(changes, amount.step / amount.scale, halves)

    def _half(self, id: str, value: Decimal | None) -> Decimal:
        """Return half the last digit of an operand, which moves with the point where that is moved."""
        amount = self.amount(id)
        shrunk = value is not None and amount.value and abs(value) < abs(amount.value) / 2
        return amount.step * HALF * (abs(value / amount.value) if shrunk and value is not None else 1)

    @cached_property
    def _stubborn(self) -> list[Equation]:
        """The relations that do not come out as long as nothing in them changes."""
        return [e for e in self.failed if self._comes_out(e, {}) is False]

    @cached_property
    def open(self) -> frozenset[str]:
        """The figures each of which alone could make everything come out: those in all that fails."""
        first, *others = [e.values.keys() for e in self._stubborn] or [dict.fromkeys(self.ids).keys()]
        return frozenset(first).intersection(*others)

    @cached_property
    def uses(self) -> Mapping[str, Sequence[Equation]]:
        """The failed relations by figure."""
        found: dict[str, list[Equation]] = defaultdict(list)
        for equation in self.failed:
            for id in equation.values:
                found[id].append(equation)
        return found

    def solved(self, id: str) -> list[Decimal]:
        """Return what a figure must be, as printed, for each failed relation that can be solved for it."""
        return [v for e in self.uses.get(id, ()) if (v := e.solved(id)) is not None]

    def within(self, id: str, values: Sequence[Decimal]) -> Sequence[Decimal]:
        """Return those values of a figure, in their order, that a sum it stands in does not rule out."""
        linear = next((e for e in self._stubborn if e.form == "linear"), None)
        right = linear.solved(id) if linear is not None else None
        if linear is None or right is None:
            return values
        reach = 2 * (linear.relation.slack or Decimal(0)) / linear.scales[id]
        low, high = right - reach, right + reach
        return [v for v in values if low <= v <= high] if reach else ()

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield the pairs of figures whose exchange changes something in all that fails, in their order.

        Two parts of one sum change nothing: only figures in different places of the equations are paired.
        """
        order = {id: n for n, id in enumerate(self.ids)}
        places: dict[object, list[str]] = defaultdict(list)
        for id in self.ids:
            places[tuple(self._place(e, id) for e in self.uses[id])].append(id)
        if not self._stubborn:
            yield from islice(combinations(self.ids, 2), _PAIRS)
            return
        found = (
            (order[a], order[b]) if order[a] < order[b] else (order[b], order[a])
            for one, other in combinations(islice(places.values(), _PLACES), 2)
            if all(one[0] in e.values or other[0] in e.values for e in self._stubborn)
            for a in one
            for b in other
        )
        for first, second in sorted(islice(found, _PAIRS)):
            yield self.ids[first], self.ids[second]

    def _place(self, equation: Equation, id: str) -> tuple[object, ...]:
        own = id if equation.is_quotient else ""
        return (equation.relation.relation_id, equation.signs.get(id, 0), equation.scales.get(id), own)
