"""Formulas of patterns/checks.toml over facts that share entity, year, stage and scope; and agreement of equal keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.amount import ZERO
from extractor.claims.operands import nearest
from extractor.decide import (
    HUNDRED,
    Decision,
    decide_at_most,
    decide_equal,
    decide_rate,
    decide_sum,
    finest_step,
    undetermined,
)
from extractor.facts import NARROW, OUTTURN
from extractor.model import Amount, Fact, Figure, Key, Relation
from extractor.patterns.formulas import Formula, Term
from extractor.patterns.phrases import skeleton
from extractor.relations import printed, relation, sum_text, unit_note, with_unit

_NEAR = ("clause", "list", "sentence", "header")
_GENERAL = re.compile("^(?:全年|年度|本年度?|当年|本?部门|本?单位|整体|总体|综合|预算)+")
_SAME_WORDS = "两处用词相同，但未写明阶段，请核对是否同一口径"
# In a limit, what was used of a carry-over stands for the carry-over; in a balance it must not.
_IN_LIMITS = {"carry_over_opening": "carry_over_used"}


def equations(facts: Sequence[Fact], formulas: Sequence[Formula]) -> Iterator[Relation]:
    """Yield the relation of each formula for each key its left side is stated with."""
    for formula in formulas:
        for left in _first_of_each_key(facts, formula.left):
            if formula.base:
                yield from _rate(formula, left, facts)
            else:
                yield from _evaluate(formula, left, facts)


def _rate(formula: Formula, left: Fact, facts: Sequence[Fact]) -> Iterator[Relation]:
    """Yield a rate by the first of its formulas that holds, else by the one that comes nearest."""
    made = [r for each in (formula, *formula.others) if (r := _quotient(each, left, facts)) is not None]
    good = [r for r in made if r.verdict in ("exact", "rounded")]
    told = [r for r in made if r.difference is not None]
    if good or told:
        yield good[0] if good else nearest(told)
    elif made:
        yield made[0]


def _quotient(formula: Formula, left: Fact, facts: Sequence[Fact]) -> Relation | None:
    terms = (*formula.right, *formula.base)
    bound = [_bind(term, left, facts) for term in terms]
    if not any(bound):
        return None
    operands = [left, *(group[0] for group in bound if group)]
    figures = [f.figure for f in operands]
    above = len(formula.right)
    if not all(bound):
        decision = undetermined("missing_operand", _printed_value(left))
        return relation("rate", formula.check.id, "pattern", with_unit(figures[0]), decision, figures)
    signs = [term.sign for term in terms]
    groups = [list(zip(signs, figures[1:], strict=True))[part] for part in (slice(above), slice(above, None))]
    expression = f"{_bracketed(groups[0])} ÷ {_bracketed(groups[1])} = {printed(figures[0])}%"
    if any(f.status == "conflict" for f in operands):
        decision = undetermined("conflict", _printed_value(left))
    else:
        amounts = [_amount(f) for f in operands[1:]]
        decision = decide_rate(
            _amount(left),
            amounts,
            lambda v: _total(signs[:above], v[:above]) / _total(signs[above:], v[above:]) * HUNDRED,
            lambda v: _total(signs[above:], v[above:]),
            finest_step(amounts) if _together(operands) else None,
        )
    return relation("rate", formula.check.id, "pattern", expression, decision, figures)


def _total(signs: Sequence[int], values: Sequence[Decimal]) -> Decimal:
    return sum((sign * value for sign, value in zip(signs, values, strict=True)), ZERO)


def _bracketed(terms: Sequence[tuple[int, Figure]]) -> str:
    words = "".join((" + " if sign > 0 else " - ") + with_unit(figure) for sign, figure in terms)
    return words.removeprefix(" + ") if len(terms) == 1 else f"({words.removeprefix(' + ')})"


def _printed_value(fact: Fact) -> Decimal:
    return _amount(fact).value


def _first_of_each_key(facts: Sequence[Fact], term: Term) -> Iterator[Fact]:
    seen: set[Key] = set()
    for fact in facts:
        if fact.key.indicator == term.indicator and fact.key not in seen:
            seen.add(fact.key)
            if not term.stage or fact.key.stage == term.stage:
                yield fact


def _evaluate(formula: Formula, left: Fact, facts: Sequence[Fact]) -> Iterator[Relation]:
    bound = [_bind(term, left, facts) for term in formula.right]
    if formula.operator == "<=":
        bound = [group or _bind(_used(t), left, facts) for t, group in zip(formula.right, bound, strict=True)]
    present = [f for group in bound for f in group[:1]]
    if not present:
        return
    missing = [t for t, group in zip(formula.right, bound, strict=True) if not group and not t.optional]
    operands = [left, *present]
    figures = [f.figure for f in operands]
    signs = [t.sign for t, group in zip(formula.right, bound, strict=True) if group]
    if missing:
        decision = undetermined("missing_operand", _amount(left).base)
    elif left.status == "conflict" or any(f.status == "conflict" for f in present):
        decision = undetermined("conflict", _amount(left).base)
    else:
        decision = _decide(formula, operands, signs, bound)
    expression = sum_text(figures, signs)
    if formula.operator == "<=":
        right = " + ".join(printed(f) for f in figures[1:])
        expression = f"{printed(figures[0])} ≤ {right}{unit_note(figures)}"
    yield relation(formula.kind, formula.check.id, "pattern", expression, decision, figures)


def _used(term: Term) -> Term:
    return replace(term, indicator=_IN_LIMITS.get(term.indicator, term.indicator))


def _decide(
    formula: Formula, operands: Sequence[Fact], signs: Sequence[int], bound: Sequence[Sequence[Fact]]
) -> Decision:
    left, *right = (_amount(f) for f in operands)
    finest = finest_step([left, *right]) if _together(operands) else None
    if formula.operator == "=":
        return decide_sum(left, right, finest, signs)
    if len(right) == 1:
        decision = decide_at_most(left, right[0], finest)
    else:
        together = decide_sum(left, right, finest, signs)
        below = together.difference is not None and together.difference <= 0
        verdict = "exact" if below else together.verdict
        decision = Decision(verdict, together.stated, together.computed, together.slack, together.own_slack)
    absent = any(t.optional and not group for t, group in zip(formula.right, bound, strict=True))
    if decision.verdict in ("off", "suspect") and absent:
        return undetermined("missing_operand", decision.stated, decision.computed)
    return decision


def _together(operands: Sequence[Fact]) -> bool:
    """Tell whether all operands stand in the text or all in one table; mixed, only own precision counts."""
    return len({f.figure.table for f in operands}) == 1


def _bind(term: Term, left: Fact, facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts a term can stand for: the left side's key, or in its section one without a stated scope."""
    key = left.key
    counted = left.figure.kind == "percent" and not term.stage  # numbers of persons have no stage
    stage = "" if counted else term.stage or key.stage
    year = key.year - term.years_back if key.year is not None else None
    if term.years_back and year is None:
        return []
    same = [
        f
        for f in facts
        if f.key.indicator == term.indicator
        and (f.key.entity, f.key.year, f.key.stage) == (key.entity, year, stage)
    ]
    if stage != OUTTURN and left.figure.kind != "percent":
        # A heading's 预算 is too weak to stand beside one written at the figure.
        same = [f for f in same if (f.how("stage") in _NEAR) == (left.how("stage") in _NEAR)]
    exact = [f for f in same if f.key.scope == key.scope]
    if exact:
        return exact
    if any(_has_own_whole(f, left) for f in facts):
        return []
    unstated = [f for f in same if not f.key.scope]
    return [f for f in unstated if f.figure.section_id == left.figure.section_id]


def _has_own_whole(fact: Fact, left: Fact) -> bool:
    """Tell whether a fact is the whole, without a scope, that the parts without a scope belong to."""
    return bool(left.key.scope) and fact.key == replace(left.key, scope="")


def _amount(fact: Fact) -> Amount:
    amount = fact.figure.amount
    assert amount is not None
    return amount


def agreements(facts: Sequence[Fact]) -> Iterator[Relation]:
    """Yield, for each key stated more than once, whether the statements agree, at each number's own precision.

    A difference is certain only where both statements name the stage near the figure, and suspect where the
    words of both are the same and nothing sets them apart; else the two may speak of different things and the
    relation cannot be decided.
    """
    first: dict[Key, Fact] = {}
    values: dict[Key, set[Decimal]] = {}
    for fact in facts:
        values.setdefault(fact.key, set()).add(_amount(fact).base)
    for fact in facts:
        earlier = first.setdefault(fact.key, fact)
        if earlier is fact or _in_one_row(earlier.figure, fact.figure):
            continue
        if earlier.how(NARROW) and not fact.how(NARROW):
            first[fact.key] = fact
        yield _agreement(earlier, fact, alone=len(values[fact.key]) == 2)


def _agreement(earlier: Fact, fact: Fact, alone: bool) -> Relation:
    """Relate two statements; `alone` when no third value is stated, as there is of many things of one name."""
    figures = [earlier.figure, fact.figure]
    decision = decide_equal(_amount(earlier), _amount(fact))
    expression = f"{with_unit(earlier.figure)} = {with_unit(fact.figure)}"
    certain = _certain(earlier) and _certain(fact)
    alike = alone and _alike(earlier, fact)
    if decision.verdict == "off" and not certain and not alike:
        decision = undetermined("ambiguous", decision.stated, decision.computed)
    told = relation("agreement", "agreement", "agreement", expression, decision, figures)
    if decision.verdict != "off" or certain:
        return told
    weaker = decide_equal(_amount(earlier), _amount(fact), certain=False)
    return replace(told, verdict=weaker.verdict, reason=f"{told.reason}，{_SAME_WORDS}")


def _alike(first: Fact, second: Fact) -> bool:
    """Tell whether two statements use the same words, each in its own clause, with nothing to set them apart."""
    both = (first, second)
    return (
        first.key.year is not None
        and all(f.how("indicator") == "clause" and not f.how(NARROW) for f in both)
        and _amount(first).unit == _amount(second).unit
        and (first.how("stage") == "default") == (second.how("stage") == "default")
        and _same_name(first, second)
    )


def _same_name(first: Fact, second: Fact) -> bool:
    """Compare the words of two names; 服务对象满意度 may be the 满意度 of the same stated year."""
    one, other = (_GENERAL.sub("", skeleton(f.figure.label)[0]) for f in (first, second))
    if not one or not other or one == other:
        return bool(one and other)
    told = first.how("year") == second.how("year") == "clause"
    return told and first.figure.kind == "percent" and (one.endswith(other) or other.endswith(one))


def _in_one_row(first: Figure, second: Figure) -> bool:
    """Tell whether two figures are cells of one row: its columns measure different things."""
    return first.table is not None and (first.table, first.row) == (second.table, second.row)


def _certain(fact: Fact) -> bool:
    named = fact.how("indicator") in ("clause", "header")
    known = fact.how("stage") in _NEAR and fact.how("year") in (*_NEAR, "title", "heading")
    return named and known and not fact.how(NARROW)
