"""Which operand makes relations fail: the one that, set to one other value, makes them all hold."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import heapify, heappop, heappush

from extractor.decide import HUNDRED
from extractor.diagnose import ONE_DIGIT, slip
from extractor.model import Amount, Figure, Relation

FAILED = ("off", "suspect")
_HOLDS = ("exact", "rounded")
_ADDS = ("sum", "table_sum")
_LINEAR = (*_ADDS, "balance", "difference", "agreement")
_RATES = ("share", "growth", "completion", "rate")
_SIGNED = 8  # operands whose signs are looked for
_TRIED = 20  # values tried for one operand


@dataclass(frozen=True, slots=True)
class Cause:
    """Relations that fail together, because of one figure where that is known; `right` is what it should be, as printed."""

    relations: tuple[Relation, ...]
    figure: Figure | None = None
    right: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Equation:
    """A relation as Σ sign × operand = constant, as a quotient, or as a limit; operands in its own unit."""

    relation: Relation
    form: str  # linear | quotient | change | limit | unknown
    values: Mapping[str, Decimal]
    scales: Mapping[str, Decimal]  # relation units in one printed unit
    signs: Mapping[str, int] = field(default_factory=dict)
    constant: Decimal = Decimal(0)
    total: Decimal = Decimal(0)  # Σ sign × operand

    def solved(self, id: str) -> Decimal | None:
        """Return what an operand must be, as printed, for this to hold."""
        if self.form != "linear":
            return None
        right = self.values[id] + self.signs[id] * (self.constant - self.total)
        return right / self.scales.get(id, Decimal(1))

    def holds(self, id: str, printed: Decimal) -> bool | None:
        """Tell whether this holds with another value of an operand; None where nobody can say."""
        gap = self._gap(id, printed * self.scales.get(id, Decimal(1)))
        return None if gap is None else abs(gap) <= (self.relation.slack or 0)

    def _gap(self, id: str, value: Decimal) -> Decimal | None:
        if self.form == "unknown":
            return None
        if self.form not in ("linear", "limit"):
            return _quotient(self.form, list({**self.values, id: value}.values()))
        total = self.total + (self.signs[id] * (value - self.values[id]) if id in self.values else 0)
        return total - self.constant if self.form == "linear" else max(total, Decimal(0))


def _quotient(form: str, values: Sequence[Decimal]) -> Decimal | None:
    """Return how far a printed rate is from a ÷ b, or from (a - b) ÷ b; None where b is zero."""
    rate, above, base = values
    if base == 0:
        return None
    return rate - (above if form == "quotient" else above - base) / base * HUNDRED


def causes(relations: Sequence[Relation], figures: Mapping[str, Figure]) -> Iterator[Cause]:
    """Group failed relations by what makes them fail, the operand that explains most of them first."""
    failed = [r for r in relations if r.verdict in FAILED]
    uses: dict[str, list[_Equation]] = defaultdict(list)
    wrong = {id for r in failed for id in r.figure_ids}
    for relation in relations:
        if relation.verdict in (*FAILED, *_HOLDS) and not wrong.isdisjoint(relation.figure_ids):
            equation = _equation(relation, figures)
            for id in dict.fromkeys(relation.figure_ids):
                uses[id].append(equation)
    left = {r.relation_id: r for r in failed}
    for cause in _recovered({id: uses[id] for id in wrong}, figures):
        group = tuple(r for r in cause.relations if r.relation_id in left)
        if len(group) == len(cause.relations):
            yield cause
            for relation in group:
                del left[relation.relation_id]
    yield from _shared(relations, list(left.values()))


def _recovered(uses: Mapping[str, Sequence[_Equation]], figures: Mapping[str, Figure]) -> Iterator[Cause]:
    """Yield the operands for which one value makes two failed relations hold and breaks none, the best first."""
    ranked = []
    for id, equations in uses.items():
        if (found := _best(id, equations, figures[id])) is not None:
            doubt = not _explained(figures[id].amount, found.right)
            ranked.append(((-len(found.relations), doubt, int(id[1:])), found))
    ranked.sort(key=lambda item: item[0])
    claims = Counter((*key[:2], r.relation_id) for key, cause in ranked for r in cause.relations)
    taken: set[str] = set()
    for (size, doubt, _), cause in ranked:
        ids = {r.relation_id for r in cause.relations}
        # Two operands that explain the same relations equally well: nobody knows which is wrong.
        if taken.isdisjoint(ids) and all(claims[size, doubt, id] == 1 for id in ids):
            taken |= ids
            yield cause


def _explained(amount: Amount | None, right: Decimal | None) -> bool:
    words = slip(amount.value, right) if amount and right is not None else ""
    return bool(words) and words != ONE_DIGIT


def _best(id: str, equations: Sequence[_Equation], figure: Figure) -> Cause | None:
    failed = [e for e in equations if e.relation.verdict in FAILED]
    if len(failed) < 2:
        return None
    sound = [e for e in equations if e.relation.verdict in _HOLDS]
    values = Counter(v for e in failed[:_TRIED] if (v := e.solved(id)) is not None and v != 0)
    best: tuple[int, int] = (1, 0)
    cause = None
    for value, times in values.most_common():
        mended = [e for e in failed if e.holds(id, value)]
        if (len(mended), times) > best and not any(e.holds(id, value) is False for e in sound):
            # What cannot be tried is left under the same cause: one wrong number, one finding.
            group = tuple(e.relation for e in failed if e.holds(id, value) is not False)
            best, cause = (len(mended), times), Cause(group, figure, value)
    return cause


def _shared(relations: Sequence[Relation], left: Sequence[Relation]) -> Iterator[Cause]:
    """Group what is left by the operand that most of it shares."""
    holds = Counter(id for r in relations if r.verdict in _HOLDS and r.kind == "sum" for id in r.figure_ids)
    uses = Counter(id for r in left for id in r.figure_ids)
    users: dict[str, list[Relation]] = defaultdict(list)
    for relation in left:
        for id in dict.fromkeys(relation.figure_ids):
            users[id].append(relation)
    # Of two operands that explain as much, the one that no holding sum speaks for is the wrong one.
    ranked = [(-times, holds[id], int(id[1:]), id) for id, times in uses.items()]
    heapify(ranked)
    done: set[str] = set()
    while ranked:
        times, held, number, id = heappop(ranked)
        if uses[id] != -times:  # relations it was in have been told under another cause
            if uses[id]:
                heappush(ranked, (-uses[id], held, number, id))
            continue
        group = tuple(r for r in users[id] if r.relation_id not in done)
        done.update(r.relation_id for r in group)
        uses.subtract(id for r in group for id in r.figure_ids)
        yield Cause(group)


def _equation(relation: Relation, figures: Mapping[str, Figure]) -> _Equation:
    """Return a relation in a form that can be solved; the form is checked against what was computed."""
    amounts = {id: a for id in relation.figure_ids if (a := figures[id].amount) is not None}
    unknown = _Equation(relation, "unknown", {}, {})
    if len(amounts) != len(relation.figure_ids) or relation.stated is None or relation.computed is None:
        return unknown
    scales = {id: _scale(relation, n, a) for n, (id, a) in enumerate(amounts.items())}
    values = {id: a.value * scales[id] for id, a in amounts.items()}
    form, signs, constant = _form(relation, list(values.values()))
    if not form:
        return unknown
    total = sum((s * v for s, v in zip(signs, values.values(), strict=False)), Decimal(0))
    return _Equation(relation, form, values, scales, dict(zip(values, signs, strict=False)), constant, total)


def _scale(relation: Relation, place: int, amount: Amount) -> Decimal:
    printed = relation.kind == "share_total" or (relation.kind in _RATES and place == 0)
    if relation.kind == "agreement":
        said = relation.computed if place else relation.stated
        printed = said == amount.value != amount.base
    return Decimal(1) if printed else amount.scale


def _form(relation: Relation, values: Sequence[Decimal]) -> tuple[str, tuple[int, ...], Decimal]:
    first, rest = values[0], values[1:]
    if relation.kind == "share_total":
        return "linear", (1,) * len(values), HUNDRED
    if relation.kind in ("subset", "limit"):
        sign = 1 if relation.kind == "limit" else -1
        return "limit", (sign, *(-sign for _ in rest)), Decimal(0)
    if relation.kind in _LINEAR and relation.stated == first and relation.computed is not None:
        signs = _signs(rest, relation.computed, relation.kind in _ADDS)
        return ("linear", (1, *(-s for s in signs)), Decimal(0)) if signs else ("", (), Decimal(0))
    if relation.kind in _RATES and len(rest) == 2 and rest[1] != 0:
        for form in ("quotient", "change"):
            computed = first - (_quotient(form, values) or 0)
            if abs(computed - (relation.computed or 0)) < Decimal("1e-9"):
                return form, (), Decimal(0)
    return "", (), Decimal(0)


def _signs(values: Sequence[Decimal], total: Decimal, adds: bool) -> tuple[int, ...]:
    """Return the signs with which values make a total; empty where there are none or many."""
    plus = (1,) * len(values)
    if sum(values) == total:
        return plus
    if adds or len(values) > _SIGNED:
        return ()
    choices = itertools.product((1, -1), repeat=len(values))
    found = [s for s in choices if sum(x * v for x, v in zip(s, values, strict=True)) == total]
    return found[0] if found else ()
